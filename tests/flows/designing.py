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
