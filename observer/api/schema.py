"""The description of the API: who may ask, and that every refusal is a problem document."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.views import SpectacularAPIView

from observer.problems import CONTENT_TYPE

METHODS = ("get", "post", "put", "patch", "delete")

PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457). `type` leads to a page that explains it.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["field", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status"],
}


class ReadTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "observer.api.authentication.ReadTokenAuthentication"
    name = "readToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scheme: dict[str, Any] = build_bearer_security_scheme_object(
            header_name="Authorization", token_prefix="Bearer"
        )
        return scheme


def describe_problems(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: each operation may answer with a problem."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "Refused: a problem document",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operation in _operations(result):
        operation["responses"].setdefault("4XX", answer)
    return result


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [item[method] for item in schema["paths"].values() for method in METHODS if method in item]


class Description(SpectacularAPIView):
    """The OpenAPI document, open to everybody: it tells what there is, and nothing of what is in it."""

    authentication_classes = ()
    throttle_classes = ()


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The same document as a page."""
    return render(request, "api/reference.html", {"schema": _described(get_language() or "en")})


@cache
def _described(_language: str) -> dict[str, Any]:
    """The parts of the document a page shows: operations by what they are about."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    operations = [
        {"path": path, "method": method, **item[method]}
        for path, item in schema["paths"].items()
        for method in METHODS
        if method in item
    ]
    for operation in operations:
        operation["answer"] = _answer_of(operation, schema)
    return {"info": schema["info"], "operations": operations, "schemas": _shapes(schema)}


def _answer_of(operation: dict[str, Any], schema: dict[str, Any]) -> str:
    """The name of the shape that a good answer has."""
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for content in answer.get("content", {}).values():
                found = content["schema"]
                return str(found.get("$ref") or found.get("items", {}).get("$ref", "")).rpartition("/")[2]
    return ""


def _shapes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": shape.get("description", ""),
            "fields": [
                {"name": field, "type": _type_of(about), "description": about.get("description", "")}
                for field, about in shape.get("properties", {}).items()
            ],
        }
        for name, shape in schema["components"]["schemas"].items()
        if shape.get("properties")
    ]


def _type_of(about: dict[str, Any]) -> str:
    """A type in a few words: "string", "list of Figure", "Figure or null"."""
    if "$ref" in about:
        return str(about["$ref"]).rpartition("/")[2]
    if "items" in about:
        return f"list of {_type_of(about['items'])}"
    for several in ("oneOf", "anyOf", "allOf"):
        if several in about:
            return " or ".join(_type_of(one) for one in about[several])
    kind = about.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
