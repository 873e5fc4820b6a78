"""The election's register and the mission's forms: regions, stations, checklists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from observer.api.base import LiveView, MissionView
from observer.api.pagination import ByCode, page, page_of
from observer.api.serializers import (
    ChecklistSerializer,
    RegionSerializer,
    StationSerializer,
    VersionDetailSerializer,
)
from observer.checklists.models import Checklist, Version
from observer.elections.models import Region, Station
from observer.missions.access import Act


class RegionList(LiveView):
    """The regions of the election, parents before children."""

    act = Act.SEE_BOARD

    @extend_schema(responses=RegionSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        regions = Region.objects.filter(election=self.membership.mission.election_id).select_related("parent")
        return Response(RegionSerializer(regions, many=True).data)


class StationFilter(django_filters.FilterSet):
    region = django_filters.CharFilter(method="below", help_text="code of a region; all below it too")
    settlement = django_filters.ChoiceFilter(choices=Station.Settlement.choices)
    code = django_filters.CharFilter(lookup_expr="istartswith", help_text="beginning of a station code")

    class Meta:
        model = Station
        fields = ("region", "settlement", "code")

    def below(self, stations: QuerySet[Station], _name: str, code: str) -> QuerySet[Station]:
        region = Region.objects.filter(code=code, election__stations__in=stations[:1]).first()
        return stations.filter(region__path__startswith=region.path) if region else stations.none()


class StationList(MissionView):
    """The polling stations on the register, by code."""

    act = Act.SEE_BOARD

    @extend_schema(operation_id="stations_list", responses=page_of(StationSerializer))
    def get(self, request: Request, mission: str) -> Response:
        stations = Station.objects.filter(election=self.membership.mission.election_id).select_related(
            "region"
        )
        return page(request, stations, StationFilter, ByCode(), StationSerializer, view=self)


class ChecklistList(LiveView):
    """The mission's checklists with all their versions."""

    act = Act.SEE_BOARD

    @extend_schema(responses=ChecklistSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        checklists = Checklist.objects.filter(mission=self.membership.mission_id).order_by("code")
        return Response(ChecklistSerializer(checklists.prefetch_related("versions"), many=True).data)


class VersionDetail(MissionView):
    """One frozen version, found by the hash of its content."""

    act = Act.SEE_BOARD

    @extend_schema(responses=VersionDetailSerializer)
    def get(self, request: Request, mission: str, form_hash: str) -> Response:
        found = Version.objects.filter(
            mission=self.membership.mission_id, content_hash=bytes.fromhex(form_hash)
        )
        version = found.first()
        if version is None:
            raise Http404
        return Response(VersionDetailSerializer(version).data)
