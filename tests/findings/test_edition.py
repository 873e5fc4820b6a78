"""The edition's template: a document for everyone, with every figure of its data, marked where synthetic."""

import dataclasses
import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from observer.findings.blocks import Column, Line, MissionFacts, Row, Table, terms
from observer.findings.document import Section
from observer.findings.typeset import typeset
from observer.typesetting import TypesetResult
from tests.findings import verapdf
from tests.findings.conftest import flat, text_of
from tests.findings.sample import card, sample_json
from tests.findings.scripts import ARABIC, KAZAKH, SCRIPTS, many_scripts, right_to_left


@dataclasses.dataclass(frozen=True)
class Element:
    """One structure element of a tagged PDF."""

    kind: str
    alt: str
    language: str


def tagged(pdf: bytes) -> list[Element]:
    """Every structure element of a PDF, in reading order."""

    def walk(node: Any) -> Iterator[Element]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield Element(str(node.S), str(node.get("/Alt", "")), str(node.get("/Lang", "")))
            yield from walk(node.get("/K", pikepdf.Array()))

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(walk(opened.Root.StructTreeRoot.K))


A4_WIDTH = 595


def words(pdf: bytes) -> list[tuple[float, str]]:
    """Every word with its right edge, in points from the left edge of the paper."""
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>', told.stdout.decode())
    return [(float(edge), word) for edge, word in found]


def purple_on_the_diagonal(pdf: bytes, page: int) -> int:
    """How many points of the diagonal mark a rendering of a page shows, of 200 along the diagonal."""
    command = ["pdftoppm", "-r", "40", "-f", str(page), "-l", str(page), "-png", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    picture = Image.open(io.BytesIO(done.stdout)).convert("RGB")
    pixels = picture.tobytes()
    marked = 0
    for step in range(200):
        x = picture.width * (2 * step + 1) // 400
        y = picture.height - 1 - picture.height * (2 * step + 1) // 400
        red, green, blue = pixels[3 * (y * picture.width + x) :][:3]
        marked += green < red and green < blue and blue - green > 8
    return marked


# --- Standards ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("verapdf_engine")
def test_editions_are_pdf_ua_and_pdf_a_and_the_engine_can_tell(edition_file: Path, tmp_path: Path) -> None:
    """The last file has lost its tags: did the engine let it pass, the others would prove nothing."""
    for name, document in (("scripts", many_scripts()), ("arabic", right_to_left())):
        (tmp_path / f"{name}.pdf").write_bytes(typeset(document).pdf)
    with pikepdf.open(edition_file) as opened:
        del opened.Root.StructTreeRoot
        del opened.Root.MarkInfo
        opened.save(tmp_path / "untagged.pdf")
    *sound, ua, archival = verapdf.validate(
        edition_file, tmp_path / "scripts.pdf", tmp_path / "arabic.pdf", tmp_path / "untagged.pdf"
    )
    assert [verdict.flavour for verdict in sound] == ["ua1", "2a"] * 3
    assert [verdict.failures for verdict in sound] == [()] * 6
    assert all(verdict.compliant and verdict.checks > 5000 for verdict in sound)
    assert not ua.compliant
    assert not archival.compliant
    assert any(failure.startswith("7.1") for failure in ua.failures)


def test_it_says_its_language_its_title_and_that_it_is_tagged(edition: TypesetResult) -> None:
    with pikepdf.open(io.BytesIO(edition.pdf)) as opened:
        assert str(opened.Root.Lang) == "en"
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        # The cut-off, not the moment of typesetting.
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20120115173000")
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == sample_json()["title"]
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_pictures_have_words_tables_have_headers_and_sections_are_headings(edition: TypesetResult) -> None:
    parts = tagged(edition.pdf)
    counts = Counter(part.kind for part in parts)
    document = sample_json()
    blocks = [block for section in document["sections"] for block in section["blocks"]]
    charts = [block for block in blocks if block["kind"] == "chart"]
    tables = [block for block in blocks if block["kind"] == "table"]
    told = {part.alt for part in parts if part.kind == "/Figure"}
    assert told == {chart["description"] for chart in charts}
    assert counts["/Table"] == len(tables) + 2  # the reports counted, and the notes
    assert counts["/TH"] == sum(len(table["columns"]) for table in tables) + 2 + 5
    # Contents, six sections and "who observed", three at the end; the headings inside sections.
    assert counts["/H1"] == len(document["sections"]) + 4
    assert counts["/H2"] == len([block for block in blocks if block["kind"] == "heading"])


def test_only_the_fonts_of_the_repository_are_used(edition: TypesetResult) -> None:
    names = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z-]+)", pikepdf_plain(edition.pdf)))
    assert names == {b"NotoSans-Regular", b"NotoSans-Bold"}


def pikepdf_plain(pdf: bytes) -> bytes:
    """The file with its objects unpacked, to be searched."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return plain.getvalue()


def test_contents_and_notes_are_links_and_sections_are_bookmarks(edition: TypesetResult) -> None:
    document = sample_json()
    with pikepdf.open(io.BytesIO(edition.pdf)) as opened:
        with opened.open_outline() as outline:
            bookmarks = [item.title for item in outline.root]
        links = [note for page in opened.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]
        assert all("/Contents" in link or "/StructParent" in link for link in links)
    titles = [section["title"] for section in document["sections"]]
    assert [title for title in titles if any(mark.endswith(title) for mark in bookmarks)] == titles
    codes = sum(
        len(block.get("notes", ())) for section in document["sections"] for block in section["blocks"]
    )
    assert len(links) > codes


# --- What it says ---------------------------------------------------------------------------------


def test_every_reading_of_every_figure_is_printed(edition: TypesetResult) -> None:
    text = flat(text_of(edition.pdf))
    for section in sample_json()["sections"]:
        for block in section["blocks"]:
            for run in block.get("runs", []):
                assert flat(run["text"]) in text
            for line in block.get("rows", []):
                for cell in line["cells"]:
                    assert flat(cell["text"]) in text, (block["key"], cell)


def test_a_row_of_figures_stands_in_one_line(edition: TypesetResult) -> None:
    document = sample_json()
    opening = next(section for section in document["sections"] if section["key"] == "opening")
    table = next(block for block in opening["blocks"] if block["kind"] == "table")
    lines = [flat(line) for line in text_of(edition.pdf, layout=True).splitlines()]
    for line in table["rows"]:
        code, _text, *numbers = (flat(cell["text"]) for cell in line["cells"])
        printed = next(each for each in lines if each.startswith(f"{code} "))
        assert printed.endswith(" ".join(numbers)), printed


def test_the_basis_of_the_document_is_printed(edition: TypesetResult) -> None:
    text = flat(text_of(edition.pdf))
    basis = sample_json()["basis"]
    assert basis["cut_off_text"] in text
    assert basis["figures_version"] in text
    assert basis["seal"]["digest"] in text.replace(" ", "")
    for step in basis["inclusion"].values():
        assert step["text"] in text
    for note in sample_json()["notes"]:
        assert flat(note["numerator"]) in text
        assert flat(note["filters"]) in text


def test_what_a_mission_does_not_state_is_printed_as_not_stated() -> None:
    silent = dataclasses.replace(card(), funders=(), inviting_body="", observers=None)
    text = text_of(typeset(sample_json(mission=silent)).pdf, layout=True)
    for label in ("Invited by", "Paid for by", "Observers"):
        assert re.search(rf"^\s*{label}\s+not stated$", text, re.MULTILINE), label


def test_every_page_but_the_cover_says_which_it_is(edition: TypesetResult) -> None:
    pages = [text_of(edition.pdf, page=page) for page in range(1, edition.pages + 1)]
    assert "Page 1 of" not in pages[0]
    for number, page in enumerate(pages[1:], 2):
        assert f"Page {number} of {edition.pages}" in page


def test_synthetic_stands_across_every_page_and_in_its_header(edition: TypesetResult) -> None:
    pages = range(1, edition.pages + 1)
    assert [page for page in pages if purple_on_the_diagonal(edition.pdf, page) < 25] == []
    texts = [flat(text_of(edition.pdf, page=page)) for page in pages]
    assert "The figures in this document are synthetic" in texts[0]
    assert [text for text in texts[1:] if "Synthetic data" not in text] == []


def test_the_mark_does_not_mix_with_the_text_of_a_page(edition: TypesetResult) -> None:
    """Charts carry the word themselves; pages without one must not hold it."""
    assert "SYNTHETIC" not in "".join(text_of(edition.pdf, page=1).split())
    assert not {"S", "Y", "N", "T", "H", "E", "I", "C"} & set(text_of(edition.pdf, page=1).splitlines())


@pytest.mark.parametrize("fictional", [True, False])
def test_what_is_not_synthetic_is_not_marked(fictional: bool) -> None:
    real = sample_json() | {"synthetic": False, "fictional": fictional}
    for section in real["sections"]:
        section["blocks"] = [block for block in section["blocks"] if block["kind"] != "chart"]
    result = typeset(real)
    assert "synthetic" not in text_of(result.pdf).lower()
    assert ("This mission is fictional" in flat(text_of(result.pdf, page=1))) is fictional
    assert purple_on_the_diagonal(result.pdf, 2) == 0


def test_synthetic_figures_of_a_real_mission_are_marked() -> None:
    result = typeset(sample_json() | {"fictional": False})
    assert "fictional" not in flat(text_of(result.pdf, page=1))
    assert purple_on_the_diagonal(result.pdf, 2) > 25


def test_what_nobody_approved_is_a_draft_on_every_page() -> None:
    result = typeset(sample_json(approval=None))
    pages = [text_of(result.pdf, page=page) for page in range(1, result.pages + 1)]
    assert [page for page in pages if "Draft" not in page] == []
    assert "nobody has approved" in flat(pages[0])


# --- Tables that do not fit -----------------------------------------------------------------------


def test_a_long_table_repeats_its_header_and_loses_no_row() -> None:
    rows = tuple(Row(terms(f"Region {number:03}", f"value {number:03}")) for number in range(150))
    group = Row(terms("A group of rows"), Line.GROUP)
    columns = (Column("Place", numeric=False, width=1), Column("Worth"))
    section = Section(
        "long", "Long", (MissionFacts(), Table("long", "A long table", columns, (group, *rows)))
    )
    result = typeset(sample_json(sections=(section,)))
    pages = [flat(text_of(result.pdf, page=page)) for page in range(1, result.pages + 1)]
    holding = [page for page in pages if re.search(r"Region \d{3}", page)]
    assert len(holding) >= 3
    for heading in ("Place", "Worth", "A group of rows"):
        assert [page for page in holding if heading not in page] == []
    assert re.findall(r"Region (\d{3})", " ".join(holding)) == [f"{number:03}" for number in range(150)]


def test_a_word_longer_than_its_column_stays_on_the_page() -> None:
    """A right edge beyond the paper would be cut off by any printer."""
    long = "Abcdefghij" * 30
    columns = (Column("Place", numeric=False, width=1), Column("Worth", numeric=False, width=1))
    section = Section(
        "wide", "Wide", (MissionFacts(), Table("wide", "Wide", columns, (Row(terms(long, long)),)))
    )
    result = typeset(sample_json(sections=(section,)))
    assert max(x for x, _word in words(result.pdf)) < A4_WIDTH - 60
    assert "".join(text_of(result.pdf).split()).replace("\u200b", "").count("Abcdefghij" * 3) > 10


# --- Scripts --------------------------------------------------------------------------------------


def test_other_scripts_are_set_and_tagged_in_their_language() -> None:
    result = typeset(many_scripts())
    text = flat(text_of(result.pdf))
    for tag in ("kk", "ru", "ka", "hy"):
        assert text.count(flat(SCRIPTS[tag])) >= 2
    spoken = {part.language for part in tagged(result.pdf)}
    assert spoken >= {"kk", "ru", "ar", "ka", "hy"}
    assert KAZAKH in text


def test_an_arabic_document_reads_from_right_to_left() -> None:
    result = typeset(right_to_left())
    with pikepdf.open(io.BytesIO(result.pdf)) as opened:
        assert str(opened.Root.Lang) == "ar"
        assert str(opened.Root.ViewerPreferences.Direction) == "/R2L"
    assert set(ARABIC) - {" "} <= set(text_of(result.pdf, page=1))
