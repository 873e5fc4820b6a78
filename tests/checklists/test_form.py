"""The form of a version, drawn and read without a browser and without a database."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import read
from observer.checklists.form import ChecklistForm
from tests.checklists.examples import example
from tests.documents import INCIDENT, OPENING, choices, document, question

NOW = datetime(2012, 1, 15, 7, 0, tzinfo=UTC)
OPENED = compile_version(read(OPENING))
REPORTED = compile_version(read(INCIDENT))
EXAMPLE = compile_version(read(example("opening")))
PHOTO = "0198c1d2-7e11-7abc-8def-001122334455"


def version_of(*questions: dict[str, Any]) -> CompiledVersion:
    return compile_version(read(document("o", "opening", list(questions))))


def form(version: CompiledVersion, language: str = "en", **more: Any) -> ChecklistForm:
    return ChecklistForm(version, language=language, now=NOW, **more)


def posted(answers: dict[str, Any], **extra: str) -> QueryDict:
    """What a browser sends; keys are question codes."""
    data = QueryDict(mutable=True)
    for code, value in {**answers, **extra}.items():
        data.setlist(f"q-{code}", value if isinstance(value, list) else [value])
    return data


def sent(version: CompiledVersion, answers: dict[str, Any], **more: Any) -> ChecklistForm:
    return form(version, data=posted(answers), **more)


def typed_in(found: ChecklistForm) -> dict[str, Any]:
    """What was typed, blanks left out; several choices have no order."""
    return {
        code: set(value) if isinstance(value, list) else value for code, value in found.typed.items() if value
    }


def faults(found: ChecklistForm) -> dict[str, list[str]]:
    return {field: [str(fault.code) for fault in given] for field, given in found.errors.as_data().items()}


class Page(HTMLParser):
    """The controls of a drawn form, as a browser without JavaScript would send them back."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.data = QueryDict(mutable=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.labelled: set[str] = set()
        self.area = self.select = ""
        # What stands in a template is inert: no browser shows or sends it.
        self.inert = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inert += tag == "template"
        if self.inert:
            return
        given_ = {name: value or "" for name, value in attributes}
        self.ids += [given_["id"]] if "id" in given_ else []
        self.links += [given_["href"][1:]] if tag == "a" else []
        self.labelled |= {given_["for"]} if tag == "label" and "for" in given_ else set()
        if tag == "input" and (
            given_.get("type") not in {"radio", "checkbox", "file"} or "checked" in dict(attributes)
        ):
            self.data.appendlist(given_["name"], given_["value"])
        elif tag == "textarea":
            self.area = given_["name"]
            self.data.appendlist(self.area, "")
        elif tag == "select":
            self.select = given_["name"]
        elif tag == "option" and self.select and "selected" in given_:
            self.data.appendlist(self.select, given_["value"])

    def handle_data(self, text: str) -> None:
        if self.area:
            # The first line break inside a textarea is not part of its value.
            self.data[self.area] = f"{self.data[self.area]}{text}".removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self.inert -= tag == "template"
        if tag == "textarea":
            self.area = ""
        if tag == "select":
            self.select = ""


def drawn(found: ChecklistForm) -> Page:
    return Page(str(found))


def test_a_good_report_is_valid_and_gives_its_canonical_answers() -> None:
    found = sent(OPENED, {"A0": "7:05", "A1": "yes", "A2": "on_time", "A4": ["seals", "lists"], "A10": "07"})
    assert found.is_valid()
    assert found.canonical_answers == {
        "A0": "07:05",
        "A1": "yes",
        "A2": "on_time",
        "A4": ["lists", "seals"],
        "A10": "7",
    }


def test_the_form_and_intake_say_the_same() -> None:
    answers = {"A0": "late", "A2": "maybe", "A10": "-5", "A4": ["ramp"]}
    intake = OPENED.check(answers, now=NOW)
    assert faults(sent(OPENED, answers)) == {problem.question: [problem.code] for problem in intake.problems}


def test_answers_are_not_given_out_while_something_is_wrong() -> None:
    found = sent(OPENED, {})
    assert not found.is_valid()
    with pytest.raises(ValueError, match="not valid"):
        _ = found.canonical_answers


def test_a_page_draws_only_the_questions_that_are_asked() -> None:
    page = drawn(form(OPENED))
    assert "id_q-A2-question" in page.ids
    assert "id_q-A3-question" not in page.ids
    assert page.data["q-shown"].split() == ["A0", "A1", "A2", "A4", "A7", "A10", "A14", "A16"]


def test_an_answer_that_opens_a_question_brings_the_form_back_with_it_and_with_all_that_was_typed() -> None:
    page = drawn(form(OPENED)).data
    page.update({"q-A1": "yes", "q-A2": "late", "q-A10": "5"})
    first = form(OPENED, data=page)
    assert faults(first) == {"A3": ["opened"]}

    second = drawn(first).data
    assert (second["q-A1"], second["q-A2"], second["q-A10"]) == ("yes", "late", "5")
    second["q-A3"] = "The key was lost."
    again = form(OPENED, data=second)
    assert again.is_valid()
    assert again.canonical_answers["A3"] == "The key was lost."


def test_an_opened_question_may_be_left_blank_the_second_time() -> None:
    page = drawn(form(OPENED)).data
    page.update({"q-A1": "yes", "q-A2": "late"})
    second = drawn(form(OPENED, data=page)).data
    assert form(OPENED, data=second).is_valid()


def test_an_answer_to_a_question_no_longer_asked_is_kept_and_not_submitted() -> None:
    changed = sent(OPENED, {"A1": "yes", "A2": "on_time", "A3": "The key was lost."})
    assert changed.is_valid()
    assert "A3" not in changed.canonical_answers
    kept = drawn(changed).data
    assert kept["q-A3"] == "The key was lost."
    kept["q-A2"] = "late"
    assert faults(form(OPENED, data=kept)) == {"A3": ["opened"]}
    assert drawn(form(OPENED, data=kept)).data["q-A3"] == "The key was lost."


def test_a_client_that_tells_not_what_it_showed_is_trusted_to_have_shown_all() -> None:
    assert sent(OPENED, {"A1": "yes", "A2": "late"}).is_valid()


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "A0": text,
            "A1": st.sampled_from(["yes", "no", ""]),
            "A2": st.sampled_from(["on_time", "late", "not_opened"]),
            "A3": text,
            "A4": st.lists(st.sampled_from(["lists", "ballots", "seals"]), unique=True),
            "A7": st.sampled_from(["yes", "no", "__not_observed"]),
            "A10": text,
            "A14": st.sampled_from(["good", "bad"]),
        },
    )
)
def test_nothing_typed_is_ever_lost_on_the_way_through_the_page(answers: dict[str, Any]) -> None:
    found = sent(OPENED, answers)
    again = form(OPENED, data=drawn(found).data)
    assert typed_in(again) == typed_in(found)


@given(
    st.dictionaries(
        st.sampled_from(["A0", "A1", "A4", "A10", "A16", "shown"]), st.lists(st.text(), max_size=3)
    )
)
def test_whatever_is_posted_the_form_answers_and_can_be_drawn(answers: dict[str, list[str]]) -> None:
    found = sent(OPENED, answers)
    found.is_valid()
    assert str(found)


def test_every_problem_is_listed_at_the_top_and_leads_to_its_control() -> None:
    page = drawn(sent(OPENED, {"A0": "late", "A10": "x"}))
    assert page.links == ["id_q-A0", "id_q-A1-1", "id_q-A10"]
    assert set(page.links) <= set(page.ids)


def test_ids_are_unique_and_labels_point_at_controls() -> None:
    page = drawn(sent(EXAMPLE, {"A2": "late", "A12": "yes"}))
    assert len(page.ids) == len(set(page.ids))
    assert page.labelled <= set(page.ids)


def test_markup_in_an_answer_stays_text() -> None:
    hostile = '"><script>alert(1)</script>'
    html = str(sent(OPENED, {"A0": hostile, "A2": "late", "A3": hostile}))
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;") == 2


def test_a_time_that_is_none_is_shown_again_as_it_was_typed() -> None:
    html = str(sent(OPENED, {"A0": "half past six"}))
    assert 'type="text" name="q-A0" id="id_q-A0" value="half past six"' in re.sub(r"\s+", " ", html)
    assert 'type="time"' in str(form(OPENED))


def test_not_observed_can_be_ticked_beside_a_number() -> None:
    version = version_of(question("A1", "integer", allow_not_observed=True, required=True))
    ticked = sent(version, {"A1": "", "A1-not_observed": "1"})
    assert ticked.is_valid()
    assert ticked.canonical_answers == {"A1": "__not_observed"}
    assert drawn(ticked).data["q-A1-not_observed"] == "1"


def test_a_number_and_not_observed_together_are_asked_about_and_both_stay() -> None:
    version = version_of(question("A1", "integer", allow_not_observed=True))
    both = sent(version, {"A1": "5", "A1-not_observed": "1"})
    assert faults(both) == {"A1": ["both"]}
    again = drawn(both).data
    assert (again["q-A1"], again["q-A1-not_observed"]) == ("5", "1")


def test_not_observed_is_a_choice_among_choices() -> None:
    assert sent(OPENED, {"A1": "yes", "A7": "__not_observed"}).canonical_answers["A7"] == "__not_observed"


def test_a_correction_starts_from_the_answers_it_replaces() -> None:
    page = drawn(
        form(OPENED, answers={"A1": "no", "A2": "late", "A3": "Keys.", "A4": ["lists", "seals"], "A10": "7"})
    )
    assert page.data["q-A3"] == "Keys."
    assert page.data.getlist("q-A4") == ["lists", "seals"]
    assert form(OPENED, data=page.data).canonical_answers["A10"] == "7"


def test_a_long_list_of_choices_folds_into_a_picker_and_keeps_its_choice() -> None:
    version = version_of(question("A1", "one_of", choices=choices(*[f"c{number}" for number in range(11)])))
    html = str(sent(version, {"A1": "c10"}))
    assert "<select" in html
    assert Page(html).data["q-A1"] == "c10"


def test_only_a_form_with_photos_is_sent_in_parts() -> None:
    assert form(REPORTED).is_multipart()
    assert not form(version_of(question("A1", "yes_no"))).is_multipart()


def test_photos_the_door_has_kept_come_back_by_name_and_can_be_left_out() -> None:
    answers = {"category": "", "photos": [PHOTO]}
    page = drawn(sent(REPORTED, answers, kept_photos={PHOTO: "box.jpg"}))
    assert page.data.getlist("q-photos") == [PHOTO]
    assert "box.jpg" in str(sent(REPORTED, answers, kept_photos={PHOTO: "box.jpg"}))
    assert drawn(form(REPORTED, answers={"photos": [PHOTO]})).data.getlist("q-photos") == [PHOTO]
    left_out = sent(REPORTED, {**answers, "category": "V01", "photos-remove": [PHOTO]})
    assert "photos" not in left_out.canonical_answers


def test_the_form_speaks_the_language_asked_for_and_falls_back_with_a_mark() -> None:
    russian, kazakh, kyrgyz = (str(form(EXAMPLE, language)) for language in ("ru", "kk", "ky"))
    assert "Когда вы прибыли?" in russian
    assert "Қашан келдіңіз?" in kazakh
    assert 'lang="en"' not in russian + kazakh
    assert '<span lang="en">When did you arrive?</span>' in kyrgyz


def test_a_broken_constraint_is_told_in_the_language_of_the_form() -> None:
    found = sent(EXAMPLE, {"H1": "07:00", "H9": "06:00"}, language="ru")
    assert found.errors["H9"] == ["Время ухода раньше времени прибытия. Проверьте оба времени."]


def test_sections_are_counted_and_those_with_nothing_to_ask_are_left_out() -> None:
    hidden = document("o", "opening", [question("A1", "yes_no")])
    hidden["sections"].append(
        {
            "code": "more",
            "titles": {"en": "More"},
            "questions": [question("A2", "text", show_when="${A1} = 'yes'")],
        }
    )
    version = compile_version(read(hidden))
    assert [(s.number, s.count) for s in form(version).sections] == [(1, 1)]
    assert [(s.number, s.count) for s in sent(version, {"A1": "yes"}).sections] == [(1, 2), (2, 2)]
