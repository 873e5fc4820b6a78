"""What a checklist is to become: started, brought in as an XLSForm, looked at, published or given up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from observer.checklists.definition import Definition, DefinitionInvalid, read
from observer.checklists.difference import difference
from observer.checklists.drafting import (
    discard_draft,
    import_document,
    open_draft,
    publish_draft,
    start_checklist,
)
from observer.checklists.models import Checklist, Draft, Phase, Version
from observer.checklists.publish import media_names, newest_files, read_for
from observer.checklists.xlsform import read_workbook
from observer.checklists.xlsform.wording import describe_workbook, where
from observer.dashboard.checklist_lines import write_difference
from observer.dashboard.checklists import checklist_of, permits, reader_of
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, TOO_LARGE, Problem

MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 50


class NewChecklistForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=32,
        help_text=gettext_lazy(
            "Short, for addresses and files: a letter, then letters, digits, _ or -. It cannot be changed."
        ),
    )
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), choices=Phase.choices)

    def __init__(self, languages: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for place, language in enumerate(languages):
            self.fields[f"name-{language}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": language}, max_length=200, required=not place
            )

    @property
    def names(self) -> dict[str, str]:
        given = self.cleaned_data.items()
        return {name.removeprefix("name-"): text for name, text in given if name.startswith("name-")}


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files under one name."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [file for one in given if (file := super(FilesField, self).clean(one, initial))]


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("XLSForm"), help_text=gettext_lazy("XLSX, XLS, ODS or CSV, up to 10 MB.")
    )
    beside = FilesField(
        label=gettext_lazy("Lists beside it"),
        required=False,
        help_text=gettext_lazy("CSV files that the form takes choices from, if there are any."),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("It may take the place of a draft that is there"), required=False
    )


@mission_page(Act.EDIT_CHECKLIST, "GET", "HEAD", "POST")
def new_checklist(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Start a checklist with nothing in it."""
    languages = membership.mission.languages or ["en"]
    form = NewChecklistForm(languages, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = start_checklist(
                by=membership,
                code=form.cleaned_data["code"],
                phase=form.cleaned_data["phase"],
                names=form.names,
            )
        except Problem as problem:
            for error in problem.errors or [{"field": None, "detail": problem.detail}]:
                field = error["field"] if error["field"] in form.fields else None
                form.add_error(field, str(error["detail"]))
        else:
            return redirect("dashboard:checklist", membership.mission.code, draft.checklist.code)
    return draw(request, membership, "new_checklist", form=form, status=400 if form.errors else 200)


@mission_page(Act.EDIT_CHECKLIST, "GET", "HEAD", "POST")
def checklist_import(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Take in an XLSForm: everything that is wrong with it at once, or the draft it makes."""
    if request.method != "POST":
        return draw(request, membership, "checklist_import", form=WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return draw(request, membership, "checklist_import", form=form, status=400)
    file, beside = form.cleaned_data["file"], form.cleaned_data["beside"]
    if file.size + sum(one.size for one in beside) > MOST_BYTES or len(beside) > MOST_FILES:
        raise Problem(TOO_LARGE, _("These files are larger than 50 MB. Please send fewer."))
    found = read_workbook(file.read(), file.name, files={one.name: one.read() for one in beside})
    language = get_language() or "en"
    problems, warnings = (
        [(one.sheet, where(one), describe_workbook(one, language)) for one in some]
        for some in (found.problems, found.warnings)
    )
    if found.document is None or problems:
        return draw(
            request, membership, "checklist_import", form=form, problems=problems, name=file.name, status=400
        )
    return _imported(request, membership, form, found.document, warnings)


def _imported(
    request: HttpRequest, membership: Membership, form: WorkbookForm, document: Any, warnings: list[Any]
) -> HttpResponse:
    """The draft that a form made; what it warned of is told before going on."""
    try:
        draft = import_document(document=document, by=membership, replace=form.cleaned_data["replace"])
    except Problem as problem:
        if problem.kind is not CONFLICT:
            raise
        form.add_error("replace", str(problem.detail))
        return draw(request, membership, "checklist_import", form=form, status=409)
    if warnings:
        return draw(request, membership, "checklist_import", form=form, warnings=warnings, draft=draft)
    return redirect("dashboard:checklist_draft", membership.mission.code, draft.checklist.code)


@mission_page(Act.EDIT_CHECKLIST, "GET", "HEAD", "POST")
def draft_page(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """The draft: what is in the way of publishing it, or what it would change. POST begins one."""
    found = checklist_of(membership, checklist)
    if request.method == "POST":
        open_draft(checklist=found, by=membership)
        return redirect("dashboard:checklist_draft", membership.mission.code, found.code)
    draft = Draft.objects.filter(checklist=found).select_related("updated_by", "started_by").first()
    if draft is None:
        return redirect("dashboard:checklist", membership.mission.code, found.code)
    newest = Version.objects.filter(checklist=found).order_by("-number").first()
    return draw(
        request,
        membership,
        "checklist_draft",
        checklist=found,
        draft=draft,
        newest=newest,
        **look_at(membership, found, draft, newest),
        **permits(membership),
    )


def look_at(
    membership: Membership, checklist: Checklist, draft: Draft, newest: Version | None
) -> dict[str, Any]:
    """What is wrong with a draft, the files it names, and its difference to the newest version."""
    try:
        definition, problems = read_for(checklist, draft.document), []
    except Problem as problem:
        problems = problem.errors
        readable = _readable(draft)
        if readable is None:
            return {"problems": problems}
        definition = readable
    there = newest_files(checklist)
    shown: dict[str, Any] = {
        "problems": problems,
        "media": [(name, there.get(name)) for name in media_names(definition)],
        "questions": sum(1 for _question in definition.all_questions()),
    }
    if newest is not None:
        found = difference(read(newest.definition), definition)
        shown["found"] = write_difference(found, reader_of(membership, definition, ""))
    return shown


def _readable(draft: Draft) -> Definition | None:
    try:
        return read(draft.document)
    except DefinitionInvalid:
        return None


@mission_page(Act.PUBLISH_CHECKLIST, "POST")
def publish(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """Freeze the draft that was looked at as the next version."""
    draft = draft_of(membership, checklist)
    version = publish_draft(draft=draft, revision=revision_in(request), by=membership)
    return redirect(
        "dashboard:checklist_version", membership.mission.code, draft.checklist.code, version.number
    )


def revision_in(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise Problem(INVALID, _("Look at the draft first, then publish it."))
    return int(text)


@mission_page(Act.EDIT_CHECKLIST, "POST")
def discard(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """Give the draft up."""
    draft = draft_of(membership, checklist)
    discard_draft(draft=draft, by=membership)
    if Checklist.objects.filter(pk=draft.checklist_id).exists():
        return redirect("dashboard:checklist", membership.mission.code, draft.checklist.code)
    return redirect("dashboard:checklists", membership.mission.code)


def draft_of(membership: Membership, checklist: str) -> Draft:
    """Raises Http404 for no checklist, Problem CONFLICT where its draft is gone."""
    found = checklist_of(membership, checklist)
    draft = Draft.objects.filter(checklist=found).select_related("checklist").first()
    if draft is None:
        raise Problem(CONFLICT, _("This draft is gone: it was published or given up meanwhile."))
    return draft
