"""Who watches: missions, their people, teams and where they are sent."""

from observer.missions.models.deployment import (
    Accreditation,
    Deployment,
    DeploymentWithdrawal,
    Team,
    TeamMember,
)
from observer.missions.models.entry import (
    Enrolment,
    EnrolmentUse,
    EnrolmentWithdrawal,
    MissionDevice,
    ReadToken,
    ReadTokenRevocation,
)
from observer.missions.models.membership import BreakGlass, Membership, MembershipEnd, MembershipRegion
from observer.missions.models.mission import Mission, MissionLock, MissionUnlock
from observer.missions.models.personal import LegalHold, LegalHoldLift, PersonalKey, PersonalRecord
from observer.missions.models.window import PhaseWindow

__all__ = [
    "Accreditation",
    "BreakGlass",
    "Deployment",
    "DeploymentWithdrawal",
    "Enrolment",
    "EnrolmentUse",
    "EnrolmentWithdrawal",
    "LegalHold",
    "LegalHoldLift",
    "Membership",
    "MembershipEnd",
    "MembershipRegion",
    "Mission",
    "MissionDevice",
    "MissionLock",
    "MissionUnlock",
    "PersonalKey",
    "PersonalRecord",
    "PhaseWindow",
    "ReadToken",
    "ReadTokenRevocation",
    "Team",
    "TeamMember",
]
