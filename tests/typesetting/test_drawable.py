"""Text as the fonts can draw it: nothing a person typed keeps a document from being made."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from observer.typesetting.drawable import COVERAGE, SILENT, coverage, drawable, drawable_text
from tests.typesetting.font_coverage import as_ranges, drawn_by_the_fonts


def test_the_list_of_what_is_drawn_is_read_from_the_fonts() -> None:
    """When it fails, a font has changed: `python -m tests.typesetting.font_coverage` writes the new list."""
    assert COVERAGE.read_text(encoding="ascii") == as_ranges(drawn_by_the_fonts())


def test_the_alphabets_and_signs_of_a_summary_are_drawn() -> None:
    for text in (
        "ӘәҒғҚқҢңӨөҰұҮүҺһІі",
        "ЁёЪъЩщЇїЄєҐґ",
        "ÀéñçßøŁžŠćđ",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
        "აბგდევზთიკლმ",
        "ԱԲԳԴԵԶԷԸ",
        "–—…•№§×−≤≥→“”‘’«»₸€",
    ):
        assert drawable_text(text) == unicodedata.normalize("NFC", text)


def test_what_is_not_drawn_is_shown_as_unknown() -> None:
    assert drawable_text("a😀b中c\ue000") == "a\ufffdb\ufffdc\ufffd"


def test_text_stays_on_one_line_and_in_its_direction() -> None:
    assert drawable_text("a\nb\tc\u2028d") == "a b c d"
    assert drawable_text("12 \u202eof 40\u202c") == "12 of 40"
    assert drawable_text("\u2067عربي\u2069") == "\u2067عربي\u2069"


def test_marks_belong_to_their_letter() -> None:
    assert drawable_text("и\u0306") == "й"
    assert drawable_text("ا\U0001e8d0") == "ا"


def test_every_text_of_a_document_is_reached_and_nothing_else_is_touched() -> None:
    assert drawable({"😀": ["😀", {"a": "😀"}], "n": 1, "b": True, "x": None}) == {
        "😀": ["\ufffd", {"a": "\ufffd"}],
        "n": 1,
        "b": True,
        "x": None,
    }


@given(st.text())
def test_any_text_becomes_drawable_and_stays_so(text: str) -> None:
    drawn = drawable_text(text)
    assert all(ord(character) in coverage() or character in SILENT for character in drawn)
    assert drawable_text(drawn) == drawn
