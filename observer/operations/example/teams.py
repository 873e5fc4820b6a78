"""Where the teams of a synthetic mission are sent: bases, routes, stations named in advance, commissions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from observer.elections.models import Region, Station
from observer.missions.models import Deployment, Mission, Team
from observer.operations.example.country import OUTSIDE, VOTING_DAY, Place, zone_of
from observer.operations.example.days import TeamPlan
from observer.operations.example.plans import MissionPlan
from observer.operations.example.seats import Seats

Item = TypeVar("Item")
# The stations within a day's reach of a team's base.
REACH = 24
ASSIGNED_VOTING = 6
DUE = {"opening": time(9), "voting": time(20), "counting": time(23, 59)}
# Protocols of so many counts are followed in the district where they change, and there by two teams upward.
WATCHED_COUNTS, WATCHED_TEAMS = 6, 2


@dataclass(frozen=True, slots=True)
class Deployed:
    """Teams by number, their plans, and the stations whose protocols change on the way up."""

    teams: Mapping[int, Team]
    plans: Sequence[TeamPlan]
    changed: frozenset[str]


def deploy_teams(
    mission: Mission,
    plan: MissionPlan,
    regions: Mapping[str, Region],
    places: Sequence[Place],
    changed_region: str,
) -> Deployed:
    """The teams of the plan with their deployments, ready for their day."""
    plans = _based(plan, places)
    teams = Team.objects.bulk_create(
        Team(mission=mission, code=f"T-{each.number:03}", base_region=regions[each.places[0].region])
        for each in plans
    )
    seats = Seats.of(mission.election_id)
    plans, changed = _following(plan, plans, seats, changed_region, places)
    by_number = {each.number: team for each, team in zip(plans, teams, strict=True)}
    _deploy(mission, plans, by_number, regions)
    return Deployed(by_number, plans, changed)


def _based(plan: MissionPlan, places: Sequence[Place]) -> list[TeamPlan]:
    """Teams spread by number of stations, each with the stations around its base and its own habits."""
    inside = [place for place in places if place.region != OUTSIDE]
    by_region: dict[str, list[Place]] = {}
    for place in inside:
        by_region.setdefault(place.region, []).append(place)
    languages = [code for code, often in plan.languages.items() for _time in range(often)]
    made = []
    for number in range(1, plan.teams + 1):
        if plan.regions:
            reach = _few(plan, number, by_region[plan.regions[(number - 1) % len(plan.regions)]])
        else:
            base = inside[((number - 1) * len(inside)) // plan.teams]
            reach = _around(by_region[base.region], base)
        made.append(
            TeamPlan(
                number,
                reach,
                visits=len(reach) - 1 if plan.stations else plan.visits,
                spread=plan.spread,
                assigned=_assigned(plan, number, reach),
                silent=plan.may_fall_silent and number % 41 == 17,
                until=13 if plan.may_fall_silent and number % 29 == 11 else None,
                language=languages[number * 7 % len(languages)],
            )
        )
    return made


def _around(region: Sequence[Place], base: Place) -> list[Place]:
    middle = region.index(base)
    return [region[(middle + step) % len(region)] for step in range(min(REACH, len(region)))]


def _few(plan: MissionPlan, number: int, region: Sequence[Place]) -> list[Place]:
    """A team's share of a small mission's stations, the first ones of its region: towns."""
    share = plan.stations // plan.teams + (1 if number <= plan.stations % plan.teams else 0)
    return list(region[::7][:share])


def _assigned(plan: MissionPlan, number: int, reach: Sequence[Place]) -> tuple[tuple[Place, str], ...]:
    if not plan.assigned_every or number % plan.assigned_every != plan.assigned_every // 2 + 1:
        return ()
    return (
        (reach[0], "opening"),
        *((place, "voting") for place in reach[1 : ASSIGNED_VOTING + 1]),
        (reach[ASSIGNED_VOTING + 1], "counting"),
    )


def _following(
    plan: MissionPlan, plans: list[TeamPlan], seats: Seats, changed_region: str, places: Sequence[Place]
) -> tuple[list[TeamPlan], frozenset[str]]:
    """Who counts and where, who follows the protocol upward, and the district where it changes."""
    able = [each.number for each in plans if not each.silent and each.until is None]
    counts = set(_evenly(able, round(plan.counting * plan.teams)))
    in_region = [
        each.number for each in plans if each.number in counts and each.places[0].region == changed_region
    ]
    watching = in_region[:WATCHED_COUNTS] if plan.tabulating else []
    district = seats.district_of([place.code for place in places if place.region == changed_region])
    count_at = dict(zip(watching, _evenly(district, len(watching)), strict=False))
    upward = round(plan.tabulating * plan.teams)
    others = _evenly(
        [number for number in sorted(counts) if number not in watching], max(0, upward - WATCHED_TEAMS)
    )
    follows = {*others, *watching[:WATCHED_TEAMS]} if upward else set()
    by_code = {place.code: place for place in places}
    taken = {by_code[code] for code in count_at.values()}
    found = []
    for each in plans:
        number = each.number
        place = by_code[count_at[number]] if number in count_at else _last(each, taken)
        taken.add(place)
        seat = seats.above(place.code) if number in follows else None
        found.append(replace(each, counts=number in counts, count_at=place, commission=seat))
    return found, frozenset(district if watching else ())


def _last(team: TeamPlan, taken: Collection[Place]) -> Place:
    """Where a team counts: where it was sent, or the farthest in reach at which nobody else counts."""
    sent = [place for place, phase in team.assigned if phase == "counting"]
    free = [place for place in reversed(team.places) if place not in taken]
    return (sent or free or list(team.places))[0]


def _evenly(items: Sequence[Item], count: int) -> list[Item]:
    return [items[number * len(items) // count] for number in range(min(count, len(items)))]


def _deploy(
    mission: Mission, plans: Sequence[TeamPlan], teams: Mapping[int, Team], regions: Mapping[str, Region]
) -> None:
    """Stations named in advance for some; for the others the region, where they choose their route."""
    named = {place.code for each in plans for place, _phase in each.assigned}
    stations = {
        station.code: station
        for station in Station.objects.filter(election=mission.election_id, code__in=named)
    }
    Deployment.objects.bulk_create(
        deployment
        for each in plans
        for deployment in _deployments(mission, each, teams[each.number], regions, stations)
    )


def _deployments(
    mission: Mission,
    plan: TeamPlan,
    team: Team,
    regions: Mapping[str, Region],
    stations: Mapping[str, Station],
) -> list[Deployment]:
    region = regions[plan.places[0].region]
    if not plan.assigned:
        return [Deployment(mission=mission, team=team, region=region, regime=Deployment.Regime.ROUTE)]
    zone = ZoneInfo(zone_of(region.code))
    return [
        Deployment(
            mission=mission,
            team=team,
            region=region,
            station=stations[place.code],
            phase=phase,
            regime=Deployment.Regime.ASSIGNED,
            due_at=datetime.combine(VOTING_DAY, DUE[phase], tzinfo=zone),
        )
        for place, phase in plan.assigned
    ]
