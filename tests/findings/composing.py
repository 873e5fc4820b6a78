"""Summaries composed of real missions, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from observer.findings.compose import compose
from observer.findings.models import Summary
from observer.missions.access import memberships
from observer.missions.models import Membership

CUT_OFF = datetime(2012, 1, 19, 12, 0, tzinfo=UTC)


def as_member(membership: Membership) -> Membership:
    """The member as a door finds them: with regions and glass."""
    return memberships(membership.user).get(pk=membership.pk)


def summary_of(membership: Membership, **more: Any) -> Summary:
    """A summary the member asked for, as of CUT_OFF unless `more` says otherwise."""
    member = as_member(membership)
    return compose(mission_id=member.mission_id, requested_by=member, **{"now": CUT_OFF, **more})


def blocks(document: dict[str, Any], kind: str = "") -> Iterator[dict[str, Any]]:
    for section in document["sections"]:
        yield from (block for block in section["blocks"] if kind in ("", block["kind"]))


def table(document: dict[str, Any], key: str) -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    (found,) = (block for block in blocks(document, "table") if block["key"] == key)
    return [[cell["text"] for cell in row["cells"]] for row in found["rows"]]
