"""Reading what phones send: every fault named where it is, and nothing sent can break the reading."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.reports.submission import Fault, PlaceClaim, Submission, Unreadable, VisitClaim
from observer.reports.wire import BatchRefused, read_batch

ONE = "0190b3a1-0000-7000-8000-000000000001"
TWO = "0190b3a1-0000-7000-8000-000000000002"
REPORT: dict[str, Any] = {
    "id": ONE,
    "form": "ab" * 32,
    "made_at": "2026-10-04T07:15:00+05:30",
    "answers": {"A1": "yes"},
}


def read(*reports: object, most: int = 200) -> list[Submission | Unreadable]:
    return read_batch(orjson.dumps({"reports": reports}), most=most)


def refused(body: bytes, most: int = 200) -> BatchRefused:
    with pytest.raises(BatchRefused) as caught:
        read_batch(body, most=most)
    return caught.value


def faults(report: dict[str, Any]) -> list[tuple[str, str]]:
    [unreadable] = read(report)
    assert isinstance(unreadable, Unreadable)
    return [(fault.field, fault.code) for fault in unreadable.faults]


def test_the_least_a_report_needs() -> None:
    [sent] = read(REPORT)
    assert sent == Submission(
        client_id=UUID(ONE),
        report_id=UUID(ONE),
        form=b"\xab" * 32,
        answers={"A1": "yes"},
        made_at=datetime(2026, 10, 4, 1, 45, tzinfo=UTC),
        made_offset_minutes=330,
    )


def test_all_a_report_may_say() -> None:
    visit = {"id": TWO, "station": " W-1 ", "arrived_at": "2026-10-04T07:00:00Z", "departed_at": None}
    more = {"replaces": TWO, "reason": "typed wrong", "language": "ru"}
    [sent] = read({**REPORT, **more, "visit": visit, "place": {"kind": "region", "code": "west"}, "new": 1})
    assert isinstance(sent, Submission)
    assert sent.visit == VisitClaim(UUID(TWO), "W-1", datetime(2026, 10, 4, 7, tzinfo=UTC))
    assert (sent.place, sent.language, sent.reason) == (PlaceClaim("region", "west"), "ru", "typed wrong")
    # A correction that does not name its report is looked up by what it replaces.
    assert (sent.replaces, sent.report_id) == (UUID(TWO), UUID(TWO))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": None}, ("reports.0.id", "missing")),
        ({"id": 7}, ("reports.0.id", "wrong-type")),
        ({"id": "{" + ONE + "}"}, ("reports.0.id", "not-a-uuid")),
        ({"form": "ab"}, ("reports.0.form", "not-a-hash")),
        ({"form": ["ab"]}, ("reports.0.form", "wrong-type")),
        ({"answers": None}, ("reports.0.answers", "missing")),
        ({"answers": ["yes"]}, ("reports.0.answers", "wrong-type")),
        ({"made_at": "yesterday"}, ("reports.0.made_at", "not-a-moment")),
        ({"made_at": "2026-10-04T07:15:00"}, ("reports.0.made_at", "no-offset")),
        ({"made_at": "0001-01-01T00:00:00+14:00"}, ("reports.0.made_at", "not-a-moment")),
        ({"made_at": 1759554900}, ("reports.0.made_at", "wrong-type")),
        ({"replaces": ONE}, ("reports.0.replaces", "corrects-itself")),
        ({"replaces": TWO, "report": ONE}, ("reports.0.replaces", "corrects-itself")),
        ({"visit": []}, ("reports.0.visit", "wrong-type")),
        ({"visit": {"station": "W-1"}}, ("reports.0.visit.id", "missing")),
        ({"visit": {"id": TWO, "station": 7}}, ("reports.0.visit.station", "wrong-type")),
        ({"visit": {"id": TWO, "arrived_at": "7"}}, ("reports.0.visit.arrived_at", "not-a-moment")),
        ({"place": {"kind": "moon"}}, ("reports.0.place.kind", "not-one-of")),
        ({"place": {"kind": ["station"]}}, ("reports.0.place.kind", "not-one-of")),
    ],
)
def test_a_fault_is_named_where_it_is(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults({**REPORT, **change}) == [fault]


def test_every_fault_of_a_report_is_told_and_the_others_are_read() -> None:
    bad = {"id": TWO, "form": 1, "made_at": "?", "visit": {"id": "?"}, "answers": {}}
    first, unreadable, third = read(REPORT, bad, {**REPORT, "id": TWO})
    assert isinstance(first, Submission)
    assert isinstance(third, Submission)
    assert isinstance(unreadable, Unreadable)
    assert unreadable.client_id == UUID(TWO)
    assert [fault.field.removeprefix("reports.1.") for fault in unreadable.faults] == [
        "made_at",
        "form",
        "visit.id",
    ]
    assert json.loads(unreadable.content) == bad


def test_what_is_no_object_is_told_by_its_number() -> None:
    assert read("?") == [Unreadable(None, b'"?"', (Fault("reports.0", "not-an-object"),))]


@pytest.mark.parametrize(
    ("body", "code", "arguments"),
    [
        (b'{"reports": [{"id": "\xff"}]}', "not-utf-8", {"byte": "22"}),
        (b'{"reports": [\n {"id": }]}', "not-json", {"line": "2", "column": "9"}),
        (b"", "not-json", {"line": "1", "column": "1"}),
        (b'{"reports": [NaN]}', "no-number", {"found": "NaN"}),
        (b'{"reports": ' + b"[" * 100_000, "too-deep", {}),
        (b"[]", "no-reports", {}),
        (b'{"reports": {}}', "no-reports", {}),
        (b'{"reports": []}', "empty", {}),
    ],
)
def test_a_body_that_cannot_be_read_says_where(body: bytes, code: str, arguments: dict[str, str]) -> None:
    problem = refused(body)
    assert (problem.code, problem.arguments) == (code, arguments)


def test_a_batch_that_is_too_long_says_how_long_it_may_be() -> None:
    body = orjson.dumps({"reports": [REPORT] * 10_000})
    assert refused(body).arguments == {"found": "10000", "most": "200"}


def test_half_an_emoji_does_not_cost_the_report() -> None:
    body = b'\xef\xbb\xbf{"reports": [' + json.dumps({**REPORT, "answers": {"A3": "\ud83d"}}).encode() + b"]}"
    [sent] = read_batch(body, most=200)
    assert isinstance(sent, Submission)
    assert sent.answers == {"A3": "\ud83d"}


def test_a_number_of_ten_thousand_digits_is_read_in_no_time() -> None:
    body = orjson.dumps({"reports": [REPORT]}).replace(b'"yes"', b"9" * 10_000)
    [sent] = read_batch(body, most=200)
    assert isinstance(sent, Submission)
    assert str(sent.answers["A1"]).startswith("9" * 400)


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
moments = st.datetimes(timezones=st.timezones()).map(datetime.isoformat)
reports = st.fixed_dictionaries(
    {},
    optional={
        "id": st.uuids().map(str) | junk,
        "report": st.uuids().map(str) | junk,
        "replaces": st.uuids().map(str) | junk,
        "form": st.binary(min_size=32, max_size=32).map(bytes.hex) | junk,
        "made_at": moments | junk,
        "answers": st.dictionaries(st.text(max_size=8), junk, max_size=3) | junk,
        "visit": st.fixed_dictionaries({"id": st.uuids().map(str) | junk}, optional={"station": junk}) | junk,
        "place": st.fixed_dictionaries({"kind": junk}, optional={"code": junk}) | junk,
        "reason": junk,
        "language": junk,
    },
)


@given(st.lists(reports | junk, min_size=1, max_size=3))
def test_any_json_at_all_is_read_or_told(sent: list[Any]) -> None:
    outcome = read_batch(json.dumps({"reports": sent}).encode(), most=3)
    assert len(outcome) == len(sent)
    for one in outcome:
        if isinstance(one, Unreadable):
            assert one.faults
            assert all(fault.field.startswith("reports.") for fault in one.faults)
        else:
            assert abs(one.made_offset_minutes) < 24 * 60
            assert one.made_at.astimezone(UTC) == one.made_at


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_read_or_refused(body: bytes) -> None:
    try:
        outcome: list[Any] = read_batch(body, most=3)
    except BatchRefused:
        outcome = []
    assert len(outcome) <= 3
