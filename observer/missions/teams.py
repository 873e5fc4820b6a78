"""Teams as headquarters lists them: by their codes, in the region they are based in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Prefetch

from observer.missions.access import RegionScoped
from observer.missions.models import Deployment, Team, TeamMember


class TeamQuerySet(RegionScoped, models.QuerySet[Team]):
    """A team is seen where it is based; `visible_to` comes from `missions.access`."""

    region_field = "base_region"
    owner_field = "pk"


def teams() -> Any:
    """Every team with its members of now and where it is sent: four queries for any number of teams."""
    members = TeamMember.objects.filter(until__isnull=True).select_related("membership").order_by("id")
    sent = Deployment.objects.standing().select_related("station", "region").order_by("due_at", "id")
    return (
        TeamQuerySet(Team)
        .select_related("base_region")
        .prefetch_related(
            Prefetch("members", members, to_attr="members_now"), Prefetch("deployments", sent, to_attr="sent")
        )
    )
