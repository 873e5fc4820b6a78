"""After the storm: acknowledged = stored, none double, tallies + Pending = rebuild, the journal verifies."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg

STORED = "SELECT client_id, count(*) FROM reports_revision WHERE mission_id = %s GROUP BY client_id"
LEFTOVERS = """
    SELECT (SELECT count(*) FROM reports_report WHERE mission_id = %(m)s AND current_id IS NULL),
           (SELECT count(*) FROM reports_revision AS r WHERE mission_id = %(m)s AND NOT EXISTS (
               SELECT FROM journal_entry AS e WHERE e.subject = 'revision' AND e.subject_id = r.id))
"""


@dataclass(frozen=True)
class Verdict:
    """`faults` in words; empty when nothing was lost."""

    acknowledged: int
    stored: int
    faults: list[str]


def receipts(folder: Path) -> dict[UUID, set[str]]:
    """Codes by report id. The last line may be torn: its receipt was never shown whole."""
    told: dict[UUID, set[str]] = {}
    for path in sorted(folder.glob("receipts-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            receipt = json.loads(line)
            told.setdefault(UUID(receipt["id"]), set()).add(receipt["code"])
    return told


def audit(*, folder: Path, database: str, mission_id: int, environment: Mapping[str, str]) -> Verdict:
    told = receipts(folder)
    with psycopg.connect(database) as connection:
        stored = dict(connection.execute(STORED, [mission_id]).fetchall())
        halves = connection.execute(LEFTOVERS, {"m": mission_id}).fetchone() or (0, 0)
    faults = [f"acknowledged but not stored: {lost}" for lost in told.keys() - stored.keys()]
    faults += [f"stored {times} times: {one}" for one, times in stored.items() if times != 1]
    faults += [f"two receipts for {one}: {codes}" for one, codes in told.items() if len(codes) != 1]
    if any(halves):
        faults.append(
            f"half-written: {halves[0]} reports without a revision, {halves[1]} revisions without an entry"
        )
    for command in (["rebuild", "--check"], ["verify_journal"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            env=dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            faults.append(f"manage.py {' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Verdict(len(told), len(stored), faults)
