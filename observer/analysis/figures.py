"""A number with its basis: the one type that carries a figure from analysis to page, API and PDF.

House law 8. A figure knows what it is a part of, who did not answer, what it counts, which reports were
let in, how the places were chosen, when it was true, and the way back to the reports. Nothing here turns
a share into text: `wording` does, and it always says the counts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

# Under this many observations a percentage says more than it knows (domain practice: small counts as counts).
COUNTS_FIRST_BELOW = 50


class Unit(StrEnum):
    """What is counted."""

    REPORTS = "reports"
    EVENTS = "events"
    VISITS = "visits"
    STATIONS = "stations"
    TEAMS = "teams"


class Regime(StrEnum):
    """How the places were chosen: it bounds what may be claimed (house law 8b)."""

    ROUTE = "route"
    ASSIGNED = "assigned"
    SAMPLE = "sample"


class Measure(StrEnum):
    """How a figure is read. TOTAL to MAXIMUM are of a numeric answer."""

    SHARE = "share"
    COUNT = "count"
    TOTAL = "total"
    MEAN = "mean"
    MEDIAN = "median"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"


ADDITIVE = frozenset({Measure.SHARE, Measure.COUNT, Measure.TOTAL, Measure.MEAN})


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Which reports were let in: received, less held, quarantined, withdrawn and settled doubles."""

    received: int = 0
    held: int = 0
    quarantined: int = 0
    withdrawn: int = 0
    doubles: int = 0

    def __post_init__(self) -> None:
        if min(dataclasses.astuple(self)) < 0:
            raise ValueError("numbers of reports cannot be negative")
        if self.counted < 0:
            raise ValueError("more reports were left out than received")

    @property
    def counted(self) -> int:
        return self.received - self.held - self.quarantined - self.withdrawn - self.doubles

    def __add__(self, other: Inclusion) -> Inclusion:
        pairs = zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)
        return Inclusion(*(mine + theirs for mine, theirs in pairs))

    def as_json(self) -> dict[str, int]:
        return {**dataclasses.asdict(self), "counted": self.counted}

    @classmethod
    def from_json(cls, written: Mapping[str, int]) -> Inclusion:
        """Raises ValueError when the numbers do not come to the `counted` written beside them."""
        numbers = {name: number for name, number in written.items() if name != "counted"}
        inclusion = cls(**numbers)
        if inclusion.counted != written["counted"]:
            raise ValueError("the inclusion rule does not come to the reports counted")
        return inclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`numerator` of `answered`, in `unit`, with everything needed to judge it.

    `answered` is the denominator: places where the answer was not seen, did not apply or stayed blank stand
    beside it and never in it. `stations` is how many distinct stations the figure rests on, where the unit
    does not say so itself. `source` holds the filters that list the reports behind the figure; several
    values of one filter are separated by commas.

    For a MEAN the numerator is the sum; for TOTAL, MEDIAN, MINIMUM and MAXIMUM it is the number itself.
    Raises ValueError for a figure that cannot be: a part larger than its whole, a naive time.
    """

    numerator: int | Decimal
    answered: int = 0
    not_observed: int = 0
    not_applicable: int = 0
    blank: int = 0
    unit: Unit
    measure: Measure = Measure.SHARE
    regime: Regime
    rule: Inclusion
    as_of: datetime
    synthetic: bool
    stations: int | None = None
    source: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError("the time of a figure needs its zone")
        if min(self.answered, self.not_observed, self.not_applicable, self.blank, self.stations or 0) < 0:
            raise ValueError("observations cannot be negative")
        if self.measure in {Measure.SHARE, Measure.COUNT} and not (
            isinstance(self.numerator, int) and self.numerator >= 0
        ):
            raise ValueError("what is counted comes in whole numbers from nought")
        if self.measure is Measure.SHARE and self.numerator > self.answered:
            raise ValueError("a part cannot be larger than its whole")
        if not Decimal(self.numerator).is_finite():
            raise ValueError("a figure is a finite number")
        # One zone inside: two figures of one instant are equal and are written alike.
        object.__setattr__(self, "as_of", self.as_of.astimezone(UTC))
        object.__setattr__(self, "source", MappingProxyType(dict(self.source)))

    @property
    def denominator(self) -> int:
        return self.answered

    @property
    def asked(self) -> int:
        """All observations, with or without an answer."""
        return self.answered + self.not_observed + self.not_applicable + self.blank

    @property
    def share(self) -> Fraction | None:
        """Exact, 0..1; None where nobody answered or the figure is no share."""
        if self.measure is not Measure.SHARE or not self.answered:
            return None
        return Fraction(self.numerator) / self.answered

    @property
    def value(self) -> Fraction | None:
        """The number itself, exact: share, mean, or the numerator. None where it is undefined."""
        if self.measure is Measure.SHARE:
            return self.share
        if self.measure is Measure.MEAN:
            return Fraction(self.numerator) / self.answered if self.answered else None
        return Fraction(self.numerator)

    def percent(self, digits: int = 1) -> Decimal | None:
        """The share in percent, rounded half up to `digits` decimals. Rounded shares may not add to 100."""
        return None if self.share is None else round_half_up(self.share * 100, digits)

    @property
    def counts_first(self) -> bool:
        """Whether the counts must stand before any percentage."""
        return self.answered < COUNTS_FIRST_BELOW

    @property
    def base(self) -> int:
        """Distinct stations observed behind the figure: what suppression and grey on a map look at.

        Raises ValueError where neither the unit nor `stations` tells.
        """
        if self.stations is not None:
            return self.stations
        if self.unit is Unit.STATIONS and self.measure is Measure.SHARE:
            return self.answered
        raise ValueError("this figure does not say how many stations it rests on")

    def narrowed(self, numerator: int, **source: str) -> Figure:
        """A count of one part of what this figure counts, found by the further filters."""
        return dataclasses.replace(
            self, numerator=numerator, measure=Measure.COUNT, source={**self.source, **source}
        )

    def as_json(self) -> dict[str, Any]:
        """Every field, exact: decimals as text, the time in UTC. `from_json` gives an equal figure."""
        written = {part.name: getattr(self, part.name) for part in dataclasses.fields(self)}
        return written | {
            "numerator": self.numerator if isinstance(self.numerator, int) else str(self.numerator),
            "denominator": self.answered,
            "unit": self.unit.value,
            "measure": self.measure.value,
            "regime": self.regime.value,
            "rule": self.rule.as_json(),
            "as_of": self.as_of.isoformat(),
            "source": dict(self.source),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Figure:
        """The figure `as_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        fields = {name: value for name, value in written.items() if name != "denominator"}
        if written["denominator"] != written["answered"]:
            raise ValueError("the denominator is what was answered")
        numerator = written["numerator"]
        fields["numerator"] = Decimal(numerator) if isinstance(numerator, str) else numerator
        return cls(
            **fields
            | {
                "unit": Unit(written["unit"]),
                "measure": Measure(written["measure"]),
                "regime": Regime(written["regime"]),
                "rule": Inclusion.from_json(written["rule"]),
                "as_of": datetime.fromisoformat(written["as_of"]),
            }
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only mapping cannot be pickled or copied; its JSON can.
        return Figure.from_json, (self.as_json(),)


def combine(figures: Iterable[Figure]) -> Figure:
    """One figure over parts that do not overlap (regions, say): everything is added, nothing averaged.

    Raises ValueError for no parts, for measures that cannot be added, and for parts that do not count
    the same thing in the same way at the same time.
    """
    parts = list(figures)
    if not parts:
        raise ValueError("there is nothing to combine")
    first = parts[0]
    if first.measure not in ADDITIVE:
        raise ValueError(f"a {first.measure} cannot be added up")
    if len({(part.measure, part.unit, part.regime, part.as_of) for part in parts}) > 1:
        raise ValueError("figures of different kinds or times cannot be added up")
    return dataclasses.replace(
        first,
        numerator=exact_sum(part.numerator for part in parts),
        answered=sum(part.answered for part in parts),
        not_observed=sum(part.not_observed for part in parts),
        not_applicable=sum(part.not_applicable for part in parts),
        blank=sum(part.blank for part in parts),
        rule=sum((part.rule for part in parts), Inclusion()),
        synthetic=any(part.synthetic for part in parts),
        stations=_all_stations(parts),
        source=_common_source(parts),
    )


def _all_stations(parts: list[Figure]) -> int | None:
    if any(part.stations is None for part in parts):
        return None
    return sum(part.stations or 0 for part in parts)


def _common_source(parts: list[Figure]) -> dict[str, str]:
    """The filters all parts have, each with every value one of them has."""
    shared = set.intersection(*(set(part.source) for part in parts))
    return {
        name: ",".join(dict.fromkeys(part.source[name] for part in parts))
        for name in parts[0].source
        if name in shared
    }


def round_half_up(number: Fraction, digits: int) -> Decimal:
    """Exact half-up rounding (away from nought) of a fraction to `digits` decimals."""
    scaled = abs(number) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{-whole if number < 0 else whole}E-{digits}")


def exact_sum(numbers: Iterable[int | Decimal]) -> int | Decimal:
    """The sum, never rounded: decimal.Inexact is raised where 200 digits would not hold it."""
    with localcontext(Context(prec=200, traps=[Inexact, InvalidOperation])):
        return sum(numbers)
