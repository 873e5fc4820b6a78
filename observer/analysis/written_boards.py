"""The boards of coverage, violations, answers and protocols as plain data with ready words, for pages.

Figures are written as `analysis.written` does, so that every number on a page has its n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.assessment import PhaseAssessment, RegionAssessment
from observer.analysis.breakdown import Breakdown
from observer.analysis.charts.map_legend import CLASS_ENDS
from observer.analysis.figures import Figure, Inclusion
from observer.analysis.headlines import Headlines
from observer.analysis.matrix import Known, Matrix, MatrixCell
from observer.analysis.models import Outcome
from observer.analysis.plan import PhasePlan, Plan, RegionPlan
from observer.analysis.protocols import ContestProtocols, Protocols, StationCompared
from observer.analysis.suppression import SMALLEST_BASE
from observer.analysis.written import Written, clock_text, write_chart, write_figure, write_question
from observer.checklists.models import Basis, Phase, Severity

# What a heat table paints like nobody having been there, and like too few to tell.
UNCOVERED, FEW = "uncovered", "few"


def shade(figure: Figure) -> str:
    """The class that paints a share in a table as the maps paint it; the words stand in the cell besides."""
    if figure.share is None:
        return UNCOVERED
    if figure.answered < SMALLEST_BASE:
        return FEW
    return f"share-{_step(figure.share)}"


def shades() -> list[tuple[int, int, int]]:
    """(number of the shade, over so many percent, up to so many) for the legend of a heat table."""
    return [(step, above, up_to) for step, (above, up_to) in enumerate(pairwise(CLASS_ENDS), 2)]


def _step(share: Fraction) -> int:
    return next(step for step, end in enumerate(CLASS_ENDS, 1) if share * 100 <= end)


def write_share(figure: Figure) -> Written:
    """A share for a heat table: `short` ("12/40") and the shade beside its words."""
    return write_figure(figure) | {"short": wording.of_all(figure), "shade": shade(figure)}


def write_ground(figure: Figure, zone: ZoneInfo) -> Written:
    """What stands under every board: when it was true, what may be said, and that shares are rounded."""
    return {
        "as_of_text": wording.as_of(figure, zone),
        "regime_text": wording.regime(figure),
        "rounding_text": wording.rounding_note(),
        "inclusion_text": wording.inclusion(figure),
    }


# --- Violations ------------------------------------------------------------------------------------------


def write_matrix(matrix: Matrix, zone: ZoneInfo) -> Written:
    """Rows of cells in the order of the columns, each for the way of knowing that the filters choose."""
    basis = matrix.filters.basis or Basis.SEEN.value
    return {
        **write_ground(matrix.observed, zone),
        "version": matrix.version,
        "synthetic": matrix.synthetic,
        "basis": basis,
        "basis_name": str(Basis(basis).label),
        "observed": write_figure(matrix.observed),
        "total": _write_cell(matrix.total, basis),
        "columns": [
            {
                "code": column.code,
                "name": column.name,
                "observed": write_figure(column.observed),
                "total": _write_cell(column.total, basis),
            }
            for column in matrix.columns
        ],
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "total": _write_cell(row.total, basis),
                "severities": _write_severities(row.severities),
                "cells": [
                    _write_cell(row.cells[column.code], basis) if column.code in row.cells else None
                    for column in matrix.columns
                ],
            }
            for row in matrix.rows
        ],
        "severities": _write_severities(matrix.severities),
        "elsewhere": _write_known(matrix.elsewhere) if matrix.elsewhere else None,
        "share_map": write_chart(matrix.share_map) if matrix.share_map else None,
        "trend": write_chart(matrix.trend),
    }


def _write_known(known: Known) -> Written:
    return {basis: write_figure(getattr(known, basis)) for basis in Basis.values}


def _write_cell(cell: MatrixCell, basis: str) -> Written:
    """`shown`: stations, by the chosen way of knowing."""
    return {
        "shown": write_share(getattr(cell.affected, basis)),
        "affected": _write_known(cell.affected),
        "events": _write_known(cell.events),
    }


def _write_severities(severities: Mapping[str, Known]) -> list[Written]:
    return [
        {"code": code, "name": str(Severity(code).label), **_write_known(severities[code])}
        for code in Severity.values
        if code in severities
    ]


# --- Answers ----------------------------------------------------------------------------------------------


def write_breakdown(found: Breakdown, zone: ZoneInfo) -> Written:
    return {
        **write_ground(found.whole.answered, zone),
        "version": found.version,
        "synthetic": found.synthetic,
        "checklist": found.checklist,
        "checklist_name": found.checklist_name,
        "phase_name": str(Phase(found.phase).label),
        "by": found.by,
        "whole": write_question(found.whole),
        "parts": [
            {"code": part.code, "name": part.name, "row": write_question(part.row)} for part in found.parts
        ],
    }


def write_assessments(found: Iterable[PhaseAssessment]) -> list[Written]:
    """Phase by phase, with the shade of each region's share."""
    return [
        {
            "phase": one.phase,
            "name": str(Phase(one.phase).label),
            "checklist": one.checklist,
            "question": one.question,
            "label": one.label,
            "total": _write_assessment(one.total),
            "regions": [_write_assessment(region) for region in one.regions],
        }
        for one in found
    ]


def _write_assessment(row: RegionAssessment) -> Written:
    return {
        "code": row.code,
        "name": row.name,
        "negative": write_share(row.negative),
        "ratings": write_question(row.ratings),
    }


# --- Coverage ---------------------------------------------------------------------------------------------


def write_plan(plan: Plan, now: datetime, zone: ZoneInfo) -> Written:
    return {
        **write_ground(plan.observed, zone),
        "version": plan.version,
        "synthetic": plan.synthetic,
        "observed": write_figure(plan.observed),
        "cover_map": write_chart(plan.cover_map) if plan.cover_map else None,
        "phases": [_write_phase(one, now, zone) for one in plan.total.phases],
        "total": _write_region(plan.total, now, zone),
        "regions": [_write_region(row, now, zone) for row in plan.regions],
        "in_no_region": _in_no_region(plan),
    }


def _in_no_region(plan: Plan) -> bool:
    """Whether the first phase, which is shown by region, has reports that are in none of its regions."""
    within = sum(row.phases[0].came.reports.numerator for row in plan.regions)
    return plan.total.phases[0].came.reports.numerator != within


def _write_region(row: RegionPlan, now: datetime, zone: ZoneInfo) -> Written:
    return {
        "code": row.code,
        "name": row.name,
        "phases": [_write_phase(one, now, zone) for one in row.phases],
    }


def _write_phase(one: PhasePlan, now: datetime, zone: ZoneInfo) -> Written:
    """`late`: the last deadline has passed, so that what is missing is truly missing."""
    came = one.came
    return {
        "code": one.phase,
        "name": str(Phase(one.phase).label) if one.phase else _("any phase"),
        "observed": write_figure(came.observed),
        "reports": write_figure(came.reports),
        "assigned": write_share(came.assigned) if came.assigned else None,
        "missing": write_figure(came.missing) if came.missing else None,
        "teams": write_figure(one.teams),
        "opens_text": clock_text(one.opens, zone) if one.opens else "",
        "due_text": clock_text(one.due, zone) if one.due else "",
        "late": bool(one.due and one.due < now),
    }


# --- With and without what is kept out ----------------------------------------------------------------------


def write_comparison(counted: Headlines, everything: Headlines) -> Written:
    """The headline figures twice, side by side, and how many reports each reason keeps out."""
    pairs = [
        (_("Stations observed"), counted.observed, everything.observed),
        (_("Stations with a violation seen"), counted.affected.seen, everything.affected.seen),
        (_("Stations with a violation told"), counted.affected.told, everything.affected.told),
        (_("Violations seen"), counted.events.seen, everything.events.seen),
        (_("Violations told"), counted.events.told, everything.events.told),
        (_("Violations neither seen nor told"), counted.unconfirmed, everything.unconfirmed),
        (_("Reports counted"), counted.reports, everything.reports),
    ]
    return {
        "rows": [
            {
                "name": name,
                "counted": write_figure(one),
                "everything": write_figure(other),
                "moved": one.numerator != other.numerator or one.answered != other.answered,
            }
            for name, one, other in pairs
        ],
        "reasons": _write_reasons(counted.kept_out),
        "still_out": _still_out(everything.inclusion),
    }


def _write_reasons(kept_out: Mapping[str, int]) -> list[Written]:
    return [
        {
            "code": reason,
            "name": str(Outcome(reason).label),
            "number": wording.number(reports),
            "query": urlencode({"outcome": reason}),
        }
        for reason, reports in kept_out.items()
        if reports
    ]


def _still_out(inclusion: Inclusion) -> str:
    """What even the figures of everything leave out."""
    return _("Left out of both: duplicates %(doubles)s, without a place or unreadable %(held)s.") % {
        "doubles": wording.number(inclusion.doubles),
        "held": wording.number(inclusion.held),
    }


# --- Protocols --------------------------------------------------------------------------------------------


def write_protocols(found: Protocols, zone: ZoneInfo) -> Written:
    first = found.contests[0].failing if found.contests else None
    return {
        **(write_ground(first, zone) if first else {}),
        "version": found.version,
        "synthetic": found.synthetic,
        "contests": [_write_contest(contest) for contest in found.contests],
    }


def _write_contest(contest: ContestProtocols) -> Written:
    return {
        "code": contest.contest,
        "name": contest.name,
        "failing": write_figure(contest.failing),
        "identities": [
            {"code": row.code.partition(":")[0], "name": row.name, "failing": write_figure(row.failing)}
            for row in contest.identities
        ],
        "regions": [
            {"code": row.code, "name": row.name, "failing": write_share(row.failing)}
            for row in contest.regions
        ],
        "compared": write_figure(contest.compared),
        "numbers": [
            {"letter": row.letter, "name": row.name, "differing": write_figure(row.differing)}
            for row in contest.numbers
        ],
    }


def write_stations(found: Sequence[StationCompared]) -> list[Written]:
    return [
        {
            "station": one.station,
            "region": one.region,
            "synthetic": one.synthetic,
            "numbers": [_write_number(number) for number in one.numbers],
        }
        for one in found
    ]


def _write_number(number: Any) -> Written:
    """`difference`: official less copied, with its sign; "" where there is nothing to compare."""
    differences = [_signed(each) for each in number.differences]
    return {
        "letter": number.letter,
        "name": number.name,
        "observed": ", ".join(wording.number(each) for each in number.observed) or "–",
        "official": "–" if number.official is None else wording.number(number.official),
        "difference": ", ".join(differences) if number.observed else "",
        "differs": any(number.differences),
    }


def _signed(amount: int) -> str:
    """ "+12", "−3" with the true sign, and "0"."""
    if amount == 0:
        return "0"
    sign = "+" if amount > 0 else "\N{MINUS SIGN}"
    return sign + wording.number(abs(amount))
