"""Adding everything up anew, beside the tallies that are shown, and swapping.

Nothing is read from the tallies and no difference is added: what the fold wrote can be compared with it
(`check`). Intake goes on meanwhile; the mission's folders wait. What the snapshot shows of events still
waiting is folded first, so that a difference is an error and not a delay. Events that come later stay, and
an event whose change the new sums already hold moves nothing when it is folded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from observer.analysis import standing, violation_sums
from observer.analysis.fold import fold_claim, give_room, state_of, take
from observer.analysis.locks import holding
from observer.analysis.models import Counted, FoldState, Tally
from observer.analysis.rebuild_sums import FROM_SCRATCH, needs
from observer.analysis.tallies import TALLIES, Generation, amounts, keys
from observer.reports.events import link
from observer.reports.judging import late_revisions
from observer.reports.models import Pending, Report
from observer.reports.texts import gather

# How many rows of an old generation go at a time, so that no lock and no transaction lasts.
SWEEP = 10_000
BATCH = 5_000
# Differences told for each table; there may be as many as there are cells.
TOLD = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which the fold and the reports do not agree. `cell` names columns and their values.

    For a report or violation that was noted as counting otherwise than it does: 0 as noted, 1 as it is.
    """

    table: str
    cell: dict[str, Any]
    kept: int
    anew: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The generation that is shown now, the reports behind it, and what was wrong with the one before."""

    generation: int
    reports: int
    differences: list[Difference]


def rebuild(*, mission_id: int) -> Rebuilt:
    """Write the next generation of a mission's tallies from its reports and show it."""
    with holding(mission_id):
        with snapshot():
            rebuilt = _add_up(mission_id)
            _show(rebuilt.generation, mission_id)
        _sweep(mission_id, rebuilt.generation)
    return rebuilt


def check(*, mission_id: int) -> list[Difference]:
    """What `rebuild` would put right; nothing is changed. Empty when the tallies agree with the reports."""
    with holding(mission_id), snapshot():
        rebuilt = _add_up(mission_id)
        transaction.set_rollback(True)
    return rebuilt.differences


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees everything as it was at its first query. Not inside another one."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
        give_room()
        yield


def _add_up(mission_id: int) -> Rebuilt:
    """The next generation, written but not shown, and how it differs from the one that is."""
    shown = state_of(mission_id).generation
    # Tallies so wrong that a sum would fall below nought are left as they are: the new ones need no event.
    with suppress(IntegrityError), transaction.atomic():
        _fold_what_waits(Generation(mission_id, shown))
    differences = _note_again(mission_id)
    parameters = needs(mission_id)
    for tally, query in FROM_SCRATCH.items():
        _insert(tally, query, shown + 1, parameters)
        differences += _compare(tally, mission_id, shown)
    return Rebuilt(shown + 1, Report.objects.filter(mission=mission_id).count(), differences)


def _fold_what_waits(into: Generation) -> None:
    late: set[int] = set()
    while (claim := take(mission_id=into.mission, limit=BATCH)).events:
        fold_claim(claim, into)
        waiting = late_revisions(mission_id=into.mission, report_ids=claim.report_ids)
        late |= {revision.report_id for revision in waiting}
    # In one snapshot nobody can be judged whom others may judge at this moment: that is left to the fold.
    now = timezone.now()
    Pending.objects.bulk_create(
        Pending(mission_id=into.mission, report_id=one, created_at=now) for one in sorted(late)
    )


def _note_again(mission_id: int) -> list[Difference]:
    """What every report and every violation counts for, and which of them were noted otherwise."""
    differences = _noted_otherwise("report_id", standing.RECOUNT_ALL, standing.parameters(mission_id))
    counted = Counted.objects.filter(mission=mission_id, outcome__in=standing.IN_FIGURES)
    ids = list(counted.order_by("report").values_list("report", flat=True))
    for start in range(0, len(ids), BATCH):
        link(mission_id=mission_id, report_ids=ids[start : start + BATCH])
    _gather_again(mission_id)
    violations = {**violation_sums.parameters(), "mission": mission_id}
    return differences + _noted_otherwise("violation_id", violation_sums.RECOUNT_ALL, violations)


def _gather_again(mission_id: int) -> None:
    """The texts of all reports, also of those that came before texts were gathered, or are in no figure."""
    ids = list(Report.objects.filter(mission=mission_id).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        gather(mission_id=mission_id, report_ids=ids[start : start + BATCH])


def _noted_otherwise(column: str, query: str, parameters: dict[str, Any]) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [Difference("noted", {column: one}, 0, 1) for (one,) in cursor.fetchmany(TOLD)]


def _insert(tally: type[Tally], query: str, generation: int, parameters: dict[str, Any]) -> None:
    columns = ", ".join((*keys(tally), *amounts(tally)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tally._meta.db_table} (mission_id, generation, {columns})"
            f" SELECT %(mission)s, %(generation)s, anew.* FROM ({query}) AS anew",
            {**parameters, "generation": generation},
        )


def _compare(tally: type[Tally], mission_id: int, shown: int) -> list[Difference]:
    """The cells in which the generation that is shown and the next one do not agree."""
    by_cell: dict[tuple[Any, ...], Difference] = {}
    for count in amounts(tally):
        for difference in _compare_amount(tally, count, mission_id, shown):
            by_cell.setdefault(tuple(difference.cell.values()), difference)
    return list(by_cell.values())[:TOLD]


def _compare_amount(tally: type[Tally], count: str, mission_id: int, shown: int) -> list[Difference]:
    columns, table = keys(tally), tally._meta.db_table
    cell = ", ".join(columns)
    of_shown = f"coalesce(sum({count}) FILTER (WHERE generation = %(shown)s), 0)"
    of_next = f"coalesce(sum({count}) FILTER (WHERE generation > %(shown)s), 0)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {cell}, {of_shown}, {of_next} FROM {table}"
            f" WHERE mission_id = %(mission)s AND generation >= %(shown)s"
            f" GROUP BY {cell} HAVING {of_shown} <> {of_next} ORDER BY {cell} LIMIT {TOLD}",
            {"mission": mission_id, "shown": shown},
        )
        return [
            Difference(table, dict(zip(columns, row, strict=False)), int(row[-2]), int(row[-1]))
            for row in cursor.fetchall()
        ]


def _show(generation: int, mission_id: int) -> None:
    now = timezone.now()
    FoldState.objects.filter(mission=mission_id).update(
        generation=generation,
        version=F("version") + 1,
        version_moved_at=now,
        version_due=False,
        folded_at=now,
    )


def _sweep(mission_id: int, generation: int) -> None:
    """Remove what older generations left, some rows at a time. Nobody reads them any more."""
    for tally in TALLIES:
        table = tally._meta.db_table
        removed = SWEEP
        while removed == SWEEP:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table}"
                    " WHERE mission_id = %(mission)s AND generation < %(generation)s LIMIT %(limit)s)",
                    {"mission": mission_id, "generation": generation, "limit": SWEEP},
                )
                removed = cursor.rowcount
