"""One violation with all that tells of it: joining two that are one, taking apart one that is two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from observer.checklists.models import Category
from observer.dashboard.deciding import refusal_of
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.reports.joining import join_events, split_off
from observer.reports.models import Evidence, EvidenceMove, Report, Violation

MOST_ALIKE = 12


class JoinForm(forms.Form):
    other = forms.IntegerField(min_value=1, max_value=2**62)
    reason = forms.CharField(max_length=300)


class SplitForm(forms.Form):
    evidence = forms.IntegerField(min_value=1, max_value=2**62)
    reason = forms.CharField(max_length=300)


@mission_page(Act.SEE_REPORTS)
def event_page(request: HttpRequest, membership: Membership, event: int) -> HttpResponse:
    """An event: everything that tells of it within sight, and events that may be the same one."""
    found = event_of(membership, event)
    evidence = list(found.evidence.all())
    moves = moves_of(membership, found)
    settles = may(membership, Act.SETTLE_EVENT)
    return draw(
        request,
        membership,
        "event",
        event=found,
        category=Category.objects.filter(mission=membership.mission_id, code=found.category).first(),
        evidence=evidence,
        counted=getattr(found, "counted", None),
        moves=moves.select_related("moved_by", "evidence__flag__revision").order_by("id"),
        may_settle=settles,
        alike=alike(membership, found, evidence) if settles else (),
    )


@mission_page(Act.SETTLE_EVENT, "POST")
def event_join(request: HttpRequest, membership: Membership, event: int) -> HttpResponse:
    """All that tells of the other event tells of this one."""
    found, form = event_of(membership, event), JoinForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    other = event_of(membership, form.cleaned_data["other"])
    join_events(joined=other, into=found, by=membership, reason=form.cleaned_data["reason"])
    messages.success(request, _("The two events are one now."))
    return redirect("dashboard:event", mission=membership.mission.code, event=found.pk)


@mission_page(Act.SETTLE_EVENT, "POST")
def event_split(request: HttpRequest, membership: Membership, event: int) -> HttpResponse:
    """One piece of evidence becomes an event of its own."""
    found, form = event_of(membership, event), SplitForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    evidence = found.evidence.filter(pk=form.cleaned_data["evidence"]).first()
    if evidence is None:
        raise Http404
    own = split_off(evidence=evidence, by=membership, reason=form.cleaned_data["reason"])
    messages.success(request, _("This evidence is an event of its own now."))
    return redirect("dashboard:event", mission=membership.mission.code, event=own.pk)


def event_of(membership: Membership, event: int) -> Violation:
    """An event of which some evidence is, or was, within sight. Raises Http404."""
    visible = Report.objects.all().visible_to(membership)
    shown = Evidence.objects.filter(flag__revision__report__in=visible)
    was_here = EvidenceMove.objects.filter(
        from_violation=OuterRef("pk"), evidence__flag__revision__report__in=visible
    )
    telling = (
        shown.with_rules()
        .select_related("linked_by", "flag__revision__report__team", "flag__revision__report__checklist")
        .select_related(
            "flag__revision__report__station",
            "flag__revision__report__region",
            "flag__revision__report__current",
        )
    )
    telling = telling.select_related("flag__rule_set").defer("flag__rule_set__rules")
    found = (
        Violation.objects.filter(Exists(shown.filter(violation=OuterRef("pk"))) | Exists(was_here))
        .filter(mission=membership.mission_id, pk=event)
        .select_related("visit", "counted")
        .prefetch_related(Prefetch("evidence", telling.order_by("id")))
        .first()
    )
    if found is None:
        raise Http404
    return found


def moves_of(membership: Membership, event: Violation) -> Any:
    """What was decided about evidence within sight: another region's report, and why, is not told."""
    visible = Report.objects.all().visible_to(membership)
    moves = EvidenceMove.objects.filter(Q(to_violation=event) | Q(from_violation=event))
    return moves.filter(evidence__flag__revision__report__in=visible)


def alike(membership: Membership, event: Violation, evidence: list[Evidence]) -> list[Any]:
    """Events of the same category that count at the same place: two teams, or two visits, may tell of one.

    Each with its evidence, newest first.
    """
    reports = [one.flag.revision.report for one in evidence]
    if not reports:
        return []
    stations = {report.station_id for report in reports if report.station_id}
    regions = {report.region_id for report in reports if report.region_id}
    here = Q(counted__region__in=regions) & (
        Q(counted__station__in=stations) | Q(counted__station__isnull=True)
        if stations
        else Q(counted__isnull=False)
    )
    others = Violation.objects.filter(here, mission=membership.mission_id, category=event.category)
    telling = Evidence.objects.select_related(
        "flag__revision__report__team", "flag__revision__report__station"
    )
    shown = others.exclude(pk=event.pk).select_related("counted", "visit__team")
    return list(
        shown.prefetch_related(Prefetch("evidence", telling.order_by("id"))).order_by("-id")[:MOST_ALIKE]
    )
