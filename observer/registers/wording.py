"""What registers say to people: names of columns, what is wrong with a file or a cell, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

COLUMNS: Mapping[str, str | Promise] = {
    "code": gettext_lazy("Code"),
    "region": gettext_lazy("Region"),
    "settlement": gettext_lazy("Urban, rural or abroad"),
    "name_en": gettext_lazy("Name in English"),
    "name_ru": gettext_lazy("Name in Russian"),
    "name_kk": gettext_lazy("Name in Kazakh"),
    "commission": gettext_lazy("Commission"),
    "special": gettext_lazy("Special kind"),
    "registered_voters": gettext_lazy("Registered voters"),
    "time_zone": gettext_lazy("Time zone"),
    "station": gettext_lazy("Polling station"),
    "change": gettext_lazy("What happened"),
    "on": gettext_lazy("Day"),
    "into": gettext_lazy("Merged into"),
    "source": gettext_lazy("Source"),
    "contest": gettext_lazy("Contest"),
    "level": gettext_lazy("Level"),
    "parent": gettext_lazy("Belongs to"),
    "outline": gettext_lazy("Boundary"),
    "role": gettext_lazy("Role"),
    "team": gettext_lazy("Team"),
    "base": gettext_lazy("Home region of a new team"),
    "regions": gettext_lazy("Regions they answer for"),
    "name": gettext_lazy("Name of the person"),
    "telephone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "person": gettext_lazy("Name and contacts (sealed)"),
    "phase": gettext_lazy("Phase"),
    "regime": gettext_lazy("Way of working"),
    "due_at": gettext_lazy("Due at"),
    "stage": gettext_lazy("Stage of the figure"),
    "choice": gettext_lazy("Party, list or candidate"),
    "field": gettext_lazy("Letter in the protocol"),
    "number": gettext_lazy("Number"),
    "local_time": gettext_lazy("Local time"),
    "votes": gettext_lazy("Votes"),
    "voters": gettext_lazy("Voters who voted"),
    "percent": gettext_lazy("Per cent"),
    "seats": gettext_lazy("Seats"),
}

UNREADABLE_FILE: Mapping[str, str | Promise] = {
    "empty": gettext_lazy("This file has no rows: the first row names the columns, data follow."),
    "too-large": gettext_lazy("This file is larger than 50 MB. Please send it in parts."),
    "encoding": gettext_lazy(
        "The letters of this file cannot be read. Please save it as CSV UTF-8 or as a spreadsheet."
    ),
    "format": gettext_lazy("This is no table we can read. Please send CSV, XLSX, XLS, ODS or GeoJSON."),
    "password": gettext_lazy("This spreadsheet is locked with a password. Please save it without one."),
    "too-much": gettext_lazy(
        "This spreadsheet unpacks to more than a register needs. Please save only the filled rows as CSV."
    ),
    "too-many-rows": gettext_lazy("This file has more than 100,000 rows. Please send it in parts."),
    "too-many-columns": gettext_lazy("This file has more than 60 columns. Leave out what is not needed."),
    "long-cell": gettext_lazy("A cell holds more than 2,000 characters. Please look for a mistake."),
    "geojson": gettext_lazy("This is no GeoJSON collection of features with properties."),
}

FAULTS: Mapping[str, str | Promise] = {
    "unmatched": gettext_lazy("No column of the file is matched to this. It is needed."),
    "beyond": gettext_lazy("The file has no such column."),
    "header-twice": gettext_lazy("One column of the file is matched to two of ours."),
    "blank": gettext_lazy("This cell is empty. It is needed in every row."),
    "needed": gettext_lazy("This is needed here."),
    "unprintable": gettext_lazy("The cell holds characters that cannot be printed. Please type it anew."),
    "too-long": gettext_lazy("Longer than %(most)s characters."),
    "not-a-code": gettext_lazy("A code has only Latin letters, digits, hyphens and underscores."),
    "not-whole": gettext_lazy("Not a whole number."),
    "too-large-number": gettext_lazy("This number is too large."),
    "not-percent": gettext_lazy("Not a percentage between 0 and 100 with up to three decimals."),
    "not-a-choice": gettext_lazy("Not one of: %(choices)s."),
    "not-a-day": gettext_lazy("Not a day. Write it like 2012-01-15 or 15.01.2012."),
    "not-a-clock": gettext_lazy("Not a time of day. Write it like 18:00."),
    "not-a-zone": gettext_lazy("Not a time zone of the tz database, such as Asia/Almaty."),
    "not-a-telephone": gettext_lazy("A telephone number has at least nine digits."),
    "not-an-email": gettext_lazy("Not an e-mail address."),
    "twice": gettext_lazy("This row repeats row %(row)s. Please leave one of them out."),
    "unknown": gettext_lazy("“%(value)s” is on no list. Bring it in first, or correct the code."),
    "ambiguous": gettext_lazy("There are several commissions with the code “%(value)s”."),
    "fixed": gettext_lazy(
        "Reports or figures rest on this station: its place and kind can no longer be changed."
    ),
    "written-once": gettext_lazy("What happened on a day is written once. Add a later change."),
    "itself": gettext_lazy("A station cannot be merged into itself."),
    "circle": gettext_lazy("The way up comes back to where it began."),
    "region-moves": gettext_lazy("A region does not move to another place in the tree."),
    "boundaries": gettext_lazy("The boundaries cannot be drawn: %(value)s."),
    "map-incomplete": gettext_lazy(
        "The map is drawn of all regions at once. The file lacks the boundaries of: %(value)s."
    ),
    "one-level": gettext_lazy("Boundaries must all be of one level: regions may not lie upon each other."),
    "place-needed": gettext_lazy("Name a station or a region."),
    "not-its-region": gettext_lazy("The station lies in “%(value)s”."),
    "withdrawn-before": gettext_lazy("This was withdrawn before and is not given again."),
    "no-number": gettext_lazy("The row holds no figure."),
    "field-and-number": gettext_lazy("A letter of the protocol and its number go together."),
    "field-or-choice": gettext_lazy("A letter of the protocol or a party, not both."),
    "role-not-yours": gettext_lazy("Your own role does not include giving or taking this role."),
    "role-side": gettext_lazy(
        "Observers report by phone, everybody else signs in. End this membership and make another."
    ),
    "no-team-for-role": gettext_lazy("Only observers are in teams."),
    "no-regions-for-role": gettext_lazy("Only regional coordinators answer for regions."),
    "code-of-former": gettext_lazy("This code belonged to somebody who left. Choose another."),
    "names-not-yours": gettext_lazy("Your role does not write names. Leave this column out."),
    "name-first": gettext_lazy("A name of up to 200 characters is needed with a telephone or an e-mail."),
    "email-twice": gettext_lazy("The file gives this e-mail to two people."),
    "email-taken": gettext_lazy("This e-mail belongs to %(value)s."),
    "email-fixed": gettext_lazy("The address somebody signs in with is not changed by a file."),
    "team-base": gettext_lazy("This team is at home in “%(value)s”; a file does not move it."),
}

STATES: Mapping[str, str | Promise] = {
    "uploaded": pgettext_lazy("a file", "uploaded"),
    "checked": pgettext_lazy("a file", "checked"),
    "applied": pgettext_lazy("a file", "brought in"),
    "undone": pgettext_lazy("a file", "taken back"),
    "discarded": pgettext_lazy("a file", "given up"),
}


def column_name(code: str) -> str:
    return str(COLUMNS.get(code, code))


def fault_text(code: str, column: str, more: Mapping[str, Any]) -> str:
    """What is wrong and what to do, in the reader's language."""
    text = str(FAULTS[code])
    return text % more if more else text


def table_name(label: str) -> str:
    """What rows of a table are called, for people."""
    names = {
        "reports.Visit": _("visits"),
        "reports.Report": _("reports"),
        "missions.Deployment": _("deployments"),
        "missions.MissionDevice": _("phones"),
        "missions.TeamMember": _("members of teams"),
        "elections.Station": _("polling stations"),
        "elections.StationChange": _("what happened to the station"),
        "elections.OfficialFigure": _("official figures"),
        "elections.Commission": _("commissions"),
        "elections.Region": _("regions"),
    }
    return names.get(label) or str(apps.get_model(label)._meta.verbose_name_plural)
