"""Which event a piece of evidence tells of, where a person knows better than the rule.

Keyword-only and atomic verbs; each leaves an `EvidenceMove` with its reason, an entry, and work for the fold.
They raise Problem: FORBIDDEN; INVALID when a reason is missing or the events cannot be one (another category,
or another place); CONFLICT when the evidence has been moved meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.reports.models import Evidence, EvidenceMove, Pending, Report, Violation


@transaction.atomic
def join_events(*, joined: Violation, into: Violation, by: Membership, reason: str) -> list[EvidenceMove]:
    """Make two events one: all evidence of `joined` tells of `into` from now on."""
    _require(by, into)
    said = _said(reason)
    # Of both, in one order: of two who join at once, each the other way round, neither undoes the other.
    held = Evidence.objects.select_for_update().filter(violation__in=(joined, into)).order_by("id")
    evidence = [one for one in held if one.violation_id == joined.pk]
    if not evidence:
        raise Problem(CONFLICT, _("That event has no evidence left."))
    _check_alike(joined, into)
    return [_move(one, into, by, said) for one in evidence]


@transaction.atomic
def move_evidence(*, evidence: Evidence, to: Violation, by: Membership, reason: str) -> EvidenceMove:
    """One piece of evidence tells of another event than it was linked to."""
    _require(by, to)
    said, held = _said(reason), _held(evidence)
    _check_alike(held.violation, to)
    return _move(held, to, by, said)


@transaction.atomic
def split_off(*, evidence: Evidence, by: Membership, reason: str) -> Violation:
    """One piece of evidence tells of an event of its own."""
    _require(by, evidence.violation)
    said, held = _said(reason), _held(evidence)
    left = held.violation
    if left.evidence.count() < 2:
        raise Problem(CONFLICT, _("It is the only evidence of this event."))
    own = Violation.objects.create(
        mission_id=left.mission_id,
        event_key=f"evidence:{held.pk}:{EvidenceMove.objects.filter(evidence=held).count()}",
        category=left.category,
        visit_id=left.visit_id,
        opened_at=held.flag.revision.received_at,
        synthetic=left.synthetic,
    )
    _move(held, own, by, said)
    return own


def places_of(violation: Violation) -> set[tuple[int | None, int | None]]:
    """Where the evidence of an event lies: (station, region) of each report; told of no station: None."""
    reports = Report.objects.filter(revisions__flags__evidence__violation=violation)
    return set(reports.values_list("station", "region"))


def _check_alike(one: Violation, other: Violation) -> None:
    """Two events may be one if they are of a category, and nothing says that they lie apart."""
    if one.pk == other.pk or one.mission_id != other.mission_id:
        raise _invalid("event", _("Choose another event of this mission."))
    if one.category != other.category:
        raise _invalid("event", _("The two events are of different categories."))
    stations = {station for station, _region in places_of(one) | places_of(other) if station is not None}
    if len(stations) > 1:
        raise _invalid("event", _("The two events happened at different polling stations."))


def _held(evidence: Evidence) -> Evidence:
    """The evidence as it stands, kept from others until the transaction ends."""
    chosen = Evidence.objects.select_for_update(of=("self",)).select_related("violation", "flag__revision")
    held = chosen.get(pk=evidence.pk)
    if held.violation_id != evidence.violation_id:
        raise Problem(CONFLICT, _("This evidence has just been moved. Look again."))
    return held


def _move(evidence: Evidence, to: Violation, by: Membership, reason: str) -> EvidenceMove:
    now, left = timezone.now(), evidence.violation_id
    Evidence.objects.filter(pk=evidence.pk).update(violation=to, linked_by=by, linked_at=now)
    move = EvidenceMove.objects.create(
        mission_id=to.mission_id,
        evidence=evidence,
        from_violation_id=left,
        to_violation=to,
        moved_by=by,
        moved_at=now,
        reason=reason,
    )
    _tell(to.mission_id, (left, to.pk), by, move)
    return move


def _tell(mission_id: int, violations: Iterable[int], by: Membership, move: EvidenceMove) -> None:
    """The fold learns of both events, the journal of the move."""
    Pending.objects.bulk_create(
        Pending(mission_id=mission_id, violation_id=one, created_at=move.moved_at) for one in violations
    )
    record(
        act="evidence.moved",
        mission_id=mission_id,
        user_id=by.user_id,
        subject="evidence",
        subject_id=move.evidence_id,
        detail={"from": move.from_violation_id, "to": move.to_violation_id},
        at=move.moved_at,
    )


def _require(by: Membership, violation: Violation) -> None:
    require(by, Act.SETTLE_EVENT, mission_id=violation.mission_id)


def _said(reason: str) -> str:
    if not reason.strip():
        raise _invalid("reason", _("Say why."))
    return reason.strip()[:300]


def _invalid(field: str, detail: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "code": "invalid", "detail": detail}])
