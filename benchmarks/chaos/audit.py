"""After the storm: acknowledged = stored, none double, tallies + Pending = rebuild, the journal verifies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from observer.operations.home import PROJECT

STORED = "SELECT client_id, receipt_code FROM reports_revision WHERE mission_id = %s"
HALVES = """
    SELECT (SELECT count(*) FROM reports_report WHERE mission_id = %(m)s AND current_id IS NULL),
           (SELECT count(*) FROM reports_revision AS r WHERE mission_id = %(m)s AND NOT EXISTS (
               SELECT FROM journal_entry AS e
                WHERE e.mission_id = %(m)s AND e.act = 'report.received'
                  AND e.detail->>'revision' = r.id::text)),
           (SELECT count(*) FROM journal_entry WHERE mission_id = %(m)s AND act = 'report.received')
         - (SELECT count(*) FROM reports_revision WHERE mission_id = %(m)s)
"""
COUNTED = """
    SELECT count(*) FROM analysis_counted WHERE mission_id = %s AND outcome IN ('counted', 'without_results')
"""
JOBS = """
    SELECT j.id, j.state, count(f.id), count(s.id)
      FROM journal_job AS j
      LEFT JOIN exports_exportfile AS f ON f.job_id = j.id
      LEFT JOIN findings_summary AS s ON s.job_id = j.id
     WHERE j.mission_id = %s GROUP BY j.id
"""
COMMANDS = (("rebuild", "--check"), ("verify_journal",))


@dataclass(frozen=True)
class Verdict:
    """`counted`: reports that stand in the tallies. `faults`: in words; empty when nothing was lost."""

    acknowledged: int
    stored: int
    counted: int
    jobs: int
    faults: list[str]


def audit(*, folder: Path, database: str, mission_id: int, environment: Mapping[str, str]) -> Verdict:
    told = receipts(folder)
    with psycopg.connect(database) as connection:
        stored = connection.execute(STORED, [mission_id]).fetchall()
        halves = connection.execute(HALVES, {"m": mission_id}).fetchone() or (0, 0, 0)
        (counted,) = connection.execute(COUNTED, [mission_id]).fetchone() or (0,)
        jobs = connection.execute(JOBS, [mission_id]).fetchall()
    asked = [line["job"] for line in lines(folder, "jobs.jsonl")]
    faults = [
        *disagreements(told, stored),
        *half_written(halves),
        *refusals(folder),
        *undone(asked, jobs),
        *failures(environment),
    ]
    return Verdict(len(told), len(stored), counted, len(asked), faults)


def lines(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    """What the phones wrote down; a torn last line is no line, its receipt was never shown whole."""
    for path in sorted(folder.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)


def receipts(folder: Path) -> dict[UUID, set[str]]:
    """Receipt codes by the phone's id."""
    told: dict[UUID, set[str]] = {}
    for line in lines(folder, "receipts-*.jsonl"):
        told.setdefault(UUID(line["id"]), set()).add(line["code"])
    return told


def disagreements(told: Mapping[UUID, set[str]], stored: list[tuple[UUID, str]]) -> Iterator[str]:
    codes: dict[UUID, list[str]] = {}
    for client_id, code in stored:
        codes.setdefault(client_id, []).append(code)
    for client_id, shown in told.items():
        kept = codes.get(client_id, [])
        if not kept:
            yield f"acknowledged but not stored: {client_id}"
        elif shown != set(kept):
            yield f"receipt {sorted(shown)}, stored {kept}: {client_id}"
    yield from (f"stored {len(kept)} times: {one}" for one, kept in codes.items() if len(kept) != 1)


def half_written(halves: tuple[int, ...]) -> Iterator[str]:
    names = ("reports without a revision", "revisions without an entry", "entries more than revisions")
    yield from (f"half-written: {count} {name}" for name, count in zip(names, halves, strict=True) if count)


def refusals(folder: Path) -> Iterator[str]:
    yield from (f"refused: {line}" for line in lines(folder, "refusals-*.jsonl"))


def undone(asked: list[int], jobs: list[tuple[Any, ...]]) -> Iterator[str]:
    """Every job that was asked for is there, is done, and made one thing, whatever its worker suffered."""
    known = {job for job, _state, _files, _summaries in jobs}
    yield from (f"a job that was queued is gone: {job}" for job in asked if job not in known)
    for job, state, files, summaries in jobs:
        if state != "done":
            yield f"job {job} is {state}"
        elif files + summaries != 1:
            yield f"job {job} made {files} files and {summaries} summaries"


def failures(environment: Mapping[str, str]) -> Iterator[str]:
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=PROJECT,
            env=dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            yield f"manage.py {' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
