"""The words of the Edition's own: titles, headers and notices, in the active language.

They travel inside the document, so that a stored document prints the same in ten years.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.analysis.figures import Regime, Unit

LABELS: Mapping[str, Promise] = {
    "kind": _("Mission summary"),
    "contents": _("Contents"),
    "table": _("Table"),
    "chart": _("Chart"),
    # A place to go to in the document, such as "Numbers: Table 3".
    "numbers_in": _("The numbers of this chart:"),
    # {page} and {pages} are filled in by the typesetter.
    "page_of": _("Page {page} of {pages}"),
    "cut_off": _("Figures as of"),
    "figures_version": _("Version of the figures"),
    "seal": _("Journal seal"),
    "seal_none": _("no entry of the journal was sealed yet"),
    "content_hash": _("SHA-256 of the document's data"),
    "approved": _("Approved by"),
    "draft": _("Draft: its sentences are proposed by software and nobody has approved them yet."),
    "draft_short": _("Draft"),
    # The diagonal mark, the header of every page, and the notice on the cover.
    "synthetic_mark": _("SYNTHETIC"),
    "synthetic_short": _("Synthetic data"),
    "synthetic_title": _("The figures in this document are synthetic"),
    "synthetic_text": _(
        "They were made up to show and test the software. Nothing here happened, and nothing here says "
        "anything about a real election, place or person."
    ),
    "fictional_title": _("This mission is fictional"),
    "fictional_text": _("The mission in whose name it speaks is fictional."),
    "made": _("How each number was made"),
    "made_text": _(
        "Every number in this document belongs to one of the notes below; the small code after a sentence "
        "or under a table leads to its note. The denominator is what was answered: not observed, "
        "not applicable and blank are counted beside it and never in it."
    ),
    "inclusion": _("From reports received to reports counted"),
    "inclusion_step": _("Step"),
    "inclusion_reports": _("Reports"),
    "received": _("Received"),
    "held": _("less held apart: unplaced, late, or from a revoked device"),
    "quarantined": _("less kept in quarantine"),
    "withdrawn": _("less withdrawn by their observers"),
    "doubles": _("less duplicates, settled by a person"),
    "counted": _("Counted in this document"),
    "notes_caption": _("The notes"),
    "notes_all": _("Every note:"),
    "notes_rest": _("Every note that does not say otherwise:"),
    "note": _("Note"),
    "notes": _("Notes"),
    "note_title": _("What is counted"),
    "note_numerator": _("Numerator"),
    "note_denominator": _("Denominator"),
    "note_rule": _("Which reports"),
    "limits": _("What this document is not"),
    "check": _("How to check this document"),
    "check_text": _(
        "The seal below covers the journal of the mission up to it: a change to an entry under a seal kept "
        "elsewhere is detected. The SHA-256 is computed over the data this document was typeset from; "
        "the same data give the same file, byte for byte. The SHA-256 of the file itself is shown where "
        "the file is offered."
    ),
    "rounding": _("Shares are rounded and may not add up to 100; they are not adjusted."),
    # {share} is where a bar is full, such as "25 %".
    "bars": _("Bars are full at {share}."),
    "few": _("Shares of fewer than fifty observations are set in lighter type: read the counts."),
    "withheld": _("Withheld: so few polling stations were observed that a reader could tell which."),
}

UNITS: Mapping[Unit, Promise] = {
    Unit.REPORTS: _("reports"),
    Unit.EVENTS: _("events"),
    Unit.VISITS: _("visits"),
    Unit.STATIONS: _("polling stations"),
    Unit.TEAMS: _("teams"),
}

REGIMES: Mapping[Regime, Promise] = {
    Regime.ROUTE: _("Teams chose their routes: no margin of error."),
    Regime.ASSIGNED: _("Places were assigned, not by chance: no margin of error."),
    Regime.SAMPLE: _("Places were drawn by chance: estimates with a margin of error."),
}


def labels() -> dict[str, str]:
    """Every label in the active language."""
    return {key: str(label) for key, label in LABELS.items()}


def unit_name(unit: Unit) -> str:
    return str(UNITS[unit])


def regime_name(regime: Regime) -> str:
    return str(REGIMES[regime])
