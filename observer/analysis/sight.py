"""What one pair of eyes may see under some filters, and what all its figures have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.analysis.figures import Inclusion, Regime
from observer.analysis.filters import Filters
from observer.analysis.models import FoldState
from observer.elections.models import Election, Region
from observer.elections.spelling import alphabetical
from observer.missions.access import Act, Reach, reach, region_paths, under
from observer.missions.models import Deployment, Membership
from observer.problems import INVALID, Problem


@dataclass(frozen=True, slots=True)
class Sight:
    """The lowest regions within sight and within the filters, by name.

    `wider`: the regions above them, as far as they are within sight; an incident may be of a whole country.
    `sees_elsewhere`: also what is tied to no region, which lies in nobody's own regions.
    """

    membership: Membership
    election: Election
    filters: Filters
    regions: Sequence[Region]
    wider: Sequence[Region]
    sees_elsewhere: bool
    generation: int
    state: FoldState | None

    def of_regions(self, field: str = "region") -> Q:
        """The condition that a row lies within sight."""
        inside = Q(**{f"{field}__in": [region.pk for region in (*self.regions, *self.wider)]})
        return inside | Q(**{f"{field}__isnull": True}) if self.sees_elsewhere else inside


@dataclass(frozen=True, slots=True)
class Ground:
    """What every figure of one answer rests on."""

    version: int
    as_of: datetime
    synthetic: bool
    regime: Regime
    rule: Inclusion

    @property
    def basis(self) -> dict[str, Any]:
        return {"regime": self.regime, "rule": self.rule, "as_of": self.as_of, "synthetic": self.synthetic}


def sight_of(membership: Membership, filters: Filters) -> Sight:
    """Raises Problem where the filter names a region that is not there or lies outside the member's own."""
    election = membership.mission.election
    far = reach(membership, Act.SEE_BOARD)
    regions = Region.objects.filter(election=election).defer("boundary")
    if far is not Reach.MISSION:
        regions = regions.filter(under(region_paths(membership), "path"))
    if filters.region:
        named = Region.objects.filter(election=election, code=filters.region).first()
        regions = regions.filter(path__startswith=named.path) if named else regions.none()
    found = sorted(regions, key=lambda region: alphabetical(region.name))
    # Whoever sees a region sees all below it.
    parents = {region.parent_id for region in found}
    if filters.region and not found:
        detail = _("There is no such region here.")
        raise Problem(INVALID, errors=[{"field": "region", "code": "unknown", "detail": detail}])
    state = FoldState.objects.filter(mission=membership.mission_id).first()
    return Sight(
        membership=membership,
        election=election,
        filters=filters,
        regions=[region for region in found if region.pk not in parents],
        wider=[region for region in found if region.pk in parents],
        sees_elsewhere=far is Reach.MISSION and not filters.region,
        generation=state.generation if state else 1,
        state=state,
    )


def ground_of(sight: Sight, rule: Inclusion) -> Ground:
    """`as_of` is when a figure last changed: what was received later is not in it."""
    return Ground(
        version=sight.state.version if sight.state else 0,
        as_of=sight.state.folded_at if sight.state else timezone.now(),
        synthetic=sight.membership.mission.synthetic,
        regime=regime_of(sight.membership.mission_id),
        rule=rule,
    )


def regime_of(mission_id: int) -> Regime:
    """The weakest regime among the mission's deployments bounds what may be claimed of them together."""
    standing = Deployment.objects.filter(mission=mission_id, withdrawal__isnull=True)
    regimes = set(standing.values_list("regime", flat=True).distinct())
    for weakest in (Regime.ROUTE, Regime.ASSIGNED, Regime.SAMPLE):
        if weakest.value in regimes:
            return weakest
    return Regime.ROUTE
