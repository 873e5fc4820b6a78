"""A mission in which nothing has happened yet, or hardly anything: pages, machines and documents answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from observer.analysis.fold import fold
from observer.elections.models import Election, VotingDay
from observer.findings.typeset import typeset
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.reports.intake import receive
from tests import factories
from tests.addresses import addresses
from tests.analysis.acts import FIRST
from tests.documents import document, question
from tests.findings.composing import as_member, summary_of
from tests.people.accounts import browser_of

pytestmark = pytest.mark.usefixtures("committed_database")
QUESTION = "?checklist=opening&question=Q1"
# Only for an administrator, for who types sheets in; stations of a contest; a form by its hash.
NOT_THERE = {"dashboard:glass", "dashboard:entry", "dashboard:compared_stations", "api:version"}
OPENING = document("opening", "opening", [question("Q1", "yes_no"), question("Q2", "integer")])


def a_bare_mission() -> Mission:
    """An election of one region and station: no map, no contest, no official figures; nothing deployed."""
    election = Election.objects.create(
        code="bare",
        names={"en": "Bare election"},
        country="XA",
        voting_day=datetime(2012, 1, 15, tzinfo=UTC).date(),
        default_time_zone="Asia/Almaty",
        synthetic=True,
    )
    VotingDay.objects.create(election=election, date=election.voting_day)
    factories.a_station(factories.a_region(election, "north"), "N1")
    return factories.a_mission(election, "bare")


def opened(head: Membership, query: str) -> dict[str, int]:
    """Every address of the mission that can be opened without knowing a row of it, and what it answers."""
    client = browser_of(head.user)
    known = {"mission": "bare", "region": "north", "station": "N1", "member": head.pk}
    return {
        name: client.get(address + query).status_code
        for name, address in addresses(known)
        if "/bare/" in address and not any(nowhere in address for nowhere in ("nowhere", "/0/", "01890000"))
    }


def works(head: Membership) -> None:
    """Pages, machines and the printed document in each language."""
    found = opened(head, QUESTION)
    assert len(found) > 50
    there = {name: status for name, status in found.items() if name not in NOT_THERE}
    assert {name: status for name, status in there.items() if status not in (200, 405)} == {}
    for written in summary_of(head).documents.values():
        assert typeset(written).pages > 0


def the_head(mission: Mission) -> Membership:
    return as_member(factories.a_member(mission, Role.HEAD))


def test_a_mission_without_a_form() -> None:
    head = the_head(a_bare_mission())
    unasked = opened(head, "")
    assert {name: status for name, status in unasked.items() if status >= 500} == {}
    assert (unasked["dashboard:board"], unasked["dashboard:results"], unasked["api:plan"]) == (200, 200, 200)
    assert all(typeset(written).pages for written in summary_of(head).documents.values())


def test_a_mission_without_a_report() -> None:
    mission = a_bare_mission()
    factories.a_version(mission, OPENING)
    works(the_head(mission))


def test_a_mission_with_one_report() -> None:
    mission = a_bare_mission()
    form = factories.a_version(mission, OPENING)
    observer = factories.a_member(mission, Role.OBSERVER)
    factories.a_team(mission, [observer])
    phone = factories.a_phone(observer)
    sent = factories.a_submission(form, {"Q1": "no"}, visit=factories.a_visit("N1", at=FIRST), made_at=FIRST)
    receive(sender=phone.sender, submissions=[sent])
    while fold(mission_id=mission.pk).reports:
        pass
    works(the_head(mission))
