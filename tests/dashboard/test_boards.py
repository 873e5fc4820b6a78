"""Coverage, violations, answers and protocols as pages: every number with its n, and the way back."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from observer.analysis.fold import fold
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.reports.models import Pending, Report, Withdrawal
from tests import factories
from tests.analysis.eyes import send
from tests.documents import document, question
from tests.factories import Ground, a_deployment, a_member, a_version, a_visit
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"

PROTOCOL = {"P_R": "1000", "P_X_st": "400", "P_X_mob": "20", "P_V": "410", "P_N": "10", "P_G": "420"}


@pytest.fixture
def ground() -> Ground:
    """West: three stations on routes, one opened late. East: two assigned, one visited, with a protocol."""
    ground = factories.ground()
    a_deployment(ground.other_team, region=ground.east, station=ground.stations[1])
    for station, answer in zip(ground.stations[3:6], ("yes", "no", "yes"), strict=True):
        send(ground, "opening", {"A1": answer, "A10": "7", "A14": "good"}, visit=a_visit(station))
    there = a_visit(ground.stations[0])
    send(ground, "opening", {"A1": "yes", "A14": "bad"}, visit=there, phone=ground.other_phone)
    send(ground, "counting", PROTOCOL, visit=there, phone=ground.other_phone)
    fold(mission_id=ground.mission.pk)
    return ground


def page(member: Membership, name: str, **query: str) -> str:
    answer: Any = browser_of(member.user).get(reverse(f"dashboard:{name}", args=["alder"]), query)
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", answer.content.decode())


def test_coverage_shouts_how_much_was_seen(ground: Ground) -> None:
    shown = page(ground.head, "coverage")
    assert f"<strong>4 of 6 (66.7{NBSP}%)</strong> polling stations observed" in shown


def test_coverage_names_what_is_missing_and_who_is_silent(ground: Ground) -> None:
    shown = page(ground.head, "coverage", phase="opening")
    assert "/coverage/missing/?region=east&amp;phase=opening" in shown
    missing = page(ground.head, "missing_stations", region="east", phase="opening")
    assert re.findall(r"/stations/(E-\d)/", missing) == ["E-2"]
    assert f"Team {ground.other_team.code}" in missing
    factories.a_deployment(factories.a_team(ground.mission), region=ground.west)
    silent = page(ground.head, "silent_teams", silent_hours="1")
    assert re.findall(r"<strong>(T-\d+)</strong>", silent) == ["T-03"]
    assert "no word yet" in silent


def test_whoever_may_not_see_teams_is_told_of_none(ground: Ground) -> None:
    analyst = a_member(ground.mission, Role.ANALYST)
    assert "Silent teams" not in page(analyst, "coverage")
    assert ground.other_team.code not in page(analyst, "missing_stations")


def test_coverage_sets_every_headline_beside_what_is_kept_out(ground: Ground) -> None:
    report = Report.objects.filter(station=ground.stations[4]).latest("id")
    Withdrawal.objects.create(
        mission=ground.mission, report=report, withdrawn_by=ground.head, reason="mistaken"
    )
    Pending.objects.create(mission=ground.mission, report=report, created_at=timezone.now())
    fold(mission_id=ground.mission.pk)
    [row] = re.findall(r"Stations with a violation seen</th>(.*?)</tr>", page(ground.head, "coverage"))
    assert re.findall(r"\d of \d", row) == ["0 of 3", "1 of 4"]


def test_a_cell_of_the_heat_table_tells_its_n_and_leads_to_its_reports(ground: Ground) -> None:
    shown = page(ground.head, "violations")
    [cell] = re.findall(r'<td class="heat [^"]*"><a href="([^"]*region=west[^"]*)" title="([^"]*)"', shown)[
        :1
    ]
    assert cell[1] == f"1 of 3 (33.3{NBSP}%)"
    behind = browser_of(ground.head.user).get(cell[0].replace("&amp;", "&")).content.decode()
    assert len(re.findall(r"/reports/[-0-9a-f]{36}/", behind)) == 1


@pytest.mark.parametrize("name", ["coverage", "violations", "answers", "results"])
def test_a_small_mission_sets_no_region_beside_another(ground: Ground, name: str) -> None:
    Mission.objects.filter(pk=ground.mission.pk).update(format="small")
    if name != "coverage":
        assert "/regions/west/" not in page(ground.head, name)
    assert "drawing--map" not in page(ground.head, name)


def test_a_question_shows_every_answer_with_its_n_in_every_part(ground: Ground) -> None:
    shown = page(ground.head, "answers", checklist="opening", question="A1")
    [west] = re.findall(r'<th scope="row">West</th>(.*?)</tr>', shown)
    assert re.findall(r"(\d) of (\d)", west) == [("2", "3"), ("1", "3")]
    numbers = page(ground.head, "answers", checklist="opening", question="A10", by="settlement")
    assert "7 (of 3 answers)" in numbers


def test_questions_are_found_by_their_words_without_a_script(ground: Ground) -> None:
    shown = page(ground.head, "answers", find="question a10")
    assert re.findall(r"question=(A\d+)", shown) == ["A10"]


def test_assessments_stand_where_no_question_is_chosen(ground: Ground) -> None:
    rated = a_version(
        ground.mission, document("start", "opening", [question("A14", "rating", fills="overall")])
    )
    sent = dataclasses.replace(ground, opening=rated)
    send(sent, "opening", {"A14": "bad"}, {"A14": "good"}, visit=a_visit(ground.stations[3]))
    fold(mission_id=ground.mission.pk)
    assert f"1 of 2 (50.0{NBSP}%)" in page(ground.head, "answers")


def test_protocols_tell_k_of_n_and_say_why_nothing_is_added_up(ground: Ground) -> None:
    shown = page(ground.head, "results")
    assert "Nothing is added up here" in shown
    assert "Votes for each list or candidate are hidden" in shown
    assert f"0 of 1 (0.0{NBSP}%)" in shown
    stations = page(ground.head, "compared_stations", contest="")
    assert re.findall(r"/stations/(E-\d)/", stations) == ["E-1"]
    assert "Question C1" not in stations


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("violations", {"region": "atlantis"}),
        ("answers", {"checklist": "opening", "question": "A1", "by": "weather"}),
        ("silent_teams", {"silent_hours": "5000"}),
        ("coverage", {"phase": "breakfast"}),
    ],
)
def test_what_is_not_offered_is_refused_on_a_page(ground: Ground, name: str, query: dict[str, str]) -> None:
    answer: Any = browser_of(ground.head.user).get(reverse(f"dashboard:{name}", args=["alder"]), query)
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("coverage", {}),
        ("violations", {}),
        ("answers", {"checklist": "opening", "question": "A1"}),
        ("results", {}),
        ("missing_stations", {}),
        ("silent_teams", {"silent_hours": "1"}),
        ("compared_stations", {"contest": ""}),
    ],
)
def test_the_queries_of_a_page_do_not_grow_with_its_rows(
    ground: Ground, name: str, query: dict[str, str]
) -> None:
    """One row, then three: regions and stations with reports, teams and stations without."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(ground.head, name, **query)
        return len(asked)

    few = cost()
    for station in ground.stations[1:3]:
        factories.a_deployment(factories.a_team(ground.mission), region=ground.east, station=station)
    for station in ground.stations[3:6]:
        send(ground, "counting", PROTOCOL, visit=a_visit(station))
        send(ground, "opening", {"A1": "no", "A7": "no"}, visit=a_visit(station))
    fold(mission_id=ground.mission.pk)
    assert cost() == few
