"""Registers from files: uploading, matching columns, the dry run, bringing in, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.cursors import InOrder, NewestFirst, paged
from observer.dashboard.pages import draw, mission_page
from observer.dashboard.register_lines import TABS, Matched, lines_of, matched_columns
from observer.journal.models import Job
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import INVALID, TOO_LARGE, Problem
from observer.registers.applying import ask_for_application
from observer.registers.apps import APPLY, CHECK, UNDO
from observer.registers.checking import ask_for_check
from observer.registers.kinds import EXAMPLES, KINDS
from observer.registers.models import ImportCheck, Register, RegisterImport, registers_of
from observer.registers.sheets import MOST_BYTES
from observer.registers.undoing import ask_for_undo
from observer.registers.uploading import discard, sheet_of, upload
from observer.registers.wording import STATES

# Rows of a file that are shown while its columns are matched.
FIRST_ROWS = 5


class NewestUploaded(NewestFirst):
    ordering = ("-uploaded_at", "-id")


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What it holds"))
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV, XLSX, XLS, ODS or GeoJSON, up to 50 MB.")
    )

    def __init__(self, membership: Membership, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(one.value, one.label) for one in registers_of(membership)]  # type: ignore[attr-defined]


@mission_page(Act.MANAGE_MEMBERS)
def register_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The files that were uploaded, newest first, and the form for another."""
    imports: Any = RegisterImport.objects.all().visible_to(membership).with_state()
    rows = imports.select_related("uploaded_by")
    return draw(
        request,
        membership,
        "registers",
        listed=paged(request, rows, NewestUploaded()),
        form=UploadForm(membership),
        states=STATES,
        kinds=[(one.value, one.label) for one in registers_of(membership)],
    )


@mission_page(Act.MANAGE_MEMBERS)
def register_example(request: HttpRequest, membership: Membership, holds: str) -> HttpResponse:
    """A small file with every column of a kind, made up, to fill and send back."""
    if holds not in registers_of(membership):
        raise Http404
    # With a mark in front, or a spreadsheet takes its letters for something else.
    text = (EXAMPLES / f"{holds}.csv").read_text(encoding="utf-8")
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{holds}.csv"'
    return response


@mission_page(Act.MANAGE_MEMBERS, "POST")
def upload_register(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Keep a file and go on to match its columns."""
    form = UploadForm(membership, request.POST, request.FILES)
    if not form.is_valid():
        raise Problem(INVALID, _("Choose what the file holds, and a file that is not empty."))
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:
        raise Problem(TOO_LARGE, _("This file is larger than 50 MB. Please send it in parts."))
    kind = Register(form.cleaned_data["kind"])
    made = upload(by=membership, kind=kind, file_name=file.name, content=file.read())
    return redirect("dashboard:register_import", membership.mission.code, made.pk)


@mission_page(Act.MANAGE_MEMBERS)
def register_import(request: HttpRequest, membership: Membership, register: int) -> HttpResponse:
    """One file: how its columns are matched, what the newest check found, and what may be done next."""
    found = import_of(membership, register)
    newest = ImportCheck.objects.filter(register_import=found).order_by("-pk").first()
    shown: dict[str, Any] = {
        "of": found,
        "state": STATES[found.state],  # type: ignore[attr-defined]  # by with_state
        "job": job_of(found),
        "check": newest,
        **found_lines(request, newest),
    }
    part = "part" in request.GET
    if not part and found.state in {"uploaded", "checked"}:  # type: ignore[attr-defined]
        shown |= columns_of(membership, found, newest)
    return draw(request, membership, "_register" if part else "register", **shown)


def found_lines(request: HttpRequest, newest: ImportCheck | None) -> dict[str, Any]:
    """The lines of one kind that a check found: what is wrong first, else what is new or changes."""
    if newest is None:
        return {}
    full = [kind for kind in TABS if newest.counts[TABS[kind].counted]]
    chosen = request.GET.get("kind", "")
    kind = chosen if chosen in TABS else next(iter(full), "fault")
    listed = paged(request, newest.lines.filter(kind=kind), InOrder())
    listed["rows"] = lines_of(listed["rows"])
    tabs = [(one, tab.title, newest.counts[tab.counted], one == kind) for one, tab in TABS.items()]
    return {"listed": listed, "tabs": tabs, "kind": kind}


def columns_of(
    membership: Membership, found: RegisterImport, newest: ImportCheck | None
) -> dict[str, list[Any]]:
    """Our columns with the file's headers to choose from; first rows only for who uploaded the file."""
    sheet = sheet_of(found)
    matched: list[Matched] = matched_columns(sheet, KINDS[found.kind].columns, newest)
    mine = found.uploaded_by_id == membership.pk
    return {
        "matched": matched,
        "headers": list(enumerate(sheet.headers)),
        "first_rows": [cells for _number, cells in sheet.rows[:FIRST_ROWS]] if mine else [],
    }


@mission_page(Act.MANAGE_MEMBERS, "POST")
def check_register(request: HttpRequest, membership: Membership, register: int) -> HttpResponse:
    """Ask for a dry run with the columns as they were chosen."""
    found = import_of(membership, register)
    ask_for_check(by=membership, register_import=found, matching=chosen_columns(request.POST, found.kind))
    return redirect("dashboard:register_import", membership.mission.code, found.pk)


def chosen_columns(posted: Mapping[str, str], kind: str) -> dict[str, int]:
    """Our columns with the position chosen for each; what was not chosen is left out."""
    chosen = {column.code: posted.get(f"column-{column.code}", "") for column in KINDS[kind].columns}
    return {code: int(index) for code, index in chosen.items() if index.isascii() and index.isdecimal()}


@mission_page(Act.MANAGE_MEMBERS, "POST")
def apply_register(request: HttpRequest, membership: Membership, register: int) -> HttpResponse:
    """Bring the file in as its newest check found it."""
    found = import_of(membership, register)
    ask_for_application(by=membership, register_import=found)
    return redirect("dashboard:register_import", membership.mission.code, found.pk)


@mission_page(Act.MANAGE_MEMBERS, "POST")
def undo_register(request: HttpRequest, membership: Membership, applied: int) -> HttpResponse:
    """Take the import back, with a reason."""
    found = import_of(membership, applied)
    ask_for_undo(by=membership, register_import=found, reason=printable(request.POST.get("reason", "")))
    return redirect("dashboard:register_import", membership.mission.code, found.pk)


@mission_page(Act.MANAGE_MEMBERS, "POST")
def discard_register(request: HttpRequest, membership: Membership, register: int) -> HttpResponse:
    """Give the file up; its content goes at once."""
    discard(register_import=import_of(membership, register), by=membership)
    return redirect("dashboard:registers", membership.mission.code)


def printable(text: str) -> str:
    """What a column can hold."""
    return "".join(character for character in text if character.isprintable())


def import_of(membership: Membership, register: int) -> RegisterImport:
    """An import this member may see. Raises Http404."""
    imports: Any = RegisterImport.objects.all().visible_to(membership).with_state()
    found: RegisterImport | None = (
        imports.select_related("uploaded_by", "application__undo").filter(pk=register).first()
    )
    if found is None:
        raise Http404
    return found


def job_of(found: RegisterImport) -> Job | None:
    """The newest work on a file, whoever asked for it."""
    jobs = Job.objects.filter(mission=found.mission_id, kind__in=(CHECK, APPLY, UNDO))
    return jobs.filter(parameters__import=found.pk).order_by("-pk").first()
