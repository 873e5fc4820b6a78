"""A phase of the day: how it went as a whole, each safeguard with its n, and what was seen and told there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from observer.analysis.board import QuestionRow
from observer.analysis.charts import Bar, bars
from observer.analysis.suppression import SMALLEST_BASE
from observer.checklists.models import Basis, Phase, Severity
from observer.findings import notes
from observer.findings.answers import Form, in_phase
from observer.findings.blocks import Block, Chart, Column, Heading, Line, Paragraph, Row, Table
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.grouping import Place, places_of
from observer.findings.material import Material
from observer.findings.sections.questions import (
    NEGATIVE,
    answers_of,
    cited_answer,
    left_out,
    negative,
    question_tables,
)
from observer.findings.sections.violations import together_remark
from observer.findings.values import Cited, Missing, Read, Reading, Term

# Never added to each other; the order of the columns.
BASES = (Basis.SEEN, Basis.TOLD, Basis.UNCONFIRMED)


def phase_sections(material: Material) -> Iterator[Section]:
    """One for each phase a form was published for."""
    for phase in dict.fromkeys(form.phase for form in material.forms):
        yield Section(phase, capfirst(str(Phase(phase).label)), tuple(_blocks(material, phase)))


def _blocks(material: Material, phase: str) -> Iterator[Block]:
    forms = list(in_phase(material.forms, phase))
    yield _observed(material, phase, forms)
    for form in forms:
        yield from _form(material, form, named=len(forms) > 1)
    yield from _violations(material, phase)


def _observed(material: Material, phase: str, forms: Sequence[Form]) -> Paragraph:
    figure = material.board.phases.get(phase)
    if phase == Phase.TABULATION and forms and forms[0].stations:
        watched = max((question.answered for question in forms[0].questions), key=lambda each: each.numerator)
        counted = cited_answer(forms[0], forms[0].questions[0], "reports", watched)
        return Paragraph(
            _("This phase is watched at commissions. Counted here: {reports}."),
            {"reports": counted.read(Reading.THINGS)},
        )
    if figure is None:
        return Paragraph(_("Nobody observed this phase: nothing is said of it."))
    stations = Cited(f"observed.{phase}", figure, notes.COVERAGE)
    return Paragraph(
        _("Polling stations where this phase was observed, of those on the register: {stations}."),
        {"stations": stations.read(Reading.COUNTS)},
    )


def _form(material: Material, form: Form, *, named: bool) -> Iterator[Block]:
    if named:
        yield Heading(form.name)
    if form.stations < SMALLEST_BASE:
        yield Paragraph(
            _("It was observed at so few polling stations that a reader could tell which. Withheld.")
        )
        return
    if form.overall:
        yield from _overall(material, form)
    yield Heading(_("What was asked, and what was seen"))
    yield from question_tables(form)


def _overall(material: Material, form: Form) -> Iterator[Block]:
    """The observers' own judgement, apart from the facts they reported."""
    rating = next(question for question in form.questions if question.code == form.overall)
    yield Heading(_("Overall assessment"))
    yield Paragraph(
        _("Asked “{question}”, observers answered bad or very bad in {share}."),
        {"question": Term(rating.label), "share": negative(form, rating).read(Reading.SHARE)},
    )
    groups = places_of(material.board, form) if compares_regions(material.mission) else ()
    yield _ratings(form, rating, groups)
    if groups and rating.answered.numerator:
        rows = [Bar(group.name, _negative_in(form, group).figure) for group in groups]
        drawn = bars(
            [row for row in rows if row.figure.answered],
            title=_("Bad or very bad, of assessments, by region"),
            of=_("Region"),
            right_to_left=get_language_bidi(),
        )
        yield Chart(
            f"overall-{form.code}",
            _("Overall assessment bad or very bad, by region"),
            drawn.svg,
            drawn.description,
            f"overall-{form.code}",
        )


def _ratings(form: Form, rating: QuestionRow, groups: Sequence[Place]) -> Table:
    columns = (
        Column(_("Region"), numeric=False, width=1),
        *(Column(answer.label) for answer in rating.answers),
        Column(_("Bad or very bad, of answers")),
        Column(_("Share"), numeric=False),
        Column(_("Not observed")),
    )
    rows = (
        _rating_row(_("All regions"), form, rating, "", Line.TOTAL),
        *(
            _rating_row(group.name, form, form.part(rating.code, group.codes), f".{group.key}", Line.ROW)
            for group in groups
        ),
    )
    merged = any(len(group.codes) > 1 for group in groups)
    return Table(
        f"overall-{form.code}",
        _("Overall assessment by observers"),
        columns,
        rows,
        (*((together_remark(),) if merged else ()), *left_out(rating)),
    )


def _rating_row(name: str, form: Form, rating: QuestionRow, place: str, line: Line) -> Row:
    bad = cited_answer(form, rating, f"negative{place}", answers_of(rating, NEGATIVE))
    given = [
        cited_answer(form, rating, f"{answer.code}{place}", answer.figure).read(Reading.NUMERATOR)
        for answer in rating.answers
    ]
    share: Read | Missing = bad.read(Reading.BAR) if bad.figure.answered else Missing()
    cells = (Term(name), *given, bad.read(Reading.COUNTS), share, bad.read(Reading.NOT_OBSERVED))
    return Row(cells, line)


def _negative_in(form: Form, group: Place) -> Cited:
    part = form.part(form.overall, group.codes)
    return cited_answer(form, part, f"negative.{group.key}", answers_of(part, NEGATIVE))


def _violations(material: Material, phase: str) -> Iterator[Block]:
    """What the rules of the form found in this phase, one line a category; seen and told apart."""
    met = {cell.category for cell in material.cells if cell.phase == phase}
    rows = [row for row in material.board.categories if row.code in met]
    # Every form of a phase rests on the same stations.
    base = max((form.stations for form in in_phase(material.forms, phase)), default=0)
    if not rows or base < SMALLEST_BASE:
        return
    columns = (
        Column(_("Category"), numeric=False, width=1),
        Column(_("Usual severity"), numeric=False),
        Column(_("Seen")),
        Column(_("Told of")),
        Column(_("Not confirmed")),
    )
    yield Heading(_("Violations in this phase"))
    lines = tuple(_violation_row(material, phase, row.code, row.name) for row in rows)
    yield Table(f"violations-{phase}", _("Violations in this phase, one an event"), columns, lines)


def _violation_row(material: Material, phase: str, category: str, name: str) -> Row:
    cells = [_events(material, phase, category, basis).read(Reading.NUMERATOR) for basis in BASES]
    severity = Term(str(Severity(material.severities[category]).label))
    return Row((Term(f"{category} {name}"), severity, *cells))


def _events(material: Material, phase: str, category: str, basis: Basis) -> Cited:
    where = (phase, category, basis)
    found = material.events(lambda cell: (cell.phase, cell.category, cell.basis) == where)
    source = {"phase": phase, "category": category, "basis": basis.value}
    note = notes.EVENTS_SEEN if basis == Basis.SEEN else notes.EVENTS_TOLD
    part = material.board.total.events.seen.narrowed(found, **source)
    return Cited(f"events.{phase}.{category}.{basis.value}", part, note)
