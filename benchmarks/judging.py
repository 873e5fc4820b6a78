"""How fast stored reports are judged again under later rules. Run: python -m benchmarks.judging [REPORTS]

Starts its own PostgreSQL, writes REPORTS (6,000) reports of 40 questions as `benchmarks.fold` does, folds
them, gives their form a second rule set and does the job that judges them again; then folds what that told.
Prints reports a second and CPU a report of each of the three: the first fold, which finds that no form has
later rules; the judging; and the fold after it, which looks up for every report under which rules it stands.
A figure that does not follow the rules ends the benchmark. There is no target: nobody waits for this job.
Without a broker a line tells that the job was not announced; it is done here all the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.fold import Run, cpu_s, lay_ground, write_reports
from tests import harness

USUAL = 6_000


def measured(work: Callable[[], int], number: int) -> Run:
    """`work` done once; it returns how many reports it did, which must be all of them."""
    used, begun = cpu_s(), time.perf_counter()
    assert work() == number
    seconds = time.perf_counter() - begun
    database, worker = (now - before for now, before in zip(cpu_s(), used, strict=True))
    return Run(number / seconds, database * 1e6 / number, worker * 1e6 / number)


def later_rules(ground: tuple[Any, Any, list[Any], Any]) -> int:
    """Give the form rules of another severity; returns the id of the job."""
    from observer.missions.roles import Role
    from observer.reports.ruling import change_rules
    from tests import factories
    from tests.documents import rule

    mission, version, _stations, _observer = ground
    stricter = {f"Y{n}": rule(". = 'no'", "V10", "critical") for n in range(12)}
    document = {"violation_when": stricter, "identities": []}
    head = factories.a_member(mission, Role.HEAD)
    return change_rules(version=version, rules=document, by=head, reason="measured").job_id


def severities(mission_id: int) -> set[str]:
    from observer.analysis.models import ViolationTally

    rows = ViolationTally.objects.filter(mission=mission_id, events__gt=0)
    return set(rows.values_list("severity", flat=True))


def report(number: int = USUAL) -> Iterator[str]:
    """The lines of the report."""
    from observer.analysis.folder import go_round
    from observer.reports.rejudging import judge_again

    ground = lay_ground("judged")
    write_reports(ground, number, seed=1)
    first = measured(lambda: go_round(seconds=600), number)
    assert severities(ground[0].pk) == {"serious"}
    job = later_rules(ground)
    judging = measured(lambda: judge_again(job), number)
    after = measured(lambda: go_round(seconds=600), number)
    assert severities(ground[0].pk) == {"critical"}
    yield f"{number:,} reports of 40 questions, one in ten with a violation\n"
    yield "| | reports/s | PostgreSQL CPU µs | worker CPU µs |\n|:---|---:|---:|---:|"
    for name, run in (
        ("fold, first rules", first),
        ("judging again", judging),
        ("fold, later rules", after),
    ):
        yield f"| {name} | {run.rate:,.0f} | {run.database_us:.0f} | {run.worker_us:.0f} |"
    yield ""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    harness.fill_environment()
    servers = harness.Servers()
    servers.start()
    try:
        harness.enter_worker()
        import django

        django.setup()
        harness.make_ready()
        harness.fresh_database()
        print("\n".join(report(number)))
    finally:
        from django.db import connections

        connections.close_all()
        harness.drop_database()
        servers.stop()


if __name__ == "__main__":
    main()
