"""What a figure is called in a sentence. Every text here is translatable, and every number is computed.

No function gives a percentage alone: the counts come with it, and stand first where there are few
(house law 8). `propose` offers words for how often something was seen; a person approves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observer.analysis.figures import Figure, Measure, Regime, Unit, round_half_up

# --- Numbers ------------------------------------------------------------------------------------------


def number(amount: int | Decimal) -> str:
    """With the grouping and the decimal sign of the reader's language; every decimal is kept."""
    return str(number_format(amount, force_grouping=True))


def of_all(figure: Figure) -> str:
    """ "12/40": for the narrowest places, beside a legend that says what it is."""
    return f"{number(figure.numerator)}/{number(figure.answered)}"


def counts(figure: Figure) -> str:
    """ "12 of 40"; for a count "12"."""
    if figure.measure is not Measure.SHARE:
        return number(figure.numerator)
    return _("%(part)s of %(whole)s") % {"part": number(figure.numerator), "whole": number(figure.answered)}


def share(figure: Figure, digits: int = 1) -> str:
    """ "30.0 % (120 of 400)", or under 50 observations "12 of 40 (30.0 %)". Never a percentage alone."""
    percent = figure.percent(digits)
    if percent is None:
        return _("no answers") if figure.measure is Measure.SHARE else counts(figure)
    order = _("%(counts)s (%(percent)s %%)") if figure.counts_first else _("%(percent)s %% (%(counts)s)")
    text = order % {"counts": counts(figure), "percent": number(percent)}
    # The sign stays on the line of its number.
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def amount(figure: Figure, digits: int = 1) -> str:
    """Any figure in a table cell: a share with its counts, a mean with its n, a count as it is."""
    if figure.measure in {Measure.SHARE, Measure.COUNT}:
        return share(figure, digits)
    if figure.value is None:
        return _("no answers")
    told = figure.numerator
    if figure.measure is Measure.MEAN:
        told = round_half_up(figure.value, digits)
    return ngettext("%(number)s (of %(n)s answer)", "%(number)s (of %(n)s answers)", figure.answered) % {
        "number": number(told),
        "n": number(figure.answered),
    }


# --- Places and things ----------------------------------------------------------------------------------


def observed(figure: Figure) -> str:
    """ "12 of 40 polling stations observed": what was found, of what was looked at."""
    return _of_observed(figure.unit, figure.answered) % {"counts": counts(figure)}


def in_observed(figure: Figure) -> str:
    """ "in 12 of 40 polling stations observed": the same, inside a sentence."""
    return _in_observed(figure.unit, figure.answered) % {"counts": counts(figure)}


def things(unit: Unit, how_many: int) -> str:
    """ "40 polling stations": a number of what the unit counts."""
    if unit is Unit.STATIONS:
        text = ngettext("%(n)s polling station", "%(n)s polling stations", how_many)
    elif unit is Unit.VISITS:
        text = ngettext("%(n)s visit", "%(n)s visits", how_many)
    elif unit is Unit.EVENTS:
        text = ngettext("%(n)s event", "%(n)s events", how_many)
    elif unit is Unit.TEAMS:
        text = ngettext("%(n)s team", "%(n)s teams", how_many)
    else:
        text = ngettext("%(n)s report", "%(n)s reports", how_many)
    return text % {"n": number(how_many)}


def _of_observed(unit: Unit, whole: int) -> str:
    if unit is Unit.STATIONS:
        return ngettext("%(counts)s polling station observed", "%(counts)s polling stations observed", whole)
    if unit is Unit.VISITS:
        return ngettext("%(counts)s visit", "%(counts)s visits", whole)
    if unit is Unit.EVENTS:
        return ngettext("%(counts)s event", "%(counts)s events", whole)
    if unit is Unit.TEAMS:
        return ngettext("%(counts)s team", "%(counts)s teams", whole)
    return ngettext("%(counts)s report", "%(counts)s reports", whole)


def _in_observed(unit: Unit, whole: int) -> str:
    if unit is Unit.STATIONS:
        return ngettext(
            "in %(counts)s polling station observed", "in %(counts)s polling stations observed", whole
        )
    if unit is Unit.VISITS:
        return ngettext("in %(counts)s visit", "in %(counts)s visits", whole)
    if unit is Unit.EVENTS:
        return ngettext("in %(counts)s event", "in %(counts)s events", whole)
    if unit is Unit.TEAMS:
        return ngettext("in %(counts)s team", "in %(counts)s teams", whole)
    return ngettext("in %(counts)s report", "in %(counts)s reports", whole)


# --- The basis ------------------------------------------------------------------------------------------


def basis(figure: Figure) -> str:
    """Who answered and who did not: "Answered 40, not observed 3, not applicable 1, blank 2."."""
    return _(
        "Answered %(answered)s, not observed %(not_observed)s, "
        "not applicable %(not_applicable)s, blank %(blank)s."
    ) % {
        "answered": number(figure.answered),
        "not_observed": number(figure.not_observed),
        "not_applicable": number(figure.not_applicable),
        "blank": number(figure.blank),
    }


def inclusion(figure: Figure) -> str:
    """Which reports were let in, with the numbers of the rule."""
    rule = figure.rule
    return _(
        "Reports received %(received)s, less held %(held)s, in quarantine %(quarantined)s, "
        "withdrawn %(withdrawn)s and duplicates %(doubles)s: %(counted)s counted."
    ) % {name: number(reports) for name, reports in rule.as_json().items()}


def regime(figure: Figure) -> str:
    """What the way of choosing places allows to be said."""
    if figure.regime is Regime.ROUTE:
        return _(
            "Teams chose their own routes. Figures speak of the polling stations observed, "
            "not of all polling stations, and have no margin of error."
        )
    if figure.regime is Regime.ASSIGNED:
        return _(
            "Headquarters assigned the polling stations, not by chance. Figures speak of the polling "
            "stations observed, not of all polling stations, and have no margin of error."
        )
    return _("Polling stations were drawn by chance from the full list. Estimates have a margin of error.")


def as_of(figure: Figure, zone: ZoneInfo) -> str:
    """When the figure was true, on the clocks of `zone`: "As of Jan. 15, 2012, 6:30 p.m. (UTC+06:00)."."""
    local = figure.as_of.astimezone(zone)
    time = date_format(local, "DATETIME_FORMAT")
    offset = local.utcoffset() or timedelta()
    return _("As of %(time)s (%(zone)s).") % {"time": time, "zone": str(timezone(offset))}


def rounding_note() -> str:
    """To stand under every table of shares."""
    return _("Shares are rounded and may not add up to 100; they are not adjusted.")


# --- How often: words to propose ----------------------------------------------------------------------------


class Frequency(StrEnum):
    """How often something was seen, rarest first. NONE and COUNTS are no judgement."""

    NONE = "none"
    COUNTS = "counts"
    ISOLATED = "isolated"
    FEW = "few"
    A_NUMBER = "a number of"
    SHARE = "in x %"
    WIDESPREAD = "widespread"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where each word begins, as a share 0..1 of what was observed; the stored and printed agreement.

    Up to `isolated_up_to` cases that stay under `few_from` are isolated.
    """

    isolated_up_to: int
    few_from: Decimal
    a_number_from: Decimal
    share_from: Decimal
    widespread_from: Decimal

    def __post_init__(self) -> None:
        steps = [self.few_from, self.a_number_from, self.share_from, self.widespread_from]
        if steps != sorted(steps) or steps[0] <= 0 or steps[-1] > 1:
            raise ValueError("the steps of a ladder rise from above 0 to at most 1")

    def word(self, share: Fraction, cases: int) -> Frequency:
        """The word for `cases` that are `share` (0..1) of what was observed."""
        if share >= Fraction(self.widespread_from):
            return Frequency.WIDESPREAD
        if share >= Fraction(self.share_from):
            return Frequency.SHARE
        if share >= Fraction(self.a_number_from):
            return Frequency.A_NUMBER
        if share >= Fraction(self.few_from) or cases > self.isolated_up_to:
            return Frequency.FEW
        return Frequency.ISOLATED

    def as_json(self) -> dict[str, int | str]:
        steps = ("few_from", "a_number_from", "share_from", "widespread_from")
        return {"isolated_up_to": self.isolated_up_to, **{name: str(getattr(self, name)) for name in steps}}

    @classmethod
    def from_json(cls, written: Mapping[str, int | str]) -> Ladder:
        steps = {name: Decimal(step) for name, step in written.items() if name != "isolated_up_to"}
        return cls(isolated_up_to=int(written["isolated_up_to"]), **steps)


# Our agreement, since no public source gives one: what could change a result weighs at a smaller share.
LADDERS: Mapping[str, Ladder] = {
    "critical": Ladder(1, *map(Decimal, ("0.01", "0.02", "0.05", "0.10"))),
    "serious": Ladder(2, *map(Decimal, ("0.01", "0.03", "0.08", "0.20"))),
    "procedural": Ladder(3, *map(Decimal, ("0.02", "0.05", "0.10", "0.30"))),
    "note": Ladder(3, *map(Decimal, ("0.02", "0.05", "0.15", "0.50"))),
}


def frequency(figure: Figure, severity: str, ladders: Mapping[str, Ladder] = LADDERS) -> Frequency:
    """The word k of n suggests at this severity. Under 50 observations the counts speak for themselves.

    Raises KeyError for a severity without a ladder, ValueError for a figure that is no share.
    """
    ladder = ladders[severity]
    if figure.measure is not Measure.SHARE:
        raise ValueError("only a share says how often")
    if not figure.numerator:
        return Frequency.NONE
    if figure.counts_first or figure.share is None:
        return Frequency.COUNTS
    return ladder.word(figure.share, int(figure.numerator))


def propose(figure: Figure, severity: str, ladders: Mapping[str, Ladder] = LADDERS) -> str:
    """A proposal for a sentence, e.g. "in a few cases: 2.5 % (10 of 400)". A person approves it."""
    word = frequency(figure, severity, ladders)
    if not figure.answered:
        return _("no answers")
    if word is Frequency.NONE:
        return _("not seen: %(share)s") % {"share": observed(figure)}
    if word is Frequency.COUNTS:
        return in_observed(figure)
    return _template(word) % {"share": share(figure)}


def _template(word: Frequency) -> str:
    if word is Frequency.ISOLATED:
        return _("in isolated cases: %(share)s of what was observed")
    if word is Frequency.FEW:
        return _("in a few cases: %(share)s of what was observed")
    if word is Frequency.A_NUMBER:
        return _("in a number of cases: %(share)s of what was observed")
    if word is Frequency.WIDESPREAD:
        return _("widespread: %(share)s of what was observed")
    return _("in %(share)s of what was observed")


def joined(names: Iterable[str]) -> str:
    """ "Akmola, Aktobe": names in a row."""
    return _(", ").join(names)
