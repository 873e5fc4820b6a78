"""One way to lay out a form, so that an XLSForm can say it and says nothing else."""

from typing import Any

import pytest

from observer.checklists.definition import DefinitionInvalid, read, reserved_codes


def question(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "text", "labels": {"en": code}, **more}


def form(*sections: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": "form",
        "phase": "opening",
        "languages": ["en"],
        "default_language": "en",
        "titles": {"en": "Form"},
        "sections": list(sections),
    }


def section(code: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "titles": {"en": code}, "questions": list(questions), **more}


def faults(*sections: dict[str, Any]) -> set[tuple[str, str, str]]:
    with pytest.raises(DefinitionInvalid) as invalid:
        read(form(*sections))
    return {(one.section, one.field, one.code) for one in invalid.value.problems}


def test_groups_stand_in_the_order_of_their_questions() -> None:
    groups = [{"code": "late"}, {"code": "early"}, {"code": "inner", "parent": "early"}]
    questions = [question("A", group="inner"), question("B", group="early"), question("C", group="late")]
    found = read(form(section("s", *questions, groups=groups))).sections[0].groups
    assert [(one.code, one.parent) for one in found] == [("early", ""), ("inner", "early"), ("late", "")]


def test_a_group_in_a_repeat_has_its_parent_in_the_same_repeat() -> None:
    repeat = {
        **question("rows", group="outer"),
        "type": "repeat",
        "questions": [question("A", group="inner")],
    }
    groups = [{"code": "outer"}, {"code": "inner", "parent": "outer"}]
    found = read(form(section("s", repeat, groups=groups))).sections[0].groups
    assert [(one.code, one.parent) for one in found] == [("outer", ""), ("inner", "")]


def test_a_group_is_neither_empty_nor_torn_apart() -> None:
    questions = [question("A", group="g"), question("B"), question("C", group="g")]
    assert faults(section("s", *questions, groups=[{"code": "g"}, {"code": "empty"}])) == {
        ("s", "groups.1.code", "group-apart"),
        ("s", "groups.2.code", "group-empty"),
    }


def test_a_group_around_a_repeat_does_not_begin_again_inside_it() -> None:
    repeat = {**question("rows", group="g"), "type": "repeat", "questions": [question("A", group="g")]}
    assert faults(section("s", repeat, groups=[{"code": "g"}])) == {("s", "groups.1.code", "group-apart")}


def test_questions_outside_any_group_have_nothing_of_their_own() -> None:
    bare = section(
        "page_1", question("A", group="g"), groups=[{"code": "g"}], bare=True, appearance="field-list"
    )
    assert faults(bare, {**section("rest", question("B"), bare=True), "titles": {"en": "Form"}}) == {
        ("page_1", "titles", "bare-has-no-rule"),
        ("page_1", "appearance", "bare-has-no-rule"),
        ("page_1", "groups", "bare-has-no-rule"),
        ("rest", "code", "bare-code"),
        ("rest", "bare", "bare-twice"),
    }


def test_no_two_parts_of_a_form_have_one_name() -> None:
    groups = [{"code": "B1"}]
    definition = read(form(section("a1", question("A1"), question("C1", group="B1"), groups=groups)))
    assert [(one.question, one.field, one.arguments["found"]) for one in reserved_codes(definition)] == [
        ("A1", "code", "A1")
    ]
