"""How a mission's forms were answered, as a whole and region by region; from tallies, in few queries.

Votes per choice are left out until they are released: a document is for the public.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Count, Sum

from observer.analysis.across import Versions, compared
from observer.analysis.board import QuestionRow
from observer.analysis.distribution import Cell, Distribution
from observer.analysis.filters import Filters
from observer.analysis.models import AnswerTally, StationTally
from observer.analysis.questions import reports_made
from observer.analysis.sight import Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import Question, read
from observer.checklists.models import Checklist, Phase, Version
from observer.missions.models import Membership
from observer.reports.secrecy import released, vote_questions

# The answers to one question, by the code of the region ("" is tied to none).
ByRegion = Mapping[str, Counter[str]]
# By the day: the order of chapters.
DAY = tuple(phase for phase in Phase.values if phase != Phase.INCIDENT)


@dataclass(frozen=True, slots=True)
class Form:
    """A checklist with the distribution of every question.

    `overall`: the code of the question that rates the phase as a whole, "" for none. `observed`: region →
    distinct stations it was filled in at, or reports where its phase is watched at commissions.
    """

    code: str
    name: str
    phase: str
    overall: str
    questions: tuple[QuestionRow, ...]
    observed: Mapping[str, int]
    asked: Mapping[str, Question]
    answers: Mapping[str, ByRegion]
    says: Distribution

    @property
    def stations(self) -> int:
        """Distinct stations, or reports from commissions, that its answers rest on."""
        return sum(self.observed.values())

    def name_of(self, question: QuestionRow) -> str:
        """Its code and words; for the question that skips a section, the section's title and its words."""
        if not self.asked[question.code].skips:
            return f"{question.code}. {question.label}"
        sections = self.says.definition.sections
        section = next(each for each in sections if each.skip and each.skip.code == question.code)
        title = self.says.definition.in_language(section.titles, self.says.language)[0]
        return f"{title}. {question.label}"

    def part(self, question: str, regions: Collection[str]) -> QuestionRow:
        """How the question was answered in these regions together."""
        return self.says.row(self.asked[question], self._cell(question, regions))

    def reports_in(self, region: str) -> int:
        """How many reports of this form came from there."""
        return reports_of(self.asked, self.answers)[region]

    def _cell(self, question: str, regions: Collection[str]) -> Cell:
        by_region = self.answers[question]
        counts = sum((by_region[region] for region in regions), Counter[str]())
        stations = sum(self.observed.get(region, 0) for region in regions)
        return Cell(counts, stations, {"region": ",".join(region or "-" for region in regions)})


def forms(membership: Membership) -> tuple[Form, ...]:
    """Every form about the day, in its order; those nobody published are left out."""
    sight = sight_of(membership, Filters())
    newest = {
        version.checklist_id: version
        for version in Version.objects.newest().filter(mission=membership.mission_id)
    }
    checklists = Checklist.objects.filter(mission=membership.mission_id, pk__in=newest, phase__in=DAY)
    hidden = {} if released(membership.mission_id) else vote_questions(newest)
    reader = _Reader(sight, hidden)
    found = [reader.form(checklist, newest[checklist.pk]) for checklist in checklists]
    return tuple(sorted(found, key=lambda form: (DAY.index(form.phase), form.code)))


class _Reader:
    """Two queries for all forms; then each is put together.

    A form rests on the stations it was filled in at itself: where a phase has a second form, used at one
    station, the stations of the phase would hide that there is one.
    """

    def __init__(self, sight: Sight, hidden: Mapping[int, frozenset[str]]) -> None:
        self.hidden = hidden
        self.ground = ground_of(sight, sums_of(sight).inclusion)
        self.counts, self.left_out = _counts(sight)
        self.observed = _observed(sight)

    def form(self, checklist: Checklist, version: Version) -> Form:
        definition = read(version.definition)
        hidden = self.hidden.get(checklist.pk, frozenset())
        told = (each for each in definition.questions() if each.type != "note")
        asked = {each.code: each for each in told if each.code not in hidden}
        says = Distribution(checklist, definition, self.ground)
        answers = {code: self.counts[checklist.pk, code] for code in asked}
        observed = self.observed[checklist.pk]
        if checklist.phase == Phase.TABULATION:
            observed = reports_of(asked, answers)
        return Form(
            code=checklist.code,
            name=checklist.name,
            phase=checklist.phase,
            overall=next((each.code for each in asked.values() if each.fills == "overall"), ""),
            questions=tuple(
                says.row(question, self._whole(checklist, code, sum(observed.values())))
                for code, question in asked.items()
            ),
            observed=observed,
            asked=asked,
            answers=answers,
            says=says,
        )

    def _whole(self, checklist: Checklist, code: str, stations: int) -> Cell:
        left_out = self.left_out[checklist.pk, code]
        return Cell(_everywhere(self.counts[checklist.pk, code]), stations, left_out=left_out)


def reports_of(asked: Mapping[str, Question], answers: Mapping[str, ByRegion]) -> Counter[str]:
    """Region → reports: the most that any question got there. Several choices count one report many times, so
    they are not asked. Tabulation is watched at commissions: there are no stations to count."""
    found: Counter[str] = Counter()
    for code, by_region in answers.items():
        if asked[code].type != "many_of":
            found |= Counter({region: counts.total() for region, counts in by_region.items()})
    return found


def _everywhere(by_region: ByRegion) -> Counter[str]:
    return sum(by_region.values(), Counter[str]())


# By checklist and question; of the versions left out, the reports by the version's number.
_Counts: TypeAlias = defaultdict[tuple[int, str], defaultdict[str, Counter[str]]]
_LeftOut: TypeAlias = defaultdict[tuple[int, str], dict[int, int]]


def _counts(sight: Sight) -> tuple[_Counts, _LeftOut]:
    """The answers to the versions that add up with the newest one, and how many reports the others are."""
    rows = within(sight, AnswerTally.objects.filter(mission=sight.membership.mission_id), hours=False)
    checklists, versions = _versions(sight.membership.mission_id)
    found: _Counts = defaultdict(lambda: defaultdict(Counter))
    apart: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    named = rows.values_list("version", "question", "region__code", "answer")
    for version, question, region, answer, number in named.annotate(Sum("reports")):
        checklist = checklists[version]
        if question in versions[checklist].apart[version]:
            apart[version, question][answer] += number
        else:
            found[checklist, question][region or ""][answer] += number
    left_out: _LeftOut = defaultdict(dict)
    for (version, question), counts in apart.items():
        of = versions[checklists[version]].numbers[version]
        left_out[checklists[version], question][of] = reports_made(version, question, counts)
    return found, left_out


def _versions(mission_id: int) -> tuple[dict[int, int], dict[int, Versions]]:
    """The checklist of each version, and by checklist which of its versions answer alike. One query."""
    checklists: dict[int, int] = {}
    numbers: defaultdict[int, dict[int, int]] = defaultdict(dict)
    published = Version.objects.filter(mission=mission_id).order_by("number")
    for version, checklist, number in published.values_list("pk", "checklist_id", "number"):
        checklists[version] = checklist
        numbers[checklist][version] = number
    return checklists, {checklist: compared(each) for checklist, each in numbers.items()}


def _observed(sight: Sight) -> defaultdict[int, Counter[str]]:
    """Checklist → region → distinct stations; by station, for one may have been filled in by two versions."""
    rows = within(sight, StationTally.objects.exclude(version=None), hours=False).filter(reports__gt=0)
    by_form = rows.values_list("version__checklist_id", "region__code")
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for checklist, region, number in by_form.annotate(Count("station", distinct=True)):
        found[checklist][region or ""] += number
    return found


def in_phase(forms: Sequence[Form], phase: str) -> Iterator[Form]:
    return (form for form in forms if form.phase == phase)
