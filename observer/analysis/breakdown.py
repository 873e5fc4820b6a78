"""One question of a checklist, answer by answer, in parts: regions, kinds of settlement, phases or hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from observer.analysis.board import QuestionRow
from observer.analysis.figures import Inclusion

BY = ("region", "settlement", "phase", "hour")
# What a part is known by: a region's key, a kind of settlement, a phase or an hour.
Key: TypeAlias = int | str | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `row` holds how the reports of it answered."""

    code: str
    name: str
    row: QuestionRow


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A question as a whole and in parts. Only parts from which reports came are there, regions excepted."""

    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    checklist: str
    checklist_name: str
    phase: str
    by: str
    whole: QuestionRow
    parts: Sequence[Part]
