"""Stations come from a file as they stand in it, or not at all; what was there is kept to come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from observer.elections.models import Station, StationChange
from observer.journal.models import Entry, Job
from observer.missions.models import Deployment
from observer.problems import Problem
from observer.registers.models import ImportedRow, RegisterFile, RegisterImport
from observer.registers.uploading import sweep_files
from observer.reports.intake import receive
from tests.factories import Ground, a_mission, a_submission, a_visit, ground
from tests.registers.bringing import (
    a_csv,
    a_spreadsheet,
    applied,
    brought_in,
    checked,
    faults,
    standing,
    taken_back,
    uploaded,
)

HEADERS = ("Номер участка", "Region", "Settlement", "Name", "Voters", "Комиссия")


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def test_new_stations_stand_in_the_register_as_the_file_says(alder: Ground) -> None:
    file = a_spreadsheet(
        HEADERS,
        ("W-8", "west", "село", "School No 8", "1 204", "TEC-west"),
        (9, "east", "Город", "", 950, ""),
    )
    brought_in(alder.head, "stations", file)
    eighth, ninth = Station.objects.filter(code__in=["W-8", "9"]).order_by("-code")
    assert (eighth.region, eighth.settlement, eighth.names) == (
        alder.west,
        "rural",
        {"en": "School No 8"},
    )
    assert (eighth.registered_voters, eighth.commission.code) == (1204, "TEC-west")
    assert (ninth.region, ninth.settlement, ninth.registered_voters) == (alder.east, "urban", 950)
    assert eighth.synthetic, "what a synthetic mission brings in is synthetic"


def test_a_check_tells_everything_at_once_and_writes_nothing(alder: Ground) -> None:
    before = standing(alder.head, "stations")
    file = a_csv(
        HEADERS,
        ("W-1", "west", "urban", "", "1300", ""),
        ("W-2", "north", "town hall", "", "many", "TEC-north"),
        ("", "west", "urban", "", "", ""),
        ("W-9", "", "", "", "", ""),
        ("W-9", "west", "rural", "", "", ""),
        ("W-3", "", "", "", "", ""),
    )
    found = checked(alder.head, uploaded(alder.head, "stations", file))
    assert faults(found) == [
        (3, "settlement", "not-a-choice"),
        (3, "registered_voters", "not-whole"),
        (3, "region", "unknown"),
        (3, "commission", "unknown"),
        (4, "code", "blank"),
        (5, "region", "needed"),
        (5, "settlement", "needed"),
        (6, "code", "twice"),
    ]
    assert found.counts == {"new": 1, "changed": 2, "unchanged": 1, "missing": 3, "faults": 8}
    assert standing(alder.head, "stations") == before
    with pytest.raises(Problem) as refused:
        applied(alder.head, found.register_import)
    assert refused.value.code == "conflict"


def test_differences_show_what_is_there_and_what_the_file_says(alder: Ground) -> None:
    file = a_csv(("code", "registered_voters", "special"), ("W-1", 1300, "hospital"), ("E-1", 1200, "-"))
    found = checked(alder.head, uploaded(alder.head, "stations", file))
    (line,) = found.lines.filter(kind="changed")
    assert (line.row, line.key) == (2, "W-1")
    assert line.detail == {"registered_voters": [1200, 1300], "special": ["", "hospital"]}
    assert list(found.lines.filter(kind="missing").values_list("key", flat=True)) == [
        "E-2",
        "E-3",
        "W-2",
        "W-3",
    ]


def test_what_stood_before_comes_back_and_what_was_new_goes(alder: Ground) -> None:
    before = standing(alder.head, "stations")
    made = brought_in(
        alder.head,
        "stations",
        a_csv(
            HEADERS, ("W-1", "east", "rural", "New name", 7, "TEC-east"), ("X", "west", "abroad", "", "", "")
        ),
    )
    assert standing(alder.head, "stations") != before
    job = taken_back(alder.head, made)
    assert (job.state, job.result["rows"]) == (Job.State.DONE, 2)
    assert standing(alder.head, "stations") == before
    assert RegisterImport.objects.all().with_state().get().state == "undone"
    assert "taken back before" in refused_undo(alder, made)


def refused_undo(alder: Ground, of: RegisterImport) -> str:
    with pytest.raises(Problem) as refused:
        taken_back(alder.head, of)
    return str(refused.value)


def reported(alder: Ground, code: str) -> None:
    (receipt,) = receive(
        sender=alder.phone.sender, submissions=[a_submission(alder.opening, visit=a_visit(code))]
    )
    assert receipt.status == 201


def test_a_station_with_reports_does_not_vanish(alder: Ground) -> None:
    made = brought_in(alder.head, "stations", a_csv(HEADERS, ("X", "west", "urban", "", "", "")))
    reported(alder, "X")
    job = taken_back(alder.head, made)
    assert job.state == Job.State.FAILED
    assert job.failure.splitlines()[0].endswith("(1 rows). Nothing was taken back.")
    assert "X: " in job.failure
    assert Station.objects.filter(code="X").exists()


def test_where_a_station_lies_is_fixed_once_a_report_rests_on_it(alder: Ground) -> None:
    reported(alder, "W-1")
    file = a_csv(("code", "region", "registered_voters"), ("W-1", "east", 5), ("W-2", "east", 5))
    found = checked(alder.head, uploaded(alder.head, "stations", file))
    assert faults(found) == [(2, "region", "fixed")]
    brought_in(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    assert Station.objects.get(code="W-1").registered_voters == 5


def test_being_sent_somewhere_fixes_nothing_but_keeps_the_station(alder: Ground) -> None:
    brought_in(alder.head, "stations", a_csv(("code", "settlement"), ("E-1", "rural")))
    made = brought_in(alder.head, "stations", a_csv(HEADERS, ("X", "west", "urban", "", "", "")))
    Deployment.objects.create(
        mission=alder.mission,
        team=alder.team,
        region=alder.west,
        station=Station.objects.get(code="X"),
        regime="assigned",
    )
    assert taken_back(alder.head, made).state == Job.State.FAILED


def test_what_somebody_changed_since_is_not_taken_back(alder: Ground) -> None:
    made = brought_in(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    second = brought_in(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 6)))
    job = taken_back(alder.head, made)
    assert (job.state, "W-1" in job.failure) == (Job.State.FAILED, True)
    assert taken_back(alder.head, second).state == Job.State.DONE
    assert taken_back(alder.head, made).state == Job.State.DONE
    assert Station.objects.get(code="W-1").registered_voters == 1200


def test_what_changed_between_the_check_and_the_word_is_checked_again(alder: Ground) -> None:
    made = uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    checked(alder.head, made)
    Station.objects.filter(code="W-1").update(registered_voters=77)
    job = applied(alder.head, made)
    assert (job.state, "changed since the check" in job.failure) == (Job.State.FAILED, True)
    assert Station.objects.get(code="W-1").registered_voters == 77


def test_a_file_is_brought_in_once_and_its_content_is_not_kept(alder: Ground) -> None:
    file = a_csv(("code", "voters"), ("W-1", 5))
    made = uploaded(alder.head, "stations", file)
    assert file not in bytes(RegisterFile.objects.get().sealed)
    checked(alder.head, made)
    assert applied(alder.head, made).state == Job.State.DONE
    assert not RegisterFile.objects.exists()
    with pytest.raises(Problem):
        applied(alder.head, made)


def test_a_file_nobody_brings_in_is_given_up_after_a_week(alder: Ground) -> None:
    made = uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    assert sweep_files(timezone.now() + timedelta(days=6)) == 0
    assert sweep_files(timezone.now() + timedelta(days=8)) == 1
    assert not RegisterFile.objects.exists()
    assert RegisterImport.objects.all().with_state().get(pk=made.pk).state == "discarded"


def test_the_database_keeps_the_history_of_what_a_file_changed(alder: Ground) -> None:
    brought_in(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registered_voters FROM elections_stationevent WHERE code = 'W-1' ORDER BY pgh_id"
        )
        assert cursor.fetchall() == [(1200,), (5,)]


def test_missions_that_share_the_election_find_it_in_their_journal(alder: Ground) -> None:
    other = a_mission(alder.election, "birch")
    made = brought_in(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    mine = Entry.objects.get(mission=alder.mission, act="apply_register")
    theirs = Entry.objects.get(mission=other)
    assert (mine.user_id, mine.subject_id, mine.detail["changed"]) == (alder.head.user_id, made.pk, 1)
    assert (theirs.act, theirs.user_id, theirs.subject_id) == ("apply_register_elsewhere", None, None)
    assert theirs.detail == mine.detail
    assert "alder" not in str(theirs.detail)


@pytest.mark.parametrize("who", ["regional", "observer"])
def test_nobody_else_brings_in_a_register(alder: Ground, who: str) -> None:
    member: Any = alder.regional if who == "regional" else alder.observers[0]
    with pytest.raises(Problem) as refused:
        uploaded(member, "stations", a_csv(("code",), ("W-1",)))
    assert refused.value.code == "forbidden"


def test_what_happened_to_a_station_is_written_once(alder: Ground) -> None:
    headers = ("station", "change", "on", "into", "source")
    file = a_csv(
        headers,
        ("W-1", "отменён", "10.01.2012", "", "Decision 5"),
        ("W-2", "merged", "2012-01-10", "W-3", "Decision 6"),
    )
    made = brought_in(alder.head, "station_changes", file)
    cancelled, merged = StationChange.objects.order_by("pk")
    assert (cancelled.station.code, cancelled.kind, str(cancelled.on)) == ("W-1", "cancelled", "2012-01-10")
    assert (merged.into.code, merged.source) == ("W-3", "Decision 6")
    job = taken_back(alder.head, made)
    assert (job.state, "written once" in job.failure) == (Job.State.FAILED, True)
    again = a_csv(
        headers,
        ("W-1", "cancelled", "2012-01-10", "", "Decision 9"),
        ("W-2", "merged", "2012-01-11", "W-2", "x"),
    )
    found = checked(alder.head, uploaded(alder.head, "station_changes", again))
    assert faults(found) == [(2, "source", "written-once"), (3, "into", "itself")]


def test_ten_rows_cost_as_many_statements_as_one(alder: Ground, django_assert_max_num_queries: Any) -> None:
    def statements(first: int, rows: int) -> int:
        file = a_csv(
            HEADERS, *[(f"Y-{first + number}", "west", "urban", "", 5, "") for number in range(rows)]
        )
        made = uploaded(alder.head, "stations", file)
        checked(alder.head, made)
        with django_assert_max_num_queries(60) as counted:
            assert applied(alder.head, made).state == Job.State.DONE
        return len(counted)

    one = statements(0, 1)
    assert statements(10, 10) == one
    assert ImportedRow.objects.count() == 11
