"""Handing a filled form to intake, and its photos after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext as _

from observer.checklists.answers import Answer
from observer.checklists.form import ChecklistForm
from observer.field.filling import Filling
from observer.field.phone import Phone
from observer.problems import UNAVAILABLE, Problem
from observer.reports.intake import receive
from observer.reports.submission import NOT_A_REPORT
from observer.reports.wording import problem_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` as intake gives it (201, 200, 409), or that of a refusal, and then why, for the person."""

    status: int
    refusal: str = ""


def hand_over(phone: Phone, filling: Filling, form: ChecklistForm) -> Outcome:
    """Give a filled form to intake. A failure is an outcome too: the form then goes back as it was."""
    return hand_over_answers(phone, filling, form.canonical_answers)


def hand_over_answers(phone: Phone, filling: Filling, answers: Mapping[str, Answer]) -> Outcome:
    """The same with the canonical answers of a form."""
    try:
        [receipt] = receive(sender=phone.sender, submissions=[filling.submission(answers)])
    except Problem as problem:
        return Outcome(problem.status, str(problem))
    except DatabaseError:
        log.exception("field.not_stored")
        return Outcome(UNAVAILABLE.status, _("Headquarters cannot take it just now. Please wait a moment."))
    return Outcome(receipt.status, str(problem_of(receipt)) if receipt.status == NOT_A_REPORT else "")
