"""Recordings and papers: known by their bytes, kept without what they tell of the place and the phone."""

from __future__ import annotations

import struct
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.reports.media import TAKEN, MediaRefused, forget, recognise
from tests.reports.photos import SECRET, photo

WEBM = (
    bytes.fromhex("1A45DFA3")
    + b"\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    + b"\0" * 64
)
OGG = b"OggS\0\2" + b"\0" * 20 + b"\x01\x13OpusHead" + b"\0" * 30
WAV = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40
AMR = b"#!AMR\n" + b"\x3c" * 64
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def film(brand: bytes = b"isom") -> bytes:
    """The skeleton of an MP4 that tells where it was made in the boxes phones write it into."""
    told = box(b"udta", box(b"\xa9xyz", b"+43.2550+076.9126/" + SECRET))
    track = box(b"trak", box(b"tkhd", b"\1" * 8) + box(b"meta", SECRET))
    return (
        box(b"ftyp", brand + b"\0\0\2\0isommp42")
        + box(b"moov", box(b"mvhd", b"\2" * 8) + track + told)
        + box(b"mdat", b"pixels" * 50)
    )


def mp3() -> bytes:
    tag = b"ID3\x04\0\0" + bytes([0, 0, 0, len(SECRET)]) + SECRET
    return tag + b"\xff\xfb\x90\x64" + b"\0" * 200 + b"TAG" + SECRET.ljust(125, b"\0")


def packed(*names: str, mimetype: str = "") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        if mimetype:
            written.writestr("mimetype", mimetype)
        for name in names:
            written.writestr(name, "x")
    return file.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"
ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "kind", "found"),
    [
        (photo(), "photo", "image/jpeg"),
        (photo("PNG"), "file", "image/png"),
        (WEBM, "audio", "audio/webm"),
        (WEBM, "video", "video/webm"),
        (OGG, "audio", "audio/ogg"),
        (WAV, "audio", "audio/wav"),
        (AMR, "audio", "audio/amr"),
        (mp3(), "audio", "audio/mpeg"),
        (film(b"M4A "), "audio", "audio/mp4"),
        (film(b"mp42"), "audio", "audio/mp4"),
        (film(), "video", "video/mp4"),
        (film(b"3gp4"), "video", "video/3gpp"),
        (film(b"qt  "), "video", "video/quicktime"),
        (PDF, "file", "application/pdf"),
        ("Сайлау, 7:15\n".encode(), "file", "text/plain"),
        (packed("word/document.xml"), "file", f"{OFFICE}.wordprocessingml.document"),
        (packed("xl/workbook.xml"), "file", f"{OFFICE}.spreadsheetml.sheet"),
        (packed(mimetype=ODT), "file", ODT),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_bytes(content: bytes, kind: str, found: str) -> None:
    assert recognise(BytesIO(content), kind) == found


@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        (film(), "photo", "not-a-picture"),
        (photo(), "audio", "not-a-recording"),
        (PDF, "audio", "not-a-recording"),
        (OGG, "video", "not-a-video"),
        (b"", "file", "not-a-known-file"),
        (b"MZ\x90\0" + b"\0" * 60, "file", "not-a-known-file"),
        (b"\x7fELF" + b"\0" * 60, "file", "not-a-known-file"),
        (b"<html><script>alert(1)</script>", "file", "not-a-known-file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file", "not-a-known-file"),
        (packed("run.exe"), "file", "not-a-known-file"),
        (b"PK\x03\x04 cut off", "file", "not-a-known-file"),
        (b"\0\1\2\3" * 20, "file", "not-a-known-file"),
    ],
)
def test_what_a_question_does_not_take_is_refused(content: bytes, kind: str, why: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        recognise(BytesIO(content), kind)
    assert refused.value.code == why


@pytest.mark.parametrize("brand", [b"isom", b"M4A ", b"qt  "])
def test_a_film_forgets_where_it_was_made_and_keeps_its_pictures(brand: bytes) -> None:
    sent = film(brand)
    file = BytesIO(sent)
    forget(file, "video/mp4")
    kept = file.getvalue()
    assert (SECRET in sent, SECRET in kept, b"43.2550" in kept) == (True, False, False)
    # Every other byte stays where it was: tables inside point at places in the file.
    assert (len(kept), kept.index(b"mdat"), kept.count(b"pixels")) == (len(sent), sent.index(b"mdat"), 50)


def test_a_sound_forgets_its_tags() -> None:
    file = BytesIO(mp3())
    forget(file, "audio/mpeg")
    assert (SECRET in file.getvalue(), len(file.getvalue())) == (False, len(mp3()))


@given(st.binary(max_size=300), st.sampled_from(["video/mp4", "audio/mpeg"]))
def test_damaged_recordings_are_refused_or_forgotten_never_fatal(content: bytes, content_type: str) -> None:
    file = BytesIO(content)
    with suppress(MediaRefused):
        forget(file, content_type)
    assert len(file.getvalue()) == len(content)


@given(st.binary(max_size=300), st.sampled_from(["photo", "audio", "video", "file"]))
def test_any_bytes_are_known_or_refused(content: bytes, kind: str) -> None:
    with suppress(MediaRefused):
        assert recognise(BytesIO(content), kind) in TAKEN[kind]
