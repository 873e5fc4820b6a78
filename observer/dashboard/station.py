"""A polling station: every visit beside the others, what is official about it, and what happened to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from observer.analysis.filters import Filters
from observer.analysis.reads import board
from observer.analysis.stations import station_lines
from observer.cursors import NewestFirst
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.views import reports_of, station_of
from observer.elections import official
from observer.elections.models import Contest, Station
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.reports.answers import AnswerShown, sections
from observer.reports.models import Report, Visit
from observer.reports.secrecy import votes_visible

MOST_VISITS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A question with the answer of each visit, None where a visit's form did not ask; `differs`: in words
    of those who answered."""

    code: str
    label: str
    answers: Sequence[AnswerShown | None]
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A form with a column for each report of a visit, in the order of the visits."""

    title: str
    reports: Sequence[Report]
    rows: Sequence[Row]


@mission_page(Act.SEE_BOARD)
def station_page(request: HttpRequest, membership: Membership, station: str) -> HttpResponse:
    """A station with its figures, its visits side by side, and all reports about it, counted or not."""
    place = station_of(membership, station)
    around = board(membership, Filters(region=place.region.code))
    (line,) = station_lines(membership, [place], around)
    reports = reports_of(membership).filter(station=place)
    visits = visits_of(membership, reports)
    reads = may(membership, Act.SEE_ANSWERS, region=place.region)
    return draw(
        request,
        membership,
        "station",
        line=line,
        region=place.region,
        changes=place.changes.select_related("into", "region").order_by("on", "id"),
        visits=visits,
        sides=sides(visits, hides=not votes_visible(membership)) if reads else (),
        protocols=official_of(place),
        listed=paged(request, reports.as_lines(), NewestFirst()),
        most=MOST_VISITS,
    )


def visits_of(membership: Membership, reports: Any) -> list[Visit]:
    """The newest visits that these reports come from, in the order of their arrival, each with its reports
    as `shown`. Three queries and those of the reports' standing, for any number of visits."""
    told = reports.as_lines().select_related("current__version")
    newest = Visit.objects.filter(
        mission=membership.mission_id, reports__in=reports.exclude(phase="incident")
    )
    chosen = list(newest.distinct().order_by("-id").values_list("pk", flat=True)[:MOST_VISITS])
    visits = Visit.objects.filter(pk__in=chosen).select_related("team", "station", "departure")
    found = visits.prefetch_related(Prefetch("reports", told.order_by("id"), to_attr="shown"))
    return sorted(found, key=lambda visit: (visit.arrived_at or visit.received_at, visit.pk))


def sides(visits: Iterable[Visit], *, hides: bool) -> list[Side]:
    """The answers of all visits by form; incidents are accounts of their own and stand in the list."""
    by_form: defaultdict[int, list[Report]] = defaultdict(list)
    for visit in visits:
        for report in visit.shown:  # type: ignore[attr-defined]  # prefetched by `visits_of`
            if report.phase != "incident" and report.current and report.current.answers is not None:
                by_form[report.checklist_id].append(report)
    return [Side(reports[0].checklist.name, reports, _rows(reports, hides)) for reports in by_form.values()]


def _rows(reports: Sequence[Report], hides: bool) -> list[Row]:
    """Every question that any of the reports was asked, in the order of the newest form."""
    answers = [_answers(report, hides) for report in reports]
    ordered = dict.fromkeys(code for one in reversed(answers) for code in one)
    return [_row(code, [one.get(code) for one in answers]) for code in ordered]


def _answers(report: Report, hides: bool) -> dict[str, AnswerShown]:
    revision = report.current
    assert revision is not None  # chosen by `sides`
    hidden = revision.version.vote_questions if hides else frozenset()
    return {one.code: one for section in sections(revision, hidden) for one in section.answers}


def _row(code: str, answers: Sequence[AnswerShown | None]) -> Row:
    """Only what was answered can differ: not to have seen something is no other answer."""
    given = Counter(tuple(one.texts) for one in answers if one is not None and one.state == "answered")
    label = next(one.label for one in answers if one is not None)
    text = any(one is not None and one.is_text for one in answers)
    return Row(code, label, answers, differs=len(given) > 1 and not text)


def official_of(station: Station) -> list[dict[str, Any]]:
    """The official protocol of the station, contest by contest, as (letter or choice, number)."""
    found = []
    for contest in Contest.objects.filter(election=station.election_id).order_by("pk"):
        numbers = official.station_protocols(contest.pk, [station.pk]).get(station.pk)
        if numbers:
            names = {f"c:{choice.code}": choice.name for choice in contest.choices.all()}
            lines = [(names.get(field, field), number) for field, number in numbers.items()]
            found.append({"contest": contest, "lines": lines})
    return found
