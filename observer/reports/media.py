"""Sounds, films and papers from strangers' phones: recognised by their bytes, rid of what tells where they
were made. Knows files only.

What a phone writes into a recording beside sound and picture (place, owner, device) stands in boxes of their
own: `udta` and `meta` of ISO base media files (ISO/IEC 14496-12, §8.10 and §8.11), ID3 tags of MP3
(id3.org, ID3v2.4.0 §3.1 and ID3v1). These are made empty in place, so every other byte stays where it was.
Papers are kept as they came: their properties are part of what was handed over.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

import puremagic

from observer.reports.pictures import EXTENSIONS as PICTURES

_SOUNDS = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/ogg": "ogg",
    "audio/webm": "weba",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/3gpp": "3ga",
}
_FILMS = {"video/mp4": "mp4", "video/webm": "webm", "video/3gpp": "3gp", "video/quicktime": "mov"}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PAPERS = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
# What each kind of question takes, and the ending a kept file gets.
EXTENSIONS: Mapping[str, str] = {**PICTURES, **_SOUNDS, **_FILMS, **_PAPERS}
TAKEN: Mapping[str, frozenset[str]] = {
    "photo": frozenset(PICTURES),
    "audio": frozenset(_SOUNDS),
    "video": frozenset(_FILMS),
    "file": frozenset(EXTENSIONS),
}
KINDS = tuple(TAKEN)
# The same bytes under other names; containers that hold sound alone just as well as a film.
_SAME = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/x-m4a": "audio/mp4",
    "application/ogg": "audio/ogg",
    "image/jpg": "image/jpeg",
}
_SOUND_OF = {"video/mp4": "audio/mp4", "video/webm": "audio/webm", "video/3gpp": "audio/3gpp"}
_REFUSALS = {
    "photo": "not-a-picture",
    "audio": "not-a-recording",
    "video": "not-a-video",
    "file": "not-a-known-file",
}
_HEAD = 4096
_BOXED = frozenset({"video/mp4", "audio/mp4", "video/3gpp", "audio/3gpp", "video/quicktime"})
# Boxes that hold others on the way to what a phone writes about itself.
_AROUND = frozenset({b"moov", b"trak", b"moof", b"traf", b"mdia"})
_TELLING = frozenset({b"udta", b"meta", b"uuid"})
_MOST_BOXES = 10_000


class MediaRefused(ValueError):
    """`code` is one of `reports.wording.PICTURES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recognise(file: IO[bytes], kind: str) -> str:
    """The media type of `file` as a question of this `kind` keeps it; names and declared types count nothing.

    Raises MediaRefused for what such a question does not take.
    """
    found = next((name for name in _candidates(file) if _as_kind(name, kind) in TAKEN[kind]), "")
    file.seek(0)
    if not found:
        raise MediaRefused(_REFUSALS[kind])
    return _as_kind(found, kind)


def _as_kind(name: str, kind: str) -> str:
    return _SOUND_OF.get(name, name) if kind == "audio" else name


def _candidates(file: IO[bytes]) -> Iterator[str]:
    """What the bytes may be, the likeliest first. A second guess counts where the first has no name."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"#!AMR"):
        yield "audio/amr"
    if head.startswith(b"PK\x03\x04"):
        yield _packed(file)
        return
    try:
        guesses = puremagic.magic_string(head)
    except (ValueError, puremagic.PureError):
        guesses = []
    named = [guess.mime_type for guess in guesses if guess.mime_type]
    surest = [_SAME.get(name, name) for name in named[:2]]
    yield from surest
    if not named and _is_text(head):
        yield "text/plain"


def _packed(file: IO[bytes]) -> str:
    """A zip is a document by what stands in it, or nothing we keep."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 100:
                return packed.read("mimetype").decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
    if "word/document.xml" in names:
        return f"{_OFFICE}.wordprocessingml.document"
    return f"{_OFFICE}.spreadsheetml.sheet" if "xl/workbook.xml" in names else ""


def _is_text(head: bytes) -> bool:
    """Written words: UTF-8 without control characters, and no page or script for a browser."""
    try:
        text = head[: _HEAD - 4].decode("utf-8-sig") if len(head) < _HEAD else head.decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return False
    plain = all(character >= " " or character in "\t\r\n" for character in text)
    return bool(text) and plain and "<" not in text[:200]


def forget(file: IO[bytes], content_type: str) -> None:
    """Empty the parts of a recording that tell of its place and its phone, in place.

    `file` is open for reading and writing. Raises MediaRefused for one whose boxes lead nowhere.
    """
    if content_type in _BOXED:
        _empty_boxes(file)
    elif content_type == "audio/mpeg":
        _empty_tags(file)
    file.seek(0)


def _empty_boxes(file: IO[bytes]) -> None:
    end = file.seek(0, 2)
    waiting, seen = [(0, end)], 0
    while waiting:
        place, stop = waiting.pop()
        while place + 8 <= stop:
            seen += 1
            size, name, header = _box(file, place, stop)
            if size < header or place + size > stop or seen > _MOST_BOXES:
                raise MediaRefused("damaged-file")
            if name in _TELLING:
                _make_free(file, place, size)
            elif name in _AROUND:
                waiting.append((place + header, place + size))
            place += size


def _box(file: IO[bytes], place: int, stop: int) -> tuple[int, bytes, int]:
    """(size, name, bytes of its header) of the box at `place`; size 0 reaches to the end, 1 is a long one."""
    file.seek(place)
    head = file.read(16)
    size, name = int.from_bytes(head[:4]), head[4:8]
    if size == 1 and len(head) == 16:
        return int.from_bytes(head[8:]), name, 16
    return (stop - place if size == 0 else size), name, 8


def _make_free(file: IO[bytes], place: int, size: int) -> None:
    """A box of the same size that holds zeroes and means nothing."""
    file.seek(place + 4)
    file.write(b"free")
    left = size - 8
    while left > 0:
        left -= file.write(bytes(min(left, 65_536)))


def _empty_tags(file: IO[bytes]) -> None:
    file.seek(0)
    head = file.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        end = file.seek(0, 2)
        file.seek(10)
        file.write(bytes(max(0, min(size, end - 10))))
    if file.seek(0, 2) >= 128:
        file.seek(-128, 2)
        if file.read(3) == b"TAG":
            file.seek(-125, 2)
            file.write(bytes(125))
