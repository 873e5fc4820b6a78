"""Keyset pagination: page a thousand costs what page one costs."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView


class NewestFirst(CursorPagination):
    """By time of receipt, newest first; the id settles what arrived in one instant."""

    page_size = 25
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = ("-received_at", "-id")


class NewestOpened(NewestFirst):
    ordering = ("-opened_at", "-id")


class ByCode(NewestFirst):
    ordering = ("code", "id")


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
