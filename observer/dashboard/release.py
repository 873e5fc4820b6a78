"""Releasing the votes: a page that says what it does, and one button for the head of mission."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from observer.dashboard.deciding import refusal_of
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.reports.models import ResultsRelease
from observer.reports.secrecy import release_results


class ReleaseForm(forms.Form):
    """The reason, and a tick that it cannot be undone."""

    reason = forms.CharField(max_length=300)
    understood = forms.BooleanField()


@mission_page(Act.RELEASE_RESULTS, "GET", "HEAD", "POST")
def results_release(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Say what releasing does; with a reason and the tick, do it."""
    if request.method == "POST":
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            raise refusal_of(form)
        release_results(by=membership, reason=form.cleaned_data["reason"])
        messages.success(request, _("The results are released."))
        return redirect("dashboard:results_release", mission=membership.mission.code)
    release = (
        ResultsRelease.objects.filter(mission=membership.mission_id).select_related("released_by").first()
    )
    return draw(request, membership, "results_release", release=release)
