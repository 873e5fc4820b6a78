"""How a checklist's questions were answered within some filters: distributions, and sums of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import Http404
from django.utils.translation import get_language

from observer.analysis.asked import (
    ANSWERED,
    BLANK,
    GIVEN,
    MANY,
    NOT_APPLICABLE,
    NOT_OBSERVED,
    RESERVED,
    kind_of,
)
from observer.analysis.board import AnswerRow, QuestionRow
from observer.analysis.figures import Figure, Measure, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import AnswerTally, ObservedTally
from observer.analysis.moment import one_moment
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.analysis.statistics import summarise
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import Definition, Question, read
from observer.checklists.models import Checklist, Version
from observer.missions.access import Act, may
from observer.missions.models import Membership

NUMBERS = ("integer", "decimal")


@one_moment()
def questions(membership: Membership, code: str, filters: Filters) -> list[QuestionRow]:
    """Every question of a checklist's newest version, with what the reports of all its versions answered.

    Answers of older versions count where question and choice have the same code. Votes for a choice are there
    for the results room alone. Only the region of `filters` narrows answers. A fixed number of queries.
    Raises Http404 where the mission has no such checklist.
    """
    checklist = Checklist.objects.filter(mission=membership.mission_id, code=code).first()
    if checklist is None:
        raise Http404
    sight = sight_of(membership, Filters(region=filters.region, phase=checklist.phase))
    newest = Version.objects.filter(checklist=checklist).order_by("-number").first()
    if newest is None:
        return []
    hidden: frozenset[str] = frozenset() if may(membership, Act.SEE_VOTES) else newest.vote_questions
    ground = ground_of(sight, sums_of(sight).inclusion)
    asked = _Asked(sight, checklist, read(newest.definition), ground)
    return [asked.row(question) for question in asked.definition.questions() if question.code not in hidden]


class _Asked:
    def __init__(self, sight: Sight, checklist: Checklist, definition: Definition, ground: Ground) -> None:
        self.sight, self.checklist, self.definition, self.ground = sight, checklist, definition, ground
        self.counts = _counts(sight, checklist)
        self.stations = _stations(sight, checklist)
        self.language = get_language() or definition.default_language

    def row(self, question: Question) -> QuestionRow:
        counts = self.counts.get(question.code, Counter())
        answered = self.figure(question, _answered(question, counts), ANSWERED, counts, Measure.COUNT)
        return QuestionRow(
            code=question.code,
            label=self.definition.in_language(question.labels, self.language)[0],
            kind=question.type,
            answers=[
                AnswerRow(code, label, self.figure(question, counts[code], code, counts, Measure.SHARE))
                for code, label in self.choices(question)
            ],
            answered=answered,
            numbers=self.numbers(question, counts) if question.type in NUMBERS else {},
        )

    def choices(self, question: Question) -> Iterator[tuple[str, str]]:
        words = {choice.code: choice.labels for choice in question.choices}
        for code in question.choice_codes:
            labels: Mapping[str, str] = words.get(code) or self.definition.answer_labels.get(code, {})
            yield code, self.definition.in_language(labels, self.language)[0] or code

    def numbers(self, question: Question, counts: Counter[str]) -> dict[str, Figure]:
        """Total, mean, median, least and most of the numbers given; nothing where none was."""
        histogram = {Decimal(value): n for value, n in counts.items() if value not in RESERVED and n}
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
            name: self.figure(question, number, ANSWERED, counts, measure)
            for name, (measure, number) in measures.items()
        }

    def figure(
        self, question: Question, number: Any, answer: str, counts: Counter[str], measure: Measure
    ) -> Figure:
        return Figure(
            numerator=number,
            answered=_answered(question, counts),
            not_observed=counts[NOT_OBSERVED],
            not_applicable=counts[NOT_APPLICABLE],
            blank=counts[BLANK],
            unit=Unit.REPORTS,
            measure=measure,
            stations=self.stations,
            source={
                **({"region": self.sight.filters.region} if self.sight.filters.region else {}),
                "show": "answers",
                "checklist": self.checklist.code,
                "question": question.code,
                "answer": answer,
            },
            **self.ground.basis,
        )


def _answered(question: Question, counts: Counter[str]) -> int:
    """Reports that gave an answer: for several choices and for texts the tally keeps that number itself."""
    if kind_of(question.type) in (MANY, GIVEN):
        return counts[ANSWERED]
    return sum(n for answer, n in counts.items() if answer not in RESERVED)


def _counts(sight: Sight, checklist: Checklist) -> dict[str, Counter[str]]:
    rows = within(sight, AnswerTally.objects.filter(version__checklist=checklist), hours=False)
    counts: dict[str, Counter[str]] = {}
    for code, answer, n in rows.values_list("question", "answer").annotate(Sum("reports")):
        counts.setdefault(code, Counter())[answer] = n
    return counts


def _stations(sight: Sight, checklist: Checklist) -> int:
    """Distinct stations observed in the checklist's phase: what its figures rest on."""
    rows = within(sight, ObservedTally.objects.filter(version=None, phase=checklist.phase), hours=False)
    return int(rows.aggregate(stations=Sum("stations"))["stations"] or 0)
