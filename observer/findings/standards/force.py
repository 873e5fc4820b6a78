"""What a standard is, and whether it can be held against a country on a day (house law 8c). No Django."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from observer.checklists.definition.shapes import Words

EVERYWHERE = "*"


class Force(StrEnum):
    """What kind of duty an instrument makes."""

    TREATY = "treaty"
    COMMITMENT = "commitment"
    NATIONAL_LAW = "national_law"
    GOOD_PRACTICE = "good_practice"


class Standing(StrEnum):
    """Whether a mission may rest a finding on a paragraph, and if not, why."""

    OFFERED = "offered"
    UNCHECKED = "unchecked"
    REJECTED = "rejected"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day from which something holds. Where only the year is known it is the year's last day: a standard
    is rather offered too late than held against a country too early."""

    date: date
    exact: bool = True

    @classmethod
    def in_year(cls, year: int) -> Day:
        return cls(date(year, 12, 31), exact=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """When a country took an instrument on, and where that is written."""

    day: Day
    source: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """`joined`: country (ISO 3166 alpha-2) → when; `EVERYWHERE` for what asks no joining. A country that is
    not among them is unknown, which is not the same as not bound: a person may find out. `reads` names the
    instrument this one interprets: it speaks to those bound by that one. `country` is set for national law.
    """

    code: str
    names: Words
    force: Force
    adopted: Day
    joined: Mapping[str, Joined] = field(default_factory=dict)
    reads: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`words` say in our own words what it asks; `source` is where its text was seen ("" if nowhere yet);
    `obligations` are codes of `standards.obligations`."""

    code: str
    instrument: str
    reference: str
    words: Words
    obligations: tuple[str, ...]
    source: str = ""

    @property
    def text_hash(self) -> bytes:
        """SHA-256 of what a check is about: the reference and our English words for it."""
        return hashlib.sha256(f"{self.code}\n{self.reference}\n{self.words['en']}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Check:
    """What a person of the mission found, reading the paragraph in its source."""

    text_hash: bytes
    confirmed: bool
    source: str
    joined: date | None = None


def joined_day(instrument: Instrument, country: str, said: date | None = None) -> Day | None:
    """From when `instrument` speaks to `country`; None where nobody knows. `said` is what a check told."""
    if instrument.country:
        return instrument.adopted if instrument.country == country else None
    known = instrument.joined.get(EVERYWHERE) or instrument.joined.get(country)
    if known:
        return max(known.day, instrument.adopted)
    return Day(said) if said else None


def standing(
    paragraph: Paragraph,
    catalogue: Mapping[str, Instrument],
    *,
    country: str,
    day: date,
    check: Check | None = None,
) -> Standing:
    """Whether `paragraph` may be rested on for an election in `country` on `day`.

    Force is asked before checking: what was not in force is not offered, whoever has read it. A check of
    other words than those of the catalogue is none.
    """
    instrument = catalogue[paragraph.instrument]
    if instrument.country and instrument.country != country:
        return Standing.ELSEWHERE
    fresh = check if check and check.text_hash == paragraph.text_hash else None
    since = _speaks_since(instrument, catalogue, country, fresh)
    if instrument.adopted.date > day or (since and since.date > day):
        return Standing.NOT_YET
    if fresh and not fresh.confirmed:
        return Standing.REJECTED
    if since is None:
        return Standing.UNKNOWN
    return Standing.OFFERED if fresh or paragraph.source else Standing.UNCHECKED


def _speaks_since(
    instrument: Instrument, catalogue: Mapping[str, Instrument], country: str, check: Check | None
) -> Day | None:
    said = check.joined if check else None
    if not instrument.reads:
        return joined_day(instrument, country, said)
    bound = joined_day(catalogue[instrument.reads], country, said)
    return max(bound, instrument.adopted) if bound else None
