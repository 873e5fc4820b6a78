"""Two fictional missions on one real election: a full one, and one of eight. Neither sees the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from observer.checklists.models import Category, Checklist, Version
from observer.checklists.publish import publish
from observer.checklists.taxonomy import TAXONOMY
from observer.elections.models import Election, Region
from observer.missions.deadlines import LocalMoment, Window
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.missions.senders import Sender
from observer.missions.windows import set_windows
from observer.operations.example.country import EAST_ZONE, OUTSIDE, ROOT, VOTING_DAY, Place
from observer.operations.example.days import TeamPlan
from observer.operations.example.forms import FORMS, form_document
from observer.operations.example.plans import SMALL_PLAN, MissionPlan, full_plan
from observer.operations.example.staff import add_headquarters, add_observers, name_people
from observer.operations.example.teams import deploy_teams
from observer.operations.example.truth import Truth

__all__ = ["SMALL_PLAN", "Loaded", "MissionPlan", "full_plan", "load_mission"]

ZONE = ZoneInfo(EAST_ZONE)
# Within a few hours of what happened; the count may last until morning.
WINDOWS = (
    Window("opening", LocalMoment(0, time(6)), LocalMoment(0, time(9))),
    Window("voting", LocalMoment(0, time(7)), LocalMoment(0, time(20, 30))),
    Window("counting", LocalMoment(0, time(19)), LocalMoment(1, time(6))),
    Window("tabulation", LocalMoment(0, time(22)), LocalMoment(2, time(20))),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A mission ready to receive: its forms by code, its teams' plans and who sends for each team.

    `partners` are the second ones of each pair. `changed`: stations whose protocols change on the way up.
    """

    mission: Mission
    forms: Mapping[str, Version]
    plans: Sequence[TeamPlan]
    senders: Mapping[int, Sender]
    partners: Mapping[int, Sender]
    staff: Sequence[Membership]
    changed: frozenset[str] = field(default_factory=frozenset)

    @property
    def head(self) -> Membership:
        return self.first(Role.HEAD)

    def first(self, role: Role) -> Membership:
        """The first of the staff in this role."""
        return next(member for member in self.staff if member.role == role)


@transaction.atomic
def load_mission(
    election: Election, plan: MissionPlan, places: Sequence[Place], *, truth: Truth | None = None
) -> Loaded:
    """The mission with its people, teams, deployments and published forms. It must not be there yet."""
    mission = Mission.objects.create(
        election=election,
        code=plan.code,
        names=dict(plan.names),
        format=plan.format,
        languages=["en", "ru", "kk"],
        profile=dict(plan.profile),
        late_after=datetime(VOTING_DAY.year, VOTING_DAY.month, VOTING_DAY.day + 2, tzinfo=ZONE),
        synthetic=True,
        fictional=True,
    )
    set_windows(mission=mission, windows=WINDOWS)
    regions = {region.code: region for region in Region.objects.filter(election=election)}
    forms = _forms(mission)
    staff = add_headquarters(mission, plan, _answered_for(plan, regions))
    deployed = deploy_teams(mission, plan, regions, places, (truth or Truth()).changed_region)
    pairs = add_observers(mission, deployed.teams)
    name_people(mission, [*staff, *pairs.members])
    return Loaded(mission, forms, deployed.plans, pairs.senders, pairs.partners, staff, deployed.changed)


def _answered_for(plan: MissionPlan, regions: Mapping[str, Region]) -> list[Region]:
    """The regions that somebody of the mission answers for: its own, or all inside the country."""
    codes = plan.regions or [code for code in regions if code not in {ROOT, OUTSIDE}]
    return [regions[code] for code in codes if regions[code].level in ("oblast", "city")]


def _forms(mission: Mission) -> dict[str, Version]:
    Category.objects.bulk_create(
        Category(
            mission=mission,
            code=kind.code,
            names=dict(kind.names),
            severity=kind.severity,
            standards=list(kind.standards),
            position=position,
        )
        for position, kind in enumerate(TAXONOMY, start=1)
    )
    forms = {}
    for name in sorted(FORMS):
        definition = form_document(name)
        checklist = Checklist.objects.create(
            mission=mission, code=definition["code"], phase=definition["phase"], names=definition["titles"]
        )
        forms[definition["code"]] = publish(checklist=checklist, definition=definition)
    return forms
