"""The annex: every question's full distribution, by region where the mission may set regions apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from observer.analysis import wording
from observer.analysis.board import QuestionRow
from observer.analysis.figures import Measure, round_half_up
from observer.analysis.suppression import SMALLEST_BASE
from observer.checklists.models import Phase
from observer.findings.answers import Form
from observer.findings.blocks import Block, Distribution, Paragraph
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.grouping import Place, places_of
from observer.findings.material import Material
from observer.findings.sections.questions import CHOSEN, NUMBERS, NUMERIC, YES_OR_NO, cited_answer, left_out

# Answers with longer words than this, or more of them than this, stand under letters.
WIDEST_HEAD = 11
MOST_HEADS = 5
Legend = tuple[tuple[str, str], ...]


def annex_sections(material: Material) -> Iterator[Section]:
    """None for a mission that compares no regions: its chapters hold every answer already."""
    if not compares_regions(material.mission):
        return
    for form in material.forms:
        phase = capfirst(str(Phase(form.phase).label))
        title = _("Annex: every answer. %(phase)s") % {"phase": phase}
        yield Section(f"annex-{form.code}", title, tuple(_blocks(material, form)))


def _blocks(material: Material, form: Form) -> Iterator[Block]:
    if form.stations < SMALLEST_BASE:
        yield Paragraph(
            _("It was observed at so few polling stations that a reader could tell which. Withheld.")
        )
        return
    yield Paragraph(
        _(
            "Each table counts reports of one form; “n” is how many answered. Under it, for all regions: "
            "“n.o.” did not see it, “n.a.” found that it did not apply, “–” left it blank. The sheets of "
            "this document have these for every region too. Times, words and photos are counted in the "
            "chapter, and not printed. Numbers copied from protocols are not averaged: they stand in the "
            "chapter on protocols. Regions where nobody answered a question are left out of its table."
        )
    )
    places = places_of(material.board, form)
    if any(len(place.codes) > 1 for place in places):
        yield Paragraph(_("Regions where few stations were observed are shown together."))
    yield from (_distribution(form, row, places) for row in form.questions if _is_counted(form, row))


def _is_counted(form: Form, row: QuestionRow) -> bool:
    return row.kind in {*YES_OR_NO, *CHOSEN, *NUMERIC, "rating"} and not form.asked[row.code].protocol


def _distribution(form: Form, question: QuestionRow, places: Sequence[Place]) -> Distribution:
    """On paper: the answers and how many gave one; of yes and no the first, the rest being the other."""
    asked = [(place, form.part(question.code, place.codes)) for place in places]
    met = [(place, part) for place, part in asked if part.answered.numerator]
    heads, legend = _heads(question)
    answers = 1 if question.kind in YES_OR_NO else len(heads)
    numbers = tuple(_numbers(row) for row in (question, *(part for _place, part in met)))
    did_not = (_("n.o."), _("n.a."), "–")
    aside = (f"{head} {number}" for head, number in zip(did_not, numbers[0][-3:], strict=True))
    return Distribution(
        key=f"{form.code}-{question.code}",
        caption=form.name_of(question),
        heads=(*heads, pgettext("answered", "n"), *did_not),
        places=(_("All regions") if places else _("All stations"), *(place.name for place, _part in met)),
        numbers=numbers,
        whole=cited_answer(form, question, "answered", question.answered),
        legend=legend,
        printed=(*range(answers), len(heads)),
        aside="; ".join([", ".join(aside), *left_out(question)]),
    )


def _heads(question: QuestionRow) -> tuple[tuple[str, ...], Legend]:
    """The columns for what was answered, and what short ones stand for."""
    if question.kind in NUMERIC:
        return (_("Mean"), _("Median"), _("Lowest"), _("Highest")), ()
    labels = [answer.label for answer in question.answers]
    if len(labels) <= MOST_HEADS and max(map(len, labels), default=0) <= WIDEST_HEAD:
        return tuple(labels), ()
    letters = tuple(_letter(place) for place in range(len(labels)))
    return letters, tuple(zip(letters, labels, strict=True))


def _letter(place: int) -> str:
    """a, b … z, aa, ab …"""
    more, last = divmod(place, len(ascii_lowercase))
    return (ascii_lowercase[more - 1] if more else "") + ascii_lowercase[last]


def _numbers(row: QuestionRow) -> tuple[str, ...]:
    who = row.answered
    ends = (int(who.numerator), who.not_observed, who.not_applicable, who.blank)
    given = _numeric(row) if row.kind in NUMERIC else _chosen(row)
    return (*given, *map(wording.number, ends))


def _chosen(row: QuestionRow) -> list[str]:
    return [wording.number(answer.figure.numerator) for answer in row.answers]


def _numeric(row: QuestionRow) -> list[str]:
    told = []
    for name in NUMBERS:
        figure = row.numbers.get(name)
        value = figure.value if figure else None
        if figure is None or value is None:
            told.append("–")
        elif figure.measure is Measure.MEAN or value.denominator != 1:
            told.append(wording.number(round_half_up(value, 1)))
        else:
            told.append(wording.number(int(value)))
    return told
