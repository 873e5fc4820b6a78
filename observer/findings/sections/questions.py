"""The questions of a form in tables: every one with all who did not answer it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.board import QuestionRow
from observer.analysis.figures import Figure
from observer.checklists.definition.shapes import FIXED_CHOICES, RATING
from observer.findings import notes
from observer.findings.answers import Form
from observer.findings.blocks import Column, Line, Row, Table
from observer.findings.values import Cited, Missing, Read, Reading, Term, Value

YES_OR_NO = frozenset(kind for kind in FIXED_CHOICES if kind != "rating")
CHOSEN = frozenset({"one_of", "many_of"})
NUMERIC = frozenset({"integer", "decimal"})
NEGATIVE = RATING[2:]
# The numbers of a numeric question, as `QuestionRow.numbers` names them, in the order of the columns.
NUMBERS = ("mean", "median", "minimum", "maximum")


def question_tables(form: Form) -> Iterator[Table]:
    """A table for each kind of question; the rating of the whole phase is told elsewhere, and the numbers of
    protocols are never averaged (house law 8b)."""
    asked = [
        question
        for question in form.questions
        if question.code != form.overall and not form.asked[question.code].protocol
    ]
    for kinds, table in (
        (YES_OR_NO, _yes_or_no),
        ({"rating"}, _ratings),
        (CHOSEN, _choices),
        (NUMERIC, _numbers),
    ):
        of_kind = [question for question in asked if question.kind in kinds]
        if of_kind:
            yield _without_versions(table(form, of_kind), of_kind)
    rest = [each for each in asked if each.kind not in {*YES_OR_NO, *CHOSEN, *NUMERIC, "rating"}]
    if rest:
        yield _without_versions(_given(form, rest), rest)


def _without_versions(table: Table, asked: Sequence[QuestionRow]) -> Table:
    """With remarks on the questions that some versions asked otherwise, whose answers are not in it."""
    told = (f"{question.code}: {each}" for question in asked for each in left_out(question))
    return replace(table, remarks=(*table.remarks, *told))


def left_out(question: QuestionRow) -> Iterator[str]:
    """The versions of the form whose answers do not add up with the newest one's, and their reports."""
    for one in question.left_out:
        yield _("without version %(number)s, which asks otherwise: %(reports)s reports") % {
            "number": wording.number(one.version),
            "reports": wording.number(int(one.reports.numerator)),
        }


def cited_answer(form: Form, question: QuestionRow, part: str, figure: Figure) -> Cited:
    return Cited(f"answers.{form.code}.{question.code}.{part}", figure, notes.ANSWERS)


def negative(form: Form, question: QuestionRow) -> Cited:
    """Bad and very bad of all ratings: one answer each, so the two can be added."""
    return cited_answer(form, question, "negative", answers_of(question, NEGATIVE))


def answers_of(question: QuestionRow, codes: Sequence[str]) -> Figure:
    """Reports that gave one of these answers; each gave one at most."""
    figures = [answer.figure for answer in question.answers if answer.code in codes]
    return replace(
        figures[0],
        numerator=sum(int(figure.numerator) for figure in figures),
        source={**figures[0].source, "answer": ",".join(codes)},
    )


def _asked(form: Form, question: QuestionRow) -> Term:
    return Term(form.name_of(question))


def _who_did_not() -> tuple[Column, ...]:
    return (Column(_("Not observed")), Column(_("Not applicable")), Column(_("Blank")))


def _did_not(cited: Cited) -> tuple[Read, ...]:
    """How many gave no answer, and why."""
    readings = (Reading.NOT_OBSERVED, Reading.NOT_APPLICABLE, Reading.BLANK)
    return tuple(cited.read(reading) for reading in readings)


def _share_cells(cited: Cited) -> tuple[Value, ...]:
    share = cited.read(Reading.BAR) if cited.figure.answered else Missing()
    return (cited.read(Reading.COUNTS), share)


def _shares(
    form: Form, key: str, caption: str, counted: str, rows: Sequence[tuple[QuestionRow, Cited]]
) -> Table:
    columns = (
        Column(_("What was asked"), numeric=False, width=1),
        Column(counted),
        Column(_("Share"), numeric=False),
        *_who_did_not(),
    )
    lines = tuple(
        Row((_asked(form, question), *_share_cells(cited), *_did_not(cited))) for question, cited in rows
    )
    return Table(key, caption, columns, lines)


def _yes_or_no(form: Form, asked: Sequence[QuestionRow]) -> Table:
    rows = [
        (question, cited_answer(form, question, "yes", answers_of(question, ["yes"]))) for question in asked
    ]
    return _shares(
        form, f"{form.code}-yes", _("Questions answered with yes or no"), _("Yes, of answers"), rows
    )


def _ratings(form: Form, asked: Sequence[QuestionRow]) -> Table:
    rows = [(question, negative(form, question)) for question in asked]
    return _shares(
        form, f"{form.code}-ratings", _("Assessments by observers"), _("Bad or very bad, of answers"), rows
    )


def _choices(form: Form, asked: Sequence[QuestionRow]) -> Table:
    columns = (
        Column(_("Answer"), numeric=False, width=1),
        Column(_("Of answers")),
        Column(_("Share"), numeric=False),
        *_who_did_not(),
    )
    lines = [line for question in asked for line in _choice_lines(form, question)]
    several = any(question.kind == "many_of" for question in asked)
    remarks = (_("Where several answers could be given, they add up to more than the reports."),)
    return Table(
        f"{form.code}-choices",
        _("Questions with a choice of answers"),
        columns,
        tuple(lines),
        remarks if several else (),
    )


def _choice_lines(form: Form, question: QuestionRow) -> Iterator[Row]:
    yield Row((_asked(form, question),), Line.GROUP)
    for answer in question.answers:
        if answer.figure.numerator:
            yield _choice_line(answer.label, cited_answer(form, question, answer.code, answer.figure))
    given_by_none = [answer for answer in question.answers if not answer.figure.numerator]
    if given_by_none:
        none = answers_of(question, [answer.code for answer in given_by_none])
        names = wording.joined(answer.label for answer in given_by_none)
        label = _("Given by nobody: %(answers)s") % {"answers": names}
        yield _choice_line(label, cited_answer(form, question, "(none)", none))


def _choice_line(label: str, cited: Cited) -> Row:
    return Row((Term(label), *_share_cells(cited), *_did_not(cited)))


def _numbers(form: Form, asked: Sequence[QuestionRow]) -> Table:
    columns = (
        Column(_("Answers"), numeric=False, width=1),
        Column(_("Mean")),
        Column(_("Median")),
        Column(_("Lowest")),
        Column(_("Highest")),
        *_who_did_not(),
    )
    lines = [
        line
        for question in asked
        for line in (Row((_asked(form, question),), Line.GROUP), Row(_number_cells(form, question)))
    ]
    return Table(f"{form.code}-numbers", _("Questions answered with a number"), columns, tuple(lines))


def _number_cells(form: Form, question: QuestionRow) -> tuple[Value, ...]:
    answered = cited_answer(form, question, "answered", question.answered)
    told: list[Value] = []
    for name in NUMBERS:
        figure = question.numbers.get(name)
        known = figure is not None and figure.value is not None
        told.append(
            cited_answer(form, question, name, figure).read(Reading.VALUE) if figure and known else Missing()
        )
    return (answered.read(Reading.ANSWERED), *told, *_did_not(answered))


def _given(form: Form, asked: Sequence[QuestionRow]) -> Table:
    """Times, texts and photos: that they were given is all that is told of them."""
    columns = (
        Column(_("What was asked"), numeric=False, width=1),
        Column(_("Answered")),
        *_who_did_not(),
    )
    lines = tuple(
        Row((_asked(form, question), cited.read(Reading.ANSWERED), *_did_not(cited)))
        for question in asked
        if (cited := cited_answer(form, question, "answered", question.answered))
    )
    return Table(f"{form.code}-given", _("Times and words, not printed here"), columns, lines)
