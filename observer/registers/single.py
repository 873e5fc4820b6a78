"""One person by hand, under the rules of a roster: no file, no job, one line in the journal."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.registers import followers
from observer.registers.kinds.roster import MEMBER, Roster
from observer.registers.planning import plan_of
from observer.registers.sheets import Sheet
from observer.registers.wording import fault_text
from observer.registers.working import one_at_a_time


@transaction.atomic
def add_person(*, by: Membership, values: Mapping[str, str]) -> Membership:
    """A new member with account, role and team; `values` are cells of a roster by column.

    Raises Problem INVALID naming every cell that cannot stand so, CONFLICT for a code that is taken.
    """
    require(by, Act.MANAGE_MEMBERS)
    one_at_a_time(by)
    filled = {column: value.strip() for column, value in values.items() if value.strip()}
    roster = Roster(by)
    sheet = Sheet(headers=tuple(filled), rows=((1, tuple(filled.values())),))
    plan = plan_of(roster, sheet, {column: index for index, column in enumerate(filled)})
    if plan.faults:
        errors = [
            {"field": one.column, "code": one.code, "detail": fault_text(one.code, one.column, one.more)}
            for one in plan.faults
        ]
        raise Problem(INVALID, errors=errors)
    if not plan.new:
        detail = _("This code belongs to somebody already.")
        raise Problem(CONFLICT, detail, errors=[{"field": "code", "code": "taken", "detail": detail}])
    written = roster.write(plan.new)
    member = Membership.objects.get(pk=next(one.subject_id for one in written if one.table == MEMBER))
    record(
        act="add_member",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="membership",
        subject_id=member.pk,
        detail={"member": member.code, "role": member.role},
    )
    followers.changed([by.mission_id])
    return member
