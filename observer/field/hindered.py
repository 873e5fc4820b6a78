"""A station that could not be observed, told in two taps: an incident, filled in for the observer.

It belongs to no visit, for a station nobody could enter was not observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from observer.checklists.answers import Answer
from observer.checklists.check import CompiledVersion
from observer.checklists.models import Category
from observer.elections.models import Station


class Hindrance(models.TextChoices):
    NOT_OPEN = "not_open", _("The station is not open")
    NOT_LET_IN = "not_let_in", _("We were not let in")


# The kinds of the taxonomy these are: V14 "station not opened", V10 "observers refused".
CATEGORIES: Mapping[str, str] = {Hindrance.NOT_OPEN: "V14", Hindrance.NOT_LET_IN: "V10"}


def answers(
    form: CompiledVersion, *, hindrance: Hindrance, station: Station, note: str, now: datetime, mission: int
) -> dict[str, Answer]:
    """The answers of an incident form that tell of it, as far as the form asks; `now` in the station's time.

    The severity is the one the mission gives the category. The check of the form says whether that is enough.
    """
    category = CATEGORIES[hindrance]
    usual = Category.objects.filter(mission=mission, code=category).values_list("severity", flat=True).first()
    facts = {
        "category": category,
        "severity": usual or "serious",
        "evidence": "seen",
        "happened_at": now.strftime("%H:%M"),
        "place": "station",
        "place_code": station.code,
        "narrative": ". ".join(filter(None, (str(hindrance.label), note))),
    }
    questions = (item.question for item in form.by_code.values())
    return {
        question.code: facts[question.fills]
        for question in questions
        if question.fills in facts and _fits(question.choice_codes, facts[question.fills])
    }


def _fits(choices: tuple[str, ...], answer: str) -> bool:
    return not choices or answer in choices
