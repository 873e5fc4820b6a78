"""Two readings of one sheet of paper, compared: pure, so that nobody can skip it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from observer.checklists.definition import Question
from observer.checklists.typing_keys import UNTYPED_TYPES, answer_of, as_date, as_time, keys_of

# What stands at the head of every sheet: who was where, and when.
HEAD = ("team", "station", "date", "arrival", "departure")
_TIMES = ("arrival", "departure")
# A reading has as many rows of a repeat as somebody can type; the paper has six, and further sheets.
MAX_TYPED_ROWS = 30


@dataclass(frozen=True, slots=True)
class Difference:
    """`field`: one of HEAD, or "q:" and a question's code or a cell of a repeat ("q:box.2.seal")."""

    field: str
    first: str
    second: str


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[Difference]:
    """Where two readings differ, in the order of the sheet; blank and absent are the same."""
    fields = dict.fromkeys([*first, *second])
    return [
        Difference(field, first.get(field, ""), second.get(field, ""))
        for field in fields
        if _same_keys(first.get(field, "")) != _same_keys(second.get(field, ""))
    ]


def _same_keys(typed: str) -> str:
    """What is the same whoever types it: no blanks at the ends, one between words."""
    return " ".join(typed.split())


def typed_fields(questions: Iterable[Question], rows: Mapping[str, int]) -> list[tuple[str, Question]]:
    """(field, question) of all that is typed for these questions, `rows` of each repeat."""
    found: list[tuple[str, Question]] = []
    for question in questions:
        if question.type == "repeat":
            for row in range(1, rows.get(question.code, 0) + 1):
                cells = typed_fields(question.questions, {})
                found += [(f"{question.code}.{row}.{field}", inner) for field, inner in cells]
        elif question.type not in UNTYPED_TYPES:
            found.append((question.code, question))
    return found


def tidy_head(head: Mapping[str, str]) -> dict[str, str]:
    """The head of a sheet written one way, however it was typed."""
    tidy = {field: " ".join(head.get(field, "").split()) for field in HEAD}
    tidy["date"] = as_date(tidy["date"])
    for field in _TIMES:
        text = as_time(tidy[field])
        tidy[field] = text.rjust(5, "0") if clock_of(text.rjust(5, "0")) else text
    return tidy


def tidy_fields(questions: Iterable[Question], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed for these questions written one way ("134" as "1 3 4"), without blanks."""
    rows = dict.fromkeys((question.code for question in questions), MAX_TYPED_ROWS)
    tidy = {
        field: keys_of(question, answer_of(question, typed.get(field, "")))
        for field, question in typed_fields(questions, rows)
    }
    return {field: keys for field, keys in tidy.items() if keys}


def answers_of(questions: Iterable[Question], typed: Mapping[str, str]) -> dict[str, Any]:
    """The raw answers of a reading, as a check takes them."""
    answers: dict[str, Any] = {}
    for question in questions:
        if question.type == "repeat":
            rows = rows_of(question, typed)
            if rows:
                answers[question.code] = rows
        elif (answer := answer_of(question, typed.get(question.code, ""))) not in ("", []):
            answers[question.code] = answer
    return answers


def rows_of(question: Question, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a repeat in which anything was typed."""
    rows = []
    for number in range(1, MAX_TYPED_ROWS + 1):
        prefix = f"{question.code}.{number}."
        row = {field[len(prefix) :]: text for field, text in typed.items() if field.startswith(prefix)}
        if any(text.strip() for text in row.values()):
            rows.append(answers_of(question.questions, row))
    return rows


def moment_of(head: Mapping[str, str], zone: tzinfo, otherwise: datetime) -> datetime:
    """When the sheet was filled in: its date, with the departure or else the arrival.

    `otherwise`: where it names no date.
    """
    try:
        day = datetime.combine(date.fromisoformat(head.get("date", "")), time(), zone)
    except ValueError:
        return otherwise
    for field in reversed(_TIMES):
        if (clock := clock_of(head.get(field, ""))) is not None:
            return day.replace(hour=clock.hour, minute=clock.minute)
    return day.replace(hour=12)


def clock_of(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
