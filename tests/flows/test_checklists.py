"""The forms in a real browser: folded parts, a part skipped in one tap, protocols that do not add up."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from observer.checklists.answers import reader_for
from observer.checklists.definition import read
from observer.checklists.protocol import evaluate
from observer.reports.models import Flag, Report
from tests.checklists.examples import example
from tests.checklists.test_protocol_form import protocol
from tests.factories import Ground, a_version, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.flows.test_phone import SEND, answer, choose_station, enrol, press

Open = Callable[..., Page]
COUNTING = read(example("counting"))
AS_WRITTEN = "The paper says so: we typed exactly what is written in the protocol"
VIEWS = [{"viewport": PHONE}, {"viewport": PHONE, "color_scheme": "dark"}, {"viewport": DESK}]


@pytest.fixture
def alder(committed_database: None) -> Ground:
    alder = ground()
    for name in ("voting", "counting"):
        a_version(alder.mission, example(name))
    return alder


@pytest.fixture
def counting_page(open_page: Open, alder: Ground) -> Page:
    page = open_page(viewport=PHONE)
    enrol(page, alder)
    choose_station(page, "counting", "W-1")
    return page


def unfold(page: Page, name: str) -> None:
    page.get_by_role("heading", name=name, exact=True).click()


def fill(page: Page, numbers: dict[str, str]) -> None:
    for code, number in numbers.items():
        page.locator(f"[name=q-{code}]").fill(number)
    page.keyboard.press("Tab")


def answer_rapid(page: Page) -> None:
    page.get_by_label("When did you arrive?").fill("20:00")
    for question, choice in (
        ("Is the station in a town or in a village?", "Town"),
        ("Was the commission quorate all the time?", "Yes"),
        ("Were the seals intact before the boxes were opened?", "Yes"),
        ("Were the unused ballots counted before any box was opened?", "Yes"),
        ("Was each ballot shown and announced?", "Yes"),
        ("Was it decided jointly and in the same way which ballots are valid?", "Yes"),
        ("Did the votes add up to the valid ballots?", "Yes"),
        ("What was wrong with the protocol?", "Nothing"),
        ("Was a copy of the protocol given to those entitled to it?", "Nobody asked"),
        ("Was the protocol posted at the station?", "Yes"),
        ("Was the commission under pressure?", "No"),
        ("How was the counting overall?", "Good"),
        ("Was there a problem that needs an incident report?", "No"),
    ):
        answer(page, question, choice)


def test_the_count_of_answers_follows_what_is_filled_in(counting_page: Page) -> None:
    first = counting_page.locator(".checklist-section").first
    expect(first.get_by_text("0 of 14 answered")).to_be_visible()
    answer_rapid(counting_page)
    expect(first.get_by_text("14 of 14 answered")).to_be_visible()


def test_a_part_is_skipped_in_one_tap(counting_page: Page) -> None:
    unfold(counting_page, "The count")
    question = counting_page.get_by_role("group", name="Was the count interrupted?")
    expect(question).to_be_visible()
    counting_page.get_by_role("radio", name="No view").check()
    expect(question).to_be_hidden()
    expect(counting_page.locator("#id_q-skip_count-question .unseen__chosen")).to_be_visible()
    expect(counting_page.get_by_text("Not observed: No view")).to_be_visible()


def test_figures_that_do_not_add_up_are_told_at_once_and_kept_with_a_tick(counting_page: Page) -> None:
    answer_rapid(counting_page)
    unfold(counting_page, "Protocol: Mazhilis, party lists")
    difference = counting_page.get_by_text("Difference: 1", exact=True)
    fill(counting_page, protocol(V="641", c_a="301"))
    expect(difference).to_be_visible()
    fill(counting_page, protocol())
    expect(difference).to_be_hidden()
    fill(counting_page, protocol(V="641", c_a="301"))
    expect(difference).to_be_visible()
    assert hindrances(counting_page) == []

    counting_page.get_by_role("checkbox", name=AS_WRITTEN).check()
    press(counting_page, SEND)
    expect(counting_page.locator(".receipt__code")).to_be_visible()
    assert [flag.rule for flag in Flag.objects.filter(kind="identity")] == ["K5:mazhilis"]
    assert Report.objects.get().current.answers["P_written"] == ["as_written"]


def test_without_javascript_the_page_comes_back_and_asks_once(open_page: Open, alder: Ground) -> None:
    page = open_page(java_script=False, viewport=PHONE)
    enrol(page, alder)
    choose_station(page, "counting", "W-1")
    answer_rapid(page)
    unfold(page, "Protocol: Mazhilis, party lists")
    fill(page, protocol(V="641", c_a="301"))
    press(page, SEND)
    expect(page.get_by_text("Difference: 1", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name=AS_WRITTEN).check()
    press(page, SEND)
    expect(page.locator(".receipt__code")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS, ids=["phone", "dark", "desk"])
def test_the_longest_form_hinders_nobody(open_page: Open, alder: Ground, view: dict[str, Any]) -> None:
    page = open_page(**view)
    enrol(page, alder)
    choose_station(page, "voting", "W-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Voting")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    # At its end, where the button to send stands below the questions and not above them.
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert (hindrances(page), overflow(page)) == ([], 0)
    too_small = page.evaluate(
        """() => [...document.querySelectorAll(`.choice, .checklist button, .checklist summary,
            .checklist input:not([type=hidden], [type=radio], [type=checkbox]), .checklist select`)]
            .map(part => [part.outerHTML.slice(0, 80), part.getBoundingClientRect().height])
            .filter(([, height]) => height > 0 && height < 48)"""
    )
    assert too_small == []


def generated(chance: random.Random) -> dict[str, int | None]:
    """A protocol near the truth, so that identities hold, fail by little, fail by much, and lack a number."""
    registered = chance.choice([0, 1, 100, 1000, 12_345, 10**14])
    fields = [question.protocol for question in COUNTING.questions() if question.contest == "mazhilis"]
    spread = chance.choice([0, 1, 12, registered])
    return {
        field: None if chance.random() < 0.05 else max(0, registered + chance.randint(-spread, spread))
        for field in fields
        if field
    }


def test_the_page_and_the_server_reckon_alike(counting_page: Page) -> None:
    """500 protocols and a few by hand, each through both; whole numbers travel as text."""
    chance = random.Random(28)
    protocols = [generated(chance) for _ in range(500)]
    server = [
        [
            None
            if result.holds is None
            else [str(result.left), str(result.right), str(result.difference), result.holds, result.severity]
            for result in evaluate(values, COUNTING.identities)
        ]
        for values in protocols
    ]
    page = counting_page.evaluate(
        """async (protocols) => {
            const { evaluate } = await import(document.querySelector('script[src$="protocol.js"]').src);
            const { identities } = JSON.parse(document.getElementById('protocol-rules').textContent);
            const numbers = (values) => Object.fromEntries(
                Object.entries(values).map(([field, text]) => [field, text === null ? null : BigInt(text)]));
            return protocols.map((values) => evaluate(identities, numbers(values)).map((found) =>
                found && [found.left, found.right, found.difference, found.holds, found.severity]));
        }""",
        [{field: None if value is None else str(value) for field, value in one.items()} for one in protocols],
    )
    assert page == server
    assert {result and result[3] for one in server for result in one} == {True, False, None}


def test_the_page_and_the_server_read_numbers_alike(counting_page: Page) -> None:
    typed = [
        "", " ", "0", "007", "12", "+5", "-5", "−5", "12.0", "12,0", "12.5", "1,000", "1.000", "1 000", "x",
        "-", ".", "0.", ".0", "1" * 15, "1" * 16, "0" * 20 + "1", "٤٢", "۴۲", "𝟜𝟚", "１２", "٤٫٠", "1e3",
        "0x10", "--1",
    ]  # fmt: skip
    read_here = counting_page.evaluate(
        """async (typed) => {
            const { whole } = await import(document.querySelector('script[src$="protocol.js"]').src);
            return typed.map((text) => whole(text)?.toString() ?? null);
        }""",
        typed,
    )
    assert read_here == [as_server_reads(text) for text in typed]


def as_server_reads(text: str) -> str | None:
    question = next(question for question in COUNTING.questions() if question.code == "P_V")
    found, _fault = reader_for(question)(text)
    return found if isinstance(found, str) and found else None
