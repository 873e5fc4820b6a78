"""What a mission declares about itself: who invited, accredited, sent and paid for it, and how many came.

Printed in every Edition and shown on the mission's page of transparency. The Declaration of Principles for
International Election Observation (2005) asks missions to be transparent about their funding and to take no
money from the government they observe; a declaration does not make up for coverage.

The declaration is JSON (`Mission.profile`). Texts are by language: `{"en": "…", "ru": "…", "kk": "…"}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from observer.missions.models import Mission

Texts = Mapping[str, str]
Read = TypeVar("Read")

LONGEST_TEXT = 2_000
MOST_PEOPLE = 100_000
# There are about two hundred countries: more is a slip of the finger.
MOST_COUNTRIES = 250
MOST_IN_A_LIST = 50


@dataclass(frozen=True, slots=True)
class Delegation:
    """A group that came together (a parliament's, say); its observers are among the short-term ones."""

    names: Texts
    observers: int | None = None


@dataclass(frozen=True, slots=True)
class Headcount:
    """People by their part in the mission; None where it is not declared. Delegations add nobody."""

    core: int | None = None
    long_term: int | None = None
    short_term: int | None = None

    @property
    def observers(self) -> int | None:
        """Long-term and short-term observers together; the core team analyses and is counted apart."""
        known = [number for number in (self.long_term, self.short_term) if number is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Profile:
    """A declaration as read; empty texts and None mean "not stated", which is printed as such.

    `countries`: how many countries its people come from. `money_from_the_observed`: whether the state whose
    election is observed, or a body it owns, paid any part. `method`: how places were chosen and what was
    asked, in words. `note`: what a reader of figures must also know.
    """

    inviting_body: Texts = field(default_factory=dict)
    accreditation: Texts = field(default_factory=dict)
    sponsor: Texts = field(default_factory=dict)
    funders: tuple[Texts, ...] = ()
    money_from_the_observed: bool | None = None
    headcount: Headcount = Headcount()
    delegations: tuple[Delegation, ...] = ()
    countries: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    method: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)

    @property
    def days(self) -> int | None:
        """From the first to the last day in the country, both counted."""
        if self.first_day is None or self.last_day is None:
            return None
        return (self.last_day - self.first_day).days + 1

    def as_json(self) -> dict[str, Any]:
        """What `read` reads; parts that are not stated are left out."""
        days = {"from": self.first_day, "until": self.last_day}
        people = {name: getattr(self.headcount, name) for name in ("core", "long_term", "short_term")}
        written = {
            **{name: dict(getattr(self, name)) for name in TEXTS},
            "funders": [dict(texts) for texts in self.funders],
            "money_from_the_observed": self.money_from_the_observed,
            "headcount": {name: number for name, number in people.items() if number is not None},
            "delegations": [_delegation_as_json(delegation) for delegation in self.delegations],
            "countries": self.countries,
            **{name: day.isoformat() for name, day in days.items() if day is not None},
        }
        return {name: value for name, value in written.items() if value not in (None, {}, [])}


TEXTS = ("inviting_body", "accreditation", "sponsor", "method", "note")
KNOWN = frozenset(
    {*TEXTS, "funders", "money_from_the_observed", "headcount", "delegations", "countries", "from", "until"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which field: codes `unknown`, `kind`, `range`, `order`; a person reads `detail`."""

    field: str
    code: str
    detail: str


def profile_of(mission: Mission) -> Profile:
    """The mission's declaration. What cannot be read counts as not stated: a document is still printed."""
    return read(mission.profile)[0]


def read(written: Mapping[str, Any]) -> tuple[Profile, list[Fault]]:
    """The declaration in `written`, and everything that is wrong with it, each fault naming its field."""
    faults = [Fault(name, "unknown", "no such field") for name in sorted(set(written) - KNOWN)]
    nothing: Mapping[str, Any] = {}

    def take(name: str, reader: Callable[[Any], Read], empty: Read, within: Mapping[str, Any]) -> Read:
        if (told := within.get(name)) in (None, "", {}, []):
            return empty
        try:
            return reader(told)
        except _Unreadable as error:
            faults.append(Fault(name, error.code, str(error)))
            return empty

    people: Mapping[str, Any] = take("headcount", _object, nothing, written)
    faults += [Fault(name, "unknown", "no such part") for name in sorted(set(people) - _PARTS)]
    first = take("from", _day, None, written)
    last = take("until", _day, None, written)
    if first and last and last < first:
        faults.append(Fault("until", "order", "the last day is before the first"))
        first = last = None
    profile = Profile(
        **{name: take(name, _texts, nothing, written) for name in TEXTS},
        funders=take("funders", _funders, (), written),
        money_from_the_observed=take("money_from_the_observed", _yes_or_no, None, written),
        headcount=Headcount(**{name: take(name, _people, None, people) for name in sorted(_PARTS)}),
        delegations=take("delegations", _delegations, (), written),
        countries=take("countries", _countries, None, written),
        first_day=first,
        last_day=last,
    )
    return profile, faults


_PARTS = frozenset({"core", "long_term", "short_term"})


class _Unreadable(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def _object(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise _Unreadable("kind", "expected an object")
    return told


def _texts(told: Any) -> Texts:
    """Texts by language, or one text, which is taken for English."""
    by_language = {"en": told} if isinstance(told, str) else dict(_object(told))
    for language, text in by_language.items():
        if not isinstance(language, str) or not isinstance(text, str):
            raise _Unreadable("kind", "expected texts by language")
        if len(text) > LONGEST_TEXT:
            raise _Unreadable("range", f"at most {LONGEST_TEXT} characters")
    return {language: text.strip() for language, text in by_language.items() if text.strip()}


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise _Unreadable("kind", "expected a list")
    if len(told) > MOST_IN_A_LIST:
        raise _Unreadable("range", f"at most {MOST_IN_A_LIST} in the list")
    return told


def _funders(told: Any) -> tuple[Texts, ...]:
    """A list of them, or one alone."""
    return tuple(filter(None, map(_texts, _list(told) if isinstance(told, list) else [told])))


def _delegations(told: Any) -> tuple[Delegation, ...]:
    return tuple(_delegations_of(_list(told)))


def _delegations_of(told: list[Any]) -> Iterator[Delegation]:
    for each in told:
        about = _object(each)
        if not (names := _texts(about.get("names") or {})):
            raise _Unreadable("kind", "a delegation needs a name")
        number = about.get("observers")
        yield Delegation(names, None if number is None else _people(number))


def _whole(told: Any, most: int) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise _Unreadable("kind", "expected a whole number")
    if not 0 <= told <= most:
        raise _Unreadable("range", f"expected a number from 0 to {most}")
    return told


def _people(told: Any) -> int:
    return _whole(told, MOST_PEOPLE)


def _countries(told: Any) -> int:
    return _whole(told, MOST_COUNTRIES)


def _yes_or_no(told: Any) -> bool:
    if not isinstance(told, bool):
        raise _Unreadable("kind", "expected true or false")
    return told


def _day(told: Any) -> date:
    if not isinstance(told, str):
        raise _Unreadable("kind", "expected a date")
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise _Unreadable("kind", "expected a date such as 2012-01-15") from error


def _delegation_as_json(delegation: Delegation) -> dict[str, Any]:
    written: dict[str, Any] = {"names": dict(delegation.names)}
    return written if delegation.observers is None else written | {"observers": delegation.observers}
