"""Every committed entry comes under one seal, whatever order entries commit in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from observer.journal import seal as sealing
from observer.journal.models import Entry, Seal, SealedEntry
from observer.journal.record import record
from observer.journal.seal import newest_seal, seal
from observer.journal.tasks import seal as seal_task
from observer.journal.verify import verify
from observer.missions.models import Mission
from tests.factories import a_mission, an_election


def write(mission: Mission | None, count: int = 1, *, age: timedelta = timedelta()) -> list[int]:
    at = timezone.now() - age
    mission_id = mission.pk if mission else None
    return [record(act="test", mission_id=mission_id, at=at).pk for _number in range(count)]


@pytest.mark.django_db
def test_entries_are_sealed_once_in_the_chain_of_their_mission() -> None:
    north, south = a_mission(an_election("n"), "north"), a_mission(an_election("s"), "south")
    mine, theirs, above = write(north, 3), write(south, 2), write(None)
    assert seal() == 6
    assert seal() == 0
    for mission_id, entries in ((north.pk, mine), (south.pk, theirs), (None, above)):
        made = Seal.objects.get(mission=mission_id)
        assert (made.number, made.previous, made.entry_count) == (1, None, len(entries))
        assert sorted(made.entries.values_list("entry_id", flat=True)) == entries


@pytest.mark.django_db
def test_each_seal_names_the_one_before() -> None:
    north = a_mission(an_election(), "north")
    for _round in range(3):
        write(north)
        assert seal_task() == 1
    seals = list(Seal.objects.filter(mission=north).order_by("number"))
    assert [made.number for made in seals] == [1, 2, 3]
    assert [made.previous for made in seals] == [None, *seals[:2]]
    assert newest_seal(north.pk) == seals[-1]
    assert newest_seal(None) is None


@pytest.mark.django_db
def test_a_backlog_is_sealed_in_batches_of_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    north = a_mission(an_election(), "north")
    write(north, 10)
    assert seal() == 10
    counts = Seal.objects.filter(mission=north).order_by("number").values_list("entry_count", flat=True)
    assert list(counts) == [4, 4, 2]
    assert verify(north.pk).faults == []


@pytest.mark.django_db
def test_the_first_seal_takes_everything_and_later_ones_what_is_new() -> None:
    north = a_mission(an_election(), "north")
    write(north, age=timedelta(days=400))
    assert seal() == 1
    write(north, age=timedelta(hours=2))
    assert seal() == 0
    assert seal(everything=True) == 1


@pytest.mark.django_db
def test_after_a_pause_what_was_written_meanwhile_is_sealed() -> None:
    north, now = a_mission(an_election(), "north"), timezone.now()
    write(north, age=timedelta(hours=9))
    seal(now - timedelta(hours=9))
    write(north, age=timedelta(hours=4))
    assert seal(now) == 1


def test_an_entry_that_commits_late_with_a_smaller_number_is_not_lost(committed_database: None) -> None:
    north = a_mission(an_election(), "north")
    written, sealed = Event(), Event()

    def slow() -> int:
        try:
            with transaction.atomic():
                (early,) = write(north)
                written.set()
                assert sealed.wait(10)
            return early
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(slow)
        assert written.wait(10)
        (later,) = write(north)
        assert seal() == 1
        sealed.set()
        early = late.result()
    assert early < later
    assert seal() == 1
    assert set(SealedEntry.objects.values_list("entry_id", flat=True)) == {early, later}
    assert verify(north.pk, unsealed_for=timedelta()).faults == []


def test_writers_and_sealers_at_once_lose_nothing_and_seal_nothing_twice(committed_database: None) -> None:
    north = a_mission(an_election(), "north")
    done = Event()

    def writing(_number: int) -> None:
        try:
            for _round in range(40):
                with transaction.atomic():
                    write(north, 2)
        finally:
            connection.close()

    def sealing_on(_number: int) -> int:
        total = 0
        try:
            while not done.is_set():
                total += seal()
        finally:
            connection.close()
        return total

    with ThreadPoolExecutor(6) as pool:
        sealers = [pool.submit(sealing_on, number) for number in range(2)]
        list(pool.map(writing, range(4)))
        done.set()
        sealed = sum(sealer.result() for sealer in sealers)
    sealed += seal()
    assert sealed == Entry.objects.count() == 320
    verdict = verify(north.pk, unsealed_for=timedelta())
    assert (verdict.faults, verdict.entries) == ([], 320)


@pytest.mark.django_db
def test_the_database_refuses_a_second_seal_of_one_number() -> None:
    north = a_mission(an_election(), "north")
    write(north)
    seal()
    first = Seal.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(
            mission=north, number=1, entry_count=0, digest=first.digest, sealed_at=first.sealed_at
        )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_entry", "journal_seal", "journal_sealedentry"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {}"])
def test_the_application_can_neither_change_nor_remove_what_is_written(table: str, act: str) -> None:
    write(a_mission(an_election(), "north"))
    seal()
    column = "entry_id" if table == "journal_sealedentry" else "id"
    statement = act.replace("{}", table, 1).replace("{}", column)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
