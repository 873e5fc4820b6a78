"""Who a token belongs to: one query, and known even when shut out."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from observer.missions.models import MembershipEnd, Mission, MissionLock, MissionUnlock
from observer.missions.roles import Role
from observer.missions.senders import Sender, sender_of
from observer.people.models import DeviceRevocation
from tests.factories import a_member, a_mission, a_phone, a_team, an_election

pytestmark = pytest.mark.django_db


def mission(code: str = "north", **fields: Any) -> Mission:
    return a_mission(an_election(code), code, **fields)


def known(token: str) -> Sender:
    sender = sender_of(token)
    assert sender is not None
    return sender


def test_a_stranger_is_nobody() -> None:
    assert sender_of("no such token") is None


def test_a_phone_is_known_by_its_token_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    north = mission(late_after=timezone.now())
    observer = a_member(north, Role.OBSERVER)
    phone = a_phone(observer)
    pair = a_team(north, [observer])
    with django_assert_num_queries(1):
        sender = known(phone.token)
    assert sender == Sender(
        mission_id=north.pk,
        membership_id=observer.pk,
        user_id=observer.user_id,
        device_id=phone.device.pk,
        team_id=pair.pk,
        revoked_at=None,
        locked_at=None,
        late_after=north.late_after,
        member_ended=False,
        mission_code="north",
        synthetic=True,
    )


def test_the_team_is_the_one_the_member_is_in_now() -> None:
    north = mission()
    observer = a_member(north, Role.OBSERVER)
    phone = a_phone(observer)
    first = a_team(north, [observer])
    first.members.update(until=timezone.now())
    assert known(phone.token).team_id is None
    second = a_team(north, [observer])
    assert known(phone.token).team_id == second.pk


def test_a_revoked_phone_is_still_known() -> None:
    north = mission()
    phone = a_phone(a_member(north, Role.OBSERVER))
    revocation = DeviceRevocation.objects.create(
        device=phone.device, revoked_by=a_member(north, Role.HEAD).user, reason="lost"
    )
    assert known(phone.token).revoked_at == revocation.revoked_at


def test_a_mission_is_locked_until_every_lock_is_lifted() -> None:
    north = mission()
    head = a_member(north, Role.HEAD)
    phone = a_phone(a_member(north, Role.OBSERVER))
    lock = MissionLock.objects.create(mission=north, locked_by=head, reason="closed")
    second = MissionLock.objects.create(mission=north, locked_by=head, reason="closed again")
    assert known(phone.token).locked_at == lock.locked_at
    MissionUnlock.objects.create(mission=north, lock=lock, unlocked_by=head, reason="too early")
    assert known(phone.token).locked_at == second.locked_at
    MissionUnlock.objects.create(mission=north, lock=second, unlocked_by=head, reason="too early")
    assert known(phone.token).locked_at is None


def test_a_lock_of_another_mission_does_not_reach_here() -> None:
    south = mission("south")
    MissionLock.objects.create(mission=south, locked_by=a_member(south, Role.HEAD), reason="closed")
    phone = a_phone(a_member(mission(), Role.OBSERVER))
    assert known(phone.token).locked_at is None


def test_a_member_who_left_or_whose_account_is_off_is_marked() -> None:
    north = mission()
    head, left, off = (
        a_member(north, Role.HEAD),
        a_member(north, Role.OBSERVER),
        a_member(north, Role.OBSERVER),
    )
    phones = [a_phone(one) for one in (left, off)]
    MembershipEnd.objects.create(mission=north, membership=left, ended_by=head, reason="went home")
    off.user.is_active = False
    off.user.save()
    assert [known(phone.token).member_ended for phone in phones] == [True, True]
