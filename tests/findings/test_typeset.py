"""A document becomes a PDF: the same one every time, whatever is in it, within its limits."""

import hashlib
import time
from pathlib import Path

import pytest

from observer.findings.typeset import EDITION, typeset
from observer.problems import Problem
from observer.typesetting import CANNOT_TYPESET, TYPESETTING_LIMIT, Limits, TypesetResult
from tests.findings.conftest import flat, text_of
from tests.findings.hostile import HOSTILE, hostile_json
from tests.findings.sample import sample_json

CALM = """#set document(title: "Calm", date: datetime(year: 2012, month: 1, day: 15))
#set text(lang: "en", font: "Noto Sans")
= Calm
"""
LINKING_PICTURE = "<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>"
PAGES = "\n#context [#metadata(counter(page).final().first())<pages>]"


def template(folder: Path, body: str) -> Path:
    path = folder / "edition.typ"
    path.write_text(CALM + body + PAGES, encoding="utf-8")
    return path


def test_the_result_tells_pages_hash_and_time(edition: TypesetResult) -> None:
    assert edition.pdf.startswith(b"%PDF-1.7")
    assert edition.sha256 == hashlib.sha256(edition.pdf).digest()
    assert edition.sha256_hex == edition.sha256.hex()
    assert 6 <= edition.pages <= 10
    assert 0 < edition.seconds < Limits().seconds


def test_the_same_document_gives_the_same_bytes(
    edition: TypesetResult, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In another folder, on another clock and under another language of the machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Almaty")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert typeset(sample_json()).sha256 == edition.sha256


def test_another_document_gives_another_file(edition: TypesetResult) -> None:
    assert typeset(sample_json(title="Another title")).sha256 != edition.sha256


def test_text_of_users_is_printed_and_never_obeyed(edition: TypesetResult) -> None:
    result = typeset(hostile_json())
    text = flat(text_of(result.pdf))
    for attack in HOSTILE:
        # In the title, the name of the mission, a sentence, a cell, a remark, a note and a heading.
        assert text.count(flat(attack)) >= 5, attack


def test_what_no_font_draws_is_shown_as_unknown_and_stops_nothing() -> None:
    result = typeset(sample_json(subtitle="before 😀\x00\ue000\U000f0000\uffff\u202e中\ufeff after"))
    assert "before \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd after" in flat(text_of(result.pdf, page=1))


def test_a_document_that_never_ends_is_stopped_in_time(tmp_path: Path) -> None:
    endless = template(tmp_path, "#for a in range(9999) { for b in range(9999) { let c = a + b } }")
    began = time.monotonic()
    with pytest.raises(Problem) as refusal:
        typeset(sample_json(), template=endless, limits=Limits(seconds=0.5))
    assert refusal.value.kind == TYPESETTING_LIMIT
    assert time.monotonic() - began < 10


def test_a_document_may_use_so_much_processor_time(tmp_path: Path) -> None:
    endless = template(tmp_path, "#for a in range(9999) { for b in range(9999) { let c = a + b } }")
    with pytest.raises(Problem) as refusal:
        typeset(sample_json(), template=endless, limits=Limits(processor_seconds=1))
    assert refusal.value.kind == TYPESETTING_LIMIT


def test_a_document_may_use_so_much_memory(tmp_path: Path) -> None:
    """Sixteen million values are half a gigabyte: made where that is allowed, refused where it is not."""
    greedy = template(tmp_path, "#let a = (1,) * 1000000\n#for i in range(4) { a = a + a }")
    assert typeset(sample_json(), template=greedy, limits=Limits(memory_bytes=2 << 30)).pages == 1
    with pytest.raises(Problem) as refusal:
        typeset(sample_json(), template=greedy, limits=Limits(memory_bytes=256 << 20))
    assert refusal.value.kind == TYPESETTING_LIMIT


def test_a_whole_edition_needs_less_than_a_quarter_of_the_memory_allowed(edition: TypesetResult) -> None:
    assert typeset(sample_json(), limits=Limits(memory_bytes=Limits().memory_bytes // 4)).pdf == edition.pdf


@pytest.mark.parametrize(
    "body",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../etc/passwd")',
        f'#image(bytes("{LINKING_PICTURE}"), alt: "x")',
        '#import "@preview/example:0.1.0": *',
        "#this-is-no-name",
    ],
)
def test_nothing_outside_the_templates_is_reached(body: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as refusal:
        typeset(sample_json(), template=template(tmp_path, body))
    assert refusal.value.kind == CANNOT_TYPESET
    assert "passwd" not in str(refusal.value), "the reason is for the log: it may hold paths"


def test_a_broken_picture_is_refused() -> None:
    document = sample_json()
    chart = next(
        block for section in document["sections"] for block in section["blocks"] if block["kind"] == "chart"
    )
    chart["svg"] = "<svg"
    with pytest.raises(Problem) as refusal:
        typeset(document)
    assert refusal.value.kind == CANNOT_TYPESET


def test_the_templates_ask_for_no_package() -> None:
    sources = [path.read_text(encoding="utf-8") for path in EDITION.parent.rglob("*.typ")]
    assert len(sources) == 6
    assert not [source for source in sources if '"@' in source]
