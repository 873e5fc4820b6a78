"""From a JSON document to a Definition, or to the list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from observer.checklists.definition.fields import LANGUAGE, DefinitionProblem, Fields
from observer.checklists.definition.questions import CATEGORY, read_question, read_rules
from observer.checklists.definition.shapes import (
    ANSWER_LABELS,
    DERIVED_FIELDS,
    FORMAT,
    MAX_IDENTITY_KEY,
    MAX_RAPID_QUESTIONS,
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
from observer.checklists.expressions import LANGUAGE_VERSION, Tree, dependency_order, references

MAX_SECTIONS = 50
MAX_QUESTIONS = 300
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
    _check_whole(definition, problems)
    if problems:
        raise DefinitionInvalid(problems)
    return definition


def with_rules(definition: Definition, document: object) -> Definition:
    """The definition under another rule set (the form of `rules_document`). Raises DefinitionInvalid."""
    problems: list[DefinitionProblem] = []
    fields = Fields(document if isinstance(document, Mapping) else {}, problems, definition.languages)
    names = {question.code for question in definition.questions()}
    by_question = fields.get("violation_when")
    rules = fields.within(by_question if isinstance(by_question, Mapping) else {}, "violation_when.")
    sections = tuple(
        replace(
            section,
            questions=tuple(
                replace(question, violation_when=read_rules(rules, question.code, question.code, names))
                for question in section.questions
            ),
        )
        for section in definition.sections
    )
    rules.close()
    changed = replace(definition, sections=sections, identities=_identities(fields, definition.sections))
    fields.close()
    _check_whole(changed, problems)
    if problems:
        raise DefinitionInvalid(problems)
    return changed


def _definition(fields: Fields) -> Definition:
    for name, version in (("format", FORMAT), ("expressions", LANGUAGE_VERSION)):
        if fields.get(name) not in (None, version):
            fields.wrong(name, "unknown-version", found=str(fields.get(name)), known=str(version))
    fields.languages = languages = _languages(fields)
    fields.answer_labels = _answer_labels(fields)
    definition = Definition(
        code=fields.code(),
        phase=fields.one_of("phase", PHASES),
        languages=languages,
        default_language=fields.one_of("default_language", languages or ("en",)),
        titles=fields.words("titles"),
        answer_labels=fields.answer_labels,
        sections=_sections(fields),
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


def _sections(fields: Fields) -> tuple[Section, ...]:
    found = fields.items("sections", MAX_SECTIONS, required=True)
    names = _question_codes(found)
    sections: list[Section] = []
    for section in found:
        code = section.code()
        section.section, section.prefix = code, ""
        read_section = Section(
            code=code,
            titles=section.words("titles"),
            help=section.words("help", required=False),
            questions=_questions(section, names),
            rapid=section.flag("rapid"),
        )
        _check_section(section, read_section, is_first=not sections)
        sections.append(read_section)
        section.close()
    return tuple(sections)


def _check_section(fields: Fields, section: Section, *, is_first: bool) -> None:
    """A rapid section is short and comes first; the question that skips a section opens it."""
    if section.rapid and not is_first:
        fields.wrong("rapid", "rapid-not-first")
    if section.rapid and len(section.questions) > MAX_RAPID_QUESTIONS:
        fields.wrong("questions", "too-many", limit=str(MAX_RAPID_QUESTIONS))
    if any(question.skips for question in section.questions[1:]):
        fields.wrong("questions", "skip-not-first")


def _questions(section: Fields, names: Collection[str]) -> tuple[Question, ...]:
    questions = []
    for fields in section.items("questions", MAX_QUESTIONS, required=True):
        questions.append(read_question(fields, names))
        fields.close()
    return tuple(questions)


def _question_codes(sections: list[Fields]) -> frozenset[str]:
    """Every code that `${…}` may name, wherever it stands: an expression may look ahead."""
    codes = set()
    for section in sections:
        questions = section.document.get("questions")
        for question in questions if isinstance(questions, list) else []:
            code = question.get("code") if isinstance(question, Mapping) else None
            if isinstance(code, str):
                codes.add(code)
    return frozenset(codes)


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
    formula = fields.expression("formula", names, has_self=False)
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


def _check_whole(definition: Definition, problems: list[DefinitionProblem]) -> None:
    """What only shows when all questions are known: doubles and circles."""
    _check_unique(definition, problems)
    dependencies = {
        question.code: references(question.show_when.tree) if question.show_when else []
        for question in definition.questions()
    }
    _, circle = dependency_order(dependencies)
    if circle:
        where = next(
            (section.code, question)
            for section in definition.sections
            for question in section.questions
            if question.code == circle[0]
        )
        source = where[1].show_when.source if where[1].show_when else ""
        position = source.find(circle[1])
        arguments = {"circle": " → ".join(circle), "source": source}
        problems.append(
            DefinitionProblem(
                where[0], circle[0], "show_when", "expression-circle", max(position, 0), arguments
            )
        )


def _check_unique(definition: Definition, problems: list[DefinitionProblem]) -> None:
    questions = list(definition.questions())
    for field, values in (
        ("sections", [section.code for section in definition.sections]),
        ("questions", [question.code for question in questions]),
        ("violation_when", [rule.code for question in questions for rule in question.violation_when]),
        ("protocol", [_of_contest(question, question.protocol) for question in questions]),
        ("fills", [_of_contest(question, question.fills) for question in questions]),
        ("identities", [identity.code for identity in definition.identities]),
    ):
        for value, count in Counter(values).items():
            if count > 1 and value:
                problems.append(DefinitionProblem("", "", field, "twice", None, {"found": value}))
    if len(questions) > MAX_QUESTIONS:
        problems.append(
            DefinitionProblem("", "", "questions", "too-many", None, {"limit": str(MAX_QUESTIONS)})
        )
    _check_identity_keys(definition, problems)


def _of_contest(question: Question, role: str | None) -> str:
    """Each contest has a protocol of its own: the same number twice is a mistake only within one."""
    return f"{role}:{question.contest}" if role and question.contest else role or ""


def _check_identity_keys(definition: Definition, problems: list[DefinitionProblem]) -> None:
    contest = max((question.contest for question in definition.questions()), key=len, default="")
    for identity in definition.identities:
        if contest and len(identity.code) + 1 + len(contest) > MAX_IDENTITY_KEY:
            limit = str(MAX_IDENTITY_KEY - 1 - len(contest))
            problems.append(
                DefinitionProblem("", "", f"identities.{identity.code}", "too-long", None, {"limit": limit})
            )


__all__ = ["DefinitionInvalid", "DefinitionProblem", "read", "with_rules"]
