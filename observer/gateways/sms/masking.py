"""A message as those may read it who may not see votes. Pure."""

from __future__ import annotations

from observer.gateways.sms.book import Book, Page
from observer.gateways.sms.parse import parse

MASK = "•"


def masked(text: str, book: Book) -> str:
    """`text` with the figures hidden that may be votes: those behind a form that asks for votes.

    Where no form is recognised and the mission has such a form, all figures behind the first piece are
    hidden: whoever wrote it may have meant that form.
    """
    parsed = parse(text, book, _any_place)
    if parsed.page is not None:
        hidden = len(parsed.body) if parsed.page.holds_votes else 0
    else:
        hidden = len(text.lstrip().partition(" ")[2]) if book.holds_votes else 0
    shown = len(text) - hidden
    return text[:shown] + "".join(MASK if sign.isnumeric() else sign for sign in text[shown:])


def _any_place(typed: str, _page: Page) -> str | None:
    """The shortest beginning is taken for the place: what is hidden is rather more than less."""
    return typed or None
