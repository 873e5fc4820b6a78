"""Mission transparency: who invited, paid and came, where they were and were not, and what they may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.analysis import wording
from observer.analysis.board import Board
from observer.analysis.figures import Figure, Regime
from observer.analysis.filters import Filters
from observer.analysis.reads import board
from observer.dashboard.declaring import Delegations, ProfileForm, initial, initial_delegations, written
from observer.dashboard.pages import draw, mission_page
from observer.elections.models import in_language
from observer.missions.access import Act, Reach, may, reach
from observer.missions.declare import declare_profile
from observer.missions.models import Deployment, Membership, Mission
from observer.missions.profile import Profile, profile_of

# What each format may say, after ODIHR's formats and house law 8b.
CLAIMS: Mapping[str, str | Promise] = {
    Mission.Format.FULL: gettext_lazy(
        "It gives shares of the polling stations observed, never of all polling stations, and may set "
        "regions beside each other."
    ),
    Mission.Format.CITIZEN: gettext_lazy(
        "It gives shares of the polling stations observed. Only where they were drawn by chance, and enough "
        "of them reported, does it give estimates for all, each with its margin."
    ),
    Mission.Format.LIMITED: gettext_lazy(
        "It has no short-term observers: it tells what was seen at single places and gives no statistics of "
        "election day."
    ),
    Mission.Format.EXPERT: gettext_lazy(
        "It tells what its experts examined and gives no statistics of election day."
    ),
    Mission.Format.SMALL: gettext_lazy(
        "It speaks of the polling stations it visited, always with their number, and of nothing else: it "
        "compares no regions and says nothing about the election as a whole."
    ),
}


@mission_page(Act.SEE_BOARD)
def profile_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The declaration, and beside it what the figures say of coverage."""
    mission = membership.mission
    shown = board(membership, Filters())
    return draw(
        request,
        membership,
        "profile",
        facts=facts(profile_of(mission)),
        claim=CLAIMS[mission.format],
        small=mission.format not in {Mission.Format.FULL, Mission.Format.CITIZEN},
        method=regimes(membership, shown.total.observed),
        covered_counts=wording.counts(shown.total.observed),
        covered_text=wording.share(shown.total.observed),
        **regions(shown),
        own_regions_only=reach(membership, Act.SEE_BOARD) is Reach.REGIONS,
        may_declare=may(membership, Act.DECLARE_PROFILE),
        known=[
            {"year": each["year"], "text": in_language(each["texts"]), "source": each["source"]}
            for each in mission.election.known_missions
        ],
    )


def regions(shown: Board) -> dict[str, Any]:
    """Regions within sight with an observed station, each k of n on its register; and those without."""
    return {
        "covered_regions": [
            (row, wording.counts(row.observed)) for row in shown.regions if row.observed.numerator
        ],
        "other_regions": [row for row in shown.regions if not row.observed.numerator],
    }


def regimes(membership: Membership, observed: Figure) -> list[str]:
    """How places were chosen, as the deployments say; as the figures say where there is none."""
    deployed = Deployment.objects.filter(mission=membership.mission_id).standing()
    found = sorted(deployed.order_by().values_list("regime", flat=True).distinct()) or [observed.regime.value]
    return [wording.regime(replace(observed, regime=Regime(regime))) for regime in found]


def facts(profile: Profile) -> list[tuple[str, list[str]]]:
    """What is declared, as (label, lines); no lines where it is not stated."""
    people = profile.headcount
    return [
        (_("Invited by"), _text(profile.inviting_body)),
        (_("Accredited by"), _text(profile.accreditation)),
        (_("Sent by"), _text(profile.sponsor)),
        (_("Paid for by"), [in_language(dict(texts)) for texts in profile.funders]),
        (_("Money from the state observed"), _yes_or_no(profile.money_from_the_observed)),
        (_("Core team"), _number(people.core)),
        (_("Long-term observers"), _number(people.long_term)),
        (_("Short-term observers"), _number(people.short_term)),
        (
            _("Delegations among them"),
            [_delegation(each.names, each.observers) for each in profile.delegations],
        ),
        (_("Countries they come from"), _number(profile.countries)),
        (_("Days in the country"), _days(profile)),
        (_("Method"), _text(profile.method)),
        (_("What a reader must also know"), _text(profile.note)),
    ]


def _text(texts: Mapping[str, str]) -> list[str]:
    return [in_language(dict(texts))] if texts else []


def _number(number: int | None) -> list[str]:
    return [] if number is None else [wording.number(number)]


def _yes_or_no(told: bool | None) -> list[str]:
    return [] if told is None else [_("yes") if told else _("no")]


def _delegation(names: Mapping[str, str], observers: int | None) -> str:
    name = in_language(dict(names))
    return name if observers is None else f"{name}: {wording.number(observers)}"


def _days(profile: Profile) -> list[str]:
    if profile.days is None or profile.first_day is None or profile.last_day is None:
        return []
    span = {
        "days": wording.number(profile.days),
        "first": date_format(profile.first_day, "DATE_FORMAT"),
        "last": date_format(profile.last_day, "DATE_FORMAT"),
    }
    return [_("%(days)s, from %(first)s to %(last)s") % span]


@mission_page(Act.DECLARE_PROFILE, "GET", "HEAD", "POST")
def profile_form(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Edit the declaration in every language; what is left empty is printed as not stated."""
    profile = profile_of(membership.mission)
    form = ProfileForm(request.POST or None, initial=initial(profile))
    delegations = Delegations(request.POST or None, initial=initial_delegations(profile), prefix="delegation")
    if request.method == "POST" and form.is_valid() and delegations.is_valid():
        declare_profile(membership=membership, written=written(form, delegations))
        messages.success(request, _("The declaration is saved. The journal keeps what was changed."))
        return redirect("dashboard:profile", mission=membership.mission.code)
    status = 400 if request.method == "POST" else 200
    return draw(
        request,
        membership,
        "profile_form",
        status=status,
        form=form,
        delegations=delegations,
    )
