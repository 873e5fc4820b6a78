"""The rules of a published version: changed by a later rule set, tried on the reports before it applies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from observer.checklists.models import Category, Version
from observer.checklists.ruling import newest_rules
from observer.dashboard.pages import draw, mission_page
from observer.dashboard.rule_forms import RulesForm
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import FORBIDDEN, Problem
from observer.reports.models import Report, RuleChange, RuleTrial
from observer.reports.ruling import apply_trial, try_rules

MOST_CHANGES = 50
CHANGES = ("gains", "loses", "differs", "stays")


@mission_page(Act.PUBLISH_CHECKLIST, "GET", "HEAD", "POST")
def checklist_rules(
    request: HttpRequest, membership: Membership, checklist: str, number: int
) -> HttpResponse:
    """The rules that apply, to be changed; sent, they are tried. `part`: how far the judging is, alone."""
    version = version_of(membership, checklist, number)
    changes = changes_of(version)
    if "part" in request.GET:
        return draw(request, membership, "_judging", changes=changes)
    form = RulesForm(version, newest_rules(version.pk), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            trial = try_rules(version=version, rules=form.document(), by=membership)
        except Problem as problem:
            if problem.kind is FORBIDDEN:
                raise
            form.show(problem.errors or [{"field": "", "detail": str(problem.detail)}])
        else:
            return redirect("dashboard:rule_trial", membership.mission.code, checklist, number, trial.pk)
    return draw(request, membership, "rules", version=version, form=form, changes=changes, rules=form.before)


@mission_page(Act.PUBLISH_CHECKLIST, "GET", "HEAD", "POST")
def rule_trial(
    request: HttpRequest, membership: Membership, checklist: str, number: int, trial: int
) -> HttpResponse:
    """What these rules would change, counted from the reports; with a reason they apply."""
    version = version_of(membership, checklist, number)
    found = RuleTrial.objects.select_related("job", "based_on", "version", "tried_by").filter(
        version=version, pk=trial
    )
    if (tried := found.first()) is None:
        raise Http404
    if request.method == "POST":
        apply_trial(trial=tried, by=membership, reason=request.POST.get("reason", ""))
        messages.success(request, _("The new rules apply. Stored reports are being judged again."))
        return redirect("dashboard:checklist_rules", membership.mission.code, checklist, number)
    template = "_rule_trial" if "part" in request.GET else "rule_trial"
    return draw(request, membership, template, version=version, trial=tried, job=tried.job, **told(tried))


def version_of(membership: Membership, checklist: str, number: int) -> Version:
    """Raises Http404 where the mission has no such version."""
    versions = Version.objects.select_related("checklist").filter(mission=membership.mission_id)
    found = versions.filter(checklist__code=checklist, number=number).first() if number < 2**31 else None
    if found is None:
        raise Http404
    return found


def changes_of(version: Version) -> list[RuleChange]:
    """Who changed the rules and why, the newest first, each with how far the judging is."""
    changes = RuleChange.objects.filter(rule_set__version=version).select_related(
        "rule_set", "changed_by", "job"
    )
    return list(changes.defer("rule_set__rules").order_by("-pk")[:MOST_CHANGES])


def told(trial: RuleTrial) -> dict[str, Any]:
    """The result of a trial by category, each with some of the reports it is about."""
    result = trial.job.result
    if "categories" not in result:
        return {}
    names = {one.code: one.name for one in Category.objects.filter(mission=trial.mission_id)}
    ids = [report for _code, _change, reports in result["examples"] for report in reports]
    receipts = dict(
        Report.objects.filter(mission=trial.mission_id, client_id__in=ids).values_list(
            "client_id", "current__receipt_code"
        )
    )
    codes = {str(report): receipt for report, receipt in receipts.items()}
    rows = [
        {"code": code, "name": names.get(code, ""), **{name: changes.get(name, 0) for name in CHANGES}}
        for code, changes in result["categories"].items()
    ]
    examples = [
        {"code": code, "change": change, "reports": [(one, codes[one]) for one in reports if one in codes]}
        for code, change, reports in result["examples"]
    ]
    return {"rows": rows, "examples": examples, "result": result, "as_of": parse_datetime(result["as_of"])}
