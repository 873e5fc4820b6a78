"""What intake promises every sender: kept once, receipted, all or nothing, and nobody else's affair."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observer.journal.models import Entry
from observer.people.tokens import key_for
from observer.reports.identity import receipt_code
from observer.reports.intake import receipts, receive
from observer.reports.models import Flag, Incident, Pending, Quarantine, Report, Revision, Visit
from observer.reports.submission import Fault, Submission, Unreadable
from tests import factories
from tests.factories import Ground, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def opening(ground: Ground, answers: dict[str, Any] | None = None, **more: Any) -> Submission:
    """An opening report of the team's first station."""
    return a_submission(ground.opening, answers, **{"visit": a_visit(ground.stations[3]), **more})


def stored_answers() -> dict[str, Any]:
    """Of the only revision there is."""
    return Revision.objects.values_list("answers", flat=True).get() or {}


# --- New, again, other ---------------------------------------------------------------------------


def test_a_new_report_is_stored_whole_and_receipted(ground: Ground) -> None:
    now = datetime(2026, 10, 4, 3, 0, tzinfo=UTC)
    sent = opening(ground, {"A1": "yes", "A10": "07", "A4": ["seals", "lists"]}, made_at=now)
    [receipt] = receive(sender=ground.phone.sender, submissions=[sent], now=now)
    report = Report.objects.get()
    revision = report.current
    assert (receipt.status, receipt.client_id, receipt.received_at) == (201, sent.client_id, now)
    assert (receipt.code, receipt.notices, receipt.faults) == (revision.receipt_code, (), ())
    assert revision.answers == {"A1": "yes", "A10": "7", "A4": ["lists", "seals"]}
    assert revision.statuses == {"A3": "not_applicable"}
    assert (report.station, report.region) == (ground.stations[3], ground.west)
    assert (report.author, report.team) == (ground.observers[0], ground.team)
    assert (report.visit.station, report.visit.team) == (ground.stations[3], ground.team)
    assert (report.phase, report.synthetic, revision.synthetic) == ("opening", True, True)
    assert (revision.device, revision.channel, revision.version) == (
        ground.phone.device,
        "api",
        ground.opening,
    )


def test_a_report_leaves_work_for_the_fold_and_an_entry_without_answers(ground: Ground) -> None:
    receive(sender=ground.phone.sender, submissions=[opening(ground, {"A1": "yes", "A16": []})])
    pending, entry = Pending.objects.get(), Entry.objects.get(act="report.received")
    revision = Revision.objects.get()
    assert (pending.report, pending.rule_set) == (revision.report, factories.rules_of(ground.opening))
    assert (entry.user_id, entry.device_id) == (ground.observers[0].user_id, ground.phone.device.pk)
    assert (entry.subject, entry.subject_id) == ("report", revision.report_id)
    assert entry.detail == {
        "revision": revision.pk,
        "code": revision.receipt_code,
        "hash": bytes(revision.content_hash).hex(),
    }


def test_a_receipt_code_is_made_with_a_key_of_its_mission(ground: Ground) -> None:
    sent = opening(ground, {"A1": "yes"})
    [receipt] = receive(sender=ground.phone.sender, submissions=[sent])
    revision = Revision.objects.get()
    codes = [
        receipt_code(sent, bytes(revision.content_hash), key_for("receipt", mission))
        for mission in (ground.mission.pk, ground.mission.pk + 1)
    ]
    assert receipt.code == codes[0] != codes[1]


def test_the_same_again_gets_the_same_receipt_and_leaves_nothing(ground: Ground) -> None:
    sent = opening(ground, {"A1": "yes", "A10": "99"})
    [first] = receive(sender=ground.phone.sender, submissions=[sent])
    # Written otherwise, meant the same: the canonical answers decide. The phone's clock does not.
    again = replace(
        sent, answers={"A10": 99.0, "A1": "yes", "A7": ""}, made_at=sent.made_at + timedelta(hours=1)
    )
    [second] = receive(sender=ground.phone.sender, submissions=[again])
    assert (first.status, first.notices) == (201, ("broken_rule",))
    assert second == replace(first, status=200)
    assert (Revision.objects.count(), Pending.objects.count(), Quarantine.objects.count()) == (1, 1, 0)
    assert Entry.objects.filter(act__startswith="report.").count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"answers": {"A1": "no"}},
        {"visit": a_visit("W-2")},
        {"report_id": factories.an_id()},
        {"replaces": factories.an_id()},
    ],
    ids=["answers", "station", "report", "replaces"],
)
def test_the_same_id_with_other_content_is_kept_apart(ground: Ground, other: dict[str, Any]) -> None:
    sent = opening(ground)
    [first] = receive(sender=ground.phone.sender, submissions=[sent])
    changed = replace(sent, **other)
    [refused] = receive(sender=ground.phone.sender, submissions=[changed])
    kept = Quarantine.objects.get()
    assert (refused.status, refused.faults) == (409, (Fault("id", "other-content"),))
    assert refused.code != first.code
    assert (kept.client_id, kept.reason) == (sent.client_id, "same_id_other_content")
    assert json.loads(bytes(kept.content))["answers"] == changed.answers
    assert Revision.objects.get().answers == {"A1": "yes"}


def test_content_kept_apart_is_kept_once_however_often_it_comes(ground: Ground) -> None:
    sent = opening(ground)
    changed = replace(sent, answers={"A1": "no"})
    outcomes = [receive(sender=ground.phone.sender, submissions=[one])[0] for one in (sent, changed, changed)]
    assert [outcome.status for outcome in outcomes] == [201, 409, 409]
    assert outcomes[1].code == outcomes[2].code
    assert (Quarantine.objects.count(), Entry.objects.filter(act="report.quarantined").count()) == (1, 1)


def test_doubles_inside_one_batch_are_told_apart_like_any_others(ground: Ground) -> None:
    sent = opening(ground)
    batch = [sent, sent, replace(sent, answers={"A1": "no"}), opening(ground, {"A1": "no"})]
    outcome = receive(sender=ground.phone.sender, submissions=batch)
    assert [receipt.status for receipt in outcome] == [201, 200, 409, 201]
    assert outcome[1] == replace(outcome[0], status=200)
    assert (Report.objects.count(), Quarantine.objects.count()) == (2, 1)


# --- What is no report ---------------------------------------------------------------------------


def test_a_form_nobody_knows_is_kept_and_told(ground: Ground) -> None:
    sent = replace(opening(ground, {"A1": "yes", "note": "\ud83d half an emoji"}), form=b"\x07" * 32)
    outcome = receive(sender=ground.phone.sender, submissions=[sent, opening(ground)])
    kept = Quarantine.objects.get()
    assert [receipt.status for receipt in outcome] == [422, 201]
    assert outcome[0].faults == (Fault("form", "unknown-form"),)
    assert (kept.reason, kept.client_id) == ("unreadable", sent.client_id)
    assert json.loads(bytes(kept.content))["answers"]["note"] == "\ud83d half an emoji"


def test_a_form_of_another_mission_is_no_form_of_this_one(ground: Ground) -> None:
    other = factories.ground("birch", election=ground.election)
    [receipt] = receive(sender=ground.phone.sender, submissions=[opening(other)])
    # Both missions use the same document: the version found is this mission's own.
    assert (receipt.status, Report.objects.get().checklist.mission) == (201, ground.mission)
    theirs = factories.a_version(other.mission, {**factories.OPENING, "titles": {"en": "Only theirs"}})
    [refused] = receive(sender=ground.phone.sender, submissions=[a_submission(theirs)])
    assert refused.status == 422


def test_what_could_not_be_read_is_kept_even_without_an_id(ground: Ground) -> None:
    unreadable = Unreadable(None, b'{"id": 7}', (Fault("reports.0.id", "wrong-type"),))
    outcome = receive(sender=ground.phone.sender, submissions=[unreadable, unreadable])
    assert [(receipt.status, receipt.faults) for receipt in outcome] == [(422, unreadable.faults)] * 2
    assert (Quarantine.objects.count(), bytes(Quarantine.objects.get().content)) == (1, b'{"id": 7}')


# --- Rules broken, violations shown --------------------------------------------------------------


def test_what_the_answers_show_and_what_they_break_becomes_flags(ground: Ground) -> None:
    sent = opening(ground, {"A1": "no", "A10": "-3", "A2": "maybe", "A99": "?"})
    [receipt] = receive(sender=ground.phone.sender, submissions=[sent])
    flags = Flag.objects.order_by("id").values_list("kind", "rule", "category", "severity", "basis")
    assert list(flags) == [
        ("violation", "A1", "V10", "serious", "seen"),
        ("broken_rule", "A2", None, "note", "unconfirmed"),
        ("broken_rule", "A10", None, "note", "unconfirmed"),
        ("broken_rule", "A99", None, "note", "unconfirmed"),
    ]
    typed = Flag.objects.get(rule="A2").detail
    assert (typed["problem"], typed["typed"]) == ("unknown-choice", "maybe")
    assert (receipt.status, receipt.notices) == (201, ("broken_rule",))


def test_negative_ballots_are_stored_and_flagged(ground: Ground) -> None:
    protocol = {"P_R": "1000", "P_B": "-5", "P_V": "10", "P_N": "0", "P_X_st": "12", "P_X_mob": "0"}
    sent = a_submission(ground.counting, protocol, visit=a_visit(ground.stations[3]))
    receive(sender=ground.phone.sender, submissions=[sent])
    assert stored_answers()["P_B"] == "-5"
    assert Flag.objects.get(kind="broken_rule").detail["problem"] == "out-of-range"
    unreconciled = Flag.objects.get(kind="identity", rule="K5")
    assert (unreconciled.category, unreconciled.basis) == ("V28", "unconfirmed")
    assert unreconciled.detail == {"left": "10", "right": "12", "difference": "-2"}


def test_an_incident_is_opened_with_one_violation_of_its_own(ground: Ground) -> None:
    answers = {"category": "V06", "severity": "critical", "basis": "told", "where": "this_station"}
    sent = a_submission(ground.incident, answers, visit=a_visit(ground.stations[3]))
    receive(sender=ground.phone.sender, submissions=[sent])
    incident, flag = Incident.objects.get(), Flag.objects.get()
    assert (incident.place, incident.report.station) == ("station", ground.stations[3])
    assert (flag.kind, flag.category, flag.severity, flag.basis) == ("violation", "V06", "critical", "told")


def test_hostile_text_comes_back_as_text(ground: Ground) -> None:
    hostile = "<script>alert(1)</script> '); DROP TABLE reports_report; -- {{ 7*7 }} =cmd() %s \u202e"
    sent = a_submission(
        ground.incident, {"category": "V06", "where": "none", "narrative": hostile}, reason=hostile
    )
    receive(sender=ground.phone.sender, submissions=[sent])
    assert (stored_answers()["narrative"], Revision.objects.get().reason) == (hostile, hostile)


def test_characters_the_database_cannot_keep_are_marked_not_refused(ground: Ground) -> None:
    answers = {"category": "V06", "where": "none", "narrative": "cut \ud83d here, nul \x00 there"}
    sent = a_submission(
        ground.incident, answers, reason="nul \x00", language="x\x00", visit=a_visit("W-\x00")
    )
    receive(sender=ground.phone.sender, submissions=[sent])
    revision = Revision.objects.get()
    assert stored_answers()["narrative"] == "cut \ufffd here, nul \ufffd there"
    assert (revision.reason, revision.language) == ("nul \ufffd", "x\ufffd")


# --- Nobody else's ---------------------------------------------------------------------------------


def test_ids_of_another_mission_never_attach(ground: Ground) -> None:
    other = factories.ground("birch", election=ground.election)
    theirs = opening(other)
    receive(sender=other.phone.sender, submissions=[theirs])
    mine = opening(ground, client_id=theirs.client_id, visit=theirs.visit)
    correction = opening(ground, report_id=theirs.report_id, replaces=theirs.client_id)
    outcome = receive(sender=ground.phone.sender, submissions=[mine, correction])
    assert [receipt.status for receipt in outcome] == [201, 201]
    assert Visit.objects.filter(client_id=theirs.visit.client_id).count() == 2
    their_report = Report.objects.get(mission=other.mission)
    assert (their_report.revisions.count(), their_report.current.client_id) == (1, theirs.client_id)
    assert set(Report.objects.filter(mission=ground.mission).values_list("visit__mission", flat=True)) == {
        ground.mission.pk
    }


def test_a_device_reads_back_only_its_own_receipts(ground: Ground) -> None:
    mine, theirs = opening(ground), opening(ground)
    [receipt] = receive(sender=ground.phone.sender, submissions=[mine])
    receive(sender=ground.other_phone.sender, submissions=[theirs])
    wanted = [mine.client_id, theirs.client_id, factories.an_id()]
    assert receipts(sender=ground.phone.sender, client_ids=wanted) == [replace(receipt, status=200)]


# --- Cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_batch_costs_the_same_queries_whatever_its_size(ground: Ground, size: int) -> None:
    sender = ground.phone.sender
    receive(sender=sender, submissions=[opening(ground)])
    batch = [opening(ground, {"A1": "no", "A10": str(number)}) for number in range(size)]
    with CaptureQueriesContext(connection) as queries:
        receive(sender=sender, submissions=batch)
    statements = [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    # Forms, numbers and visits, stations, doubles; then one statement that writes six tables.
    assert statements == ["SELECT", "SELECT", "SELECT", "SELECT", "WITH"]


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_repeated_batch_is_found_out_by_storing_it_and_then_looked_up(ground: Ground, size: int) -> None:
    sender = ground.phone.sender
    batch = [opening(ground, {"A10": str(number)}) for number in range(size)]
    receive(sender=sender, submissions=batch)
    with CaptureQueriesContext(connection) as queries:
        receive(sender=sender, submissions=batch)
    statements = [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert statements == ["SELECT", "SELECT", "SELECT", "SELECT", "WITH", "SELECT", "SELECT"]
