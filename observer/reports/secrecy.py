"""Votes per choice: hidden at every door from all but the results room, until the head of mission releases
them (house law 8b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.models import Phase, Version
from observer.journal.record import record
from observer.missions.access import Act, may, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.reports.models import Pending, Report, ResultsRelease

# Photos taken here are of protocols, or may be.
PHASES_WITH_VOTES = (Phase.COUNTING.value, Phase.TABULATION.value)


def votes_visible(membership: Membership) -> bool:
    """Whether these eyes may read votes per choice. One query, and none for the results room.

    Released votes are for those who may read answers: a role that sees figures alone sees none of them.
    """
    return may(membership, Act.SEE_VOTES) or (
        may(membership, Act.SEE_ANSWERS) and released(membership.mission_id)
    )


def released(mission_id: int) -> bool:
    """Whether the votes of a mission were released."""
    return ResultsRelease.objects.filter(mission=mission_id).exists()


def photos_visible(membership: Membership, report: Report) -> bool:
    """Whether these eyes may see a report's photos: those of counts and tabulations show protocols."""
    return report.phase not in PHASES_WITH_VOTES or votes_visible(membership)


def hidden_questions(membership: Membership, version: Version) -> frozenset[str]:
    """Codes of the questions of a version's form whose answers are kept from these eyes: votes in this or in
    any other version, since answers to all of them are counted together under the code."""
    if votes_visible(membership):
        return frozenset()
    return vote_questions([version.checklist_id])[version.checklist_id]


def vote_questions(checklist_ids: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """By form, the codes under which any of its versions asked for votes. One query.

    A later version that calls such a question something else does not open what was answered before it.
    """
    found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for version in Version.objects.filter(checklist__in=list(checklist_ids)):
        found[version.checklist_id] |= version.vote_questions
    return found


@transaction.atomic
def release_results(*, by: Membership, reason: str) -> ResultsRelease:
    """Let everybody who may read answers read the votes too, from now on.

    Raises Problem: FORBIDDEN for all but the head of mission, INVALID without a reason, CONFLICT when it
    was done before.
    """
    require(by, Act.RELEASE_RESULTS, mission_id=by.mission_id)
    said = reason.strip()[:300]
    if not said:
        detail = _("Say why.")
        raise Problem(INVALID, errors=[{"field": "reason", "code": "invalid", "detail": detail}])
    release = ResultsRelease(mission_id=by.mission_id, released_by=by, reason=said)
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, _("The results were released before.")) from error
    _tell(by)
    return release


def _tell(by: Membership) -> None:
    """The version of the figures moves, so that no page keeps what it showed before."""
    now = timezone.now()
    Pending.objects.create(mission_id=by.mission_id, created_at=now)
    record(
        act="results.released",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="mission",
        subject_id=by.mission_id,
        at=now,
    )
