"""A section that nobody could observe, and protocols of two contests in one report."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.check import compile_version
from observer.checklists.checked import CheckedAnswers
from observer.checklists.definition import read
from observer.checklists.protocol import IdentityResult
from tests.checklists.definition.test_sections import IDENTITY, SKIP, in_sections, section
from tests.documents import choices, question, rule

BOX = compile_version(
    read(
        in_sections(
            section("first", question("A1", "yes_no", required=True)),
            section(
                "box",
                {**SKIP, "violation_when": rule(". = 'no_view'", "V10", "serious")},
                question("B1", "yes_no", required=True),
                question("B2", "integer", violation_when=rule(". > 2", "V04", "serious")),
                question("B3", "yes_no", show_when="${B1} = 'yes'"),
                question("B4", "many_of", choices=choices("a", "b")),
                question("B5", "text"),
                question("B6", "photo"),
                question("B7", "rating", show_when="${A1} = 'yes'"),
            ),
        )
    )
)
COUNT = compile_version(
    read(
        in_sections(
            section(
                "count",
                *[
                    question(f"{letter}{field}", "integer", protocol=field, contest=contest)
                    for letter, contest in (("P", "lists"), ("L", "council"))
                    for field in ("X_st", "X_mob", "V", "N")
                ],
            ),
            identities=[IDENTITY],
        )
    )
)


def checked(answers: dict[str, Any], version: Any = BOX) -> CheckedAnswers:
    found: CheckedAnswers = version.check(answers, now=datetime(2012, 1, 15, 7, tzinfo=UTC))
    return found


def told(found: CheckedAnswers) -> list[tuple[str, str]]:
    return [(problem.question, problem.code) for problem in found.problems]


def test_a_reason_makes_every_question_of_the_section_not_observed() -> None:
    found = checked({"A1": "yes", "skip_box": "absent"})
    assert found.answers == {
        "A1": "yes",
        "skip_box": "absent",
        **dict.fromkeys(("B1", "B2", "B4", "B7"), "__not_observed"),
    }
    assert (found.problems, found.flags) == ([], [])
    assert {code: found.statuses[code] for code in ("B2", "B3", "B5", "B6")} == {
        "B2": "not_observed",
        "B3": "not_applicable",
        "B5": "blank",
        "B6": "blank",
    }


def test_what_was_answered_stays_and_only_blanks_become_not_observed() -> None:
    found = checked({"A1": "no", "skip_box": "absent", "B1": "yes", "B2": "3", "B5": "a remark"})
    assert (found.answers["B1"], found.answers["B2"], found.answers["B5"]) == ("yes", "3", "a remark")
    assert (found.answers["B3"], found.answers["B4"]) == ("__not_observed", "__not_observed")
    assert [(flag.question, flag.category) for flag in found.flags] == [("B2", "V04")]


def test_without_a_reason_a_blank_is_a_blank_and_the_required_is_asked_for() -> None:
    found = checked({"A1": "yes"})
    assert told(found) == [("B1", "required")]
    assert "B2" not in found.answers


def test_a_reason_nobody_offered_skips_nothing() -> None:
    found = checked({"A1": "yes", "skip_box": "weather"})
    assert told(found) == [("skip_box", "unknown-choice"), ("B1", "required")]


def test_a_section_is_skipped_alone() -> None:
    assert told(checked({"skip_box": "absent"})) == [("A1", "required")]


def test_the_reason_itself_can_show_a_violation() -> None:
    flags = checked({"A1": "yes", "skip_box": "no_view"}).flags
    assert [(flag.question, flag.category, flag.severity) for flag in flags] == [
        ("skip_box", "V10", "serious")
    ]


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "A1": st.sampled_from(["yes", "no", "__not_observed"]),
            "skip_box": st.sampled_from(["absent", "no_view", "", "weather", "__not_observed"]),
            "B1": st.sampled_from(["yes", "no", " ", "__not_observed"]),
            "B2": st.sampled_from(["1", "3", "x", "", "__not_observed"]),
            "B3": st.sampled_from(["yes", "__not_observed"]),
            "B4": st.sampled_from([["a"], [], ["__not_observed"], "b"]),
            "B5": st.sampled_from(["text", "__not_observed", ""]),
            "B7": st.sampled_from(["good", "__not_observed"]),
        },
    )
)
def test_checking_a_skipped_section_again_changes_nothing(raw: dict[str, Any]) -> None:
    first = checked(raw)
    again = checked(first.answers)
    assert (again.answers, again.statuses, again.flags) == (first.answers, first.statuses, first.flags)
    assert again.set_aside == {}


@pytest.mark.parametrize(
    ("answers", "failing"),
    [
        ({"PX_st": "5", "PX_mob": "0", "PV": "4", "PN": "0"}, ["K5:lists"]),
        ({"LX_st": "5", "LX_mob": "0", "LV": "4", "LN": "0"}, ["K5:council"]),
        ({"PX_st": "5", "PX_mob": "0", "PV": "5", "PN": "0", "LV": "9"}, []),
    ],
)
def test_identities_are_evaluated_for_each_contest(answers: dict[str, str], failing: list[str]) -> None:
    found = checked(answers, COUNT)
    assert [flag.rule for flag in found.flags] == failing
    assert {flag.kind for flag in found.flags} <= {"identity"}


def test_a_contest_of_which_nothing_is_known_says_nothing() -> None:
    found = checked({"LV": "9"}, COUNT)
    assert found.protocols["lists"] == {"X_st": None, "X_mob": None, "V": None, "N": None}
    assert found.protocols["council"]["V"] == 9
    assert found.identities == [IdentityResult("K5", "V28", ("N", "X"), contest="council")]


def test_the_numbers_of_stored_answers_are_read_by_contest() -> None:
    assert COUNT.protocols({"PV": "7", "LN": "__not_observed"}) == {
        "lists": {"X_st": None, "X_mob": None, "V": 7, "N": None},
        "council": {"X_st": None, "X_mob": None, "V": None, "N": None},
    }
