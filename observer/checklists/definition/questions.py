"""Reading one question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from decimal import Decimal

from observer.checklists.definition.fields import CODE, Fields
from observer.checklists.definition.shapes import (
    BASES,
    FACT_CHOICES,
    FACTS,
    FIXED_CHOICES,
    PROTOCOL_FACTS,
    PROTOCOL_FIELDS,
    SEVERITIES,
    TYPES,
    Choice,
    Question,
    Rule,
)

MAX_CHOICES = 200
MAX_RULES = 20
MAX_LENGTH = 10_000

CATEGORY = re.compile(r"[A-Z][A-Za-z0-9_-]{0,7}")
_RULE_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,31}")
_VOTES = re.compile(r"c:[A-Za-z0-9_-]{1,40}")

# Which fields mean something for which types; anywhere else they are a mistake worth telling.
_ONLY_FOR = {
    "choices": ("one_of", "many_of"),
    "minimum": ("integer", "decimal"),
    "maximum": ("integer", "decimal"),
    "max_length": ("text",),
    "protocol": ("integer",),
    "skips": ("one_of",),
}


def read_question(fields: Fields, names: Collection[str]) -> Question:
    """The question in `fields`; its expressions may ask for any of `names`. Faults go to its `problems`."""
    code = fields.code()
    fields.question, fields.prefix = code, ""
    kind = fields.one_of("type", TYPES)
    for name, types in _ONLY_FOR.items():
        if kind not in types and fields.document.get(name) is not None:
            fields.wrong(name, "not-for-this-type", type=kind)
    question = Question(
        code=code,
        type=kind,
        labels=fields.words("labels"),
        help=fields.words("help", required=False),
        required=fields.flag("required"),
        allow_not_observed=fields.flag("allow_not_observed", default=kind == "yes_no_not_observed"),
        choices=_choices(fields, kind),
        show_when=fields.expression("show_when", names, has_self=False),
        constraint=fields.expression("constraint", names),
        constraint_message=fields.words("constraint_message", required=False) or None,
        violation_when=read_rules(fields, "violation_when", code, names),
        protocol=_protocol(fields),
        fills=_fills(fields, kind),
        # Everything observers count starts at none; a definition that means otherwise says so.
        minimum=fields.number("minimum", Decimal(0) if kind == "integer" else None),
        maximum=fields.number("maximum"),
        max_length=fields.whole("max_length", 1, MAX_LENGTH),
        contest=fields.matching("contest", CODE, "bad-code") if fields.get("contest") else "",
        skips=fields.flag("skips"),
    )
    _check(fields, question)
    return question


def read_rules(fields: Fields, name: str, question: str, names: Collection[str]) -> tuple[Rule, ...]:
    rules = []
    for number, item in enumerate(fields.items(name, MAX_RULES), start=1):
        expression = item.expression("expression", names)
        if item.document.get("expression") is None:
            item.wrong("expression", "missing")
        rule = Rule(
            code=item.matching("code", _RULE_CODE, "bad-code")
            if item.get("code")
            else f"{question}.{number}",
            expression=expression,  # type: ignore[arg-type]  # a missing expression is a problem, and problems raise
            category=item.matching("category", CATEGORY, "bad-category"),
            severity=item.one_of("severity", SEVERITIES),
            evidence=item.one_of("evidence", BASES),
        )
        item.close()
        rules.append(rule)
    return tuple(rules)


def _choices(fields: Fields, kind: str) -> tuple[Choice, ...]:
    if kind in FIXED_CHOICES:
        fields.get("choices")
        return tuple(Choice(code, fields.answer_labels[code]) for code in FIXED_CHOICES[kind])
    choices = []
    for item in fields.items("choices", MAX_CHOICES, required=kind in _ONLY_FOR["choices"]):
        choices.append(
            Choice(
                code=item.matching("code", CODE, "bad-code"),
                labels=item.words("labels"),
                exclusive=item.flag("exclusive"),
            )
        )
        item.close()
    for code, count in Counter(choice.code for choice in choices).items():
        if count > 1 and code:
            fields.wrong("choices", "twice", found=code)
    return tuple(choices)


def _protocol(fields: Fields) -> str | None:
    value = fields.get("protocol")
    if value is None:
        return None
    if isinstance(value, str) and (value in PROTOCOL_FIELDS or _VOTES.fullmatch(value)):
        return value
    fields.wrong(
        "protocol", "not-one-of", found=str(value)[:60], options=", ".join((*PROTOCOL_FIELDS, "c:…"))
    )
    return None


def _fills(fields: Fields, kind: str) -> str | None:
    if fields.get("fills") is None:
        return None
    fact = fields.one_of("fills", tuple(FACTS))
    if kind not in FACTS[fact]:
        fields.wrong("fills", "not-for-this-type", type=kind)
    return fact


def _check(fields: Fields, question: Question) -> None:
    """Rules between the fields of one question."""
    if question.constraint and not question.constraint_message:
        fields.wrong("constraint_message", "missing")
    if question.constraint_message and not question.constraint:
        fields.wrong("constraint", "missing")
    if question.type == "yes_no_not_observed" and not question.allow_not_observed:
        fields.wrong("allow_not_observed", "needed-for-this-type")
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        fields.wrong("maximum", "below-minimum")
    if question.type != "many_of" and any(choice.exclusive for choice in question.choices):
        fields.wrong("choices", "exclusive-only-for-many")
    if question.contest and not question.protocol and question.fills not in PROTOCOL_FACTS:
        fields.wrong("contest", "contest-without-protocol")
    if question.skips and (question.required or question.show_when):
        fields.wrong("skips", "skip-must-be-free")
    allowed = FACT_CHOICES.get(question.fills or "", ())
    for choice in question.choices if allowed else ():
        if choice.code not in allowed:
            fields.wrong("choices", "not-one-of", found=choice.code, options=", ".join(allowed))
