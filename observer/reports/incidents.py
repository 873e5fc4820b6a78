"""The work on an incident: taking it up, finding out, closing it; whose work it is.

Keyword-only and atomic verbs. They raise Problem: FORBIDDEN when the role, or a regional coordinator's
regions, do not reach the incident; INVALID when something is missing; CONFLICT when the incident is not in a
state that this may follow.

What is found moves the figures: an incident found *not confirmed* leaves the columns of what was seen and
told and stands in the one of what was not confirmed, which is added to neither (house law 8a). Nothing else
about an incident's state does: *confirmed* does not turn told into seen.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.journal.record import record
from observer.missions.access import Act, may, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, FORBIDDEN, INVALID, Problem
from observer.reports.incident_states import NEW, STATES, VERDICTS, may_follow, needs_note
from observer.reports.models import Incident, IncidentAssignment, IncidentState, IncidentStep, Pending

LONGEST_NOTE = 5_000


@transaction.atomic
def take_step(*, incident: Incident, by: Membership, state: str, note: str = "") -> IncidentStep:
    """Move an incident to another state, or leave a note where `state` is the one it is in."""
    _require(by, incident)
    said, newest = note.strip()[:LONGEST_NOTE], incident.newest_step()
    before, number = (newest.state, newest.number) if newest else (NEW, 0)
    _check_step(incident, by, before, state, said)
    step = IncidentStep(
        mission_id=incident.mission_id,
        incident=incident,
        number=number + 1,
        before=before,
        state=state,
        note=said,
        by=by,
        at=timezone.now(),
    )
    _save(step)
    _tell(incident, by, "incident.noted" if step.is_note else "incident.moved", before=before, state=state)
    return step


@transaction.atomic
def assign(*, incident: Incident, by: Membership, assignee: Membership | None) -> IncidentAssignment:
    """Make an incident somebody's work, who may do it where it happened; None gives it back to all."""
    _require(by, incident)
    region = incident.report.region
    if assignee is not None and not may(
        assignee, Act.WORK_INCIDENT, mission_id=incident.mission_id, region=region
    ):
        raise _invalid("assignee", _("This member may not work on this incident."))
    made = IncidentAssignment.objects.create(
        mission_id=incident.mission_id, incident=incident, assignee=assignee, by=by, at=timezone.now()
    )
    _tell(incident, by, "incident.assigned", assignee=assignee.code if assignee else "")
    return made


def may_judge(by: Membership, incident: Incident) -> bool:
    """Whether this member may say what was found: not about what they reported themselves."""
    return incident.report.author_id != by.pk and may(
        by, Act.WORK_INCIDENT, mission_id=incident.mission_id, region=incident.report.region
    )


def _check_step(incident: Incident, by: Membership, before: str, state: str, note: str) -> None:
    if state not in STATES:
        raise _invalid("state", _("There is no such state."))
    if not may_follow(before, state):
        told = _("An incident that is %(before)s cannot become %(state)s.")
        raise Problem(
            CONFLICT, told % {"before": IncidentState(before).label, "state": IncidentState(state).label}
        )
    if needs_note(before, state) and not note:
        raise _invalid("note", _("Say what was found out, or why."))
    if before != state and state in VERDICTS and not may_judge(by, incident):
        raise Problem(FORBIDDEN, _("Somebody else decides about what you reported."))


def _require(by: Membership, incident: Incident) -> None:
    require(by, Act.WORK_INCIDENT, mission_id=incident.mission_id, region=incident.report.region)


def _save(step: IncidentStep) -> None:
    """Of two people at once the database lets one through; the other looks again."""
    try:
        with transaction.atomic():
            step.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, _("Somebody else has just worked on this incident. Look again.")) from error


def _invalid(field: str, detail: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "code": "invalid", "detail": detail}])


def _tell(incident: Incident, by: Membership, act: str, **detail: str) -> None:
    """The fold and the journal learn of it in the same transaction."""
    now = timezone.now()
    Pending.objects.create(mission_id=incident.mission_id, report=incident.report, created_at=now)
    record(
        act=act,
        mission_id=incident.mission_id,
        user_id=by.user_id,
        subject="incident",
        subject_id=incident.pk,
        detail=detail,
        at=now,
    )
