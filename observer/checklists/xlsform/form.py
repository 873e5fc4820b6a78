"""What a workbook says of the form as a whole: settings, languages, words of the answers, identities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from observer.checklists.definition.shapes import ANSWER_LABELS, FIXED_CHOICES, NOT_OBSERVED
from observer.checklists.xlsform.columns import SHEETS
from observer.checklists.xlsform.languages import code_of
from observer.checklists.xlsform.reading import Reading, kept
from observer.checklists.xlsform.types import FIXED_LISTS
from observer.checklists.xlsform.workbook import Line, Table

_SPOKEN = {sheet: {one.name for one in columns if one.spoken} for sheet, columns in SHEETS.items()}
_MOST_GRADES = 20


def settings_line(tables: Mapping[str, Table]) -> Line:
    """The one row of the settings sheet; an empty one where there is none."""
    return next(iter(tables["settings"].lines), Line(0, {}))


def find_languages(reading: Reading, assumed: str) -> None:
    """The languages of the form in their order, and the one of columns that name none.

    `assumed` is taken where the form does not say it.
    """
    tables = reading.tables
    line = settings_line(tables)
    default = _default_language(reading, line)
    named = _listed(reading, line) or list(
        dict.fromkeys(code for table in tables.values() for code in table.languages())
    )
    plain = _has_plain(tables)
    reading.plain = default or (assumed if not named or plain else named[0]) or "en"
    if plain and not default and not assumed:
        reading.findings.warn(
            "survey", 1, tables["survey"].letter("label"), "language-assumed", language="en"
        )
    reading.languages = tuple(named)
    if reading.plain not in named and (plain or not named):
        reading.languages = (reading.plain, *named)


def _default_language(reading: Reading, line: Line) -> str:
    """The code, or "" where it is not said. pyxform's own word "default" says nothing."""
    text = line.get("default_language")
    if not text or text.lower() == "default":
        return ""
    code = code_of(text)
    if code is None:
        reading.wrong(
            reading.tables["settings"], line, "default_language", "unknown-language", found=text[:60]
        )
    return code or ""


def _listed(reading: Reading, line: Line) -> list[str]:
    found = []
    for text in re.split(r"[\s,;]+", line.get("languages")):
        code = code_of(text) if text else None
        if code:
            found.append(code)
        elif text:
            reading.wrong(reading.tables["settings"], line, "languages", "unknown-language", found=text[:60])
    return list(dict.fromkeys(found))


def _has_plain(tables: Mapping[str, Table]) -> bool:
    """Whether any text stands in a column that names no language."""
    return any(
        place.name in _SPOKEN[name] and not place.language and place.name not in {"image", "audio", "video"}
        for name, table in tables.items()
        for line in table.lines
        for place in line.cells
    )


def form_fields(reading: Reading, name: str, code: str, phase: str) -> dict[str, Any]:
    """The fields of the definition's top that the settings say; `code` and `phase` where they do not."""
    line = settings_line(reading.tables)
    found = line.get("form_id") or code or _code_from(name)
    return {
        "code": found,
        "languages": list(reading.languages),
        "default_language": reading.plain if reading.plain in reading.languages else reading.languages[0],
        **kept(
            phase=line.get("phase") or phase,
            titles=titles(reading, found),
            instance_name=line.get("instance_name"),
        ),
    }


def titles(reading: Reading, code: str) -> dict[str, str]:
    """The title by language. XLSForm knows one only: it stands for the languages that have none."""
    line = settings_line(reading.tables)
    own = line.words("titles", reading.plain)
    plain = line.get("form_title") or own.get(reading.plain) or next(iter(own.values()), code)
    missing = [
        language for language in reading.languages if language not in own and language != reading.plain
    ]
    if missing and line.number:
        reading.warn(
            reading.tables["settings"], line, "form_title", "title-untranslated", languages=", ".join(missing)
        )
    return {language: own.get(language, plain) for language in (*reading.languages, *own)}


def _code_from(name: str) -> str:
    """A code from the file's name: "Opening form (v2).xlsx" is Opening_form_v2."""
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    code = re.sub(r"[^A-Za-z0-9-]+", "_", stem).strip("_")[:32]
    return code if code[:1].isalpha() else "form"


def answer_labels(reading: Reading, questions: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """How the checklist says yes, no and the grades: its sheet `answers`, else the fixed lists' labels.

    A word that no question needs is filled in where a language has none.
    """
    found: dict[str, dict[str, str]] = {}
    for line in reading.tables["choices"].lines:
        if line.get("name") in FIXED_LISTS.get(line.get("list_name"), ()):
            word = line.get("name").removeprefix("__")
            found[word] = {**reading.words(line, "label"), **found.get(word, {})}
    for line in reading.tables["answers"].lines:
        if line.get("name") not in ANSWER_LABELS:
            options = ", ".join(ANSWER_LABELS)
            reading.wrong(
                reading.tables["answers"],
                line,
                "name",
                "not-one-of",
                found=line.get("name")[:60],
                options=options,
            )
        else:
            found[line.get("name")] = {**found.get(line.get("name"), {}), **reading.words(line, "label")}
    needed = _needed(questions)
    for word, known in ANSWER_LABELS.items():
        if word not in needed:
            given = {**known, **found.get(word, {})}
            filled = {code: given.get(code, known["en"]) for code in reading.languages}
            found[word] = {**filled, **found.get(word, {})}
    return found


def _needed(questions: Iterable[Mapping[str, Any]]) -> set[str]:
    words: set[str] = set()
    for question in questions:
        words.update(FIXED_CHOICES.get(question["type"], ()))
        if (
            question.get("allow_not_observed")
            or question["type"] == "yes_no_not_observed"
            or question.get("skips")
        ):
            words.add(NOT_OBSERVED.removeprefix("__"))
        words |= _needed(question.get("questions", ()))
    return words


def identities(reading: Reading) -> list[dict[str, Any]]:
    """The identities of the protocol, a row each."""
    return [
        {
            **kept(
                code=line.get("code"),
                names=reading.words(line, "label"),
                formula=line.get("formula"),
                category=line.get("category"),
                tolerance=line.get("tolerance"),
                rounding=line.get("rounding"),
                grades=_grades(line),
            ),
        }
        for line in reading.tables["identities"].lines
    ]


def _grades(line: Line) -> list[dict[str, str]]:
    grades = []
    for number in range(1, _MOST_GRADES + 1):
        grade = kept(
            **{name: line.get(name, number) for name in ("severity", "direction", "over", "over_share")}
        )
        if grade:
            grades.append(grade)
    return grades
