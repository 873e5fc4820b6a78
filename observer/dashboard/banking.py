"""The question bank as the designer asks for it: the ready questions, and those the mission asked before."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from observer.checklists.bank import BankPart, BankQuestion, bank, found
from observer.checklists.saved import SavedQuestion, saved_questions
from observer.elections.models import in_language

# As many as one looks through before searching with another word.
PAGE = 40
SAVED = "saved"


def bank_answer(mission_id: int, *, words: str, form: str, after: int) -> dict[str, Any]:
    """{questions, more}: `more` is what to skip to go on, 0 at the end. `form` "" means every form."""
    if form == SAVED:
        saved = saved_questions(mission_id, words, after=after, limit=PAGE + 1)
        return _page([_saved(each) for each in saved[:PAGE]], after, len(saved) > PAGE)
    questions = [each for one in bank() if form in ("", one.code) for each in one.questions()]
    # Within one form nothing is left out: its parts are taken over whole.
    chosen = questions if form and not words else found(questions, words)
    if not form and words:
        own = [_saved(each) for each in saved_questions(mission_id, words, limit=PAGE)]
        known = [each.question for each in chosen]
        drawn = [*(_ready(each) for each in chosen), *(each for each in own if each["question"] not in known)]
    else:
        drawn = [_ready(each) for each in chosen]
    page = list(islice(drawn, after, after + PAGE)) if not form else drawn[after:]
    return _page(page, after, len(drawn) > after + len(page))


def _page(questions: list[dict[str, Any]], after: int, more: bool) -> dict[str, Any]:
    return {"questions": questions, "more": after + len(questions) if more else 0}


def _ready(one: BankQuestion) -> dict[str, Any]:
    form = next(each for each in bank() if each.code == one.form)
    part = next(each for each in form.parts if each.code == one.part)
    return {
        "form": one.form,
        "part": one.part,
        "title": f"{in_language(dict(form.titles))} · {in_language(dict(part.titles))}",
        **_part(part),
        "reference": one.reference,
        "provenance": one.provenance,
        "question": one.question,
    }


def _part(part: BankPart) -> dict[str, Any]:
    return {"titles": part.titles, "help": part.help, "rapid": part.rapid}


def _saved(one: SavedQuestion) -> dict[str, Any]:
    return {
        "form": SAVED,
        "part": f"{one.checklist}-{one.number}",
        "title": _("%(checklist)s, version %(number)s") % {"checklist": one.checklist, "number": one.number},
        "titles": {},
        "help": {},
        "rapid": False,
        "reference": "",
        "provenance": [],
        "question": one.question,
    }
