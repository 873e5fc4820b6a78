"""A roster makes accounts, teams and sealed names; nobody gives a role beyond their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from observer.journal.models import Job
from observer.missions.members import end_membership, invite_account
from observer.missions.models import Membership, MembershipRegion, PersonalRecord, Team, TeamMember
from observer.missions.personal import Person, find, read, store
from observer.missions.roles import Role
from observer.people.models import User
from observer.problems import Problem
from observer.registers.models import CheckLine, ImportedRow
from observer.registers.single import add_person
from tests.factories import Ground, a_member, a_mission, a_phone, ground
from tests.registers.bringing import a_csv, brought_in, checked, faults, standing, taken_back, uploaded

HEADERS = ("код", "role", "team", "base", "regions", "ФИО", "телефон", "email")


@pytest.fixture
def alder(db: None) -> Ground:
    made = ground()
    store(membership=made.observers[0], by=None, person=Person("Aliya Serikova", "+7 701 234 56 78"))
    return made


def roster(*rows: tuple[str, ...]) -> bytes:
    return a_csv(HEADERS, *rows)


def test_people_come_with_account_role_team_and_sealed_name(alder: Ground) -> None:
    file = roster(
        ("OBS-901", "наблюдатель", "T-90", "east", "", "Bolat Example", "8 701 000 00 01", ""),
        ("OBS-902", "observer", "T-90", "", "", "Clara Example", "", ""),
        ("REG-90", "regional coordinator", "", "", "west, east", "", "", "Reg@alder.example"),
    )
    brought_in(alder.head, "roster", file)
    bolat = Membership.objects.get(code="OBS-901")
    team = Team.objects.get(code="T-90")
    assert (bolat.role, bolat.user.username, bolat.user.email) == ("observer", "alder-obs-901", None)
    assert not bolat.user.has_usable_password()
    assert team.base_region == alder.east
    assert set(team.members.values_list("membership__code", flat=True)) == {"OBS-901", "OBS-902"}
    assert read(membership=bolat, by=alder.head) == Person("Bolat Example", "8 701 000 00 01")
    assert [one.code for one in find(by=alder.head, telephone="+7 (701) 000-00-01")] == ["OBS-901"]
    regional = Membership.objects.get(code="REG-90")
    assert regional.user.email == "reg@alder.example"
    assert set(regional.own_regions.values_list("region__code", flat=True)) == {"west", "east"}


def test_names_stand_nowhere_but_sealed(alder: Ground) -> None:
    file = roster(("OBS-901", "observer", "", "", "", "Matilda Geheim", "+7 701 000 00 01", "m@x.example"))
    found = brought_in(alder.head, "roster", file)
    with connection.cursor() as cursor:
        for model in (CheckLine, ImportedRow, PersonalRecord, User, Membership, Job):
            table = model._meta.db_table
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~* %s', ["geheim|m@x"])
            assert cursor.fetchone() == (0,), model
    (line,) = found.checks.get().lines.filter(kind="new")
    assert line.detail["person"] == [None, None]


def test_a_changed_name_is_told_without_the_name_and_comes_back(alder: Ground) -> None:
    before = standing(alder.head, "roster")
    file = roster(("OBS-001", "", "T-02", "", "", "", "+7 701 999 99 99", ""))
    made = brought_in(alder.head, "roster", file)
    (line,) = made.checks.get().lines.filter(kind="changed")
    assert line.detail == {"team": ["T-01", "T-02"], "person": [None, None]}
    assert read(membership=alder.observers[0], by=alder.head) == Person("Aliya Serikova", "+7 701 999 99 99")
    assert TeamMember.objects.get(membership=alder.observers[0], until=None).team == alder.other_team
    assert taken_back(alder.head, made).state == Job.State.DONE
    assert standing(alder.head, "roster") == before
    assert read(membership=alder.observers[0], by=alder.head) == Person("Aliya Serikova", "+7 701 234 56 78")
    assert [one.code for one in find(by=alder.head, telephone="87012345678")] == ["OBS-001"]


def test_the_same_name_in_a_file_changes_nothing(alder: Ground) -> None:
    file = roster(("OBS-001", "observer", "T-01", "", "", "Aliya Serikova", "+7 701 234 56 78", ""))
    found = checked(alder.head, uploaded(alder.head, "roster", file))
    assert (found.counts["changed"], found.counts["unchanged"]) == (0, 1)


def test_who_was_brought_in_by_mistake_goes_and_the_right_file_can_come(alder: Ground) -> None:
    before = standing(alder.head, "roster")
    file = roster(
        ("OBS-901", "observer", "T-90", "west", "", "Bolat Example", "", ""),
        ("CLERK-90", "clerk", "", "", "", "", "", "clerk@alder.example"),
        ("OBS-002", "", "T-90", "", "", "", "", ""),
    )
    for _time in range(2):
        made = brought_in(alder.head, "roster", file)
        job = taken_back(alder.head, made)
        assert (job.state, job.failure) == (Job.State.DONE, "")
        assert standing(alder.head, "roster") == before
    assert not Team.objects.filter(code="T-90").exists()
    gone = Membership.objects.filter(end__isnull=False)
    assert gone.count() == 4
    assert not gone.filter(user__is_active=True).exists()
    assert not User.objects.filter(email="clerk@alder.example").exists()


def test_who_has_a_phone_stays(alder: Ground) -> None:
    made = brought_in(alder.head, "roster", roster(("OBS-901", "observer", "T-90", "", "", "", "", "")))
    a_phone(Membership.objects.get(code="OBS-901"))
    job = taken_back(alder.head, made)
    assert (job.state, "OBS-901: phones" in job.failure) == (Job.State.FAILED, True)
    assert TeamMember.objects.filter(membership__code="OBS-901", until=None).exists()


def test_everything_wrong_with_people_is_told_at_once(alder: Ground) -> None:
    gone = a_member(alder.mission, Role.OBSERVER)
    end_membership(membership=gone, by=alder.head, reason="Left.")
    file = roster(
        (gone.code, "observer", "", "", "", "", "", ""),
        ("A-1", "analyst", "T-01", "", "west", "", "", ""),
        ("A-2", "analyst", "", "", "", "", "", "hq-006@alder.example"),
        ("A-3", "clerk", "", "", "", "", "", "same@alder.example"),
        ("A-4", "clerk", "", "", "", "", "", "same@alder.example"),
        ("A-5", "regional_coordinator", "", "", "north", "", "", "a5@alder.example"),
        ("OBS-001", "clerk", "", "", "", "", "", ""),
        ("OBS-002", "", "T-01", "east", "", "", "12", ""),
        ("A-6", "observer", "T-9", "north", "", "", "+7 701 000 00 01", ""),
    )
    found = checked(alder.head, uploaded(alder.head, "roster", file))
    assert faults(found) == [
        (2, "code", "code-of-former"),
        (3, "team", "no-team-for-role"),
        (3, "regions", "no-regions-for-role"),
        (3, "email", "needed"),
        (4, "email", "email-taken"),
        (6, "email", "email-twice"),
        (7, "regions", "unknown"),
        (8, "role", "role-side"),
        (8, "team", "no-team-for-role"),
        (9, "telephone", "not-a-telephone"),
        (9, "base", "team-base"),
        (10, "base", "unknown"),
        (10, "name", "name-first"),
    ]


@pytest.mark.parametrize(
    ("role", "given", "wrong"),
    [
        (Role.COORDINATOR, "observer", []),
        (Role.COORDINATOR, "head", [(2, "role", "role-not-yours")]),
        (Role.COORDINATOR, "results_room", [(2, "role", "role-not-yours")]),
        (Role.ADMINISTRATOR, "clerk", []),
        (Role.ADMINISTRATOR, "coordinator", [(2, "role", "role-not-yours")]),
        (Role.HEAD, "results_room", []),
    ],
)
def test_nobody_gives_a_role_beyond_their_own(
    alder: Ground, role: Role, given: str, wrong: list[Any]
) -> None:
    by = alder.head if role == Role.HEAD else a_member(alder.mission, role)
    file = a_csv(("code", "role", "email"), ("A-1", given, "a1@alder.example"))
    assert faults(checked(by, uploaded(by, "roster", file))) == wrong


def test_nobody_takes_a_role_beyond_their_own(alder: Ground) -> None:
    administrator = a_member(alder.mission, Role.ADMINISTRATOR)
    file = a_csv(("code", "role"), (alder.head.code, "clerk"))
    found = checked(administrator, uploaded(administrator, "roster", file))
    assert faults(found) == [(2, "role", "role-not-yours")]
    with pytest.raises(Problem):
        end_membership(membership=alder.head, by=administrator, reason="x")


def test_an_administrator_writes_no_names(alder: Ground) -> None:
    administrator = a_member(alder.mission, Role.ADMINISTRATOR)
    found = checked(administrator, uploaded(administrator, "roster", roster(("A-1", "observer", *[""] * 6))))
    assert faults(found) == [(0, "name", "names-not-yours"), (0, "telephone", "names-not-yours")]


def test_a_person_keeps_one_account_in_two_missions(alder: Ground) -> None:
    birch = a_mission(alder.election, "birch")
    head = a_member(birch, Role.HEAD)
    file = a_csv(("code", "role", "email"), ("A-1", "analyst", "both@example.org"))
    brought_in(alder.head, "roster", file)
    made = brought_in(head, "roster", file)
    (user,) = User.objects.filter(email="both@example.org")
    assert user.memberships.count() == 2
    assert taken_back(head, made).state == Job.State.DONE
    user.refresh_from_db()
    assert (user.is_active, user.email) == (True, "both@example.org"), "alder still needs it"


def test_nobody_is_let_into_an_account_that_another_mission_made(alder: Ground) -> None:
    birch = ground("birch", election=alder.election)
    file = a_csv(("code", "role", "email"), ("H-1", "head", "head@birch.example"))
    brought_in(birch.head, "roster", file)
    values = {"code": "X", "role": "clerk", "email": "head@birch.example"}
    clerk = add_person(by=alder.coordinator, values=values)
    theirs = Membership.objects.get(mission=birch.mission, code="H-1")
    assert clerk.user == theirs.user
    with pytest.raises(Problem) as refused:
        invite_account(membership=clerk, by=alder.coordinator)
    assert refused.value.status == 409
    assert invite_account(membership=theirs, by=birch.head).startswith("/accounts/")


def test_the_address_somebody_signs_in_with_stays(alder: Ground) -> None:
    file = a_csv(("code", "email"), (alder.coordinator.code, "taken.over@example.org"))
    found = checked(alder.head, uploaded(alder.head, "roster", file))
    assert faults(found) == [(2, "email", "email-fixed")]


def test_one_person_by_hand_follows_the_same_rules(alder: Ground) -> None:
    values = {"code": "OBS-77", "role": "observer", "team": "T-01", "name": "Erlan Example", "telephone": ""}
    made = add_person(by=alder.coordinator, values=values)
    assert read(membership=made, by=alder.head).name == "Erlan Example"
    assert made.teams.get().team == alder.team
    for wrong, field in (
        (values, "code"),
        ({"code": "X", "role": "head", "email": "x@alder.example"}, "role"),
        ({"code": "X", "role": "regional_coordinator", "email": "x@alder.example"}, "regions"),
    ):
        with pytest.raises(Problem) as refused:
            add_person(by=alder.coordinator, values=wrong)
        assert [error["field"] for error in refused.value.errors] == [field]
    assert not MembershipRegion.objects.filter(membership__code="X").exists()
