"""Judging stored revisions again, when the rules of their form have changed since they came in.

What a revision shows is what the newest rule set says that it was judged under: the one it came in under, or
that of its latest `Judgement`. A judgement, its flags and the fold's `Pending` are written by one statement,
so that the figures never see half of it, and a crash leaves whole batches. Judging again what was judged
already writes nothing.

No revision slips through. One that is stored under the old rules, because its transaction began before the
change, either is there when the job looks, or is met by the fold later: `judge_late` asks of every report
with work to fold whether its rules are still the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from observer.checklists.check import ENGINE_VERSION, CompiledVersion
from observer.checklists.checked import CheckedAnswers
from observer.checklists.models import RuleSet
from observer.checklists.ruling import newest_rules
from observer.reports.append import append
from observer.reports.forms import compiled_under
from observer.reports.models import Flag, Judgement, Pending, Revision
from observer.reports.rows import shown_by


def lagging(rules: RuleSet) -> QuerySet[Revision]:
    """Revisions of this rule set's version that were judged under earlier ones only.

    Sealed envelopes are none of them: what nobody has read cannot be judged.
    """
    judged = Judgement.objects.filter(revision=OuterRef("pk"), rule_set__gte=rules.pk)
    return Revision.objects.filter(
        ~Exists(judged),
        mission=rules.mission_id,
        version=rules.version_id,
        rule_set__lt=rules.pk,
        answers__isnull=False,
    )


def judge(rules: RuleSet, revisions: Sequence[Revision], *, tell_fold: bool = True) -> bool:
    """Judge these revisions of the rule set's version under it, in one transaction.

    False when somebody else has judged one of them meanwhile: nothing is written then; look again.
    """
    compiled, moment = compiled_under(rules), now()
    judgements, flags = [], []
    for revision in sorted(revisions, key=attrgetter("pk")):
        judgements.append(
            Judgement(
                mission_id=rules.mission_id,
                revision_id=revision.pk,
                rule_set_id=rules.pk,
                engine_version=ENGINE_VERSION,
                judged_at=moment,
            )
        )
        flags += flags_under(rules, compiled, revision)
    with transaction.atomic():
        whole = append(whole=[judgements], then=[flags, _told(rules, revisions, moment) if tell_fold else []])
        if not whole:
            transaction.set_rollback(True)
    return whole


def flags_under(rules: RuleSet, compiled: CompiledVersion, revision: Revision) -> list[Flag]:
    """What these rules say of a stored revision; not saved. Doubts about the report stand as they are."""
    checked = check_again(compiled, revision)
    return [
        Flag(
            mission_id=rules.mission_id,
            revision_id=revision.pk,
            kind=raised.kind,
            rule=raised.question or raised.rule,
            category=raised.category,
            severity=raised.severity,
            basis=raised.basis,
            rule_set_id=rules.pk,
            engine_version=ENGINE_VERSION,
            detail=shown_by(raised, checked),
        )
        for raised in checked.flags
    ]


def check_again(compiled: CompiledVersion, revision: Revision) -> CheckedAnswers:
    """The check of a revision as at the moment it was made, on the observer's own clock."""
    offset = timezone(timedelta(minutes=revision.made_offset_minutes))
    return compiled.check(revision.answers, now=revision.made_at.astimezone(offset))


def judge_late(*, mission_id: int, report_ids: Sequence[int]) -> int:
    """Judge those revisions of these reports whose rules are no longer the newest; return how many.

    The fold calls this, and counts them next, so it is told nothing.
    """
    judged = 0
    while late := late_revisions(mission_id=mission_id, report_ids=report_ids):
        for version_id, some in groupby(late, key=attrgetter("version_id")):
            revisions = list(some)
            judged += len(revisions) * judge(newest_rules(version_id), revisions, tell_fold=False)
    return judged


def late_revisions(*, mission_id: int, report_ids: Iterable[int]) -> list[Revision]:
    """Revisions of these reports that wait to be judged under newer rules, by version."""
    changed = RuleSet.objects.filter(mission=mission_id, number__gt=1)
    newest = changed.order_by("version", "-number").distinct("version")
    found: list[Revision] = []
    for rules in newest.only("mission", "version"):
        found += lagging(rules).filter(report__in=report_ids).order_by("pk")
    return found


def _told(rules: RuleSet, revisions: Iterable[Revision], moment: datetime) -> list[Pending]:
    """Work for the fold, also for reports whose current revision is another: it may be moved meanwhile."""
    return [
        Pending(
            mission_id=rules.mission_id,
            report_id=report_id,
            rule_set_id=rules.pk,
            engine_version=ENGINE_VERSION,
            created_at=moment,
        )
        for report_id in sorted({revision.report_id for revision in revisions})
    ]
