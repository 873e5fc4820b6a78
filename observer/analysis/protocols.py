"""Results protocols that observers copied: whether their numbers reconcile, and whether they became official.

Votes are never added up, shared out or compared with a total: observed and official figures meet at the same
station only, number by number, since the stations observed are no sample of all (house law 8b).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.analysis.figures import Figure, Inclusion, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import IdentityResult, IdentityTally, ProtocolTally
from observer.analysis.moment import one_moment
from observer.analysis.reconciliation import IdentityRow, RegionProtocols
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.definition import Definition, read
from observer.checklists.models import RuleSet
from observer.checklists.protocol import identity_key
from observer.elections.models import Contest, Station
from observer.elections.official import station_protocols
from observer.missions.models import Membership
from observer.reports.secrecy import votes_visible

# Region → identity key and result → protocols.
Results: TypeAlias = Mapping[int | None, Counter[tuple[str, str]]]
# Station → letter → the numbers copied there.
Copies: TypeAlias = Mapping[int, Mapping[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class NumberCompared:
    """One number of the protocol, by its letter.

    `differing`: stations where an observed copy is not the official figure, of those where both are known.
    """

    letter: str
    name: str
    differing: Figure


@dataclass(frozen=True, slots=True)
class ContestProtocols:
    """The protocols of one contest. `failing`: do not reconcile, of those that could be judged.

    `compared`: stations where at least one number differs, of those with an observed and an official
    protocol; `numbers` tells each number apart. Numbers of votes are there for whoever may see votes.
    """

    contest: str
    name: str
    failing: Figure
    identities: Sequence[IdentityRow]
    regions: Sequence[RegionProtocols]
    compared: Figure
    numbers: Sequence[NumberCompared]


@dataclass(frozen=True, slots=True)
class Protocols:
    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    contests: Sequence[ContestProtocols]


@dataclass(frozen=True, slots=True)
class NumberAtStation:
    """One number at one station: each different copy observers made, and what the authorities announced."""

    letter: str
    name: str
    observed: Sequence[int]
    official: int | None

    @property
    def differences(self) -> Sequence[int]:
        """Official less observed, in ballots, for each copy; empty where there is nothing to compare."""
        return [] if self.official is None else [self.official - copy for copy in self.observed]


@dataclass(frozen=True, slots=True)
class StationCompared:
    """A station with an observed protocol, number by number."""

    station: str
    region: str
    numbers: Sequence[NumberAtStation]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """What the newest form with protocols of a contest says of them, in the reader's language."""

    contest: str
    name: str
    numbers: Mapping[str, str]
    identities: Mapping[str, str]
    # The election's own contest; None where the form names none and there are several.
    official: Contest | None
    # Every version with a protocol of this contest.
    versions: set[int]


@one_moment()
def protocols(membership: Membership, filters: Filters) -> Protocols:
    """Every contest that protocols were asked of: which do not reconcile, and which numbers became others.

    Only the region of `filters` narrows it. Costs a fixed number of queries a contest, and grows with the
    stations whose count was observed. Raises Problem when the filters name a region that is not there, or
    not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    inclusion = sums_of(sight).inclusion
    ground = ground_of(sight, inclusion)
    return Protocols(
        version=ground.version,
        as_of=ground.as_of,
        synthetic=ground.synthetic,
        inclusion=inclusion,
        contests=[_contest(sight, ground, _results(sight, form), form) for form in _forms(membership)],
    )


def compared_stations(
    membership: Membership, contest: str, filters: Filters, *, only_differing: bool = False
) -> QuerySet[Station]:
    """Stations within sight where observers copied a protocol of the contest.

    `only_differing`: those where a number of it is not the official one. Raises Http404 for a contest that no
    form asks for, Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    form = _form(membership, contest)
    copied = _tallies(sight, form).filter(station=OuterRef("pk"))
    stations = Station.objects.filter(Exists(copied), region__in=sight.regions).select_related("region")
    if not only_differing:
        return stations
    copies = _copies(sight, form)
    official = _official(form, copies)
    return stations.filter(pk__in=[station for station in copies if _differing(station, copies, official)])


def comparisons(membership: Membership, contest: str, stations: Sequence[Station]) -> list[StationCompared]:
    """These stations with each number of the protocol: what was copied, and what was announced."""
    sight = sight_of(membership, Filters())
    form = _form(membership, contest)
    copies = _copies(sight, form, [station.pk for station in stations])
    official = _official(form, [station.pk for station in stations])
    return [
        StationCompared(
            station=station.code,
            region=station.region.name,
            numbers=[
                NumberAtStation(letter, name, copies[station.pk][letter], official[station.pk].get(letter))
                for letter, name in form.numbers.items()
                if copies[station.pk].get(letter) or letter in official[station.pk]
            ],
            synthetic=station.synthetic,
        )
        for station in stations
    ]


# --- The forms -----------------------------------------------------------------------------------------


def _form(membership: Membership, contest: str) -> _Form:
    """Raises Http404 for a contest that no form of the mission asks for."""
    found = next((form for form in _forms(membership) if form.contest == contest), None)
    if found is None:
        raise Http404
    return found


def _forms(membership: Membership) -> list[_Form]:
    """The newest word on each contest: what its protocol's numbers and identities are called."""
    sees_votes = votes_visible(membership)
    of_election = {
        contest.code: contest for contest in Contest.objects.filter(election=membership.mission.election_id)
    }
    newest_first = RuleSet.objects.filter(mission=membership.mission_id).exclude(rules__identities=[])
    found: dict[str, _Form] = {}
    for rules in newest_first.select_related("version").order_by("-pk"):
        definition = read(rules.version.definition)
        for contest, numbers in _numbers(definition, sees_votes).items():
            if contest not in found:
                found[contest] = _Form(
                    contest=contest,
                    name=of_election[contest].name if contest in of_election else _("Results protocol"),
                    numbers=numbers,
                    identities=_identities(rules, definition, contest),
                    official=of_election.get(contest) or _only(of_election),
                    versions=set(),
                )
            found[contest].versions.add(rules.version_id)
    return list(found.values())


def _only(contests: Mapping[str, Contest]) -> Contest | None:
    """The one contest of an election that has no other: the forms need not name it."""
    return next(iter(contests.values())) if len(contests) == 1 else None


def _numbers(definition: Definition, sees_votes: bool) -> dict[str, dict[str, str]]:
    """By contest: letter → what the form asks for, without votes for whoever may not see them."""
    language = get_language() or definition.default_language
    found: dict[str, dict[str, str]] = {}
    for question in definition.questions():
        if question.protocol and (sees_votes or not question.protocol.startswith("c:")):
            numbers = found.setdefault(question.contest or "", {})
            numbers[question.protocol] = definition.in_language(question.labels, language)[0]
    return found


def _identities(rules: RuleSet, definition: Definition, contest: str) -> dict[str, str]:
    language = get_language() or definition.default_language
    return {
        identity_key(identity["code"], contest): definition.in_language(identity["names"], language)[0]
        for identity in rules.rules["identities"]
    }


# --- Figures --------------------------------------------------------------------------------------------


def _contest(sight: Sight, ground: Ground, results: Results, form: _Form) -> ContestProtocols:
    everywhere = sum(results.values(), Counter[tuple[str, str]]())
    whole = identity_key("", form.contest)
    copies = _copies(sight, form)
    official = _official(form, copies)
    both = [station for station in copies if official[station]]
    differing = [station for station in both if _differing(station, copies, official)]
    return ContestProtocols(
        contest=form.contest,
        name=form.name,
        failing=_failing(everywhere, whole, ground, sight.filters.region),
        identities=[
            IdentityRow(key, name, _failing(everywhere, key, ground, sight.filters.region))
            for key, name in form.identities.items()
        ],
        regions=[
            RegionProtocols(
                region.code,
                region.name,
                _failing(results.get(region.pk, Counter()), whole, ground, region.code),
            )
            for region in sight.regions
        ],
        compared=_stations(len(differing), len(both), sight, ground),
        numbers=[
            _compared(letter, name, copies, official, sight, ground) for letter, name in form.numbers.items()
        ],
    )


def _compared(
    letter: str,
    name: str,
    copies: Copies,
    official: Mapping[int, Mapping[str, int]],
    sight: Sight,
    ground: Ground,
) -> NumberCompared:
    both = [station for station in copies if copies[station].get(letter) and letter in official[station]]
    differing = [
        station for station in both if any(n != official[station][letter] for n in copies[station][letter])
    ]
    return NumberCompared(letter, name, _stations(len(differing), len(both), sight, ground))


def _differing(station: int, copies: Copies, official: Mapping[int, Mapping[str, int]]) -> bool:
    """Whether any number copied at the station is not the official one."""
    return any(
        letter in official[station] and any(number != official[station][letter] for number in numbers)
        for letter, numbers in copies[station].items()
    )


def _stations(part: int, whole: int, sight: Sight, ground: Ground) -> Figure:
    """A share of stations; it leads to a list of stations, not of reports."""
    source = {"region": sight.filters.region} if sight.filters.region else {}
    return Figure(numerator=part, answered=whole, unit=Unit.STATIONS, source=source, **ground.basis)


def _failing(results: Counter[tuple[str, str]], identity: str, ground: Ground, region: str) -> Figure:
    failing = results[identity, IdentityResult.FAILS]
    source = {"show": "protocols", "identity": identity or "any"} | ({"region": region} if region else {})
    return Figure(
        numerator=failing,
        answered=failing + results[identity, IdentityResult.HOLDS],
        blank=results[identity, IdentityResult.NOT_EVALUATED],
        unit=Unit.REPORTS,
        source=source,
        **ground.basis,
    )


# --- Rows -------------------------------------------------------------------------------------------------


def _results(sight: Sight, form: _Form) -> Results:
    rows = within(sight, IdentityTally.objects.filter(version__in=form.versions), hours=False)
    found: defaultdict[int | None, Counter[tuple[str, str]]] = defaultdict(Counter)
    summed = rows.values_list("region_id", "identity", "result").annotate(Sum("reports"))
    for region, identity, result, number in summed:
        found[region][identity, result] = number
    return found


def _tallies(sight: Sight, form: _Form) -> QuerySet[ProtocolTally]:
    """Without the letters that these eyes may not see."""
    tallies = ProtocolTally.objects.filter(contest=form.contest, letter__in=list(form.numbers))
    return within(sight, tallies, hours=False)


def _copies(sight: Sight, form: _Form, stations: Iterable[int] | None = None) -> Copies:
    """Each different number that was copied at a station, smallest first."""
    rows = _tallies(sight, form)
    if stations is not None:
        rows = rows.filter(station__in=list(stations))
    found: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for station, letter, number in rows.order_by("number").values_list("station_id", "letter", "number"):
        if number not in found[station][letter]:
            found[station][letter].append(number)
    return found


def _official(form: _Form, stations: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    """The official numbers of stations, as far as there are any and as these eyes may see them."""
    known = station_protocols(form.official.pk, stations) if form.official else {}
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for station, numbers in known.items():
        found[station] = {letter: n for letter, n in numbers.items() if letter in form.numbers}
    return found
