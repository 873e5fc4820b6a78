"""A version on paper: whole, in every language, the same for the same version, obeying no text of it."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from observer.checklists.definition import Definition, read
from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.checklists.paper import as_document, paper_form
from observer.checklists.spoken import condition
from observer.typesetting import TypesetResult
from tests.checklists.examples import EXAMPLES, example
from tests.documents import choices, document, question
from tests.findings import verapdf
from tests.findings.conftest import flat, text_of
from tests.missing import do_without

PUBLISHED = datetime(2012, 1, 10, 8, 0, tzinfo=UTC)


def printed(definition: Definition, language: str = "en", *, synthetic: bool = False) -> TypesetResult:
    return paper_form(
        definition,
        language=language,
        number=3,
        content_hash="c0ffee00" * 8,
        mission="Alder mission",
        synthetic=synthetic,
        at=PUBLISHED,
    )


@cache
def definition_of(name: str) -> Definition:
    return read(example(name))


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_question_and_choice_is_printed_with_its_code(name: str, language: str) -> None:
    definition = definition_of(name)
    text = flat(text_of(printed(definition, language).pdf))
    for one in definition.questions():
        assert one.code in text
        assert flat(one.labels[language]) in text
        # Long words of a choice go on in a second line, which a program may read after its neighbour's.
        words = {word for choice in one.choices for word in choice.labels[language].split()}
        assert {word for word in words if word not in text} == set()
    assert "c0ffee00" in text


def test_choices_are_written_by_their_number_and_what_nobody_saw_by_a_dash() -> None:
    (item,) = drawn(question("A1", "one_of", choices=choices("a", "b"), allow_not_observed=True))
    assert item["choices"] == [{"key": "1", "label": "a"}, {"key": "2", "label": "b"}]
    assert item["not_observed"] == "–"


def test_the_same_version_gives_the_same_bytes_and_another_language_another_form() -> None:
    definition = definition_of("incident")
    assert printed(definition).sha256 == printed(definition).sha256
    assert printed(definition, "ru").sha256 != printed(definition).sha256


def test_the_form_can_be_read_by_all_and_kept(tmp_path: Path) -> None:
    if reason := verapdf.missing():
        do_without(f"the standards of printed forms: {reason}")
    path = tmp_path / "voting.pdf"
    path.write_bytes(printed(definition_of("voting"), synthetic=True).pdf)
    assert [verdict.failures for verdict in verapdf.validate(path)] == [(), ()]


def drawn(*questions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    definition = read(document("o", "voting", list(questions), **more))
    printed_form = as_document(
        definition, language="en", number=1, content_hash="0" * 64, mission="Alder", synthetic=False
    )
    items: list[dict[str, Any]] = printed_form["sections"][0]["items"]
    return items


def test_each_kind_of_question_has_room_for_its_answer() -> None:
    items = drawn(
        question("A1", "yes_no_not_observed"),
        question("A2", "integer", maximum=9_999),
        question("A3", "text", max_length=2_000),
        question("A4", "time"),
        question("A5", "rank", choices=choices("a", "b")),
        question("A6", "photo"),
        question("A7", "calculated", calculate="${A2} + 1"),
        question("A8", "note", labels={"en": "You counted ${A2}."}),
        question("A9", "repeat", questions=[question("seal", "text"), question("n", "integer")]),
    )
    assert [(item["code"], item["kind"]) for item in items] == [
        ("A1", "choice"),
        ("A2", "cells"),
        ("A3", "lines"),
        ("A4", "time"),
        ("A5", "order"),
        ("A6", "files"),
        ("A8", "note"),
        ("A9", "rows"),
    ]
    assert [item["cells"] for item in items if item["code"] == "A2"] == [4]
    assert items[0]["not_observed"] == "–"
    assert items[6]["label"] == "You counted [A2]."
    assert [column["code"] for column in items[7]["columns"]] == ["seal", "n"]


def test_texts_of_a_form_are_printed_and_never_obeyed() -> None:
    hostile = '#panic("x") $x$ *bold* <label> @ref \\ [ ] { } // "quotes" 😀'
    definition = read(document("o", "voting", [question("A1", "text", labels={"en": hostile})]))
    assert '#panic("x") $x$ *bold* <label> @ref \\ [ ] { } // "quotes"' in flat(
        text_of(printed(definition).pdf)
    )


def test_a_synthetic_form_says_so_on_every_page() -> None:
    result = printed(definition_of("voting"), synthetic=True)
    for page in range(1, result.pages + 1):
        assert "Synthetic data" in text_of(result.pdf, page=page)
    assert "Synthetic" not in text_of(printed(definition_of("voting")).pdf)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("${A2} = 'late'", "A2 = late"),
        ("${A2} != 'late' and ${A3} > 3", "A2 ≠ late and A3 > 3"),
        ("selected(${A4}, 'b') or ${A3} <= 1", "A4 includes “b” or A3 ≤ 1"),
        ("not(${A2} = '')", "not (A2 is blank)"),
        ("${A2} != ''", "A2 is answered"),
        (f"${{A2}} = '{NOT_OBSERVED}'", "A2 = not observed"),
        ("string-length(${A2}) > 3", "string-length(A2) > 3"),
    ],
)
def test_rules_are_said_in_words_where_there_are_words(rule: str, words: str) -> None:
    definition = read(
        document(
            "o",
            "voting",
            [
                question("A2", "one_of", choices=choices("on_time", "late")),
                question("A3", "integer"),
                question("A4", "many_of", choices=choices("a", "b")),
                question("A5", "text", show_when=rule),
            ],
        )
    )
    expression = next(one.show_when for one in definition.questions() if one.code == "A5")
    assert expression is not None
    assert condition(expression, definition, "en") == words
