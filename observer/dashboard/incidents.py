"""Incidents: the list that is worked down, and the page on which one is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.checklists.models import Basis, Category, Severity
from observer.cursors import NewestOpened
from observer.dashboard.filtering import RegionFilter, any_of
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.report import evidence_of, photos_of, revision_shown, with_history
from observer.missions.access import GRANTS, Act, may
from observer.missions.models import Membership
from observer.reports.incident_states import CLOSED, FOLLOWS, VERDICTS, needs_note
from observer.reports.incidents import assign, may_judge, take_step
from observer.reports.models import Flag, Incident, IncidentState, Report
from observer.reports.models.incident import IncidentQuerySet
from observer.reports.secrecy import votes_visible

MINE, NOBODY = "me", "-"
MOST_CRITICAL = 10


class IncidentFilter(RegionFilter):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=any_of([("open", gettext_lazy("not closed")), *IncidentState.choices]),
    )
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), choices=any_of(Severity.choices))
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    basis = forms.ChoiceField(
        label=gettext_lazy("Seen or told"),
        choices=any_of([(one.value, one.label) for one in (Basis.SEEN, Basis.TOLD)]),
    )
    assignee = forms.ChoiceField(label=gettext_lazy("Whose work"))

    def offer(self, membership: Membership) -> None:
        super().offer(membership)
        categories = Category.objects.filter(mission=membership.mission_id)
        own = [(MINE, gettext_lazy("mine")), (NOBODY, gettext_lazy("nobody's"))]
        people = [(one.code, one.code) for one in workers(membership)]
        for name, options in (
            ("category", [(one.code, f"{one.code} {one.name}") for one in categories]),
            ("assignee", [*own, *people]),
        ):
            self.fields[name].choices = any_of(options)  # type: ignore[attr-defined]

    def name_kinds(self, incidents: Iterable[Any]) -> None:
        """Give each incident `kinds`: its categories by code and name, as the filter offers them."""
        names = dict(self.fields["category"].choices)  # type: ignore[attr-defined]
        for incident in incidents:
            current = incident.report.current
            told = current.flags.all() if current else ()
            incident.kinds = [names[flag.category] for flag in told if flag.category in names]

    def narrow(self, incidents: IncidentQuerySet, membership: Membership) -> Any:
        """The incidents that these filters let through; `with_state` was called on them."""
        rows: Any = incidents
        if path := self.region_path(membership):
            rows = rows.filter(report__region__path__startswith=path)
        if state := self.value("state"):
            rows = rows.exclude(state=CLOSED) if state == "open" else rows.filter(state=state)
        flags = {name: value for name in ("severity", "category", "basis") if (value := self.value(name))}
        if flags:
            shown = Flag.objects.standing().filter(
                revision=OuterRef("report__current"), category__isnull=False, **flags
            )
            rows = rows.filter(Exists(shown))
        return rows.filter(_assigned(self.value("assignee"), membership))


class StepForm(forms.Form):
    state = forms.CharField(max_length=16)
    note = forms.CharField(max_length=5_000, required=False)


class AssignForm(forms.Form):
    assignee = forms.CharField(max_length=32, required=False)


@mission_page(Act.SEE_INCIDENTS)
def incident_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Incidents, newest first; above the first page those that are critical and still open."""
    filters = IncidentFilter.read(request, membership)
    visible = as_lines(Incident.objects.all().visible_to(membership).with_state())
    listed = paged(request, filters.narrow(visible, membership), NewestOpened())
    critical: list[Incident] = []
    if not filters.chosen and not request.GET.get("cursor"):
        critical = list(open_critical(visible)[:MOST_CRITICAL])
    filters.name_kinds([*critical, *listed["rows"]])
    return draw(request, membership, "incidents", listed=listed, filters=filters, critical=critical)


@mission_page(Act.SEE_INCIDENTS)
def incident_page(request: HttpRequest, membership: Membership, incident: UUID) -> HttpResponse:
    """What was said, what else tells of it, what was done about it, and what may be done now."""
    found = incident_of(membership, incident)
    report: Report = with_history(Report.objects.filter(pk=found.report_id)).get()
    reads = may(membership, Act.SEE_ANSWERS, region=report.region)
    current = next((one for one in report.revisions.all() if one.pk == report.current_id), None)
    return draw(
        request,
        membership,
        "incident",
        incident=found,
        report=report,
        current=revision_shown(current, hides=not votes_visible(membership)) if reads and current else None,
        **photos_of(membership, report),
        events=evidence_of(membership, report),
        steps=found.steps.select_related("by").order_by("number"),
        may_retell=may(membership, Act.WRITE_FINDINGS),
        **what_may_be_done(membership, found),
    )


@mission_page(Act.WORK_INCIDENT, "POST")
def incident_step(request: HttpRequest, membership: Membership, incident: UUID) -> HttpResponse:
    found, form = incident_of(membership, incident), StepForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"state": "", "note": ""}
    step = take_step(incident=found, by=membership, state=said["state"], note=said["note"])
    told = _("Noted.") if step.is_note else _("This incident is now: %(state)s.")
    messages.success(request, told % {"state": step.get_state_display()})
    return redirect("dashboard:incident", mission=membership.mission.code, incident=incident)


@mission_page(Act.WORK_INCIDENT, "POST")
def incident_assign(request: HttpRequest, membership: Membership, incident: UUID) -> HttpResponse:
    found, form = incident_of(membership, incident), AssignForm(request.POST)
    code = form.cleaned_data["assignee"] if form.is_valid() else ""
    chosen = next((one for one in workers(membership) if one.code == code), None)
    if code and chosen is None:
        raise Http404
    assign(incident=found, by=membership, assignee=chosen)
    told = _("This is now the work of %(member)s.") if chosen else _("This is now nobody's work.")
    messages.success(request, told % {"member": code})
    return redirect("dashboard:incident", mission=membership.mission.code, incident=incident)


def as_lines(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With all that a line of the list shows; constant in queries."""
    flags = Flag.objects.standing().filter(category__isnull=False).order_by("id")
    related = incidents.select_related(
        "report__station", "report__region", "report__team", "report__current", "report__author"
    ).select_related("report__withdrawal", "report__double_ruling")
    return related.prefetch_related(
        "report__holds__release", "report__reviews", Prefetch("report__current__flags", flags)
    )


def open_critical(incidents: Any) -> Any:
    critical = Flag.objects.standing().filter(
        revision=OuterRef("report__current"), category__isnull=False, severity=Severity.CRITICAL
    )
    return incidents.exclude(state=CLOSED).filter(Exists(critical)).order_by("-opened_at", "-id")


def incident_of(membership: Membership, client_id: UUID) -> Incident:
    """An incident within sight, by its report's id. Raises Http404."""
    visible = as_lines(Incident.objects.all().visible_to(membership).with_state())
    found = visible.filter(report__client_id=client_id).first()
    if found is None:
        raise Http404
    return found


def workers(membership: Membership) -> list[Membership]:
    """Members of this mission whose role lets them work on incidents, by their codes: few among thousands."""
    working = [role for role, grants in GRANTS.items() if Act.WORK_INCIDENT in grants]
    members = Membership.objects.filter(mission=membership.mission_id, end__isnull=True, role__in=working)
    found = members.select_related("mission").prefetch_related("own_regions__region").order_by("code")
    return [one for one in found if may(one, Act.WORK_INCIDENT)]


def what_may_be_done(membership: Membership, incident: Any) -> dict[str, Any]:
    """The next states as (state, words, whether a note is needed), and to whom it may be given."""
    region = incident.report.region
    if not may(membership, Act.WORK_INCIDENT, region=region):
        return {"may_work": False}
    judges = may_judge(membership, incident)
    following = [state for state in FOLLOWS[incident.state] if judges or state not in VERDICTS]
    return {
        "may_work": True,
        "may_judge": judges,
        "moves": [
            {"state": state, "label": _verb(incident.state, state), "note": needs_note(incident.state, state)}
            for state in following
        ],
        "workers": [one for one in workers(membership) if may(one, Act.WORK_INCIDENT, region=region)],
    }


def _verb(before: str, state: str) -> str:
    if before != "new" and state == "following_up":
        return _("Take up again")
    return {
        "following_up": _("Follow up"),
        "confirmed": _("Confirm"),
        "not_confirmed": _("Not confirmed"),
        "closed": _("Close"),
    }[state]


def _assigned(whose: str, membership: Membership) -> Q:
    match whose:
        case "":
            return Q()
        case "me":
            return Q(assignee=membership.pk)
        case "-":
            return Q(assignee__isnull=True)
    return Q(assignee_code=whose)
