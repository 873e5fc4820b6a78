"""A legal hold is placed and lifted by name, with a reason."""

import pytest

from observer.journal.models import Entry
from observer.missions.holds import is_held, lift_hold, place_hold
from observer.missions.roles import Role
from observer.problems import Problem
from tests.factories import a_member, a_mission, an_election

pytestmark = pytest.mark.django_db


def test_a_hold_on_one_member_stands_until_it_is_lifted() -> None:
    alder = a_mission(an_election())
    head, held, free = (
        a_member(alder, Role.HEAD),
        a_member(alder, Role.OBSERVER),
        a_member(alder, Role.OBSERVER),
    )
    hold = place_hold(by=head, membership=held, reason="a complaint is pending")
    assert (is_held(held), is_held(free)) == (True, False)
    lift_hold(hold=hold, by=head, reason="withdrawn")
    assert is_held(held) is False
    acts = Entry.objects.filter(user=head.user).order_by("id").values_list("act", "subject_id")
    assert list(acts) == [("hold_erasure", hold.pk), ("lift_hold", hold.pk)]


def test_a_hold_on_the_mission_holds_everybody_in_it() -> None:
    alder, birch = a_mission(an_election()), a_mission(an_election("birch"), "birch")
    place_hold(by=a_member(alder, Role.HEAD), reason="an inquiry")
    assert is_held(a_member(alder, Role.OBSERVER)) is True
    assert is_held(a_member(birch, Role.OBSERVER)) is False


def test_a_hold_is_lifted_once() -> None:
    alder = a_mission(an_election())
    head = a_member(alder, Role.HEAD)
    hold = place_hold(by=head, reason="an inquiry")
    lift_hold(hold=hold, by=head, reason="over")
    with pytest.raises(Problem) as refused:
        lift_hold(hold=hold, by=head, reason="over")
    assert refused.value.code == "conflict"


@pytest.mark.parametrize(
    ("role", "code", "reason", "refusal"),
    [
        (Role.COORDINATOR, "alder", "an inquiry", "forbidden"),
        (Role.ADMINISTRATOR, "alder", "an inquiry", "forbidden"),
        (Role.HEAD, "birch", "an inquiry", "forbidden"),
        (Role.HEAD, "alder", " ", "invalid"),
    ],
)
def test_a_hold_is_refused(role: Role, code: str, reason: str, refusal: str) -> None:
    missions = {code: a_mission(an_election(code), code) for code in ("alder", "birch")}
    member = a_member(missions["alder"], Role.OBSERVER)
    with pytest.raises(Problem) as refused:
        place_hold(by=a_member(missions[code], role), membership=member, reason=reason)
    assert refused.value.code == refusal
    assert is_held(member) is False
