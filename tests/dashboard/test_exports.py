"""The page of exports: one's own files, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from observer.exports.make import KEPT, make, sweep
from observer.exports.models import ExportFile
from observer.journal.models import Entry, Job
from observer.missions.roles import Role
from tests import factories
from tests.exports.reading import unpacked
from tests.people.accounts import browser_of
from tests.sheet.playing import Played, play

pytestmark = pytest.mark.django_db
PAGE = "/missions/sheet/exports/"
QUERIES = 5


@pytest.fixture
def played(settings: Any, tmp_path: Path) -> Played:
    settings.MEDIA_ROOT = tmp_path / "files"
    return play()


@pytest.fixture
def head(played: Played) -> Client:
    return browser_of(played.head.user)


def test_asked_for_made_and_taken_away(played: Played, head: Client) -> None:
    answer = head.post(PAGE, {"checklist": "opening", "rows": "reports", "format": "csv"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assertContains(head.get(PAGE), "waiting")
    make(Job.objects.get().pk)
    file = ExportFile.objects.get()
    assertContains(head.get(PAGE + "?part=1"), f"{PAGE}{file.pk}/")
    taken = head.get(f"{PAGE}{file.pk}/")
    assert taken["Content-Disposition"].startswith('attachment; filename="sheet-opening-reports-')
    assert len(unpacked(b"".join(taken))["data.csv"]) == 1 + 16
    assert Entry.objects.get(act="export.taken").user_id == played.head.user_id


def test_what_was_chosen_stays_chosen_when_it_cannot_be(head: Client) -> None:
    answer = head.post(PAGE, {"rows": "answers", "format": "xlsx", "texts": "on"})
    assertContains(answer, "Please choose a checklist.", status_code=400)
    assertContains(answer, 'value="answers" checked', status_code=400)
    assertContains(answer, 'name="texts" checked', status_code=400)


def test_nobody_takes_what_somebody_else_asked_for(played: Played, head: Client) -> None:
    head.post(PAGE, {"checklist": "opening"})
    make(Job.objects.get().pk)
    file = ExportFile.objects.get()
    other = browser_of(factories.a_member(played.mission, Role.COORDINATOR).user)
    assertNotContains(other.get(PAGE), f"{PAGE}{file.pk}/")
    assert other.get(f"{PAGE}{file.pk}/").status_code == 404


def test_a_file_whose_days_are_over_says_so(head: Client) -> None:
    head.post(PAGE, {"checklist": "opening"})
    make(Job.objects.get().pk)
    sweep(now=timezone.now() + KEPT * 2)
    assertContains(head.get(PAGE), "no longer kept")
    assert head.get(f"{PAGE}{ExportFile.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    number: int, head: Client, django_assert_num_queries: Any
) -> None:
    for _time in range(number):
        head.post(PAGE, {"checklist": "opening"})
    for job in Job.objects.all():
        make(job.pk)
    head.get(PAGE)
    with django_assert_num_queries(QUERIES):
        head.get(PAGE + "?part=1")
