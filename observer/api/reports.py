"""Reports and incidents, for whoever may read them: keyset lists and one report with all its history."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from observer.api.base import MissionView
from observer.api.pagination import NewestFirst, NewestOpened, page, page_of
from observer.api.serializers import IncidentSerializer, ReportDetailSerializer, ReportSerializer
from observer.checklists.models import Basis, Phase, Severity
from observer.elections.models import Region
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.reports.models import Attachment, Flag, Incident, IncidentState, Report, Revision
from observer.reports.models.report import ReportQuerySet
from observer.reports.secrecy import votes_visible


class ReportFilter(django_filters.FilterSet):
    region = django_filters.CharFilter(method="below", help_text="code of a region; all below it too")
    station = django_filters.CharFilter("station__code")
    team = django_filters.CharFilter("team__code")
    phase = django_filters.ChoiceFilter(choices=Phase.choices)
    category = django_filters.CharFilter(method="flagged")
    severity = django_filters.ChoiceFilter(method="flagged", choices=Severity.choices)
    basis = django_filters.ChoiceFilter(method="flagged", choices=Basis.choices)
    received_after = django_filters.IsoDateTimeFilter("received_at", lookup_expr="gte")
    received_before = django_filters.IsoDateTimeFilter("received_at", lookup_expr="lt")

    # The way to the current revision.
    current = "current"

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()

    def flagged(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose current revision has such a flag under the newest rules."""
        flags = Flag.objects.standing().filter(revision=OuterRef(self.current), **{name: value})
        return rows.filter(Exists(flags))

    def below(self, reports: QuerySet[Report], _name: str, code: str) -> QuerySet[Report]:
        region = Region.objects.filter(
            code=code, election__missions__in=reports.values("mission")[:1]
        ).first()
        return reports.filter(region__path__startswith=region.path) if region else reports.none()


class ReportList(MissionView):
    """Reports, newest first."""

    act = Act.SEE_REPORTS

    @extend_schema(operation_id="reports_list", responses=page_of(ReportSerializer))
    def get(self, request: Request, mission: str) -> Response:
        return page(
            request, listed(self.membership), ReportFilter, NewestFirst(), ReportSerializer, view=self
        )


def listed(membership: Membership) -> ReportQuerySet:
    """The reports `membership` may see, with all a line of the list shows; constant in queries."""
    return Report.objects.all().visible_to(membership).as_lines()


class ReportDetail(MissionView):
    """One report: every revision, what was flagged, held and decided. Votes as `hidden` says."""

    act = Act.SEE_ANSWERS

    @extend_schema(responses=ReportDetailSerializer)
    def get(self, request: Request, mission: str, report: Any) -> Response:
        revisions = Revision.objects.select_related("replaces", "version").prefetch_related(
            Prefetch("flags", Flag.objects.with_rules().order_by("id"))
        )
        found = (
            listed(self.membership)
            .visible_to(self.membership, Act.SEE_ANSWERS)
            .prefetch_related(
                Prefetch("revisions", revisions.order_by("id")),
                Prefetch("attachments", Attachment.objects.marked_apart()),
                "reviews__reviewed_by",
            )
            .filter(client_id=report)
            .first()
        )
        if found is None:
            raise Http404
        context = {"hidden_questions": hidden_questions(self.membership)}
        return Response(ReportDetailSerializer(found, context=context).data)


def hidden_questions(membership: Membership) -> Any:
    """Which questions of a revision these eyes may not read: votes per choice, until they are released."""
    if votes_visible(membership):
        return lambda revision: frozenset()
    return lambda revision: revision.version.vote_questions


class IncidentFilter(ReportFilter):
    region = django_filters.CharFilter(method="below", help_text="code of a region; all below it too")
    station = django_filters.CharFilter("report__station__code")
    team = django_filters.CharFilter("report__team__code")
    phase = None
    current = "report__current"
    state = django_filters.ChoiceFilter(choices=IncidentState.choices)
    received_after = django_filters.IsoDateTimeFilter("opened_at", lookup_expr="gte")
    received_before = django_filters.IsoDateTimeFilter("opened_at", lookup_expr="lt")

    class Meta:
        model = Incident
        fields: tuple[str, ...] = ()

    def below(self, incidents: QuerySet[Any], _name: str, code: str) -> QuerySet[Any]:
        region = Region.objects.filter(
            code=code, election__missions__in=incidents.values("mission")[:1]
        ).first()
        return incidents.filter(report__region__path__startswith=region.path) if region else incidents.none()


class IncidentList(MissionView):
    """Incidents, newest first."""

    act = Act.SEE_INCIDENTS

    @extend_schema(operation_id="incidents_list", responses=page_of(IncidentSerializer))
    def get(self, request: Request, mission: str) -> Response:
        incidents = Incident.objects.all().visible_to(self.membership).with_state()
        rows = incidents.select_related(
            "report__station",
            "report__region",
            "report__current",
            "report__withdrawal",
            "report__double_ruling",
        ).prefetch_related(
            "report__holds__release",
            "report__reviews",
            Prefetch("report__current__flags", Flag.objects.standing().with_rules().order_by("id")),
        )
        return page(request, rows, IncidentFilter, NewestOpened(), IncidentSerializer, view=self)
