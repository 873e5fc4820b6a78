"""What form designers write, as CSV: each construct becomes what the definition calls it."""

from typing import Any

from observer.checklists.definition import Definition, read
from observer.checklists.xlsform import Imported, list_file, media_files, read_workbook

SETTINGS = "settings\n,form_id,form_title,phase,default_language\n,form,Form,opening,en\n"


def imported(survey: str, choices: str = "", files: dict[str, bytes] | None = None) -> Imported:
    sheets = ["survey", *survey.strip().splitlines(), "choices", *choices.strip().splitlines()]
    return read_workbook(("\n".join(sheets) + "\n" + SETTINGS).encode(), "form.csv", files=files)


def definition(survey: str, choices: str = "", files: dict[str, bytes] | None = None) -> Definition:
    found = imported(survey, choices, files)
    assert found.problems == ()
    return read(found.document)


def questions(survey: str, choices: str = "", files: dict[str, bytes] | None = None) -> dict[str, Any]:
    return {one.code: one for one in definition(survey, choices, files).all_questions()}


def test_a_top_group_is_a_section_and_the_rest_are_groups() -> None:
    found = definition(""",type,name,label,relevant,appearance,rapid
,begin_group,first,First,,field-list,yes
,text,A,A,,,
,begin_group,inner,,${A} != '',,
,text,B,B,,,
,end_group,,,,,
,end_group,,,,,
,text,C,C,,,""")
    first, page = found.sections
    assert (first.code, first.rapid, first.appearance, first.bare) == ("first", True, "field-list", False)
    assert [(one.code, one.show_when.source) for one in first.groups] == [("inner", "${A} != ''")]
    assert [(one.code, one.group) for one in first.questions] == [("A", ""), ("B", "inner")]
    assert (page.code, page.bare, page.titles) == ("page_1", True, {"en": "Form"})


def test_a_repeat_holds_questions_and_may_count_its_rows() -> None:
    found = questions(""",type,name,label,repeat_count,calculation
,integer,boxes,Boxes,,
,begin_repeat,box,Box,${boxes},
,text,seal,Seal,,
,end_repeat,,,,
,calculate,seals,,,count-non-empty(${seal})""")
    assert found["box"].count.source == "${boxes}"
    assert [one.code for one in found["box"].questions] == ["seal"]
    assert found["seals"].calculate.source == "count-non-empty(${seal})"


def test_a_filtered_list_is_shared_and_keeps_its_columns() -> None:
    found = definition(
        """,type,name,label,choice_filter
,select_one region,r,Region,
,select_one district,d,District,region = ${r}""",
        """,list_name,name,label,region
,region,north,North,
,district,n1,First,north
,district,s1,Second,south""",
    )
    assert list(found.lists) == ["district"]
    assert found.lists["district"].columns == ("region",)
    asked = {one.code: one for one in found.questions()}
    assert [one.code for one in asked["r"].choices] == ["north"]
    assert (asked["d"].choices_from, asked["d"].choice_filter.source) == ("district", "region = ${r}")


def test_fixed_lists_become_types_of_their_own() -> None:
    found = questions(""",type,name,label,not_observed
,select_one yes_no,A,A,
,select_one yes_no,B,B,yes
,select_one yes_no_not_observed,C,C,
,select_one rating,D,D,""")
    assert [(one.type, one.allow_not_observed) for one in found.values()] == [
        ("yes_no", False),
        ("yes_no", True),
        ("yes_no_not_observed", True),
        ("rating", False),
    ]


def test_or_other_is_written_out() -> None:
    found = questions(",type,name,label\n,select_one l or_other,A,A", ",list_name,name,label\n,l,a,A")
    assert [one.code for one in found["A"].choices] == ["a", "other"]
    assert (found["A_other"].type, found["A_other"].show_when.source) == ("text", "selected(${A}, 'other')")


def test_defaults_are_fixed_or_worked_out() -> None:
    found = questions(""",type,name,label,default,initial,fixed_default
,text,A,A,Astana,,
,date,B,B,today(),,
,text,C,C,,'x',
,text,D,D,,,today()
,today,E,,,,""")
    assert [(one.default, one.initial.source if one.initial else "") for one in found.values()] == [
        ("Astana", ""),
        ("", "today()"),
        ("", "'x'"),
        ("today()", ""),
        ("", "today()"),
    ]


def test_required_is_yes_or_an_expression() -> None:
    found = questions(""",type,name,label,required,required_message
,text,A,A,yes,Please
,text,B,B,${A} = 'x',Please
,text,C,C,false,""")
    assert [(one.required, one.required_when is not None) for one in found.values()] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert found["B"].required_message == {"en": "Please"}


def test_ranges_ranks_and_the_rest_keep_their_parameters() -> None:
    found = questions(
        """,type,name,label,parameters
,range,A,A,start=0 end=5 step=0.5
,range,B,B,
,rank l,C,C,randomize=true seed=7
,image,D,D,max-pixels=1200""",
        ",list_name,name,label\n,l,a,A\n,l,b,B",
    )
    bounds = [(str(one.minimum), str(one.maximum)) for one in (found["A"], found["B"])]
    assert bounds == [("0", "5"), ("1", "10")]
    assert str(found["A"].step) == "0.5"
    assert found["C"].parameters == {"randomize": "true", "seed": "7"}
    assert found["D"].parameters == {"max-pixels": "1200"}


def test_media_of_labels_are_kept_by_language_and_listed() -> None:
    found = definition(
        ",type,name,label,media::image::English (en)\n,select_one l,A,A,box.png",
        ",list_name,name,label,image\n,l,a,A,seal.png",
    )
    assert next(found.questions()).media == {"image": {"en": "box.png"}}
    assert media_files(found) == ["box.png", "seal.png"]


def test_a_list_from_a_file_comes_beside_the_workbook() -> None:
    stations = "number,title,region\n4711,School,north\n4712,Hall,south\n".encode("utf-16")
    found = definition(
        """,type,name,label,parameters,calculation
,select_one_from_file stations.csv,A,Station,value=number label=title,
,calculate,where,,,"pulldata('stations', 'region', 'name', ${A})\"""",
        files={"stations.csv": stations},
    )
    listed = found.lists["stations"]
    assert (listed.source, listed.columns) == ("stations.csv", ("region",))
    assert [(one.code, one.labels["en"], one.values["region"]) for one in listed.choices] == [
        ("4711", "School", "north"),
        ("4712", "Hall", "south"),
    ]
    assert media_files(found) == ["stations.csv"]
    served = b"name,label,region\n4711,School,north\n4712,Hall,south\n"
    assert list_file(found, "stations.csv") == served
    assert list_file(found, "box.png") is None


def test_violations_are_numbered_columns() -> None:
    header = (
        ",type,name,label,violation,violation_code,severity,evidence,"
        "violation_3,violation_code_3,severity_3,evidence_3,violation_id_3,standard,protocol,sms_tag"
    )
    row = ",integer,A,A,. > 1,V10,serious,seen,. > 9,V11,Critical,told,many,ICCPR 25; CD 7,B,AB"
    rules = questions(f"{header}\n{row}")
    found = rules["A"]
    assert [(one.code, one.category, one.severity, one.evidence) for one in found.violation_when] == [
        ("A.1", "V10", "serious", "seen"),
        ("many", "V11", "critical", "told"),
    ]
    assert (found.standards, found.protocol, found.sms_tag) == (("ICCPR 25", "CD 7"), "B", "AB")


def test_settings_may_come_from_the_checklist_itself() -> None:
    found = read_workbook(b"type,name,label\ntext,A,A\n", "My form.csv", phase="voting", language="kk")
    assert found.problems == ()
    definition = read(found.document)
    assert (definition.code, definition.phase, definition.languages) == ("My_form", "voting", ("kk",))


def test_what_a_phone_tells_of_its_owner_is_left_out() -> None:
    found = imported(",type,name,label\n,deviceid,deviceid,\n,text,A,A")
    assert found.document is not None
    assert [one["code"] for one in found.document["sections"][0]["questions"]] == ["A"]
    assert [one.code for one in found.warnings] == ["type-left-out"]
