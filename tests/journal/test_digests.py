"""A seal can be recomputed by anybody who reads what is written here."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.journal.digests import Written, entry_digest, seal_digest

AT = datetime(2026, 10, 4, 20, 5, 0, 120, tzinfo=UTC)


def written(**changes: Any) -> Written:
    fields: dict[str, Any] = {
        "id": 7,
        "mission": 2,
        "at": AT,
        "act": "receive_report",
        "user": 3,
        "device": None,
        "subject": "report",
        "subject_id": 9,
        "detail": {"channel": "api"},
    }
    return Written(**{**fields, **changes})


def test_an_entry_is_hashed_as_rfc_8785_json() -> None:
    text = (
        '{"act":"receive_report","at":"2026-10-04T20:05:00.000120Z","detail":{"channel":"api"},"device":null,'
        '"id":7,"mission":2,"subject":"report","subject_id":9,"user":3}'
    )
    assert entry_digest(written()) == hashlib.sha256(text.encode()).digest()


def test_a_seal_is_hashed_over_its_batch_and_the_seal_before() -> None:
    text = (
        '{"entries":[[7,"' + "01" * 32 + '"],[8,"' + "02" * 32 + '"]],"mission":null,"number":2,'
        '"previous":"' + "ff" * 32 + '","sealed_at":"2026-10-04T20:05:00.000120Z"}'
    )
    digest = seal_digest(
        mission=None,
        number=2,
        previous=b"\xff" * 32,
        sealed_at=AT,
        entries=[(7, b"\x01" * 32), (8, b"\x02" * 32)],
    )
    assert digest == hashlib.sha256(text.encode()).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"mission": 3},
        {"mission": None},
        {"at": AT + timedelta(microseconds=1)},
        {"act": "receive_report "},
        {"user": None},
        {"device": 3},
        {"subject": ""},
        {"subject_id": None},
        {"detail": {}},
    ],
    ids=str,
)
def test_every_field_of_an_entry_counts(change: dict[str, Any]) -> None:
    assert entry_digest(written(**change)) != entry_digest(written())


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    east = AT.astimezone(timezone(timedelta(hours=5)))
    assert entry_digest(written(at=east)) == entry_digest(written())


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), json, max_size=4))
def test_whatever_json_the_detail_holds_it_has_a_digest(detail: dict[str, Any]) -> None:
    assert len(entry_digest(written(detail=detail))) == 32


def test_a_number_too_large_for_json_still_counts() -> None:
    large = 2**53
    assert entry_digest(written(detail={"n": large})) != entry_digest(written(detail={"n": large + 1}))
