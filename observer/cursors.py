"""Pages of long lists, told by a place in the list: page a thousand costs what page one costs.

A cursor comes from an address, so anybody can write one: what marks no place is refused before it is asked of
the database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from observer.problems import INVALID, Problem


class NewestFirst(CursorPagination):
    """By time of receipt, newest first; the id settles what arrived in one instant.

    A list in another order reads its own marks.
    """

    page_size = 25
    ordering: str | tuple[str, ...] = ("-received_at", "-id")

    @staticmethod
    def require_mark(text: str) -> None:
        """Raises ValueError or OverflowError for what cannot be stored as a moment."""
        moment = datetime.fromisoformat(text)
        if moment.utcoffset() is None:
            raise ValueError("a moment without its offset")
        moment.astimezone(UTC)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Raises Problem for a cursor that marks no place in this list."""
        try:
            cursor: Cursor | None = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self.require_mark(str(cursor.position))
        except (NotFound, ValueError, OverflowError) as error:
            detail = _("This marks no place in the list. Please begin at its first page.")
            raise Problem(
                INVALID, detail, errors=[{"field": "cursor", "code": "malformed", "detail": detail}]
            ) from error
        return cursor


class NewestOpened(NewestFirst):
    ordering = ("-opened_at", "-id")


class OldestHeld(NewestFirst):
    """What has waited longest comes first."""

    ordering = ("held_at", "id")


class ByCode(NewestFirst):
    ordering = ("code", "id")

    @staticmethod
    def require_mark(text: str) -> None:
        """Raises ValueError for what no column holds as a code."""
        if not text.isprintable():
            raise ValueError("a code that cannot be printed")


class InOrder(NewestFirst):
    """As the rows were written: the order of a file."""

    ordering: str | tuple[str, ...] = ("id",)

    @staticmethod
    def require_mark(text: str) -> None:
        """Raises ValueError for what is no number of a row."""
        if not (text.isascii() and text.isdecimal() and int(text) < 2**63):
            raise ValueError("not a number")


def paged(request: HttpRequest, rows: QuerySet[Any], pages: CursorPagination) -> dict[str, Any]:
    """One page of rows and the addresses of its neighbours: `rows`, `next`, `previous`."""
    found: list[Any] = pages.paginate_queryset(rows, Request(request)) or []
    return {"rows": found, "next": pages.get_next_link(), "previous": pages.get_previous_link()}
