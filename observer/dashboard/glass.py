"""The page on which an administrator breaks the glass, and on which it says so."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.dashboard.home import first_page
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act
from observer.missions.glass import SHORTEST_REASON, break_glass
from observer.missions.models import BreakGlass, Membership


class GlassForm(forms.Form):
    """Why, and for how long."""

    reason = forms.CharField(
        label=gettext_lazy("Why you need to see reports or names"),
        help_text=gettext_lazy("In a sentence. The head of mission reads this."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("For how long"),
        coerce=int,
        choices=[
            (15, gettext_lazy("15 minutes")),
            (60, gettext_lazy("1 hour")),
            (240, gettext_lazy("4 hours")),
        ],
        initial=15,
    )


@mission_page(Act.BREAK_GLASS, "GET", "HEAD", "POST")
def glass(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Ask for a reason; with one, open the glass and tell the head of mission."""
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lifetime = timedelta(minutes=form.cleaned_data["minutes"])
        break_glass(membership=membership, reason=form.cleaned_data["reason"], lifetime=lifetime)
        messages.success(request, _("Emergency access is open. The head of mission has been told."))
        return redirect("dashboard:glass", mission=membership.mission.code)
    opened = BreakGlass.objects.filter(membership=membership, expires_at__gt=timezone.now()).first()
    begin = first_page(membership) if opened else None
    status = 400 if form.errors else 200
    return draw(request, membership, "glass", status=status, form=form, opened=opened, begin=begin)
