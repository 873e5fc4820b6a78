"""The rows of an export, one at a time, however many there are.

Nobody's name is in any of them. Codes of teams and exact times are there only when they were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import orjson
from django.conf import settings
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from observer.analysis.listing import reports_behind
from observer.analysis.models import CountedViolation, Outcome
from observer.analysis.sight import sight_of
from observer.checklists.definition import read
from observer.checklists.models import Basis, Category, Phase, Severity, Version
from observer.elections.models import Region, Station
from observer.exports.columns import (
    Asked,
    Words,
    cell,
    choices,
    inside,
    left_out,
    merged,
    rows_in,
    ways_in,
)
from observer.exports.request import Request
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.people.ciphers import blind_index
from observer.problems import INVALID, Problem
from observer.reports.models import Report, Revision
from observer.reports.secrecy import hidden_questions

Row: TypeAlias = list[Any]
# Rows fetched at once: flat memory whatever the number of reports.
FETCHED = 2_000

# Column to where it stands. `answers` and `statuses` come as text and are read by orjson.
_PLACE = {
    "report": "client_id",
    "version": "current__version__number",
    "phase": "phase",
    "region": "region__code",
    "station": "station__code",
    "settlement": "station__settlement",
}
_TEAM = {
    "team": "team__code",
    "visit": "visit__client_id",
    "arrived_at": "visit__arrived_at",
    "made_at": "current__made_at",
    "received_at": "received_at",
}
_REST = {
    "hour": "counted__hour",
    "outcome": "counted__outcome",
    "channel": "current__channel",
    "language": "current__language",
    "synthetic": "synthetic",
}
_VIOLATION = {
    "violation": "violation_id",
    "category": "category",
    "severity": "severity",
    "basis": "basis",
    "phase": "phase",
    "hour": "hour",
    "region": "region__code",
    "station": "station__code",
    "settlement": "station__settlement",
    "of_a_visit": "visited",
    "synthetic": "violation__synthetic",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a repeat, each told by its report and its number: a sheet or file of their own."""

    name: str
    header: list[str]
    rows: Callable[[], Iterator[Row]]
    numeric: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`header` and, as often as asked, `rows`; `total` is their number, or of reports where one makes many.

    `tables` hold the rows of repeats.

    `asked` are the questions of the codebook, and `left_out` says why some have no column.
    """

    header: list[str]
    rows: Callable[[], Iterator[Row]]
    total: int
    numeric: frozenset[int]
    asked: Sequence[Asked] = ()
    left_out: Mapping[str, str] | None = None
    with_votes: bool = False
    tables: Sequence[Table] = ()


def sheet_of(membership: Membership, request: Request) -> Sheet:
    """What the member may take out of what was asked for. Raises Problem, FORBIDDEN or for no checklist."""
    require(membership, Act.EXPORT)
    require(membership, Act.SEE_ANSWERS)
    if request.rows == "violations":
        return _violations(membership, request)
    found = _Questions.of(membership, request)
    reports = _reports(membership, request)
    return found.wide(reports) if request.rows == "reports" else found.long(reports)


def _reports(membership: Membership, request: Request) -> QuerySet[Report]:
    """The reports behind the filters, of one checklist, oldest first."""
    source = request.filters.as_query()
    if request.reach == "received":
        source["outcome"] = "received"
    elif request.filters.category or request.filters.severity or request.filters.basis:
        source["show"] = "events"
    found = reports_behind(membership, source)
    return found.filter(checklist__code=request.checklist, current__answers__isnull=False).order_by("pk")


@dataclass(frozen=True, slots=True)
class _Questions:
    """The questions of one checklist, and how somebody wants them told."""

    asked: list[Asked]
    # By repeat, what its rows ask; and the repeats that lead to each.
    inside: Mapping[str, list[Asked]]
    ways_in: Mapping[str, tuple[str, ...]]
    left_out: dict[str, str]
    words: Words
    fixed: dict[str, str]
    names: Mapping[str, Mapping[str, str]]
    # What a report's stand-in is made for; "" tells its identity.
    stand_in: str
    with_votes: bool

    @classmethod
    def of(cls, membership: Membership, request: Request) -> _Questions:
        versions = list(
            Version.objects.filter(mission=membership.mission_id, checklist__code=request.checklist)
        )
        if not versions:
            detail = _("This mission has no such checklist.")
            raise Problem(INVALID, errors=[{"field": "checklist", "code": "unknown", "detail": detail}])
        definitions = [(version.number, read(version.definition)) for version in versions]
        asked, rows = merged(definitions), inside(definitions)
        questions = [*asked, *(one for found in rows.values() for one in found)]
        hidden = hidden_questions(membership, versions[0])
        votes = frozenset().union(*(version.vote_questions for version in versions))
        words = Words(request.words == "labels", request.language, _("not observed"), _("not asked"))
        fixed = {**_PLACE, **(_TEAM if request.teams else {}), **_REST}
        return cls(
            asked,
            rows,
            ways_in(definition for _number, definition in definitions),
            left_out(questions, texts=request.texts, minutes=request.teams, hidden=hidden),
            words,
            fixed,
            _names(membership) if words.labels else {},
            "" if request.teams else f"report in exports of mission {membership.mission_id}",
            bool(votes - hidden),
        )

    @property
    def shown(self) -> list[Asked]:
        return self._shown(self.asked)

    def _shown(self, asked: Sequence[Asked]) -> list[Asked]:
        return [one for one in asked if one.question.code not in self.left_out]

    def wide(self, reports: QuerySet[Report]) -> Sheet:
        """A row a report, a column a question."""
        cells = [cell(one, self.words) for one in self.shown]
        header = [*self.fixed, *(self._title(one) for one in self.shown)]
        first = len(self.fixed)

        def rows() -> Iterator[Row]:
            for fixed, answers, statuses in self._read(reports):
                fixed += [read_cell(answers, statuses) for read_cell in cells]
                yield fixed

        numeric = frozenset(first + place for place, one in enumerate(self.shown) if one.numeric)
        tables = [self._table(repeat, reports) for repeat in self.inside if self._has_table(repeat)]
        return replace(self._sheet(header, rows, reports.count(), numeric), tables=tables)

    def _has_table(self, repeat: str) -> bool:
        """Not where its rows are hidden for the votes in them: their mere number may tell one."""
        codes = {one.question.code for one in self.inside[repeat]}
        return repeat in self.ways_in and any(self.left_out.get(code) != "votes" for code in codes)

    def _table(self, repeat: str, reports: QuerySet[Report]) -> Table:
        """A row a row of this repeat, keyed by its report and its number."""
        shown = self._shown(self.inside[repeat])
        cells = [cell(one, self.words) for one in shown]
        header = ["report", "row", *(self._title(one) for one in shown)]

        def rows() -> Iterator[Row]:
            for fixed, answers, _statuses in self._read(reports):
                for number, row in rows_in(answers, self.ways_in[repeat]):
                    yield [fixed[0], number, *(read_cell(row, {}) for read_cell in cells)]

        numeric = frozenset(place for place, one in enumerate(shown, start=2) if one.numeric)
        return Table(repeat, header, rows, numeric)

    def long(self, reports: QuerySet[Report]) -> Sheet:
        """A row an answer; of several choices, a row each. What was left blank or not asked has none."""
        labels = {
            one.question.code: (one.label(self.words.language), choices(one, self.words.language))
            for one in self._shown([*self.asked, *(one for found in self.inside.values() for one in found)])
        }
        row_number = ["row"] if self.inside else []
        header = [*self.fixed, *row_number, "question", "question_label", "answer", "answer_label"]

        def rows() -> Iterator[Row]:
            for fixed, answers, _statuses in self._read(reports):
                for number, code, answer in self._answers(answers):
                    if code in labels:
                        label, words = labels[code]
                        yield [
                            *fixed,
                            *([number] if row_number else []),
                            code,
                            label,
                            answer,
                            words.get(answer, ""),
                        ]

        return self._sheet(header, rows, reports.count(), frozenset())

    def _answers(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """(number of the row, code, answer), of several choices each; the number is "" outside repeats."""
        yield from (("", code, one) for code, one in _each(answers))
        for way in self.ways_in.values():
            for number, row in rows_in(answers, way):
                yield from ((number, code, one) for code, one in _each(row))

    def _sheet(
        self, header: list[str], rows: Callable[[], Iterator[Row]], total: int, numeric: frozenset[int]
    ) -> Sheet:
        asked = [*self.asked, *(one for found in self.inside.values() for one in found)]
        return Sheet(header, rows, total, numeric, asked, self.left_out, self.with_votes)

    def _title(self, asked: Asked) -> str:
        code = asked.question.code
        return f"{code} {asked.label(self.words.language)}" if self.words.labels else code

    def _read(self, reports: QuerySet[Report]) -> Iterator[tuple[Row, Mapping[str, Any], Mapping[str, Any]]]:
        lines = reports.values_list(
            *self.fixed.values(),
            Cast("current__answers", TextField()),
            Cast("current__statuses", TextField()),
        )
        named = [(place, self.names[name]) for place, name in enumerate(self.fixed) if name in self.names]
        for line in lines.iterator(chunk_size=FETCHED):
            *fixed, answers, statuses = line
            for place, names in named:
                fixed[place] = names.get(fixed[place], fixed[place])
            if self.stand_in:
                # A UUIDv7 begins with the millisecond in which the phone made it.
                fixed[0] = blind_index(settings.INDEX_KEY, str(fixed[0]), purpose=self.stand_in)[:16].hex()
            yield fixed, orjson.loads(answers), orjson.loads(statuses) if statuses != "{}" else {}


def _each(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every answer by itself; rows are told of by their own table."""
    for code, answer in answers.items():
        given = answer if answer.__class__ is list else (answer,)
        yield from ((code, one) for one in given if one.__class__ is str)


def _violations(membership: Membership, request: Request) -> Sheet:
    """A row an event that counts, whatever number of reports tells of it."""
    sight = sight_of(membership, request.filters)
    found = CountedViolation.objects.filter(sight.of_regions(), mission=membership.mission_id)
    chosen = {
        name: value
        for name in ("category", "severity", "basis", "phase")
        if (value := getattr(request.filters, name))
    }
    found = found.filter(**chosen)
    if request.filters.from_hour is not None:
        found = found.filter(hour__gte=request.filters.from_hour)
    if request.filters.to_hour is not None:
        found = found.filter(hour__lte=request.filters.to_hour)
    header = [*_VIOLATION, "category_name"]
    categories = Category.objects.filter(mission=membership.mission_id)
    kinds = {category.code: category.name for category in categories}
    names = _names(membership) if request.words == "labels" else {}
    named = [(place, names[name]) for place, name in enumerate(_VIOLATION) if name in names]
    lines = found.order_by("pk").values_list(*(F(path) for path in _VIOLATION.values()))

    def rows() -> Iterator[Row]:
        for line in lines.iterator(chunk_size=FETCHED):
            row = list(line)
            name = kinds.get(row[1], "")
            for place, words in named:
                row[place] = words.get(row[place], row[place])
            yield [*row, name]

    return Sheet(header, rows, found.count(), frozenset())


def _names(membership: Membership) -> dict[str, dict[str, str]]:
    """Labels for what the fixed columns hold as codes, in the reader's language."""
    regions = Region.objects.filter(election=membership.mission.election_id)
    closed = {
        "phase": Phase,
        "severity": Severity,
        "basis": Basis,
        "outcome": Outcome,
        "settlement": Station.Settlement,
        "channel": Revision.Channel,
    }
    labels = {name: {value: str(label) for value, label in known.choices} for name, known in closed.items()}
    return {**labels, "region": {region.code: region.name for region in regions}}
