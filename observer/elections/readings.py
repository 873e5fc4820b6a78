"""What announced percentages imply, and where they cannot all be true. Pure arithmetic, nothing resolved.

Turnout is announced as a percentage of registered voters, sometimes with the number who voted: the two
together say how many voters the announcer counted as registered. The rounding of both leaves an interval.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage as announced: `percent` (0..100) told to `decimals` places."""

    percent: Decimal
    decimals: int

    @classmethod
    def of(cls, percent: Decimal, decimals: int | None) -> Share:
        """Where nobody kept how exactly it was told, trailing noughts are taken for padding."""
        if decimals is None:
            exponent = percent.normalize().as_tuple().exponent
            decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        return cls(percent, decimals)

    @property
    def half_step(self) -> Fraction:
        """By how much the announced share may differ from the exact one, in points."""
        return Fraction(1, 2 * 10**self.decimals)

    def agrees(self, other: Share) -> bool:
        """Whether both can be roundings of one number: 53.3 and 53.32 can, 53.32 and 53.23 cannot."""
        apart = abs(Fraction(self.percent) - Fraction(other.percent))
        return apart <= max(self.half_step, other.half_step)


@dataclass(frozen=True, slots=True)
class Implied:
    """How many registered voters an announcement implies: `exact`, and within rounding `low` to `high`."""

    exact: int
    low: int
    high: int

    def overlaps(self, other: Implied) -> bool:
        return self.low <= other.high and other.low <= self.high


def implied(voters: int, share: Share, *, voters_step: int = 1) -> Implied | None:
    """Registered voters implied by `voters` being `share` of them; None for a share of nothing.

    `voters_step`: what the number of voters was rounded to (1,000 where it was told in thousands).
    """
    percent, half_voters = Fraction(share.percent), Fraction(voters_step - 1, 2)
    if percent <= share.half_step:
        return None
    return Implied(
        round(voters * 100 / percent),
        round((voters - half_voters) * 100 / (percent + share.half_step)),
        round((voters + half_voters) * 100 / (percent - share.half_step)),
    )


def step_of(number: int) -> int:
    """What a number ending in noughts was probably rounded to: 6,694,000 to 1,000. At least three noughts."""
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step if step >= 1_000 else 1


def falls(shares: Sequence[tuple[Key, Share]]) -> list[tuple[Key, Key]]:
    """Neighbouring readings, in order of time, where turnout goes down beyond rounding: it cannot (K11)."""
    return [
        (earlier, later)
        for (earlier, before), (later, after) in pairwise(shares)
        if Fraction(after.percent) + after.half_step < Fraction(before.percent) - before.half_step
    ]


def sums_to_all(shares: Sequence[Share]) -> bool:
    """Whether shares of one whole come to 100 within their rounding."""
    total = sum((Fraction(share.percent) for share in shares), Fraction(0))
    return abs(total - 100) <= sum((share.half_step for share in shares), Fraction(0))
