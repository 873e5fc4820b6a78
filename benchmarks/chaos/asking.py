"""Headquarters in the storm: somebody who wants a summary, and then one file of reports after another.

Run as `python -m benchmarks.chaos.asking FOLDER MISSION_ID` in the environment of a demo. Every job that was
queued for certain is written down; the audit wants each of them done, with one file. Ends on SIGTERM.
"""

import json
import os
import signal
import sys
import threading
from itertools import chain, cycle
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observer.settings")
django.setup()

from django.db import Error, connection  # noqa: E402 - Django comes first

from observer.exports.make import ask  # noqa: E402
from observer.exports.request import Request  # noqa: E402
from observer.findings.apps import SUMMARY  # noqa: E402
from observer.journal.jobs import queue  # noqa: E402
from observer.journal.models import Job  # noqa: E402
from observer.missions.access import memberships  # noqa: E402
from observer.missions.models import Membership  # noqa: E402

PAUSE_S = 2.0
FILES = (
    {"checklist": "opening", "rows": "reports"},
    {"rows": "violations", "words": "labels"},
    {"checklist": "voting", "rows": "answers", "reach": "received", "format": "xlsx"},
)


def main(folder: Path, mission_id: int) -> None:
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ending.set())
    with (folder / "jobs.jsonl").open("a", encoding="utf-8") as kept:
        for wanted in chain([None], cycle(FILES)):
            if ending.wait(PAUSE_S):
                return
            try:
                job = queued(mission_id, wanted)
            except Error:
                # It is being killed or is away. Whether this one was queued nobody was told.
                connection.close()
            else:
                kept.write(json.dumps({"job": job.pk, "kind": job.kind}) + "\n")
                kept.flush()
                os.fsync(kept.fileno())


def queued(mission_id: int, wanted: dict[str, str] | None) -> Job:
    """A file of what is `wanted`; None is the summary."""
    head = Membership.objects.filter(mission=mission_id, role="head").earliest("pk")
    member = memberships(head.user).get(pk=head.pk)
    if wanted is None:
        return queue(membership=member, kind=SUMMARY, parameters={})
    return ask(by=member, request=Request.read(wanted, language="en"))


main(Path(sys.argv[1]), int(sys.argv[2]))
