import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.check import CompiledVersion, VersionCache, compile_version
from observer.checklists.checked import CheckedAnswers
from observer.checklists.definition import Definition, read
from tests.checklists.test_storable import anything
from tests.documents import COUNTING, INCIDENT, OPENING, choices, document, question, rule

NOW = datetime(2012, 1, 15, 7, 0, tzinfo=UTC)
OPENED = compile_version(read(OPENING))
COUNTED = compile_version(read(COUNTING))
REPORTED = compile_version(read(INCIDENT))


def check(version: CompiledVersion, answers: object) -> CheckedAnswers:
    return version.check(answers, now=NOW)


def checked(questions: list[dict[str, Any]], answers: object) -> CheckedAnswers:
    return check(compile_version(read(document("o", "opening", questions))), answers)


def told(found: CheckedAnswers) -> list[tuple[str, str]]:
    return [(problem.question, problem.code) for problem in found.problems]


plausible = st.fixed_dictionaries(
    {},
    optional={
        "A0": st.sampled_from(["07:00", "7:5", "late", ""]),
        "A1": st.sampled_from(["yes", "no", "__not_observed", "maybe"]),
        "A2": st.sampled_from(["on_time", "late", "not_opened", ""]),
        "A3": st.text(max_size=20),
        "A4": st.lists(st.sampled_from(["lists", "ballots", "seals", "ramp"]), max_size=4),
        "A7": st.sampled_from(["yes", "no", "__not_observed"]),
        "A10": st.integers(-5, 50) | st.sampled_from(["__not_observed", "12", "x"]),
        "A14": st.sampled_from(["good", "very_bad"]),
    },
)


@given(st.sampled_from([OPENED, COUNTED, REPORTED]), anything)
def test_whatever_is_sent_the_check_gives_an_answer(version: CompiledVersion, raw: object) -> None:
    found = check(version, raw)
    json.dumps([found.answers, found.set_aside, [problem.as_json() for problem in found.problems]])
    assert len(found.content_hash()) == 32


@given(st.dictionaries(st.sampled_from([*OPENED.by_code, "Z1", ""]), anything))
def test_whatever_is_sent_for_a_question_the_check_gives_an_answer(raw: dict[str, object]) -> None:
    found = check(OPENED, raw)
    assert set(found.statuses) == set(OPENED.by_code)
    assert json.dumps(found.set_aside, ensure_ascii=False).encode()


@given(plausible)
def test_checking_the_answers_of_a_check_changes_nothing(raw: dict[str, object]) -> None:
    first = check(OPENED, raw)
    again = check(OPENED, first.answers)
    assert (again.answers, again.statuses, again.flags) == (first.answers, first.statuses, first.flags)
    assert again.set_aside == {}


@given(plausible)
def test_an_answer_stands_exactly_where_the_status_says_so(raw: dict[str, object]) -> None:
    found = check(OPENED, raw)
    with_answer = {code for code, status in found.statuses.items() if status in {"answered", "not_observed"}}
    assert set(found.answers) == with_answer


@given(plausible)
def test_the_content_hash_is_that_of_rfc_8785(raw: dict[str, object]) -> None:
    found = check(OPENED, raw)
    everything = {"answers": found.answers, **({"set_aside": found.set_aside} if found.set_aside else {})}
    assert found.content_hash() == hashlib.sha256(rfc8785.dumps(everything)).digest()  # type: ignore[arg-type]


def test_the_four_statuses() -> None:
    found = check(OPENED, {"A1": "yes", "A2": "on_time", "A7": "__not_observed", "A10": ""})
    assert [found.statuses[code] for code in ("A1", "A7", "A3", "A10", "A14")] == [
        "answered",
        "not_observed",
        "not_applicable",
        "blank",
        "blank",
    ]
    assert found.answers == {"A1": "yes", "A2": "on_time", "A7": "__not_observed"}


def test_answers_take_their_canonical_form() -> None:
    sent = {"A0": "7:05", "A1": "no", "A3": "cafe\u0301", "A2": "late", "A4": ["seals", "lists"], "A10": 7.0}
    assert check(OPENED, sent).answers == {
        "A0": "07:05",
        "A1": "no",
        "A2": "late",
        "A3": "café",
        "A4": ["lists", "seals"],
        "A10": "7",
    }


def test_a_required_question_left_blank_is_told_and_one_not_observed_is_answered() -> None:
    assert told(check(OPENED, {})) == [("A1", "required")]
    assert (
        told(checked([question("A1", "yes_no_not_observed", required=True)], {"A1": "__not_observed"})) == []
    )


def test_what_cannot_be_recognised_is_told_once_and_kept_aside() -> None:
    found = check(OPENED, {"A1": {"yes": [1, None]}, "A10": "-", "A4": ["ramp", "lists"]})
    assert sorted(told(found)) == [("A1", "wrong-type"), ("A10", "not-whole"), ("A4", "unknown-choice")]
    assert found.answers == {"A4": ["lists"]}
    assert found.set_aside == {"A1": {"yes": ["1", None]}, "A10": "-", "A4": ["ramp", "lists"]}


def test_a_number_out_of_range_is_kept_and_told() -> None:
    found = check(OPENED, {"A1": "yes", "A10": -5})
    assert (found.answers["A10"], told(found)) == ("-5", [("A10", "out-of-range")])
    assert found.problems[0].arguments == {"minimum": "0", "maximum": "30"}


def test_not_observed_is_refused_where_the_question_does_not_offer_it() -> None:
    found = check(OPENED, {"A1": "__not_observed"})
    assert told(found) == [("A1", "not-observed-not-allowed")]
    assert (found.statuses["A1"], found.set_aside) == ("blank", {"A1": "__not_observed"})


def test_not_observed_can_be_offered_for_a_number() -> None:
    found = checked(
        [question("A1", "integer", allow_not_observed=True, protocol="R")], {"A1": ["__not_observed"]}
    )
    assert (found.answers, found.statuses) == ({"A1": "__not_observed"}, {"A1": "not_observed"})
    assert found.protocols == {"": {"R": None}}


def test_an_answer_to_a_hidden_question_is_kept_aside_and_seen_by_no_rule() -> None:
    questions = [
        question("A1", "yes_no"),
        question(
            "A2", "yes_no", show_when="${A1} = 'yes'", violation_when=rule(". = 'no'", "V11", "serious")
        ),
        question("A3", "yes_no", violation_when=rule("${A2} = 'no'", "V11", "serious")),
    ]
    found = checked(questions, {"A1": "no", "A2": "no", "A3": "yes"})
    assert (told(found), found.set_aside, found.flags) == ([("A2", "not-relevant")], {"A2": "no"}, [])


def test_a_hidden_question_hides_those_that_depend_on_it() -> None:
    questions = [
        question("A3", "text", show_when="${A2} = 'yes'", required=True),
        question("A2", "yes_no", show_when="${A1} = 'yes'"),
        question("A1", "yes_no"),
    ]
    hidden = checked(questions, {"A1": "no", "A2": "yes", "A3": "x"})
    shown = checked(questions, {"A1": "yes", "A2": "yes"})
    assert [hidden.statuses[code] for code in ("A1", "A2", "A3")] == ["answered", *["not_applicable"] * 2]
    assert (shown.statuses["A3"], told(shown)) == ("blank", [("A3", "required")])


def test_a_constraint_is_asked_only_of_an_answer_and_speaks_the_authors_words() -> None:
    questions = [
        question("A1", "integer"),
        question("A2", "integer", constraint=". <= ${A1}", constraint_message={"en": "Too many."}),
    ]
    broken = checked(questions, {"A1": "3", "A2": "4"})
    assert (told(broken), broken.problems[0].message) == ([("A2", "constraint")], {"en": "Too many."})
    assert broken.answers == {"A1": "3", "A2": "4"}
    assert told(checked(questions, {"A1": "3"})) == []


def test_a_violation_carries_category_severity_and_how_it_is_known() -> None:
    hearsay = rule(". = 'yes'", "V07", "serious", "told")
    found = checked(
        [question("A1", "yes_no", violation_when=[*hearsay, *rule(". = 'yes'", "V06", "critical")])],
        {"A1": "yes"},
    )
    assert [(f.kind, f.rule, f.question, f.category, f.severity, f.basis) for f in found.flags] == [
        ("violation", "A1.1", "A1", "V07", "serious", "told"),
        ("violation", "A1.2", "A1", "V06", "critical", "seen"),
    ]


@pytest.mark.parametrize("answer", ["", None, "__not_observed"])
def test_no_violation_follows_from_what_nobody_saw(answer: str | None) -> None:
    always = rule("true()", "V11", "serious")
    found = checked([question("A1", "yes_no_not_observed", violation_when=always)], {"A1": answer})
    assert found.flags == []


def test_unknown_questions_are_told_and_kept_up_to_a_limit() -> None:
    found = check(OPENED, {"A1": "yes", **{f"Z{number}": number for number in range(60)}})
    assert told(found)[:1] == [("Z0", "unknown-question")]
    assert (len(found.set_aside), told(found)[-1]) == (50, ("", "too-many-unknown"))


@pytest.mark.parametrize("raw", [None, [], "A1=yes", 5])
def test_answers_that_are_no_object_are_told(raw: object) -> None:
    assert told(check(OPENED, raw))[0] == ("", "not-an-object")


def test_a_sender_of_bytes_the_database_refuses_is_understood() -> None:
    found = check(OPENED, {"A1": "yes", "A2": "late", "A3": "nul\x00 and \ud800", "\ud800": "\x00"})
    assert found.answers["A3"] == "nul\ufffd and \ufffd"
    assert found.set_aside == {"\ufffd": "\ufffd"}


def test_facts_are_answers_by_what_they_fill() -> None:
    assert check(OPENED, {"A0": "06:40", "A1": "yes"}).facts == {"arrival": "06:40"}


def test_an_incident_is_a_violation_of_its_own_category() -> None:
    found = check(
        REPORTED, {"category": "V01", "severity": "critical", "basis": "told", "where": "this_station"}
    )
    flag = found.flags[0]
    assert (flag.question, flag.category, flag.severity, flag.basis) == (
        "category",
        "V01",
        "critical",
        "told",
    )
    assert found.facts["place"] == "this_station"


def test_an_incident_without_severity_and_source_has_the_usual_one_and_is_unconfirmed() -> None:
    flag = check(REPORTED, {"category": "V10"}).flags[0]
    assert (flag.severity, flag.basis) == ("serious", "unconfirmed")


def test_protocol_numbers_are_evaluated_and_failures_flagged_apart() -> None:
    found = check(COUNTED, {"P_X_st": "120", "P_X_mob": "10", "P_G": "100", "P_V": "-1"})
    assert found.protocols[""]["X_st"] == 120
    assert found.protocols[""]["V"] == -1
    assert found.protocols[""]["R"] is None
    assert [(f.kind, f.rule, f.question, f.category, f.severity, f.basis) for f in found.flags] == [
        ("identity", "K3", "", "V28", "serious", "unconfirmed")
    ]
    assert [result.code for result in found.identities if result.evaluated] == ["K3"]


def test_identities_are_not_worked_out_while_no_number_is_there() -> None:
    assert check(COUNTED, {}).identities == []


def test_relevant_names_the_questions_the_answers_call_for() -> None:
    assert "A3" not in OPENED.relevant({"A2": "on_time"}, now=NOW)
    assert "A3" in OPENED.relevant({"A2": "late"}, now=NOW)


def test_rules_can_ask_for_the_day() -> None:
    questions = [question("A1", "yes_no", violation_when=rule("today() = '2012-01-15'", "V14", "note"))]
    assert len(checked(questions, {"A1": "yes"}).flags) == 1


def test_a_version_is_compiled_once_and_the_least_used_is_forgotten() -> None:
    cache, loaded = VersionCache(size=2), []

    def load(name: str) -> CompiledVersion:
        def definition() -> Definition:
            loaded.append(name)
            return read(document(name, "opening", [question("A1", "one_of", choices=choices("a"))]))

        return cache.get(name.encode(), definition)

    first = load("one")
    load("two")
    assert load("one") is first
    load("three")
    load("one")
    load("two")
    assert loaded == ["one", "two", "three", "two"]
