"""The addresses of OpenRosa clients: the list of forms, a form, its files, and sending it filled in."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observer.gateways.openrosa.answers import CONTENT_TYPE, told, written
from observer.gateways.openrosa.callers import openrosa, require_version
from observer.gateways.openrosa.files import files_of
from observer.gateways.openrosa.forms import Listed, listed, version_of, xform_of
from observer.gateways.openrosa.posted import Posted, read_post
from observer.gateways.openrosa.submit import Taken, submit
from observer.missions.senders import Sender
from observer.reports.wording import NOTICES

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"


@openrosa("GET", "HEAD")
def form_list(request: HttpRequest, sender: Sender, token: str) -> HttpResponse:
    """The forms of the sender's mission that may be filled in now; `formID` asks for one of them."""
    require_version(request)
    root = Element("xforms", {"xmlns": LIST})
    for line in listed(sender.mission_id, request.GET.get("formID")):
        _list(root, line, request, token)
    return written(root)


@openrosa("GET", "HEAD")
def form(request: HttpRequest, sender: Sender, token: str, checklist: str, number: int) -> HttpResponse:
    found = xform_of(version_of(sender.mission_id, checklist, number))
    return HttpResponse(bytes(found.content), content_type=CONTENT_TYPE)


@openrosa("GET", "HEAD")
def manifest(request: HttpRequest, sender: Sender, token: str, checklist: str, number: int) -> HttpResponse:
    """The files of a form, by name and hash."""
    require_version(request)
    version = version_of(sender.mission_id, checklist, number)
    root = Element("manifest", {"xmlns": MANIFEST})
    for file in files_of(version, xform_of(version)):
        entry = SubElement(root, "mediaFile")
        SubElement(entry, "filename").text = file.name
        SubElement(entry, "hash").text = f"md5:{file.md5}"
        SubElement(entry, "downloadUrl").text = address(request, "media", token, checklist, number, file.name)
    return written(root)


@openrosa("GET", "HEAD")
def media(
    request: HttpRequest, sender: Sender, token: str, checklist: str, number: int, name: str
) -> HttpResponseBase:
    version = version_of(sender.mission_id, checklist, number)
    for file in files_of(version, xform_of(version)):
        if file.name == name:
            return FileResponse(
                file.open(), content_type=file.content_type, filename=name, as_attachment=True
            )
    raise Http404


@openrosa("HEAD", "POST", reads=False)
def submission(request: HttpRequest, sender: Sender, token: str) -> HttpResponse:
    """HEAD asks before sending (204). POST sends one filled form, with some or all of its files (201)."""
    require_version(request)
    if request.method != "POST":
        return HttpResponse(status=204)
    posted = read_post(request)
    taken = submit(sender=sender, xml=posted.xml, files=posted.files)
    return told(201, message(posted, taken))


def message(posted: Posted, taken: Taken) -> str:
    """What the person with the phone reads: the receipt, what to know about it, and what was left out."""
    said = [_("Received. Receipt %(code)s.") % {"code": taken.receipt.code}]
    if posted.is_incomplete:
        said.append(_("More of its files are to come."))
    said += [str(NOTICES[code]) for code in taken.receipt.notices]
    if taken.left_out:
        told_of = ngettext(
            "A file the form does not ask for was not kept.",
            "%(number)s files the form does not ask for were not kept.",
            len(taken.left_out),
        )
        said.append(told_of % {"number": len(taken.left_out)})
    return " ".join(said)


def address(request: HttpRequest, view: str, token: str, *named: str | int) -> str:
    """An address of this door in full, by the way its caller came: with a token in it, or without."""
    way = (
        reverse(f"gateways:key_{view}", args=(token, *named))
        if token
        else reverse(f"gateways:{view}", args=named)
    )
    return request.build_absolute_uri(way)


def _list(root: Element, line: Listed, request: HttpRequest, token: str) -> None:
    named = line.version.checklist.code, line.version.number
    entry = SubElement(root, "xform")
    SubElement(entry, "formID").text = line.version.checklist.code
    SubElement(entry, "name").text = line.version.checklist.name
    SubElement(entry, "version").text = str(line.version.number)
    SubElement(entry, "hash").text = f"md5:{line.xform.md5_hex}"
    SubElement(entry, "downloadUrl").text = address(request, "form", token, *named)
    if line.xform.media:
        SubElement(entry, "manifestUrl").text = address(request, "manifest", token, *named)
