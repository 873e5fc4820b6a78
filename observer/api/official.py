"""What the authorities announced, for machines: one row a figure, with its source and stage."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from observer.api.base import MissionView
from observer.api.pagination import NewestFirst, page, page_of
from observer.api.sheets import CsvRenderer
from observer.cells import safe_cell
from observer.elections.models import Contest, OfficialFigure
from observer.missions.access import Act

COLUMNS = (
    *("id", "contest", "stage", "source", "announced_at", "region", "station", "choice", "field"),
    *("local_time", "votes", "voters", "percent", "percent_decimals", "seats", "number", "synthetic"),
)
NAMED_BY_CODE = frozenset({"contest", "region", "station", "choice"})


@extend_schema_field(OpenApiTypes.STR)
class ClockField(serializers.TimeField):
    """A time on the clocks of the place. JSON Schema's own `time` has an offset, which was not announced."""


class OfficialSerializer(serializers.ModelSerializer[OfficialFigure]):
    """Places, contest and choice by code, empty where a figure is of all of them."""

    contest = serializers.CharField(source="contest.code")
    region = serializers.CharField(source="region.code", default="")
    station = serializers.CharField(source="station.code", default="")
    choice = serializers.CharField(source="choice.code", default="")
    local_time = ClockField(format="%H:%M", allow_null=True)
    note = serializers.DictField(
        child=serializers.CharField(), help_text="what a reader must know, by language"
    )

    class Meta:
        model = OfficialFigure
        fields = (*COLUMNS, "note")


class OfficialFilter(django_filters.FilterSet):
    contest = django_filters.CharFilter("contest__code")
    region = django_filters.CharFilter("region__code")
    station = django_filters.CharFilter("station__code")
    stage = django_filters.ChoiceFilter(choices=OfficialFigure.Stage.choices)
    source = django_filters.CharFilter("source")

    class Meta:
        model = OfficialFigure
        fields: tuple[str, ...] = ()


class NewestRecorded(NewestFirst):
    ordering = ("-recorded_at", "-id")


class OfficialList(MissionView):
    """Official figures, newest first; as a sheet all of them at once, however many."""

    act = Act.SEE_BOARD
    renderer_classes = (JSONRenderer, CsvRenderer)

    @extend_schema(
        operation_id="official_list",
        responses={
            (200, "application/json"): page_of(OfficialSerializer),
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "the columns of a row, without its note"),
        },
    )
    def get(self, request: Request, mission: str) -> HttpResponseBase:
        figures = announced(self.membership.mission.election_id)
        if request.accepted_renderer.format == CsvRenderer.format:
            return as_sheet(filtered(request, figures))
        return page(request, figures, OfficialFilter, NewestRecorded(), OfficialSerializer, view=self)


def announced(election_id: int) -> QuerySet[OfficialFigure]:
    contests = Contest.objects.filter(election=election_id)
    figures = OfficialFigure.objects.filter(contest__in=contests, withdrawal__isnull=True)
    return figures.select_related("contest", "region", "station", "choice")


def filtered(request: Request, figures: QuerySet[OfficialFigure]) -> QuerySet[OfficialFigure]:
    """Raises ValidationError for a filter that makes no sense."""
    chosen = OfficialFilter(request.query_params, queryset=figures, request=request)
    if not chosen.is_valid():
        raise ValidationError(chosen.errors)
    found: QuerySet[OfficialFigure] = chosen.qs
    return found.order_by("id")


def as_sheet(figures: QuerySet[OfficialFigure]) -> StreamingHttpResponse:
    """CSV, row by row: memory stays the same for a hundred thousand protocols."""
    response = StreamingHttpResponse(_lines(figures), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="official.csv"'
    return response


class _Echo:
    """What a CSV writer writes to when each line is sent on at once."""

    def write(self, line: str) -> str:
        return line


def _lines(figures: QuerySet[OfficialFigure]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    columns = [f"{name}__code" if name in NAMED_BY_CODE else name for name in COLUMNS]
    for row in figures.values_list(*columns).iterator(chunk_size=2_000):
        yield writer.writerow(map(safe_cell, row))
