"""Reading one question."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from observer.checklists.definition.choices import CHOSEN_TYPES, read_choices, read_media
from observer.checklists.definition.fields import CODE, Fields
from observer.checklists.definition.shapes import (
    BASES,
    FACT_CHOICES,
    FACTS,
    PROTOCOL_FACTS,
    PROTOCOL_FIELDS,
    SEVERITIES,
    SILENT_TYPES,
    TYPES,
    Question,
    Rule,
)
from observer.checklists.expressions import Expression

MAX_RULES = 20
MAX_LENGTH = 10_000
# Repeats in repeats in repeats: what a phone can still show.
MAX_REPEATS = 3

CATEGORY = re.compile(r"[A-Z][A-Za-z0-9_-]{0,7}")
_RULE_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,31}")
_VOTES = re.compile(r"c:[A-Za-z0-9_-]{1,40}")
_SMS_TAG = re.compile(r"[A-Z]{1,3}")
# As many as stand in one cell: a=1 b=2.
_PARAMETER_VALUE = re.compile(r"[^\s,;=\x00-\x1f\x7f]{1,199}")
_PARAMETER = re.compile(r"[a-z][a-z0-9_-]{0,31}")

# Which fields mean something for which types; anywhere else they are a mistake worth telling.
_ONLY_FOR = {
    "choices": CHOSEN_TYPES,
    "choices_from": CHOSEN_TYPES,
    "choice_filter": CHOSEN_TYPES,
    "minimum": ("integer", "decimal", "range"),
    "maximum": ("integer", "decimal", "range"),
    "step": ("range",),
    "max_length": ("text", "barcode"),
    "protocol": ("integer",),
    "skips": ("one_of",),
    "calculate": ("calculated", "hidden", "integer", "decimal", "text", "date", "time", "datetime"),
    "count": ("repeat",),
    "questions": ("repeat",),
}
# A repeat only holds other questions, and nobody answers a note: these say nothing there.
_NOT_FOR = {
    "note": ("required", "required_when", "constraint", "violation_when", "default", "initial"),
    "repeat": ("required", "required_when", "constraint", "violation_when", "default", "initial"),
    "calculated": ("required", "required_when", "allow_not_observed"),
    "hidden": ("required", "required_when", "allow_not_observed"),
}
# Facts of the report as a whole: they cannot be told once for each row.
_NOT_IN_ROWS = ("protocol", "contest", "fills", "skips", "sms_tag")


def read_question(fields: Fields, *, groups: Collection[str] = (), depth: int = 0) -> Question:
    """The question in `fields`, `depth` repeats deep; `groups` are those of its section.

    Faults go to the `problems` of `fields`.
    """
    code = fields.code()
    fields.question, fields.prefix = code, ""
    fields.place = fields.ground.places.get(("question", code))
    kind = fields.one_of("type", TYPES)
    _check_fields(fields, kind, depth)
    question = Question(
        code=code,
        type=kind,
        labels=_labels(fields, kind, code),
        help=fields.words("help", required=False),
        required=fields.flag("required"),
        allow_not_observed=fields.flag("allow_not_observed", default=kind == "yes_no_not_observed"),
        choices=read_choices(fields, kind),
        show_when=fields.expression("show_when", has_self=False),
        constraint=fields.expression("constraint"),
        constraint_message=fields.words("constraint_message", required=False) or None,
        violation_when=read_rules(fields, "violation_when", code),
        protocol=_protocol(fields),
        fills=_fills(fields, kind),
        # Everything observers count starts at none; a definition that means otherwise says so.
        minimum=fields.number("minimum", Decimal(0) if kind == "integer" else None),
        maximum=fields.number("maximum"),
        max_length=fields.whole("max_length", 1, MAX_LENGTH),
        contest=fields.matching("contest", CODE, "bad-code") if fields.get("contest") else "",
        skips=fields.flag("skips"),
        calculate=fields.expression("calculate", has_self=False),
        default=fields.text("default", 2_000),
        initial=fields.expression("initial", has_self=False),
        read_only=fields.flag("read_only"),
        required_when=fields.expression("required_when", has_self=False),
        required_message=fields.words("required_message", required=False) or None,
        appearance=fields.text("appearance"),
        media=read_media(fields),
        choices_from=fields.get("choices_from") or "",
        choice_filter=_choice_filter(fields),
        parameters=_parameters(fields),
        step=fields.number("step"),
        standards=tuple(fields.texts("standards")),
        sms_tag=fields.matching("sms_tag", _SMS_TAG, "bad-sms-tag") if fields.get("sms_tag") else "",
        group=_group(fields, groups),
        count=fields.expression("count", has_self=False),
        questions=_rows(fields, kind, groups, depth),
    )
    _check(fields, question)
    return question


def _rows(fields: Fields, kind: str, groups: Collection[str], depth: int) -> tuple[Question, ...]:
    """What each row of a repeat asks."""
    if kind != "repeat":
        fields.get("questions")
        return ()
    if depth >= MAX_REPEATS:
        fields.wrong("questions", "too-deep", limit=str(MAX_REPEATS))
        fields.get("questions")
        return ()
    found = []
    for item in fields.items("questions", 200, required=True):
        found.append(read_question(item, groups=groups, depth=depth + 1))
        item.close()
    return tuple(found)


def _labels(fields: Fields, kind: str, code: str) -> dict[str, str]:
    """What nobody is shown needs no words: its code stands for them on pages and in exports."""
    if kind in SILENT_TYPES or kind == "repeat":
        return fields.words("labels", default=dict.fromkeys(fields.languages, code or kind))
    return fields.words("labels")


def _group(fields: Fields, groups: Collection[str]) -> str:
    group = fields.get("group")
    if group is None or group in groups:
        return group or ""
    fields.wrong("group", "unknown-group", found=str(group)[:60])
    return ""


def _choice_filter(fields: Fields) -> Expression | None:
    """Bare names in it are columns of the list."""
    name = fields.get("choices_from")
    listed = fields.lists.get(name) if isinstance(name, str) else None
    if listed is None and fields.get("choice_filter") is not None and not fields.document.get("choices_from"):
        fields.wrong("choice_filter", "filter-without-list")
    columns = ("name", "label", *listed.columns) if listed else ("name", "label")
    return fields.expression("choice_filter", has_self=False, columns=columns)


def _parameters(fields: Fields) -> dict[str, str]:
    given = fields.get("parameters")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        fields.wrong("parameters", "not-an-object")
        return {}
    for name, value in given.items():
        if not (
            isinstance(name, str)
            and _PARAMETER.fullmatch(name)
            and isinstance(value, str)
            and _PARAMETER_VALUE.fullmatch(value)
        ):
            fields.wrong("parameters", "bad-code", found=str(name)[:60])
    return {str(name): str(value) for name, value in given.items()}


def _check_fields(fields: Fields, kind: str, depth: int) -> None:
    for name, types in _ONLY_FOR.items():
        if kind not in types and fields.document.get(name) is not None:
            fields.wrong(name, "not-for-this-type", type=kind)
    for name in _NOT_FOR.get(kind, ()):
        if fields.document.get(name):
            fields.wrong(name, "not-for-this-type", type=kind)
    for name in _NOT_IN_ROWS if depth else ():
        if fields.document.get(name):
            fields.wrong(name, "not-in-a-repeat")


def read_rules(fields: Fields, name: str, question: str) -> tuple[Rule, ...]:
    """The violation rules under `name`; those without a code are numbered after the question."""
    rules = []
    for number, item in enumerate(fields.items(name, MAX_RULES), start=1):
        expression = item.expression("expression")
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
    if question.constraint_message and fields.get("constraint") is None:
        fields.wrong("constraint", "missing")
    if question.type == "yes_no_not_observed" and not question.allow_not_observed:
        fields.wrong("allow_not_observed", "needed-for-this-type")
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        fields.wrong("maximum", "below-minimum")
    if question.type != "many_of" and any(choice.exclusive for choice in question.choices):
        fields.wrong("choices", "exclusive-only-for-many")
    if question.contest and not question.protocol and question.fills not in PROTOCOL_FACTS:
        fields.wrong("contest", "contest-without-protocol")
    _check_values(fields, question)
    if question.skips and (question.required or question.show_when):
        fields.wrong("skips", "skip-must-be-free")
    allowed = FACT_CHOICES.get(question.fills or "", ())
    for choice in question.choices if allowed else ():
        if choice.code not in allowed:
            fields.wrong("choices", "not-one-of", found=choice.code, options=", ".join(allowed))


def _check_values(fields: Fields, question: Question) -> None:
    """What fills a question without its observer, and what a range needs."""
    # What was given and refused has been told of: it is not missing as well.
    if question.type == "calculated" and fields.get("calculate") is None:
        fields.wrong("calculate", "missing")
    if question.default and question.initial:
        fields.wrong("initial", "default-twice")
    if question.calculate and (question.default or question.initial):
        fields.wrong("calculate", "default-twice")
    if question.required and question.required_when:
        fields.wrong("required_when", "required-twice")
    if question.required_message and not (question.required or question.required_when):
        fields.wrong("required_message", "not-required")
    if question.type == "range" and (question.minimum is None or question.maximum is None):
        fields.wrong("minimum" if question.minimum is None else "maximum", "missing")
    if question.step is not None and question.step <= 0:
        fields.wrong("step", "not-above-zero")
