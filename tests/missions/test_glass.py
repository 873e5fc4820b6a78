"""The glass is broken in the open: a reason, an end, an entry, and the head of mission is told."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from observer.journal.models import Entry
from observer.missions.access import Act, enter, may
from observer.missions.glass import break_glass, told_to
from observer.missions.models import BreakGlass
from observer.missions.roles import Role
from observer.problems import Problem
from tests.factories import a_member, a_mission, an_election

pytestmark = pytest.mark.django_db
REASON = "A report of T-01 cannot be found by the coordinator."


def test_it_opens_for_a_while_and_is_written_down() -> None:
    alder = a_mission(an_election())
    administrator = a_member(alder, Role.ADMINISTRATOR)
    opened = break_glass(membership=administrator, reason=f"  {REASON} ", lifetime=timedelta(minutes=30))
    assert opened.reason == REASON
    assert may(enter(administrator.user, "alder"), Act.SEE_NAMES) is True
    entry = Entry.objects.get()
    assert (entry.act, entry.user_id, entry.subject_id, entry.detail) == (
        "break_glass",
        administrator.user_id,
        opened.pk,
        {"minutes": 30},
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert may(enter(administrator.user, "alder"), Act.SEE_NAMES) is False


def test_the_head_of_mission_and_the_auditor_are_told_for_a_week() -> None:
    alder, birch = a_mission(an_election()), a_mission(an_election("birch"), "birch")
    opened = break_glass(membership=a_member(alder, Role.ADMINISTRATOR), reason=REASON)
    break_glass(membership=a_member(birch, Role.ADMINISTRATOR), reason=REASON)
    told = {role: list(told_to(a_member(alder, role))) for role in Role}
    assert told == {role: [opened] if role in (Role.HEAD, Role.AUDITOR) else [] for role in Role}
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert list(told_to(a_member(alder, Role.HEAD))) == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_it_is_for_administrators(role: Role) -> None:
    with pytest.raises(Problem) as refused:
        break_glass(membership=a_member(a_mission(an_election()), role), reason=REASON)
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize(
    ("reason", "lifetime", "fields"),
    [
        ("", timedelta(hours=1), ["reason"]),
        ("because  ", timedelta(hours=1), ["reason"]),
        (REASON, timedelta(hours=4, seconds=1), ["lifetime"]),
        (REASON, timedelta(0), ["lifetime"]),
        (" ", timedelta(days=-1), ["reason", "lifetime"]),
    ],
)
def test_it_asks_a_reason_and_an_end(reason: str, lifetime: timedelta, fields: list[str]) -> None:
    with pytest.raises(Problem) as refused:
        break_glass(
            membership=a_member(a_mission(an_election()), Role.ADMINISTRATOR),
            reason=reason,
            lifetime=lifetime,
        )
    assert refused.value.code == "invalid"
    assert [error["field"] for error in refused.value.errors] == fields
    assert not BreakGlass.objects.exists()


def test_it_is_not_broken_twice_at_a_time() -> None:
    administrator = a_member(a_mission(an_election()), Role.ADMINISTRATOR)
    opened = break_glass(membership=administrator, reason=REASON)
    with pytest.raises(Problem) as refused:
        break_glass(membership=administrator, reason=REASON)
    assert refused.value.code == "conflict"
    with time_machine.travel(opened.expires_at + timedelta(seconds=1)):
        break_glass(membership=administrator, reason=REASON)
    assert BreakGlass.objects.count() == 2
