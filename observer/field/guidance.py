"""Help on the phone: the observer's page, light, for whoever opens it. It says nothing of any mission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from observer import guide
from observer.field.pages import field_page
from observer.guide import Kind


def _address(kind: Kind) -> str:
    """The other pages are for people at headquarters, who sign in."""
    return reverse("field:help") if kind == Kind.OBSERVER else reverse("dashboard:help_page", args=[kind])


@field_page
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    shown = guide.page(Kind.OBSERVER)
    body = guide.body(shown, address=_address, pictures=False)
    return render(request, "field/help.html", {"shown": shown, "body": body})
