"""Seats worked out again from official votes: the contest's own rules, others beside, ties in the open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.analysis import wording
from observer.analysis.figures import round_half_up
from observer.dashboard.announced import share_text
from observer.elections.allocation import Allocation, Method, Rules, Tie, allocate
from observer.elections.models import Choice, Contest
from observer.elections.official import Announcement, Results

MOST_SEATS = 2_000
METHODS: Mapping[Method, str | Promise] = {
    Method.HARE: gettext_lazy("Largest remainder, Hare quota"),
    Method.DROOP: gettext_lazy("Largest remainder, Droop quota"),
    Method.HAGENBACH_BISCHOFF: gettext_lazy("Largest remainder, Hagenbach-Bischoff quota"),
    Method.DHONDT: gettext_lazy("d’Hondt"),
    Method.SAINTE_LAGUE: gettext_lazy("Sainte-Laguë"),
    Method.MODIFIED_SAINTE_LAGUE: gettext_lazy("Modified Sainte-Laguë"),
}


class RulesForm(forms.Form):
    """The rules, in the address: everybody who opens it sees the same seats."""

    method = forms.ChoiceField(
        label=gettext_lazy("Method"), choices=[(method.value, name) for method, name in METHODS.items()]
    )
    threshold = forms.DecimalField(
        label=gettext_lazy("Threshold, percent of valid votes"), min_value=0, max_value=100, decimal_places=3
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("Least seats of a second list"),
        help_text=gettext_lazy("Where one list alone reaches the threshold. Empty: no such rule."),
        required=False,
        min_value=0,
        max_value=MOST_SEATS,
    )
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=MOST_SEATS)
    lots = forms.CharField(
        label=gettext_lazy("Order of the lots, if a tie was settled"),
        help_text=gettext_lazy("Codes of lists with commas between."),
        required=False,
        max_length=2_000,
    )

    def rules(self) -> Rules:
        """Call only once valid."""
        told = self.cleaned_data
        return Rules(Method(told["method"]), Fraction(told["threshold"]) / 100, told["minimum"])

    def order(self) -> list[str]:
        return [code.strip() for code in self.cleaned_data["lots"].split(",") if code.strip()]


def rules_form(contest: Contest, asked: Mapping[str, str]) -> RulesForm:
    """The form with what stands in the address, and the contest's own rules for the rest."""
    own = Rules.from_json(contest.allocation)
    usual: dict[str, Any] = {
        "method": own.method.value,
        "threshold": Decimal(own.threshold.numerator * 100) / own.threshold.denominator,
        "minimum": own.second_list_minimum,
        "seats": contest.seats or 1,
        "lots": "",
    }
    return RulesForm(usual | {name: asked[name] for name in usual if name in asked})


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A list: its votes, whether it was admitted, its votes in quotas, seats worked out and announced."""

    name: str
    code: str
    votes: str
    admitted: bool
    second: bool
    quotas: str
    seats: int
    announced: int | None


@dataclass(frozen=True, slots=True)
class Shared:
    """`agrees`: None where no seats were announced. `compared`: each method's seats, in order of `lines`."""

    lines: Sequence[SeatLine]
    method: str
    quota: str
    ties: Sequence[str]
    open_seats: int
    agrees: bool | None
    compared: Sequence[tuple[str, Sequence[int], bool]]
    assumed: bool
    source: str


def shared_out(told: Results, form: RulesForm) -> Shared | None:
    """The seats from the newest final votes; None without such votes or with rules that make no sense."""
    if (final := told.final) is None or not form.is_valid():
        return None
    choices = [choice for choice in told.choices if choice.code in final.votes]
    rules, seats, lots = form.rules(), form.cleaned_data["seats"], form.order()
    result = allocate(final.votes, seats, rules, settled=lots)
    return Shared(
        lines=[_line(choice, final, result) for choice in choices],
        method=str(METHODS[rules.method]),
        quota=wording.number(round_half_up(result.quota, 1)) if result.quota else "",
        ties=[_tie_text(tie, choices) for tie in result.ties],
        open_seats=result.open_seats,
        agrees=dict(result.seats) == final.seats if final.seats else None,
        compared=[
            _compared(
                method, choices, allocate(final.votes, seats, replace(rules, method=method), settled=lots)
            )
            for method in Method
        ],
        assumed=bool(told.contest.allocation.get("assumed")),
        source=final.source,
    )


def _line(choice: Choice, final: Announcement, result: Allocation) -> SeatLine:
    quotas = result.shares.get(choice.code)
    return SeatLine(
        choice.name,
        choice.code,
        share_text(final.votes[choice.code], final.valid or 1),
        choice.code in result.admitted,
        choice.code == result.second,
        wording.number(round_half_up(quotas, 2)) if quotas is not None else "",
        result.seats[choice.code],
        final.seats.get(choice.code),
    )


def _compared(
    method: Method, choices: Sequence[Choice], result: Allocation
) -> tuple[str, Sequence[int], bool]:
    seats = [result.seats[choice.code] for choice in choices]
    return str(METHODS[method]), seats, bool(result.open_seats)


def _tie_text(tie: Tie, choices: Sequence[Choice]) -> str:
    names = {choice.code: choice.name for choice in choices}
    lists = wording.joined(names[code] for code in tie.lists)
    if tie.admission:
        return _("These lists tie for being the second one admitted: %(lists)s.") % {"lists": lists}
    return _("These lists tie for %(seats)s of the last seats: %(lists)s.") % {
        "seats": wording.number(tie.seats),
        "lists": lists,
    }
