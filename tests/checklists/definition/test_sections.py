"""Sections that come first or may be skipped, protocols of several contests, and codes that are taken."""

from typing import Any

import pytest
from django.db.models import JSONField
from django.db.models.fields.json import KeyTransform

from observer.checklists.definition import canonical, read, reserved_codes
from observer.checklists.definition.reserved import RESERVED_CODES, is_reserved
from tests.checklists.definition.test_read import faults, faults_of
from tests.documents import choices, document, question

SKIP = question("skip_box", "one_of", choices=choices("absent", "no_view"), skips=True)
IDENTITY = {
    "code": "K5",
    "names": {"en": "Adds up"},
    "formula": "${V} + ${N} = ${X}",
    "category": "V28",
    "grades": [{"severity": "serious"}],
}


def section(code: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "titles": {"en": code.title()}, "questions": list(questions), **more}


def in_sections(*sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    return document("opening", "opening", [], **more) | {"sections": list(sections)}


def test_the_question_that_skips_a_section_opens_it_and_is_free() -> None:
    assert faults_of(SKIP, question("A1", "yes_no")) == []
    assert faults_of(question("A1", "yes_no"), SKIP) == [("", "questions", "skip-not-first")]
    assert faults_of({**SKIP, "required": True}) == [("skip_box", "skips", "skip-must-be-free")]
    assert faults_of(question("A1", "yes_no"), {**SKIP, "show_when": "${A1} = 'yes'"}) == [
        ("skip_box", "skips", "skip-must-be-free"),
        ("", "questions", "skip-not-first"),
    ]
    assert faults_of(question("A1", "yes_no", skips=True)) == [("A1", "skips", "not-for-this-type")]


def test_a_rapid_section_is_the_first_and_has_at_most_fifteen_questions() -> None:
    many = [question(f"A{number}", "yes_no") for number in range(1, 17)]
    assert faults(in_sections(section("one", *many[:15], rapid=True), section("two", many[15]))) == []
    assert faults(in_sections(section("one", *many, rapid=True))) == [("", "questions", "too-many")]
    assert faults(in_sections(section("one", many[0]), section("two", many[1], rapid=True))) == [
        ("", "rapid", "rapid-not-first")
    ]


def test_each_contest_has_its_own_protocol_numbers_tick_and_photo() -> None:
    def of(contest: str, letter: str) -> list[dict[str, Any]]:
        return [
            question(f"{letter}V", "integer", protocol="V", contest=contest),
            question(
                f"{letter}w", "many_of", choices=choices("as_written"), fills="as_written", contest=contest
            ),
            question(f"{letter}f", "photo", fills="protocol_photo", contest=contest),
        ]

    assert faults_of(*of("lists", "P"), *of("council", "L")) == []
    assert faults_of(*of("lists", "P"), *of("lists", "L")) == [
        ("", "protocol", "twice"),
        ("", "fills", "twice"),
        ("", "fills", "twice"),
    ]


def test_only_what_belongs_to_a_protocol_has_a_contest() -> None:
    assert faults_of(question("A1", "yes_no", contest="lists")) == [
        ("A1", "contest", "contest-without-protocol")
    ]


def test_a_contests_code_leaves_room_for_the_identitys_in_a_flag() -> None:
    def named(contest: str) -> list[tuple[str, str, str]]:
        return faults_of(
            question("P1", "integer", protocol="V", contest=contest),
            identities=[{**IDENTITY, "code": "K" * 12}],
        )

    assert named("a" * 19) == []
    assert named("a" * 20) == [("", f"identities.{'K' * 12}", "too-long")]


def test_what_is_new_is_kept_in_the_canonical_form_and_what_is_not_used_leaves_no_trace() -> None:
    written = in_sections(
        section("one", question("A1", "rating", fills="overall"), rapid=True),
        section("box", SKIP, question("P1", "integer", protocol="V", contest="lists")),
    )
    frozen = canonical(read(written))
    assert read(frozen) == read(written)
    assert [part.get("rapid") for part in frozen["sections"]] == [True, None]
    assert [found.get("skips") for found in frozen["sections"][1]["questions"]] == [True, None]
    assert [found.get("contest") for found in frozen["sections"][1]["questions"]] == [None, "lists"]


def test_every_lookup_of_a_json_field_is_reserved() -> None:
    known = {*JSONField().get_lookups(), *KeyTransform.get_class_lookups()}
    assert {name for name in known if not is_reserved(name)} == set()
    assert known >= RESERVED_CODES


@pytest.mark.parametrize("code", ["contains", "Contains", "has_key", "A1__gt", "A1_"])
def test_a_code_that_a_query_would_misread_is_named(code: str) -> None:
    definition = read(document("o", "opening", [question(code, "yes_no")]))
    assert [(fault.question, fault.code) for fault in reserved_codes(definition)] == [(code, "reserved-code")]


def test_ordinary_codes_are_free() -> None:
    ordinary = [question(code, "yes_no") for code in ("A1", "P_I_in", "skip_box", "containers")]
    assert reserved_codes(read(document("o", "opening", ordinary))) == []
