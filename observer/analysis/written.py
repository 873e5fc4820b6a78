"""A board as plain data: what the API sends and what the page draws, so that both say the same.

Every figure stands as `Figure.as_json` writes it, with its ready words beside it in the reader's language.
A page need not know how to say a number: it shows `text`, `counts` or `number`, and leads to `query`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.board import (
    AnswerRow,
    Board,
    CategoryRow,
    IncidentLine,
    Pair,
    QuestionRow,
    RegionRow,
)
from observer.analysis.charts import Chart
from observer.analysis.figures import Figure, Inclusion
from observer.analysis.models import Outcome
from observer.checklists.models import Basis, Phase, Severity
from observer.reports.models.report import Standing

Written = dict[str, Any]


def write_figure(figure: Figure) -> Written:
    """The figure, exact, with its words: `number` alone, `counts`, `text` with the share, and its basis."""
    return figure.as_json() | {
        "number": wording.number(figure.numerator),
        "counts": wording.counts(figure),
        "text": wording.amount(figure),
        "basis": wording.basis(figure),
        "query": urlencode(figure.source),
    }


def write_pair(pair: Pair) -> Written:
    return {"seen": write_figure(pair.seen), "told": write_figure(pair.told)}


def write_board(board: Board, zone: ZoneInfo) -> Written:
    """Everything on the board; `zone` is the one its clock times are told in."""
    basis = board.total.observed
    return {
        "version": board.version,
        "as_of": board.as_of.isoformat(),
        "as_of_text": wording.as_of(basis, zone),
        "synthetic": board.synthetic,
        "filters": board.filters.as_query(),
        "regime_text": wording.regime(basis),
        "rounding_text": wording.rounding_note(),
        "inclusion": write_inclusion(board.inclusion, board.held_by_reason),
        "total": write_region(board.total),
        "elsewhere": write_pair(board.elsewhere) if board.elsewhere else None,
        "regions": [write_region(row) for row in board.regions],
        "categories": [write_category(row) for row in board.categories],
        "severities": [
            {"code": code, "name": str(Severity(code).label), **write_pair(board.severities[code])}
            for code in Severity.values
            if code in board.severities
        ],
        "phases": [
            {"code": code, "name": str(Phase(code).label), "figure": write_figure(figure)}
            for code, figure in board.phases.items()
        ],
        "charts": {
            "share_map": write_chart(board.share_map) if board.share_map else None,
            "region_bars": write_chart(board.region_bars),
            "timeline": write_chart(board.timeline),
        },
        "newest": [write_incident(line, zone) for line in board.newest],
        "critical": [write_incident(line, zone) for line in board.critical],
    }


def write_region(row: RegionRow) -> Written:
    return {
        "code": row.code,
        "name": row.name,
        "observed": write_figure(row.observed),
        "affected": write_pair(row.affected),
        "events": write_pair(row.events),
        "reports": write_figure(row.reports),
    }


def write_category(row: CategoryRow) -> Written:
    """Severities stand heaviest first; one that does not occur is written as None, so that columns align."""
    return {
        "code": row.code,
        "name": row.name,
        "events": write_pair(row.events),
        "affected": write_pair(row.affected),
        "severities": {
            code: write_pair(row.severities[code]) if code in row.severities else None
            for code in Severity.values
        },
    }


def write_inclusion(inclusion: Inclusion, held_by_reason: Mapping[str, int]) -> list[Written]:
    """The steps from received to counted; each names the word by which its reports are listed."""
    numbers = inclusion.as_json()
    held = [
        _step(code, str(Outcome(code).label), reports, "held")
        for code, reports in held_by_reason.items()
        if reports
    ]
    return [
        _step("received", _("Received"), numbers["received"]),
        _step("held", _("Held apart"), numbers["held"]),
        *held,
        _step("quarantined", _("In quarantine"), numbers["quarantined"]),
        _step("withdrawn", _("Withdrawn"), numbers["withdrawn"]),
        _step("doubles", _("Sent twice; another counts"), numbers["doubles"]),
        _step("counted", _("Counted"), numbers["counted"]),
    ]


def _step(code: str, name: str, reports: int, part_of: str = "") -> Written:
    return {
        "code": code,
        "name": name,
        "reports": reports,
        "number": wording.number(reports),
        "part_of": part_of,
    }


def write_chart(chart: Chart) -> Written:
    return {
        "svg": chart.svg,
        "title": chart.title,
        "description": chart.description,
        "header": list(chart.table.header),
        "rows": [list(row) for row in chart.table.texts()],
        "synthetic": chart.synthetic,
    }


def write_incident(line: IncidentLine, zone: ZoneInfo) -> Written:
    return {
        "report": str(line.report),
        "category": line.category,
        "category_name": line.category_name,
        "severity": line.severity,
        "severity_name": str(Severity(line.severity).label) if line.severity else "",
        "basis": line.basis,
        "basis_name": str(Basis(line.basis).label) if line.basis else "",
        "station": line.station,
        "region": line.region,
        "region_name": line.region_name,
        "place_text": " · ".join(part for part in (line.region_name, line.station) if part),
        "happened_at": line.happened_at.isoformat(),
        "received_at": line.received_at.isoformat(),
        "happened_text": clock_text(line.happened_at, zone),
        "received_text": clock_text(line.received_at, zone),
        "standing": line.standing,
        "standing_name": "" if line.standing == Standing.COUNTED else str(Standing(line.standing).label),
        "synthetic": line.synthetic,
    }


def clock_text(instant: datetime, zone: ZoneInfo) -> str:
    """Day and clock time, short enough for a line of a list."""
    local = instant.astimezone(zone)
    return f"{date_format(local, 'MONTH_DAY_FORMAT')}, {local:%H:%M}"


def write_question(row: QuestionRow) -> Written:
    return {
        "code": row.code,
        "label": row.label,
        "kind": row.kind,
        "answered": write_figure(row.answered),
        "answers": _write_answers(row.answers),
        "numbers": {name: write_figure(figure) for name, figure in row.numbers.items()},
    }


def _write_answers(rows: Iterable[AnswerRow]) -> list[Written]:
    return [{"code": row.code, "label": row.label, "figure": write_figure(row.figure)} for row in rows]
