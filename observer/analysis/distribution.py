"""What was answered to a question, as figures: every choice of those who answered, and sums of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from observer.analysis.asked import (
    ANSWERED,
    BLANK,
    COMPUTED,
    GIVEN,
    MANY,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    RESERVED,
    kind_of,
)
from observer.analysis.board import AnswerRow, LeftOut, QuestionRow
from observer.analysis.figures import Figure, Measure, Unit
from observer.analysis.sight import Ground
from observer.analysis.statistics import summarise
from observer.checklists.definition import Definition, Question
from observer.checklists.models import Checklist

NUMBERS = ("integer", "decimal", "range", "calculated", "hidden")


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of one part of what was observed: how often each was given, and what that rests on.

    `stations`: distinct stations observed there, None where that is not kept. `place`: the filters that lead
    to the reports of this part. `left_out`: by the number of a version whose answers do not add up with
    these, how many reports were made with it.
    """

    counts: Counter[str]
    stations: int | None
    place: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[int, int] = field(default_factory=dict)


class Distribution:
    """Says the answers to the questions of one checklist, in the reader's language."""

    def __init__(self, checklist: Checklist, definition: Definition, ground: Ground) -> None:
        self.checklist, self.definition, self.ground = checklist, definition, ground
        self.language = get_language() or definition.default_language

    def row(self, question: Question, cell: Cell) -> QuestionRow:
        """Every choice of the question, given or not; texts and times only say that there is an answer."""
        answered = answered_in(question, cell.counts)
        return QuestionRow(
            code=question.code,
            label=self.label(question),
            kind=question.type,
            answers=[
                AnswerRow(code, label, self.share(question, cell, code))
                for code, label in self.choices(question)
            ],
            answered=self.figure(question, cell, answered, ANSWERED, Measure.COUNT),
            numbers=self.numbers(question, cell) if question.type in NUMBERS else {},
            left_out=[
                LeftOut(number, self.reports_with(question, number, reports, cell))
                for number, reports in sorted(cell.left_out.items())
                if reports
            ],
        )

    def label(self, question: Question) -> str:
        return self.definition.in_language(question.labels, self.language)[0]

    def choices(self, question: Question) -> Iterator[tuple[str, str]]:
        """(code, words) of what may be chosen, in the order of the form."""
        words = {choice.code: choice.labels for choice in question.choices}
        for code in question.choice_codes:
            labels: Mapping[str, str] = words.get(code) or self.definition.answer_labels.get(code, {})
            yield code, self.definition.in_language(labels, self.language)[0] or code

    def share(self, question: Question, cell: Cell, *answers: str) -> Figure:
        """Reports that gave one of these answers, of those that answered."""
        given = sum(cell.counts[answer] for answer in answers)
        return self.figure(question, cell, given, ",".join(answers), Measure.SHARE)

    def numbers(self, question: Question, cell: Cell) -> dict[str, Figure]:
        """Total, mean, median, least and most of the numbers given; nothing where none was."""
        histogram = {Decimal(value): n for value, n in cell.counts.items() if value not in RESERVED and n}
        summary = summarise(histogram)
        if summary is None:
            return {}
        measures: dict[str, tuple[Measure, Any]] = {
            "total": (Measure.TOTAL, summary.total),
            "mean": (Measure.MEAN, summary.total),
            "median": (Measure.MEDIAN, summary.median),
            "minimum": (Measure.MINIMUM, summary.minimum),
            "maximum": (Measure.MAXIMUM, summary.maximum),
        }
        return {
            name: self.figure(question, cell, number, ANSWERED, measure)
            for name, (measure, number) in measures.items()
        }

    def reports_with(self, question: Question, version: int, reports: int, cell: Cell) -> Figure:
        """How many reports were made with a version that is left out."""
        asked = {"checklist": self.checklist.code, "question": question.code, "version": str(version)}
        return Figure(
            numerator=reports,
            unit=Unit.REPORTS,
            measure=Measure.COUNT,
            source={**cell.place, "show": "answers", **asked},
            **self.ground.basis,
        )

    def figure(self, question: Question, cell: Cell, number: Any, answer: str, measure: Measure) -> Figure:
        """With who answered and who did not, and the way back to the reports."""
        counts = cell.counts
        asked = {"checklist": self.checklist.code, "question": question.code, "answer": answer}
        return Figure(
            numerator=number,
            answered=answered_in(question, counts),
            not_observed=counts[NOT_OBSERVED],
            not_applicable=counts[NOT_APPLICABLE],
            blank=counts[BLANK],
            unit=Unit.REPORTS,
            measure=measure,
            stations=cell.stations,
            source={**cell.place, "show": "answers", **asked},
            **self.ground.basis,
        )


def answered_in(question: Question, counts: Counter[str]) -> int:
    """Reports that gave an answer: for several choices and for texts the tally keeps that number itself."""
    kind = kind_of(question.type)
    if kind in (MANY, GIVEN):
        return counts[ANSWERED]
    chosen = sum(n for answer, n in counts.items() if answer not in RESERVED)
    return chosen + counts[ANSWERED] if kind == COMPUTED else chosen


def reports_in(question_type: str, counts: Counter[str]) -> int:
    """Reports that were made with a form that asks, whatever they answered."""
    unanswered = counts[NOT_OBSERVED] + counts[NOT_APPLICABLE] + counts[BLANK]
    if kind_of(question_type) in (MANY, GIVEN):
        return unanswered + counts[ANSWERED]
    return sum(counts.values())
