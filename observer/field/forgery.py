"""The check against forged requests, for views that give back what was typed instead of refusing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        """Only tell; the view answers."""
        return reason


def looks_forged(request: HttpRequest) -> bool:
    """Whether Django would refuse this request: its token is missing, stale or another site's."""

    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    check = _Check(answer)
    check.process_request(request)
    return check.process_view(request, answer, (), {}) is not None
