"""What a page needs of a definition to check answers as they are typed (static/checklists/check.js).

No words but those of choices, no violation rules: the page asks, headquarters judges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from observer.checklists.answers import DEFAULT_MAX_LENGTH
from observer.checklists.compiled import (
    CompiledGroup,
    CompiledQuestion,
    compile_groups,
    compile_questions,
    in_order,
)
from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import ChoiceList, Definition, Question
from observer.checklists.definition.whole import around
from observer.checklists.expressions import Expression, Tree
from observer.checklists.expressions.tree import walk


def page_document(definition: Definition, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The JSON document for `new Check(document, …)`.

        default_language
        questions: [{code, type, repeat, groups, skipped_by, …}]   in reading order, those of repeats too
        groups:    [{node, repeat, show_when}]                     sections and groups that have a rule
        order:     [code or node]                                  each after what it depends on
        lists:     {name: list_document}                           but those named in `without`

    Rules are trees. Fields that say nothing are left out, as in the canonical form.
    """
    questions = compile_questions(definition)
    groups = compile_groups(definition, questions)
    spoken = _spoken(definition)
    rules = _rules_of_groups(definition)
    return {
        "default_language": definition.default_language,
        "questions": [_question(item, spoken) for item in questions],
        "groups": [
            {"node": group.node, "repeat": group.repeat, "show_when": rules[group.node]} for group in groups
        ],
        "order": [
            node.node if isinstance(node, CompiledGroup) else node.code
            for node in in_order(definition, questions, groups)
        ],
        "lists": {
            name: list_document(listed) for name, listed in definition.lists.items() if name not in without
        },
    }


def list_document(listed: ChoiceList) -> dict[str, Any]:
    """The choices of a list as the page takes them, in all languages."""
    return {
        "choices": [
            {"code": choice.code, "labels": dict(choice.labels), "values": dict(choice.values)}
            for choice in listed.choices
        ]
    }


def _question(item: CompiledQuestion, spoken: Collection[str]) -> dict[str, Any]:
    question = item.question
    return {
        "code": item.code,
        "type": question.type,
        **_kept(
            repeat=item.repeat,
            groups=list(item.groups),
            skipped_by=item.skipped_by,
            required=question.required,
            allow_not_observed=question.allow_not_observed,
            minimum=_decimal(question.minimum),
            maximum=_decimal(question.maximum),
            step=_decimal(question.step),
            default=question.default,
            recalculates=item.recalculates,
            choices_from=question.choices_from,
            **_rules(question),
            **_choices(question, spoken),
        ),
        "max_length": question.max_length or DEFAULT_MAX_LENGTH,
    }


def _rules(question: Question) -> dict[str, Tree | None]:
    rules: dict[str, Expression | None] = {
        "show_when": question.show_when,
        "constraint": question.constraint,
        "required_when": question.required_when,
        "calculate": question.calculate,
        "initial": question.initial,
        "count": question.count,
        "choice_filter": question.choice_filter,
    }
    return {name: rule.tree for name, rule in rules.items() if rule}


def _choices(question: Question, spoken: Collection[str]) -> dict[str, Any]:
    """A list's choices come with the list."""
    if question.choices_from:
        return {}
    labels = {choice.code: dict(choice.labels) for choice in question.choices}
    return {
        "choices": list(question.choice_codes),
        "exclusive": [choice.code for choice in question.choices if choice.exclusive],
        "labels": labels if question.code in spoken else {},
    }


def _spoken(definition: Definition) -> set[str]:
    """The questions whose choices some rule asks the words of."""
    trees = [
        tree
        for question in definition.all_questions()
        for tree in _rules(question).values()
        if tree is not None
    ]
    trees += list(_rules_of_groups(definition).values())
    return {
        node[3][1]
        for tree in trees
        for node in walk(tree)
        if node[0] == "call" and node[1] == "jr:choice-name"
    }


def _rules_of_groups(definition: Definition) -> dict[str, Tree]:
    found: Iterable[tuple[str, Expression | None]] = [
        pair
        for section in definition.sections
        for pair in (
            (around("section", section.code), section.show_when),
            *((around("group", group.code), group.show_when) for group in section.groups),
        )
    ]
    return {node: rule.tree for node, rule in found if rule}


def _decimal(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


def _kept(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, False, "", [], {})}
