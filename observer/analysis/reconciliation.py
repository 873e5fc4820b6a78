"""Whether results protocols reconcile: how many do not, by identity and region, and why at one station.

A sum that does not work out is a finding of its own (V28), never called anything worse by software. Only
totals of a protocol are told here, never the votes for a choice: where a sum would give those away, whoever
may not see votes is told that it fails and not by how much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import get_language

from observer.analysis.asked import contests
from observer.analysis.figures import Figure, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import IdentityResult, IdentityTally, Outcome
from observer.analysis.moment import one_moment
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.checklists.check import compile_version
from observer.checklists.definition import Identity, read, with_rules
from observer.checklists.expressions import references
from observer.checklists.models import RuleSet
from observer.checklists.protocol import Number, evaluate, identity_key
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.reports.models import Report
from observer.reports.secrecy import votes_visible

# The protocol as a whole: it fails when one identity does.
WHOLE = ""
# Of one station; a station has one protocol for each contest, and perhaps a corrected one.
MOST_PROTOCOLS = 20


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """`failing`: protocols that do not satisfy the identity, of those that could be judged.

    Those in which a number it needs is missing stand beside it as blank.
    """

    code: str
    name: str
    failing: Figure


@dataclass(frozen=True, slots=True)
class RegionProtocols:
    """Protocols of a lowest region within sight that do not reconcile."""

    code: str
    name: str
    failing: Figure


@dataclass(frozen=True, slots=True)
class Reconciliation:
    total: Figure
    identities: Sequence[IdentityRow]
    regions: Sequence[RegionProtocols]


@dataclass(frozen=True, slots=True)
class IdentityOfProtocol:
    """One identity in one protocol. `left`, `right`, `difference` in ballots; None where not told or missing.

    `missing`: the protocol's numbers it needs and lacks, by letter.
    """

    code: str
    name: str
    result: IdentityResult
    severity: str
    missing: Sequence[str]
    left: Number | None
    right: Number | None
    difference: Number | None


@dataclass(frozen=True, slots=True)
class Protocol:
    """The numbers of one counted report, held against each other."""

    report: UUID
    identities: Sequence[IdentityOfProtocol]


@one_moment()
def reconciliation(membership: Membership, filters: Filters) -> Reconciliation:
    """k of n protocols that do not reconcile; only the region of `filters` narrows it.

    Raises Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    ground = ground_of(sight, sums_of(sight).inclusion)
    found = _results(sight)
    everywhere = sum(found.values(), Counter[tuple[str, str]]())
    return Reconciliation(
        total=_failing(everywhere, WHOLE, ground, filters.region),
        identities=[
            IdentityRow(code, name, _failing(everywhere, code, ground, filters.region))
            for code, name in _names(membership.mission_id)
        ],
        regions=[
            RegionProtocols(
                region.code,
                region.name,
                _failing(found.get(region.pk, Counter()), WHOLE, ground, region.code),
            )
            for region in sight.regions
        ],
    )


def protocols_at(membership: Membership, station_code: str) -> list[Protocol]:
    """The counted protocols of a station, newest first; none for whoever may not read its answers."""
    reports = (
        Report.objects.all()
        .visible_to(membership, Act.SEE_ANSWERS)
        .filter(station__code=station_code, counted__outcome=Outcome.COUNTED)
        .exclude(counted__rule_set__rules__identities=[])
        .select_related("current__version", "counted__rule_set")
        .order_by("-received_at", "-id")
    )
    sees_votes = votes_visible(membership)
    return [
        Protocol(report.client_id, list(_told(report, sees_votes))) for report in reports[:MOST_PROTOCOLS]
    ]


def _results(sight: Sight) -> dict[int | None, Counter[tuple[str, str]]]:
    """Protocols by region, identity and result."""
    rows = within(sight, IdentityTally.objects.all(), hours=False)
    found: dict[int | None, Counter[tuple[str, str]]] = {}
    for region, identity, result, number in rows.values_list("region_id", "identity", "result").annotate(
        Sum("reports")
    ):
        found.setdefault(region, Counter())[identity, result] = number
    return found


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


def _names(mission_id: int) -> list[tuple[str, str]]:
    """The identities of the mission's forms, each key once, in the words of the newest rule set."""
    names: dict[str, str] = {}
    newest_first = RuleSet.objects.filter(mission=mission_id).exclude(rules__identities=[]).order_by("-pk")
    for rules, definition in newest_first.values_list("rules", "version__definition"):
        for identity, contest in product(rules["identities"], contests(definition)):
            words: Mapping[str, str] = identity["names"]
            language = get_language() or "en"
            name = words.get(language) or next(iter(words.values()))
            names.setdefault(identity_key(identity["code"], contest), named(name, contest))
    return sorted(names.items())


def named(name: str, contest: str) -> str:
    """An identity's name; where the form has several protocols, with the code of the contest."""
    return f"{name} ({contest})" if contest else name


def _told(report: Report, sees_votes: bool) -> Iterator[IdentityOfProtocol]:
    revision: Any = report.current
    rules = report.counted.rule_set.rules
    compiled = compile_version(with_rules(read(revision.version.definition), rules))
    definition = compiled.definition
    language = get_language() or definition.default_language
    for contest, numbers in compiled.protocols(revision.answers).items():
        for identity, result in zip(
            definition.identities, evaluate(numbers, definition.identities, contest), strict=True
        ):
            told = sees_votes or not _gives_votes_away(identity, numbers)
            yield IdentityOfProtocol(
                code=result.key,
                name=named(definition.in_language(identity.names, language)[0], contest),
                result=_result(result.evaluated, result.severity),
                severity=result.severity or "",
                missing=result.missing,
                left=result.left if told else None,
                right=result.right if told else None,
                difference=result.difference if told else None,
            )


def _result(evaluated: bool, severity: str | None) -> IdentityResult:
    if not evaluated:
        return IdentityResult.NOT_EVALUATED
    return IdentityResult.FAILS if severity else IdentityResult.HOLDS


def _gives_votes_away(identity: Identity, fields: Iterable[str]) -> bool:
    """Whether a side of the sum is the votes for one choice: named itself, or the only one on the form."""
    names = references(identity.formula.tree)
    choices = [field for field in fields if field.startswith("c:")]
    return any(name.startswith("c:") for name in names) or ("C" in names and len(choices) < 2)
