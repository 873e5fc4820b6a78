"""People come to a mission, are let in, and leave it. (Accounts and names come by `registers`.)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.missions.access import Act, may, require, roles_given
from observer.missions.codes import new_code
from observer.missions.enrol import INVITATION
from observer.missions.models import Enrolment, EnrolmentWithdrawal, Membership, MembershipEnd, TeamMember
from observer.missions.roles import HEADQUARTERS, Role
from observer.missions.witness import record
from observer.people.first_sign_in import first_sign_in
from observer.people.tokens import token_hash
from observer.problems import CONFLICT, FORBIDDEN, INVALID, Problem


def members_at_work(by: Membership) -> QuerySet[Membership]:
    """The mission's members, for who manages them: by code and role, never by name.

    Each has `team_code` (None without a team). Nothing for a role that manages nobody.
    """
    members = Membership.objects.filter(mission=by.mission_id, end__isnull=True)
    if not may(by, Act.MANAGE_MEMBERS):
        members = members.none()
    now = FilteredRelation("teams", condition=Q(teams__until__isnull=True))
    return members.annotate(team_now=now).annotate(team_code=F("team_now__team__code")).select_related("user")


@transaction.atomic
def end_membership(*, membership: Membership, by: Membership, reason: str) -> MembershipEnd:
    """Somebody leaves the mission: they sign in to it no more, and what their phone still sends is held.

    Raises Problem when `by` may not take this role from anybody, for oneself, without a reason, and when it
    ended before.
    """
    _require_role(by, membership)
    if membership.pk == by.pk:
        raise Problem(CONFLICT, _("You cannot end your own membership. Ask somebody else to."))
    if not reason.strip():
        detail = _("Say why.")
        raise Problem(INVALID, detail, errors=[{"field": "reason", "code": "required", "detail": detail}])
    if MembershipEnd.objects.filter(membership=membership).exists():
        raise Problem(CONFLICT, _("This membership ended before."))
    ended = MembershipEnd.objects.create(
        mission_id=by.mission_id, membership=membership, ended_by=by, reason=reason.strip()[:300]
    )
    TeamMember.objects.filter(membership=membership, until__isnull=True).update(until=timezone.now())
    _witness("end_membership", by, membership)
    return ended


def _require_role(by: Membership, membership: Membership) -> None:
    require(by, Act.MANAGE_MEMBERS, mission_id=membership.mission_id)
    if Role(membership.role) not in roles_given(by):
        raise Problem(FORBIDDEN, _("Your own role does not include giving or taking this role."))


@transaction.atomic
def invite_account(*, membership: Membership, by: Membership) -> str:
    """The address where a person of headquarters chooses a password, once. It works for three days.

    Only for accounts that never had one, and from the mission they were made for: whoever names the address
    of another mission's head in a roster of their own is not handed the way into it. Raises Problem.
    """
    _require_role(by, membership)
    if Role(membership.role) not in HEADQUARTERS:
        raise Problem(CONFLICT, _("Observers do not sign in: invite their phone."))
    if not account_is_from_here(membership):
        raise Problem(CONFLICT, _("This account was made elsewhere. Whoever made it lets this person in."))
    path = first_sign_in(membership.user)
    if path is None:
        raise Problem(CONFLICT, _("This person has a password. Only they can change it."))
    _witness("invite_account", by, membership)
    return path


def account_is_from_here(membership: Membership) -> bool:
    """Whether, of the missions an account still belongs to, this membership's was the first."""
    earlier = Membership.objects.filter(user=membership.user_id, end__isnull=True, pk__lt=membership.pk)
    return not earlier.exists()


@transaction.atomic
def invite_many(
    *, members: Sequence[Membership], by: Membership, lifetime: timedelta = INVITATION
) -> list[tuple[Membership, str]]:
    """A one-time code for the phone of each member, in two statements; only keyed hashes are kept.

    `members` are those whom `by` may enrol (`phones.phone_holders().visible_to(by, Act.ENROL_DEVICE)`).
    Raises Problem when `by` enrols nobody.
    """
    require(by, Act.ENROL_DEVICE)
    now = timezone.now()
    invited = [(member, new_code()) for member in members]
    Enrolment.objects.bulk_create(
        Enrolment(
            mission_id=by.mission_id,
            membership=member,
            code_hash=token_hash(code),
            created_by=by,
            expires_at=now + lifetime,
        )
        for member, code in invited
    )
    record(
        act="invite_devices",
        mission_id=by.mission_id,
        user_id=by.user_id,
        detail={"members": [member.code for member, _code in invited]},
    )
    return invited


def open_invitations(mission_id: int) -> QuerySet[Enrolment]:
    """Invitations for phones that still open something, newest first."""
    invitations = Enrolment.objects.filter(mission=mission_id, use__isnull=True, withdrawal__isnull=True)
    return invitations.filter(expires_at__gt=timezone.now(), membership__end__isnull=True).select_related(
        "membership", "created_by"
    )


@transaction.atomic
def withdraw_invitation(*, enrolment: Enrolment, by: Membership) -> EnrolmentWithdrawal:
    """Take an invitation back: its code opens nothing any more. Raises Problem when there is none to take."""
    require(
        by,
        Act.ENROL_DEVICE,
        mission_id=enrolment.mission_id,
        region=enrolment.membership.base_region(),
    )
    if not open_invitations(enrolment.mission_id).filter(pk=enrolment.pk).exists():
        raise Problem(CONFLICT, _("This invitation was used, withdrawn or has run out."))
    withdrawal = EnrolmentWithdrawal.objects.create(
        mission_id=enrolment.mission_id, enrolment=enrolment, withdrawn_by=by
    )
    _witness("withdraw_invitation", by, enrolment.membership)
    return withdrawal


def _witness(act: str, by: Membership, membership: Membership) -> None:
    record(
        act=act,
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="membership",
        subject_id=membership.pk,
        detail={"member": membership.code},
    )
