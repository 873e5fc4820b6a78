"""Deletion is one verb, under a role of its own; it leaves word, and a legal hold stops it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from observer.journal.models import Certificate, Entry
from observer.journal.seal import seal
from observer.journal.verify import verify
from observer.missions.holds import place_hold
from observer.missions.models import Membership, PersonalKey, PersonalRecord
from observer.missions.personal import Person, find, read, store
from observer.missions.roles import Role
from observer.operations.retention import erase_person
from observer.problems import Problem
from tests.factories import a_member, a_mission, an_election


def people(role: Role = Role.HEAD) -> tuple[Membership, Membership]:
    """An observer whose name is stored, and somebody at headquarters."""
    alder = a_mission(an_election())
    observer = a_member(alder, Role.OBSERVER)
    store(membership=observer, by=None, person=Person("Aliya Serikova", "+7 701 234 56 78"))
    return observer, a_member(alder, role)


def test_an_erased_person_can_be_neither_read_nor_found(committed_database: None) -> None:
    observer, head = people()
    erase_person(membership=observer, by=head)
    with pytest.raises(Problem) as refused:
        read(membership=observer, by=head)
    assert refused.value.code == "not-found"
    assert list(find(by=head, name="Aliya Serikova")) == []
    assert (PersonalKey.objects.count(), PersonalRecord.objects.count()) == (0, 0)


def test_erasure_leaves_a_certificate_and_a_sealed_entry(committed_database: None) -> None:
    observer, head = people()
    certificate = erase_person(membership=observer, by=head)
    kept = Certificate.objects.get()
    assert kept == certificate
    assert (kept.rule, kept.counts, kept.ordered_by_id) == (
        "erase_person",
        {"keys": 1, "records": 1},
        head.user_id,
    )
    entry = Entry.objects.get(act="erase_person")
    assert (entry.subject_id, entry.user_id) == (observer.pk, head.user_id)
    assert entry.detail == {"certificate": kept.pk, "keys": 1, "records": 1}
    seal()
    assert verify(observer.mission_id).faults == []


@pytest.mark.parametrize("whole_mission", [True, False])
def test_a_legal_hold_stops_erasure(committed_database: None, whole_mission: bool) -> None:
    observer, head = people()
    place_hold(by=head, membership=None if whole_mission else observer, reason="a complaint is pending")
    with pytest.raises(Problem) as refused:
        erase_person(membership=observer, by=head)
    assert refused.value.code == "locked"
    assert read(membership=observer, by=head).name == "Aliya Serikova"
    assert not Certificate.objects.exists()


def test_a_hold_being_placed_is_waited_for(committed_database: None) -> None:
    observer, head = people()

    def erase() -> str:
        try:
            erase_person(membership=observer, by=head)
        except Problem as problem:
            return problem.code
        finally:
            connections.close_all()
        return "erased"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            place_hold(by=head, membership=observer, reason="a complaint is pending")
            erasure = pool.submit(erase)
            wait_until_somebody_waits()
        assert erasure.result() == "locked"


def wait_until_somebody_waits() -> None:
    """Until a transaction stands in line for our advisory lock; the statement timeout ends a vain wait."""
    waiting = 0
    while not waiting:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            (waiting,) = cursor.fetchone() or (0,)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HEAD])
def test_only_the_head_of_mission_orders_erasure(committed_database: None, role: Role) -> None:
    observer, other = people(role)
    with pytest.raises(Problem) as refused:
        erase_person(membership=observer, by=other)
    assert refused.value.code == "forbidden"
    assert PersonalKey.objects.count() == 1


def test_nothing_stored_leaves_no_certificate(committed_database: None) -> None:
    alder = a_mission(an_election())
    with pytest.raises(Problem) as refused:
        erase_person(membership=a_member(alder, Role.OBSERVER), by=a_member(alder, Role.HEAD))
    assert refused.value.code == "not-found"
    assert not Certificate.objects.exists()


def test_without_a_role_for_deletion_nothing_is_deleted(
    committed_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    observer, head = people()
    with monkeypatch.context() as one_role_less, pytest.raises(Problem) as refused:
        one_role_less.delitem(connections.settings, "retention")
        erase_person(membership=observer, by=head)
    assert refused.value.code == "unavailable"
    assert PersonalKey.objects.count() == 1
