"""Filters of the lists of headquarters: a form whose answers stand in the address."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.dashboard.choosing import region_options
from observer.elections.models import Region
from observer.missions.models import Membership
from observer.problems import INVALID, Problem

LONGEST = 200
Options = list[tuple[str, str | Promise]]


def any_of(options: Any) -> Options:
    """The options of a filter, with that for all of them in front."""
    return [("", gettext_lazy("all")), *options]


class FilterForm(forms.Form):
    """Every field is optional; what is left empty narrows nothing. Subclasses name the fields."""

    template_name = "dashboard/_filter_form.html"

    @classmethod
    def read(cls, request: HttpRequest, membership: Membership) -> Self:
        """The filters of an address, checked. Raises Problem naming each field that makes no sense."""
        form = cls(request.GET)
        form.offer(membership)
        if not form.is_valid():
            errors = [
                {"field": field, "code": error.code or "invalid", "detail": str(error.message)}
                for field, found in form.errors.as_data().items()
                for error in found
            ]
            raise Problem(INVALID, _("These filters cannot be used as they stand."), errors=errors)
        return form

    def offer(self, membership: Membership) -> None:
        """Fill the choices that depend on the mission."""
        for field in self.fields.values():
            field.required = False

    def value(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the list, as words of an address."""
        return {name: self.value(name) for name in self.fields if self.value(name)}


class RegionFilter(FilterForm):
    """A list that can be narrowed to a region."""

    region = forms.ChoiceField(label=gettext_lazy("Region"))

    def offer(self, membership: Membership) -> None:
        super().offer(membership)
        self.fields["region"].choices = any_of(region_options(membership))  # type: ignore[attr-defined]

    def region_path(self, membership: Membership) -> str:
        """The path of the region chosen; "" where none is."""
        found = Region.objects.filter(election=membership.mission.election_id, code=self.value("region"))
        return found.values_list("path", flat=True).first() or ""
