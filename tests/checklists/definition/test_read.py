import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.definition import (
    DefinitionInvalid,
    DefinitionProblem,
    canonical,
    read,
    rules_document,
    with_rules,
)
from observer.checklists.wording import describe_definition
from tests.documents import COUNTING, INCIDENT, OPENING, choices, document, question, rule

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def faults(found: object) -> list[tuple[str, str, str]]:
    """(question, field, code) of everything wrong with a document."""
    return [(fault.question, fault.field, fault.code) for fault in problems_of(found)]


def problems_of(found: object) -> list[DefinitionProblem]:
    try:
        read(found)
    except DefinitionInvalid as invalid:
        return invalid.problems
    return []


def faults_of(*questions: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    return faults(document("opening", "opening", list(questions), **more))


@pytest.mark.parametrize("good", [OPENING, COUNTING, INCIDENT])
def test_a_good_document_is_read_without_a_fault(good: dict[str, Any]) -> None:
    assert faults(good) == []


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    faulty = document(
        "opening",
        "dawn",
        [
            question("A1", "yes-no"),
            question("A2", "one_of"),
            question("A3", "text", show_when="${A9} = 'x'", max_lenght=5),
            {"code": "A4", "type": "integer", "labels": {"ru": "Сколько?"}, "minimum": 9, "maximum": 3},
        ],
    )
    with pytest.raises(DefinitionInvalid) as invalid:
        read(faulty)
    assert [(f.section, f.question, f.field, f.code) for f in invalid.value.problems] == [
        ("", "", "phase", "not-one-of"),
        ("all", "A1", "type", "not-one-of"),
        ("all", "A2", "choices", "missing"),
        ("all", "A3", "show_when", "expression-unknown-name"),
        ("all", "A3", "max_lenght", "unknown-field"),
        ("all", "A4", "labels", "language-not-declared"),
        ("all", "A4", "labels", "language-missing"),
        ("all", "A4", "maximum", "below-minimum"),
    ]


def test_a_fault_in_an_expression_is_told_with_its_position() -> None:
    with pytest.raises(DefinitionInvalid) as invalid:
        read(document("o", "opening", [question("A1", "text", show_when="1 + ${A9}")]))
    fault = invalid.value.problems[0]
    assert (fault.code, fault.position) == ("expression-unknown-name", 4)
    assert fault.arguments == {"name": "A9", "source": "1 + ${A9}"}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"type": "text", "choices": choices("a")}, ("A1", "choices", "not-for-this-type")),
        ({"type": "text", "minimum": 1}, ("A1", "minimum", "not-for-this-type")),
        ({"type": "text", "protocol": "R"}, ("A1", "protocol", "not-for-this-type")),
        ({"type": "integer", "protocol": "Z"}, ("A1", "protocol", "not-one-of")),
        ({"type": "integer", "max_length": 5}, ("A1", "max_length", "not-for-this-type")),
        ({"type": "text", "max_length": 0}, ("A1", "max_length", "not-whole-between")),
        ({"type": "integer", "minimum": "many"}, ("A1", "minimum", "not-a-number")),
        ({"type": "integer", "minimum": "1e400"}, ("A1", "minimum", "not-a-number")),
        ({"type": "text", "fills": "arrival"}, ("A1", "fills", "not-for-this-type")),
        ({"type": "text", "required": "yes"}, ("A1", "required", "not-true-or-false")),
        ({"type": "text", "constraint_message": {"en": "No."}}, ("A1", "constraint", "missing")),
        ({"type": "text", "show_when": ". = 'x'"}, ("A1", "show_when", "expression-no-self")),
        ({"type": "text", "show_when": 5}, ("A1", "show_when", "not-an-expression")),
        ({"type": "text", "labels": "Label"}, ("A1", "labels", "not-words")),
        ({"type": "text", "labels": {"en": " "}}, ("A1", "labels", "language-missing")),
        (
            {"type": "yes_no_not_observed", "allow_not_observed": False},
            ("A1", "allow_not_observed", "needed-for-this-type"),
        ),
        ({"type": "one_of", "choices": choices("a", "a")}, ("A1", "choices.2.code", "twice")),
        ({"type": "one_of", "choices": choices("__a")}, ("A1", "choices.1.code", "bad-choice-code")),
        ({"type": "one_of", "choices": choices("a b")}, ("A1", "choices.1.code", "bad-choice-code")),
        (
            {"type": "one_of", "choices": [{**choices("a")[0], "exclusive": True}]},
            ("A1", "choices", "exclusive-only-for-many"),
        ),
        (
            {"type": "one_of", "fills": "severity", "choices": choices("grave")},
            ("A1", "choices", "not-one-of"),
        ),
        (
            {"type": "text", "violation_when": rule(". = 'x'", "stuffing", "serious")},
            ("A1", "violation_when.1.category", "bad-category"),
        ),
        (
            {"type": "text", "violation_when": rule(". = 'x'", "V01", "bad")},
            ("A1", "violation_when.1.severity", "not-one-of"),
        ),
        (
            {"type": "text", "violation_when": [{"category": "V01", "severity": "note", "evidence": "seen"}]},
            ("A1", "violation_when.1.expression", "missing"),
        ),
    ],
)
def test_a_field_that_cannot_mean_anything_is_refused(
    more: dict[str, Any], fault: tuple[str, str, str]
) -> None:
    assert faults_of({"code": "A1", "labels": {"en": "One"}, **more}) == [fault]


@pytest.mark.parametrize(
    ("first", "second", "circle"),
    [
        ("${A1} = 'x'", None, "A1 → A1"),
        ("${A2} = 'x'", "${A1} = 'x'", "A1 → A2 → A1"),
    ],
)
def test_questions_that_wait_for_one_another_are_refused(first: str, second: str | None, circle: str) -> None:
    faulty = document(
        "o", "opening", [question("A1", "text", show_when=first), question("A2", "text", show_when=second)]
    )
    with pytest.raises(DefinitionInvalid) as invalid:
        read(faulty)
    fault = invalid.value.problems[0]
    assert (fault.question, fault.code, fault.position) == ("A1", "expression-circle", 2)
    assert fault.arguments["circle"] == circle


@pytest.mark.parametrize(
    ("questions", "fault"),
    [
        ([question("A1", "text"), question("A1", "text")], ("", "questions", "twice")),
        (
            [question("A1", "integer", protocol="R"), question("A2", "integer", protocol="R")],
            ("", "protocol", "twice"),
        ),
        (
            [question("A1", "time", fills="arrival"), question("A2", "time", fills="arrival")],
            ("", "fills", "twice"),
        ),
    ],
)
def test_what_must_be_there_once_is_refused_twice(
    questions: list[dict[str, Any]], fault: tuple[str, str, str]
) -> None:
    assert faults_of(*questions) == [fault]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"formula": "${B} = ${Q}"}, ("", "identities.1.formula", "expression-unknown-name")),
        ({"formula": "${B} = ${c:oak}"}, ("", "identities.1.formula", "expression-unknown-name")),
        ({"formula": "${B} + ${U}"}, ("", "identities.1.formula", "not-a-comparison-of-sums")),
        ({"formula": "${B} = max(${U}, 1)"}, ("", "identities.1.formula", "not-a-comparison-of-sums")),
        ({"formula": None}, ("", "identities.1.formula", "missing")),
        ({"tolerance": -1}, ("", "identities.1.tolerance", "negative")),
        ({"rounding": "half"}, ("", "identities.1.rounding", "not-one-of")),
        ({"grades": []}, ("", "identities.1.grades", "missing")),
        ({"grades": [{"severity": "grave"}]}, ("", "identities.1.grades.1.severity", "not-one-of")),
    ],
)
def test_an_identity_that_cannot_be_worked_out_is_refused(
    change: dict[str, Any], fault: tuple[str, str, str]
) -> None:
    faulty = copy.deepcopy(COUNTING)
    faulty["identities"] = [{**faulty["identities"][0], **change}]
    assert faults(faulty) == [fault]


def test_an_identity_may_name_the_votes_for_a_choice_of_the_form() -> None:
    changed = copy.deepcopy(COUNTING)
    changed["identities"] = [{**changed["identities"][0], "formula": "${c:alder} + ${c:birch} = ${V}"}]
    assert faults(changed) == []


def stands_or_is_refused(found: object) -> None:
    """Read whole, and its canonical form means the same; or refused with a sentence for each fault."""
    if problems := problems_of(found):
        assert all(describe_definition(fault, "en") for fault in problems)
    else:
        assert read(canonical(read(found))) == read(found)


@given(json_values)
def test_json_that_is_no_checklist_is_refused(found: object) -> None:
    assert faults(found)


@given(
    st.sampled_from(
        [
            "code",
            "phase",
            "languages",
            "default_language",
            "titles",
            "sections",
            "identities",
            "answer_labels",
        ]
    ),
    json_values,
)
def test_a_damaged_document_is_refused_with_its_faults_or_means_what_it_says(
    field: str, value: object
) -> None:
    stands_or_is_refused({**OPENING, field: value})


@given(st.sampled_from(["code", "titles", "help", "questions", "rapid"]), json_values)
def test_a_damaged_section_is_refused_with_its_faults_or_means_what_it_says(
    field: str, value: object
) -> None:
    stands_or_is_refused({**OPENING, "sections": [{**OPENING["sections"][0], field: value}]})


@given(
    st.sampled_from(
        [
            "type",
            "labels",
            "choices",
            "show_when",
            "violation_when",
            "maximum",
            "protocol",
            "fills",
            "contest",
            "skips",
            "required",
        ]
    ),
    json_values,
)
def test_a_damaged_question_is_refused_with_its_faults_or_means_what_it_says(
    field: str, value: object
) -> None:
    damaged = {**question("A1", "one_of", choices=choices("a")), field: value}
    stands_or_is_refused(document("opening", "opening", [damaged]))


def test_words_of_fixed_answers_are_the_softwares_own_or_the_authors() -> None:
    definition = read(
        document("o", "opening", [question("A1", "yes_no")], answer_labels={"no": {"en": "Nope"}})
    )
    assert [choice.labels for choice in next(definition.questions()).choices] == [
        {"en": "Yes"},
        {"en": "Nope"},
    ]


def test_a_language_the_software_does_not_speak_must_bring_its_words() -> None:
    kyrgyz = document("o", "opening", [{"code": "A1", "type": "yes_no", "labels": {"ky": "Ачылдыбы?"}}])
    kyrgyz |= {"languages": ["ky"], "default_language": "ky", "titles": {"ky": "Ачуу"}}
    kyrgyz["sections"][0]["titles"] = {"ky": "Ачуу"}
    missing = [field for _, field, code in faults(kyrgyz) if code == "language-missing"]
    assert missing == [
        f"answer_labels.{code}"
        for code in ("yes", "no", "very_good", "good", "bad", "very_bad", "not_observed")
    ]


def test_whole_numbers_start_at_none_unless_the_definition_says_otherwise() -> None:
    definition = read(
        document("o", "opening", [question("A1", "integer"), question("A2", "integer", minimum=-5)])
    )
    assert [str(found.minimum) for found in definition.questions()] == ["0", "-5"]


def test_a_tree_that_is_not_what_its_source_says_is_refused() -> None:
    frozen = canonical(read(OPENING))
    frozen["sections"][0]["questions"][1]["violation_when"][0]["expression"]["tree"] = ["call", "true"]
    assert faults(frozen) == [("A1", "violation_when.1.expression", "tree-differs")]


def test_another_rule_set_changes_the_rules_and_nothing_else() -> None:
    definition = read(OPENING)
    rules = rules_document(definition)
    assert with_rules(definition, rules) == definition
    rules["violation_when"] = {"A7": rule(". = 'no'", "V11", "critical")}
    changed = with_rules(definition, rules)
    found = {q.code: [r.severity for r in q.violation_when] for q in changed.questions() if q.violation_when}
    assert found == {"A7": ["critical"]}


def test_a_rule_set_for_a_question_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DefinitionInvalid) as invalid:
        with_rules(read(OPENING), {"violation_when": {"Z1": []}, "identities": []})
    assert [(f.field, f.code) for f in invalid.value.problems] == [("violation_when.Z1", "unknown-field")]
