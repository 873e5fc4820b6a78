"""The figures that several sections cite, each under one key in the whole document."""

from __future__ import annotations

from observer.analysis.board import Board, RegionRow
from observer.analysis.figures import Figure
from observer.findings import notes
from observer.findings.grouping import Group
from observer.findings.values import Cited


def covered(row: RegionRow) -> Cited:
    """Stations observed of those on the register, in a region or (code "") in all."""
    return Cited(f"coverage.{row.code or 'total'}", row.observed, notes.COVERAGE)


def reports(row: RegionRow) -> Cited:
    return Cited(f"reports.{row.code or 'total'}", row.reports, notes.REPORTS)


def seen(board: Board) -> Cited:
    """Observed stations with at least one violation seen."""
    return Cited("stations.seen.total", board.total.affected.seen, notes.STATIONS_SEEN)


def told(board: Board) -> Cited:
    return Cited("stations.told.total", board.total.affected.told, notes.STATIONS_TOLD)


def seen_in(group: Group) -> Cited:
    return Cited(f"stations.seen.{group.key}", group.affected.seen, notes.STATIONS_SEEN)


def told_in(group: Group) -> Cited:
    return Cited(f"stations.told.{group.key}", group.affected.told, notes.STATIONS_TOLD)


def events(key: str, figure: Figure) -> Cited:
    """Violations that were seen, one an event."""
    return Cited(f"events.{key}", figure, notes.EVENTS_SEEN)
