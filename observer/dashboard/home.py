"""Where a person begins: at their only mission, or with the list of their missions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from observer.missions.access import Act, may, memberships
from observer.missions.models import Membership

# The first of these a member may do is where their work begins.
FIRST_PAGES = ((Act.SEE_BOARD, "dashboard:board"), (Act.BREAK_GLASS, "dashboard:glass"))


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the only mission, where there is a page in it for this person."""
    mine = list(memberships(request.user).order_by("mission__code"))
    places = [(membership, first_page(membership)) for membership in mine]
    if len(places) == 1 and places[0][1]:
        return redirect(places[0][1])
    return render(request, "dashboard/home.html", {"places": places})


def first_page(membership: Membership) -> str | None:
    """The address where this member's work begins; None for roles that have no page yet."""
    for act, name in FIRST_PAGES:
        if may(membership, act):
            return reverse(name, args=[membership.mission.code])
    return None
