"""How many messages a network makes of a text, by 3GPP TS 23.038 and 23.040."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from observer.gateways.sms.segments import cut, is_gsm_7, segments


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # A sign of two septets does not lie across two parts: 76 fit into 153.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("a" * 69 + "ж", 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments(text: str, messages: int) -> None:
    assert segments(text) == messages


def test_one_letter_outside_the_alphabet_changes_the_whole_text() -> None:
    assert (is_gsm_7("Ünder {50} €"), is_gsm_7("ç"), is_gsm_7("да")) == (True, False, False)


@given(text=some.text(max_size=500), most=some.integers(1, 3))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    kept = cut(text, most)
    assert segments(kept) <= most
    assert kept == text or kept.endswith("...")
