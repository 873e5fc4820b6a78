"""What a browser sent for a checklist: the answers as they were typed, with the rows of repeats in order.

Names of inputs: `q-<question>`, inside repeats `q-<repeat>-<row>-<question>`. Each row brings a hidden
`q-<repeat>-row` with its number; numbers may have gaps, for a page takes rows away without renaming the rest.
Buttons that send nothing but ask for the page again: `q-<repeat>-add`, `q-<repeat>-drop` (a row's number) and
`q-<question>-narrow` (look for choices). Pure: data is a QueryDict, or a plain dict in a test or a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from observer.checklists.answers import is_not_observed
from observer.checklists.definition.shapes import FILE_TYPES, NOT_OBSERVED, Definition, Question

# More rows than this are no observer's, and each is drawn.
MAX_ROWS = 200
_LISTS = frozenset({"many_of", *FILE_TYPES})


@dataclass(slots=True)
class Typed:
    """`answers` by question, rows as mappings. Paths name questions: `A1`, `ballots.2.serial`.

    `both`: an answer and the box "not observed". `tied`: two choices at one place of a ranking. `looked_for`:
    words typed to find a choice, by path.
    `rearranged`: what a button other than "send" was pressed for, the path of a row, a repeat or a question.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    both: set[str] = field(default_factory=set)
    tied: set[str] = field(default_factory=set)
    looked_for: dict[str, str] = field(default_factory=dict)
    rearranged: str = ""

    def at(self, path: str) -> Any:
        return answer_at(self.answers, path)

    def put(self, path: str, value: Any) -> None:
        """Set the answer at a path whose row is there."""
        *around, code = path.split(".")
        row = answer_at(self.answers, ".".join(around)) if around else self.answers
        if isinstance(row, dict):
            row[code] = value


def answer_at(answers: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of answers with rows; None where nothing does."""
    found: Any = answers
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and 0 < int(part) <= len(found):
            found = found[int(part) - 1]
        else:
            return None
    return found


def read_typed(definition: Definition, data: Any, prefix: str) -> Typed:
    """Everything that stands in the request, whether the question is asked or not.

    Rows that were added by hand and left blank are none, once the form is sent.
    """
    typed = Typed()
    for question in definition.questions():
        name = f"{prefix}-{question.code}"
        typed.answers[question.code] = _read(question, name, question.code, data, typed)
    if not typed.rearranged and _drop_blank_rows(definition.questions(), typed.answers):
        # Paths of rows no longer lead where they led.
        typed.both = {path for path in typed.both if "." not in path}
        typed.tied = {path for path in typed.tied if "." not in path}
    return typed


def says_something(answer: Any) -> bool:
    """Whether anything was answered: in a row, in a list of rows, to a question."""
    if isinstance(answer, Mapping):
        return any(map(says_something, answer.values()))
    if isinstance(answer, list):
        return any(map(says_something, answer))
    return answer not in (None, "")


def _drop_blank_rows(questions: Iterable[Question], answers: dict[str, Any]) -> bool:
    """Whether a row was dropped."""
    dropped = False
    for question in questions:
        rows = answers.get(question.code)
        if question.type == "repeat" and isinstance(rows, list):
            kept = rows if question.count else [row for row in rows if says_something(row)]
            dropped |= len(kept) < len(rows)
            answers[question.code] = kept
            for row in kept:
                dropped |= _drop_blank_rows(question.questions, row)
    return dropped


def _read(question: Question, name: str, path: str, data: Any, typed: Typed) -> Any:
    if question.type == "repeat":
        return _rows(question, name, path, data, typed)
    if looked_for := text_of(data, f"{name}-find"):
        typed.looked_for[path] = looked_for
    # The key Enter in the field of a search means "find", whatever button the browser takes it for.
    if text_of(data, f"{name}-narrow") or (looked_for and not values_of(data, name)):
        typed.rearranged = path
    if question.type == "rank":
        places = values_of(data, f"{name}-place")
        taken = [str(place).rpartition(":")[2] for place in places if place]
        if len(taken) > len(set(taken)):
            typed.tied.add(path)
        return ranked(places) or values_of(data, name)
    if question.type in _LISTS:
        left_out = values_of(data, f"{name}-remove")
        return [value for value in values_of(data, name) if value not in left_out]
    value = data.get(name) or ""
    if data.get(f"{name}-not_observed"):
        if value and not is_not_observed(value):
            typed.both.add(path)
        return value or NOT_OBSERVED
    return value


def _rows(question: Question, name: str, path: str, data: Any, typed: Typed) -> list[dict[str, Any]]:
    numbers = list(dict.fromkeys(str(one) for one in values_of(data, f"{name}-row")))[:MAX_ROWS]
    dropped = text_of(data, f"{name}-drop")
    if dropped in numbers:
        numbers.remove(dropped)
        typed.rearranged = path
    rows = [
        {
            inner.code: _read(
                inner, f"{name}-{number}-{inner.code}", f"{path}.{place}.{inner.code}", data, typed
            )
            for inner in question.questions
        }
        for place, number in enumerate(numbers, start=1)
    ]
    if text_of(data, f"{name}-add") and len(rows) < MAX_ROWS:
        rows.append({})
        typed.rearranged = f"{path}.{len(rows)}"
    return rows


def ranked(places: list[Any]) -> list[str]:
    """Codes by the place each was given (`code:3`); of two at one place the first in the list comes first."""
    given = [str(place).rpartition(":") for place in places]
    numbered = [(int(number), code) for code, _, number in given if number.isdecimal() and len(number) < 6]
    return [code for _number, code in sorted(numbered, key=lambda one: one[0])]


def file_inputs(definition: Definition, data: Any, prefix: str) -> Iterator[tuple[str, str, Question]]:
    """(path, name of the input, question) of every question that takes files, row by row as it was sent."""
    for question in definition.questions():
        yield from _file_inputs(question, f"{prefix}-{question.code}", question.code, data)


def _file_inputs(question: Question, name: str, path: str, data: Any) -> Iterator[tuple[str, str, Question]]:
    if question.type in FILE_TYPES:
        yield path, name, question
    elif question.type == "repeat":
        numbers = list(dict.fromkeys(str(one) for one in values_of(data, f"{name}-row")))[:MAX_ROWS]
        for place, number in enumerate(numbers, start=1):
            for inner in question.questions:
                yield from _file_inputs(
                    inner, f"{name}-{number}-{inner.code}", f"{path}.{place}.{inner.code}", data
                )


def text_of(data: Any, name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def values_of(data: Any, name: str) -> list[Any]:
    """All values of a field, from a QueryDict or from a plain dict in a test or a program."""
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    value = data.get(name)
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
