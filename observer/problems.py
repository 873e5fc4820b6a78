"""The catalogue of refusals (RFC 9457) and the one handler that writes them.

Verb modules raise `Problem`; doors answer it: the API as `application/problem+json`, pages as a notice.
A database constraint that refuses is turned into a Problem by its name (`from_integrity_error`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
# How long those wait who came while the database was away.
RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal: a stable code, an HTTP status and a title for people."""

    code: str
    status: int
    title: str | Promise


INVALID = Kind("invalid", 400, _("Some of this cannot be accepted as it stands"))
UNREADABLE = Kind("unreadable", 400, _("This could not be read"))
UNKNOWN_SENDER = Kind("unknown-sender", 401, _("We do not know this sender"))
SIGN_IN = Kind("sign-in", 401, _("Please sign in"))
FORBIDDEN = Kind("forbidden", 403, _("Your role does not allow this"))
NOT_FOUND = Kind("not-found", 404, _("There is nothing here"))
METHOD = Kind("method-not-allowed", 405, _("This address does not do that"))
NOT_ACCEPTABLE = Kind("not-acceptable", 406, _("No such format"))
REPORT_FIRST = Kind("report-first", 404, _("The report this belongs to is not here yet"))
CONFLICT = Kind("conflict", 409, _("This clashes with what is already there"))
SAME_ID_OTHER_CONTENT = Kind(
    "same-id-other-content", 409, _("A report with this id and other content was received before")
)
GONE = Kind("gone", 410, _("This link has been used or has run out"))
TOO_LARGE = Kind("too-large", 413, _("This is too large"))
WRONG_MEDIA_TYPE = Kind("wrong-media-type", 415, _("This kind of file is not accepted"))
NOT_A_REPORT = Kind("not-a-report", 422, _("This was kept, but it is not a report headquarters can count"))
LOCKED = Kind("locked", 423, _("This mission is locked"))
TOO_MANY = Kind("too-many-requests", 429, _("Too many requests; please wait"))
FAULT = Kind("fault", 500, _("Something broke on our side"))
UNAVAILABLE = Kind("unavailable", 503, _("This is not available at the moment"))

BY_STATUS: Mapping[int, Kind] = {
    400: INVALID,
    401: SIGN_IN,
    403: FORBIDDEN,
    404: NOT_FOUND,
    405: METHOD,
    406: NOT_ACCEPTABLE,
    409: CONFLICT,
    410: GONE,
    413: TOO_LARGE,
    415: WRONG_MEDIA_TYPE,
    423: LOCKED,
    429: TOO_MANY,
    503: UNAVAILABLE,
}

# Constraint names of the rooms, mapped to what a person is told; each room adds its own when it loads.
CONSTRAINTS: dict[str, str | Promise] = {}


class Problem(Exception):
    """A refusal.

    `detail` tells the person what happened and what to do; `errors` name the field, row or line:
    `{"field": "stations.2.code", "code": "unknown", "detail": "…"}`.
    """

    def __init__(
        self,
        kind: Kind,
        detail: str | Promise = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def status(self) -> int:
        return self.kind.status

    @property
    def title(self) -> str | Promise:
        return self.kind.title

    def __str__(self) -> str:
        return str(self.detail or self.title)

    def as_json(self) -> dict[str, Any]:
        """The RFC 9457 object."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": str(self.title),
            "status": self.status,
        }
        if self.detail:
            body["detail"] = str(self.detail)
        if self.errors:
            body["errors"] = [
                {key: str(value) if isinstance(value, Promise) else value for key, value in error.items()}
                for error in self.errors
            ]
        return body


def from_integrity_error(error: IntegrityError) -> Problem:
    """What a refusal of the database means to a person: 409, told by the constraint's name."""
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None) or ""
    return Problem(
        CONFLICT, CONSTRAINTS.get(name, _("The database refused this: it breaks a rule that always holds."))
    )


def as_problem(error: Exception) -> Problem | None:
    """The Problem that an exception of Django or DRF stands for, or None for a real fault."""
    match error:
        case Problem():
            return error
        case IntegrityError():
            return from_integrity_error(error)
        case OperationalError() | InterfaceError():
            wait = {"Retry-After": str(RETRY_AFTER_S)}
            return Problem(UNAVAILABLE, _("Please send it again; what came twice counts once."), headers=wait)
        case Http404():
            return Problem(NOT_FOUND)
        case PermissionDenied():
            return Problem(FORBIDDEN)
        case RequestDataTooBig():
            return Problem(TOO_LARGE, _("The request is larger than this server accepts."))
        case UnreadablePostError():
            return Problem(UNREADABLE, _("The request broke off before it was complete."))
        case exceptions.ValidationError():
            return Problem(INVALID, errors=list(_flatten(error.detail)))
        case exceptions.APIException():
            kind = BY_STATUS.get(error.status_code, INVALID)
            return Problem(kind, str(error.detail))
    return None


def _flatten(detail: Any, path: str = "") -> list[dict[str, Any]]:
    if isinstance(detail, Mapping):
        return [
            row
            for key, value in detail.items()
            for row in _flatten(value, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(detail, list):
        rows: list[dict[str, Any]] = []
        for index, value in enumerate(detail):
            nested = isinstance(value, (Mapping, list))
            rows += _flatten(value, f"{path}.{index}" if nested else path)
        return rows
    return [{"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def write_problem(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: every refusal of the API is a problem document."""
    problem = as_problem(error)
    if problem is None:
        return None
    if wait := getattr(error, "wait", None):
        problem.headers.setdefault("Retry-After", str(int(wait)))
    if authenticate := getattr(error, "auth_header", None):
        problem.headers.setdefault("WWW-Authenticate", authenticate)
    return problem_response(problem)


def problem_response(problem: Problem) -> JsonResponse:
    """The same document outside DRF."""
    response = JsonResponse(problem.as_json(), status=problem.status, content_type=CONTENT_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker is a machine: anything below /api/ is answered in JSON."""
    return request.path.startswith("/api/")


__all__ = [
    "CONSTRAINTS",
    "Kind",
    "Problem",
    "as_problem",
    "from_integrity_error",
    "problem_response",
    "wants_json",
    "write_problem",
]
