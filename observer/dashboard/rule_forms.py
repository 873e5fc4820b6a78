"""The rules of a version as a form: a card for each rule and each sum, problems beside the field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from observer.checklists.models import Basis, Category, RuleSet, Severity, Version
from observer.elections.models import in_language

MORE = 2


class RuleForm(forms.Form):
    """One rule; an empty card is none."""

    code = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    question = forms.ChoiceField(label=_("Question"))
    expression = forms.CharField(
        label=_("It is a violation when"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 2, "dir": "ltr", "spellcheck": "false"}),
    )
    category = forms.ChoiceField(label=_("Category"))
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, initial=Severity.SERIOUS)
    evidence = forms.ChoiceField(label=_("How the observer knows"), choices=Basis, initial=Basis.SEEN)
    drop = forms.BooleanField(label=_("Take this rule away"), required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("question", "category"):
            self.fields[name].choices = choices[name]  # type: ignore[attr-defined]  # both are choices

    def has_changed(self) -> bool:
        """A fresh card is empty whatever stands in its selects: a browser sends what they came with."""
        written = {"question", "expression", "category"} & set(self.changed_data)
        return bool(written) if self.empty_permitted else super().has_changed()


class IdentityForm(forms.Form):
    """One sum of the protocol; its names and grades stay as they are."""

    code = forms.CharField(max_length=64, widget=forms.HiddenInput)
    formula = forms.CharField(label=_("Formula"), max_length=4_000, widget=forms.TextInput({"dir": "ltr"}))
    tolerance = forms.DecimalField(label=_("A difference of so many ballots is none"), min_value=0)
    category = forms.ChoiceField(label=_("Category"))
    drop = forms.BooleanField(label=_("Take this sum away"), required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = choices["category"]  # type: ignore[attr-defined]  # it is one


class RulesForm:
    """Both sets of cards; `document()` is what they say, in the form of `definition.rules_document`."""

    def __init__(self, version: Version, rules: RuleSet, data: QueryDict | None = None) -> None:
        self.version, self.before = version, rules.rules
        options: dict[str, Any] = {"form_kwargs": {"choices": choices_of(version)}}
        self.rules = forms.formset_factory(RuleForm, extra=MORE)(
            data, prefix="rule", initial=list(_rules(rules.rules)), **options
        )
        self.sums = forms.formset_factory(IdentityForm, extra=0)(
            data, prefix="sum", initial=list(_sums(rules.rules)), **options
        )
        self.problems: list[str] = []
        self._places: dict[str, forms.Form] = {}

    def is_valid(self) -> bool:
        return bool(self.rules.is_valid() and self.sums.is_valid())

    def document(self) -> dict[str, Any]:
        """Remembers which card each rule came from, so that a problem can be shown beside it."""
        kept: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for form in self.rules.forms:
            said = form.cleaned_data
            if not said or said["drop"]:
                continue
            of_question = kept[said["question"]]
            fields = ("code", "expression", "category", "severity", "evidence")
            of_question.append({name: said[name] for name in fields})
            self._places[f"violation_when.{said['question']}.{len(of_question)}"] = form
        for question, rules in kept.items():
            _number(question, rules)
        return {"violation_when": dict(kept), "identities": list(self._identities())}

    def _identities(self) -> Any:
        before = {one["code"]: one for one in self.before["identities"]}
        number = 0
        for form in self.sums.forms:
            said = form.cleaned_data
            if said.get("drop") or said.get("code") not in before:
                continue
            number += 1
            self._places[f"identities.{number}"] = form
            changed = {name: said[name] for name in ("formula", "category")}
            yield {**before[said["code"]], **changed, "tolerance": str(said["tolerance"])}

    def show(self, errors: Iterable[Mapping[str, Any]]) -> None:
        """Put each problem beside its field, what has no field above all."""
        for error in errors:
            place, _dot, field = error["field"].rpartition(".")
            form = self._places.get(place)
            if form is not None and field in form.fields:
                form.add_error(field, error["detail"].partition(": ")[2] or error["detail"])
            else:
                self.problems.append(error["detail"])


def _number(question: str, rules: list[dict[str, Any]]) -> None:
    """A new rule takes the first number of its question that is free."""
    taken = {rule["code"] for rule in rules}
    for rule in rules:
        if not rule["code"]:
            free = (f"{question}.{number}" for number in range(1, len(taken) + 2))
            rule["code"] = next(code for code in free if code not in taken)
            taken.add(rule["code"])


def choices_of(version: Version) -> dict[str, list[tuple[str, str]]]:
    """The questions a rule may stand on, and the mission's categories; each with nothing chosen first."""
    questions = [
        (question["code"], f"{question['code']} · {in_language(question['labels'])}")
        for section in version.definition["sections"]
        for question in section["questions"]
        if question["type"] not in {"note", "repeat"}
    ]
    categories = Category.objects.filter(mission=version.mission_id)
    return {
        "question": [("", "—"), *questions],
        "category": [("", "—"), *((one.code, f"{one.code} · {one.name}") for one in categories)],
    }


def _rules(rules: Mapping[str, Any]) -> Any:
    for question, those in rules["violation_when"].items():
        for rule in those:
            yield {**rule, "question": question, "expression": rule["expression"]["source"]}


def _sums(rules: Mapping[str, Any]) -> Any:
    for identity in rules["identities"]:
        name = in_language(identity["names"])
        yield {**identity, "formula": identity["formula"]["source"], "name": name}
