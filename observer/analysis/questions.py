"""How a checklist's questions were answered within some filters: distributions, and sums of numbers."""

from __future__ import annotations

from collections import Counter

from django.db.models import Sum
from django.http import Http404

from observer.analysis.board import QuestionRow
from observer.analysis.distribution import Cell, Distribution
from observer.analysis.filters import Filters
from observer.analysis.models import AnswerTally, ObservedTally
from observer.analysis.moment import one_moment
from observer.analysis.sight import Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import read
from observer.checklists.models import Checklist, Version
from observer.missions.models import Membership
from observer.reports.secrecy import hidden_questions


@one_moment()
def questions(membership: Membership, code: str, filters: Filters) -> list[QuestionRow]:
    """Every question of a checklist's newest version, with what the reports of all its versions answered.

    Answers of older versions count where question and choice have the same code. Votes for a choice are there
    for the results room alone. Only the region of `filters` narrows answers. A fixed number of queries.
    Raises Http404 where the mission has no such checklist.
    """
    checklist = checklist_of(membership, code)
    sight = sight_of(membership, Filters(region=filters.region, phase=checklist.phase))
    newest = newest_of(checklist)
    if newest is None:
        return []
    hidden = hidden_questions(membership, newest)
    says = Distribution(checklist, read(newest.definition), ground_of(sight, sums_of(sight).inclusion))
    counts, stations = _counts(sight, checklist), _stations(sight, checklist)
    place = {"region": filters.region} if filters.region else {}
    return [
        says.row(question, Cell(counts.get(question.code, Counter()), stations, place))
        for question in says.definition.questions()
        if question.code not in hidden
    ]


def checklist_of(membership: Membership, code: str) -> Checklist:
    """Raises Http404 where the mission has no such checklist, also for what no code can be."""
    known = Checklist.objects.filter(mission=membership.mission_id)
    checklist = known.filter(code=code).first() if code.isprintable() else None
    if checklist is None:
        raise Http404
    return checklist


def newest_of(checklist: Checklist) -> Version | None:
    return Version.objects.filter(checklist=checklist).order_by("-number").first()


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
