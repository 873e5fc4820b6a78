"""The table of acts, spelled out a second time; and what follows from it for rows."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from observer.checklists.models import Checklist
from observer.elections.models import Region
from observer.missions.access import (
    BEHIND_GLASS,
    GRANTS,
    NEVER_ONES_OWN,
    Act,
    Reach,
    enter,
    may,
    memberships,
    reach,
    require,
)
from observer.missions.models import BreakGlass, Membership, MembershipEnd, Mission
from observer.missions.roles import HEADQUARTERS, Role
from observer.problems import Problem
from observer.reports.models import Report
from tests.factories import a_member, a_mission, an_election

# m: whole mission, r: own regions, o: own rows, .: not at all. Columns: observer, regional coordinator,
# coordinator, clerk, analyst, legal analyst, head, results room, security, administrator, auditor.
COLUMNS = [
    *(Role.OBSERVER, Role.REGIONAL_COORDINATOR, Role.COORDINATOR, Role.CLERK, Role.ANALYST),
    *(Role.LEGAL_ANALYST, Role.HEAD, Role.RESULTS_ROOM, Role.SECURITY, Role.ADMINISTRATOR, Role.AUDITOR),
]
TABLE = """
                    obs reg co  clk ana leg head res sec adm aud
file_report         o   .   .   .   .   .   .    .   .   .   .
see_board           .   r   m   .   m   m   m    m   m   .   m
see_reports         .   r   m   o   m   m   m    m   .   .   .
see_answers         .   r   m   o   m   m   m    m   .   .   .
see_attachments     .   r   m   .   m   m   m    m   .   .   .
see_incidents       .   r   m   .   m   m   m    m   m   .   .
see_votes           .   .   .   .   .   .   .    m   .   .   .
see_names           .   r   m   .   .   .   m    .   m   .   .
write_names         .   .   m   .   .   .   m    .   .   .   .
erase_names         .   .   .   .   .   .   m    .   .   .   .
hold_erasure        .   .   .   .   .   .   m    .   .   .   .
see_teams           .   r   m   .   .   .   m    .   m   .   .
see_journal         .   .   .   .   .   .   m    .   .   .   m
enter_report        .   .   m   m   .   .   .    .   .   .   .
approve_entry       .   .   m   .   .   .   m    .   .   .   .
review_report       .   r   m   .   .   .   m    .   .   .   .
withdraw_report     .   r   m   .   .   .   m    .   .   .   .
place_report        .   r   m   .   .   .   m    .   .   .   .
work_messages       .   .   m   .   .   .   m    .   .   .   .
manage_sms          .   .   m   .   .   .   m    .   .   .   .
release_hold        .   .   m   .   .   .   m    .   .   .   .
settle_event        .   .   m   .   .   m   m    .   .   .   .
work_incident       .   r   m   .   .   m   m    .   .   .   .
tag_text            .   r   m   .   m   m   m    .   .   .   .
release_results     .   .   .   .   .   .   m    .   .   .   .
see_checklists      .   m   m   m   m   m   m    m   .   .   m
edit_checklist      .   .   m   .   m   .   m    .   .   .   .
publish_checklist   .   .   m   .   .   .   m    .   .   .   .
deploy              .   r   m   .   .   .   m    .   .   .   .
enrol_device        .   r   m   .   .   .   m    .   .   .   .
revoke_device       .   r   m   .   .   .   m    .   m   m   .
manage_members      .   .   m   .   .   .   m    .   .   m   .
import_register     .   .   m   .   .   .   m    .   .   .   .
issue_token         .   .   m   .   m   .   m    .   .   .   .
manage_tokens       .   .   .   .   .   .   .    .   .   m   .
compose_summary     .   .   m   .   m   .   m    .   .   .   .
see_editions        .   .   m   .   m   m   m    m   .   .   m
see_findings        .   .   m   .   m   m   m    m   .   .   .
write_findings      .   .   m   .   m   m   m    .   .   .   .
approve_findings    .   .   m   .   .   m   m    .   .   .   .
check_standards     .   .   .   .   .   m   m    .   .   .   .
approve_summary     .   .   m   .   .   .   m    .   .   .   .
release_edition     .   .   .   .   .   .   m    .   .   .   .
export              .   .   m   .   m   .   m    .   .   .   .
lock_mission        .   .   .   .   .   .   m    .   .   .   .
declare_profile     .   .   m   .   .   .   m    .   .   .   .
break_glass         .   .   .   .   .   .   .    .   .   m   .
"""
LETTERS = {"m": Reach.MISSION, "r": Reach.REGIONS, "o": Reach.OWN, ".": None}


def grid() -> dict[tuple[Role, Act], Reach | None]:
    rows = (line.split() for line in TABLE.strip().splitlines()[1:])
    return {
        (role, Act(act)): LETTERS[letter]
        for act, *letters in rows
        for role, letter in zip(COLUMNS, letters, strict=True)
    }


def a_row(role: Role, *, pk: int = 1, mission_id: int = 1) -> Membership:
    """A membership that is in no database."""
    return Membership(pk=pk, mission=Mission(pk=mission_id, election_id=1), mission_id=mission_id, role=role)


def test_the_table_is_the_policy() -> None:
    assert grid() == {(role, act): GRANTS[role].get(act) for role, act in product(Role, Act)}


def test_everybody_but_observers_works_at_headquarters() -> None:
    assert set(Role) - HEADQUARTERS == {Role.OBSERVER}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_no_role_reaches_into_another_mission(role: Role, act: Act) -> None:
    assert may(a_row(role), act, mission_id=2) is False


@pytest.mark.parametrize("act", sorted(NEVER_ONES_OWN))
@pytest.mark.parametrize("role", Role)
def test_nobody_judges_their_own_work(role: Role, act: Act) -> None:
    assert may(a_row(role, pk=7), act, owner_id=7, region=None) is False


def test_who_approves_approves_the_work_of_others() -> None:
    assert may(a_row(Role.COORDINATOR, pk=7), Act.APPROVE_ENTRY, owner_id=8) is True


def test_no_clerk_approves_an_entry() -> None:
    clerk = a_row(Role.CLERK, pk=7)
    assert [may(clerk, Act.APPROVE_ENTRY, owner_id=owner) for owner in (7, 8)] == [False, False]


def test_a_clerk_sees_what_they_entered_and_nothing_else() -> None:
    clerk = a_row(Role.CLERK, pk=7)
    assert may(clerk, Act.SEE_REPORTS, mission_id=1, owner_id=7) is True
    assert may(clerk, Act.SEE_REPORTS, mission_id=1, owner_id=8) is False
    assert may(clerk, Act.SEE_REPORTS, mission_id=1, owner_id=None) is False


@pytest.mark.parametrize(
    "act", [Act.SEE_REPORTS, Act.SEE_ANSWERS, Act.SEE_NAMES, Act.SEE_BOARD, Act.SEE_VOTES]
)
def test_an_administrator_reads_neither_reports_nor_names(act: Act) -> None:
    assert may(a_row(Role.ADMINISTRATOR), act) is False


def test_broken_glass_shows_an_administrator_what_it_says_and_changes_nothing() -> None:
    administrator = a_row(Role.ADMINISTRATOR)
    administrator.glass_open = True
    seen = {act for act in Act if may(administrator, act)}
    assert seen == set(GRANTS[Role.ADMINISTRATOR]) | set(BEHIND_GLASS)
    assert all(act.startswith("see_") for act in BEHIND_GLASS)
    assert Act.SEE_VOTES not in BEHIND_GLASS


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_broken_glass_is_for_administrators_only(role: Role) -> None:
    membership = a_row(role)
    membership.glass_open = True
    assert {act: reach(membership, act) for act in Act} == {act: GRANTS[role].get(act) for act in Act}


def test_a_refusal_is_a_problem() -> None:
    with pytest.raises(Problem) as refused:
        require(a_row(Role.ANALYST), Act.SEE_NAMES)
    assert (refused.value.code, refused.value.status) == ("forbidden", 403)


# --- Regions -------------------------------------------------------------------------------------


def regions(mission: Mission) -> tuple[Region, Region, Region]:
    """Country, west, east."""
    west, east = Region.objects.filter(election=mission.election, level="region").order_by("-path")
    return Region.objects.get(election=mission.election, level="country"), west, east


@pytest.mark.django_db
def test_a_regional_coordinator_reaches_their_regions_and_all_below_them() -> None:
    alder = a_mission(an_election())
    country, west, east = regions(alder)
    district = Region.objects.create(
        election=alder.election,
        parent=west,
        code="d",
        path=f"{west.path}d/",
        level="d",
        names={},
        time_zone="UTC",
    )
    regional = a_member(alder, Role.REGIONAL_COORDINATOR, regions=[west])
    reached = [
        may(regional, Act.SEE_REPORTS, region=place) for place in (west, district, east, country, None)
    ]
    assert reached == [True, True, False, False, False]
    assert may(regional, Act.SEE_REPORTS) is True


@pytest.mark.django_db
def test_a_region_of_the_same_path_in_another_election_is_another_region() -> None:
    alder, birch = a_mission(an_election()), a_mission(an_election("birch"), "birch")
    _country, west, _east = regions(alder)
    _country, elsewhere, _east = regions(birch)
    assert west.path == elsewhere.path
    regional = a_member(alder, Role.REGIONAL_COORDINATOR, regions=[west])
    assert may(regional, Act.SEE_REPORTS, region=elsewhere) is False


@pytest.mark.django_db
def test_a_region_whose_code_begins_alike_is_another_region() -> None:
    alder = a_mission(an_election())
    country, west, _east = regions(alder)
    alike = Region.objects.create(
        election=alder.election,
        parent=country,
        code="western",
        path=f"{country.path}western/",
        level="region",
        names={},
        time_zone="UTC",
    )
    regional = a_member(alder, Role.REGIONAL_COORDINATOR, regions=[west])
    assert may(regional, Act.SEE_REPORTS, region=alike) is False


# --- Rows ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.OBSERVER, []),
        (Role.REGIONAL_COORDINATOR, ["west"]),
        (Role.COORDINATOR, ["west", "east", "nowhere", "entered"]),
        (Role.CLERK, ["entered"]),
        (Role.ANALYST, ["west", "east", "nowhere", "entered"]),
        (Role.SECURITY, []),
        (Role.ADMINISTRATOR, []),
        (Role.AUDITOR, []),
    ],
)
def test_the_rows_a_member_sees_are_those_the_table_says(role: Role, seen: list[str]) -> None:
    alder, birch = a_mission(an_election()), a_mission(an_election("birch"), "birch")
    _country, west, east = regions(alder)
    reader = a_member(alder, role, regions=[west] if role == Role.REGIONAL_COORDINATOR else ())
    author, foreign = a_member(alder, Role.OBSERVER), a_member(birch, Role.OBSERVER)
    reports = {
        "west": a_report(author, west),
        "east": a_report(author, east),
        "nowhere": a_report(author, None),
        "entered": a_report(reader, None),
        "foreign": a_report(foreign, regions(birch)[1]),
    }
    found = set(Report.objects.visible_to(enter(reader.user, "alder")))
    assert found == {reports[name] for name in seen}


@pytest.mark.django_db
def test_rows_to_judge_are_never_ones_own() -> None:
    alder = a_mission(an_election())
    _country, west, _east = regions(alder)
    coordinator, author = a_member(alder, Role.COORDINATOR), a_member(alder, Role.OBSERVER)
    others, _mine = a_report(author, west), a_report(coordinator, west)
    assert list(Report.objects.visible_to(coordinator, Act.REVIEW_REPORT)) == [others]


def a_report(author: Membership, region: Region | None) -> Report:
    """A report's identity is all that access looks at."""
    checklist, _new = Checklist.objects.get_or_create(
        mission=author.mission, code="opening", defaults={"phase": "opening", "names": {}}
    )
    return Report.objects.create(
        mission=author.mission,
        client_id=uuid4(),
        checklist=checklist,
        phase="opening",
        author=author,
        region=region,
        received_at=timezone.now(),
    )


# --- Coming in -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_stranger_finds_nothing() -> None:
    alder, birch = a_mission(an_election()), a_mission(an_election("birch"), "birch")
    member, foreign = a_member(alder, Role.HEAD), a_member(birch, Role.HEAD)
    assert enter(member.user, "alder") == member
    for person, code in ((foreign.user, "alder"), (AnonymousUser(), "alder"), (member.user, "nowhere")):
        with pytest.raises(Http404):
            enter(person, code)


@pytest.mark.django_db
def test_who_has_left_is_a_stranger() -> None:
    alder = a_mission(an_election())
    head, left = a_member(alder, Role.HEAD), a_member(alder, Role.COORDINATOR)
    MembershipEnd.objects.create(mission=alder, membership=left, ended_by=head, reason="went home")
    assert list(memberships(left.user)) == []
    with pytest.raises(Http404):
        enter(left.user, "alder")


@pytest.mark.django_db
def test_glass_is_open_until_it_expires() -> None:
    alder = a_mission(an_election())
    administrator = a_member(alder, Role.ADMINISTRATOR)
    assert may(enter(administrator.user, "alder"), Act.SEE_REPORTS) is False
    opened = BreakGlass.objects.create(
        mission=alder,
        membership=administrator,
        reason="a report was lost",
        expires_at=timezone.now() + timedelta(minutes=1),
    )
    assert may(enter(administrator.user, "alder"), Act.SEE_REPORTS) is True
    with time_machine.travel(opened.expires_at):
        assert may(enter(administrator.user, "alder"), Act.SEE_REPORTS) is False
