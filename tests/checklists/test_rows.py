"""Groups, repeats, calculations, filtered choices: what the engine makes of them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.checked import CheckedAnswers
from observer.checklists.checking import MAX_ROWS, MAX_ROWS_IN_ALL
from observer.checklists.definition import DefinitionInvalid, canonical, read
from tests.checklists.test_storable import anything
from tests.documents import choices, document, question, rule

NOW = datetime(2012, 1, 15, 7, 0, tzinfo=UTC)


def section(code: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "titles": {"en": code}, "questions": list(questions), **more}


def compiled(*sections: dict[str, Any], **more: Any) -> CompiledVersion:
    definition = read(document("boxes", "counting", [], **{"sections": list(sections), **more}))
    # What is frozen is what is read again.
    assert canonical(read(canonical(definition))) == canonical(definition)
    return compile_version(definition)


def check(version: CompiledVersion, answers: object) -> CheckedAnswers:
    return version.check(answers, now=NOW)


def told(found: CheckedAnswers) -> list[tuple[str, str]]:
    return [(problem.question, problem.code) for problem in found.problems]


BOXES = compiled(
    section(
        "boxes",
        question("count_boxes", "yes_no"),
        question(
            "box",
            "repeat",
            show_when="${count_boxes} = 'yes'",
            questions=[
                question("serial", "text", required=True),
                question("ballots", "integer", constraint=". < 2000", constraint_message={"en": "Too many."}),
                question("seal", "yes_no", violation_when=rule(". = 'no'", "V11", "serious")),
                question("why", "text", show_when="${seal} = 'no'"),
                question("share", "calculated", calculate="round(${ballots} div ${total} * 100)"),
            ],
        ),
        question("total", "calculated", calculate="sum(${ballots})"),
        question("boxes_seen", "calculated", calculate="count(${box})"),
        question("fewer", "text", show_when="${total} > 100"),
    )
)


def test_each_row_is_answered_and_judged_on_its_own() -> None:
    found = check(
        BOXES,
        {
            "count_boxes": "yes",
            "box": [
                {"serial": "A-17", "ballots": "30", "seal": "yes", "why": "none"},
                {"ballots": 70, "seal": "no", "why": "torn"},
                {"serial": "B-2", "ballots": "9000"},
            ],
        },
    )
    assert found.answers == {
        "count_boxes": "yes",
        "box": [
            {"serial": "A-17", "ballots": "30", "seal": "yes", "share": "0"},
            {"ballots": "70", "seal": "no", "why": "torn", "share": "1"},
            {"serial": "B-2", "ballots": "9000", "share": "99"},
        ],
        "total": "9100",
        "boxes_seen": "3",
    }
    assert told(found) == [
        ("box.1.why", "not-relevant"),
        ("box.2.serial", "required"),
        ("box.3.ballots", "constraint"),
    ]
    assert found.set_aside == {"box.1.why": "none"}
    assert [(flag.rule, flag.question, flag.category) for flag in found.flags] == [("seal.1", "seal", "V11")]


def test_what_several_rows_show_is_one_violation() -> None:
    rows = [{"serial": "1", "seal": "no"}, {"serial": "2", "seal": "no"}]
    assert len(check(BOXES, {"count_boxes": "yes", "box": rows}).flags) == 1


def test_rows_are_neither_asked_nor_counted_where_the_repeat_is_not_asked() -> None:
    found = check(BOXES, {"count_boxes": "no", "box": [{"serial": "1", "ballots": "5"}]})
    assert found.answers == {"count_boxes": "no", "total": "0", "boxes_seen": "0"}
    assert told(found) == [("box", "not-relevant")]
    assert found.set_aside == {"box": [{"serial": "1", "ballots": "5"}]}


def test_a_row_without_an_answer_is_no_row() -> None:
    rows: list[dict[str, Any]] = [{"serial": "1"}, {"serial": "", "seal": None}, {"serial": "2"}]
    found = check(BOXES, {"count_boxes": "yes", "box": rows})
    assert [row["serial"] for row in found.answers["box"]] == ["1", "2"]  # type: ignore[index]
    assert found.answers["boxes_seen"] == "2"


@pytest.mark.parametrize(
    ("sent", "problem"),
    [("five", "not-rows"), ({"serial": "1"}, "not-rows"), ([{"serial": "1"}, "two"], "not-rows")],
)
def test_what_is_no_list_of_rows_is_kept_apart(sent: object, problem: str) -> None:
    found = check(BOXES, {"count_boxes": "yes", "box": sent})
    assert told(found)[0] == ("box", problem)
    assert "box" in found.set_aside


def test_more_rows_than_a_person_can_mean_are_kept_apart() -> None:
    rows = [{"serial": str(number)} for number in range(MAX_ROWS + 3)]
    found = check(BOXES, {"count_boxes": "yes", "box": rows})
    assert len(found.answers["box"]) == MAX_ROWS
    assert ("box", "too-many-rows") in told(found)
    assert found.set_aside["box"] == [{"serial": str(MAX_ROWS + number)} for number in range(3)]


def test_answers_to_unknown_questions_of_a_row_are_kept_with_their_place() -> None:
    found = check(BOXES, {"count_boxes": "yes", "box": [{"serial": "1", "colour": "red"}], "serial": "9"})
    assert found.set_aside == {"serial": "9", "box.1.colour": "red"}


def test_a_form_can_say_how_many_rows_there_are() -> None:
    version = compiled(
        section(
            "boxes",
            question("n", "integer"),
            question("box", "repeat", count="${n}", questions=[question("serial", "text", required=True)]),
        )
    )
    found = check(version, {"n": "2", "box": [{"serial": "1"}]})
    assert found.answers == {"n": "2", "box": [{"serial": "1"}, {}]}
    assert told(found) == [("box.2.serial", "required")]
    assert told(check(version, {"n": "1", "box": [{"serial": "1"}, {"serial": "2"}]})) == [
        ("box", "too-many-rows")
    ]
    assert check(version, {"box": [{"serial": "1"}]}).answers == {}


@pytest.mark.parametrize(("count", "rows"), [("1 div 0", MAX_ROWS), ("-1 div 0", 0), ("'x'", 0), ("2.7", 2)])
def test_a_number_of_rows_that_is_no_number_breaks_nothing(count: str, rows: int) -> None:
    version = compiled(
        section("b", question("box", "repeat", count=count, questions=[question("k", "text")]))
    )
    assert len(check(version, {}).answers.get("box", [])) == rows


def test_repeats_stand_in_repeats() -> None:
    version = compiled(
        section(
            "boxes",
            question(
                "table",
                "repeat",
                questions=[
                    question("member", "text"),
                    question("pile", "repeat", questions=[question("votes", "integer")]),
                    question("sum_here", "calculated", calculate="sum(${votes})"),
                ],
            ),
            question("sum_all", "calculated", calculate="sum(${votes})"),
        )
    )
    found = check(
        version,
        {
            "table": [
                {"member": "a", "pile": [{"votes": "3"}, {"votes": "4"}]},
                {"member": "b", "pile": [{"votes": "x"}, {"votes": "10"}]},
            ]
        },
    )
    assert [row["sum_here"] for row in found.answers["table"]] == ["7", "10"]  # type: ignore[index]
    assert found.answers["sum_all"] == "17"
    assert told(found) == [("table.2.pile.1.votes", "not-whole")]


GROUPS = compiled(
    section("who", question("kind", "one_of", choices=choices("fixed", "mobile"))),
    section(
        "mobile",
        question("requests", "integer", group="list"),
        question("late", "integer", group="late_ones"),
        question("team", "text"),
        show_when="${kind} = 'mobile'",
        groups=[
            {"code": "list", "titles": {"en": "List"}, "show_when": "${kind} != 'fixed'"},
            {"code": "late_ones", "parent": "list", "show_when": "${requests} > 10"},
        ],
    ),
)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, {"kind"}),
        ({"kind": "fixed"}, {"kind"}),
        ({"kind": "mobile"}, {"kind", "requests", "team"}),
        ({"kind": "mobile", "requests": "11"}, {"kind", "requests", "team", "late"}),
    ],
)
def test_a_question_is_asked_when_all_around_it_is(answers: dict[str, str], asked: set[str]) -> None:
    assert GROUPS.relevant(answers, now=NOW) == asked
    assert {
        code for code, status in check(GROUPS, answers).statuses.items() if status != "not_applicable"
    } == asked


def test_a_group_inside_a_repeat_is_decided_in_each_row() -> None:
    version = compiled(
        section(
            "boxes",
            question(
                "box",
                "repeat",
                group="all_boxes",
                questions=[question("kind", "text"), question("route", "text", group="moving")],
            ),
            groups=[
                {"code": "all_boxes", "titles": {"en": "Boxes"}},
                {"code": "moving", "parent": "all_boxes", "show_when": "${kind} = 'mobile'"},
            ],
        )
    )
    look = version.look({"box": [{"kind": "fixed"}, {"kind": "mobile"}]}, now=NOW)
    assert look.relevant == {"box", "box.1.kind", "box.2.kind", "box.2.route"}


class TestCalculations:
    version = compiled(
        section(
            "numbers",
            question("issued", "integer"),
            question("signed", "integer"),
            question("gap", "calculated", calculate="${issued} - ${signed}"),
            question("worse", "text", show_when="${gap} > 0"),
            question("form_of", "hidden", default="2012"),
            question("lot", "calculated", calculate="random()"),
        )
    )

    def test_the_server_calculates_whatever_was_sent(self) -> None:
        found = check(self.version, {"issued": "12", "signed": "10", "gap": "0", "lot": "0.25"})
        assert found.answers == {
            "issued": "12",
            "signed": "10",
            "gap": "2",
            "form_of": "2012",
            "lot": "0.25",
        }
        assert found.statuses["worse"] == "blank"

    def test_a_sum_with_a_blank_is_blank(self) -> None:
        found = check(self.version, {"issued": "12", "lot": "0.25"})
        assert "gap" not in found.answers
        assert found.statuses["worse"] == "not_applicable"

    def test_questions_that_wait_for_one_another_are_refused(self) -> None:
        with pytest.raises(DefinitionInvalid) as invalid:
            compiled(
                section(
                    "s",
                    question("a", "calculated", calculate="${b} + 1"),
                    question("b", "calculated", calculate="${a} + 1"),
                )
            )
        assert [(one.question, one.field, one.code) for one in invalid.value.problems] == [
            ("a", "calculate", "expression-circle")
        ]


LISTS = {
    "region": {"choices": choices("almaty", "astana")},
    "city": {
        "columns": ["region"],
        "choices": [
            {"code": "medeu", "labels": {"en": "Medeu"}, "values": {"region": "almaty"}},
            {"code": "esil", "labels": {"en": "Esil"}, "values": {"region": "astana"}},
        ],
    },
}


class TestChoices:
    version = compiled(
        section(
            "where",
            question("region", "one_of", choices_from="region"),
            question("city", "one_of", choices_from="city", choice_filter="region = ${region}"),
            question("order", "rank", choices=choices("a", "b", "c")),
        ),
        lists=LISTS,
    )

    def test_a_choice_is_offered_where_the_filter_leaves_it(self) -> None:
        look = self.version.look({"region": "astana"}, now=NOW)
        assert [choice.code for choice in look.choices("city")] == ["esil"]
        assert told(check(self.version, {"region": "astana", "city": "esil"})) == []

    def test_a_choice_that_is_not_offered_is_kept_and_told(self) -> None:
        found = check(self.version, {"region": "astana", "city": "medeu"})
        assert found.answers["city"] == "medeu"
        assert told(found) == [("city", "choice-not-offered")]

    def test_a_ranking_keeps_its_order_and_is_whole(self) -> None:
        assert check(self.version, {"order": "c a b"}).answers == {"order": ["c", "a", "b"]}
        assert told(check(self.version, {"order": ["c", "a"]})) == [("order", "not-all-ranked")]


def test_a_rule_can_say_when_an_answer_is_needed_and_the_form_in_which_words() -> None:
    version = compiled(
        section(
            "s",
            question("n", "integer"),
            question(
                "why", "text", required_when="${n} > 3", required_message={"en": "More than three: why?"}
            ),
        )
    )
    assert told(check(version, {"n": "3"})) == []
    problem = check(version, {"n": "4"}).problems[0]
    assert (problem.question, problem.code, problem.message) == (
        "why",
        "required",
        {"en": "More than three: why?"},
    )


def test_words_can_hold_answers() -> None:
    version = compiled(
        section(
            "s",
            question("n", "integer"),
            question("note", "note", labels={"en": "You wrote ${n} ballots."}),
            question("box", "repeat", questions=[question("k", "text"), question("said", "note")]),
        )
    )
    look = version.look({"n": "7", "box": [{"k": "a"}, {"k": "b"}]}, now=NOW)
    assert look.words("You wrote ${n} ballots.") == "You wrote 7 ballots."
    assert look.words("Box ${k} of ${n}", "box.2.said") == "Box b of 7"
    with pytest.raises(DefinitionInvalid):
        compiled(section("s", question("note", "note", labels={"en": "You wrote ${nothing}."})))


def test_the_form_starts_from_defaults_and_the_server_adds_none() -> None:
    version = compiled(
        section(
            "s",
            question("n", "integer", default="3"),
            question("day", "date", initial="today()"),
            question("m", "integer"),
        )
    )
    look = version.look({"m": "1"}, now=NOW)
    assert [look.first_value(code) for code in ("n", "day", "m")] == ["3", "2012-01-15", ""]
    assert check(version, {}).answers == {}


@given(anything)
def test_nothing_sent_for_rows_raises(sent: object) -> None:
    found = check(BOXES, {"count_boxes": "yes", "box": sent})
    assert isinstance(found.content_hash(), bytes)


row = st.fixed_dictionaries(
    {},
    optional={
        "serial": st.sampled_from(["A", "", "B-1"]),
        "ballots": st.sampled_from(["1", "007", "x", "", "5000"]),
        "seal": st.sampled_from(["yes", "no", "__not_observed", ""]),
        "why": st.sampled_from(["torn", ""]),
    },
)


@given(st.lists(row, max_size=5))
def test_canonical_answers_are_checked_to_themselves(rows: list[dict[str, str]]) -> None:
    once = check(BOXES, {"count_boxes": "yes", "box": rows})
    again = check(BOXES, once.answers)
    assert again.answers == once.answers


def test_rows_of_rows_of_rows_have_an_end() -> None:
    inner = question("ballot", "repeat", count="200", questions=[question("mark", "text")])
    middle = question("pile", "repeat", count="200", questions=[inner])
    version = compiled(section("all", question("table", "repeat", questions=[middle])))
    found = check(version, {"table": [{}] * 200})
    assert sum(1 for _row in rows_within(found.answers)) == MAX_ROWS_IN_ALL


def rows_within(answers: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for answer in answers.values():
        for row in answer if isinstance(answer, list) else ():
            yield row
            yield from rows_within(row)


def test_more_work_than_one_report_is_worth_ends_and_is_told() -> None:
    # For each of 20,000 choices all of them are looked at again.
    places = [{**one, "values": {"near": one["code"]}} for one in choices(*(f"c{n}" for n in range(20_000)))]
    each = "instance('places')/root/item[contains(near, ${A1})]"
    version = compiled(
        section(
            "all",
            question("A1", "text"),
            question("A2", "integer"),
            question(
                "far", "calculated", calculate=f"count(instance('places')/root/item[count({each}) > 5])"
            ),
        ),
        lists={"places": {"columns": ["near"], "choices": places}},
    )
    found = check(version, {"A1": "c", "A2": "7"})
    assert found.answers["A2"] == "7"
    assert told(found) == [("", "too-much-work")]
