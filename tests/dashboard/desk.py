"""What the tests of the coordinator's desk share: reports of every kind, pages as text, queries counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from observer.analysis.fold import fold
from observer.missions.models import Membership
from observer.reports.intake import receive
from observer.reports.models import Report
from tests.factories import Ground, Phone, a_submission, a_visit
from tests.people.accounts import browser_of

SEEN = {"category": "V15", "severity": "critical", "basis": "seen", "where": "this_station"}


def opened(membership: Membership, path: str = "", **query: Any) -> Any:
    return browser_of(membership.user).get(f"/missions/{membership.mission.code}/{path}", query)


def posted(membership: Membership, path: str, **fields: Any) -> Any:
    return browser_of(membership.user).post(f"/missions/{membership.mission.code}/{path}", fields)


def words(page: Any) -> str:
    """The text of a page, its spaces made one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def count(ground: Ground) -> None:
    while fold(mission_id=ground.mission.pk, limit=100).reports:
        pass


def send(
    ground: Ground,
    form: str = "opening",
    answers: dict[str, Any] | None = None,
    *,
    station: str = "W-1",
    phone: Phone | None = None,
    **more: Any,
) -> Report:
    """A report from a visit, counted."""
    more.setdefault("visit", a_visit(station))
    version = getattr(ground, form)
    given = answers if answers is not None else (SEEN if form == "incident" else {"A1": "no"})
    sent = a_submission(version, given, **more)
    receive(sender=(phone or ground.phone).sender, submissions=[sent])
    count(ground)
    return Report.objects.get(client_id=sent.report_id)


def queries(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert call().status_code == 200
    return len(seen)
