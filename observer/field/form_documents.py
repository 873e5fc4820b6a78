"""What belongs to a published form and to nobody who fills it in: long lists of choices, pictures and sounds.

A version never changes, so a phone keeps these for good and fetches them once: the address names its content
hash. No token, name, team or station is in them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from observer.checklists.models import VersionFile
from observer.checklists.page_document import list_document
from observer.field.pages import refusal, unkept
from observer.field.phone import Phone, phone_of
from observer.problems import Problem
from observer.reports.forms import Form, forms_of

HASH_DIGITS = 64
KEPT = "private, max-age=31536000, immutable"


def document(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For an enrolled phone; the answer may be kept, a refusal may not."""

    @require_safe
    @gzip_page
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            phone = phone_of(request)
        except Problem as problem:
            return unkept(refusal(request, problem))
        response = view(request, phone, *args, **kwargs)
        response["Cache-Control"] = KEPT
        return response

    return answer


@document
def form_list(request: HttpRequest, phone: Phone, form_hash: str, list_name: str) -> HttpResponse:
    """A list of choices too long to stand in the page, as `check.js` reads it. Raises Http404."""
    lists = _form(phone, form_hash).compiled.definition.lists
    if list_name not in lists:
        raise Http404
    return JsonResponse(list_document(lists[list_name]))


@document
def form_file(request: HttpRequest, phone: Phone, form_hash: str, file_name: str) -> HttpResponseBase:
    """A picture or recording that a version was published with. Raises Http404."""
    form = _form(phone, form_hash)
    held = VersionFile.objects.filter(mission=phone.sender.mission_id, version=form.version_id)
    found = held.filter(file__name=file_name).select_related("file").first()
    if found is None or not default_storage.exists(found.file.stored_name):
        raise Http404
    response = FileResponse(
        default_storage.open(found.file.stored_name),
        content_type=found.file.content_type,
        filename=found.file.name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _form(phone: Phone, version: str) -> Form:
    try:
        key = bytes.fromhex(version) if len(version) == HASH_DIGITS else b""
    except ValueError as error:
        raise Http404 from error
    found = forms_of(phone.sender.mission_id, [key]).get(key)
    if found is None:
        raise Http404
    return found


def list_address(version: bytes) -> Callable[[str], str]:
    """Where the lists of a version are, by their names."""
    return lambda name: reverse("field:form_list", args=[version.hex(), name])


def file_address(version: bytes) -> Callable[[str], str]:
    """Where the pictures and recordings of a version are, by their names."""
    return lambda name: reverse("field:form_file", args=[version.hex(), name])
