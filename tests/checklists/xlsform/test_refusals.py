"""Broken and hostile workbooks: everything that is wrong at once, each at its cell, with what to do."""

import io
import zipfile

import pytest
import xlsxwriter

from observer.checklists.definition import read
from observer.checklists.xlsform import read_workbook, write_workbook
from observer.checklists.xlsform.columns import REFUSED_COLUMNS, REFUSED_SHEETS
from observer.checklists.xlsform.types import REFUSED_TYPES
from observer.checklists.xlsform.wording import WORKBOOKS, describe_workbook, where
from tests.checklists.examples import example
from tests.checklists.xlsform.test_constructs import imported

BROKEN = """survey
,type,name,label::English (en),label::Klingon,relevant,violation,violation_code,severity,evidence,relevent
,begin_group,g,,,,,,,,
,select_one yes_no,A1,Q,,${A9} = 1,. = 'no' and,V10,serous,seen,
,select_one zz,1A,,,,,,,,
,geotrace,t,,,,,,,,x
,text,A1,Z,,foo(1),,,,,
,end_repeat,,,,,,,,,
,integer,c1,Z,,${c2} > 1,,,,,
,integer,c2,Z,,${c1} > 1,,,,,
choices
,list_name,name,label::English (en)
,l,a b,A
,,b,B
settings
,form_id,form_title,phase
,test,Test,openin
"""


def told(data: bytes, name: str = "form.xlsx") -> list[tuple[str, str]]:
    found = read_workbook(data, name)
    for problem in (*found.problems, *found.warnings):
        assert describe_workbook(problem, "en")
    return [(where(one), one.code) for one in found.problems]


def test_all_problems_are_told_at_once_with_their_cells() -> None:
    assert told(BROKEN.encode()) == [
        ("survey, E2", "unknown-language"),
        ("survey, K2", "column-misspelt"),
        ("survey, B3", "not-ended"),
        ("survey, F4", "expression-unknown-name"),
        ("survey, G4", "expression-unfinished"),
        ("survey, I4", "not-one-of"),
        ("survey, B5", "unknown-list-name"),
        ("survey, C5", "bad-code"),
        ("survey, D5", "missing"),
        ("survey, B6", "refused-geotrace"),
        ("survey, C7", "name-twice"),
        ("survey, F7", "expression-unknown-function"),
        ("survey, B8", "ends-another"),
        ("survey, F9", "expression-circle"),
        ("choices, B14", "choice-without-list"),
        ("settings, D17", "not-one-of"),
    ]


REPEATED = """survey
,type,name,label::English (en),constraint,constraint_message::English (en),calculation
,select_one l,A1,Which?,,,
,integer,A2,How many?,. >= 0 and (. < 9,Fewer than nine,
,calculate,A3,,,,summe(${A2})
choices
,list_name,name,label::English (en)
,l,late,Late
,l,badge,No badge
,l,late,Late again
settings
,form_id,form_title,phase
,test,Test,opening
"""


def test_each_fault_is_told_once_at_the_row_that_has_it() -> None:
    """A broken expression is not missing as well; a choice that stands twice is shown where it does again."""
    assert told(REPEATED.encode()) == [
        ("survey, E4", "expression-unclosed"),
        ("survey, G5", "expression-unknown-function"),
        ("choices, C10", "twice"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable-empty"),
        (b"PK\x03\x04 no workbook", "unreadable-format"),
        (b"\x89PNG\r\n\x1a\n", "unreadable-encoding"),
        (b"x" * (50 * 1024 * 1024), "unreadable-too-large"),
        ("type,name,label\ntext,A,Zürich\n".encode("latin-1"), "unreadable-encoding"),
        (b"a,b\n1,2\n", "no-survey"),
    ],
)
def test_a_file_that_is_no_form_is_told_in_one_sentence(data: bytes, code: str) -> None:
    assert [found for _where, found in told(data)] == [code]


def test_a_zip_bomb_is_stopped_before_it_unpacks() -> None:
    good = write_workbook(read(example("incident")))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as member:
                if name.endswith("sharedStrings.xml"):
                    member.write(
                        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
                    )
                    for _ in range(640):
                        member.write(b"A" * (1 << 22))
                else:
                    member.write(old.read(name))
    assert len(out.getvalue()) < 10 * 1024 * 1024
    assert [code for _where, code in told(out.getvalue())] == ["unreadable-too-much"]


def test_merged_cells_and_doubled_columns_are_refused() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("survey")
    for column, header in enumerate(["type", "name", "label", "label"]):
        sheet.write_string(0, column, header)
    sheet.write_string(1, 0, "text")
    sheet.write_string(1, 1, "A")
    sheet.merge_range(1, 2, 2, 2, "Both")
    settings = book.add_worksheet("settings")
    for column, (header, value) in enumerate([("form_id", "f"), ("phase", "opening"), ("form_title", "F")]):
        settings.write_string(0, column, header)
        settings.write_string(1, column, value)
    book.close()
    assert told(out.getvalue()) == [("survey, D1", "column-twice"), ("survey, C2", "merged-cells")]


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    survey = ',type,name,label,hint\n,text,A,"=HYPERLINK(""http://x"")",nan'
    found = imported(survey)
    assert found.problems == ()
    assert [one.code for one in found.warnings] == ["like-a-formula"]
    definition = read(found.document)
    written = write_workbook(definition)
    with zipfile.ZipFile(io.BytesIO(written)) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "worksheets/" in name)
    again = read_workbook(written, "form.xlsx")
    assert again.document is not None
    assert again.document["sections"][0]["questions"][0]["labels"] == {"en": '=HYPERLINK("http://x")'}


def test_nan_is_no_number() -> None:
    found = imported(",type,name,label,minimum\n,integer,A,A,nan")
    assert [(where(one), one.code) for one in found.problems] == [("survey, E3", "not-a-number")]


def test_a_fixed_list_must_have_its_codes() -> None:
    found = imported(",type,name,label\n,select_one yes_no,A,A", ",list_name,name,label\n,yes_no,y,Y")
    assert [(where(one), one.code) for one in found.problems] == [("choices, C6", "fixed-list")]


def test_a_missing_file_is_asked_for() -> None:
    found = imported(",type,name,label\n,select_one_from_file towns.csv,A,A")
    assert ("survey, B3", "file-missing") in [(where(one), one.code) for one in found.problems]


def test_answers_of_an_earlier_report_are_never_taken_over() -> None:
    found = imported(",type,name,label,default\n,text,A,A,${last-saved#A}")
    assert "refused-last-saved" in [one.code for one in found.problems]


def test_what_only_pyxform_refuses_is_passed_on_with_its_row() -> None:
    survey = ",type,name,label,parameters\n,text,A,A,rows=many"
    found = imported(survey)
    assert [(where(one), one.code) for one in found.problems] == [("survey, 3", "pyxform")]
    assert "rows" in describe_workbook(found.problems[0], "en")


def test_every_refusal_has_its_sentence() -> None:
    reasons = {*REFUSED_TYPES.values(), *REFUSED_SHEETS.values()}
    reasons |= {reason for columns in REFUSED_COLUMNS.values() for reason in columns.values()}
    assert {f"refused-{reason}" for reason in reasons} <= set(WORKBOOKS)
