"""Whose phone is this? Asked for every report, so it is one statement by one unique key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from observer.people.tokens import token_hash
from observer.prepared import prepared


@dataclass(frozen=True, slots=True)
class Sender:
    """An enrolled phone and the member it acts for, as they stand now.

    A sender is known even when revoked, ended or locked out: what it sends is kept and held apart.
    `device_id` is a `people.Device`, or None for a text message, which comes from a number; `team_id` is the
    team the member is in at this moment.
    """

    mission_id: int
    membership_id: int
    user_id: int
    device_id: int | None
    team_id: int | None
    revoked_at: datetime | None
    locked_at: datetime | None
    late_after: datetime | None
    member_ended: bool
    mission_code: str
    synthetic: bool


# What may be absent is asked by scalar sub-selects: nine joined tables would take long to plan.
_SENDER = """
    SELECT binding.mission_id, binding.membership_id, member.user_id, device.id,
           (SELECT team_id FROM missions_teammember
             WHERE mission_id = binding.mission_id AND membership_id = binding.membership_id
               AND until IS NULL),
           (SELECT revoked_at FROM people_devicerevocation WHERE device_id = device.id),
           (SELECT min(locked_at) FROM missions_missionlock AS lock
             WHERE lock.mission_id = binding.mission_id
               AND NOT EXISTS (SELECT FROM missions_missionunlock WHERE lock_id = lock.id)),
           mission.late_after,
           NOT account.is_active OR EXISTS (
               SELECT FROM missions_membershipend WHERE membership_id = binding.membership_id),
           mission.code, mission.synthetic
      FROM people_device AS device
      JOIN missions_missiondevice AS binding ON binding.device_id = device.id
      JOIN missions_membership AS member ON member.id = binding.membership_id
      JOIN people_user AS account ON account.id = member.user_id
      JOIN missions_mission AS mission ON mission.id = binding.mission_id
     WHERE device.token_hash = %s
"""


def sender_of(token: str) -> Sender | None:
    """The sender that `token` belongs to, or None for a stranger. One query."""
    with prepared() as cursor:
        cursor.execute(_SENDER, [token_hash(token)])
        row = cursor.fetchone()
    return Sender(*row) if row else None


_MEMBER = """
    SELECT member.mission_id, member.id, member.user_id, NULL::bigint,
           (SELECT team_id FROM missions_teammember
             WHERE mission_id = member.mission_id AND membership_id = member.id AND until IS NULL),
           NULL::timestamptz,
           (SELECT min(locked_at) FROM missions_missionlock AS lock
             WHERE lock.mission_id = member.mission_id
               AND NOT EXISTS (SELECT FROM missions_missionunlock WHERE lock_id = lock.id)),
           mission.late_after,
           NOT account.is_active OR EXISTS (
               SELECT FROM missions_membershipend WHERE membership_id = member.id),
           mission.code, mission.synthetic
      FROM missions_membership AS member
      JOIN people_user AS account ON account.id = member.user_id
      JOIN missions_mission AS mission ON mission.id = member.mission_id
     WHERE member.id = %s
"""


def sender_of_member(membership_id: int) -> Sender:
    """The sender a member is without a device: what they tell by text message. One query.

    Raises LookupError for no member.
    """
    with prepared() as cursor:
        cursor.execute(_MEMBER, [membership_id])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(membership_id)
    return Sender(*row)
