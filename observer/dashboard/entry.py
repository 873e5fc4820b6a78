"""Typing in sheets of paper: the piles, one reading of a sheet, and settling where two readings differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.checklists.models import Version
from observer.cursors import InOrder, paged
from observer.dashboard.entry_form import EntryForm, SettlingForm
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.reports.double_entry import Difference
from observer.reports.models import PaperSheet, SheetReading
from observer.reports.paper import Outcome, begin_sheet, found_in, read_again, settle_sheet

# What lies on a pile is worked off from its top; the rest comes up as it shrinks.
PILE = 30


class NewestReading(InOrder):
    ordering = ("-id",)


@mission_page(Act.ENTER_REPORT)
def entry(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The forms to type in, the sheets that wait for this member's second reading, and what they typed."""
    waiting = PaperSheet.objects.visible_to(membership).waiting_for(membership).select_related("checklist")
    mine = SheetReading.objects.filter(mission=membership.mission_id, by=membership)
    return draw(
        request,
        membership,
        "entry",
        forms=_forms(membership),
        waiting=waiting[:PILE],
        waiting_count=waiting.count(),
        listed=paged(request, mine.select_related("sheet__checklist", "sheet__report"), NewestReading()),
    )


def _forms(membership: Membership) -> list[Version]:
    versions = Version.objects.filter(mission=membership.mission_id).offered()
    return sorted(versions.select_related("checklist"), key=lambda version: version.checklist.name)


@mission_page(Act.ENTER_REPORT, "GET", "HEAD", "POST")
def entry_new(request: HttpRequest, membership: Membership, checklist: str, number: int) -> HttpResponse:
    """The first reading of a sheet of version `number`; it gets the name that is written on the paper."""
    versions = Version.objects.filter(mission=membership.mission_id, checklist__code=checklist)
    version = get_object_or_404(versions.select_related("checklist", "mission__election"), number=number)
    form = _form(request, version)
    if request.method != "POST" or not form.is_settled:
        return draw(request, membership, "entry_sheet", form=form, version=version)
    sheet = begin_sheet(version=version, reading=form.reading, by=membership)
    told = _("Please write %(sheet)s on the sheet. Another person reads it now.") % {"sheet": sheet.name}
    messages.success(request, told)
    return redirect("dashboard:entry", membership.mission.code)


@mission_page(Act.ENTER_REPORT, "GET", "HEAD", "POST")
def entry_sheet(request: HttpRequest, membership: Membership, checklist: str, number: int) -> HttpResponse:
    """The second reading of the sheet `number` of a form, blind: nothing of the first is shown."""
    sheet = _sheet(membership, PaperSheet.objects.visible_to(membership), checklist, number)
    form = _form(request, sheet.version)
    if request.method != "POST" or not form.is_settled:
        shown = {"form": form, "version": sheet.version, "sheet": sheet}
        return draw(request, membership, "entry_sheet", **shown)
    outcome = read_again(sheet=sheet, reading=form.reading, by=membership)
    return _after(request, membership, sheet, outcome)


def _after(
    request: HttpRequest, membership: Membership, sheet: PaperSheet, outcome: Outcome
) -> HttpResponseRedirect:
    if outcome.receipt:
        told = _("%(sheet)s was read twice alike and is a report now: code %(code)s.")
        messages.success(request, told % {"sheet": sheet.name, "code": outcome.receipt.code})
    else:
        told = _("%(sheet)s was read differently. A third person settles it; please hand it on.")
        messages.warning(request, told % {"sheet": sheet.name})
    return redirect("dashboard:entry", membership.mission.code)


@mission_page(Act.APPROVE_ENTRY)
def entry_differing(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The sheets that two people read differently; whoever read one cannot settle it."""
    differing = PaperSheet.objects.visible_to(membership, Act.APPROVE_ENTRY).differing()
    own = SheetReading.objects.filter(by=membership).values("sheet")
    open_to_me = differing.exclude(pk__in=own).select_related("checklist")
    return draw(request, membership, "entry_differing", sheets=open_to_me[:PILE], count=open_to_me.count())


@mission_page(Act.APPROVE_ENTRY, "GET", "HEAD", "POST")
def entry_settle(request: HttpRequest, membership: Membership, checklist: str, number: int) -> HttpResponse:
    """Both readings of every field that differs, and what the sheet says by this member's own eyes."""
    sheets = PaperSheet.objects.visible_to(membership, Act.APPROVE_ENTRY)
    sheet = _sheet(membership, sheets, checklist, number)
    found = _differences(sheet)
    form = SettlingForm(sheet.version, found, membership, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_settled:
        return draw(request, membership, "entry_settle", sheet=sheet, form=form)
    receipt = settle_sheet(sheet=sheet, settled=form.settled, by=membership)
    told = _("%(sheet)s is settled and is a report now: code %(code)s.")
    messages.success(request, told % {"sheet": sheet.name, "code": receipt.code})
    return redirect("dashboard:entry_differing", membership.mission.code)


def _differences(sheet: PaperSheet) -> list[Difference]:
    return found_in(sheet) if sheet.readings.count() > 1 else []


def _sheet(membership: Membership, sheets: Any, checklist: str, number: int) -> PaperSheet:
    known = sheets.select_related("checklist", "version__checklist", "version__mission__election")
    sheet: PaperSheet = get_object_or_404(known, checklist__code=checklist, number=number)
    return sheet


def _form(request: HttpRequest, version: Version) -> EntryForm:
    data: Mapping[str, str] | None = request.POST if request.method == "POST" else None
    return EntryForm(version, get_language() or "en", data)
