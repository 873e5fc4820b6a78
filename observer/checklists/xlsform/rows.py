"""A definition as the rows of an XLSForm: the reverse of the reader, column for column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile

from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import (
    ANSWER_LABELS,
    FIXED_CHOICES,
    SILENT_TYPES,
    Choice,
    Definition,
    Group,
    Identity,
    Media,
    Question,
    Section,
    Words,
)
from observer.checklists.expressions import Expression
from observer.checklists.xlsform.languages import named
from observer.checklists.xlsform.questions import is_dynamic
from observer.checklists.xlsform.types import FIXED_LISTS
from observer.checklists.xlsform.workbook import Place

# One row: a text by the column it stands in.
Row = dict[Place, str]
# The rows of a question that is no repeat.
WriteQuestion = Callable[[Question], Sequence[Row]]

_NAMES = {
    "one_of": "select_one",
    "many_of": "select_multiple",
    "rank": "rank",
    "datetime": "dateTime",
    "calculated": "calculate",
    "photo": "image",
}


def sheets(definition: Definition) -> dict[str, list[Row]]:
    """All sheets with their rows; a sheet that says nothing is empty."""
    names = list_names(definition)
    return {
        "survey": [
            row
            for section in definition.sections
            for row in section_rows(section, lambda question: [question_row(question, names)])
        ],
        "choices": _choice_rows(definition, names),
        "settings": [_settings_row(definition)],
        "lists": [
            cells(list_name=name, columns=" ".join(listed.columns), file=listed.source)
            for name, listed in definition.lists.items()
        ],
        "answers": _answer_rows(definition),
        "identities": [_identity_row(identity) for identity in definition.identities],
    }


def section_rows(section: Section, write: WriteQuestion) -> Iterator[Row]:
    """The rows of a section, with its groups and repeats around what `write` makes of each question."""
    if section.bare:
        yield from _run(section, section.questions, (), write)
        return
    yield {
        **cells(
            type="begin_group",
            name=section.code,
            relevant=_source(section.show_when),
            appearance=section.appearance,
            rapid=_yes(section.rapid),
        ),
        **spoken("label", section.titles),
        **spoken("hint", section.help),
    }
    yield from _run(section, section.questions, (), write)
    yield cells(type="end_group", name=section.code)


def _run(
    section: Section, questions: Sequence[Question], outside: tuple[Group, ...], write: WriteQuestion
) -> Iterator[Row]:
    """Questions in their order; groups begin and end as these name them. `outside` are open already."""
    opened: list[Group] = []
    for question in questions:
        chain = [group for group in reversed(list(section.around(question.group))) if group not in outside]
        shared = len(list(takewhile(lambda pair: pair[0] is pair[1], zip(opened, chain, strict=False))))
        while len(opened) > shared:
            yield cells(type="end_group", name=opened.pop().code)
        for group in chain[shared:]:
            opened.append(group)
            yield group_row(group)
        if question.type == "repeat":
            yield repeat_row(question)
            yield from _run(section, question.questions, (*outside, *opened), write)
            yield cells(type="end_repeat", name=question.code)
        else:
            yield from write(question)
    while opened:
        yield cells(type="end_group", name=opened.pop().code)


def group_row(group: Group) -> Row:
    return {
        **cells(
            type="begin_group",
            name=group.code,
            relevant=_source(group.show_when),
            appearance=group.appearance,
        ),
        **spoken("label", group.titles),
        **spoken("hint", group.help),
    }


def repeat_row(question: Question) -> Row:
    return {
        **cells(
            type="begin_repeat",
            name=question.code,
            relevant=_source(question.show_when),
            repeat_count=_source(question.count),
            appearance=question.appearance,
        ),
        **spoken("label", _said(question)),
        **spoken("hint", question.help),
    }


def question_row(question: Question, names: Mapping[str, str]) -> Row:
    """The row of a question; `names` says which list each question with choices of its own has."""
    return {
        **cells(
            type=_type(question, names),
            name=question.code,
            required=_yes(question.required) or _source(question.required_when),
            relevant=_source(question.show_when),
            constraint=_source(question.constraint),
            calculation=_source(question.calculate),
            appearance=question.appearance,
            read_only=_yes(question.read_only),
            choice_filter=_source(question.choice_filter),
            parameters=_parameters(question),
        ),
        **spoken("label", _said(question)),
        **spoken("hint", question.help),
        **spoken("required_message", question.required_message or {}),
        **spoken("constraint_message", question.constraint_message or {}),
        **media(question.media),
        **_beginning(question),
        **_own(question),
    }


def list_names(definition: Definition) -> dict[str, str]:
    """For each question with choices of its own the name of their list: its code, where that is free."""
    taken = {*definition.lists, *FIXED_LISTS}
    names = {}
    for question in definition.all_questions():
        if question.choices and not question.choices_from and question.type not in FIXED_CHOICES:
            name = question.code
            while name in taken:
                name = f"{name}_choices"
            taken.add(name)
            names[question.code] = name
    return names


def choice_row(listed: str, choice: Choice) -> Row:
    return {
        **cells(list_name=listed, name=choice.code, exclusive=_yes(choice.exclusive)),
        **spoken("label", choice.labels),
        **media(choice.media),
        **{Place(column, 0, ""): value for column, value in choice.values.items()},
    }


def fixed_choices(definition: Definition, listed: str) -> Iterator[Choice]:
    """The choices of a fixed list in the words of the definition."""
    for code in FIXED_LISTS[listed]:
        yield Choice(code, definition.answer_labels[code.removeprefix("__")])


def _type(question: Question, names: Mapping[str, str]) -> str:
    if question.type in FIXED_CHOICES:
        return f"select_one {question.type}"
    name = _NAMES.get(question.type, question.type)
    listed = question.choices_from or names.get(question.code, "")
    return f"{name} {listed}" if listed else name


def _parameters(question: Question) -> str:
    own = dict(question.parameters)
    if question.type == "range":
        bounds = {"start": question.minimum, "end": question.maximum, "step": question.step}
        own = {**{name: decimal_text(bound) for name, bound in bounds.items() if bound is not None}, **own}
    return " ".join(f"{name}={value}" for name, value in own.items())


def _beginning(question: Question) -> Row:
    """The first answer in the column where it is read as what it is."""
    kind = _NAMES.get(question.type, question.type)
    if question.default:
        return cells(
            **{"fixed_default" if is_dynamic(question.default, kind) else "default": question.default}
        )
    if question.initial:
        source = question.initial.source
        return cells(**{"default" if is_dynamic(source, kind) else "initial": source})
    return {}


def _own(question: Question) -> Row:
    row = cells(
        standard="; ".join(question.standards),
        protocol=question.protocol or "",
        contest=question.contest,
        fills=question.fills or "",
        skips=_yes(question.skips),
        not_observed=_yes(question.allow_not_observed and question.type != "yes_no_not_observed"),
        max_length=str(question.max_length or ""),
        sms_tag=question.sms_tag,
    )
    if question.type != "range":
        least = None if question.type == "integer" and question.minimum == 0 else question.minimum
        row |= cells(
            minimum="" if least is None else decimal_text(least),
            maximum="" if question.maximum is None else decimal_text(question.maximum),
        )
    for number, rule in enumerate(question.violation_when, start=1):
        own_code = rule.code if rule.code != f"{question.code}.{number}" else ""
        row |= {
            Place(name, number, ""): text
            for name, text in (
                ("violation", rule.expression.source),
                ("violation_code", rule.category),
                ("severity", rule.severity),
                ("evidence", rule.evidence),
                ("violation_id", own_code),
            )
            if text
        }
    return row


def _said(question: Question) -> Words:
    """Its labels, unless they are the code that stands for words nobody reads."""
    silent = question.type in SILENT_TYPES or question.type == "repeat"
    return {} if silent and set(question.labels.values()) == {question.code} else question.labels


def _choice_rows(definition: Definition, names: Mapping[str, str]) -> list[Row]:
    rows = [choice_row(name, one) for name, listed in definition.lists.items() for one in listed.choices]
    used = {question.type for question in definition.all_questions()}
    for listed in FIXED_LISTS:
        if listed in used and listed not in definition.lists:
            rows += [choice_row(listed, choice) for choice in fixed_choices(definition, listed)]
    for question in definition.all_questions():
        if question.code in names:
            rows += [choice_row(names[question.code], choice) for choice in question.choices]
    return rows


def _settings_row(definition: Definition) -> Row:
    return {
        **cells(
            form_id=definition.code,
            form_title=definition.titles[definition.default_language],
            default_language=named(definition.default_language),
            instance_name=_source(definition.instance_name),
            phase=definition.phase,
            languages=" ".join(definition.languages),
        ),
        **spoken("titles", definition.titles),
    }


def _answer_rows(definition: Definition) -> list[Row]:
    """Only the words that are not the usual ones."""
    return [
        {**cells(name=code), **spoken("label", words)}
        for code, words in definition.answer_labels.items()
        if any(ANSWER_LABELS[code].get(language) != text for language, text in words.items())
    ]


def _identity_row(identity: Identity) -> Row:
    row = {
        **cells(
            code=identity.code,
            formula=identity.formula.source,
            category=identity.category,
            tolerance=decimal_text(identity.tolerance) if identity.tolerance else "",
            rounding="" if identity.rounding == "none" else identity.rounding,
        ),
        **spoken("label", identity.names),
    }
    for number, grade in enumerate(identity.grades, start=1):
        bounds = {
            "severity": grade.severity,
            "direction": "" if grade.direction == "any" else grade.direction,
            "over": "" if grade.over is None else decimal_text(grade.over),
            "over_share": "" if grade.over_share is None else decimal_text(grade.over_share),
        }
        row |= {Place(name, number, ""): text for name, text in bounds.items() if text}
    return row


def cells(**texts: str) -> Row:
    return {Place(name, 1, ""): text for name, text in texts.items() if text}


def spoken(name: str, words: Words) -> Row:
    return {Place(name, 1, language): text for language, text in words.items() if text}


def media(files: Media) -> Row:
    return {
        Place(kind, 1, language): name
        for kind, by_language in files.items()
        for language, name in by_language.items()
    }


def _source(expression: Expression | None) -> str:
    return expression.source if expression else ""


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
