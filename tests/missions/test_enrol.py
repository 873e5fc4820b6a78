"""A code makes one phone, once; a revoked phone is told so and keeps its history."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from observer.elections.models import Region
from observer.journal.models import Entry
from observer.missions.enrol import enrol, invite, open_enrolment, revoke_device
from observer.missions.models import Enrolment, EnrolmentUse, MembershipEnd, Mission, MissionDevice
from observer.missions.roles import Role
from observer.missions.senders import sender_of
from observer.people.models import Device
from observer.problems import Problem
from tests.factories import Phone, a_member, a_mission, a_phone, a_team, an_election


def mission(code: str = "north") -> Mission:
    return a_mission(an_election(code), code)


def is_revoked(phone: Phone) -> bool:
    sender = sender_of(phone.token)
    return sender is not None and sender.revoked_at is not None


@pytest.mark.django_db
def test_a_code_enrols_a_phone_that_acts_for_the_member() -> None:
    north = mission()
    observer, coordinator = a_member(north, Role.OBSERVER), a_member(north, Role.COORDINATOR)
    code = invite(membership=observer, by=coordinator, lifetime=timedelta(days=1))
    enrolled = enrol(code=code.lower().replace("-", " "), label="  A phone  ")
    sender = sender_of(enrolled.token)
    assert sender is not None
    assert (sender.membership_id, sender.device_id) == (observer.pk, enrolled.device_id)
    assert Device.objects.get(pk=enrolled.device_id).label == "A phone"
    assert enrolled.membership == observer


@pytest.mark.django_db
def test_what_is_stored_does_not_hold_the_code_or_the_token() -> None:
    north = mission()
    code = invite(membership=a_member(north, Role.OBSERVER), by=None)
    token = enrol(code=code).token
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(e::text) FROM missions_enrolment e")
        stored = str(cursor.fetchone())
        cursor.execute("SELECT array_agg(d::text) FROM people_device d")
        stored += str(cursor.fetchone())
        cursor.execute("SELECT array_agg(j::text) FROM journal_entry j")
        stored += str(cursor.fetchone())
    for secret in (code, code.replace("-", ""), token):
        assert secret not in stored
        assert secret.encode().hex() not in stored


@pytest.mark.django_db
def test_a_code_works_once() -> None:
    code = invite(membership=a_member(mission(), Role.OBSERVER), by=None)
    assert open_enrolment(code) is not None
    enrol(code=code)
    assert open_enrolment(code) is None
    with pytest.raises(Problem) as refused:
        enrol(code=code)
    assert refused.value.code == "gone"
    assert Device.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "short", "0000-0000-0000-0000", "\x00", "UUUU-UUUU-UUUU-UUUU"])
def test_an_unknown_code_is_refused_like_a_used_one(code: str) -> None:
    with pytest.raises(Problem) as refused:
        enrol(code=code)
    assert refused.value.code == "gone"


@pytest.mark.django_db
def test_a_code_runs_out() -> None:
    code = invite(membership=a_member(mission(), Role.OBSERVER), by=None, lifetime=timedelta(hours=1))
    with (
        time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)),
        pytest.raises(Problem) as refused,
    ):
        enrol(code=code)
    assert refused.value.code == "gone"


@pytest.mark.django_db
def test_a_member_who_left_enrols_nothing() -> None:
    north = mission()
    observer = a_member(north, Role.OBSERVER)
    code = invite(membership=observer, by=None)
    MembershipEnd.objects.create(
        mission=north, membership=observer, ended_by=a_member(north, Role.HEAD), reason="went home"
    )
    with pytest.raises(Problem) as refused:
        enrol(code=code)
    assert refused.value.code == "gone"


def test_of_two_uses_at_once_one_wins(committed_database: None) -> None:
    code = invite(membership=a_member(mission(), Role.OBSERVER), by=None)
    together = Barrier(2)

    def use(number: int) -> str:
        together.wait(timeout=10)
        try:
            return enrol(code=code, label=str(number)).token
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(use, range(2)))
    assert sorted(answer == "gone" for answer in answers) == [False, True]
    assert (Device.objects.count(), MissionDevice.objects.count(), EnrolmentUse.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(act="enrol_device").count() == 1


@pytest.mark.django_db
def test_the_database_refuses_a_second_use() -> None:
    code = invite(membership=a_member(mission(), Role.OBSERVER), by=None)
    enrol(code=code)
    used = EnrolmentUse.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentUse.objects.create(mission=used.mission, enrolment=used.enrolment, device=used.device)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CLERK, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.SECURITY])
def test_roles_without_the_permission_invite_nobody(role: Role) -> None:
    north = mission()
    with pytest.raises(Problem) as refused:
        invite(membership=a_member(north, Role.OBSERVER), by=a_member(north, role))
    assert refused.value.code == "forbidden"
    assert not Enrolment.objects.exists()


@pytest.mark.django_db
def test_nobody_invites_into_another_mission() -> None:
    observer = a_member(mission(), Role.OBSERVER)
    foreign = a_member(mission("south"), Role.HEAD)
    with pytest.raises(Problem) as refused:
        invite(membership=observer, by=foreign)
    assert refused.value.code == "forbidden"


@pytest.mark.django_db
def test_a_regional_coordinator_invites_only_teams_of_their_regions() -> None:
    north = mission()
    west, east = Region.objects.filter(election=north.election, level="region").order_by("-path")
    regional = a_member(north, Role.REGIONAL_COORDINATOR, regions=[west])
    own, other, teamless = [a_member(north, Role.OBSERVER) for _number in range(3)]
    a_team(north, [own], base=west)
    a_team(north, [other], base=east)
    assert open_enrolment(invite(membership=own, by=regional)) is not None
    for one in (other, teamless):
        with pytest.raises(Problem) as refused:
            invite(membership=one, by=regional)
        assert refused.value.code == "forbidden"


@pytest.mark.django_db
def test_headquarters_people_are_not_enrolled_as_phones() -> None:
    north = mission()
    with pytest.raises(Problem) as refused:
        invite(membership=a_member(north, Role.HEAD), by=None)
    assert refused.value.code == "forbidden"


@pytest.mark.django_db
@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=-1), timedelta(days=30, seconds=1)])
def test_an_invitation_lasts_a_moment_to_thirty_days(lifetime: timedelta) -> None:
    with pytest.raises(Problem) as refused:
        invite(membership=a_member(mission(), Role.OBSERVER), by=None, lifetime=lifetime)
    assert refused.value.code == "invalid"


@pytest.mark.django_db
def test_a_revoked_phone_stays_known_and_the_journal_says_who_revoked_it() -> None:
    north = mission()
    security = a_member(north, Role.SECURITY)
    phone = a_phone(a_member(north, Role.OBSERVER))
    revoke_device(device=phone.device.binding, by=security, reason="taken at a checkpoint")
    assert is_revoked(phone)
    entry = Entry.objects.get(act="revoke_device")
    assert (entry.mission_id, entry.user_id, entry.device_id) == (north.pk, security.user_id, phone.device.pk)
    assert entry.detail == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "of", "reason", "code"),
    [
        (Role.OBSERVER, "north", "lost", "forbidden"),
        (Role.ANALYST, "north", "lost", "forbidden"),
        (Role.HEAD, "south", "lost", "forbidden"),
        (Role.HEAD, "north", "  ", "invalid"),
    ],
)
def test_a_revocation_is_refused(role: Role, of: str, reason: str, code: str) -> None:
    missions = {code: mission(code) for code in ("north", "south")}
    phone = a_phone(a_member(missions["north"], Role.OBSERVER))
    with pytest.raises(Problem) as refused:
        revoke_device(device=phone.device.binding, by=a_member(missions[of], role), reason=reason)
    assert refused.value.code == code
    assert not is_revoked(phone)


@pytest.mark.django_db
def test_a_phone_is_revoked_once() -> None:
    north = mission()
    head = a_member(north, Role.HEAD)
    phone = a_phone(a_member(north, Role.OBSERVER))
    revoke_device(device=phone.device.binding, by=head, reason="lost")
    with pytest.raises(Problem) as refused:
        revoke_device(device=phone.device.binding, by=head, reason="lost")
    assert refused.value.code == "conflict"
