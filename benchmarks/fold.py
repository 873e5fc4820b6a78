"""How many reports a second the fold adds up when it catches up. Run: python -m benchmarks.fold [REPORTS]

Starts its own PostgreSQL, writes REPORTS (12,000) reports of 40 questions that wait to be folded, and folds
them as the worker does. One report in ten shows a violation; two numbers in each have a wide range, so that
their histograms grow with the reports. Prints reports a second of three runs (each in its own mission), the
CPU a report took of PostgreSQL and of the worker, and the time of the slowest statement kinds. The target is
8,000 a second on a machine with nothing else to do.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import psutil

from tests import harness

TARGET = 8_000
RUNS = 3
STATIONS_A_REGION = 100
REGIONS = 16
START = datetime(2026, 10, 4, 2, 0, tzinfo=UTC)


class Run(NamedTuple):
    """One catch-up: reports a second, and microseconds of CPU a report."""

    rate: float
    database_us: float
    worker_us: float


def forty_questions() -> list[dict[str, Any]]:
    from tests.documents import choices, question, rule

    some = choices("on_time", "late", "not_opened", "unknown")
    return [
        *(question(f"Y{n}", "yes_no", violation_when=rule(". = 'no'", "V10", "serious")) for n in range(12)),
        *(question(f"X{n}", "yes_no_not_observed") for n in range(8)),
        *(question(f"R{n}", "rating") for n in range(5)),
        *(question(f"O{n}", "one_of", choices=some) for n in range(4)),
        *(question(f"M{n}", "many_of", choices=some) for n in range(3)),
        *(question(f"N{n}", "integer") for n in range(6)),
        *(question(f"T{n}", "text") for n in range(2)),
    ]


def answers(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {f"Y{n}": "yes" for n in range(12)}
    if chance.random() < 0.1:
        found[f"Y{chance.randrange(12)}"] = "no"
    found |= {f"X{n}": chance.choices(["yes", "no", "__not_observed"], [85, 10, 5])[0] for n in range(8)}
    found |= {f"R{n}": chance.choice(["very_good", "good", "good", "bad"]) for n in range(5)}
    found |= {f"O{n}": chance.choice(["on_time", "late"]) for n in range(4)}
    found |= {f"M{n}": chance.choice([["late"], ["on_time", "late"], ["unknown"]]) for n in range(3)}
    found |= {f"N{n}": str(chance.randint(0, 12)) for n in range(4)}
    found |= {f"N{n}": str(chance.randint(100, 3_000)) for n in (4, 5)}
    if chance.random() < 0.3:
        found["T0"] = "Печать отсутствовала, комиссия не объяснила причину."
    return found


def lay_ground(code: str) -> tuple[Any, Any, list[Any], Any]:
    """A mission with its form, its stations and one observer."""
    from observer.elections.models import Region, Station
    from observer.missions.roles import Role
    from tests import factories
    from tests.documents import document

    election = factories.an_election(code)
    country = Region.objects.get(election=election, level="country")
    stations = []
    for number in range(REGIONS):
        region = factories.a_region(election, f"{code}-r{number}", parent=country)
        stations += [
            Station(
                election=election,
                region=region,
                code=f"{number}-{station}",
                settlement=("urban", "rural")[station % 2],
                synthetic=True,
            )
            for station in range(STATIONS_A_REGION)
        ]
    mission = factories.a_mission(election, code)
    version = factories.a_version(mission, document("voting", "voting", forty_questions()))
    member = factories.a_member(mission, Role.OBSERVER)
    return mission, version, Station.objects.bulk_create(stations), member


def write_reports(ground: tuple[Any, Any, list[Any], Any], number: int, seed: int) -> None:
    """Reports as intake leaves them, in bulk: each with its visit, revision, flags and event."""
    from django.db import transaction

    chance = random.Random(seed)
    with transaction.atomic():
        reports = write_visited(ground, number, chance)
        revisions = write_revisions(ground, reports, chance)
        write_flags(revisions)
        write_events(reports)


def write_visited(ground: tuple[Any, Any, list[Any], Any], number: int, chance: random.Random) -> list[Any]:
    from uuid_utils.compat import uuid7

    from observer.reports.models import Report, Visit

    mission, version, stations, member = ground
    common = {"mission_id": mission.pk, "synthetic": True}
    places = [chance.choice(stations) for _ in range(number)]
    times = [START + timedelta(minutes=chance.randrange(900)) for _ in range(number)]
    visits = Visit.objects.bulk_create(
        [
            Visit(client_id=uuid7(), station=place, arrived_at=at, received_at=at, **common)
            for place, at in zip(places, times, strict=True)
        ],
        batch_size=2_000,
    )
    common |= {"checklist_id": version.checklist_id, "phase": "voting", "author": member}
    return Report.objects.bulk_create(
        [
            Report(
                client_id=uuid7(),
                visit=visit,
                station=place,
                region_id=place.region_id,
                received_at=visit.received_at,
                **common,
            )
            for visit, place in zip(visits, places, strict=True)
        ],
        batch_size=2_000,
    )


def write_revisions(
    ground: tuple[Any, Any, list[Any], Any], reports: list[Any], chance: random.Random
) -> list[Any]:
    from uuid_utils.compat import uuid7

    from observer.reports.models import Report, Revision
    from tests.factories import rules_of

    mission, version, _stations, member = ground
    common = {"mission_id": mission.pk, "synthetic": True, "author": member, "version": version}
    common |= {
        "rule_set": rules_of(version),
        "engine_version": 1,
        "channel": "api",
        "receipt_code": "AAAA-AAA",
    }
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                report=report,
                client_id=uuid7(),
                answers=answers(chance),
                content_hash=chance.randbytes(32),
                made_at=report.received_at,
                happened_at=report.received_at,
                received_at=report.received_at,
                **common,
            )
            for report in reports
        ],
        batch_size=2_000,
    )
    for report, revision in zip(reports, revisions, strict=True):
        report.current = revision
    Report.objects.bulk_update(reports, ["current"], batch_size=1_000)
    return revisions


def write_flags(revisions: list[Any]) -> None:
    from observer.reports.models import Flag

    shown = {"kind": "violation", "category": "V10", "severity": "serious", "basis": "seen"}
    flags = [
        Flag(
            mission_id=revision.mission_id,
            revision=revision,
            rule=question,
            rule_set_id=revision.rule_set_id,
            engine_version=1,
            **shown,
        )
        for revision in revisions
        for question, answer in (revision.answers or {}).items()
        if question[0] == "Y" and answer == "no"
    ]
    Flag.objects.bulk_create(flags, batch_size=2_000)


def write_events(reports: list[Any]) -> None:
    from observer.reports.models import Pending

    Pending.objects.bulk_create(
        [
            Pending(mission_id=report.mission_id, report=report, created_at=report.received_at)
            for report in reports
        ],
        batch_size=2_000,
    )


def cpu_s() -> tuple[float, float]:
    """Seconds of CPU so far: of the database's process for our connection, and of this process."""
    from django.db import connection

    connection.ensure_connection()
    times = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return times.user + times.system, time.process_time()


def measure(run: int, number: int, spent: Counter[str]) -> Run:
    from django.db import connection

    from observer.analysis.folder import go_round

    ground = lay_ground(f"bench{run}")
    write_reports(ground, number, seed=run)

    def note(execute: Any, sql: str, *arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, *arguments)
        finally:
            spent[" ".join(sql.split())[:90]] += time.perf_counter() - begun  # type: ignore[assignment]

    used, begun = cpu_s(), time.perf_counter()
    with connection.execute_wrapper(note):
        assert go_round(seconds=600) == number
    rate = number / (time.perf_counter() - begun)
    database, worker = (now - before for now, before in zip(cpu_s(), used, strict=True))
    return Run(rate, database * 1e6 / number, worker * 1e6 / number)


def report(number: int, runs: int = RUNS) -> Iterator[str]:
    """The lines of the report."""
    spent: Counter[str] = Counter()
    measured = sorted(measure(run, number, spent) for run in range(runs))
    median = measured[runs // 2]
    yield f"{number:,} reports: " + ", ".join(f"{run.rate:,.0f}" for run in measured)
    verdict = "met" if median.rate >= TARGET else "MISSED"
    yield f"median {median.rate:,.0f} reports a second (target {TARGET:,}: {verdict})"
    yield (
        f"CPU of a report: PostgreSQL {median.database_us:.0f} µs, worker {median.worker_us:.0f} µs;"
        f" one free processor folds {1e6 / (median.database_us + median.worker_us):,.0f} a second\n"
    )
    for statement, seconds in spent.most_common(12):
        yield f"    {seconds * 1e6 / (runs * number):7.1f} µs a report  {statement}"
    yield ""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 12_000
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
