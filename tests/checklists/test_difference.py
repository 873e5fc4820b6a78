"""What a difference tells: everything that changed, nothing that did not, and whose answers add up."""

from __future__ import annotations

import copy
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists import difference_wording as wording
from observer.checklists.changes import _RULE, _TOLD, Change
from observer.checklists.definition import Question, read
from observer.checklists.difference import _BREAKS, _CAUTIONS, _moved, comparable, difference
from tests.checklists.examples import EXAMPLES, example
from tests.documents import COUNTING, OPENING, choices, document, question, rule


def asked(*questions: dict[str, Any], **more: Any) -> Any:
    return read(document("form", "voting", list(questions), **more))


def one(kind: str, **more: Any) -> Question:
    (found,) = asked(question("Q", kind, **more)).questions()
    return found  # type: ignore[no-any-return]


def aspects(old: Any, new: Any) -> list[str]:
    (changed,) = difference(asked(old), asked(new)).changed
    return [change.aspect for change in changed.changes]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_form_is_not_different_from_itself(name: str) -> None:
    definition = read(example(name))
    found = difference(definition, definition)
    assert found.is_empty
    assert all(each.comparable and not each.cautions for each in found.comparisons.values())
    assert list(found.comparisons) == [each.code for each in definition.all_questions()]


def test_what_one_way_is_new_is_gone_the_other_way() -> None:
    old, new = (
        asked(question("A", "text"), question("B", "text")),
        asked(question("B", "text"), question("C", "time")),
    )
    there, back = difference(old, new), difference(new, old)
    assert [each.question.code for each in there.added] == ["C"]
    assert [each.question.code for each in there.removed] == ["A"]
    assert (there.added, there.removed) == (back.removed, back.added)


def test_a_question_under_another_code_is_named_as_the_one_it_looks_like() -> None:
    words = {"labels": {"en": "Was the box sealed?"}}
    found = difference(asked(question("A", "yes_no", **words)), asked(question("A_2", "yes_no", **words)))
    assert (found.added[0].looks_like, found.removed[0].looks_like) == ("A", "A_2")


# --- Order -------------------------------------------------------------------------------------------


def test_only_the_question_that_was_moved_is_told_as_moved() -> None:
    codes = [question(code, "text") for code in "ABCDE"]
    found = difference(asked(*codes), asked(codes[4], *codes[:4]))
    assert [(each.code, each.moved, each.changes) for each in found.changed] == [("E", True, ())]


def test_a_question_put_in_moves_no_other() -> None:
    codes = [question(code, "text") for code in "ABC"]
    assert difference(asked(*codes), asked(codes[0], question("N", "text"), *codes[1:])).changed == ()


def test_a_question_in_another_section_is_moved() -> None:
    sections = [
        {"code": code, "titles": {"en": code}, "questions": [question(code.upper(), "text")]}
        for code in "xyz"
    ]
    other = copy.deepcopy(sections)
    other[0]["questions"].append(other[1]["questions"].pop())  # type: ignore[attr-defined]
    del other[1]
    found = difference(asked(sections=sections), asked(sections=other))
    assert [(each.code, each.old_place.section, each.place.section) for each in found.changed] == [
        ("Y", "y", "x")
    ]
    assert [(part.kind, part.code, part.removed) for part in found.parts] == [("section", "y", True)]


@given(st.permutations(list("ABCDEF")))
def test_the_fewest_questions_are_told_as_moved(after: list[str]) -> None:
    before = sorted(after)
    moved = _moved(before, after)
    stay = [code for code in after if code not in moved]
    assert stay == sorted(stay)
    longer = len(stay) + 1
    assert not any(list(some) == sorted(some) for some in combinations(after, longer))


def test_nothing_moves_nothing() -> None:
    assert [_moved(list(order), list(order)) for order in permutations("AB")] == [set(), set()]
    assert _moved([], []) == set()


# --- Questions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"required": True}, {}, ["required"]),
        ({}, {"show_when": "${Z} = 'x'"}, ["show_when"]),
        (
            {},
            {"constraint": ". != 'x'", "constraint_message": {"en": "No x."}},
            ["constraint", "constraint_message"],
        ),
        ({"help": {"en": "Look."}}, {"help": {"en": "Look well."}}, ["help"]),
        ({"max_length": 10}, {"max_length": 20}, ["max_length"]),
        ({}, {"violation_when": rule(". = 'x'", "V10", "serious")}, ["rule_added"]),
        ({"violation_when": rule(". = 'x'", "V10", "serious")}, {}, ["rule_removed"]),
        (
            {"violation_when": rule(". = 'x'", "V10", "serious")},
            {"violation_when": rule(". = 'y'", "V11", "critical", "told")},
            ["rule_expression", "rule_category", "rule_severity", "rule_evidence"],
        ),
        ({}, {"standards": ["ICCPR 25(b)"]}, ["standards"]),
        ({}, {"sms_tag": "AA"}, ["sms_tag"]),
        ({}, {"default": "x"}, ["default"]),
        ({}, {"appearance": "multiline"}, ["appearance"]),
    ],
)
def test_every_change_of_a_question_is_told(old: Any, new: Any, expected: list[str]) -> None:
    other = question("Z", "text")
    found = difference(asked(question("Q", "text", **old), other), asked(question("Q", "text", **new), other))
    (changed,) = found.changed
    assert [change.aspect for change in changed.changes] == expected


def test_rewordings_are_told_by_language() -> None:
    def words(russian: str) -> Any:
        text = question("Q", "text") | {"labels": {"en": "Sealed?", "ru": russian}}
        both = {"languages": ["en", "ru"], "titles": {"en": "F", "ru": "Ф"}}
        part = [{"code": "all", "titles": {"en": "All", "ru": "Все"}, "questions": [text]}]
        return asked(sections=part, **both)

    (changed,) = difference(words("Опечатана?"), words("Опломбирована?")).changed
    assert changed.changes == (Change("label", "Опечатана?", "Опломбирована?", "", "ru"),)
    assert changed.comparison.comparable
    assert [each.aspect for each in changed.comparison.cautions] == ["label"]


def test_a_new_language_is_told_once_and_not_at_every_question() -> None:
    text = question("Q", "text") | {"labels": {"en": "Sealed?", "ru": "Опечатана?"}}
    part = [{"code": "all", "titles": {"en": "All", "ru": "Все"}, "questions": [text]}]
    new = asked(sections=part, languages=["en", "ru"], titles={"en": "Checklist form", "ru": "Форма"})
    found = difference(asked(question("Q", "text") | {"labels": {"en": "Sealed?"}}), new)
    assert [(each.aspect, each.after) for each in found.form] == [("language_added", "ru")]
    assert found.changed == ()


def test_choices_are_told_one_by_one() -> None:
    old = question("Q", "one_of", choices=choices("a", "b", "c"))
    new = question("Q", "one_of", choices=[{"code": "c", "labels": {"en": "Sea"}}, *choices("a", "d")])
    (changed,) = difference(asked(old), asked(new)).changed
    assert [(each.aspect, each.of) for each in changed.changes] == [
        ("choice_added", "d"),
        ("choice_removed", "b"),
        ("choice_order", ""),
        ("choice_label", "c"),
    ]


def test_a_condition_around_a_question_is_told_at_the_question() -> None:
    def form(condition: str | None) -> Any:
        parts: list[dict[str, Any]] = [
            {"code": "one", "titles": {"en": "One"}, "questions": [question("A", "yes_no")]},
            {"code": "two", "titles": {"en": "Two"}, "questions": [question("B", "yes_no")]},
        ]
        if condition:
            parts[1]["show_when"] = condition
        return asked(sections=parts)

    found = difference(form(None), form("${A} = 'yes'"))
    assert [(each.code, [c.aspect for c in each.changes]) for each in found.changed] == [
        ("B", ["show_around"])
    ]
    assert [(part.code, [c.aspect for c in part.changes]) for part in found.parts] == [("two", ["show_when"])]


def test_identities_are_told() -> None:
    changed = copy.deepcopy(COUNTING)
    gone = changed["identities"].pop(0)
    changed["identities"][0]["tolerance"] = 3
    changed["identities"][1]["grades"] = [{"severity": "critical"}]
    found = difference(read(COUNTING), read(changed))
    told = [(part.kind, part.code, part.removed, [c.aspect for c in part.changes]) for part in found.parts]
    assert told == [
        ("identity", changed["identities"][0]["code"], False, ["tolerance"]),
        ("identity", changed["identities"][1]["code"], False, ["grades"]),
        ("identity", gone["code"], True, []),
    ]


def test_questions_inside_a_repeat_are_compared_by_their_codes_too() -> None:
    def form(*inner: dict[str, Any]) -> Any:
        return asked(question("boxes", "repeat", questions=list(inner)))

    found = difference(
        form(question("seal", "text")), form(question("seal", "integer"), question("colour", "text"))
    )
    assert [each.question.code for each in found.added] == ["colour"]
    assert found.added[0].place.around == ("boxes",)
    assert found.not_comparable == ["seal"]


# --- Whose answers add up -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "cautions"),
    [
        (one("yes_no"), one("yes_no"), []),
        (one("yes_no"), one("yes_no_not_observed"), ["type", "allow_not_observed"]),
        (one("yes_no"), one("one_of", choices=choices("no", "yes")), ["type"]),
        (one("integer"), one("decimal"), ["type", "minimum"]),
        (one("integer"), one("integer", maximum=30), ["maximum"]),
        (one("text"), one("barcode"), ["type"]),
        (one("rating"), one("rating", required=True), ["required"]),
        (one("yes_no"), one("yes_no", allow_not_observed=True), ["allow_not_observed"]),
        (
            one("one_of", choices=choices("a", "b")),
            one("one_of", choices=[{"code": "a", "labels": {"en": "Another"}}, *choices("b")]),
            ["choice_label"],
        ),
    ],
)
def test_answers_of_one_kind_add_up(old: Question, new: Question, cautions: list[str]) -> None:
    for found in (comparable(old, new), comparable(new, old)):
        assert found.comparable
        assert (found.reasons, [each.aspect for each in found.cautions]) == ((), cautions)


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        (one("text"), one("integer"), ["type"]),
        (one("one_of", choices=choices("a", "b")), one("many_of", choices=choices("a", "b")), ["type"]),
        (
            one("one_of", choices=choices("a", "b")),
            one("one_of", choices=choices("a", "c")),
            ["choice_added", "choice_removed"],
        ),
        (one("yes_no"), one("rating"), ["choice_added"] * 4 + ["choice_removed"] * 2),
        (one("integer", protocol="R"), one("integer", protocol="V"), ["protocol"]),
        (one("calculated", calculate="1 + 1"), one("calculated", calculate="1 + 2"), ["calculate"]),
        (one("date"), one("datetime"), ["type"]),
    ],
)
def test_answers_of_another_kind_do_not_and_it_is_told_why(
    old: Question, new: Question, reasons: list[str]
) -> None:
    found = comparable(old, new)
    assert (found.comparable, [each.aspect for each in found.reasons]) == (False, reasons)


# --- Words --------------------------------------------------------------------------------------------


def test_everything_that_can_change_has_words() -> None:
    told = {*_TOLD, *(f"rule_{name}" for name in _RULE), *_BREAKS, *_CAUTIONS}
    assert told - set(wording.ASPECTS) == set()
    assert set(wording.REASONS) == _BREAKS
    assert set(wording.CAUTIONS) == _CAUTIONS


def test_words_name_what_changed() -> None:
    change = Change("choice_added", after="Late", of="late")
    assert wording.name_of(change) == "New choice “late”"
    assert wording.reason_of(change) == "“late” could not be chosen before"
    assert wording.caution_of(Change("label", "a", "b", language="en")) == "the words of the question changed"


def test_the_example_forms_say_what_a_mended_question_changes() -> None:
    mended = copy.deepcopy(OPENING)
    mended["sections"][0]["questions"][2]["choices"].append({"code": "early", "labels": {"en": "Early"}})
    found = difference(read(OPENING), read(mended))
    assert found.not_comparable == ["A2"]
    assert len(found.comparisons) == len(OPENING["sections"][0]["questions"])
