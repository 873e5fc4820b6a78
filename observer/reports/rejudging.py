"""The jobs behind a change of rules: judging all stored reports again, and finding out before what that does.

Both go through the revisions in batches, each told as the job's sign of life. A job that breaks off begins
anew: what is judged stays judged and is passed over, and the result of a trial is written at its end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from observer.checklists.check import compile_version
from observer.checklists.ruling import definition_under, newest_rules
from observer.journal import jobs
from observer.journal.models import Job
from observer.reports.judging import flags_under, judge, lagging
from observer.reports.models import Flag, Revision, RuleTrial

# Reports judged in one transaction: a fraction of a second, also on a slow machine.
BATCH = 200
# How many reports are named for each kind of change.
EXAMPLES = 5
JUDGING = gettext_noop("Judging reports again")
TRYING = gettext_noop("Trying the rules on the reports")

# What a revision says in one category: each flag by its question or identity, severity and basis.
Said: TypeAlias = frozenset[tuple[str, str, str]]


def judge_again(job_id: int) -> int:
    """Judge every stored revision of the job's version under its newest rules; return how many were."""
    job = jobs.start(job_id)
    if job is None:
        return 0
    version, judged, after = job.parameters["version"], 0, 0
    waiting = lagging(newest_rules(version)).count()
    jobs.progress(job.pk, 0, waiting, JUDGING)
    # The newest at each batch: where rules change again meanwhile, nothing is judged under those between.
    while revisions := batch(lagging(rules := newest_rules(version)), after):
        if not judge(rules, revisions):
            continue
        judged, after = judged + len(revisions), revisions[-1].pk
        jobs.progress(job.pk, judged, max(waiting, judged), JUDGING)
    jobs.finish(job.pk, {"judged": judged})
    return judged


def batch(revisions: QuerySet[Revision], after: int) -> list[Revision]:
    """The next ones by their ids."""
    wanted = revisions.only("report", "answers", "made_at", "made_offset_minutes", "client_id")
    return list(wanted.filter(pk__gt=after).order_by("pk")[:BATCH])


@dataclass(slots=True)
class Comparison:
    """By category, how many reports would gain it, lose it, tell it otherwise, or tell it as they do.

    `examples`: by category and change, the ids of some of these reports.
    """

    reports: int = 0
    changed: int = 0
    by_category: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    examples: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, report: str, now: Mapping[str, Said], then: Mapping[str, Said]) -> None:
        self.reports += 1
        self.changed += now != then
        for category in now.keys() | then.keys():
            change = _change(now.get(category), then.get(category))
            self.by_category[category][change] += 1
            examples = self.examples[category, change]
            if change != "stays" and len(examples) < EXAMPLES:
                examples.append(report)

    def as_result(self) -> dict[str, Any]:
        return {
            "reports": self.reports,
            "changed": self.changed,
            "categories": {code: dict(changes) for code, changes in sorted(self.by_category.items())},
            "examples": [[*key, reports] for key, reports in sorted(self.examples.items()) if reports],
            "as_of": timezone.now().isoformat(),
        }


def _change(now: Said | None, then: Said | None) -> str:
    if now is None:
        return "gains"
    if then is None:
        return "loses"
    return "stays" if now == then else "differs"


def try_out(job_id: int) -> int:
    """Compare what the reports of a version show now with what they would; return how many there are."""
    job = jobs.start(job_id)
    if job is None:
        return 0
    trial = RuleTrial.objects.select_related("version").get(job=job)
    compiled, comparison = compile_version(definition_under(trial.version, trial.rules)), Comparison()
    received = current_revisions(trial)
    total = received.count()
    for revision in _one_by_one(job, received, total):
        then = said(flags_under(trial.based_on, compiled, revision))
        comparison.add(str(revision.report.client_id), said(revision.flags.all()), then)
    jobs.finish(job.pk, comparison.as_result())
    return comparison.reports


def current_revisions(trial: RuleTrial) -> QuerySet[Revision]:
    """What stands of each report made with the version, whatever became of the report, with its flags."""
    flags = Flag.objects.standing().filter(category__isnull=False)
    return (
        Revision.objects.filter(
            mission=trial.mission_id, version=trial.version_id, answers__isnull=False, report__current=F("pk")
        )
        .select_related("report")
        .prefetch_related(Prefetch("flags", flags))
    )


def _one_by_one(job: Job, revisions: QuerySet[Revision], total: int) -> Iterator[Revision]:
    done = after = 0
    while some := list(revisions.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from some
        done, after = done + len(some), some[-1].pk
        jobs.progress(job.pk, done, max(total, done), TRYING)


def said(flags: Any) -> dict[str, Said]:
    """What flags say, by category."""
    found: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for flag in flags:
        found[flag.category].add((flag.rule, flag.severity, flag.basis))
    return {category: frozenset(those) for category, those in found.items()}
