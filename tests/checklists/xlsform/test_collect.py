"""The XForm that Collect gets, and what it sends back."""

import shutil
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from observer.checklists.definition import Definition, read
from observer.checklists.xlsform import collect_answers, xform
from observer.checklists.xlsform.rewriting import rewritten
from tests.checklists.examples import EXAMPLES, example
from tests.checklists.xlsform.definitions import definitions
from tests.checklists.xlsform.test_constructs import definition

FORM = definition(
    """,type,name,label,relevant,not_observed,max_length,repeat_count
,begin_group,g,G,,,,
,integer,A,A,,yes,,
,select_multiple l,B,B,${A} != '__not_observed',yes,,
,rank o,C,C,,,,
,time,D,D,,,,
,image,E,E,,,,
,end_group,,,,,,
,begin_repeat,box,Box,,,,${A} + 1
,text,seal,Seal,,,20,
,begin_group,more,,,,,
,file,paper,Paper,,,,
,end_group,,,,,,
,end_repeat,,,,,,
,geopoint,F,F,,,,""",
    ",list_name,name,label,exclusive\n,l,a,A,\n,l,b,B,yes\n,l,c,C,\n,o,a,A,\n,o,b,B,\n,o,c,C,",
)
SENT = """<data xmlns="http://opendatakit.org/submissions" id="form" version="3">
<observer.start>2012-01-15T06:40:00.000+06:00</observer.start>
<observer.visit><observer.station> 4711 </observer.station></observer.visit>
<g><A.asked><A/><A.not_observed>OK</A.not_observed></A.asked><B>a c</B><C>c a b</C>
<D>07:15:30.000+06:00</D><E>1.jpg</E></g>
<box><seal>S-1</seal><more><paper>2.pdf</paper></more></box><box><seal/></box>
<F>51.1 71.4 0.0 4.5</F><unknown>x</unknown>
<meta><instanceID>uuid:1</instanceID><deprecatedID>uuid:0</deprecatedID></meta></data>"""


def validated(form: bytes, path: Path) -> list[str]:
    """What ODK Validate, which comes with pyxform, has against a form; it raises where Collect would fail."""
    from pyxform.validators.odk_validate import check_xform

    path.write_bytes(form)
    return list(check_xform(str(path)))


def test_java_is_there_to_check_forms_with() -> None:
    assert shutil.which("java")


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_xforms_of_the_examples_are_valid(name: str, tmp_path: Path) -> None:
    assert validated(xform(read(example(name)), "1"), tmp_path / "form.xml") == []


def test_a_form_with_every_kind_of_question_is_valid(tmp_path: Path) -> None:
    form = xform(FORM, "3")
    assert validated(form, tmp_path / "form.xml") == []
    assert b'<data id="form" version="3">' in form


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(definitions())
def test_any_definition_has_an_xform(made: Definition) -> None:
    assert fromstring(xform(made, "1")).tag == "{http://www.w3.org/1999/xhtml}html"


def test_a_submission_becomes_answers_in_our_shapes() -> None:
    found = collect_answers(FORM, fromstring(SENT), file_id=lambda name: f"id of {name}")
    expected: dict[str, Any] = {
        "A": "__not_observed",
        "B": ["a", "c"],
        "C": ["c", "a", "b"],
        "D": "07:15",
        "E": ["id of 1.jpg"],
        "box": [{"seal": "S-1", "paper": ["id of 2.pdf"]}, {}],
        "F": "51.1 71.4 0.0 4.5",
    }
    assert found.answers == expected
    assert found.files == {"1.jpg": "E", "2.pdf": "paper"}
    assert found.visit == {"station": "4711"}
    assert found.meta == {
        "start": "2012-01-15T06:40:00.000+06:00",
        "instanceID": "uuid:1",
        "deprecatedID": "uuid:0",
    }


def test_several_answers_that_say_not_observed_are_one() -> None:
    root = fromstring("<data><B>__not_observed</B></data>")
    assert collect_answers(FORM, root).answers == {"B": "__not_observed"}


def test_a_deep_submission_is_not_followed_for_ever() -> None:
    root = fromstring("<a>" * 50_000 + "<A>1</A>" + "</a>" * 50_000)
    assert collect_answers(FORM, root).answers == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${A} = ''", "if(${A.not_observed} = 'OK', '__not_observed', ${A}) = ''"),
        ("count(${A}) + ${B}", "count(${A}) + ${B}"),
        ("'${A}' = ''", "'${A}' = ''"),
        ("sum(${A}) > (${A})", "sum(${A}) > (if(${A.not_observed} = 'OK', '__not_observed', ${A}))"),
    ],
)
def test_a_name_stands_for_its_answer_or_its_tick(source: str, expected: str) -> None:
    assert rewritten(source, {"A"}) == expected
