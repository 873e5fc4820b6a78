"""Which content is the same, and the code that stands for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.reports.identity import document, receipt_code, short_code, written
from observer.reports.submission import PlaceClaim, Submission, VisitClaim

KEY = b"k" * 32
SENT = Submission(
    client_id=UUID(int=1),
    report_id=UUID(int=1),
    form=b"f" * 32,
    answers={"A1": "yes"},
    made_at=datetime(2026, 10, 4, 7, tzinfo=UTC),
    visit=VisitClaim(UUID(int=2), "W-1"),
)


def test_a_code_is_six_characters_that_nobody_confuses() -> None:
    code = receipt_code(SENT, b"h" * 32, KEY)
    assert code == receipt_code(SENT, b"h" * 32, KEY)
    assert len(code) == 6
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": UUID(int=9)},
        {"report_id": UUID(int=9)},
        {"replaces": UUID(int=9)},
        {"form": b"g" * 32},
        {"visit": VisitClaim(UUID(int=2), "W-2")},
        {"visit": VisitClaim(UUID(int=3), "W-1")},
        {"visit": None},
        {"place": PlaceClaim("none")},
    ],
)
def test_other_claims_have_another_code(other: dict[str, Any]) -> None:
    assert receipt_code(replace(SENT, **other), b"h" * 32, KEY) != receipt_code(SENT, b"h" * 32, KEY)


def test_whoever_has_no_key_cannot_try_which_votes_give_a_code() -> None:
    assert receipt_code(SENT, b"h" * 32, b"another key") != receipt_code(SENT, b"h" * 32, KEY)


def test_the_phones_clock_and_language_are_no_part_of_the_content() -> None:
    later = replace(SENT, made_at=SENT.made_at + timedelta(minutes=3), language="ru", channel="form")
    assert receipt_code(later, b"h" * 32, KEY) == receipt_code(SENT, b"h" * 32, KEY)


def test_codes_spread_evenly_over_their_alphabet() -> None:
    codes = [short_code(UUID(int=number), b"", KEY) for number in range(2_000)]
    assert len(set(codes)) == 2_000
    for position in range(6):
        assert len({code[position] for code in codes}) == 32


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(anything)
def test_whatever_was_sent_can_be_written_down(content: object) -> None:
    assert written(content).isascii()
    json.loads(written(content))


def test_a_number_or_a_nesting_beyond_reason_is_cut_not_refused() -> None:
    deep: list[Any] = []
    for _level in range(5_000):
        deep = [deep]
    assert "…" in json.loads(written({"answers": deep}))["answers"][0][0][0][0][0]
    assert json.loads(written({"answers": 10**5_000}))["answers"].startswith("2^")


def test_the_document_of_a_submission_holds_all_of_it() -> None:
    kept = json.loads(written(document(SENT)))
    assert kept["id"] == str(SENT.client_id)
    assert kept["visit"] == {
        "id": str(UUID(int=2)),
        "station": "W-1",
        "arrived_at": None,
        "departed_at": None,
    }
    assert (kept["answers"], kept["form"]) == ({"A1": "yes"}, (b"f" * 32).hex())
