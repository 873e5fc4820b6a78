"""Changing the rules of a published version: faults beside their fields, a trial before anything applies."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from observer.checklists.ruling import newest_rules
from observer.missions.models import Membership
from observer.reports.intake import receive
from observer.reports.models import Report, RuleChange, RuleTrial
from observer.reports.rejudging import judge_again, try_out
from observer.reports.ruling import change_rules
from tests import factories
from tests.documents import rule
from tests.factories import Ground, a_submission, a_visit
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
QUERIES = 8


@pytest.fixture
def ground() -> Ground:
    ground = factories.ground()
    sent = a_submission(ground.opening, {"A1": "no", "A10": "7"}, visit=a_visit(ground.stations[0]))
    receive(sender=ground.phone.sender, submissions=[sent])
    return ground


def address(name: str = "checklist_rules", *more: int) -> str:
    return reverse(f"dashboard:{name}", args=["alder", "opening", 1, *more])


def cards(client: Client, **changes: str) -> dict[str, str]:
    """What the page would send, with these changes."""
    form = client.get(address()).context["form"]
    sent = {
        "rule-TOTAL_FORMS": "5",
        "rule-INITIAL_FORMS": "3",
        "sum-TOTAL_FORMS": "0",
        "sum-INITIAL_FORMS": "0",
    }
    for number, card in enumerate(form.rules.forms):
        sent |= {f"rule-{number}-{name}": str(value) for name, value in card.initial.items()}
    return sent | {name.replace("__", "-"): value for name, value in changes.items()}


def desk(member: Membership) -> Client:
    return browser_of(member.user)


def test_the_page_shows_each_rule_with_the_words_of_its_question(ground: Ground) -> None:
    page = desk(ground.head).get(address()).content.decode()
    assert "Question A1" in page
    assert ". = &#x27;no&#x27;" in page
    assert "V10" in page


def test_a_fault_is_shown_beside_its_field_and_nothing_is_tried(ground: Ground) -> None:
    client = desk(ground.head)
    answer = client.post(address(), cards(client, **{"rule-0-expression": "${A99} = 'no'"}))
    card = answer.context["form"].rules.forms[0]
    assert "There is no question" in str(card.errors["expression"])
    assert not RuleTrial.objects.exists()


def test_what_it_would_change_is_shown_before_it_applies(ground: Ground) -> None:
    client = desk(ground.head)
    new = {
        "question": "A10",
        "expression": ". > 5",
        "category": "V14",
        "severity": "note",
        "evidence": "told",
    }
    sent = cards(client, **{"rule-0-drop": "on", **{f"rule-3-{name}": value for name, value in new.items()}})
    tried = client.post(address(), sent)
    trial = RuleTrial.objects.get()
    assert tried.headers["Location"] == address("rule_trial", trial.pk)
    assert "being tried" in client.get(address("rule_trial", trial.pk)).content.decode()
    try_out(trial.job_id)
    shown = client.get(address("rule_trial", trial.pk))
    rows = {row["code"]: (row["gains"], row["loses"]) for row in shown.context["rows"]}
    assert rows == {"V10": (0, 1), "V14": (1, 0)}
    assert newest_rules(ground.opening.pk).number == 1
    client.post(address("rule_trial", trial.pk), {"reason": "the law says six"})
    assert newest_rules(ground.opening.pk).number == 2
    page = client.get(address()).content.decode()
    assert "the law says six" in page
    assert "Stored reports are being judged again" in page
    judge_again(RuleChange.objects.get().job_id)
    assert "Stored reports are being judged again" not in client.get(address()).content.decode()
    report = Report.objects.get()
    told = client.get(reverse("dashboard:report", args=["alder", report.client_id])).content.decode()
    assert "Judged again under rules 2" in told
    assert "Earlier rules said:" in told


def test_a_reason_is_needed(ground: Ground) -> None:
    client = desk(ground.head)
    client.post(address(), cards(client, **{"rule-0-drop": "on"}))
    trial = RuleTrial.objects.get()
    try_out(trial.job_id)
    refused = client.post(address("rule_trial", trial.pk), {"reason": " "})
    assert refused.status_code == 400
    assert newest_rules(ground.opening.pk).number == 1


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_rule_and_for_many(
    ground: Ground, number: int, django_assert_num_queries: Any
) -> None:
    """And for one change of them and for many."""
    for most in range(1, number + 1):
        some = {f"A{place}": rule(f". = 'no' or {most} = 0", "V10", "note") for place in (1, 2, 7)[:most]}
        document = {"violation_when": some, "identities": []}
        change_rules(version=ground.opening, rules=document, by=ground.head, reason="too strict")
    client = desk(ground.head)
    page = client.get(address())
    assert len(page.context["form"].rules.initial_forms) == len(page.context["changes"]) == number
    with django_assert_num_queries(QUERIES):
        client.get(address())


def test_others_do_not_come_here(ground: Ground) -> None:
    assert desk(ground.regional).get(address()).status_code == 403


def test_an_empty_card_is_sent_with_what_it_has_chosen_and_is_no_rule(ground: Ground) -> None:
    """A browser sends the first choices of a select, also where nobody touched the card."""
    client = desk(ground.head)
    untouched: dict[str, str] = {}
    for number in (3, 4):
        form = client.get(address()).context["form"].rules.forms[number]
        untouched |= {f"rule-{number}-{name}": str(form[name].value()) for name in ("severity", "evidence")}
    client.post(address(), cards(client, **{"rule-0-drop": "on", **untouched}))
    assert "A1" not in RuleTrial.objects.get().rules["violation_when"]
