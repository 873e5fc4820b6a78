"""Names are sealed, found blind, read on the record, and only by those who need them."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from observer.elections.models import Region
from observer.journal.models import Entry
from observer.missions.models import Membership, Mission, PersonalKey, PersonalRecord
from observer.missions.personal import Person, find, normal_name, normal_telephone, read, store
from observer.missions.roles import Role
from observer.people.ciphers import CannotOpen
from observer.problems import Problem
from tests.factories import a_member, a_mission, a_team, an_election

PERSON = Person("Aliya Serikova", "+7 701 234 56 78", "aliya@observer.example")


def mission(code: str = "alder") -> Mission:
    return a_mission(an_election(code), code)


def an_observer(of: Mission, person: Person = PERSON) -> Membership:
    membership = a_member(of, Role.OBSERVER)
    store(membership=membership, by=None, person=person)
    return membership


@pytest.mark.django_db
def test_what_is_stored_is_read_again_by_who_may() -> None:
    alder = mission()
    assert read(membership=an_observer(alder), by=a_member(alder, Role.COORDINATOR)) == PERSON


@pytest.mark.django_db
def test_no_row_holds_clear_text() -> None:
    alder = mission()
    membership = an_observer(alder)
    read(membership=membership, by=a_member(alder, Role.HEAD))
    list(find(by=a_member(alder, Role.HEAD), name=PERSON.name))
    stored = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT array_agg(t::text) FROM "{table}" t')
            stored += str(cursor.fetchone())
    for secret in ("Aliya", "Serikova", "serikova", "7012345678", "234 56 78", "aliya@"):
        assert secret not in stored
        assert secret.encode().hex() not in stored


@pytest.mark.django_db
def test_reading_and_finding_leave_an_entry_without_the_name() -> None:
    alder = mission()
    membership, head = an_observer(alder), a_member(alder, Role.HEAD)
    read(membership=membership, by=head)
    find(by=head, name=PERSON.name)
    entries = Entry.objects.filter(user=head.user).order_by("id").values_list("act", "subject_id", "detail")
    assert list(entries) == [("see_names", membership.pk, {}), ("find_names", None, {})]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.OBSERVER, False),
        (Role.REGIONAL_COORDINATOR, False),  # of no region
        (Role.COORDINATOR, True),
        (Role.CLERK, False),
        (Role.ANALYST, False),
        (Role.LEGAL_ANALYST, False),
        (Role.HEAD, True),
        (Role.RESULTS_ROOM, False),
        (Role.SECURITY, True),
        (Role.ADMINISTRATOR, False),
        (Role.AUDITOR, False),
    ],
)
def test_names_are_for_those_who_need_them(role: Role, may: bool) -> None:
    alder = mission()
    membership, reader = an_observer(alder), a_member(alder, role)
    if may:
        assert read(membership=membership, by=reader) == PERSON
        return
    with pytest.raises(Problem) as refused:
        read(membership=membership, by=reader)
    assert refused.value.code == "forbidden"
    assert not Entry.objects.filter(user=reader.user).exists()


@pytest.mark.django_db
def test_another_missions_head_reads_and_finds_nothing() -> None:
    alder, birch = mission(), mission("birch")
    membership, stranger = an_observer(alder), a_member(birch, Role.HEAD)
    with pytest.raises(Problem) as refused:
        read(membership=membership, by=stranger)
    assert refused.value.code == "forbidden"
    assert list(find(by=stranger, name=PERSON.name)) == []


@pytest.mark.django_db
def test_a_regional_coordinator_reads_and_finds_teams_of_their_regions_alone() -> None:
    alder = mission()
    west, east = Region.objects.filter(election=alder.election, level="region").order_by("-path")
    regional = a_member(alder, Role.REGIONAL_COORDINATOR, regions=[west])
    own, other = an_observer(alder), an_observer(alder)
    a_team(alder, [own], base=west)
    a_team(alder, [other], base=east)
    assert read(membership=own, by=regional) == PERSON
    with pytest.raises(Problem) as refused:
        read(membership=other, by=regional)
    assert refused.value.code == "forbidden"
    assert list(find(by=regional, name=PERSON.name)) == [own]


@pytest.mark.django_db
def test_a_person_is_found_by_name_or_telephone_however_they_are_written() -> None:
    alder = mission()
    membership, head = an_observer(alder), a_member(alder, Role.HEAD)
    an_observer(alder, Person("Aliya Serik"))
    assert list(find(by=head, name="SERIKOVA,  aliya")) == [membership]
    assert list(find(by=head, telephone="8 (701) 234-56-78")) == [membership]
    assert list(find(by=head, name="Aliya Serikova", telephone="8 701 234 56 79")) == []
    assert list(find(by=head, name="Serikova")) == []
    assert list(find(by=head)) == []


@pytest.mark.django_db
def test_new_details_replace_the_old_ones_under_the_same_key() -> None:
    alder = mission()
    membership, head = an_observer(alder), a_member(alder, Role.HEAD)
    store(membership=membership, by=head, person=Person("Aliya Omarova"))
    assert read(membership=membership, by=head) == Person("Aliya Omarova")
    assert list(find(by=head, name="Aliya Serikova")) == []
    assert list(find(by=head, telephone=PERSON.telephone)) == []
    assert (PersonalKey.objects.count(), PersonalRecord.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_ciphertext_moved_to_another_member_does_not_open() -> None:
    alder = mission()
    one, other, head = an_observer(alder), an_observer(alder), a_member(alder, Role.HEAD)
    taken = PersonalRecord.objects.get(membership=one).ciphertext
    PersonalRecord.objects.filter(membership=other).update(ciphertext=taken)
    with pytest.raises(CannotOpen):
        read(membership=other, by=head)


@pytest.mark.django_db
def test_who_is_not_stored_is_not_found() -> None:
    alder = mission()
    with pytest.raises(Problem) as refused:
        read(membership=a_member(alder, Role.OBSERVER), by=a_member(alder, Role.HEAD))
    assert refused.value.code == "not-found"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", [Role.OBSERVER, Role.REGIONAL_COORDINATOR, Role.SECURITY, Role.ADMINISTRATOR]
)
def test_roles_without_the_permission_write_no_names(role: Role) -> None:
    alder = mission()
    with pytest.raises(Problem) as refused:
        store(membership=a_member(alder, Role.OBSERVER), by=a_member(alder, role), person=PERSON)
    assert refused.value.code == "forbidden"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "fields"),
    [
        (Person(""), ["name"]),
        (Person(" , "), ["name"]),
        (Person("A" * 201), ["name"]),
        (Person("Aliya", "12345678"), ["telephone"]),
        (Person("Aliya", "no number"), ["telephone"]),
        (Person("Aliya", email="a" * 201), ["email"]),
    ],
    ids=str,
)
def test_what_cannot_be_stored_names_its_field(person: Person, fields: list[str]) -> None:
    with pytest.raises(Problem) as refused:
        store(membership=a_member(mission(), Role.OBSERVER), by=None, person=person)
    assert refused.value.code == "invalid"
    assert [error["field"] for error in refused.value.errors] == fields
    assert not PersonalKey.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM missions_personalkey",
        "UPDATE missions_personalkey SET wrapped_key = wrapped_key",
        "DELETE FROM missions_personalrecord",
        "UPDATE missions_personalrecord SET membership_id = membership_id",
    ],
)
def test_the_application_cannot_destroy_or_swap_what_is_stored(statement: str) -> None:
    an_observer(mission())
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@given(st.text(max_size=30))
def test_a_normal_name_is_normal(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)
    assert normal_name(name.upper().lower()) == normal_name(name.lower())


@pytest.mark.parametrize("written", ["+7 701 234 56 78", "8(701)2345678", "٨٧٠١٢٣٤٥٦٧٨", "012345678"])
def test_a_normal_telephone_is_its_last_nine_digits(written: str) -> None:
    assert normal_telephone(written) == "012345678"
