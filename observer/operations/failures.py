"""What is answered where no view did: machines get a problem document, people a page.

A database that is away is no fault of a request: 503, and when to come back. Everything sent again is counted
once.
"""

from __future__ import annotations

import sys

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views import defaults

from observer.problems import (
    FAULT,
    INVALID,
    NOT_FOUND,
    UNAVAILABLE,
    Problem,
    as_problem,
    problem_response,
    wants_json,
)


def failed(request: HttpRequest) -> HttpResponse:
    """The handler of what nobody expected; the database's absence is told as what it is."""
    error = sys.exc_info()[1]
    found = as_problem(error) if isinstance(error, Exception) else None
    problem = found if found is not None and found.kind is UNAVAILABLE else Problem(FAULT)
    if wants_json(request):
        return problem_response(problem)
    page = loader.render_to_string("500.html", {"problem": found and problem})
    response = HttpResponse(page, status=problem.status)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def nowhere(request: HttpRequest, exception: Http404) -> HttpResponse:
    if wants_json(request):
        return problem_response(Problem(NOT_FOUND))
    return defaults.page_not_found(request, exception)


def unacceptable(request: HttpRequest, exception: SuspiciousOperation) -> HttpResponse:
    if wants_json(request):
        return problem_response(Problem(INVALID))
    return render(request, "400.html", status=400)
