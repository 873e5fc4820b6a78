"""The one verb that deletes. It works as the database role `observer_retention`, and always leaves word.

What is destroyed, the certificate and the journal's entry stand in one transaction: nothing disappears
without them.
"""

from __future__ import annotations

from django.db import connections, transaction
from django.utils.translation import gettext as _

from observer.gateways.sms.numbers import forget_numbers
from observer.journal.models import Certificate
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.holds import is_held, take_turns
from observer.missions.models import Membership, PersonalKey, PersonalRecord
from observer.problems import LOCKED, NOT_FOUND, UNAVAILABLE, Problem

ROLE = "retention"


def erase_person(*, membership: Membership, by: Membership) -> Certificate:
    """Destroy a member's own key, and with it the means to read what is stored about them.

    The sealed record and its blind index go as well; reports stay, under the member's code. Raises Problem
    FORBIDDEN, LOCKED under a legal hold, NOT_FOUND when nothing is stored, UNAVAILABLE when this
    installation has no retention role.
    """
    require(by, Act.ERASE_NAMES, mission_id=membership.mission_id)
    if ROLE not in connections:
        raise Problem(UNAVAILABLE, _("This installation has no database role for deletion."))
    with transaction.atomic(using=ROLE):
        take_turns(membership.mission_id, using=ROLE)
        if is_held(membership, using=ROLE):
            raise Problem(LOCKED, _("A legal hold stands: nothing about this person may be erased."))
        counts = {
            "keys": PersonalKey.objects.using(ROLE).filter(membership=membership.pk).delete()[0],
            "records": PersonalRecord.objects.using(ROLE).filter(membership=membership.pk).delete()[0],
        }
        if not any(counts.values()):
            raise Problem(NOT_FOUND, _("Nothing is stored about this person."))
        certificate = _certify("erase_person", membership, by, counts)
    # Their telephone number leads nowhere any more; what was sealed with it went with the key.
    forget_numbers(membership)
    return certificate


def _certify(rule: str, membership: Membership, by: Membership, counts: dict[str, int]) -> Certificate:
    certificate = Certificate.objects.using(ROLE).create(
        mission_id=membership.mission_id, rule=rule, counts=counts, ordered_by_id=by.user_id
    )
    record(
        using=ROLE,
        act=rule,
        mission_id=membership.mission_id,
        user_id=by.user_id,
        subject="membership",
        subject_id=membership.pk,
        detail={"certificate": certificate.pk, **counts},
    )
    return certificate
