"""The forms of a mission as OpenRosa clients list and fetch them.

https://docs.getodk.org/openrosa-form-list/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from observer.checklists import xlsform
from observer.checklists.definition import read
from observer.checklists.models import Version
from observer.gateways.openrosa.models import XForm
from observer.problems import NOT_FOUND, Problem

log = structlog.get_logger(__name__)

# Of the writer of XForms: moved when it is mended so that published versions are written anew.
GENERATOR = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """A form that may be filled in now."""

    version: Version
    xform: XForm


def listed(mission_id: int, form_id: str | None = None) -> list[Listed]:
    """The version of each checklist to fill in now, by code; two queries, and more where one is new."""
    versions = Version.objects.filter(mission=mission_id).offered().select_related("checklist")
    found = [version for version in versions.defer("definition") if form_id in (None, version.checklist.code)]
    made = _made(found)
    lines = []
    for version in sorted(found, key=lambda version: version.checklist.code):
        # One form that Collect cannot have does not keep the others from it.
        with suppress(Problem):
            lines.append(Listed(version, made.get(version.pk) or xform_of(version)))
    return lines


def version_of(mission_id: int, form_id: str, number: int) -> Version:
    """Any published version, older and closed ones too: phones that hold them may have lost a file.

    Raises Http404.
    """
    found = Version.objects.filter(mission=mission_id, checklist__code=form_id, number=number)
    version = found.select_related("checklist").defer("definition").first()
    if version is None:
        raise Http404
    return version


def xform_of(version: Version) -> XForm:
    """The version as an XForm; made when it is first asked for, and from then on the same bytes.

    Raises Problem NOT_FOUND for a form that cannot be said as an XForm, and logs where it fails.
    """
    made = XForm.objects.filter(version=version, generator=GENERATOR)
    if (found := made.first()) is not None:
        return found
    definition = read(version.definition)
    try:
        content = xlsform.xform(definition, str(version.number))
    except xlsform.XFormRefused as refused:
        log.error("form refused as xform", version=version.pk, sheet=refused.sheet, row=refused.row)
        raise Problem(NOT_FOUND, _("This form cannot be filled in with ODK Collect.")) from refused
    try:
        with transaction.atomic():
            return XForm.objects.create(
                mission_id=version.mission_id,
                version=version,
                generator=GENERATOR,
                content=content,
                md5=hashlib.md5(content, usedforsecurity=False).digest(),
                media=xlsform.media_files(definition),
            )
    except IntegrityError:
        return made.get()


def _made(versions: Iterable[Version]) -> dict[int, XForm]:
    rows = XForm.objects.filter(version__in=list(versions), generator=GENERATOR).defer("content")
    return {row.version_id: row for row in rows}
