"""The designer in a browser, as a coordinator uses it: opened, clicked, typed into."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from observer.checklists.drafting import open_draft, start_checklist
from observer.checklists.models import Checklist, Draft
from observer.missions.models import Membership
from tests.people.accounts import browser_of

NAMES = {"en": "Voting", "ru": "Голосование", "kk": "Дауыс беру"}


def a_draft(by: Membership, code: str = "voting", *, languages: list[str] | None = None) -> Draft:
    """An empty draft of a new checklist."""
    by.mission.languages = languages or ["en", "ru", "kk"]
    by.mission.save()
    return start_checklist(by=by, code=code, phase="voting", names=NAMES)


def a_draft_of(by: Membership, checklist: Checklist) -> Draft:
    return open_draft(checklist=checklist, by=by)


def sign_in(page: Page, served: str, member: Membership) -> None:
    session = browser_of(member.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])


def open_designer(page: Page, draft: Draft) -> None:
    page.goto(f"/missions/{draft.checklist.mission.code}/checklists/{draft.checklist.code}/design/")
    page.wait_for_selector("#designer[data-ready]")


def saved(page: Page) -> None:
    """Wait until all that was typed is kept."""
    page.wait_for_selector('[data-part="state"][data-state="saved"]')


def kept(draft: Draft) -> dict[str, Any]:
    draft.refresh_from_db()
    return dict(draft.document)


def field(page: Page, name: str) -> Locator:
    """A field of the editor by the name it has in the document."""
    return page.locator(f'.designer__editor [data-field="{name}"]')


def row(page: Page, code: str) -> Locator:
    """A question in the outline."""
    return page.locator(".outline__open", has=page.get_by_text(code, exact=True))


def open_tool(page: Page, name: str) -> None:
    """The bank, translate, try, preview or problems."""
    page.locator(f'.designer__tabs [data-open="{name}"]').click()


# --- Building a form as a person would ---------------------------------------------------------------------


def add_section(page: Page, section: dict[str, Any]) -> None:
    page.get_by_role("button", name="Add a section").click()
    field(page, "code").locator("input").fill(section["code"])
    field(page, "code").locator("input").press("Tab")
    say(page, "titles", section["titles"])
    say(page, "help", section.get("help", {}))
    if section.get("rapid"):
        field(page, "rapid").get_by_role("checkbox").check()


def say(page: Page, name: str, words: dict[str, str]) -> None:
    """A text in each language, in the field of that name."""
    for language, text in words.items():
        field(page, name).locator(f'[lang="{language}"]').fill(text)


def add_from_bank(page: Page, code: str) -> None:
    page.locator(f'.bank__entry[data-code="{code}"]').first.get_by_role("button").click()


def add_by_hand(page: Page, question: dict[str, Any]) -> None:
    """At the end of the selected section: everything the question says, typed or chosen."""
    block = page.locator(".outline__block", has=page.locator("[aria-current]"))
    block.get_by_role("button", name="Add questions", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("select").select_option(question["type"])
    dialog.locator("textarea").fill(f"{question['code']} | {question['labels']['en']}")
    dialog.get_by_role("button", name="Add", exact=True).click()
    say(page, "labels", {language: text for language, text in question["labels"].items() if language != "en"})
    say(page, "help", question.get("help", {}))
    for name in ("required", "allow_not_observed"):
        if question.get(name):
            field(page, name).get_by_role("checkbox").check()
    for name in ("maximum", "max_length"):
        if name in question:
            field(page, name).locator("input").fill(str(question[name]))
    paste_choices(page, question.get("choices", []))
    for name in ("show_when", "constraint"):
        if name in question:
            field(page, name).locator("textarea").fill(question[name])
    say(page, "constraint_message", question.get("constraint_message", {}))
    if "fills" in question:
        open_more(page)
        field(page, "fills").locator("select").select_option(question["fills"])
    for number, rule in enumerate(question.get("violation_when", []), start=1):
        add_violation(page, number, rule)


def paste_choices(page: Page, choices: list[dict[str, Any]]) -> None:
    """As copied from a spreadsheet: a column for the code and one for each language."""
    if not choices:
        return
    box = field(page, "choices")
    box.get_by_text("Paste or edit as a table").click()
    lines = ["\t".join([choice["code"], *choice["labels"].values()]) for choice in choices]
    box.locator(".paste textarea").fill("\n".join(lines))
    box.get_by_role("button", name="Take these choices").click()
    for number, choice in enumerate(choices):
        if choice.get("exclusive"):
            box.locator(".choice-row").nth(number).get_by_role("checkbox").check()


def add_violation(page: Page, number: int, rule: dict[str, str]) -> None:
    page.get_by_role("button", name="Add a violation").click()
    prefix = f"violation_when.{number}"
    field(page, f"{prefix}.expression").locator("textarea").fill(rule["expression"])
    for name in ("category", "severity", "evidence"):
        field(page, f"{prefix}.{name}").locator("select").select_option(rule[name])


def open_more(page: Page) -> None:
    more = page.locator(".design-more")
    if more.get_attribute("open") is None:
        more.locator("summary").click()
