"""The election as the authorities told it: results, turnout, commissions. Nothing observed is here."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from observer.cursors import ByCode, NewestFirst
from observer.dashboard.announced import (
    conflict_lines,
    denominators,
    number_lines,
    results_table,
    turnout_table,
)
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.sharing import rules_form, shared_out
from observer.elections.commissions import above
from observer.elections.models import (
    Commission,
    CommissionQuerySet,
    Contest,
    Election,
    Region,
    Station,
    StationChange,
    in_language,
)
from observer.elections.official import conflicts, results, turnout
from observer.missions.access import Act, may
from observer.missions.models import Membership


class NewestRecorded(NewestFirst):
    ordering = ("-recorded_at", "-id")


@mission_page(Act.SEE_BOARD)
def election_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """One contest at a time (`?contest=`): what was announced, and what follows from it."""
    election = membership.mission.election
    contests = list(Contest.objects.filter(election=election).order_by("id"))
    contest = chosen(contests, request.GET.get("contest", ""))
    body = [each for each in contests if contest and contest.body and each.body == contest.body]
    shown = shown_of(contest, whole_name(election), request) if contest else {}
    changes = StationChange.objects.filter(station__election=election).select_related("station__region")
    return draw(
        request,
        membership,
        "election",
        election=election,
        election_name=in_language(election.names),
        contests=contests,
        contest=contest,
        body=body,
        body_seats=sum(each.seats or 0 for each in body),
        changes=paged(request, changes, NewestRecorded()),
        **shown,
    )


def shown_of(contest: Contest, whole: str, request: HttpRequest) -> dict[str, Any]:
    """What the page tells of one contest; `whole` names the country. Four queries."""
    told, came = results(contest), turnout(contest)
    form = rules_form(contest, request.GET.dict())
    return {
        "results": results_table(told),
        "numbers": number_lines(told),
        "conflicts": conflict_lines(conflicts(contest), whole),
        "form": form,
        "shared": shared_out(told, form) if contest.seats else None,
        "turnout": turnout_table(came),
        "falls": [place for place in (came.whole, *came.regions) if place.falls],
        "denominators": denominators(came, told.registered, whole),
        "whole": whole,
        "synthetic": told.synthetic or came.synthetic,
    }


def chosen(contests: list[Contest], code: str) -> Contest | None:
    """The contest of that code, else the first. Raises Http404 for a code of none."""
    if code and code not in {contest.code for contest in contests}:
        raise Http404
    return next((contest for contest in contests if not code or contest.code == code), None)


def whole_name(election: Election) -> str:
    """The country's name, as its topmost region has it."""
    top = Region.objects.filter(election=election, parent__isnull=True).order_by("path").first()
    return top.name if top else election.country


@mission_page(Act.SEE_BOARD)
def commissions_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The commissions directly below one (`?below=`), or the topmost; a page at a time, however many.

    Of a commission with none below it, or with `&stations=`, the polling stations directly under it.
    """
    at = commission_of(membership, request.GET.get("below", ""))
    if at is None:
        return draw(request, membership, "commissions", listed=listed_commissions(request, top(membership)))
    under, stations = below(at), at.stations.select_related("region")
    shown: dict[str, Any] = {"at": at, "way": above(at), "held": stations.count()}
    if "stations" in request.GET or not under.exists():
        listed = paged(request, stations, ByCode())
        shown["stations"] = [(station, sees(membership, station)) for station in listed["rows"]]
    else:
        listed = listed_commissions(request, under)
    return draw(request, membership, "commissions", listed=listed, **shown)


def top(membership: Membership) -> CommissionQuerySet:
    rows: CommissionQuerySet = Commission.objects.all()
    return rows.top(membership.mission.election)


def listed_commissions(request: HttpRequest, rows: CommissionQuerySet) -> dict[str, Any]:
    return paged(request, rows.with_counts().select_related("contest", "counterpart", "region"), ByCode())


def commission_of(membership: Membership, code: str) -> Commission | None:
    """The commission with that number, None without one. Raises Http404 for one of another election."""
    if not code:
        return None
    if not code.isdecimal() or len(code) > 18:
        raise Http404
    here = Commission.objects.filter(election=membership.mission.election_id, pk=int(code))
    found = here.select_related("contest", "counterpart", "region").first()
    if found is None:
        raise Http404
    return found


def below(commission: Commission) -> CommissionQuerySet:
    """Those directly below it; below one of a contest that gathers for precincts, the precincts."""
    rows: CommissionQuerySet = Commission.objects.all()
    own = rows.filter(parent=commission)
    if commission.counterpart_id and not own.exists():
        return rows.filter(parent=commission.counterpart_id)
    return own


def sees(membership: Membership, station: Station) -> bool:
    return may(membership, Act.SEE_BOARD, region=station.region)
