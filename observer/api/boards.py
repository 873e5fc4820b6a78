"""What the pages of headquarters show, as rows of figures: plan, matrix, breakdown, assessments, protocols.

Every answer can be had as a sheet (`format=csv`). Seen, told and unconfirmed stand in rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from observer.analysis.assessment import PhaseAssessment, RegionAssessment, assessments
from observer.analysis.board import QuestionRow
from observer.analysis.breakdown import BY, breakdown
from observer.analysis.figures import Figure
from observer.analysis.filters import Filters
from observer.analysis.matrix import Known, MatrixCell, violation_matrix
from observer.analysis.moment import one_moment
from observer.analysis.plan import RegionPlan, plan_coverage
from observer.analysis.protocols import ContestProtocols, protocols
from observer.analysis.reads import headlines
from observer.analysis.written import Written, write_figure
from observer.api.analysis import FILTERS
from observer.api.base import LiveView, figures_version
from observer.api.board_shapes import (
    AssessmentsShape,
    BreakdownShape,
    ExcludedShape,
    MatrixShape,
    PlanShape,
    ProtocolsShape,
)
from observer.api.shapes import moving
from observer.api.sheets import CsvRenderer
from observer.missions.access import Act

REGION = FILTERS[0]
PHASE = FILTERS[1]


class FigureRows(LiveView):
    """Rows of figures, as JSON or as a sheet."""

    act: ClassVar[Act] = Act.SEE_BOARD
    renderer_classes = (JSONRenderer, CsvRenderer)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with one_moment():
            return Response(
                {
                    "version": figures_version(self.membership.mission_id),
                    "synthetic": self.membership.mission.synthetic,
                    "rules": self.rules(),
                    "rows": list(self.rows(request, Filters.read(request.query_params))),
                }
            )

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        raise NotImplementedError


class PlanView(FigureRows):
    """What was planned beside what came, by region and phase.

    `assigned` and `missing` are there only where stations were assigned: where teams chose their routes
    nothing was expected of any one station.
    """

    @extend_schema(
        operation_id="coverage_plan",
        parameters=[REGION, PHASE],
        responses=moving(PlanShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        plan = plan_coverage(self.membership, filters)
        yield _row(plan.observed, region="", phase="", of="register")
        for region in (plan.total, *plan.regions):
            yield from _planned(region)


class MatrixView(FigureRows):
    """Violations by category and region: stations affected, and events; and events by severity.

    A cell that is not there is one in which nothing happened.
    """

    @extend_schema(
        operation_id="tallies_matrix",
        parameters=FILTERS,
        responses=moving(MatrixShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        matrix = violation_matrix(self.membership, filters)
        yield from _cell(matrix.total)
        for column in matrix.columns:
            yield from _cell(column.total, region=column.code)
        for row in matrix.rows:
            yield from _cell(row.total, category=row.code)
            for severity, known in row.severities.items():
                yield from _known(known, of="events", category=row.code, severity=severity)
            for region, cell in row.cells.items():
                yield from _cell(cell, region=region, category=row.code)


class BreakdownView(FigureRows):
    """How one question was answered, in parts: by region, settlement, phase or hour.

    The rows with an empty `part` are of all parts together. Votes for a choice are there for whoever may see
    votes.
    """

    @extend_schema(
        operation_id="tallies_breakdown",
        parameters=[
            OpenApiParameter("checklist", required=True, description="code of a checklist"),
            OpenApiParameter("question", required=True, description="code of one of its questions"),
            OpenApiParameter("by", enum=BY, description="region where none is given"),
            REGION,
        ],
        responses=moving(BreakdownShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        query = request.query_params
        found = breakdown(
            self.membership,
            query.get("checklist", ""),
            query.get("question", ""),
            query.get("by") or BY[0],
            filters,
        )
        yield from _question(found.whole, by=found.by, part="", part_name="")
        for part in found.parts:
            yield from _question(part.row, by=found.by, part=part.code, part_name=part.name)


class AssessmentsView(FigureRows):
    """How observers rated each phase as a whole, by region; `negative` is bad and very bad together."""

    @extend_schema(
        operation_id="tallies_assessments",
        parameters=[REGION, PHASE],
        responses=moving(AssessmentsShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        for one in assessments(self.membership, filters):
            for region in (one.total, *one.regions):
                yield from _assessed(one, region)


class ProtocolsView(FigureRows):
    """Copied protocols: which do not reconcile, by identity and region, and which numbers differ.

    Observed and official numbers meet at the same station only; nothing is added up.
    """

    @extend_schema(
        operation_id="tallies_protocols",
        parameters=[REGION],
        responses=moving(ProtocolsShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        for contest in protocols(self.membership, filters).contests:
            yield from _protocols(contest)


class ExcludedView(FigureRows):
    """The headline figures twice: as counted, and with everything that is kept out of them."""

    @extend_schema(
        operation_id="figures_excluded",
        parameters=[REGION, PHASE],
        responses=moving(ExcludedShape, as_sheet=True),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def rows(self, request: Request, filters: Filters) -> Iterator[Written]:
        for everything in (False, True):
            told = headlines(self.membership, filters, everything=everything)
            reports = "everything" if everything else "counted"
            yield _row(told.observed, reports=reports, of="observed", basis="")
            for basis, figure in (("seen", told.affected.seen), ("told", told.affected.told)):
                yield _row(figure, reports=reports, of="affected", basis=basis)
            for basis, figure in (("seen", told.events.seen), ("told", told.events.told)):
                yield _row(figure, reports=reports, of="events", basis=basis)
            yield _row(told.unconfirmed, reports=reports, of="events", basis="unconfirmed")
            yield _row(told.reports, reports=reports, of="reports", basis="")


def _row(figure: Figure, **labels: str) -> Written:
    return {**labels, "figure": write_figure(figure)}


def _planned(region: RegionPlan) -> Iterator[Written]:
    for phase in region.phases:
        labels = {"region": region.code, "phase": phase.phase}
        came = phase.came
        yield _row(came.observed, **labels, of="observed")
        yield _row(came.reports, **labels, of="reports")
        yield _row(phase.teams, **labels, of="teams")
        if came.assigned is not None and came.missing is not None:
            yield _row(came.assigned, **labels, of="assigned")
            yield _row(came.missing, **labels, of="missing")


def _cell(cell: MatrixCell, **labels: str) -> Iterator[Written]:
    yield from _known(cell.affected, of="affected", **labels)
    yield from _known(cell.events, of="events", **labels)


def _known(known: Known, *, of: str, **labels: str) -> Iterator[Written]:
    every = {"region": "", "category": "", "severity": ""} | labels
    for basis in ("seen", "told", "unconfirmed"):
        yield _row(getattr(known, basis), **every, basis=basis, of=of)


def _question(row: QuestionRow, **part: str) -> Iterator[Written]:
    labels = {**part, "question": row.code}
    yield _row(row.answered, **labels, answer="", answer_label=_("answered"))
    for answer in row.answers:
        yield _row(answer.figure, **labels, answer=answer.code, answer_label=answer.label)
    for name, figure in row.numbers.items():
        yield _row(figure, **labels, answer="", answer_label=name)
    for one in row.left_out:
        label = _("left out: version %(number)s asks otherwise") % {"number": one.version}
        yield _row(one.reports, **labels, answer="", answer_label=label)


def _assessed(one: PhaseAssessment, region: RegionAssessment) -> Iterator[Written]:
    labels = {"phase": one.phase, "checklist": one.checklist, "region": region.code}
    yield _row(region.negative, **labels, rating="negative")
    for answer in region.ratings.answers:
        yield _row(answer.figure, **labels, rating=answer.code)


def _protocols(contest: ContestProtocols) -> Iterator[Written]:
    every = {"contest": contest.contest, "region": "", "identity": "", "number": ""}
    yield _row(contest.failing, **every, of="failing")
    for row in contest.identities:
        yield _row(row.failing, **every | {"identity": row.code.partition(":")[0]}, of="failing")
    for region in contest.regions:
        yield _row(region.failing, **every | {"region": region.code}, of="failing")
    yield _row(contest.compared, **every, of="differing")
    for number in contest.numbers:
        yield _row(number.differing, **every | {"number": number.letter}, of="differing")
