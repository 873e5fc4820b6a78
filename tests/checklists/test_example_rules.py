"""Which answers of the example forms show which violation, after the tables of the domain."""

from datetime import UTC, datetime
from typing import Any

import pytest

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.checked import CheckedAnswers
from observer.checklists.definition import read, reserved_codes
from observer.checklists.definition.shapes import MAX_RAPID_QUESTIONS
from tests.checklists.examples import EXAMPLES, example

FORMS: dict[str, CompiledVersion] = {name: compile_version(read(example(name))) for name in EXAMPLES}
HEADER = {"H1": "09:00", "H2": "urban"}
QUIET: dict[str, dict[str, Any]] = {
    "voting": {
        **HEADER, "B24": "yes", "B4": "always", "B5": "always", "B9": ["none"], "B15": "yes", "B16": "no",
        "B18": ["none"], "B19": "no", "B20": "no", "B25": "good", "B26": "no",
    },
    "counting": {
        **HEADER, "C2": "yes", "C3": "yes", "C4b": "yes", "C6": "yes", "C7": "yes", "C10": "yes",
        "C11": ["none"], "C14": "given", "C15": "yes", "C16": "no", "C18": "good", "C19": "no",
    },
    "tabulation": {
        "H1": "23:00", "E1": "yes", "E2": "yes", "E6b": "yes", "E8": "yes", "E9": ["none"], "E13c": "given",
        "E13p": "yes", "E5": "no", "E18": "very_good", "E19": "no",
    },
}  # fmt: skip


def checked(name: str, **changes: Any) -> CheckedAnswers:
    return FORMS[name].check({**QUIET[name], **changes}, now=datetime(2012, 1, 15, 20, tzinfo=UTC))


def shown(found: CheckedAnswers) -> list[tuple[str, str, str, str]]:
    return [(flag.question, flag.category, flag.severity[:1], flag.basis) for flag in found.flags]


@pytest.mark.parametrize("name", QUIET)
def test_a_quiet_report_of_the_rapid_part_is_whole_and_shows_nothing(name: str) -> None:
    found = checked(name)
    assert (found.problems, found.flags) == ([], [])
    assert found.facts["overall"] in {"good", "very_good"}


@pytest.mark.parametrize(
    ("changes", "violations"),
    [
        ({"B4": "almost_always"}, []),
        ({"B4": "sometimes"}, [("B4", "V13", "p", "seen")]),
        ({"B4": "never"}, [("B4", "V13", "s", "seen")]),
        ({"B4": "__not_observed"}, []),
        ({"B5": "almost_always"}, [("B5", "V13", "p", "seen")]),
        ({"B7": "never"}, []),
        ({"B7": "sometimes"}, [("B7", "V15", "p", "seen")]),
        ({"B6": "never"}, []),
        ({"B2": "yes"}, [("B2", "V08", "p", "seen")]),
        ({"B3": ["crowding", "tension"]}, []),
        ({"B3": ["unrest"]}, [("B3", "V06", "s", "seen")]),
        ({"B8": "no"}, [("B8", "V04", "p", "seen")]),
        ({"B9": ["together"], "B9n": "2"}, [("B9", "V04", "p", "seen")]),
        ({"B9": ["together"], "B9n": "3"}, [("B9", "V04", "p", "seen"), ("B9n", "V04", "s", "seen")]),
        ({"B10": "yes"}, [("B10", "V03", "s", "seen")]),
        ({"B11": "yes"}, [("B11", "V02", "s", "seen")]),
        ({"B12u": "yes"}, [("B12u", "V05", "s", "seen")]),
        ({"B13": "yes"}, []),
        ({"B13": "yes", "B13x": "yes"}, [("B13x", "V12", "s", "seen")]),
        ({"B15": "no"}, [("B15", "V11", "s", "seen")]),
        ({"B16": "yes"}, [("B16", "V01", "c", "seen")]),
        ({"B17": "yes"}, [("B17", "V22", "s", "seen")]),
        ({"B18": ["intimidation"], "B18k": "seen"}, [("B18", "V06", "c", "seen")]),
        ({"B18": ["intimidation"], "B18k": "told"}, [("B18", "V06", "c", "told")]),
        ({"B18": ["bussing", "lists"], "B18k": "seen"}, [("B18", "V07", "s", "seen")]),
        ({"B18": ["buying"]}, [("B18", "V07", "s", "told")]),
        ({"B19": "yes", "B19d": "yes"}, [("B19", "V09", "s", "seen"), ("B19d", "V09", "s", "seen")]),
        ({"B20": "yes", "B20e": "yes"}, [("B20", "V10", "s", "seen"), ("B20e", "V10", "c", "seen")]),
        ({"B21": "2", "B21r": "refused"}, [("B21r", "V23", "s", "seen")]),
        ({"B22": "yes", "B22a": "5", "B22v": "5"}, []),
        ({"B22": "yes", "B22a": "5", "B22v": "6"}, [("B22v", "V16", "s", "seen")]),
        ({"B22": "yes", "B22m": "no"}, [("B22m", "V16", "p", "seen")]),
        ({"B1": "900", "B1v": "700", "B1d": "901", "B14": "1"}, []),
        ({"B1": "900", "B1v": "700", "B1d": "902", "B14": "1"}, [("B1d", "V12", "p", "seen")]),
        ({"B24": "no"}, [("B24", "V10", "s", "seen")]),
        ({"skip_voters": "not_allowed"}, [("skip_voters", "V10", "s", "seen")]),
        ({"skip_voters": "absent"}, []),
        ({"B25": "very_bad"}, []),
    ],
)
def test_voting(changes: dict[str, Any], violations: list[Any]) -> None:
    assert shown(checked("voting", **changes)) == violations


@pytest.mark.parametrize(
    ("changes", "violations"),
    [
        ({"C1": "late"}, []),
        ({"C1": "early"}, [("C1", "V14", "p", "seen")]),
        ({"C1q": "3", "C1a": "no"}, [("C1a", "V12", "s", "seen")]),
        ({"C2": "no"}, [("C2", "V18", "s", "seen")]),
        ({"C3": "no"}, [("C3", "V11", "s", "seen")]),
        ({"C4a": "no"}, [("C4a", "V18", "s", "seen")]),
        ({"C4b": "no"}, [("C4b", "V18", "s", "seen")]),
        ({"C4c": "no"}, [("C4c", "V18", "s", "seen")]),
        ({"C5": "no"}, []),
        ({"C6": "no"}, [("C6", "V18", "s", "seen")]),
        ({"C7": "no"}, [("C7", "V19", "s", "seen")]),
        ({"C9": "yes"}, [("C9", "V18", "p", "seen")]),
        ({"C10": "not_counted"}, []),
        ({"C10": "no"}, [("C10", "V28", "s", "seen")]),
        ({"C11": ["pencil", "elsewhere"]}, [("C11", "V20", "c", "seen")]),
        ({"C12": "no"}, [("C12", "V18", "p", "seen")]),
        ({"C13": "yes"}, []),
        ({"C14": "not_asked"}, []),
        ({"C14": "refused"}, [("C14", "V20", "s", "seen")]),
        ({"C15": "no"}, [("C15", "V20", "s", "seen")]),
        ({"C16": "yes"}, [("C16", "V06", "s", "seen")]),
        ({"C16u": "yes"}, [("C16u", "V09", "s", "seen")]),
    ],
)
def test_counting(changes: dict[str, Any], violations: list[Any]) -> None:
    assert shown(checked("counting", **changes)) == violations


@pytest.mark.parametrize(
    ("changes", "violations"),
    [
        ({"E1": "no"}, [("E1", "V10", "s", "seen")]),
        ({"E2": "no"}, [("E2", "V21", "s", "seen")]),
        ({"E3": "yes"}, []),
        ({"E9": ["returned"]}, [("E9", "V21", "c", "seen")]),
        ({"E9": ["__not_observed"]}, []),
        ({"E13c": "refused"}, [("E13c", "V20", "s", "seen")]),
        ({"E13p": "no"}, [("E13p", "V20", "s", "seen")]),
        ({"E5": "yes", "E5d": "yes"}, [("E5", "V09", "s", "seen"), ("E5d", "V09", "s", "seen")]),
        ({"E14": "1", "E14r": "refused"}, [("E14r", "V23", "s", "seen")]),
        ({"E10": "yes"}, []),
    ],
)
def test_tabulation(changes: dict[str, Any], violations: list[Any]) -> None:
    assert shown(checked("tabulation", **changes)) == violations


def test_more_protocols_than_stations_are_asked_about() -> None:
    found = checked("tabulation", E16="40", E17="41")
    assert [(problem.question, problem.code) for problem in found.problems] == [("E17", "constraint")]


def test_both_contests_have_a_whole_protocol_with_fictional_choices() -> None:
    fields = FORMS["counting"].protocol_questions
    assert list(fields) == ["mazhilis", "maslikhat"]
    votes = {contest: [name for name in found if name.startswith("c:")] for contest, found in fields.items()}
    assert votes == {
        "mazhilis": ["c:list-a", "c:list-b", "c:list-c", "c:list-d"],
        "maslikhat": ["c:candidate-a", "c:candidate-b", "c:candidate-c"],
    }
    assert len({frozenset(set(found) - set(votes[contest])) for contest, found in fields.items()}) == 1
    voted_on = [
        item.question for item in FORMS["counting"].questions if (item.question.protocol or "")[:2] == "c:"
    ]
    assert all("fictional" in question.labels["en"] for question in voted_on)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_form_begins_with_its_rapid_part_and_asks_for_nothing_that_must_be_answered_beyond_it(
    name: str,
) -> None:
    rapid, *rest = FORMS[name].definition.sections
    assert rapid.rapid
    assert len(rapid.questions) <= MAX_RAPID_QUESTIONS
    assert [question.code for section in rest for question in section.questions if question.required] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_text_is_there_in_three_languages(name: str) -> None:
    assert FORMS[name].definition.languages == ("en", "ru", "kk")
    assert reserved_codes(FORMS[name].definition) == []
    for question in FORMS[name].definition.questions():
        assert len({question.labels["en"], question.labels["ru"], question.labels["kk"]}) == 3


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "incident"])
def test_every_form_has_one_overall_assessment(name: str) -> None:
    filled = [question.code for question in FORMS[name].definition.questions() if question.fills == "overall"]
    assert len(filled) == 1
