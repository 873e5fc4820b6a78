"""What it adds up to: the board and its parts, for pages and machines. Computed from tallies alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from observer.analysis.board import Board, Pair, QuestionRow, RegionRow
from observer.analysis.figures import Figure
from observer.analysis.filters import Filters
from observer.analysis.hours import FIRST_HOUR, LAST_HOUR
from observer.analysis.reads import board, live, questions
from observer.analysis.written import Written, write_board, write_figure, write_live
from observer.api.base import LiveView, MissionView
from observer.api.shapes import (
    AnswersShape,
    BoardShape,
    CoverageShape,
    HeadlinesShape,
    LiveShape,
    ViolationsShape,
    moving,
)
from observer.api.sheets import CsvRenderer
from observer.checklists.models import Basis, Phase, Severity
from observer.missions.access import Act

HOUR = f"hour of election day, {FIRST_HOUR} to {LAST_HOUR}"
FILTERS = [
    OpenApiParameter("region", description="code of a region; all below it too"),
    OpenApiParameter("phase", enum=Phase.values),
    OpenApiParameter("category", description="code of a category of violations, such as V15"),
    OpenApiParameter("severity", enum=Severity.values),
    OpenApiParameter("basis", enum=Basis.values, description="how an observer knows: never added together"),
    OpenApiParameter(
        "from_hour", OpenApiTypes.INT, description=f"hour of election day, {FIRST_HOUR} to {LAST_HOUR}"
    ),
    OpenApiParameter(
        "to_hour", OpenApiTypes.INT, description=f"hour of election day, {FIRST_HOUR} to {LAST_HOUR}"
    ),
]


class BoardView(LiveView):
    """The live board: figures with their basis, ready words, charts, newest and critical incidents."""

    act = Act.SEE_BOARD

    @extend_schema(parameters=FILTERS, responses=moving(BoardShape))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        zone = ZoneInfo(self.membership.mission.election.default_time_zone)
        return Response(write_board(board(self.membership, Filters.read(request.query_params)), zone))


class RowsView(LiveView):
    """An answer made of rows of figures, which can be had as a sheet too."""

    act = Act.SEE_BOARD
    renderer_classes = (JSONRenderer, CsvRenderer)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shown = board(self.membership, Filters.read(request.query_params))
        told = {"version": shown.version, "synthetic": shown.synthetic, "rules": self.rules()}
        return Response({**told, "rows": list(self.rows(shown))})

    def rows(self, shown: Board) -> Iterator[Written]:
        raise NotImplementedError


class HeadlineView(RowsView):
    """The headline figures: coverage, stations with a violation, violations, reports."""

    @extend_schema(
        operation_id="figures",
        parameters=FILTERS,
        responses=moving(HeadlinesShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, shown: Board) -> Iterator[Written]:
        total = shown.total
        yield _row(total.observed, name=_("Stations observed"), basis="")
        yield from _by_basis(total.affected, name=_("Stations with a violation"))
        yield from _by_basis(total.events, name=_("Violations"))
        yield _row(total.reports, name=_("Reports counted"), basis="")


class CoverageView(RowsView):
    """Stations observed and reports counted, by region and phase."""

    @extend_schema(
        operation_id="coverage",
        parameters=FILTERS,
        responses=moving(CoverageShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, shown: Board) -> Iterator[Written]:
        yield from _coverage(shown.total, by="total")
        for region in shown.regions:
            yield from _coverage(region, by="region")
        for code, figure in shown.phases.items():
            yield _row(figure, by="phase", code=code, name=str(Phase(code).label), of="observed")


class ViolationsView(RowsView):
    """Violations and the stations with one, by region, category and severity.

    Seen and told stand in rows of their own. Phase, hours and everything else are narrowed by the filters.
    """

    @extend_schema(
        operation_id="tallies_violations",
        parameters=FILTERS,
        responses=moving(ViolationsShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, shown: Board) -> Iterator[Written]:
        yield from _both(shown.total.events, shown.total.affected, by="total")
        if shown.elsewhere:
            yield from _events(shown.elsewhere, by="elsewhere")
        for region in shown.regions:
            yield from _both(region.events, region.affected, by="region", region=region.code)
        for severity, pair in shown.severities.items():
            yield from _events(pair, by="severity", severity=severity)
        for category in shown.categories:
            yield from _both(category.events, category.affected, by="category", category=category.code)
            for severity, pair in category.severities.items():
                yield from _events(
                    pair, by="category and severity", category=category.code, severity=severity
                )


class AnswersView(LiveView):
    """What was answered to each question of a checklist. Votes for a choice: for the results room alone."""

    act = Act.SEE_BOARD
    renderer_classes = (JSONRenderer, CsvRenderer)

    @extend_schema(
        operation_id="tallies_answers",
        parameters=[
            OpenApiParameter("checklist", required=True, description="code of a checklist"),
            *FILTERS,
        ],
        responses=moving(AnswersShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        code = request.query_params.get("checklist", "")
        found = questions(self.membership, code, Filters.read(request.query_params))
        rows = [line for question in found for line in _answers(question)]
        return Response(
            {
                "checklist": code,
                "synthetic": self.membership.mission.synthetic,
                "rules": self.rules(),
                "rows": rows,
            }
        )


class LiveThrottle(UserRateThrottle):
    scope = "live"


class Live(MissionView):
    """Whether the figures keep up with what comes in. Never 304: silence must not look like health."""

    act = Act.SEE_BOARD
    throttle_classes = (LiveThrottle,)

    @extend_schema(operation_id="live", responses=LiveShape)
    def get(self, request: Request, mission: str) -> Response:
        now = timezone.now()
        zone = ZoneInfo(self.membership.mission.election.default_time_zone)
        told = write_live(live(self.membership.mission_id, now), now, zone)
        return Response(told, headers={"Cache-Control": "no-store"})


def _row(figure: Figure, **labels: str) -> Written:
    return {**labels, "figure": write_figure(figure)}


def _by_basis(pair: Pair, **labels: str) -> Iterator[Written]:
    yield _row(pair.seen, **labels, basis="seen")
    yield _row(pair.told, **labels, basis="told")


def _coverage(region: RegionRow, *, by: str) -> Iterator[Written]:
    labels = {"by": by, "code": region.code, "name": region.name}
    yield _row(region.observed, **labels, of="observed")
    yield _row(region.reports, **labels, of="reports")


def _events(pair: Pair, of: str = "events", **labels: str) -> Iterator[Written]:
    """Rows of a pair; the labels a row has not are empty, so that all rows have the same columns."""
    every = {"by": "", "region": "", "category": "", "severity": ""} | labels
    for basis, figure in (("seen", pair.seen), ("told", pair.told)):
        yield _row(figure, **every, basis=basis, of=of)


def _both(events: Pair, affected: Pair, **labels: str) -> Iterator[Written]:
    yield from _events(events, **labels)
    yield from _events(affected, "affected", **labels)


def _answers(question: QuestionRow) -> Iterator[Written]:
    labels = {"question": question.code, "label": question.label, "kind": question.kind}
    yield _row(question.answered, **labels, answer="", answer_label=_("answered"))
    for answer in question.answers:
        yield _row(answer.figure, **labels, answer=answer.code, answer_label=answer.label)
    for name, figure in question.numbers.items():
        yield _row(figure, **labels, answer="", answer_label=name)
    for one in question.left_out:
        label = _("left out: version %(number)s asks otherwise") % {"number": one.version}
        yield _row(one.reports, **labels, answer="", answer_label=label)
