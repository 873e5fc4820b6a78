"""Pages of the API's lists: filtered rows, a page at a time."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from observer import cursors


class _Sized(CursorPagination):
    """A machine says how many rows a page has, up to a limit."""

    max_page_size = 200
    page_size_query_param = "page_size"


class NewestFirst(_Sized, cursors.NewestFirst):
    pass


class NewestOpened(_Sized, cursors.NewestOpened):
    pass


class ByCode(_Sized, cursors.ByCode):
    pass


def page_of(rows: type[BaseSerializer[Any]]) -> Any:
    """The shape of a page, for the description of the API."""
    fields: dict[str, Any] = {
        "next": serializers.URLField(allow_null=True, help_text="address of the next page"),
        "previous": serializers.URLField(allow_null=True),
        "results": rows(many=True),
    }
    return inline_serializer(rows.__name__.removesuffix("Serializer") + "Page", fields)


def page(
    request: Request,
    rows: QuerySet[Any],
    filters: type[FilterSet],
    pages: CursorPagination,
    serializer: type[BaseSerializer[Any]],
    *,
    view: APIView,
    context: Mapping[str, Any] | None = None,
) -> Response:
    """One page of filtered rows; a filter that makes no sense is a problem naming its field."""
    chosen = filters(request.query_params, queryset=rows, request=request)
    if not chosen.is_valid():
        raise ValidationError(chosen.errors)
    found: list[Any] | None = pages.paginate_queryset(chosen.qs, request, view=view)
    return pages.get_paginated_response(serializer(found, many=True, context=dict(context or {})).data)
