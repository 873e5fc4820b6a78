"""The pages on which a mission says what it found: saved, previewed, refused with a reason, listed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertNumQueries

from observer.dashboard import writing
from observer.findings.models import Draft, Statement
from observer.findings.said import Known
from observer.findings.writing import open_statement, write
from observer.missions.models import Membership
from tests.factories import Ground, ground
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
ROOT = "/missions/alder/"


@pytest.fixture
def alder() -> Ground:
    return ground()


def a_finding(by: Membership) -> Statement:
    statement = open_statement(by=by, kind="finding")
    words = {"en": {"title": "A finding", "text": "It was so."}}
    write(statement=statement, by=by, words=words, known=Known({}, {}), after=0)
    return statement


def post(client: Client, path: str, **fields: Any) -> Any:
    return client.post(f"{ROOT}{path}", {name.replace("__", "."): value for name, value in fields.items()})


def test_a_finding_is_begun_written_and_read_back_with_its_figure(alder: Ground) -> None:
    client = browser_of(alder.coordinator.user)
    begun = post(client, "statements/new/finding/")
    statement = Statement.objects.get()
    assert begun["Location"] == f"{ROOT}statements/{statement.pk}/"
    text = "Observers were in {{figure:coverage.total:counts}}."
    saved = post(client, f"statements/{statement.pk}/", after="0", title__en="Where", text__en=text)
    assert saved.status_code == 302
    page = client.get(f"{ROOT}statements/{statement.pk}/").content.decode()
    assert "0 of 6" in page
    assert Draft.objects.get().words == {"en": {"title": "Where", "text": text}}


def test_a_preview_shows_the_figure_and_keeps_nothing(alder: Ground) -> None:
    client = browser_of(alder.coordinator.user)
    statement = open_statement(by=alder.coordinator, kind="finding")
    text = "In {{figure:coverage.total:counts}}."
    answer = post(client, f"statements/{statement.pk}/", after="0", text__en=text, preview="")
    assert answer.status_code == 200
    assert "0 of 6" in answer.content.decode()
    assert not Draft.objects.exists()


def test_the_page_tells_the_title_and_the_state_of_the_newest_draft(alder: Ground) -> None:
    statement = a_finding(alder.coordinator)
    client, path = browser_of(alder.head.user), f"statements/{statement.pk}/"
    post(client, f"{path}approve/", draft="1")
    words = {"en": {"title": "A better finding", "text": "It was so."}}
    write(statement=statement, by=alder.coordinator, words=words, known=Known({}, {}), after=1)
    waiting = client.get(f"{ROOT}{path}").content.decode()
    assert "A better finding</h1>" in waiting
    assert (f"{path}approve/" in waiting, "waits for a second person" in waiting) == (True, True)
    post(client, f"{path}approve/", draft="2")
    approved = client.get(f"{ROOT}{path}").content.decode()
    assert (f"{path}approve/" in approved, "waits for a second person" in approved) == (False, False)


def test_a_text_is_previewed_in_its_own_language_not_in_that_of_its_writer(alder: Ground) -> None:
    alder.mission.languages = ["en", "kk"]
    alder.mission.save()
    client = browser_of(alder.coordinator.user)
    statement = open_statement(by=alder.coordinator, kind="finding")
    figure = "{{figure:coverage.total:counts}}"
    answer = post(
        client, f"statements/{statement.pk}/", after="0", text__en=figure, text__kk=figure, preview=""
    )
    page = answer.content.decode()
    assert page.count("0 of 6") == page.count("6 ішінен 0") == 1


def test_a_number_typed_by_hand_is_refused_beside_its_text_and_nothing_is_lost(alder: Ground) -> None:
    client = browser_of(alder.coordinator.user)
    statement = open_statement(by=alder.coordinator, kind="finding")
    answer = post(client, f"statements/{statement.pk}/", after="0", title__en="T", text__en="In 12 stations.")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "“12” is a number typed by hand" in page
    assert "In 12 stations." in page


def test_a_list_costs_the_same_at_one_and_at_three(alder: Ground) -> None:
    client = browser_of(alder.coordinator.user)
    a_finding(alder.coordinator)
    client.get(f"{ROOT}findings/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{ROOT}findings/")
    for _number in range(2):
        a_finding(alder.coordinator)
    with assertNumQueries(len(one)):
        assert client.get(f"{ROOT}findings/").content.decode().count("A finding") == 3


def test_a_figure_is_found_by_its_words(alder: Ground) -> None:
    client = browser_of(alder.coordinator.user)
    part = client.get(f"{ROOT}figures/", {"part": "1", "words": "coverage total"}).content.decode()
    assert part.count("data-token") == 1
    assert "{{figure:coverage.total}}" in part


def test_a_recommendation_keeps_a_finding_that_is_not_among_the_first(
    alder: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    _first, last = a_finding(alder.coordinator), a_finding(alder.coordinator)
    statement = open_statement(by=alder.coordinator, kind="recommendation")
    client, path = browser_of(alder.coordinator.user), f"statements/{statement.pk}/"
    said = {"text__en": "Let it be so.", "addressee__en": "The commission", "priority": "priority"}
    post(client, path, after="0", findings=[str(last.pk)], **said)
    assert [each.finding for each in Draft.objects.get(statement=statement).findings.all()] == [last]
    monkeypatch.setattr(writing, "MOST_FINDINGS", 1)
    post(client, path, after="1", findings=[str(last.pk)], **{**said, "text__en": "Let it be otherwise."})
    newest = Draft.objects.get(statement=statement, number=2)
    assert [each.finding for each in newest.findings.all()] == [last]
