"""What every page of the phone has in common: kept nowhere, says nothing elsewhere, refuses plainly."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from observer.field.phone import Phone, phone_of
from observer.problems import Problem, as_problem

# (request, …what the address names) and (request, phone, …)
Page: TypeAlias = Callable[..., HttpResponse]
PhonePage: TypeAlias = Callable[..., HttpResponse]


def field_page(view: Page) -> Page:
    """A page that no cache keeps, whose refusals are pages too, and that goes over a slow line compressed."""

    @gzip_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:
            problem = as_problem(error)
            if problem is None:
                raise
            response = refusal(request, problem)
        return unkept(response)

    return page


def phone_page(view: PhonePage) -> Page:
    """A field page for an enrolled phone, in the time of its election."""

    @field_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        phone = phone_of(request)
        with timezone.override(phone.zone):
            return view(request, phone, *args, **kwargs)

    return page


def draw(request: HttpRequest, phone: Phone, template: str, **context: Any) -> HttpResponse:
    """A template of templates/field/ with the mission and the team around it."""
    around = {"mission": phone.mission, "team": phone.team, "is_enrolled": True}
    status = context.pop("status", 200)
    return render(request, f"field/{template}.html", around | context, status=status)


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = render(request, "field/refusal.html", {"problem": problem}, status=problem.status)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def unkept(response: HttpResponse) -> HttpResponse:
    """Forbid keeping. The referrer stays within this site: with none at all, a form's origin would be
    "null" and the check against forged requests could not tell it from a stranger's."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
