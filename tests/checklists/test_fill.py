"""Every construct of a checklist through the page without JavaScript: drawn, typed, drawn again, read."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from observer.checklists.check import compile_version
from observer.checklists.definition import read
from observer.checklists.form import ChecklistForm
from observer.checklists.offered import MAX_FOUND_CHOICES
from tests.checklists.every_construct import every_construct
from tests.checklists.test_form import Page, drawn, faults, form, posted

EVERY = compile_version(read(every_construct()))
PHOTO = "0198c1d2-7e11-7abc-8def-001122334455"


def typed_page(page: Page, **answers: Any) -> QueryDict:
    """The page as a browser sends it back, these answers typed into it."""
    data = page.data
    for code, value in answers.items():
        data.setlist(f"q-{code}", value if isinstance(value, list) else [value])
    return data


def again(found: ChecklistForm, **answers: Any) -> ChecklistForm:
    return form(EVERY, data=typed_page(drawn(found), **answers))


def start() -> ChecklistForm:
    return form(EVERY)


def test_every_type_is_read_as_intake_reads_it() -> None:
    found = form(
        EVERY,
        data=posted(
            {
                "A1": "yes", "A2": "7:05", "A3": "2012-01-15", "A4": "2012-01-15T07:10", "district": "north",
                "village": "v3", "A7": "43.25 76.91", "voters": "20", "women": "8", "order": "4",
                "crowd": "55",
                "worst-place": ["queue:2", "heat:1", "noise:3"], "seen": ["police", "other"],
                "seen_other": "A dog", "read": "OK", "agents": "1",
                "agent-row": ["1"], "agent-1-list": "Alder",
                "box-row": ["1", "4"], "box-1-kind": "fixed", "box-1-serial": "A-77", "box-4-kind": "mobile",
                "box-4-slot": "Hospital", "box-4-seal-row": ["2"], "box-4-seal-2-mark": "X9",
                "photo": [PHOTO],
            }
        ),
    )  # fmt: skip
    assert faults(found) == {}
    answers = found.canonical_answers
    assert {code: answers[code] for code in ("A2", "A3", "village", "worst", "seen", "read", "photo")} == {
        "A2": "07:05",
        "A3": "2012-01-15",
        "village": "v3",
        "worst": ["heat", "queue", "noise"],
        "seen": ["police", "other"],
        "read": "OK",
        "photo": [PHOTO],
    }
    assert (answers["men"], answers["box_count"], answers["source"]) == ("12", "2", "door")
    assert answers["box"] == [
        {"kind": "fixed", "serial": "A-77"},
        {"kind": "mobile", "slot": "Hospital", "seal": [{"mark": "X9"}]},
    ]
    assert answers["agent"] == [{"list": "Alder"}]


def test_what_was_read_goes_through_the_page_unchanged() -> None:
    answers = {
        "A1": "yes", "A4": "2012-01-15T07:10", "district": "north", "village": "v3",
        "worst": ["heat", "queue", "noise"], "voters": "20", "women": "8", "read": "OK", "agents": "1",
        "agent": [{"list": "Alder"}],
        "box": [{"kind": "fixed", "serial": "A-77"}, {"kind": "mobile", "seal": [{"mark": "X9"}]}],
    }  # fmt: skip
    found = form(EVERY, data=drawn(form(EVERY, answers=answers)).data)
    assert faults(found) == {}
    kept = {code: found.canonical_answers[code] for code in answers if code != "A4"}
    assert kept == {code: value for code, value in answers.items() if code != "A4"}
    assert str(found.canonical_answers["A4"]).startswith("2012-01-15T07:10")


def test_a_row_is_added_and_taken_away_without_sending_anything() -> None:
    two = again(again(start(), **{"box-add": "1"}), **{"box-1-kind": "fixed", "box-add": "1"})
    assert (two.is_valid(), two.errors, two.rearranged) == (False, {}, "box.2")
    page = drawn(two)
    assert page.data.getlist("q-box-row") == ["1", "2"]
    assert page.data["q-box-1-kind"] == "fixed"
    with pytest.raises(ValueError, match="not valid"):
        _ = two.canonical_answers

    one = form(EVERY, data=typed_page(page, **{"box-2-kind": "mobile", "box-drop": "1"}))
    left = drawn(one).data
    assert (left.getlist("q-box-row"), left["q-box-1-kind"]) == (["1"], "mobile")
    sent = form(EVERY, data=typed_page(drawn(one), A1="yes", **{"box-1-slot": "Hospital"}))
    assert faults(sent) == {}
    assert sent.canonical_answers["box"] == [{"kind": "mobile", "slot": "Hospital"}]


def test_rows_stand_within_rows() -> None:
    found = again(again(start(), **{"box-add": "1"}), **{"box-1-kind": "fixed", "box-1-seal-add": "1"})
    assert found.rearranged == "box.1.seal.1"
    sent = again(found, A1="yes", **{"box-1-seal-1-mark": "X9"})
    assert sent.canonical_answers["box"] == [{"kind": "fixed", "seal": [{"mark": "X9"}]}]


def test_a_row_left_blank_is_none() -> None:
    found = again(again(start(), **{"box-add": "1"}), A1="yes")
    assert faults(found) == {}
    assert "box" not in found.canonical_answers


def test_what_is_wrong_in_a_row_is_said_beside_it() -> None:
    found = form(
        EVERY,
        data=posted({"A1": "yes", "box-row": ["2", "5", "7"], "box-5-kind": "fixed", "box-7-serial": "A-78"}),
    )
    # The blank first row is gone; of the two left, the second says no kind.
    assert faults(found) == {"box.2.kind": ["required"]}
    page = drawn(found)
    assert page.links == ["id_q-box-2-kind-1"]
    assert set(page.links) <= set(page.ids)


def test_the_form_itself_asks_for_as_many_rows_as_an_answer_says() -> None:
    first = again(start(), A1="yes", agents="2")
    assert set(faults(first)) == {"agent.1.list", "agent.2.list"}
    page = drawn(first)
    assert page.data.getlist("q-agent-row") == ["1", "2"]
    assert not [name for name in page.ids if name == "id_q-agent"]
    sent = form(EVERY, data=typed_page(page, **{"agent-2-list": "Birch"}))
    assert sent.canonical_answers["agent"] == [{}, {"list": "Birch"}]
    fewer = form(EVERY, data=typed_page(drawn(sent), agents="1"))
    assert fewer.canonical_answers["agent"] == [{}]
    more = form(EVERY, data=typed_page(drawn(fewer), agents="2"))
    assert more.typed["agent"] == [{"list": ""}, {"list": "Birch"}]


def test_a_question_in_a_row_that_an_answer_opens_is_asked_once() -> None:
    one = again(start(), **{"box-add": "1"})
    opened = again(one, A1="yes", **{"box-1-kind": "mobile"})
    assert faults(opened) == {"box.1.slot": ["opened"]}
    assert faults(again(opened)) == {}


def test_a_required_message_of_the_form_is_told_only_where_the_answer_is_required() -> None:
    assert "why_closed" not in faults(form(EVERY, data=posted({"A1": "yes"})))
    found = form(EVERY, data=posted({"A1": "no", "why_closed": ""}))
    assert found.errors["why_closed"] == ["Please say why the station was closed."]


def test_a_broken_constraint_is_told_beside_its_field() -> None:
    found = form(EVERY, data=posted({"A1": "yes", "voters": "5", "women": "9"}))
    assert found.errors["women"] == ["More women than voters: please check both."]


def test_answers_stand_in_the_words_of_later_questions() -> None:
    html = str(form(EVERY, data=posted({"A1": "yes", "voters": "20", "women": "8"})))
    said = [piece for piece in html.split("\n") if "were men" in piece]
    assert 'data-output="men">12</output>' in said[0]
    assert 'data-output="voters">20</output>' in said[0]


def test_a_group_is_asked_as_a_whole_or_not_at_all() -> None:
    without, with_voters = drawn(start()), drawn(form(EVERY, data=posted({"voters": "3"})))
    assert "id_q-order-question" not in without.ids
    assert {"id_q-order-question", "id_q-worst-question"} <= set(with_voters.ids)


def test_choices_follow_the_answer_that_filters_them() -> None:
    north = again(again(start(), district="north"), **{"village-find": "village", "village-narrow": "1"})
    assert north.rearranged == "village"
    found = north["village"].found  # type: ignore[attr-defined]  # BoundQuestion
    assert len(found) == MAX_FOUND_CHOICES
    assert {option.said.text.split()[-1] for option in found} == {"Alma"}
    assert f"{100 - MAX_FOUND_CHOICES} more fit" in str(north)


def test_looking_for_a_choice_finds_it_by_parts_of_its_name_and_keeps_what_was_chosen() -> None:
    page = again(
        again(start(), district="north", A1="yes"), **{"village-find": "alma 00003", "village-narrow": "1"}
    )
    assert [option.value for option in page["village"].found] == ["v3"]  # type: ignore[attr-defined]
    chosen = again(page, village="v3", **{"village-find": ""})
    assert chosen.canonical_answers["village"] == "v3"
    other = again(chosen, **{"village-find": "00005", "village-narrow": "1"})
    assert [option.value for option in other["village"].found] == ["v3", "v5"]  # type: ignore[attr-defined]


def test_the_key_enter_in_a_search_looks_and_sends_nothing() -> None:
    found = again(again(start(), district="north", A1="yes"), **{"village-find": "00003"})
    assert (found.is_valid(), found.rearranged) == (False, "village")


def test_a_choice_of_another_district_is_refused_and_stays_chosen() -> None:
    found = form(EVERY, data=posted({"A1": "yes", "district": "south", "village": "v3"}))
    assert faults(found) == {"village": ["choice-not-offered"]}
    assert drawn(found).data["q-village"] == "v3"


def test_two_choices_at_one_place_are_asked_about_and_stay() -> None:
    places = {"A1": "yes", "voters": "3", "worst-place": ["queue:1", "heat:1", "noise:2"]}
    found = form(EVERY, data=posted(places))
    assert faults(found) == {"worst": ["tied"]}


def test_files_in_rows_come_back_by_name() -> None:
    answers = {"A1": "yes", "photo": [PHOTO], "voters": "x"}
    page = str(form(EVERY, data=posted(answers), kept_photos={PHOTO: "Photo 1, 20 KB"}))
    assert "Photo 1, 20 KB" in page


def test_a_file_input_says_how_large_a_file_may_be() -> None:
    html = str(form(EVERY, most_bytes={"audio": 1024 * 1024}))
    assert 'data-most="1048576"' in html
    assert 'accept="audio/*"' in html


def test_default_values_stand_in_a_new_form_and_not_in_a_correction() -> None:
    definition = every_construct()
    definition["sections"][1]["questions"][0]["default"] = "12"
    version = compile_version(read(definition))
    assert drawn(form(version)).data["q-voters"] == "12"
    assert drawn(form(version, answers={"A1": "yes"})).data["q-voters"] == ""
    emptied = form(version, data=typed_page(drawn(form(version)), voters=""))
    assert drawn(emptied).data["q-voters"] == ""


def test_ids_are_unique_and_labels_point_at_controls_with_rows() -> None:
    data = {
        "A1": "no", "voters": "3", "district": "north", "agents": "2", "box-row": ["1", "2"],
        "box-1-kind": "mobile", "box-2-kind": "fixed", "box-1-seal-row": ["1"], "box-1-seal-1-mark": "X",
    }  # fmt: skip
    page = drawn(form(EVERY, data=posted(data)))
    assert len(page.ids) == len(set(page.ids))
    assert page.labelled <= set(page.ids)
