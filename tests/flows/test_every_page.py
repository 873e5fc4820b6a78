"""Every page a person can open, in a real browser: nothing hinders, nothing sticks out, all can be pressed.

The pages come from the URL resolver and the table of the matrix: what answers a role with 200 is opened as
that role. A new page is tried here by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.addresses import addresses
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.matrix import QUERIES, lines
from tests.matrix_world import World, build

SHOWN = frozenset("AWEMO")
# Not pages but files, pictures and machines' answers.
NO_PAGES = re.compile(
    r"api:(?!reference)|gateways:|alive|ready|set_language|.*_file$"
    r"|dashboard:(attachment|thumbnail|edition|edition_tables|register_example|checklist_workbook|checklist_paper|checklist_bank)$"
)
# WCAG 2.2, 2.5.8: a target is at least 24 px each way, unless it stands in a line of text.
SMALLEST_TARGET = 24
TOO_SMALL = """smallest => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter(each => !["hidden", "file"].includes(each.type) && getComputedStyle(each).display !== "inline")
  .filter(each => !each.closest("label") && !each.matches(".skip"))
  .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < smallest || box.width < smallest))
  .map(([html, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""


@pytest.fixture
def world(committed_database: None) -> World:
    return build()


def pages_of(world: World, who: str) -> Iterator[tuple[str, str]]:
    """(name, address) of every page `who` may open."""
    known, table = dict(addresses(world.names(""))), lines()
    for line, letters in table.items():
        if "@" in line or " " in line or letters[who] not in SHOWN or NO_PAGES.match(line):
            continue
        query = f"?{QUERIES[line](world)}" if line in QUERIES else ""
        yield line, known[line] + query


def window(browser: Browser, served: str, world: World, who: str) -> BrowserContext:
    context = browser.new_context(base_url=served, viewport=PHONE)
    name, value = world.cookies[who]
    context.add_cookies([{"name": name, "value": value, "url": served}])
    return context


def faults(page: Page) -> list[object]:
    """What is wrong with the page as it stands: on a phone, turned for right-to-left, and at a desk."""
    found: list[object] = [*hindrances(page), *page.evaluate(TOO_SMALL, SMALLEST_TARGET)]
    if (much := overflow(page)) > 0:
        found.append(f"{much} px too wide for a phone")
    page.evaluate("document.documentElement.dir = 'rtl'")
    if (much := overflow(page)) > 0:
        found.append(f"{much} px too wide from right to left")
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.set_viewport_size(DESK)
    if (much := overflow(page)) > 0:
        found.append(f"{much} px too wide for a desk")
    page.set_viewport_size(PHONE)
    return found


@pytest.mark.parametrize("who", ["head", "administrator", "phone_browser"])
def test_no_page_hinders_anybody(who: str, world: World, browser: Browser, served: str) -> None:
    context = window(browser, served, world, who)
    page, wrong, seen = context.new_page(), {}, 0
    try:
        for name, address in pages_of(world, who):
            answer = page.goto(address)
            assert (name, answer.status if answer else None) == (name, 200)
            seen += 1
            if found := faults(page):
                wrong[name] = found
    finally:
        context.close()
    assert wrong == {}
    assert seen > 5
