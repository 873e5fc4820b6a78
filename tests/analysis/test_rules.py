"""Figures say under which rules they stand, once a form was given others, and while the judging goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observer.analysis.board import Judging
from observer.analysis.reads import live
from observer.analysis.rules import changed_rules, rules_mark
from observer.findings.material import read
from observer.findings.sections.coverage import coverage_section
from observer.journal import jobs
from observer.journal.models import Job
from observer.reports.rejudging import judge_again
from observer.reports.ruling import change_rules
from tests import factories
from tests.analysis.test_fold import drain
from tests.documents import rule
from tests.factories import Ground
from tests.people.accounts import browser_of
from tests.reports.test_ruling import change, rules, send

pytestmark = pytest.mark.django_db

OTHERWISE = rules(A1=rule(". = 'no'", "V11", "critical"))
AGAIN = rules(A1=rule(". = 'no'", "V14", "note"))
UNDER_WAY = "figures rest partly on the earlier rules"


@pytest.fixture
def ground() -> Ground:
    ground = factories.ground()
    send(ground, {"A1": "no"})
    drain(ground.mission.pk)
    return ground


def asked(client: Client, name: str, **query: str) -> Any:
    return client.get(reverse(f"api:{name}", args=["alder"]), query).json()


def test_nothing_is_said_while_every_form_has_its_first_rules(ground: Ground) -> None:
    assert changed_rules(ground.mission.pk) == ()
    client = browser_of(ground.head.user)
    assert asked(client, "board")["rules"] == []
    page = client.get(reverse("dashboard:board", args=["alder"])).content.decode()
    assert "told by rules" not in page
    assert UNDER_WAY not in page
    assert "told by its rules" not in str(coverage_section(read(ground.head, timezone.now())))


def test_the_newest_rules_of_each_version_are_named_with_how_far_the_judging_is(ground: Ground) -> None:
    change(ground, OTHERWISE)
    newest = change(ground, AGAIN)
    [told] = changed_rules(ground.mission.pk)
    assert (told.checklist, told.version, told.number) == ("opening", 1, 3)
    assert (told.since, told.judging) == (newest.changed_at, Judging.RUNNING)
    judge_again(newest.job_id)
    assert [one.judging for one in changed_rules(ground.mission.pk)] == [Judging.DONE]


def test_judging_that_broke_off_is_told(ground: Ground) -> None:
    made = change(ground, OTHERWISE)
    jobs.start(made.job_id)
    jobs.fail(made.job_id, "gone")
    [told] = changed_rules(ground.mission.pk)
    assert told.judging is Judging.BROKEN_OFF


@pytest.mark.parametrize("name", ["board", "coverage", "violations"])
def test_every_board_says_so_while_reports_are_judged_again(ground: Ground, name: str) -> None:
    client = browser_of(ground.head.user)
    address = reverse(f"dashboard:{name}", args=["alder"])
    made = change(ground, OTHERWISE)
    assert UNDER_WAY in client.get(address).content.decode()
    judge_again(made.job_id)
    page = client.get(address).content.decode()
    assert "violations are told by rules 2, since" in page
    assert UNDER_WAY not in page


def test_machines_are_told_though_no_figure_moved(ground: Ground) -> None:
    """The answer is another one as soon as rules change, and again when the judging has ended."""
    client, address = browser_of(ground.head.user), reverse("api:board", args=["alder"])
    before = client.get(address)
    made = change(ground, OTHERWISE)
    during = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (during.status_code, during.json()["rules"][0]["judging"]) == (200, "running")
    assert UNDER_WAY in asked(client, "live")["judging_text"]
    Job.objects.filter(pk=made.job_id).update(state=Job.State.DONE, finished_at=timezone.now())
    after = client.get(address, headers={"If-None-Match": during["ETag"]})
    assert (after.status_code, after.json()["rules"][0]["judging"]) == (200, "done")
    assert after.json()["version"] == before.json()["version"]
    assert asked(client, "live")["judging_text"] == ""
    assert client.get(address, headers={"If-None-Match": after["ETag"]}).status_code == 304
    assert [one["number"] for one in asked(client, "figures")["rules"]] == [2]


def test_the_mark_moves_with_a_job_that_is_tried_again(ground: Ground) -> None:
    made = change(ground, OTHERWISE)
    marks = [rules_mark(ground.mission.pk)]
    for state in (Job.State.FAILED, Job.State.DONE):
        Job.objects.filter(pk=made.job_id).update(state=state, finished_at=timezone.now())
        marks.append(rules_mark(ground.mission.pk))
    assert len(set(marks)) == 3


def test_the_method_of_a_summary_names_the_rules(ground: Ground) -> None:
    made = change(ground, OTHERWISE)
    assert "not all earlier reports were judged again" in str(
        coverage_section(read(ground.head, timezone.now()))
    )
    judge_again(made.job_id)
    said = str(coverage_section(read(ground.head, timezone.now())))
    assert "reports that came before were judged again" in said
    assert "not all earlier" not in said


def test_it_costs_one_query_however_many_versions(ground: Ground, django_assert_num_queries: Any) -> None:
    change(ground, OTHERWISE)
    change_rules(version=ground.counting, rules=rules(), by=ground.head, reason="none apply")
    with django_assert_num_queries(1):
        told = changed_rules(ground.mission.pk)
    assert [one.checklist for one in told] == ["counting", "opening"]
    assert live(ground.mission.pk, timezone.now()).rules == told
