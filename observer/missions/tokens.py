"""Read tokens: a machine reads what its member reads, in one mission, until the token ends."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.missions.access import Act, require
from observer.missions.models import Membership, ReadToken, ReadTokenRevocation
from observer.missions.witness import record
from observer.people.tokens import new_token, token_hash
from observer.problems import CONFLICT, INVALID, Problem

USUAL = timedelta(days=30)
LONGEST = timedelta(days=180)


@transaction.atomic
def issue_token(*, membership: Membership, label: str, lifetime: timedelta = USUAL) -> tuple[str, ReadToken]:
    """A new token of `membership`'s own, shown once and never again, and the row that knows it.

    Nobody makes a token for somebody else: whoever holds it reads with the member's eyes. Raises Problem
    FORBIDDEN, and INVALID without a label or beyond 180 days.
    """
    require(membership, Act.ISSUE_TOKEN)
    _check(label, lifetime)
    token = new_token()
    issued = ReadToken.objects.create(
        mission_id=membership.mission_id,
        membership=membership,
        token_hash=token_hash(token),
        label=label.strip(),
        expires_at=timezone.now() + lifetime,
    )
    _witness("issue_token", issued, membership)
    return token, issued


@transaction.atomic
def revoke_token(*, token: ReadToken, by: Membership) -> ReadTokenRevocation:
    """End a token at once: one's own, or any in the mission for who manages tokens. Raises Problem."""
    if token.membership_id != by.pk:
        require(by, Act.MANAGE_TOKENS, mission_id=token.mission_id)
    if ReadTokenRevocation.objects.filter(token=token).exists():
        raise Problem(CONFLICT, _("This token was revoked before."))
    revocation = ReadTokenRevocation.objects.create(mission_id=token.mission_id, token=token, revoked_by=by)
    _witness("revoke_token", token, by)
    return revocation


def _check(label: str, lifetime: timedelta) -> None:
    errors = []
    if not 0 < len(label.strip()) <= 80:
        detail = _("Say what the token is for, in up to 80 characters.")
        errors.append({"field": "label", "code": "required", "detail": detail})
    if not timedelta() < lifetime <= LONGEST:
        errors.append({"field": "lifetime", "code": "range", "detail": _("At most 180 days.")})
    if errors:
        raise Problem(INVALID, errors=errors)


def _witness(act: str, token: ReadToken, by: Membership) -> None:
    record(
        act=act, mission_id=token.mission_id, user_id=by.user_id, subject="read_token", subject_id=token.pk
    )
