"""The regions of a mission as GeoJSON (RFC 7946), each with its figures: for maps made elsewhere.

A map of raw counts shows where observers went, not what happened: the figures are shares of the stations
observed, each with its n, and the counts stand beside them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from observer.analysis.board import RegionRow
from observer.analysis.filters import Filters
from observer.analysis.reads import board
from observer.analysis.written import Written, write_region
from observer.api.analysis import FILTERS
from observer.api.base import LiveView
from observer.api.shapes import RegionFiguresShape
from observer.elections.models import Region
from observer.missions.access import Act


class GeoJsonRenderer(JSONRenderer):
    """Plain JSON under the name that programs for maps look for."""

    media_type = "application/geo+json"
    format = "geojson"


class FeaturePropertiesShape(RegionFiguresShape):
    synthetic = serializers.BooleanField()


class FeatureShape(serializers.Serializer[Any]):
    type = serializers.ChoiceField(["Feature"])
    id = serializers.CharField(help_text="code of the region")
    geometry = serializers.JSONField(
        allow_null=True, help_text="in degrees; none where no boundary was loaded"
    )
    properties = FeaturePropertiesShape()


class FeatureCollectionShape(serializers.Serializer[Any]):
    """`version` names the state of all figures in it; `synthetic` marks invented data."""

    type = serializers.ChoiceField(["FeatureCollection"])
    version = serializers.IntegerField()
    synthetic = serializers.BooleanField()
    features = FeatureShape(many=True)


class RegionFeatures(LiveView):
    """The lowest regions within sight as GeoJSON features, with the figures the board has of them."""

    act = Act.SEE_BOARD
    renderer_classes = (GeoJsonRenderer, JSONRenderer)

    @extend_schema(
        operation_id="regions_geojson",
        parameters=FILTERS,
        responses={
            (200, "application/geo+json"): FeatureCollectionShape,
            (200, "application/json"): FeatureCollectionShape,
            304: OpenApiResponse(description="Nothing moved since the answer whose ETag was sent"),
        },
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shown = board(self.membership, Filters.read(request.query_params))
        boundaries = self.boundaries([row.code for row in shown.regions])
        return Response(
            {
                "type": "FeatureCollection",
                "version": shown.version,
                "synthetic": shown.synthetic,
                "features": [_feature(row, boundaries, shown.synthetic) for row in shown.regions],
            }
        )

    def boundaries(self, codes: list[str]) -> Mapping[str, str]:
        """GeoJSON geometries as text, by the code of their region. One query."""
        found = Region.objects.filter(election=self.membership.mission.election_id, code__in=codes)
        return dict(found.values_list("code", "boundary"))


def _feature(row: RegionRow, boundaries: Mapping[str, str], synthetic: bool) -> Written:
    text = boundaries.get(row.code, "")
    return {
        "type": "Feature",
        "id": row.code,
        "geometry": json.loads(text) if text else None,
        "properties": {**write_region(row), "synthetic": synthetic},
    }
