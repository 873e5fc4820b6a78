"""What may stand in a sentence or a cell of a summary: a reading of a figure, a number, a word, a gap.

Nothing here is typed by hand as a number: a figure is read by `analysis.wording`, which also says its basis.
Texts come out in the active language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.figures import Figure, Measure, round_half_up

Json = dict[str, Any]


class Reading(StrEnum):
    """How a figure is read out."""

    COUNTS = "counts"
    SHARE = "share"
    AMOUNT = "amount"
    OBSERVED = "observed"
    IN_OBSERVED = "in_observed"
    THINGS = "things"
    NUMERATOR = "numerator"
    ANSWERED = "answered"
    NOT_OBSERVED = "not_observed"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"
    STATIONS = "stations"
    # A mean, rounded, or the number itself, beside a column that says of how many answers.
    VALUE = "value"
    PERCENT = "percent"
    # The same with a bar beside it.
    BAR = "bar"


BARE_PERCENT = frozenset({Reading.PERCENT, Reading.BAR})


@dataclass(frozen=True, slots=True)
class Cited:
    """A figure as this summary cites it: by a key of its own, with the note that says how it was made."""

    key: str
    figure: Figure
    note: str

    def read(self, reading: Reading) -> Read:
        return Read(self, reading)


@dataclass(frozen=True, slots=True)
class Read:
    """One reading of a cited figure. PERCENT and BAR may only stand in a row that also says the counts."""

    cited: Cited
    reading: Reading = Reading.SHARE

    def as_json(self) -> Json:
        figure = self.cited.figure
        told: Json = {
            "text": READERS[self.reading](figure),
            "figure": self.cited.key,
            "reading": self.reading.value,
        }
        if self.reading is Reading.BAR and figure.share is not None:
            told["bar"] = str(round_half_up(figure.share, 4))
        few = self.reading in BARE_PERCENT and figure.counts_first
        return told | ({"few": True} if few else {})


@dataclass(frozen=True, slots=True)
class Shaded:
    """A reading in a table that is shaded by how much it is: `level` 0 (nothing) to 4 (the most)."""

    read: Read
    level: int

    def as_json(self) -> Json:
        return self.read.as_json() | {"heat": self.level}


@dataclass(frozen=True, slots=True)
class Announced:
    """A number as the authorities announced it, with its decimals; no figure of the mission's."""

    text: str

    def as_json(self) -> Json:
        return {"text": self.text, "announced": True}


@dataclass(frozen=True, slots=True)
class Proposed:
    """The words `wording.propose` offers for how often something was seen; a person approves them."""

    cited: Cited
    severity: str

    def as_json(self) -> Json:
        text = wording.propose(self.cited.figure, self.severity)
        return {"text": text, "figure": self.cited.key, "reading": "proposed"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the mission's own record, such as its regions or days; not a figure from reports."""

    amount: int

    def as_json(self) -> Json:
        return {"text": wording.number(self.amount), "number": self.amount}


@dataclass(frozen=True, slots=True)
class Term:
    """A name, a word or a date. `language` where it is not the document's own."""

    text: str
    language: str = ""

    def as_json(self) -> Json:
        return {"text": self.text} | ({"language": self.language} if self.language else {})


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell whose base is too small for the public (house law 8d): no figure goes into the document."""

    def as_json(self) -> Json:
        return {"text": _("withheld"), "withheld": True}


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell for which there is nothing to say, such as a share of no observations."""

    def as_json(self) -> Json:
        return {"text": "–", "missing": True}


Value = Read | Shaded | Announced | Proposed | Number | Term | Withheld | Missing


def is_bare_percent(value: Value) -> bool:
    return isinstance(value, Read) and value.reading in BARE_PERCENT


def cited_in(value: Value) -> Cited | None:
    if isinstance(value, Shaded):
        return value.read.cited
    return value.cited if isinstance(value, Read | Proposed) else None


def _percent(figure: Figure) -> str:
    percent = figure.percent()
    return "–" if percent is None else f"{wording.number(percent)}\N{NO-BREAK SPACE}%"


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    if figure.measure is Measure.MEAN:
        return wording.number(round_half_up(figure.value, 1))
    # Half the sum of two whole numbers may be a whole number with a nought behind it.
    whole = int(figure.numerator)
    return wording.number(whole if whole == figure.numerator else figure.numerator)


READERS: Mapping[Reading, Callable[[Figure], str]] = {
    Reading.COUNTS: wording.counts,
    Reading.SHARE: wording.share,
    Reading.AMOUNT: wording.amount,
    Reading.OBSERVED: wording.observed,
    Reading.IN_OBSERVED: wording.in_observed,
    Reading.THINGS: lambda figure: wording.things(figure.unit, int(figure.numerator)),
    Reading.NUMERATOR: lambda figure: wording.number(figure.numerator),
    Reading.ANSWERED: lambda figure: wording.number(figure.answered),
    Reading.NOT_OBSERVED: lambda figure: wording.number(figure.not_observed),
    Reading.NOT_APPLICABLE: lambda figure: wording.number(figure.not_applicable),
    Reading.BLANK: lambda figure: wording.number(figure.blank),
    Reading.STATIONS: lambda figure: wording.number(figure.base),
    Reading.VALUE: _value,
    Reading.PERCENT: _percent,
    Reading.BAR: _percent,
}
