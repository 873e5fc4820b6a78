"""A file of any office program becomes rows of text; a hostile one becomes a refusal, not a fault."""

import contextlib
import json
import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from observer.registers import sheets
from observer.registers.sheets import LONGEST_CELL, MOST_ROWS, UnreadableSheet, read_sheet
from tests.registers.bringing import a_csv, a_spreadsheet

HEADERS = ("код", "название")
ROWS = ((2, ("W-1", "Школа № 5, Ёлкино")), (3, ("W-2", "Клуб")))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_csv_is_read_in_the_encodings_offices_use(encoding: str, delimiter: str) -> None:
    sheet = read_sheet(
        a_csv(HEADERS, *(row for _number, row in ROWS), encoding=encoding, delimiter=delimiter)
    )
    assert (sheet.headers, sheet.rows) == (HEADERS, ROWS)


def test_a_spreadsheet_gives_the_same_rows() -> None:
    sheet = read_sheet(a_spreadsheet(HEADERS, *(row for _number, row in ROWS)))
    assert (sheet.headers, sheet.rows) == (HEADERS, ROWS)


def test_cells_of_a_spreadsheet_read_as_a_person_would_type_them() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["whole", "part", "formula", "yes"])
        sheet.write_row(1, 0, [12.0, 0.25])
        sheet.write_formula(1, 2, '=HYPERLINK("http://evil.example")', None, "shown")
        sheet.write_boolean(1, 3, True)
    assert read_sheet(file.getvalue()).rows == ((2, ("12", "0.25", "shown", "true")),)


def test_what_looks_like_a_formula_stays_text() -> None:
    assert read_sheet(a_csv(["code", "name"], ["=1+1", "@SUM(A1)"])).rows == ((2, ("=1+1", "@SUM(A1)")),)


def test_rows_keep_their_numbers_and_empty_ones_are_passed_over() -> None:
    sheet = read_sheet(b"\n\ncode,name\n\nW-1,\n,,\nW-2,x,\n")
    assert sheet.rows == ((5, ("W-1", "")), (7, ("W-2", "x")))


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableSheet) as refused:
        read_sheet(content)
    return refused.value.code


def test_files_that_are_no_tables_are_refused_by_what_is_wrong() -> None:
    assert refusal(b"") == "empty"
    assert refusal(b"\x00" * 100) == "empty"
    assert refusal(b"code,name\n") == "empty"
    assert refusal("code,name\nW,Zürich\n".encode("latin-1")) == "encoding"
    assert refusal(b"\xff\xfe\x00\xd8x") == "encoding"
    assert refusal(b"PK\x03\x04 not a spreadsheet") == "format"
    assert refusal(a_csv(["code", "name"], ["W", "x" * (LONGEST_CELL + 1)])) == "long-cell"
    assert refusal(b"code\n" + b"1\n" * (MOST_ROWS + 1)) == "too-many-rows"
    assert refusal(a_csv(["c"] * 61, ["x"] * 61)) == "too-many-columns"
    assert refusal(b'{"type": "Feature"}') == "geojson"
    assert refusal(b'{"features": [' + b"[" * 100_000) == "geojson"


def test_a_cell_a_million_rows_away_takes_no_memory_of_ours() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.write(1_048_575, 16_383, "far")
    assert refusal(file.getvalue()) == "too-much"


def test_a_spreadsheet_that_unpacks_to_more_than_it_may_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_MEMORY_BYTES", 256 << 20)
    source, file = BytesIO(a_spreadsheet(["code"], ["W-1"])), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/sharedStrings.xml":
                body = body.replace(b"</sst>", b"<si><t>" + b"x" * (300 << 20) + b"</t></si></sst>")
            bomb.writestr(name, body)
    assert len(file.getvalue()) < 1 << 20
    assert refusal(file.getvalue()) in {"too-much", "format"}


def test_features_are_rows_and_their_properties_the_columns() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [
        {"type": "Feature", "properties": {"code": "west", "level": "region"}, "geometry": square},
        {"type": "Feature", "properties": {"code": "east", "voters": 12}, "geometry": None},
    ]
    sheet = read_sheet(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert sheet.headers == ("code", "level", "voters")
    assert sheet.rows == ((1, ("west", "region", "")), (2, ("east", "", "12")))
    assert sheet.shapes == {1: square, 2: None}


@given(st.binary(max_size=400))
def test_no_file_is_a_fault_of_ours(content: bytes) -> None:
    with contextlib.suppress(UnreadableSheet):
        sheet = read_sheet(content)
        assert all(len(cells) == len(sheet.headers) for _number, cells in sheet.rows)
