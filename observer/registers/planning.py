"""A file, read and compared with what is there, for one member: one plan for checking and bringing in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

import orjson

from observer.registers.differences import Fault, Plan, compare, read_rows
from observer.registers.kinds.base import Kind
from observer.registers.matching import Matching
from observer.registers.sheets import Sheet

Told = Callable[[int], None]
STEPS = 3


def plan_of(kind: Kind, sheet: Sheet, matching: Matching, told: Told = lambda _step: None) -> Plan:
    """What the file would do, with everything that is wrong with it. Reads; writes nothing."""
    given, faults = read_rows(sheet, matching, kind.columns, kind.key_of)
    told(1)
    given = kind.prepared(given, sheet)
    faults += kind.faults(given, sheet, matching.keys())
    standing = kind.standing()
    told(2)
    plan = compare(given, standing, columns=kind.columns, blank=kind.blank, judge=kind.judge)
    told(3)
    return replace(plan, faults=_once_each([*faults, *plan.faults]))


def _once_each(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """In the order of the file, one for a cell: what cannot be read need not be called missing as well."""
    first: dict[tuple[int, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.row, fault.column), fault)
    return tuple(sorted(first.values(), key=lambda one: one.row))


def digest_of(plan: Plan) -> bytes:
    """32 bytes that change when anything would come out differently than somebody saw it."""
    told = [[line.key, line.before, line.after] for line in plan.lines]
    return hashlib.sha256(orjson.dumps([told, plan.unchanged], option=orjson.OPT_SORT_KEYS)).digest()
