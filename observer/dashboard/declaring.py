"""The form of a mission's declaration: every text once in each language, people and days as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from django import forms
from django.conf import settings
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.missions.profile import (
    LONGEST_TEXT,
    MOST_COUNTRIES,
    MOST_IN_A_LIST,
    MOST_PEOPLE,
    TEXTS,
    Profile,
)

Label = str | Promise
LABELS: dict[str, tuple[Label, Label]] = {
    "inviting_body": (gettext_lazy("Invited by"), ""),
    "accreditation": (gettext_lazy("Accredited by"), ""),
    "sponsor": (gettext_lazy("Sent by"), gettext_lazy("The organisation that sends the mission.")),
    "funders": (gettext_lazy("Paid for by"), gettext_lazy("One a line, in the same order in each language.")),
    "method": (gettext_lazy("Method"), gettext_lazy("How places were chosen and what was asked.")),
    "note": (gettext_lazy("What a reader must also know"), ""),
}
YES_NO = [("", gettext_lazy("not stated")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
PEOPLE = ("core", "long_term", "short_term")


def languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def _people(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_PEOPLE)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class ProfileForm(forms.Form):
    """`<text>_<language>` for every text, and the numbers."""

    money_from_the_observed = forms.ChoiceField(
        label=gettext_lazy("Money from the state observed"),
        help_text=gettext_lazy("Whether that state, or a body it owns, pays any part."),
        choices=YES_NO,
        required=False,
    )
    core = _people(gettext_lazy("Core team"))
    long_term = _people(gettext_lazy("Long-term observers"))
    short_term = _people(gettext_lazy("Short-term observers"))
    countries = forms.IntegerField(
        label=gettext_lazy("Countries they come from"), required=False, min_value=0, max_value=MOST_COUNTRIES
    )
    first_day = _day(gettext_lazy("First day in the country"))
    last_day = _day(gettext_lazy("Last day in the country"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in LABELS:
            for code, language in languages():
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=language,
                    required=False,
                    max_length=LONGEST_TEXT,
                    # A first funder without a name in one language leaves an empty first line.
                    strip=name != "funders",
                    widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
                )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        for code, _language in languages():
            if len(_lines(told.get(f"funders_{code}", ""))) > MOST_IN_A_LIST:
                self.add_error(f"funders_{code}", _("This is more than can be right."))
        return told

    def texts(self) -> Iterator[tuple[str, Label, Label, list[forms.BoundField]]]:
        """Each text's name, label and help, with its fields in every language."""
        for name, (label, help_text) in LABELS.items():
            yield name, label, help_text, [self[f"{name}_{code}"] for code, _language in languages()]

    def numbers(self) -> list[forms.BoundField]:
        plain = ("money_from_the_observed", *PEOPLE, "countries", "first_day", "last_day")
        return [self[name] for name in plain]


class DelegationForm(forms.Form):
    """A row: its name in each language, and how many came. A row without a name is none."""

    observers = forms.IntegerField(
        label=gettext_lazy("Observers"), required=False, min_value=0, max_value=MOST_PEOPLE
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for code, language in languages():
            self.fields[f"name_{code}"] = forms.CharField(label=language, required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("observers") is not None and not self.names(told):
            self.add_error("observers", _("A delegation needs a name."))
        return told

    @staticmethod
    def names(told: dict[str, Any]) -> dict[str, str]:
        named = {code: told.get(f"name_{code}", "") for code, _language in languages()}
        return {code: name for code, name in named.items() if name}


Delegations: type[BaseFormSet[DelegationForm]] = formset_factory(
    DelegationForm, extra=2, max_num=MOST_IN_A_LIST, validate_max=True
)


def initial(profile: Profile) -> dict[str, Any]:
    """What the form shows before anything is changed."""
    money = profile.money_from_the_observed
    told: dict[str, Any] = {
        "money_from_the_observed": "" if money is None else "yes" if money else "no",
        "countries": profile.countries,
        "first_day": profile.first_day,
        "last_day": profile.last_day,
        **{name: getattr(profile.headcount, name) for name in PEOPLE},
    }
    for code, _language in languages():
        told |= {f"{name}_{code}": getattr(profile, name).get(code, "") for name in TEXTS}
        told[f"funders_{code}"] = "\n".join(texts.get(code, "") for texts in profile.funders).rstrip()
    return told


def initial_delegations(profile: Profile) -> list[dict[str, Any]]:
    return [
        {"observers": each.observers, **{f"name_{code}": name for code, name in each.names.items()}}
        for each in profile.delegations
    ]


def written(form: ProfileForm, delegations: BaseFormSet[DelegationForm]) -> dict[str, Any]:
    """The declaration as `missions.profile.read` reads it. Call only once both are valid."""
    told = form.cleaned_data
    codes = [code for code, _language in languages()]
    by_line = zip_longest(*(_lines(told[f"funders_{code}"]) for code in codes), fillvalue="")
    people = {name: told[name] for name in PEOPLE if told[name] is not None}
    rows = [(row, DelegationForm.names(row)) for row in delegations.cleaned_data if row]
    return {
        **{name: {code: told[f"{name}_{code}"] for code in codes} for name in TEXTS},
        "funders": [dict(zip(codes, line, strict=True)) for line in by_line],
        "money_from_the_observed": {"yes": True, "no": False}.get(told["money_from_the_observed"]),
        "headcount": people,
        "delegations": [{"names": names, "observers": row["observers"]} for row, names in rows if names],
        "countries": told["countries"],
        "from": told["first_day"].isoformat() if told["first_day"] else None,
        "until": told["last_day"].isoformat() if told["last_day"] else None,
    }


def _lines(text: str) -> list[str]:
    """Lines as typed: an empty one between two keeps the order the same in each language."""
    return [line.strip() for line in text.rstrip().splitlines()]
