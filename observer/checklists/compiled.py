"""A definition made ready to check reports: each question with its reader and its rules as closures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from observer.checklists.answers import Reader, reader_for
from observer.checklists.definition.shapes import NUMERIC_TYPES, Definition, Question, Rule, Section
from observer.checklists.definition.whole import around, dependencies
from observer.checklists.expressions import (
    Expression,
    Scope,
    Table,
    compile_filter,
    compile_truth,
    compile_value,
    dependency_order,
    is_repeatable,
)
from observer.checklists.expressions.scope import ListItem, Value

GetValue: TypeAlias = Callable[[Scope], Value]
GetTruth: TypeAlias = Callable[[Scope], bool]
GetChoices: TypeAlias = Callable[[Scope, Table], Sequence[ListItem]]


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """`skipped_by`: the question whose answer says that nobody could observe this one; "" if none does.

    `repeat`: the repeat whose rows ask it, "" for the report itself. `groups`: the groups and the section
    around it that have a rule, within that repeat. `recalculates`: the server's value of `calculate` stands,
    whatever was sent; where chance or the clock decides, what was sent stands.
    """

    code: str
    question: Question
    read: Reader
    show_when: GetTruth | None
    constraint: GetTruth | None
    rules: tuple[tuple[Rule, GetTruth], ...]
    numeric: bool
    skipped_by: str
    repeat: str
    groups: tuple[str, ...]
    calculate: GetValue | None
    recalculates: bool
    initial: GetValue | None
    required_when: GetTruth | None
    choice_filter: GetChoices | None
    count: GetValue | None

    @property
    def is_repeat(self) -> bool:
        return self.question.type == "repeat"

    @property
    def is_judged(self) -> bool:
        """Whether anything can be wrong with it once all answers are known."""
        question = self.question
        return bool(
            question.required or self.required_when or self.constraint or self.rules or self.choice_filter
        )


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    """A section or group with a rule. `node` names it among its like; `repeat`: whose rows it stands in."""

    node: str
    show_when: GetTruth
    repeat: str


def compile_questions(definition: Definition) -> list[CompiledQuestion]:
    """All questions in reading order, those of repeats after the repeat."""
    return [
        compiled
        for section in definition.sections
        for question in section.questions
        for compiled in _of_question(question, section, "", frozenset())
    ]


def _of_question(
    question: Question, section: Section, repeat: str, outside: frozenset[str]
) -> Iterator[CompiledQuestion]:
    """`outside`: the groups around the repeat; they are decided once, not in each row."""
    inside = [group for group in section.around(question.group) if group.code not in outside]
    nodes = [around("group", group.code) for group in inside if group.show_when]
    if not repeat and section.show_when:
        nodes.append(around("section", section.code))
    yield _compile(question, section.skip if not repeat else None, repeat, tuple(nodes))
    outside = outside | {group.code for group in inside}
    for inner in question.questions:
        yield from _of_question(inner, section, question.code, outside)


def _compile(
    question: Question, skip: Question | None, repeat: str, groups: tuple[str, ...]
) -> CompiledQuestion:
    listed = question.choice_filter
    return CompiledQuestion(
        code=question.code,
        question=question,
        read=reader_for(question),
        show_when=_truth(question.show_when),
        constraint=_truth(question.constraint),
        rules=tuple((rule, compile_truth(rule.expression.tree)) for rule in question.violation_when),
        numeric=question.type in NUMERIC_TYPES,
        skipped_by=skip.code if skip and question.is_skippable else "",
        repeat=repeat,
        groups=groups,
        calculate=_value(question.calculate),
        recalculates=question.calculate is not None and is_repeatable(question.calculate.tree),
        initial=_value(question.initial),
        required_when=_truth(question.required_when),
        choice_filter=compile_filter(listed.tree) if listed else None,
        count=_value(question.count),
    )


def _truth(expression: Expression | None) -> GetTruth | None:
    return compile_truth(expression.tree) if expression else None


def _value(expression: Expression | None) -> GetValue | None:
    return compile_value(expression.tree) if expression else None


def compile_groups(definition: Definition, questions: Iterable[CompiledQuestion]) -> list[CompiledGroup]:
    """The sections and groups that have a rule, each in the rows of the repeat its questions stand in."""
    repeats = {node: question.repeat for question in questions for node in question.groups}
    found = []
    for section in definition.sections:
        ruled = [(around("section", section.code), section.show_when)]
        ruled += [(around("group", group.code), group.show_when) for group in section.groups]
        for node, rule in ruled:
            if rule and node in repeats:
                found.append(CompiledGroup(node, compile_truth(rule.tree), repeats[node]))
    return found


def in_order(
    definition: Definition, questions: Sequence[CompiledQuestion], groups: Sequence[CompiledGroup]
) -> list[CompiledQuestion | CompiledGroup]:
    """Questions and groups so that each follows what its value and its being asked depend on."""
    nodes: dict[str, CompiledQuestion | CompiledGroup] = {question.code: question for question in questions}
    nodes |= {group.node: group for group in groups}
    order, _ = dependency_order(dependencies(definition))
    return [nodes[name] for name in order if name in nodes]
