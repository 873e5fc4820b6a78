"""The mission's forms as a book for text messages, and the register's spelling of the places they name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from observer.checklists.definition import read
from observer.checklists.models import Checklist, Version
from observer.elections.finding import Likeness, like
from observer.elections.models import Commission, Station
from observer.gateways.sms.book import AT_COMMISSION, Book, Page, page
from observer.gateways.sms.parse import FindPlace
from observer.gateways.sms.tags import form_tags
from observer.missions.models import Mission

# (checklist, version, is closed) of every version of a mission: what a book is made of and kept under.
_Standing = tuple[tuple[int, int, bool], ...]


def book_of(mission: Mission) -> Book:
    """The newest open version of each form. Two queries, and the definitions once a process."""
    versions = Version.objects.filter(mission=mission.pk).order_by("checklist_id", "number")
    standing = tuple(
        (checklist, version, closure is not None)
        for checklist, version, closure in versions.values_list("checklist_id", "pk", "closure__pk")
    )
    checklists = tuple(Checklist.objects.filter(mission=mission.pk).order_by("pk").values_list("pk", "code"))
    return _book(standing, checklists, mission.election.default_time_zone)


def page_of(mission: Mission, checklist: str) -> Page | None:
    """The page of one form; None where it has no open version."""
    return next((one for one in book_of(mission).pages if one.code == checklist), None)


@lru_cache(maxsize=32)
def _book(standing: _Standing, checklists: tuple[tuple[int, str], ...], zone: str) -> Book:
    tags = form_tags([code for _number, code in checklists])
    pages, held_votes = [], False
    for number, code in checklists:
        versions = [(version, closed) for checklist, version, closed in standing if checklist == number]
        if not versions:
            continue
        one = _page(tags[code], code, number, [version for version, _closed in versions], zone)
        if versions[-1][1]:
            held_votes |= one.holds_votes
        else:
            pages.append(one)
    return Book(pages, held_votes=held_votes)


def _page(tag: str, code: str, checklist: int, versions: list[int], zone: str) -> Page:
    rows = Version.objects.filter(pk__in=versions).order_by("number")
    definitions = [read(row.definition) for row in rows]
    newest = bytes(rows.reverse()[0].content_hash)
    return page(tag, code, definitions, zone=ZoneInfo(zone), version=newest, checklist_id=checklist)


def place_finder(mission: Mission) -> FindPlace:
    """Finds the code of a station, or of a commission for forms that are filled in at one."""

    def find(typed: str, asked: Page) -> str | None:
        model: Any = Commission if asked.phase == AT_COMMISSION else Station
        rows = model.objects.filter(election=mission.election_id)
        exact = rows.filter(code__in=[typed, typed.upper()]).values_list("code", flat=True).first()
        if exact is not None:
            return str(exact)
        alike = like(rows, typed).filter(likeness=Likeness.CODE).values_list("code", flat=True)
        found = set(alike[:2])
        return str(found.pop()) if len(found) == 1 else None

    return find
