"""The form in which a definition is stored, sent and hashed: RFC 8785 JSON, NFC text, decimals as text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import rfc8785

from observer.checklists.definition.shapes import (
    FIXED_CHOICES,
    FORMAT,
    Choice,
    ChoiceList,
    Definition,
    Grade,
    Group,
    Identity,
    Media,
    Question,
    Rule,
    Section,
)
from observer.checklists.expressions import LANGUAGE_VERSION, Expression


def canonical(definition: Definition) -> dict[str, Any]:
    """The JSON document of a definition, expressions with their trees. `read` gives the definition back."""
    return {
        "format": FORMAT,
        "expressions": LANGUAGE_VERSION,
        "code": definition.code,
        "phase": definition.phase,
        "languages": list(definition.languages),
        "default_language": definition.default_language,
        "titles": dict(definition.titles),
        "answer_labels": {code: dict(words) for code, words in definition.answer_labels.items()},
        "sections": [_section(section) for section in definition.sections],
        **_kept(
            identities=[_identity(identity) for identity in definition.identities],
            lists={name: _list(one) for name, one in definition.lists.items()},
            instance_name=_expression(definition.instance_name),
        ),
    }


def content_hash(document: dict[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of a document in RFC 8785 form; for a definition, of `canonical(definition)`."""
    return hashlib.sha256(rfc8785.dumps(document)).digest()


def rules_document(definition: Definition) -> dict[str, Any]:
    """What a RuleSet holds: the rules of each question that has any, and the protocol identities."""
    return {
        "violation_when": {
            question.code: _rules(question.violation_when)
            for question in definition.all_questions()
            if question.violation_when
        },
        "identities": [_identity(identity) for identity in definition.identities],
    }


def decimal_text(number: Decimal) -> str:
    """Without exponent and without needless zeros: 12, 0.5."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _section(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "titles": dict(section.titles),
        **_kept(
            help=dict(section.help),
            rapid=section.rapid,
            groups=[_group(group) for group in section.groups],
            show_when=_expression(section.show_when),
            bare=section.bare,
            appearance=section.appearance,
        ),
        "questions": [_question(question) for question in section.questions],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "code": group.code,
        **_kept(
            titles=dict(group.titles),
            help=dict(group.help),
            show_when=_expression(group.show_when),
            parent=group.parent,
            appearance=group.appearance,
        ),
    }


def _list(listed: ChoiceList) -> dict[str, Any]:
    return {
        "choices": [_choice(choice) for choice in listed.choices],
        **_kept(columns=list(listed.columns), source=listed.source),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "type": question.type,
        "labels": dict(question.labels),
        **_kept(
            help=dict(question.help),
            required=question.required,
            allow_not_observed=question.allow_not_observed,
            choices=_own_choices(question),
            show_when=_expression(question.show_when),
            constraint=_expression(question.constraint),
            constraint_message=dict(question.constraint_message or {}),
            violation_when=_rules(question.violation_when),
            protocol=question.protocol,
            contest=question.contest,
            fills=question.fills,
            skips=question.skips,
            minimum=_decimal(question.minimum),
            maximum=_decimal(question.maximum),
            max_length=question.max_length,
            calculate=_expression(question.calculate),
            default=question.default,
            initial=_expression(question.initial),
            read_only=question.read_only,
            required_when=_expression(question.required_when),
            required_message=dict(question.required_message or {}),
            appearance=question.appearance,
            media=_media(question.media),
            choices_from=question.choices_from,
            choice_filter=_expression(question.choice_filter),
            parameters=dict(question.parameters),
            step=_decimal(question.step),
            standards=list(question.standards),
            sms_tag=question.sms_tag,
            group=question.group,
            count=_expression(question.count),
            questions=[_question(inner) for inner in question.questions],
        ),
    }


def _own_choices(question: Question) -> list[dict[str, Any]]:
    """Neither the fixed ones of its type nor those of a shared list."""
    if question.type in FIXED_CHOICES or question.choices_from:
        return []
    return [_choice(choice) for choice in question.choices]


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "code": choice.code,
        "labels": dict(choice.labels),
        **_kept(exclusive=choice.exclusive, values=dict(choice.values), media=_media(choice.media)),
    }


def _media(media: Media) -> dict[str, Any]:
    return {kind: dict(names) for kind, names in media.items() if names}


def _rules(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    return [
        {
            "code": rule.code,
            "expression": _expression(rule.expression),
            "category": rule.category,
            "severity": rule.severity,
            "evidence": rule.evidence,
        }
        for rule in rules
    ]


def _identity(identity: Identity) -> dict[str, Any]:
    return {
        "code": identity.code,
        "names": dict(identity.names),
        "formula": _expression(identity.formula),
        "tolerance": decimal_text(identity.tolerance),
        "rounding": identity.rounding,
        "category": identity.category,
        "grades": [_grade(grade) for grade in identity.grades],
    }


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "severity": grade.severity,
        "direction": grade.direction,
        **_kept(over=_decimal(grade.over), over_share=_decimal(grade.over_share)),
    }


def _expression(expression: Expression | None) -> dict[str, Any] | None:
    return {"source": expression.source, "tree": expression.tree} if expression else None


def _decimal(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)


def _kept(**fields: Any) -> dict[str, Any]:
    """Without the fields that say nothing: absent and empty mean the same, so only one of them is written."""
    return {name: value for name, value in fields.items() if value not in (None, False, "", [], {})}
