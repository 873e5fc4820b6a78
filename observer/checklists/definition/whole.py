"""What only shows when all questions of a definition are known: doubles, and circles of rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from observer.checklists.definition.fields import DefinitionProblem
from observer.checklists.definition.layout import check_layout
from observer.checklists.definition.sections import MAX_QUESTIONS
from observer.checklists.definition.shapes import MAX_IDENTITY_KEY, Definition, Question, Section
from observer.checklists.expressions import Expression, dependency_order, references


def check_whole(definition: Definition) -> list[DefinitionProblem]:
    """The faults between the parts of a definition, each part of which has been read."""
    return [
        *_doubles(definition),
        *_identity_keys(definition),
        *check_layout(definition),
        *_circles(definition),
    ]


def dependencies(definition: Definition) -> dict[str, list[str]]:
    """For each question and repeat (by code), group and section (by `around`), what must be decided before.

    A question waits for what decides whether it is asked (its own rule and all around it), for what it is
    calculated from, and for the repeat that it stands in.
    """
    return {node: _needs(expressions, names) for node, expressions, names in _nodes(definition)}


def around(kind: str, code: str) -> str:
    """The node of a group or section, apart from questions of the same code: no rule can name it."""
    return f"{kind} {code}"


def _nodes(definition: Definition) -> Iterator[tuple[str, list[Expression | None], list[str]]]:
    """(code, expressions it waits for, codes it waits for), in reading order."""
    for section in definition.sections:
        node = around("section", section.code)
        yield node, [section.show_when], []
        for group in section.groups:
            parent = around("group", group.parent) if group.parent else node
            yield around("group", group.code), [group.show_when], [parent]
        for question in section.questions:
            yield from _of_question(question, _after_skip(section, question, node))


def _after_skip(section: Section, question: Question, node: str) -> list[str]:
    """Whether a section was skipped is known before its other questions are read."""
    skip = section.skip
    waits = skip is not None and skip.code != question.code and skip.show_when is None
    return [node, skip.code] if skip and waits else [node]


def _of_question(
    question: Question, inside: list[str]
) -> Iterator[tuple[str, list[Expression | None], list[str]]]:
    places = [*inside, around("group", question.group)] if question.group else inside
    decided_by = [question.show_when, question.calculate, question.initial, question.count]
    yield question.code, decided_by, places
    for inner in question.questions:
        yield from _of_question(inner, [question.code])


def _needs(expressions: Iterable[Expression | None], names: Iterable[str]) -> list[str]:
    found = [name for expression in expressions if expression for name in references(expression.tree)]
    return list(dict.fromkeys([*names, *found]))


def _circles(definition: Definition) -> list[DefinitionProblem]:
    _, circle = dependency_order(dependencies(definition))
    if not circle:
        return []
    # Told where a rule names the next of the circle: the first of them may only stand inside another.
    for name, following in pairwise(circle):
        for section, question, field, expression in _expressions(definition, name):
            if following in references(expression.tree):
                named = " → ".join(node.partition(" ")[2] or node for node in circle)
                arguments = {"circle": named, "source": expression.source}
                position = max(expression.source.find(following), 0)
                return [DefinitionProblem(section, question, field, "expression-circle", position, arguments)]
    raise AssertionError(f"A circle without a rule in it: {circle}")


def _expressions(definition: Definition, name: str) -> Iterator[tuple[str, str, str, Expression]]:
    """(section, question, field, expression) of what decides about the question, group or section `name`."""
    for section in definition.sections:
        if around("section", section.code) == name and section.show_when:
            yield section.code, "", "show_when", section.show_when
        for number, group in enumerate(section.groups, start=1):
            if around("group", group.code) == name and group.show_when:
                yield section.code, "", f"groups.{number}.show_when", group.show_when
        for question in _within(section):
            for field in ("show_when", "calculate", "initial", "count"):
                expression = getattr(question, field)
                if question.code == name and expression:
                    yield section.code, question.code, field, expression


def _within(section: Section) -> Iterator[Question]:
    for question in section.questions:
        yield from question.within()


def _doubles(definition: Definition) -> Iterator[DefinitionProblem]:
    questions = list(definition.all_questions())
    groups = [group.code for section in definition.sections for group in section.groups]
    for field, values in (
        ("sections", [section.code for section in definition.sections]),
        ("questions", [*(question.code for question in questions), *groups]),
        ("violation_when", [rule.code for question in questions for rule in question.violation_when]),
        ("protocol", [_of_contest(question, question.protocol) for question in questions]),
        ("fills", [_of_contest(question, question.fills) for question in questions]),
        ("sms_tag", [question.sms_tag for question in questions]),
        ("identities", [identity.code for identity in definition.identities]),
    ):
        for value, count in Counter(values).items():
            if count > 1 and value:
                yield DefinitionProblem("", "", field, "twice", None, {"found": value})
    if len(questions) > MAX_QUESTIONS:
        yield DefinitionProblem("", "", "questions", "too-many", None, {"limit": str(MAX_QUESTIONS)})


def _of_contest(question: Question, role: str | None) -> str:
    """Each contest has a protocol of its own: the same number twice is a mistake only within one."""
    return f"{role}:{question.contest}" if role and question.contest else role or ""


def _identity_keys(definition: Definition) -> Iterator[DefinitionProblem]:
    contest = max((question.contest for question in definition.questions()), key=len, default="")
    for identity in definition.identities:
        if contest and len(identity.code) + 1 + len(contest) > MAX_IDENTITY_KEY:
            limit = str(MAX_IDENTITY_KEY - 1 - len(contest))
            yield DefinitionProblem("", "", f"identities.{identity.code}", "too-long", None, {"limit": limit})
