"""Drawn protocols for the example: plainly made up, with a diagonal word across that says so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import observer.typesetting
from observer.operations.example.sent import Photo

WIDTH, HEIGHT, MARGIN, LINE = 900, 1_200, 70, 46
PAPER, INK, PEN, MARK = "#f4f0e6", "#2b2b2b", "#1e3a8a", (180, 30, 30, 96)
FONTS = Path(observer.typesetting.__file__).parent / "fonts"
LINES = {
    "R": "Voters on the list",
    "A": "Added on the day",
    "B": "Ballots received",
    "U": "Unused, cancelled",
    "S": "Spoiled, replaced",
    "I_in": "Issued in the station",
    "I_mob": "Issued for the mobile box",
    "I_adv": "Issued early",
    "Q_mob": "Requests for the mobile box",
    "G": "Signatures",
    "X_st": "In the stationary box",
    "X_mob": "In the mobile box",
    "V": "Valid",
    "N": "Invalid",
}


def drawn(photo: Photo, *, station: str) -> bytes:
    """A JPEG of the protocol as if photographed on a table; every one is marked SYNTHETIC."""
    page = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((MARGIN, 60), f"Protocol of station {station}", fill=INK, font=_font(34))
    draw.text((MARGIN, 108), f"{photo.contest}; fictional lists and candidates", fill=INK, font=_font(22))
    for row, (label, value) in enumerate(_rows(photo)):
        top = 170 + row * LINE
        draw.text((MARGIN, top), label, fill=INK, font=_font(24))
        draw.text((WIDTH - MARGIN - 150, top - 3), str(value), fill=PEN, font=_font(29))
        draw.line((MARGIN, top + LINE - 8, WIDTH - MARGIN, top + LINE - 8), fill="#b8b2a2", width=1)
    page.paste(*_mark())
    turned = page.rotate(0.7, expand=True, fillcolor="#5b5348", resample=Image.Resampling.BICUBIC)
    written = BytesIO()
    turned.save(written, "JPEG", quality=80)
    return written.getvalue()


def _rows(photo: Photo) -> Iterator[tuple[str, int]]:
    for name, value in photo.numbers.items():
        yield LINES.get(name) or name.removeprefix("c:").replace("-", " ").title(), value


@cache
def _mark() -> tuple[Image.Image, tuple[int, int], Image.Image]:
    """The diagonal word, as Image.paste wants it: picture, corner and mask."""
    mark = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    ImageDraw.Draw(mark).text((WIDTH / 2, HEIGHT / 2), "SYNTHETIC", fill=MARK, font=_font(150), anchor="mm")
    turned = mark.rotate(40, resample=Image.Resampling.BICUBIC)
    return turned, (0, 0), turned


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), size)
