"""Whether the numbers of a results protocol reconcile. Exact arithmetic, no opinion.

A sum that does not work out is a finding of its own category (V28), never ballot stuffing: only a person
raises it. Source of the checks: ACE, "Reconciling ballots" (supplied against used and unused; valid and
invalid against taken from boxes; votes against valid).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from observer.checklists.definition.shapes import SEVERITIES, Grade, Identity
from observer.checklists.expressions import Tree, references

Number: TypeAlias = int | Fraction

_COMPARE: Mapping[str, Callable[[Number, Number], bool]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
}
_SUMS: Mapping[str, tuple[str, ...]] = {"X": ("X_st", "X_mob"), "I": ("I_in", "I_mob", "I_adv")}


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """What one identity says about the protocol of one contest ("" where the form knows only one).

    `missing`: the terms that were blank; while there are any the identity is not evaluated and everything
    below is None. `difference` is left less right, in ballots. `severity` is None when nothing is amiss.
    """

    code: str
    category: str
    missing: tuple[str, ...] = ()
    left: Number | None = None
    right: Number | None = None
    difference: Number | None = None
    holds: bool | None = None
    severity: str | None = None
    contest: str = ""

    @property
    def key(self) -> str:
        """What its flag and its tally are filed under."""
        return identity_key(self.code, self.contest)

    @property
    def evaluated(self) -> bool:
        return self.holds is not None


def identity_key(code: str, contest: str) -> str:
    """K1, or K1:mazhilis where the form has the protocols of several contests."""
    return f"{code}:{contest}" if contest else code


def evaluate(
    values: Mapping[str, int | None], identities: Iterable[Identity], contest: str = ""
) -> list[IdentityResult]:
    """Every identity over the protocol's `values` (whole numbers by field; None or absent: blank)."""
    known = with_sums(values)
    return [_evaluate(identity, known, contest) for identity in identities]


def with_sums(values: Mapping[str, int | None]) -> dict[str, int | None]:
    """The values and the sums made of them: X in all boxes, I issued, C for all choices.

    A sum with a blank part is blank; C is blank where no choice is on the form.
    """
    votes = tuple(name for name in values if name.startswith("c:"))
    return {**values, **{name: _total(values, parts) for name, parts in {**_SUMS, "C": votes}.items()}}


def _total(values: Mapping[str, int | None], parts: tuple[str, ...]) -> int | None:
    found = [value for name in parts if (value := values.get(name)) is not None]
    return sum(found) if found and len(found) == len(parts) else None


def terms_of(tree: Tree, fields: Iterable[str]) -> list[str]:
    """The numbers a formula stands on, in its order: a sum stands on its parts.

    `C` stands on the votes among `fields`, the protocol's own; on itself, which nobody asks, without any.
    """
    sums = {**_SUMS, "C": tuple(name for name in fields if name.startswith("c:")) or ("C",)}
    return list(dict.fromkeys(part for name in references(tree) for part in sums.get(name, (name,))))


def _evaluate(identity: Identity, values: Mapping[str, int | None], contest: str) -> IdentityResult:
    comparison, left_tree, right_tree = identity.formula.tree
    left, right = _exact(left_tree, values), _exact(right_tree, values)
    if left is None or right is None:
        missing = tuple(name for name in references(identity.formula.tree) if values.get(name) is None)
        return IdentityResult(identity.code, identity.category, missing, contest=contest)
    right = _rounded(right, identity.rounding)
    difference = left - right
    slack = _size(difference) <= _ratio(identity.tolerance)
    return IdentityResult(
        code=identity.code,
        category=identity.category,
        left=_plain(left),
        right=_plain(right),
        difference=_plain(difference),
        holds=slack or _COMPARE[comparison](left, right),
        severity=_severity(identity.grades, left, right, 0 if slack else difference),
        contest=contest,
    )


def _exact(tree: Tree, values: Mapping[str, int | None]) -> Number | None:
    """A sum, in fractions where it needs them, so that R * 1.01 is exact.

    None where a term is blank or it divides by zero.
    """
    match tree:
        case ["answer", name]:
            return values.get(name)
        case ["number", text]:
            return _ratio(Decimal(text))
        case ["negative", inner]:
            value = _exact(inner, values)
            return None if value is None else -value
    left, right = _exact(tree[1], values), _exact(tree[2], values)
    if left is None or right is None or (tree[0] == "div" and not right):
        return None
    return _ARITHMETIC[tree[0]](left, right)


@lru_cache(1_000)
def _ratio(number: Decimal) -> Fraction:
    """Definitions hold few different numbers, and each is asked for at every report."""
    return Fraction(number)


_ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": Fraction,
}
_ROUND: Mapping[str, Callable[[Number], int]] = {"up": math.ceil, "down": math.floor}


def _rounded(number: Number, rounding: str) -> Number:
    return _ROUND[rounding](number) if rounding in _ROUND else number


def _size(number: Number) -> Number:
    return -number if number < 0 else number


def _plain(number: Number) -> Number:
    return number.numerator if number.denominator == 1 else number


def _severity(grades: Iterable[Grade], left: Number, right: Number, difference: Number) -> str | None:
    """The heaviest grade that applies."""
    applying = {grade.severity for grade in grades if _applies(grade, left, right, difference)}
    return next((severity for severity in SEVERITIES if severity in applying), None)


def _applies(grade: Grade, left: Number, right: Number, difference: Number) -> bool:
    if grade.direction == "equal":
        # Nobody registered and nobody voting is no full turnout.
        return difference == 0 and right != 0
    if not difference or {"above": difference < 0, "below": difference > 0}.get(grade.direction, False):
        return False
    limits = []
    if grade.over is not None:
        limits.append(_ratio(grade.over))
    if grade.over_share is not None:
        limits.append(_ratio(grade.over_share) * _size(left))
    return not limits or _size(difference) > min(limits)
