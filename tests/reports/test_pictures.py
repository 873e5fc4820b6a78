"""A kept picture shows what was seen, and tells nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from observer.reports.pictures import MAX_PIXELS, PictureRefused, redraw, thumbnail
from tests.reports.photos import GPS, SECRET, bomb, encoded, opened, photo, telling_photo


def refusal(sent: bytes) -> str:
    with pytest.raises(PictureRefused) as refused:
        redraw(sent)
    return refused.value.code


@pytest.mark.parametrize(
    ("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_nothing_but_pixels_is_kept(kind: str, content_type: str) -> None:
    sent = telling_photo(kind)
    assert opened(sent).getexif().get_ifd(GPS)
    picture = redraw(sent)
    kept = opened(picture.content)
    assert (picture.content_type, kept.format, kept.size) == (content_type, kind, (40, 20))
    assert SECRET not in picture.content
    assert not kept.getexif()
    assert kept.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"} | {
        "timestamp",
        "duration",
    }


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (40, 20), (5, 10)), (3, (40, 20), (35, 10)), (6, (20, 40), (10, 5)), (8, (20, 40), (10, 35))],
)
def test_a_picture_taken_sideways_is_kept_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    picture = redraw(telling_photo("JPEG", orientation=orientation))
    colour: Any = opened(picture.content).convert("RGB").getpixel(red_at)
    assert ((picture.width, picture.height), colour[0] > 200, colour[2] < 60) == (size, True, True)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_kept(mode: str) -> None:
    assert opened(redraw(encoded(Image.new(mode, (4, 4)), "PNG")).content).size == (4, 4)


def test_a_jpeg_for_printers_is_kept_for_screens() -> None:
    assert opened(redraw(encoded(Image.new("CMYK", (4, 4)), "JPEG")).content).mode == "RGB"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"x",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7",
        b"MZ\x90\0",
        b"\0" * 5_000,
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(sent: bytes) -> None:
    assert refusal(sent) == "not-a-picture"


def test_a_picture_that_broke_off_is_refused_as_damaged() -> None:
    assert refusal(photo(size=(400, 400))[:-200]) == "damaged"
    assert refusal(photo("PNG")[:60]) == "damaged"


@pytest.mark.parametrize("side", [5_000, 12_000, 60_000])
def test_a_picture_that_unfolds_beyond_measure_is_refused_unread(side: int) -> None:
    sent = bomb(side, side)
    assert (len(sent) < 5_000, refusal(sent)) == (True, "too-many-pixels")


def test_a_large_jpeg_is_kept_at_half_its_size() -> None:
    sent = encoded(Image.new("L", (6_000, 4_000)), "JPEG")
    picture = redraw(sent)
    assert (picture.width, picture.height) == (3_000, 2_000)
    assert picture.width * picture.height <= MAX_PIXELS


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_thumbnail_is_small_and_keeps_its_shape(kind: str, content_type: str) -> None:
    small = thumbnail(photo(kind, size=(1_600, 800)), content_type)
    assert (opened(small.content).size, opened(small.content).format) == ((320, 160), "JPEG")
    assert (small.width, small.height) == (320, 160)


def test_a_thumbnail_of_something_see_through_stands_on_white() -> None:
    clear = encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG")
    assert opened(thumbnail(clear, "image/png").content).getpixel((5, 5)) == (255, 255, 255)


@settings(deadline=None)  # the first picture of a format loads its decoder
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_no_damage_whatever_is_more_than_a_refusal(kind: str, data: st.DataObject) -> None:
    sent = bytearray(photo(kind))
    for position in data.draw(st.lists(st.integers(0, len(sent) - 1), max_size=6)):
        sent[position] = data.draw(st.integers(0, 255))
    try:
        kept = redraw(bytes(sent)).content
    except PictureRefused:
        kept = photo()
    assert opened(kept).width >= 1
