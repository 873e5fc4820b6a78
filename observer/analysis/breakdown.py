"""One question of a checklist, answer by answer, in parts: regions, kinds of settlement, phases or hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from observer.analysis.across import Versions, versions_of
from observer.analysis.board import QuestionRow
from observer.analysis.by_hour import unpack
from observer.analysis.charts.timeline import hour_label
from observer.analysis.distribution import Cell, Distribution
from observer.analysis.figures import Inclusion
from observer.analysis.filters import Filters
from observer.analysis.hours import HOURS
from observer.analysis.models import AnswerTally, ObservedTally
from observer.analysis.moment import one_moment
from observer.analysis.questions import checklist_of, spans
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import Definition, Question, read
from observer.checklists.models import Checklist, Phase, Version
from observer.elections.models import Station
from observer.missions.models import Membership
from observer.problems import INVALID, Problem
from observer.reports.secrecy import vote_questions, votes_visible

BY = ("region", "settlement", "phase", "hour")
# What a part is known by: a region's or a checklist's key, a kind of settlement or an hour.
Key: TypeAlias = int | str | None
Counts: TypeAlias = Mapping[Key, Counter[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `row` holds how the reports of it answered."""

    code: str
    name: str
    row: QuestionRow


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A question as a whole and in parts. Only parts from which reports came are there, regions excepted."""

    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    checklist: str
    checklist_name: str
    phase: str
    by: str
    whole: QuestionRow
    parts: Sequence[Part]


@one_moment()
def breakdown(membership: Membership, checklist: str, question: str, by: str, filters: Filters) -> Breakdown:
    """How a question was answered, in parts `by` region, settlement, phase or hour.

    By phase: the same question wherever a form of another phase asks it under the same code and with the same
    kind of answer. Only the region of `filters` narrows it. Votes for a choice are there for whoever may see
    votes. A fixed number of queries. Raises Http404 where there is no such checklist or question for these
    eyes, Problem for another `by` and for a region that is not there or not within sight.
    """
    _require_known(by)
    chosen = checklist_of(membership, checklist)
    sight = sight_of(membership, Filters(region=filters.region, phase=chosen.phase))
    forms = _forms(membership, chosen, question, by)
    inclusion = sums_of(sight).inclusion
    view = _View(sight, forms, chosen, ground_of(sight, inclusion), by)
    return Breakdown(
        version=view.ground.version,
        as_of=view.ground.as_of,
        synthetic=view.ground.synthetic,
        inclusion=inclusion,
        checklist=chosen.code,
        checklist_name=chosen.name,
        phase=chosen.phase,
        by=by,
        whole=view.whole(),
        parts=list(view.parts()),
    )


def _require_known(by: str) -> None:
    if by not in BY:
        detail = _("Choose one of: %(choices)s.") % {"choices": ", ".join(BY)}
        raise Problem(INVALID, errors=[{"field": "by", "code": "unknown", "detail": detail}])


@dataclass(frozen=True, slots=True)
class _Form:
    """A checklist that asks the question, as its newest version does."""

    checklist: Checklist
    definition: Definition
    question: Question


def _forms(membership: Membership, chosen: Checklist, code: str, by: str) -> dict[int, _Form]:
    """The forms that ask the question, by the checklist's key; other than the chosen one only by phase.

    Raises Http404 where the chosen one does not ask it, or not for these eyes.
    """
    wanted = Version.objects.newest().filter(mission=membership.mission_id).select_related("checklist")
    if by != "phase":
        wanted = wanted.filter(checklist=chosen)
    newest = list(wanted)
    hides = not votes_visible(membership)
    votes = vote_questions(version.checklist_id for version in newest) if hides else {}
    asking: dict[int, _Form] = {}
    for version in newest:
        definition = read(version.definition)
        asked = next((one for one in definition.questions() if one.code == code), None)
        if asked is not None and code not in votes.get(version.checklist_id, ()):
            asking[version.checklist_id] = _Form(version.checklist, definition, asked)
    if chosen.pk not in asking:
        raise Http404
    kind = asking[chosen.pk].question.type
    return {key: form for key, form in asking.items() if form.question.type == kind}


class _View:
    """The answers to one question within sight, cut into parts and said as figures."""

    def __init__(
        self, sight: Sight, forms: Mapping[int, _Form], chosen: Checklist, ground: Ground, by: str
    ) -> None:
        self.sight, self.forms, self.ground, self.by = sight, forms, ground, by
        self.form = forms[chosen.pk]
        code = self.form.question.code
        versions = {checklist: versions_of(checklist) for checklist in forms}
        alike = [version for each in versions.values() for version in each.alike(code)]
        self.counts = _counts(sight, alike, code, by)
        self.left_out = _left_out(sight, versions[chosen.pk], code)
        self.observed = _observed(sight)
        self.place = {"region": sight.filters.region} if sight.filters.region else {}

    def whole(self) -> QuestionRow:
        """All answers on the chosen form."""
        mine = self.form.checklist.pk
        counts = [self.counts[mine]] if self.by == "phase" else self.counts.values()
        stations = self.stations(self.form.checklist.phase)
        cell = Cell(sum(counts, Counter[str]()), stations, self.place, self.left_out)
        return Distribution(self.form.checklist, self.form.definition, self.ground).row(
            self.form.question, cell
        )

    def parts(self) -> Iterator[Part]:
        match self.by:
            case "region":
                return self.regions()
            case "settlement":
                return self.settlements()
            case "phase":
                return self.phases()
        return self.hours()

    def regions(self) -> Iterator[Part]:
        """Every lowest region, also where nothing was answered; at the end what is tied to none."""
        phase = self.form.checklist.phase
        for region in self.sight.regions:
            stations = self.observed[region.pk, phase]
            row = self.row(self.form, self.counts[region.pk], stations, region=region.code)
            yield Part(region.code, region.name, row)
        lowest = {region.pk for region in self.sight.regions}
        rest = sum((n for key, n in self.counts.items() if key not in lowest), Counter[str]())
        if rest:
            yield Part("-", _("Tied to no region"), self.row(self.form, rest, None, region="-"))

    def settlements(self) -> Iterator[Part]:
        kinds = [*Station.Settlement.choices, ("", _("No polling station"))]
        for kind, name in kinds:
            if self.counts[kind]:
                row = self.row(self.form, self.counts[kind], None, settlement=kind or "-")
                yield Part(kind or "-", str(name), row)

    def phases(self) -> Iterator[Part]:
        """A form each, in the order of the day."""
        order = {code: place for place, code in enumerate(Phase.values)}
        for form in sorted(self.forms.values(), key=lambda one: order[one.checklist.phase]):
            phase = Phase(form.checklist.phase)
            row = self.row(form, self.counts[form.checklist.pk], self.stations(phase))
            yield Part(form.checklist.code, f"{phase.label}: {form.checklist.name}", row)

    def hours(self) -> Iterator[Part]:
        for hour in HOURS:
            if self.counts[hour]:
                at = str(hour)
                row = self.row(self.form, self.counts[hour], None, from_hour=at, to_hour=at)
                yield Part(f"{hour:02}", hour_label(hour), row)

    def row(self, form: _Form, counts: Counter[str], stations: int | None, **place: str) -> QuestionRow:
        says = Distribution(form.checklist, form.definition, self.ground)
        return says.row(form.question, Cell(counts, stations, {**self.place, **place}))

    def stations(self, phase: str) -> int:
        """Distinct stations observed in a phase, within sight."""
        return sum(number for (_region, of), number in self.observed.items() if of == phase)


def _left_out(sight: Sight, versions: Versions, question: str) -> dict[int, int]:
    """Reports of the versions whose answers do not add up with the newest one's; no query where none is."""
    if not versions.left_out(question):
        return {}
    rows = AnswerTally.objects.filter(version__in=versions.left_out(question), question=question)
    return spans(within(sight, rows, hours=False), versions)[question][1]


def _counts(
    sight: Sight, versions: Collection[int], question: str, by: str
) -> defaultdict[Key, Counter[str]]:
    """How often each answer was given on these versions, by part. One query."""
    tallies = AnswerTally.objects.filter(version__in=list(versions), question=question)
    rows = within(sight, tallies, hours=False)
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for key, answer, number in _by_hour(rows) if by == "hour" else _by_column(rows, by):
        found[key][answer] += number
    return found


def _by_column(rows: QuerySet[AnswerTally], by: str) -> Iterator[tuple[Key, str, int]]:
    column = {"region": "region_id", "settlement": "settlement", "phase": "version__checklist_id"}[by]
    yield from rows.values_list(column, "answer").annotate(Sum("reports"))


def _by_hour(rows: QuerySet[AnswerTally]) -> Iterator[tuple[Key, str, int]]:
    for answer, hours in rows.values_list("answer").annotate(Sum("hours")):
        for hour, number in unpack(int(hours)).items():
            yield hour, answer, number


def _observed(sight: Sight) -> Counter[tuple[int | None, str]]:
    rows = within(sight, ObservedTally.objects.filter(version=None), hours=False)
    found = rows.values_list("region_id", "phase", "stations")
    return Counter({(region, phase): stations for region, phase, stations in found})
