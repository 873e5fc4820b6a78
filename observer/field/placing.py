"""Which place a form is about: a visit that goes on, one of the plan, or what was typed, however misspelt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from observer.checklists.models import Phase, Version
from observer.elections.finding import Likeness, like
from observer.elections.models import Commission, Station
from observer.field.day import day_of
from observer.field.filling import Filling, place_of
from observer.field.phone import Phone

CANDIDATES = 8
COMMISSIONS_SHOWN = 60
# Precinct commissions count; those above them add up.
ADDING_UP = ("central", "territorial", "district")


@dataclass(frozen=True, slots=True)
class Placed:
    """A filling with its place, or the places it may mean when what was typed is on no list."""

    filling: Filling
    candidates: tuple[Any, ...] = ()


def placed(phone: Phone, filling: Filling) -> Placed:
    """What was typed, with the spelling of the register where only one code is like it.

    A code like no other stays as typed: the form takes it, and headquarters finds the place.
    """
    place = place_of(phone, filling)
    if place is None or place.found:
        return Placed(filling)
    is_commission = bool(filling.commission_code)
    rows: Any = adding_up(phone) if is_commission else all_stations(phone)
    found = list(like(rows, place.typed).order_by("likeness", "code")[:CANDIDATES])
    same = [each for each in found if each.likeness == Likeness.CODE]
    if len(same) != 1:
        return Placed(filling, tuple(found))
    field = "commission_code" if is_commission else "station_code"
    return Placed(replace(filling, **{field: same[0].code}))


def all_stations(phone: Phone) -> Any:
    return Station.objects.filter(election=phone.mission.election_id).select_related("region")


def adding_up(phone: Phone) -> Any:
    """The commissions of the election at which results are added up."""
    commissions = Commission.objects.filter(election=phone.mission.election_id, level__in=ADDING_UP)
    return commissions.select_related("region")


def own_commissions(phone: Phone) -> list[Commission]:
    """Those of the regions the team is sent to, and above the stations it is sent to; by code."""
    deployments = day_of(phone).deployments
    own = Q(pk__in={one.station.commission_id for one in deployments if one.station})
    for one in deployments:
        own |= Q(region__path__startswith=one.region.path)
        own |= Q(region=one.station.region_id) if one.station else Q()
    return list(adding_up(phone).filter(own).order_by("code")[:COMMISSIONS_SHOWN])


def is_at_commission(version: Version) -> bool:
    phase: str = version.checklist.phase
    return phase == Phase.TABULATION
