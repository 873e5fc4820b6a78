"""Under which rules the figures stand: said where a form has been given other rules than its first ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.board import Judging, RulesInForce
from observer.journal.models import Job
from observer.reports.models import RuleChange

_JUDGING = {Job.State.DONE.value: Judging.DONE, Job.State.FAILED.value: Judging.BROKEN_OFF}


def changed_rules(mission_id: int) -> tuple[RulesInForce, ...]:
    """By form and version; empty while every form has its first rules. One query."""
    changes = RuleChange.objects.filter(mission=mission_id)
    newest = changes.order_by("rule_set__version", "-rule_set__number").distinct("rule_set__version")
    told = (
        RulesInForce(
            checklist=change.rule_set.version.checklist.code,
            name=change.rule_set.version.checklist.name,
            version=change.rule_set.version.number,
            number=change.rule_set.number,
            since=change.changed_at,
            judging=_JUDGING.get(change.job.state, Judging.RUNNING),
        )
        for change in newest.select_related("rule_set__version__checklist", "job").defer(
            "rule_set__rules", "rule_set__version__definition"
        )
    )
    return tuple(sorted(told, key=lambda one: (one.checklist, one.version)))


def rules_mark(mission_id: int) -> str:
    """Another text whenever `changed_rules` says something else. One query."""
    marks = RuleChange.objects.filter(mission=mission_id).aggregate(
        Max("pk"),
        done=Count("pk", filter=Q(job__state=Job.State.DONE)),
        broken_off=Count("pk", filter=Q(job__state=Job.State.FAILED)),
    )
    return ",".join(map(str, marks.values()))


def write_rules(found: Iterable[RulesInForce], zone: ZoneInfo) -> list[dict[str, Any]]:
    """As plain data with ready words; times on the clocks of `zone`."""
    return [
        {
            "checklist": one.checklist,
            "version": one.version,
            "number": one.number,
            "since": one.since.isoformat(),
            "judging": one.judging.value,
            "text": rules_text(one, zone),
        }
        for one in found
    ]


def rules_text(one: RulesInForce, zone: ZoneInfo) -> str:
    """ "Opening, version 2: violations are told by rules 3, in force since …"; more while judging goes on."""
    text = _("%(form)s, version %(version)s: violations are told by rules %(number)s, since %(since)s.") % {
        "form": one.name,
        "version": wording.number(one.version),
        "number": wording.number(one.number),
        "since": date_format(one.since.astimezone(zone), "DATETIME_FORMAT"),
    }
    return " ".join(filter(None, (text, _judging_text(one.judging))))


def _judging_text(judging: Judging) -> str:
    if judging is Judging.RUNNING:
        return _(
            "Stored reports are being judged again. Until that is done, figures rest partly on the earlier "
            "rules."
        )
    if judging is Judging.BROKEN_OFF:
        return _("Judging the stored reports again broke off. Figures rest partly on the earlier rules.")
    return ""


def under_way_text(found: Iterable[RulesInForce]) -> str:
    """What a board says above its figures while they rest partly on earlier rules; "" where they do not."""
    unfinished = [one for one in found if one.judging is not Judging.DONE]
    broken_off = [one for one in unfinished if one.judging is Judging.BROKEN_OFF]
    if not unfinished:
        return ""
    names = ", ".join(dict.fromkeys(one.name for one in broken_off or unfinished))
    return f"{names}: {_judging_text((broken_off or unfinished)[0].judging)}"
