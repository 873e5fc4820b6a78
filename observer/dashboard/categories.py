"""The categories of violations a mission counts, and adding its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.checklists.categories import MAX_NAME_CHARACTERS, add_category
from observer.checklists.models import Category, Severity
from observer.cursors import InOrder, paged
from observer.dashboard.pages import draw, mission_page
from observer.findings.standards import PARAGRAPHS
from observer.missions.access import Act, may, require
from observer.missions.models import Membership
from observer.problems import Problem


class InPosition(InOrder):
    page_size = 50
    ordering = ("position", "id")


class CategoryForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=8,
        help_text=gettext_lazy("Such as M01. Codes with V belong to the common list."),
    )
    severity = forms.ChoiceField(label=gettext_lazy("Usual severity"), choices=Severity.choices)
    standards = forms.MultipleChoiceField(
        label=gettext_lazy("Standards"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, languages: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.languages = languages
        for language in languages:
            self.fields[f"name-{language}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": language}, max_length=MAX_NAME_CHARACTERS
            )
        self.fields["standards"].choices = [(code, code) for code in PARAGRAPHS]  # type: ignore[attr-defined]
        self.order_fields(["code", *(f"name-{one}" for one in languages), "severity", "standards"])

    @property
    def names(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"name-{language}"] for language in self.languages}


@mission_page(Act.SEE_CHECKLISTS, "GET", "HEAD", "POST")
def category_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """All categories with severity and standards; with POST one more."""
    form = CategoryForm(membership.mission.languages or ["en"], request.POST or None)
    if request.method == "POST":
        require(membership, Act.EDIT_CHECKLIST)
        if form.is_valid() and _added(form, membership):
            return redirect("dashboard:categories", membership.mission.code)
    categories = Category.objects.filter(mission=membership.mission_id).select_related("added_by")
    return draw(
        request,
        membership,
        "categories",
        listed=paged(request, categories, InPosition()),
        form=form,
        may_edit=may(membership, Act.EDIT_CHECKLIST),
        status=400 if form.errors else 200,
    )


def _added(form: CategoryForm, membership: Membership) -> bool:
    """Whether the category is there now; what was in the way stands at the form's fields."""
    said = form.cleaned_data
    try:
        add_category(
            by=membership,
            code=said["code"],
            names=form.names,
            severity=said["severity"],
            standards=said["standards"],
        )
    except Problem as problem:
        for error in problem.errors or [{"field": "code", "detail": problem.detail}]:
            form.add_error(error["field"], str(error["detail"]))
        return False
    return True
