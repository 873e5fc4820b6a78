"""The building blocks of a summary: sentences, notices, tables and charts, as data."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from observer.analysis import wording
from observer.findings.values import Cited, Json, Read, Reading, Term, Value, cited_in, is_bare_percent

# A percentage in a table stands beside one of these of the same figure.
SAYS_COUNTS = frozenset(
    {Reading.COUNTS, Reading.SHARE, Reading.AMOUNT, Reading.OBSERVED, Reading.IN_OBSERVED}
)
BAR_ENDS = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences: a translated template with {names}, and the values that fill them.

    Raises ValueError for a template that holds a digit (a number would be a literal), for a bare
    percentage, and where the names of template and values differ.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    # Of its words, where it is not the document's own.
    language: str = ""

    def __post_init__(self) -> None:
        pieces = list(self._pieces())
        named = {name for _, name in pieces if name is not None}
        if named != set(self.values):
            raise ValueError(f"the sentence names {sorted(named)} and is given {sorted(self.values)}")
        if any(character.isnumeric() for text, _ in pieces for character in text):
            raise ValueError("a number in a sentence comes from a figure, never from the sentence itself")
        if any(map(is_bare_percent, self.values.values())):
            raise ValueError("a percentage does not stand without its counts")

    def _pieces(self) -> Iterator[tuple[str, str | None]]:
        for text, name, format_spec, conversion in string.Formatter().parse(self.template):
            if format_spec or conversion or (name is not None and not name.isidentifier()):
                raise ValueError("a sentence holds plain {names} only")
            yield text, name

    def cited(self) -> Iterator[Cited]:
        return _cited(self.values.values())

    def as_json(self) -> Json:
        runs: list[Json] = []
        for text, name in self._pieces():
            tagged = {"text": text} | ({"language": self.language} if self.language else {})
            runs += [tagged] if text else []
            runs += [self.values[name].as_json()] if name is not None else []
        return {"kind": "paragraph", "runs": runs, "notes": _notes(self.cited())}


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str

    def cited(self) -> Iterator[Cited]:
        return iter(())

    def as_json(self) -> Json:
        return {"kind": "heading", "text": self.text}


@dataclass(frozen=True)
class Notice:
    """Something the reader must not miss, in a box of its own."""

    title: str
    body: Paragraph

    def cited(self) -> Iterator[Cited]:
        return self.body.cited()

    def as_json(self) -> Json:
        return self.body.as_json() | {"kind": "notice", "title": self.title}


@dataclass(frozen=True)
class KeyFigure:
    """A number the eye falls on first, and what it counts. Raises ValueError for a bare percentage."""

    value: Read
    meaning: str

    def __post_init__(self) -> None:
        if is_bare_percent(self.value):
            raise ValueError("a percentage does not stand without its counts")


@dataclass(frozen=True)
class KeyFigures:
    """Up to four of them side by side."""

    items: tuple[KeyFigure, ...]

    def cited(self) -> Iterator[Cited]:
        return _cited(item.value for item in self.items)

    def as_json(self) -> Json:
        items = [{"value": item.value.as_json(), "meaning": item.meaning} for item in self.items]
        return {"kind": "key_figures", "items": items, "notes": _notes(self.cited())}


@dataclass(frozen=True)
class MissionFacts:
    """Where the mission says who it is: the facts of the document's mission card."""

    def cited(self) -> Iterator[Cited]:
        return iter(())

    def as_json(self) -> Json:
        return {"kind": "mission_facts"}


@dataclass(frozen=True)
class Facts:
    """Labels and what is said about each."""

    entries: tuple[tuple[str, str], ...]

    def cited(self) -> Iterator[Cited]:
        return iter(())

    def as_json(self) -> Json:
        return {"kind": "facts", "entries": [list(entry) for entry in self.entries]}


@dataclass(frozen=True)
class Column:
    """A column: its title; whether it holds numbers; its share of the width (0: as wide as its content)."""

    title: str
    numeric: bool = True
    width: int = 0

    def as_json(self) -> Json:
        return {"title": self.title, "numeric": self.numeric, "width": self.width}


class Line(StrEnum):
    """A row of the table, a total, or a heading over the rows that follow (one cell)."""

    ROW = "row"
    TOTAL = "total"
    GROUP = "group"


@dataclass(frozen=True)
class Row:
    cells: tuple[Value, ...]
    line: Line = Line.ROW

    def __post_init__(self) -> None:
        told = {
            cell.cited.key for cell in self.cells if isinstance(cell, Read) and cell.reading in SAYS_COUNTS
        }
        for cell in self.cells:
            cited = cited_in(cell)
            if is_bare_percent(cell) and cited is not None and cited.key not in told:
                raise ValueError("a percentage does not stand without its counts")

    def as_json(self) -> Json:
        return {"line": self.line.value, "cells": [cell.as_json() for cell in self.cells]}


@dataclass(frozen=True)
class Table:
    """A table with a key of its own, which charts and sentences refer to.

    Raises ValueError where a row has another number of cells than there are columns.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != (1 if row.line is Line.GROUP else len(self.columns)):
                raise ValueError(f"a row of table {self.key} does not fit its columns")

    def cited(self) -> Iterator[Cited]:
        return _cited(cell for row in self.rows for cell in row.cells)

    def bar_end(self) -> Fraction | None:
        """The share at which a bar of this table is full: bars of one table are drawn to one scale."""
        cells = [cell for row in self.rows for cell in row.cells]
        shares = [
            cell.cited.figure.share or Fraction(0)
            for cell in cells
            if isinstance(cell, Read) and cell.reading is Reading.BAR
        ]
        return next(end for end in BAR_ENDS if max(shares) <= end) if shares else None

    def as_json(self) -> Json:
        end = self.bar_end()
        return {
            "kind": "table",
            "key": self.key,
            "caption": self.caption,
            "columns": [column.as_json() for column in self.columns],
            "rows": [row.as_json() for row in self.rows],
            "remarks": list(self.remarks),
            "bar_end": None if end is None else str(float(end)),
            "bar_end_text": "" if end is None else f"{wording.number(int(end * 100))}\N{NO-BREAK SPACE}%",
            "notes": _notes(self.cited()),
        }


@dataclass(frozen=True)
class Chart:
    """A picture of a table, `twin` by its key: `svg` as drawn, `description` for those who cannot see it."""

    key: str
    caption: str
    svg: str
    description: str
    twin: str

    def cited(self) -> Iterator[Cited]:
        return iter(())

    def as_json(self) -> Json:
        return {
            "kind": "chart",
            "key": self.key,
            "caption": self.caption,
            "svg": self.svg,
            "description": self.description,
            "twin": self.twin,
        }


@dataclass(frozen=True)
class Distribution:
    """Every answer to one question, place by place, as numbers in a narrow table.

    `heads` are the columns after the place: answers, then answered, not observed, not applicable, blank.
    `numbers` has a row a place; the first is all of them. All belong to one figure, `whole`: who answered.
    `legend` says what short heads stand for. `printed` are the columns that go on paper, by place: the others
    are on the page and in the sheets, and `aside` tells them for all places together.
    """

    key: str
    caption: str
    heads: tuple[str, ...]
    places: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    whole: Cited
    legend: tuple[tuple[str, str], ...] = ()
    printed: tuple[int, ...] = ()
    aside: str = ""

    def __post_init__(self) -> None:
        if {len(row) for row in self.numbers} != {len(self.heads)} or len(self.places) != len(self.numbers):
            raise ValueError(f"a row of distribution {self.key} does not fit its columns")

    def cited(self) -> Iterator[Cited]:
        yield self.whole

    def as_json(self) -> Json:
        return {
            "kind": "distribution",
            "key": self.key,
            "caption": self.caption,
            "heads": list(self.heads),
            "rows": [[place, *row] for place, row in zip(self.places, self.numbers, strict=True)],
            "legend": [list(entry) for entry in self.legend],
            "printed": list(self.printed or range(len(self.heads))),
            "aside": self.aside,
            "figure": self.whole.key,
            "notes": _notes(self.cited()),
        }


Block = Paragraph | Heading | Notice | KeyFigures | MissionFacts | Facts | Table | Chart | Distribution


def terms(*texts: str) -> tuple[Term, ...]:
    """Words as cells."""
    return tuple(Term(text) for text in texts)


def _cited(values: Iterable[Value]) -> Iterator[Cited]:
    return (cited for cited in map(cited_in, values) if cited is not None)


def _notes(cited: Iterable[Cited]) -> list[str]:
    """The codes of the notes behind these figures, each once, in the order they are met."""
    return list(dict.fromkeys(each.note for each in cited))
