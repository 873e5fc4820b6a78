"""A board as plain data: what the API sends and what the page draws, so that both say the same.

Every figure stands as `Figure.as_json` writes it, with its ready words beside it in the reader's language.
A page need not know how to say a number: it shows `text`, `counts` or `number`, and leads to `query`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
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
    Live,
    Pair,
    QuestionRow,
    RegionRow,
)
from observer.analysis.charts import Chart
from observer.analysis.figures import Figure
from observer.analysis.models import Outcome
from observer.analysis.rules import under_way_text, write_rules
from observer.checklists.models import Basis, Phase, Severity
from observer.reports.models import IncidentState
from observer.reports.models.report import Standing

Written = dict[str, Any]

# A report is in the figures within a second or two. Later is late; from half a minute on, something is wrong.
LATE_S = 5.0
STALE_S = 30.0
SILENT = timedelta(seconds=30)


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
        "filters_query": urlencode(board.filters.as_query()),
        "regime_text": wording.regime(basis),
        "rounding_text": wording.rounding_note(),
        "inclusion": write_inclusion(board),
        "total": write_region(board.total),
        "unconfirmed": write_figure(board.unconfirmed),
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
        "rules": write_rules(board.rules, zone),
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


def write_inclusion(board: Board) -> list[Written]:
    """The steps from received to counted, each with the query that lists its reports."""
    steps = [
        ("received", _("Received"), board.inclusion.received, ""),
        ("held", _("Held apart"), board.inclusion.held, ""),
        *(
            (reason, str(Outcome(reason).label), reports, "held")
            for reason, reports in board.held_by_reason.items()
            if reports
        ),
        ("quarantined", _("In quarantine"), board.inclusion.quarantined, ""),
        ("withdrawn", _("Withdrawn"), board.inclusion.withdrawn, ""),
        ("doubles", _("Sent twice; another counts"), board.inclusion.doubles, ""),
        ("counted", _("Counted"), board.inclusion.counted, ""),
    ]
    return [
        {
            "code": code,
            "name": name,
            "reports": reports,
            "number": wording.number(reports),
            "part_of": part_of,
            "query": urlencode({**board.filters.as_query(), "outcome": code}),
        }
        for code, name, reports, part_of in steps
    ]


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
        "state": line.state,
        "state_name": str(IncidentState(line.state).label),
        "synthetic": line.synthetic,
    }


def clock_text(instant: datetime, zone: ZoneInfo) -> str:
    """Day and clock time, short enough for a line of a list."""
    local = instant.astimezone(zone)
    return date_format(local, "j E, H:i")


def write_live(live: Live, now: datetime, zone: ZoneInfo) -> Written:
    """How far the figures lag, with the word for it: fresh, late (seconds) or stale (not to be trusted)."""
    silent = live.worker_seen_at is None or now - live.worker_seen_at > SILENT
    state = "stale" if silent or live.lag_s > STALE_S else "late" if live.lag_s > LATE_S else "fresh"
    return {
        "version": live.version,
        "state": state,
        "text": _live_text(live, zone, silent=silent, state=state),
        "lag_s": live.lag_s,
        "folded_at": live.folded_at.isoformat() if live.folded_at else None,
        "worker_seen_at": live.worker_seen_at.isoformat() if live.worker_seen_at else None,
        "rules": write_rules(live.rules, zone),
        "judging_text": under_way_text(live.rules),
    }


def _live_text(live: Live, zone: ZoneInfo, *, silent: bool, state: str) -> str:
    if state == "fresh":
        return _("Up to date")
    if live.waiting_since and state == "late":
        return _("Catching up: the oldest report not yet counted came %(seconds)s s ago") % {
            "seconds": round(live.lag_s)
        }
    if live.waiting_since:
        return _("Reports that came since %(time)s are kept, and not yet counted.") % {
            "time": clock_text(live.waiting_since, zone)
        }
    if live.worker_seen_at is None:
        return _("The worker that counts reports has not started. What comes in is kept.")
    return _("The worker that counts reports has been silent since %(time)s. What comes in is kept.") % {
        "time": clock_text(live.worker_seen_at, zone)
    }


def write_question(row: QuestionRow) -> Written:
    return {
        "code": row.code,
        "label": row.label,
        "kind": row.kind,
        "answered": write_figure(row.answered),
        "answers": _write_answers(row.answers),
        "numbers": {name: write_figure(figure) for name, figure in row.numbers.items()},
        "left_out": [{"version": one.version, "reports": write_figure(one.reports)} for one in row.left_out],
    }


def _write_answers(rows: Iterable[AnswerRow]) -> list[Written]:
    return [{"code": row.code, "label": row.label, "figure": write_figure(row.figure)} for row in rows]
