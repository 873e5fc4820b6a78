"""Light or dark: the device decides until a person does, and then the choice holds."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def ground_of(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_a_choice_holds_on_the_next_page_and_can_be_undone(open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="light")
    page.goto("/field/enrol/")
    light = ground_of(page)
    page.get_by_role("button", name="Dark", exact=True).click()
    dark = ground_of(page)
    page.reload()
    assert (ground_of(page), light == dark) == (dark, False)
    expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="As the device").click()
    page.reload()
    assert ground_of(page) == light
