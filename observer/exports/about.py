"""The page that goes with the rows: what this is, of when, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observer.elections.models import in_language
from observer.exports.request import Request
from observer.exports.rows import Sheet
from observer.journal.seal import newest_seal
from observer.missions.models import Membership


def about(
    membership: Membership, request: Request, sheet: Sheet, as_of: datetime
) -> Iterator[tuple[str, str]]:
    """Lines of two cells. The synthetic line comes first where it is true."""
    mission = membership.mission
    if mission.synthetic:
        yield _("SYNTHETIC"), _("Made up to show and test the software. Nothing here happened.")
    yield _("Mission"), mission.name
    yield _("Election"), in_language(mission.election.names)
    yield _("As of"), f"{date_format(as_of, 'DATETIME_FORMAT')} (UTC)"
    yield _("Asked for by"), membership.code
    yield _("Checklist"), request.checklist or _("all")
    yield (
        _("Filters"),
        ", ".join(f"{name}={value}" for name, value in request.filters.as_query().items()) or _("none"),
    )
    yield _("Reports"), _REACH[request.reach]()
    yield _("Reports or events"), str(sheet.total)
    if sheet.left_out:
        yield _("Questions left out"), ", ".join(sorted(sheet.left_out))
    seal = newest_seal(mission.pk)
    if seal is not None:
        yield _("Journal seal"), f"{seal.number}: {bytes(seal.digest).hex()}"
    yield _("Names"), _("No name of an observer is in this file. Free texts may name people: treat them so.")


_REACH = {
    "counted": lambda: _("those in the figures: received less held, quarantined, withdrawn and doubles"),
    "received": lambda: _("all that were received; the column “outcome” says what became of each"),
}
