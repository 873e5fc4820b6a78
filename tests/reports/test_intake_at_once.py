"""What intake promises when phones send at the same time, and when the ground gives way under it."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from observer.journal.models import Entry
from observer.reports.intake import receive
from observer.reports.models import Flag, Pending, Quarantine, Report, Revision, Visit
from observer.reports.submission import Receipt, Submission
from tests import factories
from tests.factories import Ground, a_submission, a_visit
from tests.reports.at_once import at_once, own_connection

pytestmark = pytest.mark.usefixtures("committed_database")


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def some(ground: Ground, count: int) -> list[Submission]:
    """Reports of a few visits, so that batches share visits as well as reports."""
    visits = [a_visit(station) for station in ground.stations]
    return [
        a_submission(ground.opening, {"A1": "yes", "A10": str(number)}, visit=visits[number % len(visits)])
        for number in range(count)
    ]


def stored() -> tuple[int, int, int, int]:
    return Report.objects.count(), Revision.objects.count(), Pending.objects.count(), Visit.objects.count()


def deadlocks() -> int:
    """How often the database had to break a circle of waiting; intake would try again, so ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_one_id_over_two_connections_is_one_report(ground: Ground) -> None:
    sender = ground.phone.sender
    sent = some(ground, 10)
    for one in sent:
        outcome = at_once([partial(receive, sender=sender, submissions=[one])] * 2)
        [new], [again] = sorted(outcome, key=lambda receipts: -receipts[0].status)
        assert (new.status, again) == (201, replace(new, status=200))
    assert stored() == (10, 10, 10, 6)


def test_one_id_with_two_contents_is_one_report_and_one_kept_apart(ground: Ground) -> None:
    sender = ground.phone.sender
    for one in some(ground, 10):
        other = replace(one, answers={"A1": "no"})
        outcome = at_once(
            [partial(receive, sender=sender, submissions=[content]) for content in (one, other)]
        )
        assert sorted(receipts[0].status for receipts in outcome) == [201, 409]
    assert (Report.objects.count(), Revision.objects.count(), Quarantine.objects.count()) == (10, 10, 10)


def test_overlapping_batches_in_any_order_neither_wait_in_a_circle_nor_double(ground: Ground) -> None:
    senders = [ground.phone.sender, ground.phone.sender]
    sent = some(ground, 60)
    chance = random.Random(2012)

    def phone(number: int) -> list[Receipt]:
        received = []
        for _batch in range(4):
            received += receive(sender=senders[number % 2], submissions=batches.pop())
        return received

    batches = [chance.sample(sent, 40) for _number in range(8 * 4)]
    receipts = [
        receipt for received in at_once([partial(phone, n) for n in range(8)]) for receipt in received
    ]
    new = Counter(receipt.client_id for receipt in receipts if receipt.status == 201)
    assert set(new.values()) == {1}
    assert {receipt.status for receipt in receipts} == {200, 201}
    assert stored() == (len(new), len(new), len(new), 6)
    assert Entry.objects.filter(act="report.received").count() == len(new)
    assert deadlocks() == 0


def test_two_corrections_at_once_leave_one_current_and_one_for_headquarters(ground: Ground) -> None:
    sender = ground.phone.sender
    for original in some(ground, 6):
        receive(sender=sender, submissions=[original])
        corrections = [
            a_submission(
                ground.opening, {"A1": answer}, report_id=original.report_id, replaces=original.client_id
            )
            for answer in ("yes", "no")
        ]
        outcome = at_once([partial(receive, sender=sender, submissions=[one]) for one in corrections])
        [first], [second] = outcome
        conflicts = [receipt for receipt in (first, second) if "conflict" in receipt.notices]
        [winner] = [receipt for receipt in (first, second) if receipt not in conflicts]
        report = Report.objects.get(client_id=original.report_id)
        assert (len(conflicts), report.current.client_id) == (1, winner.client_id)
    assert Flag.objects.filter(kind="conflict").count() == 6


def test_corrections_of_many_reports_in_any_order_do_not_wait_in_a_circle(ground: Ground) -> None:
    sender = ground.phone.sender
    originals = some(ground, 20)
    receive(sender=sender, submissions=originals)
    chance = random.Random(7)

    def corrections(number: int) -> list[Submission]:
        return [
            a_submission(
                ground.opening,
                {"A1": "no", "A10": str(number)},
                report_id=original.report_id,
                replaces=original.client_id,
            )
            for original in chance.sample(originals, 20)
        ]

    batches = [corrections(number) for number in range(6)]
    outcome = at_once([partial(receive, sender=sender, submissions=batch) for batch in batches])
    won = sum("conflict" not in receipt.notices for receipts in outcome for receipt in receipts)
    assert (won, Revision.objects.count()) == (20, 20 * 7)
    assert not Report.objects.filter(current__replaces=None).exists()
    assert deadlocks() == 0


# --- One waits for the other -----------------------------------------------------------------------


def in_open_transaction(call: partial[list[Receipt]], done: Event, end: Event, *, keep: bool) -> None:
    """Run `call` and leave its transaction open until `end`; then commit it, or take it back."""
    with transaction.atomic():
        call()
        done.set()
        assert end.wait(timeout=30)
        transaction.set_rollback(not keep)


def waiting_backend() -> int:
    """The process of the database that waits for another transaction; the wait is bounded."""
    for _try in range(2_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND pid <> pg_backend_pid() AND pg_sleep(0.005) IS NOT NULL"
            )
            if row := cursor.fetchone():
                return int(row[0])
    raise AssertionError("nobody waits")


@pytest.mark.parametrize(("keep", "status"), [(True, 200), (False, 201)])
def test_whoever_comes_second_waits_to_see_what_becomes_of_the_first(
    ground: Ground, keep: bool, status: int
) -> None:
    sender, [sent] = ground.phone.sender, some(ground, 1)
    call = partial(receive, sender=sender, submissions=[sent])
    done, end = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(own_connection, partial(in_open_transaction, call, done, end, keep=keep))
        assert done.wait(timeout=30)
        second: Future[list[Receipt]] = pool.submit(own_connection, call)
        waiting_backend()
        end.set()
        first.result()
        assert [receipt.status for receipt in second.result()] == [status]
    assert stored() == (1, 1, 1, 1)


def test_a_connection_that_dies_in_the_middle_of_a_batch_leaves_nothing(ground: Ground) -> None:
    sender, sent = ground.phone.sender, some(ground, 12)
    last = max(sent, key=lambda one: one.client_id)
    in_the_way = partial(receive, sender=sender, submissions=[replace(last, visit=None)])
    done, end = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(own_connection, partial(in_open_transaction, in_the_way, done, end, keep=False))
        assert done.wait(timeout=30)
        batch = pool.submit(own_connection, partial(receive, sender=sender, submissions=sent))
        # It has written its visits and most of its reports, and waits for the last one.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [waiting_backend()])
        with pytest.raises(OperationalError):
            batch.result()
        end.set()
        first.result()
    assert stored() == (0, 0, 0, 0)
    assert not Entry.objects.filter(act="report.received").exists()
    assert [receipt.status for receipt in receive(sender=sender, submissions=sent)] == [201] * 12
