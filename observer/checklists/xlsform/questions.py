"""One row of the survey sheet becomes the document of one question."""

from __future__ import annotations

from typing import Any

from observer.checklists.xlsform.reading import Reading, kept, truth
from observer.checklists.xlsform.types import Asked
from observer.checklists.xlsform.workbook import Line, Table

_RULE = ("violation", "violation_code", "severity", "evidence", "violation_id")
_MOST_RULES = 20
# What ODK takes the start of a range, its end and its step for, where the form does not say.
_RANGE = {"start": "1", "end": "10", "step": "1"}


def question_document(reading: Reading, line: Line, asked: Asked, code: str, group: str) -> dict[str, Any]:
    """The question as `definition.read` takes it; its choices are put in later (`lists`)."""
    table = reading.tables["survey"]
    required, required_when = _required(line)
    rules = _rules(reading, line, code)
    return {
        "code": code,
        "type": asked.type.ours,
        **kept(
            labels=reading.words(line, "label"),
            help=reading.words(line, "hint"),
            required=required,
            required_when=required_when,
            required_message=reading.words(line, "required_message"),
            show_when=line.get("relevant"),
            constraint=line.get("constraint"),
            constraint_message=reading.words(line, "constraint_message"),
            calculate=line.get("calculation"),
            appearance=line.get("appearance"),
            read_only=reading.flag(table, line, "read_only"),
            choice_filter=line.get("choice_filter"),
            media=reading.media(line),
            group=group,
            violation_when=rules,
        ),
        **_beginning(reading, line, asked),
        **_numbers(reading, line, asked),
        **_own(reading, line),
    }


def metadata_document(asked: Asked, code: str, group: str) -> dict[str, Any]:
    """`start` and `today`: a hidden value, worked out once when the form is opened."""
    initial = "today()" if asked.type.name == "today" else "now()"
    return {"code": code, "type": "hidden", "initial": initial, **kept(group=group)}


def _required(line: Line) -> tuple[bool, str]:
    text = line.get("required")
    said = truth(text)
    return bool(said), text if said is None else ""


def _beginning(reading: Reading, line: Line, asked: Asked) -> dict[str, str]:
    """The first answer: fixed or worked out. pyxform's own rule tells which `default` means."""
    text, expression, fixed = line.get("default"), line.get("initial"), line.get("fixed_default")
    if sum(bool(one) for one in (text, expression, fixed)) > 1:
        reading.wrong(reading.tables["survey"], line, "default", "default-twice")
    if text and is_dynamic(text, asked.type.name):
        expression, text = text, ""
    return kept(default=fixed or text, initial=expression)


def is_dynamic(default: str, xlsform_type: str) -> bool:
    """Whether a form reads a `default` as an expression."""
    # pyxform takes half a second to import: only who converts a form pays for it.
    from pyxform.utils import default_is_dynamic

    return bool(default_is_dynamic(default, xlsform_type))


def _numbers(reading: Reading, line: Line, asked: Asked) -> dict[str, Any]:
    """Bounds and parameters; those of a range say where it begins and ends."""
    parameters = reading.parameters(reading.tables["survey"], line, asked.type)
    bounds: dict[str, Any] = {name: line.get(name) for name in ("minimum", "maximum", "max_length")}
    if bounds["max_length"].isascii() and bounds["max_length"].isdigit():
        bounds["max_length"] = int(bounds["max_length"])
    if asked.type.ours == "range":
        reading.places.ranges.add(line.get("name"))
        given = {name: parameters.pop(name, "") for name in _RANGE}
        bounds["minimum"] = given["start"] or bounds["minimum"] or _RANGE["start"]
        bounds["maximum"] = given["end"] or bounds["maximum"] or _RANGE["end"]
        bounds["step"] = given["step"]
    if asked.from_file:
        # Spent when the file is read.
        parameters = {name: value for name, value in parameters.items() if name not in {"value", "label"}}
    return kept(**bounds, parameters=parameters)


def _own(reading: Reading, line: Line) -> dict[str, Any]:
    """Observer's own columns."""
    table = reading.tables["survey"]
    if line.get("rapid"):
        reading.wrong(table, line, "rapid", "only-for-groups", column="rapid")
    observed = truth(line.get("not_observed"))
    if observed is None:
        reading.wrong(table, line, "not_observed", "not-yes-or-no", found=line.get("not_observed")[:60])
    return kept(
        allow_not_observed=observed,
        protocol=line.get("protocol"),
        contest=line.get("contest"),
        fills=line.get("fills"),
        skips=reading.flag(table, line, "skips"),
        sms_tag=line.get("sms_tag"),
        standards=[one.strip() for one in line.get("standard").split(";") if one.strip()],
    )


def _rules(reading: Reading, line: Line, code: str) -> list[dict[str, str]]:
    """The violation rules: the columns without a number, then `_2`, `_3` …"""
    rules = []
    numbers = []
    for number in range(1, _MOST_RULES + 1):
        cells = [line.get(name, number) for name in _RULE]
        if any(cells):
            expression, category, severity, evidence, own = cells
            rules.append(
                kept(
                    expression=expression,
                    category=category,
                    severity=severity.lower(),
                    evidence=evidence.lower(),
                    code=own,
                )
            )
            numbers.append(number)
    reading.places.rules[code] = numbers
    return rules


def check_group_cells(reading: Reading, line: Line, allowed: frozenset[str]) -> None:
    """A group asks nothing: what only a question can have is refused beside it."""
    table: Table = reading.tables["survey"]
    for place in line.cells:
        if place.name not in allowed:
            reading.findings.wrong(
                table.sheet, line.number, table.letters[place], "only-for-questions", column=place.name
            )
