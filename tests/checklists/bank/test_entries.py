"""The question bank: every entry reads as a question, says where it comes from and what it evidences."""

from __future__ import annotations

from typing import Any

import pytest

from observer.checklists.bank import PROVENANCES, BankForm, bank, found
from observer.checklists.definition import read
from observer.checklists.taxonomy import BY_CODE
from observer.findings.standards import OBLIGATIONS, PARAGRAPHS

# What only says when and where somebody was, or is a remark: it evidences nothing by itself.
FACTS = {
    "arrival",
    "departure",
    "severity",
    "evidence",
    "happened_at",
    "place",
    "place_code",
    "photos",
    "as_written",
}
REMARKS = {"A16", "B27", "C20", "E20", "H2", "intent"}


def as_checklist(form: BankForm) -> dict[str, Any]:
    """The form of the bank as a checklist, whole, in English."""
    sections = [
        {
            "code": part.code,
            "titles": _english(part.titles),
            "questions": [_in_english(each.question) for each in part.questions],
        }
        for part in form.parts
    ]
    return {
        "code": form.code, "phase": "long_term", "languages": ["en"], "default_language": "en",
        "titles": _english(form.titles), "sections": sections,
        "identities": [_in_english(each.identity) for each in form.identities],
    }  # fmt: skip


def _english(words: Any) -> dict[str, str]:
    return {"en": words["en"]}


def _in_english(value: Any) -> Any:
    if isinstance(value, dict):
        return _english(value) if "en" in value else {key: _in_english(each) for key, each in value.items()}
    return [_in_english(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", bank(), ids=lambda form: form.code)
def test_a_whole_form_of_the_bank_can_be_published_as_it_is(form: BankForm) -> None:
    assert read(as_checklist(form)).code == form.code


def test_every_question_names_its_provenance() -> None:
    unknown = {
        (each.question["code"], code)
        for form in bank()
        for each in form.questions()
        for code in each.provenance
        if code not in PROVENANCES
    }
    assert unknown == set()
    assert all(each.provenance and each.reference for form in bank() for each in form.questions())


def test_every_question_leads_to_obligations_but_facts_of_the_visit_and_remarks() -> None:
    without = {
        each.question["code"]
        for form in bank()
        for each in form.questions()
        if not each.question.get("standards") and each.question.get("fills") not in FACTS
    }
    assert without == REMARKS
    named = {
        code for form in bank() for each in form.questions() for code in each.question.get("standards", ())
    }
    assert [code for code in named if code not in PARAGRAPHS] == []
    assert {duty for code in named for duty in PARAGRAPHS[code].obligations} <= set(OBLIGATIONS)


def test_every_kind_of_violation_is_asked_for() -> None:
    asked = {
        rule["category"]
        for form in bank()
        for each in form.questions()
        for rule in each.question.get("violation_when", ())
    } | {each.identity["category"] for form in bank() for each in form.identities}
    assert asked == set(BY_CODE)


def test_a_rule_says_what_the_taxonomy_knows() -> None:
    """Nothing is graver in the bank than the taxonomy lets a person choose."""
    scale = ("note", "procedural", "serious", "critical")
    too_grave = {
        (each.question["code"], rule["category"], rule["severity"])
        for form in bank()
        for each in form.questions()
        for rule in each.question.get("violation_when", ())
        if scale.index(rule["severity"]) > max(map(scale.index, BY_CODE[rule["category"]].severities))
    }
    assert too_grave == set()


def test_the_bank_is_searched_in_any_language_by_all_words() -> None:
    everything = [each for form in bank() for each in form.questions()]
    codes = [each.question["code"] for each in found(everything, "box SEALED stationary")]
    assert codes == ["A8", "B15"]
    assert "B15" in [each.question["code"] for each in found(everything, "стационарная опечатана")]
    assert [each.question["code"] for each in found(everything, "no such words")] == []


def test_a_wording_that_several_forms_share_is_found_once() -> None:
    everything = [each for form in bank() for each in form.questions()]
    assert [each.question["code"] for each in found(everything, "when did you arrive")] == ["H1"]


def test_texts_are_in_english_at_least_and_in_every_language_of_the_example_where_it_has_them() -> None:
    languages = {each.languages for form in bank() for each in form.questions()}
    assert languages == {("en", "ru", "kk"), ("en",)}
