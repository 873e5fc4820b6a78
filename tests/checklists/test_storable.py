import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.storable import MAX_TEXT_CHARACTERS, storable, storable_text

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


@given(st.text())
def test_any_text_becomes_text_that_can_be_stored(text: str) -> None:
    kept = storable_text(text)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\x00" not in kept
    assert unicodedata.is_normalized("NFC", kept)
    assert storable_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain", "plain"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("nul\x00here", "nul\ufffdhere"),
        ("half \ud83d here", "half \ufffd here"),
        ("e\u0301", "é"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_what_cannot_be_stored_leaves_a_mark(text: str, kept: str) -> None:
    assert storable_text(text) == kept


def test_a_text_of_any_length_is_cut_in_good_time() -> None:
    assert len(storable_text("я" * 10**6)) == MAX_TEXT_CHARACTERS
    assert len(storable_text("a" + "\u0301\u0323" * 10**6)) <= MAX_TEXT_CHARACTERS


@given(anything)
def test_anything_becomes_json_without_numbers(value: object) -> None:
    json.dumps(storable(value), ensure_ascii=False).encode("utf-8")

    def numbers(found: object) -> list[object]:
        if isinstance(found, dict):
            return [number for item in found.values() for number in numbers(item)]
        if isinstance(found, list):
            return [number for item in found for number in numbers(item)]
        return [found] if isinstance(found, (int, float)) and not isinstance(found, bool) else []

    assert numbers(storable(value)) == []


def test_deep_and_long_things_are_cut_with_a_mark() -> None:
    deep: Any = "bottom"
    for _ in range(10_000):
        deep = [deep]
    assert storable(deep) == [[[[[["…"]]]]]]
    assert storable(list(range(1000)))[-1] == "…"  # type: ignore[index]  # a list came in
    assert storable(10**5000) == "2^16609"
