"""How a checklist's questions were answered within some filters: distributions, and sums of numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TypeAlias

from django.db.models import QuerySet, Sum
from django.http import Http404

from observer.analysis.across import Versions, definition_of, versions_of
from observer.analysis.board import QuestionRow
from observer.analysis.distribution import Cell, Distribution, reports_in
from observer.analysis.filters import Filters
from observer.analysis.models import AnswerTally, ObservedTally
from observer.analysis.moment import one_moment
from observer.analysis.sight import Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import read
from observer.checklists.models import Checklist, Version
from observer.missions.models import Membership
from observer.reports.secrecy import hidden_questions

# Answers by code, and the numbers of versions left out with the reports made with them.
Span: TypeAlias = tuple[Counter[str], dict[int, int]]


@one_moment()
def questions(membership: Membership, code: str, filters: Filters) -> list[QuestionRow]:
    """Every question of a checklist's newest version, with what the reports of all its versions answered.

    Answers of older versions count where code, type and choices match (`analysis.across`); of the others the
    row says how many reports they are. Votes for a choice are there
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
    spanned = spans(within(sight, AnswerTally.objects.all(), hours=False), versions_of(checklist.pk))
    stations = _stations(sight, checklist)
    place = {"region": filters.region} if filters.region else {}
    return [
        says.row(question, Cell(counts, stations, place, left_out))
        for question in says.definition.questions()
        if question.type != "note" and question.code not in hidden
        for counts, left_out in (spanned[question.code],)
    ]


def spans(rows: QuerySet[AnswerTally], versions: Versions) -> defaultdict[str, Span]:
    """By question: how often each answer was given on the versions that are alike; reports on the others."""
    apart: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    found: defaultdict[str, Span] = defaultdict(lambda: (Counter(), {}))
    chosen = rows.filter(version__in=list(versions.numbers)).values_list("version", "question", "answer")
    for version, code, answer, n in chosen.annotate(Sum("reports")):
        if code in versions.apart[version]:
            apart[code, version][answer] += n
        else:
            found[code][0][answer] += n
    for (code, version), counts in apart.items():
        found[code][1][versions.numbers[version]] = reports_made(version, code, counts)
    return found


def reports_made(version_id: int, code: str, counts: Counter[str]) -> int:
    """How many reports of a version these answers to one of its questions are."""
    asked = next(one for one in definition_of(version_id).questions() if one.code == code)
    return reports_in(asked.type, counts)


def checklist_of(membership: Membership, code: str) -> Checklist:
    """Raises Http404 where the mission has no such checklist, also for what no code can be."""
    known = Checklist.objects.filter(mission=membership.mission_id)
    checklist = known.filter(code=code).first() if code.isprintable() else None
    if checklist is None:
        raise Http404
    return checklist


def newest_of(checklist: Checklist) -> Version | None:
    return Version.objects.filter(checklist=checklist).order_by("-number").first()


def _stations(sight: Sight, checklist: Checklist) -> int:
    """Distinct stations observed in the checklist's phase: what its figures rest on."""
    rows = within(sight, ObservedTally.objects.filter(version=None, phase=checklist.phase), hours=False)
    return int(rows.aggregate(stations=Sum("stations"))["stations"] or 0)
