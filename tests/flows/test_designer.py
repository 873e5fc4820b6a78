"""Designing a checklist in a browser: built, tried, translated, moved about, undone, published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from observer.checklists.definition import canonical, content_hash, read
from observer.checklists.drafting import save_draft
from observer.checklists.models import Draft, Version
from observer.missions.models import Membership
from tests.checklists.examples import example
from tests.factories import Ground, ground
from tests.flows import designing
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.flows.designing import a_draft, field, kept, open_designer, row, saved, sign_in

OpenPage = Callable[..., Page]

# Typed and chosen by hand; the rest is taken from the bank. Among them are every kind of answer the form has,
# rules built from rows, rules written out, violations seen and told, a check with its message.
BY_HAND = {"H1", "B24", "B4", "B9", "B18", "B18k", "B25", "B1d", "B14l", "B2f", "B17t", "B22v", "B27"}


@pytest.fixture
def alder() -> Ground:
    return ground()


def desk(open_page: OpenPage, served: str, member: Membership, **options: Any) -> Page:
    page = open_page(**{"viewport": DESK, **options})
    sign_in(page, served, member)
    return page


def small() -> dict[str, Any]:
    """Three questions in two sections, one of which asks for another."""

    def question(code: str, **more: Any) -> dict[str, Any]:
        return {
            "code": code,
            "type": "yes_no",
            "labels": dict.fromkeys(("en", "ru", "kk"), f"Is {code} so?"),
            **more,
        }

    def section(code: str, *questions: dict[str, Any]) -> dict[str, Any]:
        return {
            "code": code,
            "titles": dict.fromkeys(("en", "ru", "kk"), code.title()),
            "questions": [*questions],
        }

    shown = "${B1} = 'yes'"
    rule = {"expression": ". = 'no'", "category": "V11", "severity": "serious", "evidence": "seen"}
    return {
        "code": "voting", "phase": "voting", "languages": ["en", "ru", "kk"], "default_language": "en",
        "titles": designing.NAMES,
        "sections": [
            section("first", question("B1", violation_when=[rule]), question("B2", show_when=shown)),
            section("second", question("B3")),
        ],
    }  # fmt: skip


def a_small_draft(by: Membership, **changes: Any) -> Draft:
    return save_draft(draft=a_draft(by), document=small() | changes, revision=1, by=by)


def codes(draft: Draft) -> list[list[str]]:
    return [[each["code"] for each in section["questions"]] for section in kept(draft)["sections"]]


def test_the_voting_form_built_in_the_designer_is_the_one_of_the_workbook(
    open_page: OpenPage, served: str, alder: Ground
) -> None:
    wanted = example("voting")
    draft = a_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    page.get_by_label("From which form").select_option("voting")
    page.wait_for_selector('.bank__entry[data-code="B23v"]')
    if not any(
        question.get("standards") for section in wanted["sections"] for question in section["questions"]
    ):
        page.get_by_label("with standards").uncheck()
    for section in wanted["sections"]:
        designing.add_section(page, section)
        for question in section["questions"]:
            if question["code"] in BY_HAND:
                designing.add_by_hand(page, question)
            else:
                designing.add_from_bank(page, question["code"])
    saved(page)
    expect(page.locator('[data-part="count"]')).to_have_text("✓")
    page.get_by_role("link", name="Look at the changes and publish").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url("**/checklists/voting/1/")
    version = Version.objects.get(checklist__code="voting", mission=alder.mission)
    assert bytes(version.content_hash) == content_hash(canonical(read(wanted)))


def test_a_rule_is_built_in_plain_words(open_page: OpenPage, served: str, alder: Ground) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    row(page, "B3").click()
    rule = field(page, "show_when")
    rule.get_by_role("button", name="Add a rule").click()
    rule.get_by_label("Which answer").select_option("B1")
    rule.get_by_label("Value").select_option("no")
    assert rule.locator("textarea").input_value() == "${B1} = 'no'"
    rule.get_by_role("button", name="Add a condition").click()
    rule.get_by_label("All or any").select_option("or")
    assert rule.locator("textarea").input_value() == "${B1} = 'no' or ${B2} = 'yes'"
    # What is written by hand is read back into rows, where it is of that form.
    rule.locator("textarea").fill("${B1} != 'no'")
    assert rule.get_by_label("How it is compared").input_value() == "is_not"
    rule.locator("textarea").fill("count-selected(${B1}) > 1")
    expect(rule.get_by_text("Written by hand")).to_be_visible()
    saved(page)
    assert kept(draft)["sections"][1]["questions"][0]["show_when"] == "count-selected(${B1}) > 1"


def test_what_is_wrong_stands_beside_its_field_and_in_the_list(
    open_page: OpenPage, served: str, alder: Ground
) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    row(page, "B3").click()
    field(page, "show_when").locator("textarea").fill("${B9} = 'yes'")
    expect(field(page, "show_when").locator(".field__error")).to_have_text("There is no question “B9”.")
    row(page, "B1").click()
    designing.open_tool(page, "problems")
    page.locator(".problems-tool").get_by_role("button", name="B3").click()
    expect(page.get_by_role("heading", name="Question B3")).to_be_visible()


def test_a_new_code_is_carried_into_every_rule_that_names_it(
    open_page: OpenPage, served: str, alder: Ground
) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    row(page, "B1").click()
    field(page, "code").locator("input").fill("OPEN")
    field(page, "code").locator("input").press("Tab")
    saved(page)
    assert kept(draft)["sections"][0]["questions"][1]["show_when"] == "${OPEN} = 'yes'"


def test_questions_are_moved_copied_and_removed_with_keys_alone(
    open_page: OpenPage, served: str, alder: Ground
) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    row(page, "B1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator('[data-part="said"]')).to_have_text("B2 is now number 1 of 2.")
    saved(page)
    assert codes(draft) == [["B1"], ["B2", "B3"]]
    page.keyboard.press("Control+d")
    saved(page)
    assert codes(draft) == [["B1"], ["B2", "B2_2", "B3"]]
    page.keyboard.press("Delete")
    saved(page)
    assert codes(draft) == [["B1"], ["B2", "B3"]]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    saved(page)
    assert codes(draft) == [["B1", "B2"], ["B3"]]
    page.keyboard.press("Control+Shift+z")
    saved(page)
    assert codes(draft) == [["B1"], ["B2", "B3"]]


def test_a_question_is_dragged_to_another_section(open_page: OpenPage, served: str, alder: Ground) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    box = row(page, "B3").bounding_box()
    assert box is not None
    row(page, "B1").drag_to(row(page, "B3"), target_position={"x": 40, "y": box["height"] - 3})
    saved(page)
    assert codes(draft) == [["B2"], ["B3", "B1"]]


def test_what_was_removed_comes_back_at_one_press(open_page: OpenPage, served: str, alder: Ground) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    row(page, "B1").click()
    page.get_by_role("button", name="Remove the question").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("B1 was removed. Still named by: B2.")
    toast.get_by_role("button", name="Undo").click()
    saved(page)
    assert kept(draft) == small()


def test_of_two_editors_neither_loses_anything(
    open_page: OpenPage, browser: Browser, served: str, alder: Ground
) -> None:
    draft = a_small_draft(alder.coordinator)
    theirs = desk(open_page, served, alder.head)
    # A browser writes every refused request to the console: here one is meant to be refused.
    context = browser.new_context(base_url=served, viewport=DESK)
    mine = context.new_page()
    sign_in(mine, served, alder.coordinator)
    for page in (mine, theirs):
        open_designer(page, draft)
    row(theirs, "B3").click()
    field(theirs, "labels").locator('[lang="en"]').fill("Is theirs so?")
    saved(theirs)
    row(mine, "B1").click()
    field(mine, "labels").locator('[lang="en"]').fill("Is mine so?")
    conflict = mine.get_by_role("alert")
    expect(conflict).to_contain_text(f"{alder.head.code} has saved this draft")
    expect(conflict).to_contain_text("You have changed different places.")
    conflict.get_by_role("button", name="Put both together").click()
    saved(mine)
    texts = [each["labels"]["en"] for section in kept(draft)["sections"] for each in section["questions"]]
    assert texts == ["Is mine so?", "Is B2 so?", "Is theirs so?"]
    context.close()


def test_rules_are_tried_on_sample_answers(open_page: OpenPage, served: str, alder: Ground) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    row(page, "B1").click()
    page.get_by_role("button", name="Try the rules").click()
    expect(page.locator('.try__row[data-code="B2"]')).to_contain_text("not asked")
    page.get_by_label("Sample answer to B1").select_option("no")
    expect(page.locator(".try__flags")).to_contain_text("serious V11")
    page.get_by_label("Sample answer to B1").select_option("yes")
    expect(page.locator(".try__result")).to_contain_text("These answers show no violation.")
    expect(page.locator('.try__row[data-code="B2"]')).not_to_contain_text("not asked")


def test_missing_translations_stand_out_and_are_filled_in_side_by_side(
    open_page: OpenPage, served: str, alder: Ground
) -> None:
    draft = a_small_draft(alder.coordinator, languages=["en", "ru", "kk", "ar"])
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    designing.open_tool(page, "problems")
    page.locator(".problems-tool").get_by_role("button", name="Translate").click()
    missing = page.locator(".translate .design-word.is-missing")
    before = missing.count()
    arabic = missing.first.locator('textarea[lang="ar"]')
    assert arabic.get_attribute("dir") == "rtl"
    arabic.fill("تصويت")
    assert missing.count() == before - 1
    saved(page)
    assert kept(draft)["titles"]["ar"] == "تصويت"


def test_the_preview_is_the_form_of_the_phone_in_each_language_and_direction(
    open_page: OpenPage, served: str, alder: Ground
) -> None:
    draft = a_small_draft(alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    page.get_by_role("button", name="Preview").click()
    phone = page.frame_locator(".preview__frame")
    expect(phone.get_by_role("heading", name="Voting")).to_be_visible()
    assert phone.locator("html").evaluate("html => html.clientWidth") == 360
    page.get_by_label("Language of the preview").select_option("kk")
    expect(phone.get_by_role("heading", name="Дауыс беру")).to_be_visible()
    page.get_by_label("from right to left").check()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    assert phone.locator("html").evaluate("html => html.scrollWidth") == 360


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_nobody_is_hindered_in_the_designer(
    open_page: OpenPage, served: str, alder: Ground, viewport: dict[str, int], scheme: str
) -> None:
    draft = a_draft(alder.coordinator)
    save_draft(draft=draft, document=example("voting"), revision=1, by=alder.coordinator)
    page = desk(open_page, served, alder.coordinator, viewport=viewport, color_scheme=scheme)
    open_designer(page, draft)
    for tab in page.locator(".designer__tabs button").all():
        if tab.is_visible():
            tab.click()
            name = tab.get_attribute("data-open")
            assert (name, hindrances(page)) == (name, [])
            assert (name, overflow(page)) == (name, 0)


def test_two_hundred_questions_stay_quick(open_page: OpenPage, served: str, alder: Ground) -> None:
    draft = a_draft(alder.coordinator)
    document = example("voting")
    first = document["sections"][1]["questions"][1]
    document["sections"] += [
        {
            "code": f"more_{number}",
            "titles": document["titles"],
            "questions": [{**first, "code": f"M{number}_{each}"} for each in range(25)],
        }
        for number in range(5)
    ]
    save_draft(draft=draft, document=document, revision=1, by=alder.coordinator)
    page = desk(open_page, served, alder.coordinator)
    open_designer(page, draft)
    assert page.locator(".outline__open").count() == 78 + 125 + 15 + 1
    row(page, "M4_20").click()
    # From one letter to the next; the slowest of ten, on a machine that tests run on.
    slowest = page.evaluate(
        """() => {
          const input = document.querySelector('.designer__editor [data-field="labels"] [lang="en"]');
          return Math.max(...[...Array(10).keys()].map((number) => {
            const start = performance.now();
            input.value += number;
            input.dispatchEvent(new Event("input", { bubbles: true }));
            return performance.now() - start;
          }));
        }"""
    )
    assert slowest < 100
