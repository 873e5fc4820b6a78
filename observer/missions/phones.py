"""Who reports from a phone, and from which: told by codes, never by names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, FilteredRelation, Prefetch, Q

from observer.missions.access import GRANTS, Act, RegionScoped
from observer.missions.models import Membership, MissionDevice
from observer.missions.roles import Role

_WITH_PHONES = tuple(role.value for role in Role if Act.FILE_REPORT in GRANTS[role])


class PhoneHolderQuerySet(RegionScoped, models.QuerySet[Membership]):
    """Members by the region their team is based in now; `visible_to` comes from `missions.access`."""

    region_field = "team_now__team__base_region"
    owner_field = "pk"


def phone_holders() -> PhoneHolderQuerySet:
    """Members at work whose role files reports.

    Each has `team_code` (None without a team) and `phones`, the `MissionDevice`s nobody has shut out, oldest
    first: two queries for any number of members.
    """
    working = MissionDevice.objects.filter(device__revocation__isnull=True).order_by("bound_at", "id")
    holders: PhoneHolderQuerySet = (
        PhoneHolderQuerySet(Membership)
        .filter(role__in=_WITH_PHONES, end__isnull=True, user__is_active=True)
        .annotate(team_now=FilteredRelation("teams", condition=Q(teams__until__isnull=True)))
        .annotate(team_code=F("team_now__team__code"))
        .prefetch_related(Prefetch("devices", working, to_attr="phones"))
    )
    return holders
