"""How observers rated each phase as a whole: the share of bad and very bad, by region.

The rating is the observer's own judgement, asked apart from what was seen; those who gave none stand beside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from observer.analysis.board import QuestionRow
from observer.analysis.distribution import Cell, Distribution
from observer.analysis.figures import Figure
from observer.analysis.filters import Filters
from observer.analysis.models import AnswerTally, ObservedTally
from observer.analysis.moment import one_moment
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import Question, read
from observer.checklists.models import Checklist, Phase, Version
from observer.missions.models import Membership

NEGATIVE = ("bad", "very_bad")
# By region (None: tied to none) and answer.
Counts = Mapping[int | None, Counter[str]]


@dataclass(frozen=True, slots=True)
class RegionAssessment:
    """A lowest region within sight, or all (`code` ""). `negative`: bad and very bad, of answered."""

    code: str
    name: str
    negative: Figure
    ratings: QuestionRow


@dataclass(frozen=True, slots=True)
class PhaseAssessment:
    """The question of a form that rates its phase as a whole, with everybody's answers and each region's."""

    phase: str
    checklist: str
    question: str
    label: str
    total: RegionAssessment
    regions: Sequence[RegionAssessment]


@one_moment()
def assessments(membership: Membership, filters: Filters) -> list[PhaseAssessment]:
    """One for each form that asks for an overall rating, in the order of the day; a fixed cost in queries.

    Of `filters`, region and phase narrow them. Raises Problem when they name a region that is not there, or
    not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    rating = _rating_questions(membership.mission_id, filters.phase)
    ground = ground_of(sight, sums_of(sight).inclusion)
    counts, stations = _counts(sight, rating), _stations(sight)
    return [
        _Phase(sight, ground, version, question, stations).assessment(
            counts[version.checklist_id, question.code]
        )
        for version, question in rating
    ]


def _rating_questions(mission_id: int, phase: str) -> list[tuple[Version, Question]]:
    """The questions that rate a phase as a whole, of the newest version of each form."""
    checklists = Checklist.objects.filter(mission=mission_id)
    if phase:
        checklists = checklists.filter(phase=phase)
    newest = Version.objects.newest().filter(checklist__in=checklists).select_related("checklist")
    found = [
        (version, question)
        for version in newest
        for question in read(version.definition).questions()
        if question.fills == "overall"
    ]
    order = {code: place for place, code in enumerate(Phase.values)}
    return sorted(found, key=lambda one: (order[one[0].checklist.phase], one[0].checklist.code))


def _counts(
    sight: Sight, rating: Sequence[tuple[Version, Question]]
) -> defaultdict[tuple[int, str], defaultdict[int | None, Counter[str]]]:
    """How often each rating was given, by form and question, and by region."""
    tallies = AnswerTally.objects.filter(
        version__checklist__in=[version.checklist_id for version, _question in rating],
        question__in=[question.code for _version, question in rating],
    )
    rows = within(sight, tallies, hours=False).values_list(
        "version__checklist_id", "question", "region_id", "answer"
    )
    found: defaultdict[tuple[int, str], defaultdict[int | None, Counter[str]]]
    found = defaultdict(lambda: defaultdict(Counter))
    for checklist, question, region, answer, number in rows.annotate(Sum("reports")):
        found[checklist, question][region][answer] += number
    return found


def _stations(sight: Sight) -> Counter[tuple[int | None, str]]:
    rows = within(sight, ObservedTally.objects.filter(version=None), hours=False)
    found = rows.values_list("region_id", "phase", "stations")
    return Counter({(region, phase): stations for region, phase, stations in found})


class _Phase:
    """The rating of one phase, said as figures."""

    def __init__(
        self,
        sight: Sight,
        ground: Ground,
        version: Version,
        question: Question,
        stations: Counter[tuple[int | None, str]],
    ) -> None:
        self.sight, self.checklist, self.question = sight, version.checklist, question
        self.says = Distribution(version.checklist, read(version.definition), ground)
        self.stations = stations

    def assessment(self, counts: Counts) -> PhaseAssessment:
        everywhere = sum(counts.values(), Counter[str]())
        observed = sum(n for (_region, phase), n in self.stations.items() if phase == self.checklist.phase)
        return PhaseAssessment(
            phase=self.checklist.phase,
            checklist=self.checklist.code,
            question=self.question.code,
            label=self.says.label(self.question),
            total=self.row("", _("All regions"), everywhere, observed, self.sight.filters.region),
            regions=[
                self.row(
                    region.code,
                    region.name,
                    counts.get(region.pk, Counter()),
                    self.stations[region.pk, self.checklist.phase],
                    region.code,
                )
                for region in self.sight.regions
            ],
        )

    def row(self, code: str, name: str, counts: Counter[str], stations: int, region: str) -> RegionAssessment:
        cell = Cell(counts, stations, {"region": region} if region else {})
        return RegionAssessment(
            code=code,
            name=name,
            negative=self.says.share(self.question, cell, *NEGATIVE),
            ratings=self.says.row(self.question, cell),
        )
