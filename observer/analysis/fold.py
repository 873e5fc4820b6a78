"""From what waits in `Pending` to the tallies.

An event says only that something about a report changed, not what. The fold reads what the report counts
for now, compares it with what it was added as (`Counted`), and moves the difference. One path so serves
corrections, withdrawals, reviews, releases and moved stations, and an event folded twice moves nothing.

Why no report is locked, and nothing is lost: whoever changes a report writes a `Pending` row in the same
transaction. The events are claimed by one statement and the reports are read by a later one, whose snapshot
holds every change whose event was claimed. A change that it does not see commits later, and so does its own
event, which is then still there to be claimed. This is why `Pending` has one row per event: with one row per
report, an event written while an older one waits would be dropped, and its change with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from observer.analysis.answer_sums import add_answers
from observer.analysis.contributions import add_coverage
from observer.analysis.locks import try_hold
from observer.analysis.models import FoldState
from observer.analysis.standing import Moved, recount
from observer.analysis.tallies import Generation
from observer.analysis.violation_sums import add_violations, of_incidents
from observer.reports.events import link
from observer.reports.judging import judge_late
from observer.reports.texts import gather

# How often figures may take a new version: every open page fetches them anew.
SHORTEST_VERSION = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class FoldResult:
    """`reports`: events taken. `moved`: reports that count for something else now.

    `pending_left`: the limit was reached, so more may wait. `elsewhere`: another folder has this mission.
    """

    reports: int = 0
    pending_left: bool = False
    moved: int = 0
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Events taken off the list: how many, and the reports and violations they name."""

    events: int
    report_ids: list[int]
    violation_ids: list[int]


# Materialized, so that the rows are chosen and locked once and by this limit.
_CLAIM = """
    WITH chosen AS MATERIALIZED (
        SELECT id FROM reports_pending WHERE mission_id = %(mission)s
        ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    DELETE FROM reports_pending USING chosen WHERE reports_pending.id = chosen.id
    RETURNING reports_pending.report_id, reports_pending.violation_id
"""


def fold(*, mission_id: int, limit: int = 1_000) -> FoldResult:
    """Fold at most `limit` events of a mission in one transaction; nothing where another folder is at it."""
    with transaction.atomic():
        if not try_hold(mission_id):
            return FoldResult(elsewhere=True)
        give_room()
        claim = take(mission_id=mission_id, limit=limit)
        judge_late(mission_id=mission_id, report_ids=claim.report_ids)
        state = state_of(mission_id)
        moved = fold_claim(claim, Generation(mission_id, state.generation))
        _move_version(state, changed=claim.events > 0)
    return FoldResult(claim.events, claim.events == limit, moved)


def fold_claim(claim: Claim, into: Generation) -> int:
    """Move the tallies by what these events changed; how many reports count for something else now.

    The caller holds the mission's folder lock.
    """
    if not claim.report_ids and not claim.violation_ids:
        return 0
    moved = recount(mission_id=into.mission, report_ids=claim.report_ids)
    if moved.reports:
        add_coverage(moved, into)
        add_answers(moved, into)
        link(mission_id=into.mission, report_ids=moved.counted)
        gather(mission_id=into.mission, report_ids=moved.reports)
    violations = [*claim.violation_ids, *_judged(claim, moved)]
    if moved.reports or violations:
        add_violations(moved, into, violation_ids=violations)
    return len(moved.reports)


def _judged(claim: Claim, moved: Moved) -> list[int]:
    """Violations of incidents that count for what they did, about which a person may have said something."""
    still = sorted(set(claim.report_ids) - set(moved.reports))
    return of_incidents(still) if still else []


def state_of(mission_id: int) -> FoldState:
    """Where the mission's tallies stand; made at its first fold."""
    now = timezone.now()
    state, _new = FoldState.objects.get_or_create(
        mission_id=mission_id, defaults={"version_moved_at": now, "folded_at": now}
    )
    return state


def give_room() -> None:
    """Sums of a whole batch stay in memory, and its statements are too short to be worth compiling."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")


def take(*, mission_id: int, limit: int) -> Claim:
    """Take at most `limit` events off the list, oldest first; they are gone when the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"mission": mission_id, "limit": limit})
        events = cursor.fetchall()
    return Claim(
        events=len(events),
        report_ids=sorted({report for report, _violation in events if report is not None}),
        violation_ids=sorted({violation for _report, violation in events if violation is not None}),
    )


def _move_version(state: FoldState, *, changed: bool) -> None:
    """Give the figures a new version, at most once a second; what waits for that moves at a later fold."""
    now = timezone.now()
    if changed:
        state.folded_at, state.version_due = now, True
    # A clock that was set back must not stop the figures.
    if state.version_due and not timedelta(0) <= now - state.version_moved_at < SHORTEST_VERSION:
        state.version, state.version_moved_at, state.version_due = state.version + 1, now, False
    elif not changed:
        return
    state.save()
