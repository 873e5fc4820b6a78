"""What OpenRosa clients are answered: the envelope, and the headers that every response carries.

https://docs.getodk.org/openrosa-http/ and https://docs.getodk.org/openrosa-form-submission/
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.http import http_date

from observer.gateways.openrosa.instance import MAX_XML_BYTES
from observer.problems import Problem

VERSION = "1.0"
# Collect refuses a list of forms under any other name than text/xml.
CONTENT_TYPE = "text/xml; charset=utf-8"
RESPONSE = "http://openrosa.org/http/response"
SUCCESS, FAILURE = "submit_success", "submit_error"
# What the parts of a multipart body may add to their contents.
ENVELOPE_BYTES = 256 * 1024


def accepted_bytes() -> int:
    """How much a client should put into one request: Collect begins another where it would send more.

    A single larger file it sends all the same, alone with the XML.
    """
    return int(settings.ATTACHMENT_MAX_BYTES)


def most_bytes() -> int:
    """What is read of one request at all: the largest file that is kept, with the XML beside it."""
    largest = max(settings.ATTACHMENT_MAX_BYTES, settings.VIDEO_MAX_BYTES, settings.FILE_MAX_BYTES)
    return int(largest) + MAX_XML_BYTES + ENVELOPE_BYTES


def dressed(response: HttpResponseBase) -> HttpResponseBase:
    """With the headers of OpenRosa. The address may hold a token, so that no other site is told it."""
    response["X-OpenRosa-Version"] = VERSION
    response["X-OpenRosa-Accept-Content-Length"] = str(accepted_bytes())
    response["Date"] = http_date()
    response.headers.setdefault("Cache-Control", "private, no-store")
    response["Referrer-Policy"] = "no-referrer"
    return response


def told(status: int, message: str, nature: str = "") -> HttpResponse:
    """An OpenRosaResponse: `message` is shown to the person with the phone."""
    envelope = Element("OpenRosaResponse", {"xmlns": RESPONSE})
    SubElement(
        envelope, "message", {"nature": nature or (SUCCESS if status < 300 else FAILURE)}
    ).text = message
    return written(envelope, status)


def refused(problem: Problem) -> HttpResponse:
    sentences = [str(problem.title) + "."]
    if problem.detail:
        sentences.append(str(problem.detail))
    response = told(problem.status, " ".join(sentences))
    for name, value in problem.headers.items():
        response[name] = value
    return response


def written(root: Element, status: int = 200) -> HttpResponse:
    """An element as a whole document."""
    return HttpResponse(
        tostring(root, encoding="utf-8", xml_declaration=True), status=status, content_type=CONTENT_TYPE
    )
