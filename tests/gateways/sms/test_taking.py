"""Messages become reports: once each, in any order, with a receipt; strangers wait for a coordinator."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.utils import timezone

from observer.gateways.sms.channels import close_channel
from observer.gateways.sms.models import SmsMessage, SmsNumber, SmsReply
from observer.gateways.sms.numbers import assign_number, reject_number, set_language
from observer.gateways.sms.outbox import MOST_AN_HOUR
from observer.gateways.sms.sealing import TEXT, unseal
from observer.gateways.sms.taking import sweep
from observer.gateways.sms.waiting import enter_text, take_waiting
from observer.missions.personal import Person, store
from observer.problems import Problem
from observer.reports.intake import receive
from observer.reports.models import Report, Revision
from tests.factories import a_submission, a_visit
from tests.gateways.sms.station import NUMBER, STRANGER, a_message, a_station, reply_to

pytestmark = pytest.mark.django_db
State = SmsMessage.State


def test_a_message_becomes_a_report_of_its_sender() -> None:
    station = a_station()
    message = station.text("W-1 A B1 C2 G12")
    report, revision = station.report(), station.report().current
    assert (message.state, report.author_id, report.team_id, report.station.code, revision.channel) == (
        State.TAKEN, station.ground.observers[0].pk, station.ground.team.pk, "W-1", "sms",
    )  # fmt: skip
    assert revision.answers == {"A1": "yes", "A2": "late", "A10": "12"}
    assert reply_to(message) == f"A W-1: received. Code {revision.receipt_code}. 3 answers taken."


def test_a_repeated_delivery_is_one_report_and_one_receipt() -> None:
    station, message = a_station(), a_message("W-1 A B1")
    assert [station.deliver(message), station.deliver(message, message)] == [200, 200]
    counts = SmsMessage.objects.count(), Revision.objects.count(), SmsReply.objects.count()
    assert counts == (1, 1, 1)


def test_several_messages_build_one_report() -> None:
    station = a_station()
    first, second = station.text("W-1 A B1 C2"), station.text("w1 a C1 G7 B-")
    assert (Report.objects.count(), Revision.objects.count(), station.answers()) == (
        1, 2, {"A2": "on_time", "A10": "7"},
    )  # fmt: skip
    assert station.report().visit_id
    assert first.thread_id == second.thread_id
    assert "3 answers taken" in reply_to(second)


SENT = {
    "W-1 A B1 C2": "2026-10-04T07:00:00+05:00",
    "W-1 A C1 G7": "2026-10-04T07:10:00+05:00",
    "W-1 A G9 E13": "2026-10-04T07:20:00+05:00",
}


@pytest.mark.parametrize("order", list(permutations(SENT)))
def test_the_order_and_number_of_deliveries_change_nothing(order: tuple[str, ...]) -> None:
    station = a_station()
    messages = [a_message(text, sent_at=SENT[text]) for text in order]
    for message in (*messages, messages[0]):
        station.deliver(message)
    assert station.answers() == {"A1": "yes", "A2": "on_time", "A10": "9", "A4": ["lists", "seals"]}
    assert Report.objects.count() == 1


def test_a_message_that_says_nothing_new_makes_no_revision() -> None:
    station = a_station()
    first, again = station.text("W-1 A B1"), station.text("W-1 A B1")
    assert (Revision.objects.count(), again.state) == (1, State.TAKEN)
    assert station.report().current.receipt_code in reply_to(first)
    assert station.report().current.receipt_code in reply_to(again)


def test_a_text_adds_to_what_the_phone_sent_of_the_same_visit() -> None:
    """And takes nothing of it away."""
    station, now = a_station(), timezone.now()
    visit = a_visit(station.ground.stations[3])
    sent = a_submission(station.ground.opening, {"A1": "no", "A10": "3"}, visit=visit, made_at=now)
    receive(sender=station.ground.phone.sender, submissions=[sent])
    code = station.ground.stations[3].code
    station.text(f"{code} A A0705 G4")
    assert station.answers() == {"A0": "07:05", "A1": "no", "A10": "4"}
    assert Report.objects.count() == 1


def test_two_reports_of_a_day_are_told_apart_by_their_number() -> None:
    station = a_station()
    for text in ("W-1 A B1", "W-1 A2 B2", "W-1 A2 G5"):
        station.text(text)
    found = sorted(Report.objects.values_list("current__answers", flat=True), key=str)
    assert found == [{"A1": "no", "A10": "5"}, {"A1": "yes"}]


def test_each_incident_is_an_event_of_its_own() -> None:
    station = a_station()
    for text in ("W-1 C A2 B1", "W-1 C A2 B1", "W-1 C7 A1", "W-1 C7 B2"):
        station.text(text)
    assert Report.objects.filter(phase="incident").count() == 3
    assert {report.station.code for report in Report.objects.select_related("station")} == {"W-1"}


def test_what_is_not_understood_is_named_and_the_rest_is_taken() -> None:
    station = a_station()
    message = station.text("W-1 A B1 ZZ9 G1,000 hello")
    assert station.answers() == {"A1": "yes"}
    assert reply_to(message).endswith("1 answer taken. Not understood: ZZ9, G1,000 hello.") or reply_to(
        message
    ).endswith("1 answer taken. Not understood: ZZ9, G1,000, hello.")


def test_an_answer_beyond_its_bounds_is_kept_and_the_receipt_asks_to_check_it() -> None:
    station = a_station()
    message = station.text("W-1 A B1 G31")
    assert station.answers() == {"A1": "yes", "A10": "31"}
    assert "Please check: G." in reply_to(message)


def test_a_station_on_no_list_is_held_for_headquarters() -> None:
    station = a_station()
    message = station.text("STN 9999 A B1")
    assert station.report().holds.get().reason == "unplaced"
    assert "The station is on no list." in reply_to(message)


@pytest.mark.parametrize(("text", "state"), [("", "help"), ("good morning", "unclear"), ("W-1 A", "unclear")])
def test_a_message_without_a_report_is_answered_with_how_to_write(text: str, state: str) -> None:
    station = a_station()
    message = station.text(text)
    assert (message.state, Report.objects.count()) == (state, 0)
    assert "Write station, form, answers" in reply_to(message)


def parts(text: str, *, reference: str = "7") -> list[dict[str, Any]]:
    pieces = [text[start : start + 8] for start in range(0, len(text), 8)]
    return [
        a_message(piece, part={"reference": reference, "number": number, "total": len(pieces)})
        for number, piece in enumerate(pieces, start=1)
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_long_message_is_joined_whatever_part_comes_first(order: tuple[int, ...]) -> None:
    station, sent = a_station(), parts("W-1 A B1 C2 G12 E1,3")
    for place in order:
        station.deliver(sent[place])
    assert station.answers() == {"A1": "yes", "A2": "late", "A10": "12", "A4": ["lists", "seals"]}
    assert sorted(SmsMessage.objects.values_list("state", flat=True)) == ["joined", "joined", "taken"]
    assert SmsReply.objects.count() == 1


def test_a_part_that_never_comes_is_told_of_and_still_joined_when_it_does() -> None:
    station, sent = a_station(), parts("W-1 A B1 C2 G12 E1,3")
    station.deliver(sent[0], sent[2])
    sweep(timezone.now() + timedelta(minutes=11))
    torn = SmsMessage.objects.get(state=State.TORN)
    assert "Only a part" in reply_to(torn)
    station.deliver(sent[1])
    assert station.answers()["A10"] == "12"


def test_a_stranger_waits_unanswered_until_a_coordinator_knows_them() -> None:
    station = a_station()
    waits = [station.text("W-1 A B1", STRANGER), station.text("W-1 A G5", STRANGER)]
    assert ([one.state for one in waits], Report.objects.count(), SmsReply.objects.count()) == (
        [State.STRANGER] * 2, 0, 0,
    )  # fmt: skip
    number, member = SmsNumber.objects.get(source="unknown"), station.ground.observers[1]
    assign_number(number=number, member=member, by=station.ground.coordinator)
    assert take_waiting(number=number, by=station.ground.coordinator) == 2
    assert (station.answers(), station.report().author_id) == ({"A1": "yes", "A10": "5"}, member.pk)
    assert SmsReply.objects.count() == 2


def test_a_number_that_was_turned_away_is_kept_and_never_answered() -> None:
    station = a_station()
    first = station.text("win a car", STRANGER)
    assert reject_number(number=first.number, by=station.ground.coordinator) == 1
    assert station.text("W-1 A B1", STRANGER).state == State.REJECTED
    assert (Report.objects.count(), SmsReply.objects.count()) == (0, 0)


def test_a_number_of_two_members_is_nobodys() -> None:
    station = a_station()
    store(membership=station.ground.observers[1], by=None, person=Person("Somebody Else", NUMBER))
    assert station.text("W-1 A B1").state == State.STRANGER


def test_a_number_follows_the_register() -> None:
    station = a_station()
    first, second = station.ground.observers[:2]
    station.text("W-1 A B1")
    store(membership=first, by=None, person=Person("Aliya Serikova", ""))
    store(membership=second, by=None, person=Person("Somebody Else", NUMBER))
    station.text("W-2 A B1")
    authors = Report.objects.order_by("pk").values_list("author", flat=True)
    assert list(authors) == [first.pk, second.pk]


def test_what_waits_can_be_typed_anew_by_a_coordinator() -> None:
    station = a_station()
    message = station.text("in W-1 all is fine, 12 there")
    enter_text(message=message, text="W-1 A B1 G12", by=station.ground.coordinator)
    message.refresh_from_db()
    assert (message.state, message.entered_by_id) == (State.SETTLED, station.ground.coordinator.pk)
    assert (station.answers(), station.report().author_id) == (
        {"A1": "yes", "A10": "12"}, station.ground.observers[0].pk,
    )  # fmt: skip


def test_a_text_typed_anew_that_is_not_understood_changes_nothing() -> None:
    station = a_station()
    message = station.text("good morning")
    with pytest.raises(Problem) as refused:
        enter_text(message=message, text="W-1 A B1 ZZ9", by=station.ground.coordinator)
    message.refresh_from_db()
    assert (refused.value.code, message.state, Report.objects.count()) == ("invalid", State.UNCLEAR, 0)


@pytest.mark.parametrize("sender", ["KCELL", "9112", ""])
def test_a_service_is_never_answered(sender: str) -> None:
    station = a_station()
    assert station.deliver(a_message("Your balance is 100", sender or "INFO")) == 200
    assert (SmsMessage.objects.get().state, SmsReply.objects.count()) == (State.AUTOMATIC, 0)


def test_a_machine_that_sends_our_receipt_back_is_not_answered() -> None:
    station = a_station()
    receipt = reply_to(station.text("good morning"))
    assert station.text(receipt).state == State.AUTOMATIC
    assert SmsReply.objects.count() == 1


def test_receipts_of_one_hour_have_a_measure_and_reports_have_none() -> None:
    station = a_station()
    for number in range(MOST_AN_HOUR + 2):
        station.text(f"W-1 A G{number}")
    states = list(SmsReply.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["queued"] * MOST_AN_HOUR + ["withheld"] * 2
    assert station.answers() == {"A10": str(MOST_AN_HOUR + 1)}


def test_a_receipt_is_in_the_language_of_its_number() -> None:
    station = a_station()
    number = station.text("").number
    set_language(number=number, language="ru", by=station.ground.coordinator)
    with pytest.raises(Problem):
        set_language(number=number, language="fr", by=station.ground.coordinator)
    message = station.text("")
    assert SmsNumber.objects.get(pk=number.pk).language == "ru"
    assert reply_to(message)


def test_texts_and_numbers_lie_sealed() -> None:
    station = a_station()
    message = station.text("W-1 A D the key was missing")
    stored = bytes(message.body_sealed) + bytes(message.number.number_sealed)
    assert b"key" not in stored
    assert b"2345678" not in stored
    opened = unseal(message.mission_id, bytes(message.body_sealed), owner=message.membership, what=TEXT)
    assert (message.membership_id, opened) == (
        station.ground.observers[0].pk, "W-1 A D the key was missing",
    )  # fmt: skip


def test_a_closed_channel_and_an_unknown_address_are_not_there() -> None:
    station = a_station()
    close_channel(channel=station.made.channel, by=station.ground.coordinator)
    assert station.deliver(a_message("W-1 A B1")) == 404
    assert station.client.post("/sms/nobody-knows-this/").status_code == 404


def test_a_request_with_another_signature_is_turned_away() -> None:
    station = a_station()
    station.made = replace(station.made, secrets={"secret": "another"})
    assert station.deliver(a_message("W-1 A B1")) == 403
    assert SmsMessage.objects.count() == 0


def test_a_message_that_could_not_be_read_is_read_by_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a crash between storing and reading."""
    station = a_station()
    with monkeypatch.context() as broken:
        broken.setattr("observer.gateways.sms.taking.take_safely", lambda _pk, _now: False)
        assert station.deliver(a_message("W-1 A B1")) == 200
    assert (SmsMessage.objects.get().state, Report.objects.count()) == (State.RECEIVED, 0)
    assert sweep(timezone.now() + timedelta(minutes=1)) == 1
    assert station.answers() == {"A1": "yes"}
