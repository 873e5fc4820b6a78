"""Rules of a published version are superseded, never edited; what that would change is known before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from observer.checklists.models import RuleSet
from observer.checklists.ruling import newest_rules
from observer.journal.models import Entry, Job
from observer.problems import Problem
from observer.reports.intake import receive
from observer.reports.models import Flag, Report, RuleChange, RuleTrial
from observer.reports.rejudging import try_out
from observer.reports.ruling import apply_trial, change_rules, try_rules
from observer.reports.secrecy import release_results
from tests import factories
from tests.documents import COUNTING, rule
from tests.factories import Ground, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def rules(**by_question: list[dict[str, Any]]) -> dict[str, Any]:
    return {"violation_when": by_question, "identities": []}


def change(ground: Ground, document: dict[str, Any], reason: str = "too strict") -> RuleChange:
    return change_rules(version=ground.opening, rules=document, by=ground.head, reason=reason)


def send(ground: Ground, *answers: dict[str, str]) -> list[Report]:
    sent = [a_submission(ground.opening, each, visit=a_visit(ground.stations[0])) for each in answers]
    receive(sender=ground.phone.sender, submissions=sent)
    return list(Report.objects.order_by("id"))


def test_a_change_is_the_next_rule_set_with_who_and_why_and_leaves_the_old_one(ground: Ground) -> None:
    before = newest_rules(ground.opening.pk)
    made = change(ground, rules(A1=rule(". = 'no'", "V10", "note")), " a misprint ")
    assert (made.rule_set.number, made.changed_by, made.reason) == (2, ground.head, "a misprint")
    assert made.rule_set.rules["violation_when"]["A1"][0]["severity"] == "note"
    assert RuleSet.objects.get(pk=before.pk).rules == before.rules
    entry = Entry.objects.get(act="rules.changed")
    assert (entry.subject_id, entry.detail["number"]) == (made.rule_set_id, 2)
    assert (made.job.kind, made.job.parameters) == ("reports.judge_again", {"version": ground.opening.pk})


def test_a_rule_set_cannot_be_edited(ground: Ground) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE checklists_ruleset SET rules = '{}'")


def test_new_reports_are_judged_under_the_newest_rules_at_once(ground: Ground) -> None:
    change(ground, rules(A10=rule(". > 5", "V14", "critical")))
    send(ground, {"A1": "no", "A10": "7"})
    [flag] = Flag.objects.filter(category__isnull=False)
    assert (flag.category, flag.rule, flag.rule_set.number) == ("V14", "A10", 2)


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (rules(A1=rule("${A99} = 'no'", "V10", "serious")), "violation_when.A1.1.expression"),
        (rules(A1=rule(". = ", "V10", "serious")), "violation_when.A1.1.expression"),
        (rules(A99=rule(". = 'no'", "V10", "serious")), "violation_when.A99"),
        (rules(A1=rule(". = 'no'", "V99", "serious")), "A1"),
        (rules(A1=rule(". = 'no'", "V10", "grave")), "violation_when.A1.1.severity"),
        ({"violation_when": {}, "identities": [{"code": "K1"}]}, "identities.1.formula"),
    ],
)
def test_a_fault_is_named_by_its_place(ground: Ground, document: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        change(ground, document)
    assert any(field in error["field"] for error in refused.value.errors), refused.value.errors
    assert newest_rules(ground.opening.pk).number == 1


def test_the_rules_that_apply_already_are_no_change_and_a_change_has_a_reason(ground: Ground) -> None:
    with pytest.raises(Problem, match="apply already"):
        change(ground, newest_rules(ground.opening.pk).rules)
    with pytest.raises(Problem):
        change(ground, rules(), "  ")


def test_only_who_publishes_checklists_changes_their_rules(ground: Ground) -> None:
    for member in (ground.regional, ground.observers[0]):
        with pytest.raises(Problem):
            change_rules(version=ground.opening, rules=rules(), by=member, reason="mine")
        with pytest.raises(Problem):
            try_rules(version=ground.opening, rules=rules(), by=member)


def trial_of(ground: Ground, document: dict[str, Any]) -> RuleTrial:
    trial = try_rules(version=ground.opening, rules=document, by=ground.head)
    try_out(trial.job_id)
    return RuleTrial.objects.select_related("job").get(pk=trial.pk)


def test_a_trial_counts_the_reports_that_would_gain_lose_and_keep_a_category(ground: Ground) -> None:
    reports = send(
        ground,
        {"A1": "no", "A7": "no"},  # V10 and V11: keeps V10, otherwise told; loses V11
        {"A1": "no", "A10": "7"},  # V10: otherwise told; gains V14
        {"A2": "not_opened"},  # V14: the same
        {"A1": "yes"},
    )
    proposed = rules(
        A1=rule(". = 'no'", "V10", "note"),
        A2=rule(". = 'not_opened'", "V14", "critical"),
        A10=rule(". > 5", "V14", "critical"),
    )
    trial = trial_of(ground, proposed)
    assert trial.job.state == Job.State.DONE
    assert trial.job.result["reports"] == 4
    assert trial.job.result["changed"] == 2
    assert trial.job.result["categories"] == {
        "V10": {"differs": 2},
        "V11": {"loses": 1},
        "V14": {"gains": 1, "stays": 1},
    }
    assert ["V14", "gains", [str(reports[1].client_id)]] in trial.job.result["examples"]
    standing = Flag.objects.filter(category__isnull=False)
    assert (RuleSet.objects.filter(version=ground.opening).count(), standing.count()) == (1, 4)


def test_a_trial_looks_at_what_stands_now_and_at_protocols(ground: Ground) -> None:
    numbers = {"P_R": "100", "P_X_st": "400", "P_V": "410", "P_N": "9", "P_A": "0", "P_X_mob": "0"}
    receive(
        sender=ground.phone.sender,
        submissions=[a_submission(ground.counting, numbers, visit=a_visit(ground.stations[0]))],
    )
    failing = set(Flag.objects.filter(kind="identity").values_list("rule", flat=True))
    assert failing
    kept = [one for one in COUNTING["identities"] if one["code"] not in failing]
    trial = try_rules(
        version=ground.counting, rules={"violation_when": {}, "identities": kept}, by=ground.head
    )
    try_out(trial.job_id)
    assert Job.objects.get(pk=trial.job_id).result["categories"] == {"V28": {"loses": 1}}


def test_what_was_tried_is_applied_unless_the_rules_changed_since(ground: Ground) -> None:
    first = trial_of(ground, rules(A1=rule(". = 'no'", "V10", "note")))
    second = trial_of(ground, rules())
    applied = apply_trial(trial=first, by=ground.head, reason="too strict")
    assert applied.rule_set.rules == first.rules
    with pytest.raises(Problem, match="changed since"):
        apply_trial(trial=second, by=ground.head, reason="too strict")


def test_what_is_not_yet_known_is_not_applied(ground: Ground) -> None:
    trial = try_rules(version=ground.opening, rules=rules(), by=ground.head)
    with pytest.raises(Problem, match="not yet known"):
        apply_trial(trial=trial, by=ground.head, reason="too strict")


@pytest.mark.parametrize(
    "document",
    [
        rules(C1=rule(". > 100", "V10", "note")),
        rules(P_V=rule("${C1} > 100", "V10", "note")),
        {
            "violation_when": {},
            "identities": [{**COUNTING["identities"][0], "formula": "${c:alder} <= ${V}"}],
        },
    ],
)
def test_who_may_not_read_votes_cannot_guess_them_by_rules(ground: Ground, document: dict[str, Any]) -> None:
    # With one number after the other, the reports that a rule would gain would tell each vote.
    with pytest.raises(Problem) as refused:
        try_rules(version=ground.counting, rules=document, by=ground.head)
    assert [one["code"] for one in refused.value.errors] == ["hidden-votes"]
    with pytest.raises(Problem) as refused:
        change_rules(version=ground.counting, rules=document, by=ground.head, reason="to guess")
    assert [one["code"] for one in refused.value.errors] == ["hidden-votes"]


def test_once_the_votes_are_released_rules_may_ask_for_them(ground: Ground) -> None:
    release_results(by=ground.head, reason="the count is over")
    document = rules(C1=rule(". > 100", "V10", "note"))
    assert try_rules(version=ground.counting, rules=document, by=ground.head).rules["violation_when"]["C1"]
