"""Teams: who has gone silent and must be called, and what one team did in its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, DateTimeField, OuterRef, Prefetch, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from observer.analysis.teams import team_figures
from observer.analysis.written import write_figure
from observer.cursors import ByCode
from observer.dashboard.filtering import RegionFilter, any_of
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.views import reports_of
from observer.missions.access import Act, may
from observer.missions.models import Membership, MissionDevice, Team, TeamMember
from observer.missions.personal import Person, read
from observer.missions.teams import teams
from observer.problems import Problem
from observer.reports.models import Report, Visit

MOST_VISITS = 60
SILENCES = (60, 120, 240, 480)


class TeamFilter(RegionFilter):
    """`silent`: no word for so many minutes."""

    silent = forms.ChoiceField(
        label=gettext_lazy("No word for"),
        choices=any_of(
            [
                ("60", gettext_lazy("an hour")),
                ("120", gettext_lazy("two hours")),
                ("240", gettext_lazy("four hours")),
                ("480", gettext_lazy("eight hours")),
            ]
        ),
    )
    code = forms.CharField(label=gettext_lazy("Code"), max_length=32)

    def narrow(self, rows: Any, membership: Membership) -> Any:
        if path := self.region_path(membership):
            rows = rows.filter(base_region__path__startswith=path)
        if code := self.value("code"):
            rows = rows.filter(code__istartswith=code)
        if minutes := self.value("silent"):
            since = timezone.now() - timedelta(minutes=int(minutes))
            rows = rows.filter(Q(last_word__lt=since) | Q(last_word__isnull=True))
        return rows


@mission_page(Act.SEE_TEAMS)
def team_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Teams by code with their last word; narrowed to silent ones it is the list of whom to call."""
    filters = TeamFilter.read(request, membership)
    visible = with_last_word(teams().visible_to(membership, Act.SEE_TEAMS))
    listed = paged(request, filters.narrow(visible, membership), ByCode())
    return draw(request, membership, "teams", listed=listed, filters=filters)


@mission_page(Act.SEE_TEAMS)
def team_page(request: HttpRequest, membership: Membership, team: str) -> HttpResponse:
    """A team: its people by code, where it was sent, its visits in their order, and how it reports."""
    found = team_of(membership, team)
    reads = may(membership, Act.SEE_ANSWERS) and may(membership, Act.SEE_REPORTS)
    return draw(
        request,
        membership,
        "team",
        team=found,
        phones=phones_of(found),
        visits=visits_of(membership, found) if may(membership, Act.SEE_REPORTS) else (),
        figures=written(membership, found) if reads else None,
        may_see_names=may(membership, Act.SEE_NAMES, region=found.base_region),
    )


@mission_page(Act.SEE_NAMES, "POST")
def team_names(request: HttpRequest, membership: Membership, team: str) -> HttpResponse:
    """The names and telephones of a team, to call it. The journal keeps who looked."""
    found = team_of(membership, team)
    people = [(one.membership.code, person_of(one.membership, membership)) for one in found.members_now]
    return draw(request, membership, "team_names", team=found, people=people)


def with_last_word(rows: Any) -> Any:
    """Annotates `last_word` (when a team's newest report was received) and `reports_sent`."""
    # By their authors, for whom there is an index; past members count too.
    members = TeamMember.objects.filter(team=OuterRef(OuterRef("pk"))).values("membership")
    sent = Report.objects.filter(mission=OuterRef("mission"), author__in=members, team=OuterRef("pk"))
    newest = sent.order_by("-received_at").values("received_at")[:1]
    number = sent.order_by().values("team").annotate(number=Count("pk")).values("number")
    return rows.annotate(
        last_word=Subquery(newest, output_field=DateTimeField()), reports_sent=Subquery(number)
    )


def team_of(membership: Membership, code: str) -> Any:
    """A team within sight, by its code. Raises Http404."""
    if not code.isprintable():
        raise Http404
    visible = with_last_word(teams().visible_to(membership, Act.SEE_TEAMS))
    found = visible.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def phones_of(team: Any) -> int:
    """How many phones may report for the team's people; what a phone is called stays with its owner."""
    members = [one.membership_id for one in team.members_now]
    return MissionDevice.objects.filter(membership__in=members, device__revocation__isnull=True).count()


def visits_of(membership: Membership, team: Team) -> list[Visit]:
    """The newest visits in the order of arrival, each with its reports within sight as `shown`."""
    reports = reports_of(membership).as_lines()
    visits = Visit.objects.filter(mission=membership.mission_id, team=team).order_by("-id")
    newest = visits.filter(reports__in=reports_of(membership)).distinct()[:MOST_VISITS]
    found = (
        Visit.objects.filter(pk__in=[visit.pk for visit in newest])
        .select_related("team", "station__region", "departure")
        .prefetch_related(Prefetch("reports", reports.order_by("id"), to_attr="shown"))
    )
    return sorted(found, key=lambda visit: (visit.arrived_at or visit.received_at, visit.pk))


def written(membership: Membership, team: Team) -> dict[str, Any]:
    """The team's figures in words."""
    figures = team_figures(membership, team)
    return {
        "alike": [{"form": one.form, "figure": write_figure(one.figure)} for one in figures.alike],
        "rated": [
            {
                "label": one.label,
                "grades": [
                    {"grade": grade, "team": write_figure(team), "all": write_figure(every)}
                    for grade, team, every in one.grades
                ],
            }
            for one in figures.rated
        ],
    }


def person_of(member: Membership, by: Membership) -> Person | None:
    """What is known of a member; None where nothing is, or not to these eyes."""
    try:
        return read(membership=member, by=by)
    except Problem:
        return None
