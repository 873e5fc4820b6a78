"""Everything boards, API, sheets and the summary show, as figures with their basis.

Read from tallies only: the cost is the same at a thousand and at a million reports. `sums` asks the tallies,
`listing` leads a figure back to the reports behind it; here they become the shapes of `analysis.board`.

Hours narrow events and reports; how many distinct stations were observed in an hour is not kept, so shares of
stations are of the whole day. `basis` narrows lists, never a pair: seen and told always stand side by side.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from observer.analysis.board import Board, Live
from observer.analysis.filters import Filters
from observer.analysis.headlines import headlines
from observer.analysis.listing import critical_incidents, newest_incidents, reports_behind
from observer.analysis.models import Folder, FoldState
from observer.analysis.moment import one_moment
from observer.analysis.questions import questions
from observer.analysis.rules import changed_rules
from observer.analysis.sight import ground_of, sight_of
from observer.analysis.sums import HELD, sums_of
from observer.analysis.view import View, region_bars, region_map
from observer.checklists.models import Basis
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.reports.models import Pending

__all__ = ["board", "headlines", "live", "questions", "reports_behind"]


@one_moment()
def board(membership: Membership, filters: Filters) -> Board:
    """The board of one pair of eyes under `filters`. A fixed number of queries, whatever was reported.

    Raises Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, filters)
    sums = sums_of(sight)
    ground = ground_of(sight, sums.inclusion)
    view = View(sight, sums, ground)
    regions = [view.region(region) for region in sight.regions]
    total = view.total()
    seen_or_told = Basis.TOLD if filters.basis == Basis.TOLD else Basis.SEEN
    may_see_incidents = may(membership, Act.SEE_INCIDENTS)
    names = dict(sums.categories)
    return Board(
        filters=filters,
        version=ground.version,
        as_of=ground.as_of,
        synthetic=ground.synthetic,
        inclusion=sums.inclusion,
        held_by_reason={reason: sums.outcomes[reason] for reason in HELD},
        total=total,
        elsewhere=view.elsewhere() if sight.sees_elsewhere else None,
        regions=regions,
        categories=view.categories(),
        severities=view.severities(),
        phases=view.phases(),
        share_map=region_map(sight, regions),
        region_bars=region_bars(regions),
        timeline=view.timeline(seen_or_told),
        newest=newest_incidents(sight, names) if may_see_incidents else (),
        critical=critical_incidents(sight, names) if may_see_incidents else (),
        unconfirmed=view.count(sums.events(basis=Basis.UNCONFIRMED), basis=Basis.UNCONFIRMED),
        rules=changed_rules(membership.mission_id),
    )


def live(mission_id: int, now: datetime) -> Live:
    """How far the figures lag behind what was received. Four small queries."""
    state = FoldState.objects.filter(mission=mission_id).first()
    seen = Folder.objects.aggregate(at=Max("seen_at"))["at"]
    oldest = (
        Pending.objects.filter(mission=mission_id).order_by("id").values_list("created_at", flat=True).first()
    )
    return Live(
        version=state.version if state else 0,
        folded_at=state.folded_at if state else None,
        worker_seen_at=seen,
        waiting_since=oldest,
        lag_s=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        rules=changed_rules(mission_id),
    )
