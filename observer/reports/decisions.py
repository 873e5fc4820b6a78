"""What headquarters decides about a report: each verb leaves a row, an entry and work for the fold.

All are keyword-only and atomic. They raise Problem: FORBIDDEN when the role, or a regional coordinator's
regions, do not reach the report; INVALID when a reason is missing; CONFLICT when it was decided before.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.elections.models import Commission, Region, Station
from observer.journal.record import record
from observer.missions.access import Act, may, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, FORBIDDEN, INVALID, Problem
from observer.reports.models import (
    ConflictRuling,
    DoubleRuling,
    Hold,
    HoldRelease,
    Pending,
    Placement,
    Report,
    Review,
    Revision,
    Withdrawal,
)

QUARANTINES = frozenset({Review.Verdict.QUARANTINE_RESULTS, Review.Verdict.QUARANTINE_ALL})


@transaction.atomic
def withdraw(*, report: Report, by: Membership, reason: str) -> Withdrawal:
    """Take a report out of every figure; it stays and says so. Its author may, and whoever coordinates."""
    if report.author_id != by.pk or not may(by, Act.FILE_REPORT, mission_id=report.mission_id):
        _require(by, Act.WITHDRAW_REPORT, report)
    withdrawal = Withdrawal(
        mission_id=report.mission_id, report=report, withdrawn_by=by, reason=_said(reason)
    )
    _save(withdrawal, _("This report was withdrawn before."))
    _tell(report, by, "report.withdrawn")
    return withdrawal


@transaction.atomic
def review(*, report: Report, by: Membership, verdict: str, ground: str = "", note: str = "") -> Review:
    """Headquarters' word on a report as it stands; the newest counts. A quarantine names its ground."""
    _require(by, Act.REVIEW_REPORT, report)
    _require_not_own(report, by)
    if verdict not in Review.Verdict.values:
        raise _invalid("verdict", _("There is no such verdict."))
    if ground and ground not in Review.Ground.values:
        raise _invalid("ground", _("There is no such ground."))
    if verdict == Review.Verdict.QUESTION and not note.strip():
        raise _invalid("note", _("Write what the observer is asked."))
    if verdict in QUARANTINES and not ground:
        raise _invalid("ground", _("Say on what ground the report is kept out of the figures."))
    if report.current_id is None:
        raise Problem(CONFLICT, _("There is nothing to review in this report yet."))
    made = Review.objects.create(
        mission_id=report.mission_id,
        report=report,
        revision_id=report.current_id,
        verdict=verdict,
        ground=ground,
        note=note,
        reviewed_by=by,
    )
    _tell(report, by, "report.reviewed", verdict=verdict, ground=ground)
    return made


@transaction.atomic
def place(
    *,
    report: Report,
    by: Membership,
    reason: str,
    station: Station | None = None,
    commission: Commission | None = None,
    region: Region | None = None,
) -> Placement:
    """Say where a report belongs: a code that is on no list matched, a wrongly chosen station mended.

    Exactly one of station, commission and region, of the mission's own election.
    """
    _require(by, Act.PLACE_REPORT, report)
    where = _where(report, station, commission, region)
    if not may(by, Act.PLACE_REPORT, mission_id=report.mission_id, region=where):
        raise Problem(FORBIDDEN, _("You may place reports in your own regions only."))
    placement = Placement.objects.create(
        mission_id=report.mission_id,
        report=report,
        station=station,
        commission=commission,
        region=where,
        placed_by=by,
        reason=_said(reason),
    )
    Report.objects.filter(pk=report.pk).update(station=station, commission=commission, region=where)
    report.station, report.commission, report.region = station, commission, where
    _tell(report, by, "report.placed", placement=placement.pk)
    return placement


@transaction.atomic
def match(
    *,
    report: Report,
    by: Membership,
    reason: str,
    station: Station | None = None,
    commission: Commission | None = None,
    region: Region | None = None,
) -> Placement:
    """Place a report that waits for its place, and let it in: `place` and `release_hold` in one."""
    made = place(report=report, by=by, reason=reason, station=station, commission=commission, region=region)
    for hold in report.holds.filter(reason=Hold.Reason.UNPLACED, release__isnull=True):
        hold.report = report
        release_hold(hold=hold, by=by, reason=reason)
    return made


@transaction.atomic
def release_hold(*, hold: Hold, by: Membership, reason: str) -> HoldRelease:
    """Let a held report into the figures, as far as nothing else keeps it out."""
    report = hold.report
    if hold.reason == Hold.Reason.UNPLACED:
        _require(by, Act.PLACE_REPORT, report)
        if report.station_id is None and report.commission_id is None and report.region_id is None:
            raise Problem(CONFLICT, _("Say where the report belongs before letting it in."))
    else:
        _require(by, Act.RELEASE_HOLD, report)
        _require_not_own(report, by)
    release = HoldRelease(mission_id=hold.mission_id, hold=hold, released_by=by, reason=_said(reason))
    _save(release, _("This hold was released before."))
    _tell(report, by, "report.released", hold=hold.reason)
    return release


@transaction.atomic
def rule_double(*, report: Report, counts_instead: Report, by: Membership, reason: str) -> DoubleRuling:
    """Of two reports of one visit, say which counts: `report` stays and is marked, the other counts.

    One visit is at one place, and its reports are made with one form: two that differ in either tell of two
    things that were seen, and neither may take the other out of the figures.
    """
    _require(by, Act.REVIEW_REPORT, report)
    if counts_instead.pk == report.pk or counts_instead.mission_id != report.mission_id:
        raise _invalid("counts_instead", _("Choose another report of this mission."))
    if counts_instead.checklist_id != report.checklist_id:
        raise _invalid("counts_instead", _("The two reports were made with different forms."))
    if _place_of(counts_instead) != _place_of(report):
        raise _invalid("counts_instead", _("The two reports are of different places."))
    # In one order for everybody: two rulings at once, each of the other's report, would leave none to count.
    list(
        Report.objects.filter(pk__in=(report.pk, counts_instead.pk))
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    if DoubleRuling.objects.filter(report=counts_instead).exists():
        raise _invalid("counts_instead", _("That report is itself a duplicate."))
    ruling = DoubleRuling(
        mission_id=report.mission_id,
        report=report,
        counts_instead=counts_instead,
        ruled_by=by,
        reason=_said(reason),
    )
    _save(ruling, _("It was decided before that this report is a duplicate."))
    _tell(report, by, "report.ruled_double", counts_instead=counts_instead.pk)
    return ruling


def _place_of(report: Report) -> tuple[int | None, int | None]:
    """The station or the commission it is of; neither for one that tells of a region alone."""
    return report.station_id, report.commission_id


@transaction.atomic
def settle_conflict(*, report: Report, revision: Revision, by: Membership, reason: str) -> ConflictRuling:
    """Of the corrections that stand beside each other, say which is current; it may be the one that is.

    The place of the report stays where it is: who chooses a correction that tells of another place, places
    the report as well. CONFLICT when the chosen one was overtaken: it is part of what stands already.
    """
    _require(by, Act.REVIEW_REPORT, report)
    _require_not_own(report, by)
    said = _said(reason)
    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if revision.report_id != held.pk or revision.version.checklist_id != held.checklist_id:
        raise _invalid("revision", _("Choose a correction of this report, made with its form."))
    if revision.pk not in {one.pk for one in beside(held)} | {held.current_id}:
        raise Problem(CONFLICT, _("This revision was replaced by a later one that stands already."))
    ruling = ConflictRuling.objects.create(
        mission_id=held.mission_id,
        report=held,
        revision=revision,
        instead_of_id=held.current_id if held.current_id != revision.pk else None,
        ruled_by=by,
        ruled_at=timezone.now(),
        reason=said,
    )
    Report.objects.filter(pk=held.pk).update(current=revision)
    report.current = revision
    _tell(report, by, "report.conflict_settled", revision=revision.pk)
    return ruling


def in_conflict(report: Report) -> list[Revision]:
    """The corrections among which headquarters still has to choose, the current one first; empty if none.

    Those that came after the last ruling, or before there was any.
    """
    last = max((ruling.ruled_at for ruling in report.conflict_rulings.all()), default=None)
    waiting = [one for one in beside(report) if last is None or one.received_at > last]
    current = [one for one in report.revisions.all() if one.pk == report.current_id]
    return current + waiting if waiting else []


def beside(report: Report) -> list[Revision]:
    """The corrections that stand beside the current one: neither it, nor what it replaced on its way."""
    revisions = list(report.revisions.all())
    replaced = {one.client_id: one.replaces_client_id for one in revisions}
    overtaken, one = set(), next((one.client_id for one in revisions if one.pk == report.current_id), None)
    while one is not None and one not in overtaken:
        overtaken.add(one)
        one = replaced.get(one)
    return [one for one in revisions if one.client_id not in overtaken]


def _require(by: Membership, act: Act, report: Report) -> None:
    """Whether `by` may; a report without a region lies outside every regional coordinator's reach."""
    require(by, act, mission_id=report.mission_id, region=report.region)


def _require_not_own(report: Report, by: Membership) -> None:
    if report.author_id == by.pk:
        raise Problem(FORBIDDEN, _("Somebody else reviews what you entered."))


def _where(
    report: Report, station: Station | None, commission: Commission | None, region: Region | None
) -> Region | None:
    """The region of the place that was named, which must lie in the mission's own election."""
    named = [one for one in (station, commission, region) if one is not None]
    if len(named) != 1:
        raise _invalid("place", _("Choose one station, one commission or one region."))
    if named[0].election_id != report.mission.election_id:
        raise _invalid("place", _("This place belongs to another election."))
    return region if region is not None else named[0].region  # type: ignore[union-attr]  # not a Region


def _said(reason: str) -> str:
    if not reason.strip():
        raise _invalid("reason", _("Say why."))
    return reason.strip()[:300]


def _invalid(field: str, detail: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "code": "invalid", "detail": detail}])


def _save(row: Withdrawal | HoldRelease | DoubleRuling, before: str) -> None:
    """Insert a row there can be only one of; the database settles which of two at once comes first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, before) from error


def _tell(report: Report, by: Membership, act: str, **detail: str | int) -> None:
    """The fold and the journal learn of it in the same transaction."""
    now = timezone.now()
    Pending.objects.create(mission_id=report.mission_id, report=report, created_at=now)
    record(
        act=act,
        mission_id=report.mission_id,
        user_id=by.user_id,
        subject="report",
        subject_id=report.pk,
        detail=detail,
        at=now,
    )
