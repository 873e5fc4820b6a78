"""What pages of checklists show: questions of a version in one language, and differences in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from observer.checklists.changes import Change
from observer.checklists.definition import Definition, Question, Rule, Section, Words
from observer.checklists.difference import Comparison, Difference, PartChange, QuestionChange, Standing
from observer.checklists.difference_wording import caution_of, name_of, part_name, reason_of
from observer.checklists.models import Basis, Severity
from observer.dashboard.design_words import TYPES

# Choices of a question that a page writes out; a list of ten thousand is told by its number.
CHOICES_SHOWN = 30
# Changes of one question that a page writes out.
CHANGES_SHOWN = 24
# Aspects whose before and after are written in the language of rules, from left to right.
EXPRESSIONS = frozenset(
    {"show_when", "show_around", "constraint", "calculate", "initial", "choice_filter", "count", "formula"}
    | {"required_when", "rule_added", "rule_removed", "rule_expression", "instance_name"}
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads texts of a definition in one language."""

    definition: Definition
    language: str
    categories: Mapping[str, str]

    def say(self, words: Words | None) -> str:
        return self.definition.in_language(words or {}, self.language)[0]

    def sections(self) -> Iterator[dict[str, Any]]:
        for section in self.definition.sections:
            yield {
                "code": "" if section.bare else section.code,
                "title": self.say(section.titles),
                "help": self.say(section.help),
                "rapid": section.rapid,
                "show_when": section.show_when,
                "questions": [self.question(one, section) for one in section.questions],
            }

    def question(self, question: Question, section: Section) -> dict[str, Any]:
        """All that a page says of a question; those of a repeat's rows stand within it."""
        groups = [*section.around(question.group)]
        return {
            "code": question.code,
            "label": self.say(question.labels),
            "help": self.say(question.help),
            "type": str(TYPES.get(question.type, question.type)),
            "required": question.required,
            "not_observed": question.allow_not_observed,
            "groups": [self.say(group.titles) or group.code for group in reversed(groups)],
            "choices": [(one.code, self.say(one.labels)) for one in question.choices[:CHOICES_SHOWN]],
            "more_choices": max(0, len(question.choices) - CHOICES_SHOWN),
            "conditions": list(self.conditions(question)),
            "rules": [self.rule(rule) for rule in question.violation_when],
            "standards": question.standards,
            "protocol": question.protocol,
            "questions": [self.question(one, section) for one in question.questions],
        }

    def conditions(self, question: Question) -> Iterator[tuple[str, str, str]]:
        """(what it says, the expression, what an observer is told)."""
        for expression, name, message in (
            (question.show_when, _("Asked when"), None),
            (question.required_when, _("Must be answered when"), question.required_message),
            (question.constraint, _("Accepted when"), question.constraint_message),
            (question.calculate, _("Worked out as"), None),
            (question.choice_filter, _("Choices offered when"), None),
            (question.count, _("Number of rows"), None),
        ):
            if expression is not None:
                yield name, expression.source, self.say(message)

    def rule(self, rule: Rule) -> dict[str, str]:
        return {
            "category": rule.category,
            "name": self.categories.get(rule.category, ""),
            "severity": rule.severity,
            "severity_name": str(Severity(rule.severity).label),
            "evidence": str(Basis(rule.evidence).label),
            "expression": rule.expression.source,
        }

    def identities(self) -> Iterator[dict[str, Any]]:
        for one in self.definition.identities:
            yield {
                "code": one.code,
                "name": self.say(one.names),
                "formula": one.formula.source,
                "category": one.category,
                "category_name": self.categories.get(one.category, ""),
                "tolerance": one.tolerance,
            }


def write_difference(found: Difference, reader: Reader) -> dict[str, Any]:
    """A difference in words, in the reader's language; `reader` reads the newer definition."""
    return {
        "is_empty": found.is_empty,
        "form": [write_change(change) for change in found.form],
        "parts": [_part(part, reader) for part in found.parts],
        "added": [_standing(one, reader) for one in found.added],
        "removed": [_standing(one, reader) for one in found.removed],
        "changed": [_changed(one, reader) for one in found.changed],
        "same": len(found.comparisons) - len(found.changed),
        "comparable": len(found.comparisons) - len(found.not_comparable),
        "common": len(found.comparisons),
        "not_comparable": [_apart(one, reader) for one in found.changed if not one.comparison.comparable],
    }


def write_change(change: Change) -> dict[str, Any]:
    return {
        "name": name_of(change),
        "before": change.before,
        "after": change.after,
        "language": change.language,
        "code": change.aspect in EXPRESSIONS,
    }


def _part(part: PartChange, reader: Reader) -> dict[str, Any]:
    return {
        "name": part_name(part),
        "title": reader.say(part.names),
        "changes": [write_change(change) for change in part.changes],
    }


def _standing(one: Standing, reader: Reader) -> dict[str, Any]:
    return {
        "code": one.question.code,
        "label": reader.say(one.question.labels),
        "type": str(TYPES.get(one.question.type, one.question.type)),
        "looks_like": one.looks_like,
    }


def _changed(one: QuestionChange, reader: Reader) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": reader.say(one.new.labels),
        "moved": one.moved,
        "from_section": one.old_place.section if one.old_place.section != one.place.section else "",
        "changes": [write_change(change) for change in one.changes[:CHANGES_SHOWN]],
        "more": max(0, len(one.changes) - CHANGES_SHOWN),
        **_judgement(one.comparison),
    }


def _apart(one: QuestionChange, reader: Reader) -> dict[str, Any]:
    return {"code": one.code, "label": reader.say(one.new.labels), **_judgement(one.comparison)}


def _judgement(comparison: Comparison) -> dict[str, Any]:
    return {
        "comparable": comparison.comparable,
        "reasons": _each_once(map(reason_of, comparison.reasons)),
        "cautions": _each_once(map(caution_of, comparison.cautions)),
    }


def _each_once(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentences))[:CHANGES_SHOWN]
