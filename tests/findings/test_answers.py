"""How many reports a region sent: what small regions are put together by where there are no stations."""

from collections import Counter

from observer.checklists.definition import Question
from observer.findings.answers import reports_of


def a_question(code: str, kind: str) -> Question:
    return Question(code, kind, {"en": code}, {})


def test_a_question_with_several_choices_does_not_count_a_report_twice() -> None:
    asked = {"E1": a_question("E1", "yes_no_not_observed"), "E4": a_question("E4", "many_of")}
    answers = {
        "E1": {"west": Counter({"yes": 1, "__not_observed": 1}), "east": Counter({"no": 1})},
        "E4": {"west": Counter({"police": 2, "army": 2, "__answered": 2}), "east": Counter()},
    }
    assert reports_of(asked, answers) == Counter({"west": 2, "east": 1})


def test_nobody_asked_is_nobody() -> None:
    assert reports_of({}, {}) == Counter()
