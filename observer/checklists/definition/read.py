"""From a JSON document to a Definition, or to the list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from observer.checklists.definition.canonical import canonical
from observer.checklists.definition.choices import read_lists
from observer.checklists.definition.fields import LANGUAGE, DefinitionProblem, Fields
from observer.checklists.definition.outline import ground_of
from observer.checklists.definition.questions import CATEGORY, read_rules
from observer.checklists.definition.sections import read_sections
from observer.checklists.definition.shapes import (
    ANSWER_LABELS,
    DERIVED_FIELDS,
    FORMAT,
    PHASES,
    PROTOCOL_FIELDS,
    SEVERITIES,
    Definition,
    Grade,
    Identity,
    Question,
    Section,
    Words,
)
from observer.checklists.definition.whole import check_whole
from observer.checklists.expressions import LANGUAGE_VERSION, Tree

MAX_IDENTITIES = 50

_IDENTITY_CODE = re.compile(r"[A-Z][A-Za-z0-9_-]{0,23}")

_COMPARISONS = frozenset({"=", "<=", ">="})
_ARITHMETIC = frozenset({"number", "answer", "negative", "+", "-", "*", "div"})


class DefinitionInvalid(ValueError):
    """Carries `problems`: every fault of the document, in reading order."""

    def __init__(self, problems: list[DefinitionProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def read(document: object) -> Definition:
    """Read an authored or a frozen definition (see `shapes` for the document). Raises DefinitionInvalid."""
    if not isinstance(document, Mapping):
        raise DefinitionInvalid([DefinitionProblem("", "", "", "not-an-object")])
    problems: list[DefinitionProblem] = []
    definition = _definition(Fields(document, problems))
    problems += check_whole(definition)
    if problems:
        raise DefinitionInvalid(problems)
    return definition


def with_rules(definition: Definition, document: object) -> Definition:
    """The definition under another rule set (the form of `rules_document`). Raises DefinitionInvalid."""
    problems: list[DefinitionProblem] = []
    fields = Fields(document if isinstance(document, Mapping) else {}, problems, definition.languages)
    fields.ground = ground_of(canonical(definition), definition.lists)
    fields.names = fields.ground.names
    by_question = fields.get("violation_when")
    rules = fields.within(by_question if isinstance(by_question, Mapping) else {}, "violation_when.")
    sections = tuple(
        replace(
            section,
            questions=tuple(_under(question, rules) for question in section.questions),
        )
        for section in definition.sections
    )
    rules.close()
    changed = replace(definition, sections=sections, identities=_identities(fields, definition.sections))
    fields.close()
    problems += check_whole(changed)
    if problems:
        raise DefinitionInvalid(problems)
    return changed


def _under(question: Question, rules: Fields) -> Question:
    """The question, and what its rows ask, under other rules."""
    rules.place = rules.ground.places["question", question.code]
    return replace(
        question,
        violation_when=read_rules(rules, question.code, question.code),
        questions=tuple(_under(inner, rules) for inner in question.questions),
    )


def _definition(fields: Fields) -> Definition:
    for name, version in (("format", FORMAT), ("expressions", LANGUAGE_VERSION)):
        if fields.get(name) not in (None, version):
            fields.wrong(name, "unknown-version", found=str(fields.get(name)), known=str(version))
    fields.languages = languages = _languages(fields)
    # Words come before the lists are read, and may name any question.
    fields.names = ground_of(fields.document, {}).names
    fields.answer_labels = _answer_labels(fields)
    fields.lists = read_lists(fields)
    fields.ground = ground_of(fields.document, fields.lists)
    fields.place = fields.ground.outline.root
    titles = fields.words("titles")
    definition = Definition(
        code=fields.code(),
        phase=fields.one_of("phase", PHASES),
        languages=languages,
        default_language=fields.one_of("default_language", languages or ("en",)),
        titles=titles,
        answer_labels=fields.answer_labels,
        sections=read_sections(fields, titles),
        lists=fields.lists,
        instance_name=fields.expression("instance_name", has_self=False),
    )
    definition = replace(definition, identities=_identities(fields, definition.sections))
    fields.close()
    return definition


def _languages(fields: Fields) -> tuple[str, ...]:
    value = fields.get("languages")
    if not isinstance(value, list) or not value:
        fields.wrong("languages", "missing" if not value else "not-a-list")
        return ()
    for language in value:
        if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
            fields.wrong("languages", "bad-language", found=str(language)[:20])
    return tuple(dict.fromkeys(language for language in value if isinstance(language, str)))


def _answer_labels(fields: Fields) -> dict[str, Words]:
    given = fields.get("answer_labels")
    if given is not None and not isinstance(given, Mapping):
        fields.wrong("answer_labels", "not-an-object")
    own = fields.within(given if isinstance(given, Mapping) else {}, "answer_labels.")
    labels: dict[str, Words] = {
        code: own.words(code, default=default) for code, default in ANSWER_LABELS.items()
    }
    own.close()
    return labels


def _identities(fields: Fields, sections: tuple[Section, ...]) -> tuple[Identity, ...]:
    votes = {
        question.protocol
        for section in sections
        for question in section.questions
        if question.protocol and question.protocol.startswith("c:")
    }
    names = {*PROTOCOL_FIELDS, *DERIVED_FIELDS, *votes}
    return tuple(_identity(item, names) for item in fields.items("identities", MAX_IDENTITIES))


def _identity(fields: Fields, names: Collection[str]) -> Identity:
    formula = fields.expression("formula", names=names, has_self=False)
    if formula is None and fields.get("formula") is None:
        fields.wrong("formula", "missing")
    elif formula and not _compares_sums(formula.tree):
        fields.wrong("formula", "not-a-comparison-of-sums")
    identity = Identity(
        code=fields.matching("code", _IDENTITY_CODE, "bad-code"),
        names=fields.words("names"),
        formula=formula,  # type: ignore[arg-type]  # a missing formula is a problem, and problems raise
        category=fields.matching("category", CATEGORY, "bad-category"),
        grades=tuple(_grade(item) for item in fields.items("grades", 20, required=True)),
        tolerance=fields.number("tolerance") or Decimal(0),
        rounding=fields.one_of("rounding", ("none", "up", "down"), default="none"),
    )
    if identity.tolerance < 0:
        fields.wrong("tolerance", "negative")
    fields.close()
    return identity


def _grade(fields: Fields) -> Grade:
    grade = Grade(
        severity=fields.one_of("severity", SEVERITIES),
        direction=fields.one_of("direction", ("any", "above", "below", "equal"), default="any"),
        over=fields.number("over"),
        over_share=fields.number("over_share"),
    )
    fields.close()
    return grade


def _compares_sums(tree: Tree) -> bool:
    """Whether the tree is one comparison of two sides that only add, subtract, multiply and divide."""
    return tree[0] in _COMPARISONS and all(_is_sum(side) for side in tree[1:])


def _is_sum(tree: Tree) -> bool:
    if tree[0] not in _ARITHMETIC:
        return False
    return tree[0] in {"number", "answer"} or all(_is_sum(child) for child in tree[1:])


__all__ = ["DefinitionInvalid", "DefinitionProblem", "read", "with_rules"]
