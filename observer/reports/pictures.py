"""Pictures from strangers' phones: recognised by their bytes, drawn anew, telling nothing of the phone.

A picture is decoded and written again, so nothing but its pixels is kept: no position, no time, no camera, no
comment, and nothing hidden behind the last pixel. Knows files and pixels only.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

import puremagic
from PIL import Image, ImageOps

# The picture format Pillow is told to expect for what puremagic found, and nothing else.
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
# What is held in memory: 20 million pixels are 60 MB, twice while a picture is being turned upright.
MAX_PIXELS = 20_000_000
# JPEG can be decoded at a half, a quarter or an eighth, so that a camera of 200 million pixels is welcome.
# Above this many Pillow only prints a warning; here it is an error, raised from the header alone.
Image.MAX_IMAGE_PIXELS = 200_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)
THUMBNAIL_EDGE = 320
_HEAD = 4096

# One at a time in each process: what several could hold at once is more than a small server has.
_decoding = BoundedSemaphore(1)


class PictureRefused(ValueError):
    """`code` is one of `reports.wording.PICTURES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    content_type: str
    width: int
    height: int


def redraw(sent: bytes) -> Picture:
    """The picture in `sent` as it is kept: upright, of the same kind, with pixels and nothing else.

    Raises PictureRefused for what is no JPEG, PNG or WebP, is damaged, or unfolds into too many pixels.
    """
    content_type = _recognise(sent)
    with _decoding:
        try:
            image = _decoded(sent, content_type)
            return _written(image, content_type, quality=88)
        except PictureRefused:
            raise
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise PictureRefused("too-many-pixels") from error
        except Exception as error:  # a hostile file reaches into any corner of a decoder
            raise PictureRefused("damaged") from error


def thumbnail(kept: bytes, content_type: str) -> Picture:
    """A JPEG of at most 320 × 320 pixels. Raises PictureRefused when the kept file cannot be read."""
    with _decoding:
        try:
            with Image.open(BytesIO(kept), formats=[FORMATS[content_type]]) as image:
                image.draft("RGB", (THUMBNAIL_EDGE, THUMBNAIL_EDGE))
                image.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
                return _written(_on_white(image), "image/jpeg", quality=80)
        except Exception as error:  # one bad file must not stop the others
            raise PictureRefused("damaged") from error


def _recognise(sent: bytes) -> str:
    """By the bytes alone: names and declared types are the sender's word."""
    try:
        found = str(puremagic.from_string(sent[:_HEAD], mime=True))
    except (ValueError, puremagic.PureError):
        found = ""
    if found not in FORMATS:
        raise PictureRefused("not-a-picture")
    return found


def _decoded(sent: bytes, content_type: str) -> Image.Image:
    with Image.open(BytesIO(sent), formats=[FORMATS[content_type]]) as image:
        if image.width * image.height > MAX_PIXELS:
            _decode_smaller(image)
        image.load()
        upright = ImageOps.exif_transpose(image)
        return _plain(upright, content_type)


def _decode_smaller(image: Image.Image) -> None:
    """Have a JPEG decoded at a fraction of its size; nothing else can be, and is refused."""
    width, height = image.size
    for scale in (2, 4, 8):
        if width * height <= MAX_PIXELS * scale * scale:
            image.draft(None, (-(-width // scale), -(-height // scale)))
            break
    if image.width * image.height > MAX_PIXELS:
        raise PictureRefused("too-many-pixels")


def _plain(image: Image.Image, content_type: str) -> Image.Image:
    """In a mode its format can write."""
    if content_type == "image/jpeg":
        image = image if image.mode in {"L", "RGB"} else image.convert("RGB")
    elif image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode not in {"L", "LA", "RGB", "RGBA"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image.convert("RGBA"))
    return white.convert("RGB")


def _written(image: Image.Image, content_type: str, *, quality: int) -> Picture:
    # Pillow would write comments and profiles again.
    image.info.clear()
    drawn = BytesIO()
    image.save(drawn, FORMATS[content_type], quality=quality)
    return Picture(drawn.getvalue(), content_type, image.width, image.height)
