"""The example’s forms, filled in at random in ODK’s engine and in ours: one set of questions and refusals."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import Question, read
from observer.checklists.xlsform import xform
from observer.operations.example.forms import form_document
from tests.flows.oracle.conftest import NOW
from tests.flows.oracle.engine import fill_in

FORMS = ("opening", "voting", "counting", "tabulation", "incident")
FILLED = 6


def version_of(code: str) -> CompiledVersion:
    return compile_version(read(form_document(code)))


def answer(question: Question, chance: random.Random) -> Any:
    if question.type == "integer":
        return str(chance.choice([0, 3, 7, 20, 500, 100_000]))
    if question.type == "text":
        return chance.choice(["", "seal broken"])
    if question.choice_codes and question.type != "rank":
        codes = list(question.choice_codes)
        return [chance.choice(codes)] if question.type == "many_of" else chance.choice(codes)
    return ""


def answers(version: CompiledVersion, chance: random.Random) -> dict[str, Any]:
    """To most questions. No section is skipped: an XForm hides its questions, here they are not observed."""
    asked = [item.question for item in version.questions if not item.question.skips]
    found = {question.code: answer(question, chance) for question in asked}
    return {code: value for code, value in found.items() if value and chance.random() < 0.8}


def as_text(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("code", FORMS)
def test_they_ask_the_same_questions_and_break_the_same_rules(engine: Page, code: str) -> None:
    version = version_of(code)
    xml = xform(version.definition, "1").decode()
    empty = fill_in(engine, xml, {})
    assert "refused" not in empty
    paths = {path.rpartition("/")[2]: path for path in empty["seen"]}
    for seed in range(FILLED):
        given = answers(version, random.Random(seed))
        sent = {paths[name]: as_text(value) for name, value in given.items()}
        seen = fill_in(engine, xml, sent)["seen"]
        theirs = {name for name in version.by_code if seen[paths[name]]["relevant"]}
        assert theirs == version.relevant(given, now=NOW), seed
        refused = {name for name in given if name in theirs and not seen[paths[name]]["constraint"]}
        assert refused == refused_here(version, given), seed


def refused_here(version: CompiledVersion, given: dict[str, Any]) -> set[str]:
    """Bounds are a constraint in an XForm."""
    problems = version.check(given, now=NOW).problems
    return {one.question for one in problems if one.code in {"constraint", "out-of-range", "exclusive"}}
