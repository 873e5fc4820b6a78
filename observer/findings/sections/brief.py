"""The numbers and sentences that are read first; each is told again, with its table, further on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observer.analysis.suppression import SMALLEST_BASE
from observer.checklists.models import Phase
from observer.findings.blocks import Block, KeyFigure, KeyFigures, Paragraph
from observer.findings.claims import gives_statistics
from observer.findings.document import Section
from observer.findings.grouping import too_few
from observer.findings.material import Material
from observer.findings.sections.citing import covered, reports, seen, told
from observer.findings.sections.questions import negative
from observer.findings.values import Reading, Term


def brief_section(material: Material) -> Section:
    return Section("brief", _("In brief"), (KeyFigures(tuple(_figures(material))), *_sentences(material)))


def _figures(material: Material) -> Iterator[KeyFigure]:
    board = material.board
    yield KeyFigure(
        covered(board.total).read(Reading.COUNTS), _("polling stations observed, of the register")
    )
    yield KeyFigure(reports(board.total).read(Reading.NUMERATOR), _("reports counted"))
    if gives_statistics(material.mission) and not too_few(board):
        yield KeyFigure(
            seen(board).read(Reading.COUNTS), _("observed stations with at least one violation seen")
        )
        yield KeyFigure(
            told(board).read(Reading.COUNTS), _("observed stations with at least one violation told")
        )


def _sentences(material: Material) -> Iterator[Block]:
    board = material.board
    yield Paragraph(
        _(
            "Polling stations observed, of those on the register: {stations}. Nothing here is said of "
            "the others."
        ),
        {"stations": covered(board.total).read(Reading.COUNTS)},
    )
    if too_few(board) or not gives_statistics(material.mission):
        return
    yield Paragraph(
        _("At least one violation was seen {seen}; at least one was told to observers {told}."),
        {"seen": seen(board).read(Reading.IN_OBSERVED), "told": told(board).read(Reading.IN_OBSERVED)},
    )
    yield from _judgement(material)


def _judgement(material: Material) -> Iterator[Paragraph]:
    """What observers thought of each phase as a whole."""
    for form in material.forms:
        rating = next((each for each in form.questions if each.code == form.overall), None)
        if rating and form.stations >= SMALLEST_BASE:
            yield Paragraph(
                _("{phase}: asked “{question}”, observers answered bad or very bad in {share}."),
                {
                    "phase": Term(capfirst(str(Phase(form.phase).label))),
                    "question": Term(rating.label),
                    "share": negative(form, rating).read(Reading.SHARE),
                },
            )
