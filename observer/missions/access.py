"""The only answer to "may this member do this, and to which rows".

`GRANTS` is the whole policy: for each role the acts it may do and how far they reach. Views call `enter`
(a stranger gets 404) and `require`; every QuerySet to the right of this room has `visible_to(membership)`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.elections.models import Region
from observer.missions.models import BreakGlass, Membership
from observer.missions.roles import Role
from observer.problems import FORBIDDEN, Problem


class Act(enum.StrEnum):
    """Everything a member may do; the word is also what the journal writes."""

    FILE_REPORT = "file_report"
    SEE_BOARD = "see_board"
    SEE_REPORTS = "see_reports"
    SEE_ANSWERS = "see_answers"
    SEE_ATTACHMENTS = "see_attachments"
    SEE_INCIDENTS = "see_incidents"
    SEE_VOTES = "see_votes"
    SEE_NAMES = "see_names"
    WRITE_NAMES = "write_names"
    ERASE_NAMES = "erase_names"
    HOLD_ERASURE = "hold_erasure"
    SEE_TEAMS = "see_teams"
    SEE_JOURNAL = "see_journal"
    ENTER_REPORT = "enter_report"
    APPROVE_ENTRY = "approve_entry"
    REVIEW_REPORT = "review_report"
    WITHDRAW_REPORT = "withdraw_report"
    PLACE_REPORT = "place_report"
    RELEASE_HOLD = "release_hold"
    SETTLE_EVENT = "settle_event"
    WORK_INCIDENT = "work_incident"
    TAG_TEXT = "tag_text"
    RELEASE_RESULTS = "release_results"
    SEE_CHECKLISTS = "see_checklists"
    EDIT_CHECKLIST = "edit_checklist"
    PUBLISH_CHECKLIST = "publish_checklist"
    DEPLOY = "deploy"
    ENROL_DEVICE = "enrol_device"
    REVOKE_DEVICE = "revoke_device"
    MANAGE_MEMBERS = "manage_members"
    IMPORT_REGISTER = "import_register"
    ISSUE_TOKEN = "issue_token"
    MANAGE_TOKENS = "manage_tokens"
    COMPOSE_SUMMARY = "compose_summary"
    SEE_EDITIONS = "see_editions"
    SEE_FINDINGS = "see_findings"
    WRITE_FINDINGS = "write_findings"
    APPROVE_FINDINGS = "approve_findings"
    CHECK_STANDARDS = "check_standards"
    APPROVE_SUMMARY = "approve_summary"
    RELEASE_EDITION = "release_edition"
    EXPORT = "export"
    MANAGE_SMS = "manage_sms"
    WORK_MESSAGES = "work_messages"
    LOCK_MISSION = "lock_mission"
    DECLARE_PROFILE = "declare_profile"
    BREAK_GLASS = "break_glass"


class Reach(enum.Enum):
    """How far a permission reaches: the mission, one's own regions, one's own rows."""

    MISSION = "mission"
    REGIONS = "regions"
    OWN = "own"


class About(enum.Enum):
    """Left out of a question: the act as such is meant. (A row without a region is something else.)"""

    ANYTHING = "anything"


# Nobody passes judgement on what they made themselves, whatever their role.
NEVER_ONES_OWN = frozenset(
    {Act.APPROVE_ENTRY, Act.REVIEW_REPORT, Act.RELEASE_HOLD, Act.APPROVE_FINDINGS, Act.APPROVE_SUMMARY}
)

_SEES_MISSION = dict.fromkeys(
    (
        Act.SEE_BOARD,
        Act.SEE_REPORTS,
        Act.SEE_ANSWERS,
        Act.SEE_ATTACHMENTS,
        Act.SEE_INCIDENTS,
        Act.SEE_EDITIONS,
        Act.SEE_FINDINGS,
        Act.SEE_CHECKLISTS,
    ),
    Reach.MISSION,
)
_COORDINATES = dict.fromkeys(
    (
        Act.SEE_TEAMS,
        Act.REVIEW_REPORT,
        Act.WITHDRAW_REPORT,
        Act.PLACE_REPORT,
        Act.RELEASE_HOLD,
        Act.SETTLE_EVENT,
        Act.WORK_INCIDENT,
        Act.TAG_TEXT,
        Act.DEPLOY,
        Act.ENROL_DEVICE,
        Act.REVOKE_DEVICE,
    ),
    Reach.MISSION,
)

GRANTS: Mapping[Role, Mapping[Act, Reach]] = {
    Role.OBSERVER: {Act.FILE_REPORT: Reach.OWN},
    Role.REGIONAL_COORDINATOR: {
        # A form is the same in every region.
        Act.SEE_CHECKLISTS: Reach.MISSION,
        **dict.fromkeys(
            (
                Act.SEE_BOARD,
                Act.SEE_REPORTS,
                Act.SEE_ANSWERS,
                Act.SEE_ATTACHMENTS,
                Act.SEE_INCIDENTS,
                Act.SEE_TEAMS,
                # Calls the teams of their regions that have gone silent.
                Act.SEE_NAMES,
                Act.REVIEW_REPORT,
                Act.WITHDRAW_REPORT,
                Act.PLACE_REPORT,
                Act.WORK_INCIDENT,
                Act.TAG_TEXT,
                Act.DEPLOY,
                Act.ENROL_DEVICE,
                Act.REVOKE_DEVICE,
            ),
            Reach.REGIONS,
        ),
    },
    Role.COORDINATOR: {
        **_SEES_MISSION,
        **_COORDINATES,
        Act.SEE_NAMES: Reach.MISSION,
        Act.WRITE_NAMES: Reach.MISSION,
        Act.MANAGE_SMS: Reach.MISSION,
        Act.WORK_MESSAGES: Reach.MISSION,
        Act.MANAGE_MEMBERS: Reach.MISSION,
        Act.IMPORT_REGISTER: Reach.MISSION,
        Act.EDIT_CHECKLIST: Reach.MISSION,
        Act.PUBLISH_CHECKLIST: Reach.MISSION,
        # A mission of eight has no clerks; nobody settles a sheet they read themselves.
        Act.ENTER_REPORT: Reach.MISSION,
        Act.APPROVE_ENTRY: Reach.MISSION,
        Act.COMPOSE_SUMMARY: Reach.MISSION,
        Act.WRITE_FINDINGS: Reach.MISSION,
        Act.APPROVE_FINDINGS: Reach.MISSION,
        Act.APPROVE_SUMMARY: Reach.MISSION,
        Act.EXPORT: Reach.MISSION,
        Act.ISSUE_TOKEN: Reach.MISSION,
        Act.DECLARE_PROFILE: Reach.MISSION,
    },
    # A clerk types what was dictated or written; somebody else approves it.
    Role.CLERK: {
        Act.ENTER_REPORT: Reach.MISSION,
        Act.SEE_CHECKLISTS: Reach.MISSION,
        Act.SEE_REPORTS: Reach.OWN,
        Act.SEE_ANSWERS: Reach.OWN,
    },
    Role.ANALYST: {
        **_SEES_MISSION,
        Act.EDIT_CHECKLIST: Reach.MISSION,
        Act.TAG_TEXT: Reach.MISSION,
        Act.COMPOSE_SUMMARY: Reach.MISSION,
        Act.WRITE_FINDINGS: Reach.MISSION,
        Act.EXPORT: Reach.MISSION,
        Act.ISSUE_TOKEN: Reach.MISSION,
    },
    Role.LEGAL_ANALYST: {
        **_SEES_MISSION,
        Act.SETTLE_EVENT: Reach.MISSION,
        Act.WORK_INCIDENT: Reach.MISSION,
        Act.TAG_TEXT: Reach.MISSION,
        Act.WRITE_FINDINGS: Reach.MISSION,
        Act.APPROVE_FINDINGS: Reach.MISSION,
        Act.CHECK_STANDARDS: Reach.MISSION,
    },
    Role.HEAD: {
        **_SEES_MISSION,
        **_COORDINATES,
        Act.SEE_NAMES: Reach.MISSION,
        Act.WRITE_NAMES: Reach.MISSION,
        Act.MANAGE_SMS: Reach.MISSION,
        Act.WORK_MESSAGES: Reach.MISSION,
        Act.MANAGE_MEMBERS: Reach.MISSION,
        Act.IMPORT_REGISTER: Reach.MISSION,
        Act.ERASE_NAMES: Reach.MISSION,
        Act.HOLD_ERASURE: Reach.MISSION,
        Act.SEE_JOURNAL: Reach.MISSION,
        Act.APPROVE_ENTRY: Reach.MISSION,
        Act.EDIT_CHECKLIST: Reach.MISSION,
        Act.PUBLISH_CHECKLIST: Reach.MISSION,
        Act.COMPOSE_SUMMARY: Reach.MISSION,
        Act.RELEASE_EDITION: Reach.MISSION,
        Act.WRITE_FINDINGS: Reach.MISSION,
        Act.APPROVE_FINDINGS: Reach.MISSION,
        Act.CHECK_STANDARDS: Reach.MISSION,
        Act.APPROVE_SUMMARY: Reach.MISSION,
        Act.RELEASE_RESULTS: Reach.MISSION,
        Act.EXPORT: Reach.MISSION,
        Act.ISSUE_TOKEN: Reach.MISSION,
        Act.LOCK_MISSION: Reach.MISSION,
        Act.DECLARE_PROFILE: Reach.MISSION,
    },
    Role.RESULTS_ROOM: {**_SEES_MISSION, Act.SEE_VOTES: Reach.MISSION},
    Role.SECURITY: {
        Act.SEE_BOARD: Reach.MISSION,
        Act.SEE_INCIDENTS: Reach.MISSION,
        Act.SEE_TEAMS: Reach.MISSION,
        Act.SEE_NAMES: Reach.MISSION,
        Act.REVOKE_DEVICE: Reach.MISSION,
    },
    # Keeps accounts, keys and backups; reads neither reports nor names unless the glass is broken. Revokes
    # tokens but issues none: a token reads what its member reads.
    Role.ADMINISTRATOR: dict.fromkeys(
        (Act.MANAGE_MEMBERS, Act.MANAGE_TOKENS, Act.REVOKE_DEVICE, Act.BREAK_GLASS), Reach.MISSION
    ),
    Role.AUDITOR: {
        Act.SEE_JOURNAL: Reach.MISSION,
        Act.SEE_EDITIONS: Reach.MISSION,
        Act.SEE_BOARD: Reach.MISSION,
        Act.SEE_CHECKLISTS: Reach.MISSION,
    },
}

# Which roles who manages members may give and take. Nobody makes an account that sees more than they do: an
# administrator reads neither reports nor names, so gives no role that does.
ROLES_GIVEN: Mapping[Role, frozenset[Role]] = {
    Role.HEAD: frozenset(Role),
    Role.COORDINATOR: frozenset({Role.OBSERVER, Role.REGIONAL_COORDINATOR, Role.CLERK}),
    Role.ADMINISTRATOR: frozenset({Role.OBSERVER, Role.CLERK, Role.ADMINISTRATOR}),
}

# What an administrator sees for as long as the glass is broken; each use is told to the head of mission.
BEHIND_GLASS: Mapping[Act, Reach] = {
    **_SEES_MISSION,
    Act.SEE_NAMES: Reach.MISSION,
    Act.SEE_TEAMS: Reach.MISSION,
}


def reach(membership: Membership, act: Act) -> Reach | None:
    """How far `membership` may do `act`, or None."""
    grants = GRANTS[Role(membership.role)]
    granted = grants.get(act)
    if granted is None and Act.BREAK_GLASS in grants and getattr(membership, "glass_open", False):
        return BEHIND_GLASS.get(act)
    return granted


def region_paths(membership: Membership) -> list[str]:
    """The paths of a member's own regions (prefetched by `enter`: no query)."""
    return [own.region.path for own in membership.own_regions.all()]


def may(
    membership: Membership,
    act: Act,
    *,
    mission_id: int | None = None,
    region: Region | About | None = About.ANYTHING,
    owner_id: int | About | None = About.ANYTHING,
) -> bool:
    """Whether `membership` may do `act` to something of `mission_id`, in `region`, made by member `owner_id`.

    Left out, `region` and `owner_id` ask about the act as such: may it be done to anything at all. Given as
    None they mean a thing without a region or without an owner: nobody's own.
    """
    if mission_id is not None and mission_id != membership.mission_id:
        return False
    if act in NEVER_ONES_OWN and owner_id == membership.pk:
        return False
    match reach(membership, act):
        case None:
            return False
        case Reach.MISSION:
            return True
        case Reach.REGIONS:
            return region is About.ANYTHING or lies_within(region, membership)
        case Reach.OWN:
            return owner_id is About.ANYTHING or owner_id == membership.pk


def lies_within(region: Region | None, membership: Membership) -> bool:
    """Whether `region` is one of the member's own or below one, in their mission's election."""
    return (
        region is not None
        and region.election_id == membership.mission.election_id
        and any(region.path.startswith(path) for path in region_paths(membership))
    )


def roles_given(membership: Membership) -> frozenset[Role]:
    """The roles `membership` may give to somebody, or take."""
    if not may(membership, Act.MANAGE_MEMBERS):
        return frozenset()
    return ROLES_GIVEN.get(Role(membership.role), frozenset())


def require(membership: Membership, act: Act, **about: Any) -> None:
    """Raise a Problem (403) unless `may(membership, act, **about)`."""
    if not may(membership, act, **about):
        raise Problem(FORBIDDEN, _("Your role in this mission does not include this."))


def memberships(user: Any) -> QuerySet[Membership]:
    """A person's memberships that have not ended, ready for `may`: regions and open glass included."""
    now = timezone.now()
    glass = BreakGlass.objects.filter(membership=OuterRef("pk"), expires_at__gt=now)
    return (
        Membership.objects.filter(user=user.pk, end__isnull=True)
        .select_related("mission__election")
        .prefetch_related("own_regions__region")
        .annotate(glass_open=Exists(glass))
    )


def enter(user: Any, mission_code: str) -> Membership:
    """The person's membership in a mission. Raises Http404 for a stranger: there is nothing here for them."""
    membership = (
        memberships(user).filter(mission__code=mission_code).first() if user.is_authenticated else None
    )
    if membership is None:
        raise Http404
    return membership


class RegionScoped:
    """A QuerySet whose rows carry `mission`, a lowest `region` and an owner; mix in before `QuerySet`."""

    region_field = "region"
    owner_field = "author"

    def visible_to(self, membership: Membership, act: Act = Act.SEE_REPORTS) -> Self:
        """The rows `membership` may `act` on; nothing when the role has no such permission."""
        rows: Any = self
        mine = rows.filter(mission=membership.mission_id)
        if act in NEVER_ONES_OWN:
            mine = mine.exclude(**{self.owner_field: membership.pk})
        visible: Self
        match reach(membership, act):
            case None:
                visible = rows.none()
            case Reach.MISSION:
                visible = mine
            case Reach.REGIONS:
                visible = mine.filter(under(region_paths(membership), f"{self.region_field}__path"))
            case Reach.OWN:
                visible = mine.filter(**{self.owner_field: membership.pk})
        return visible


def under(paths: Iterable[str], field: str) -> Q:
    """The condition that `field`, a region path, lies below one of `paths`; nothing matches no paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
