"""The way back: from a figure's `source` to the reports behind it; and the incidents of a board.

A source has the words of `Filters` and `show`: reports, observed, affected, events, answers or protocols; for
a step of the inclusion rule `outcome`; for a station `station`; for answers `checklist`, `question`, `answer`
(several separated by commas) and perhaps `settlement`; for protocols `identity`; for stations observed
perhaps `assigned`, of those that a team was assigned to; for a version of a form `checklist` and `version`.
Every list goes through `visible_to`: whoever may see a figure but no reports finds none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from observer.analysis.across import compared
from observer.analysis.asked import ANSWERED, BLANK, NOT_APPLICABLE, NOT_OBSERVED, questions
from observer.analysis.board import IncidentLine
from observer.analysis.filters import Filters
from observer.analysis.models import Outcome
from observer.analysis.sight import Sight, sight_of
from observer.analysis.standing import IN_FIGURES
from observer.analysis.sums import HELD
from observer.checklists.models import Phase, Severity, Version
from observer.missions.access import Act
from observer.missions.models import Deployment, Membership
from observer.problems import INVALID, Problem
from observer.reports.incident_states import NEW
from observer.reports.models import Flag, IncidentStep, Judgement, Report
from observer.reports.secrecy import votes_visible

LINES = 25
# To what belongs to the current revision by way of all revisions, for which there are indexes both ways.
_CURRENT = "revisions__"
_IS_CURRENT = Q(revisions=F("current"))
# What the rules say that it counts under, not what earlier ones had said.
_IS_JUDGED = Q(revisions__flags__rule_set=F("counted__rule_set"))
_EVENT = f"{_CURRENT}flags__evidence__violation__counted"


def reports_behind(membership: Membership, source: Mapping[str, str]) -> QuerySet[Report]:
    """The reports a figure with this `source` rests on, each once. Raises Problem for no source."""
    _require_codes(source)
    filters = Filters.read(source)
    elsewhere = source.get("region") == "-"
    sight = sight_of(membership, filters.with_(region="") if elsewhere else filters)
    reports: QuerySet[Report] = Report.objects.all().visible_to(membership)
    show = source.get("show", "reports")
    if version := source.get("version"):
        reports = _with_version(reports, source.get("checklist", ""), version)
    if outcome := source.get("outcome"):
        return _of_outcome(reports, sight, outcome)
    reports = reports.filter(counted__outcome__in=IN_FIGURES)
    if station := source.get("station"):
        reports = reports.filter(station__code=station)
    if show in {"events", "affected"}:
        return _of_events(reports, sight, visited=show == "affected", elsewhere=elsewhere)
    if settlement := source.get("settlement"):
        reports = reports.filter(counted__settlement="" if settlement == "-" else settlement)
    reports = _in_cell(reports, sight, hours=show in {"reports", "answers"}, elsewhere=elsewhere)
    if show == "observed":
        reports = reports.filter(counted__visited=True)
        return _of_assigned(reports, sight) if source.get("assigned") else reports
    if show == "protocols":
        return _with_identity(reports, source.get("identity", "any"))
    return _with_answer(membership, reports, source) if show == "answers" else reports


def _require_codes(source: Mapping[str, str]) -> None:
    """Raise Problem naming each word of a source that no column could hold."""
    detail = _("This is not a code.")
    errors = [
        {"field": name, "code": "malformed", "detail": detail}
        for name, value in source.items()
        if not value.isprintable()
    ]
    if errors:
        raise Problem(INVALID, errors=errors)


def _in_cell(
    reports: QuerySet[Report], sight: Sight, *, hours: bool, elsewhere: bool = False
) -> QuerySet[Report]:
    found = reports.filter(sight.of_regions("counted__region"))
    if elsewhere:
        found = found.filter(_in_no_lowest_region(sight, "counted__region"))
    if sight.filters.phase:
        found = found.filter(counted__phase=sight.filters.phase)
    return _in_hours(found, sight, "counted__hour") if hours else found


def _of_assigned(reports: QuerySet[Report], sight: Sight) -> QuerySet[Report]:
    """Reports of stations that a team was assigned to, in the phase asked for."""
    standing = Deployment.objects.standing().filter(mission=sight.membership.mission_id)
    assigned = standing.exclude(regime=Deployment.Regime.ROUTE)
    if sight.filters.phase:
        assigned = assigned.filter(phase__in=["", sight.filters.phase])
    return reports.filter(counted__station__in=assigned.values("station"))


def _in_hours(rows: QuerySet[Report], sight: Sight, field: str) -> QuerySet[Report]:
    if sight.filters.from_hour is not None:
        rows = rows.filter(**{f"{field}__gte": sight.filters.from_hour})
    if sight.filters.to_hour is not None:
        rows = rows.filter(**{f"{field}__lte": sight.filters.to_hour})
    return rows


def _of_outcome(reports: QuerySet[Report], sight: Sight, outcome: str) -> QuerySet[Report]:
    """The reports of one step of the inclusion rule."""
    steps = {"counted": IN_FIGURES, "held": HELD, "received": tuple(Outcome.values), "doubles": ("double",)}
    return _in_cell(reports.filter(counted__outcome__in=steps.get(outcome, (outcome,))), sight, hours=True)


def _with_version(reports: QuerySet[Report], checklist: str, number: str) -> QuerySet[Report]:
    """The reports made with one version of a form, as they stand in the figures."""
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        detail = _("This is no version.")
        raise Problem(INVALID, errors=[{"field": "version", "code": "malformed", "detail": detail}])
    return reports.filter(counted__version__checklist__code=checklist, counted__version__number=int(number))


def _of_events(
    reports: QuerySet[Report], sight: Sight, *, visited: bool, elsewhere: bool
) -> QuerySet[Report]:
    """Reports whose current revision is evidence of a violation that counts, in the cell asked for."""
    filters = sight.filters
    cell = {
        f"{_EVENT}__{name}": value
        for name in ("phase", "category", "severity", "basis")
        if (value := getattr(filters, name))
    }
    # One filter call: all conditions are about one and the same event.
    conditions = (
        _IS_CURRENT
        & _IS_JUDGED
        & Q(**cell)
        & Q(**{f"{_EVENT}__isnull": False})
        & sight.of_regions(f"{_EVENT}__region")
    )
    if elsewhere:
        conditions &= _in_no_lowest_region(sight, f"{_EVENT}__region")
    if visited:
        conditions &= Q(**{f"{_EVENT}__visited": True})
    elif filters.from_hour is not None or filters.to_hour is not None:
        conditions &= Q(**{f"{_EVENT}__hour__gte": filters.from_hour or 0})
        conditions &= Q(**{f"{_EVENT}__hour__lte": 99 if filters.to_hour is None else filters.to_hour})
    return reports.filter(pk__in=reports.filter(conditions).values("pk"))


def _in_no_lowest_region(sight: Sight, field: str) -> Q:
    """Tied to no region, or to a wider one."""
    wider = [region.pk for region in sight.wider]
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": wider})


def _with_answer(
    membership: Membership, reports: QuerySet[Report], source: Mapping[str, str]
) -> QuerySet[Report]:
    """Reports that gave an answer, or one of several, to one question of one checklist.

    A question that is on no version, or whose answers these eyes may not see, has none: asking for the
    reports with a number of votes, again and again, would tell the votes. Only reports of versions that ask
    it, and for a number of the protocol only those whose results count: as the tallies have it.
    """
    checklist, question = source.get("checklist", ""), source.get("question", "")
    answer = source.get("answer", "")
    asking = _versions_asking(membership, checklist, question, source.get("version", ""))
    if not asking:
        return reports.none()
    of_results = [version for version, results in asking.items() if results]
    found = reports.filter(counted__version__in=list(asking))
    found = found.exclude(counted__version__in=of_results, counted__outcome=Outcome.WITHOUT_RESULTS)
    given = Q(current__answers__has_key=question)
    not_asked = Q(**{f"current__statuses__{question}": "not_applicable"})
    unseen = Q(**{f"current__answers__{question}": NOT_OBSERVED})
    match answer:
        case "":
            return found
        case _ if answer == ANSWERED:
            return found.filter(given).exclude(unseen)
        case _ if answer == BLANK:
            return found.exclude(given).exclude(not_asked)
        case _ if answer == NOT_APPLICABLE:
            return found.exclude(given).filter(not_asked)
    given = Q(pk__in=[])
    for one in answer.split(","):
        given |= Q(**{f"current__answers__{question}": one})
        given |= Q(**{f"current__answers__{question}__contains": [one]})
    return found.filter(given)


def _with_identity(reports: QuerySet[Report], identity: str) -> QuerySet[Report]:
    """Reports whose protocol fails an identity ("any": at least one, ":lists": one of that contest)."""
    failing = Flag.objects.filter(kind=Flag.Kind.IDENTITY)
    if identity.startswith(":"):
        failing = failing.filter(rule__endswith=identity)
    elif identity != "any":
        failing = failing.filter(rule=identity)
    return reports.filter(
        Exists(failing.filter(revision=OuterRef("current"), rule_set=OuterRef("counted__rule_set"))),
        counted__outcome=Outcome.COUNTED,
    )


def _versions_asking(membership: Membership, checklist: str, question: str, number: str) -> dict[int, bool]:
    """The versions of a checklist that ask a question, and whether it is a number of the results protocol.

    As the tallies have it: those whose answers add up with the newest one's, or the one of this `number`.
    None of them where any version's answers to it may not be seen by this member.
    """
    versions = Version.objects.filter(mission=membership.mission_id, checklist__code=checklist)
    asking = {
        version: one
        for version in versions
        for one in questions(version.definition)
        if one["code"] == question
    }
    if not votes_visible(membership) and any(question in version.vote_questions for version in asking):
        return {}
    spanned = compared({version.pk: version.number for version in sorted(versions, key=_number)})
    named = [pk for pk, n in spanned.numbers.items() if str(n) == number]
    wanted = named if number else spanned.alike(question)
    return {version.pk: "protocol" in one for version, one in asking.items() if version.pk in wanted}


def _number(version: Version) -> int:
    return version.number


def newest_incidents(sight: Sight, names: Mapping[str, str]) -> list[IncidentLine]:
    """`names` of categories by code."""
    return _lines(_incidents(sight), names)


def critical_incidents(sight: Sight, names: Mapping[str, str]) -> list[IncidentLine]:
    """Found by their flags, the newest first: critical ones are few among all incidents."""
    flagged = {
        f"{_CURRENT}flags__mission": sight.membership.mission_id,
        f"{_CURRENT}flags__severity": Severity.CRITICAL,
        f"{_CURRENT}flags__kind": Flag.Kind.VIOLATION,
    }
    later = Judgement.objects.filter(
        revision=OuterRef("current"), rule_set__gt=OuterRef(f"{_CURRENT}flags__rule_set")
    )
    found = _incidents(sight).filter(_IS_CURRENT, ~Exists(later), **flagged)
    return _lines(found.order_by(f"-{_CURRENT}flags__id"), names)


def _incidents(sight: Sight) -> QuerySet[Report]:
    """Incidents that may be seen, newest first, whatever became of them; held ones say so."""
    filters = sight.filters
    seen = Report.objects.all().visible_to(sight.membership, Act.SEE_INCIDENTS).with_standing()
    reports: QuerySet[Report] = seen.filter(sight.of_regions(), phase=Phase.INCIDENT)
    cell = {name: value for name in ("category", "severity", "basis") if (value := getattr(filters, name))}
    if cell:
        reports = reports.filter(_flagged(**cell))
    reports = _in_hours(reports, sight, "counted__hour")
    flags = Prefetch("current__flags", Flag.objects.standing().filter(category__isnull=False).order_by("id"))
    steps = IncidentStep.objects.filter(incident__report=OuterRef("pk")).order_by("-number")
    return (
        reports.annotate(state=Coalesce(Subquery(steps.values("state")[:1]), Value(NEW)))
        .select_related("station", "region", "current", "withdrawal", "double_ruling")
        .prefetch_related(flags)
        .order_by("-received_at", "-id")
    )


def _flagged(**cell: Any) -> Exists:
    """A condition on one flag of the current revision, without making a row a flag."""
    return Exists(Flag.objects.standing().filter(revision=OuterRef("current"), **cell))


def _lines(incidents: QuerySet[Report], names: Mapping[str, str]) -> list[IncidentLine]:
    return [line for report in incidents[:LINES] if (line := _line(report, names)) is not None]


def _line(report: Report, names: Mapping[str, str]) -> IncidentLine | None:
    """None for an incident that names no category yet: its revision is a sealed envelope, or unreadable."""
    current = report.current
    flag = next(iter(current.flags.all()), None) if current else None
    if current is None or flag is None or flag.category is None:
        return None
    return IncidentLine(
        report=report.client_id,
        category=flag.category,
        category_name=names.get(flag.category, flag.category),
        severity=flag.severity,
        basis=flag.basis,
        station=report.station.code if report.station else "",
        region=report.region.code if report.region else "",
        region_name=report.region.name if report.region else "",
        happened_at=current.happened_at,
        received_at=report.received_at,
        standing=report.standing.value,
        state=report.state,  # type: ignore[attr-defined]  # annotated by `_incidents`
        synthetic=report.synthetic,
    )
