"""Photos as phones make them, and as attackers do."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
# Told in every corner a picture has for words; none of it may be found in what is kept.
SECRET = b"OBSERVER-7-WAS-HERE"


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return encoded(image, kind, **options)


def telling_photo(kind: str = "JPEG", *, orientation: int = 1) -> bytes:
    """With place, camera, comment, profile and thumbnail; as the camera held it."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, SECRET.decode()
    north = (IFDRational(43), IFDRational(15), IFDRational(0))
    exif.get_ifd(GPS).update({1: "N", 2: north, 3: "E", 4: north, 29: SECRET.decode()})
    options: dict[str, Any] = {"exif": exif, "icc_profile": SECRET, "xmp": b"<x>" + SECRET + b"</x>"}
    if kind == "JPEG":
        options["comment"] = SECRET
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Author", SECRET.decode())
        words.add_itxt("Place", SECRET.decode())
        options["pnginfo"] = words
    return photo(kind, quality=95, **options) + SECRET


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it unfolds into `width` × `height` grey pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000, 9))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image
