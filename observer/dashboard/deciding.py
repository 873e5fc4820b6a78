"""Deciding about a report, from its page: every button sends here; each decision is a verb of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.dashboard.pages import mission_page
from observer.elections.models import Commission, Region, Station
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.problems import INVALID, Problem
from observer.reports import decisions
from observer.reports.models import Report, Review

Said = Mapping[str, Any]


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(choices=Review.Verdict.choices)
    ground = forms.ChoiceField(choices=[("", ""), *Review.Ground.choices], required=False)
    note = forms.CharField(max_length=2_000, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300)


class PlaceForm(ReasonForm):
    """Where a report belongs: a code, and of what it is one."""

    kind = forms.ChoiceField(
        choices=[
            ("station", gettext_lazy("polling station")),
            ("commission", gettext_lazy("commission")),
            ("region", gettext_lazy("region")),
        ]
    )
    code = forms.CharField(max_length=64)


class HoldForm(ReasonForm):
    hold = forms.IntegerField(min_value=1, max_value=2**62)


class ConflictForm(ReasonForm):
    revision = forms.UUIDField()


class DoubleForm(ReasonForm):
    """The other report by its receipt code, as people read it to each other."""

    counts_instead = forms.CharField(max_length=12)


def _review(report: Report, by: Membership, said: Said) -> str:
    made = decisions.review(report=report, by=by, **said)
    return _("Reviewed: %(verdict)s.") % {"verdict": made.get_verdict_display()}


def _withdraw(report: Report, by: Membership, said: Said) -> str:
    decisions.withdraw(report=report, by=by, reason=said["reason"])
    return _("The report is withdrawn. It stays, and counts in nothing.")


def _place(report: Report, by: Membership, said: Said) -> str:
    where = place_named(by, said["kind"], said["code"].strip())
    decisions.match(report=report, by=by, reason=said["reason"], **where)
    return _("The report is placed at %(code)s.") % {"code": said["code"].strip()}


def _release(report: Report, by: Membership, said: Said) -> str:
    hold = report.holds.filter(pk=said["hold"]).first()
    if hold is None:
        raise Http404
    hold.report = report
    decisions.release_hold(hold=hold, by=by, reason=said["reason"])
    return _("The report is let in.")


def _settle(report: Report, by: Membership, said: Said) -> str:
    chosen = report.revisions.filter(client_id=said["revision"]).select_related("version").first()
    if chosen is None:
        raise Http404
    decisions.settle_conflict(report=report, revision=chosen, by=by, reason=said["reason"])
    return _("Settled: %(code)s is the revision that stands.") % {"code": chosen.receipt_code}


def _double(report: Report, by: Membership, said: Said) -> str:
    code = said["counts_instead"].strip().upper()
    visible = Report.objects.all().visible_to(by)
    other = visible.filter(revisions__receipt_code=code).distinct().first()
    if other is None:
        raise _no_such("counts_instead", _("There is no report with this receipt code."))
    decisions.rule_double(report=report, counts_instead=other, by=by, reason=said["reason"])
    return _("Marked as sent twice; %(code)s counts instead.") % {"code": code}


# What a button may send: its form and what it does, which answers in words.
DECISIONS: Mapping[str, tuple[type[forms.Form], Callable[[Report, Membership, Said], str]]] = {
    "review": (ReviewForm, _review),
    "withdraw": (ReasonForm, _withdraw),
    "place": (PlaceForm, _place),
    "release": (HoldForm, _release),
    "settle": (ConflictForm, _settle),
    "double": (DoubleForm, _double),
}


@mission_page(Act.REVIEW_REPORT, "POST")
def decide(request: HttpRequest, membership: Membership, report: UUID, decision: str) -> HttpResponse:
    """Do what was decided, say so, and go back to where it was decided."""
    visible = Report.objects.all().visible_to(membership).select_related("mission", "region")
    found = visible.filter(client_id=report).first()
    if found is None or decision not in DECISIONS:
        raise Http404
    form_class, do = DECISIONS[decision]
    form = form_class(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    messages.success(request, do(found, membership, form.cleaned_data))
    return redirect(way_back(request, reverse("dashboard:report", args=[membership.mission.code, report])))


def place_named(by: Membership, kind: str, code: str) -> dict[str, Any]:
    """The place of the mission's election with this code, as the verbs take it. Raises Problem INVALID."""
    models: Mapping[str, Any] = {"station": Station, "commission": Commission, "region": Region}
    places = models[kind].objects.filter(election=by.mission.election_id, code=code)
    place = (places if kind == "region" else places.select_related("region")).first()
    if place is None:
        raise _no_such("code", _("There is no such code on the list."))
    return {kind: place}


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where the form was, if it says so and that is a page of this site."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe and asked.startswith("/") else otherwise


def what_may_be_decided(membership: Membership, report: Report) -> dict[str, bool]:
    """Which decisions the page of a report offers to this member."""
    region, own = report.region, report.author_id == membership.pk
    acts = {
        "may_review": (Act.REVIEW_REPORT, not own and report.current_id is not None),
        "may_withdraw": (Act.WITHDRAW_REPORT, not hasattr(report, "withdrawal")),
        "may_place": (Act.PLACE_REPORT, True),
        "may_release": (Act.RELEASE_HOLD, not own),
        "may_settle": (Act.REVIEW_REPORT, not own),
    }
    return {name: fit and may(membership, act, region=region) for name, (act, fit) in acts.items()}


def refusal_of(form: forms.Form) -> Problem:
    """What is wrong with a form that was sent, as a Problem naming each field."""
    errors = [
        {"field": field, "code": error.code or "invalid", "detail": str(error.messages[0])}
        for field, found in form.errors.as_data().items()
        for error in found
    ]
    return Problem(INVALID, errors=errors)


def _no_such(field: str, detail: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "code": "unknown", "detail": detail}])
