"""What is different between a question and the same question of another version, change by change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from observer.checklists.definition import Question, Rule, Words
from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import FIXED_CHOICES, Choice, Media
from observer.checklists.expressions import Expression

# In the order they are told. Each is a field of `Question` and, as `aspect`, a key of `difference_wording`.
_TOLD = (
    *("type", "protocol", "contest", "fills", "skips", "required", "required_when", "allow_not_observed"),
    *("show_when", "constraint", "calculate", "initial", "default", "read_only", "minimum", "maximum"),
    *("step", "max_length", "choices_from", "choice_filter", "count", "appearance", "sms_tag"),
)
_WORDS = (("label", "labels"), ("help", "help"), ("constraint_message", "constraint_message"))
_RULE = ("expression", "category", "severity", "evidence")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed, as text ("" where there was or is none).

    `of`: the choice, rule or answer it belongs to, where it is not the whole's. `language`: of a text.
    """

    aspect: str
    before: str = ""
    after: str = ""
    of: str = ""
    language: str = ""


def question_changes(
    old: Question, new: Question, languages: Collection[str] | None = None
) -> Iterator[Change]:
    """Every change from `old` to `new`. Without `languages`, texts are compared in those both have."""
    for name in _TOLD:
        yield from texts(name, getattr(old, name), getattr(new, name))
    for aspect, name in (*_WORDS, ("required_message", "required_message")):
        yield from words_changed(aspect, getattr(old, name), getattr(new, name), languages)
    yield from _choices(old, new, languages)
    yield from _rules(old, new)
    yield from texts("standards", ", ".join(old.standards), ", ".join(new.standards))
    yield from texts("parameters", _pairs(old.parameters), _pairs(new.parameters))
    yield from texts("media", _files(old.media), _files(new.media))


def texts(aspect: str, before: object, after: object, of: str = "") -> Iterator[Change]:
    """A change where the two are not the same, both as text."""
    one, other = _text(before), _text(after)
    if one != other:
        yield Change(aspect, one, other, of)


def words_changed(
    aspect: str,
    before: Words | None,
    after: Words | None,
    languages: Collection[str] | None,
    of: str = "",
) -> Iterator[Change]:
    """A change for each language whose text is another one."""
    one, other = before or {}, after or {}
    if languages is None:
        languages = [language for language in other if language in one]
    for language in languages:
        if one.get(language, "") != other.get(language, ""):
            yield Change(aspect, one.get(language, ""), other.get(language, ""), of, language)


def _choices(old: Question, new: Question, languages: Collection[str] | None) -> Iterator[Change]:
    """By code. Those of a fixed type (yes and no) have no words of their own."""
    before, after = _choices_by_code(old), _choices_by_code(new)
    default = next(iter(new.labels), "")
    for code, choice in after.items():
        if code not in before:
            yield Change("choice_added", after=_label(choice, default), of=code)
    for code, choice in before.items():
        if code not in after:
            yield Change("choice_removed", before=_label(choice, default), of=code)
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield Change("choice_order")
    for code in after:
        one, other = before.get(code), after[code]
        if one is not None and other is not None:
            yield from words_changed("choice_label", one.labels, other.labels, languages, of=code)
            yield from texts("choice_exclusive", one.exclusive, other.exclusive, of=code)
            yield from texts("choice_values", _pairs(one.values), _pairs(other.values), of=code)
            yield from texts("choice_media", _files(one.media), _files(other.media), of=code)


def _choices_by_code(question: Question) -> dict[str, Choice | None]:
    if fixed := FIXED_CHOICES.get(question.type):
        return dict.fromkeys(fixed)
    return {choice.code: choice for choice in question.choices}


def _label(choice: Choice | None, language: str) -> str:
    labels: Mapping[str, str] = choice.labels if choice else {}
    return labels.get(language) or next(iter(labels.values()), "")


def _rules(old: Question, new: Question) -> Iterator[Change]:
    before = {rule.code: rule for rule in old.violation_when}
    after = {rule.code: rule for rule in new.violation_when}
    for code, rule in after.items():
        if code not in before:
            yield Change("rule_added", after=_rule(rule), of=rule.category)
        else:
            for name in _RULE:
                yield from texts(f"rule_{name}", getattr(before[code], name), getattr(rule, name), of=code)
    for code, rule in before.items():
        if code not in after:
            yield Change("rule_removed", before=_rule(rule), of=rule.category)


def _rule(rule: Rule) -> str:
    return rule.expression.source


def _pairs(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={values[name]}" for name in sorted(values))


def _files(media: Media) -> str:
    return ", ".join(
        f"{kind} {language}: {media[kind][language]}" for kind in media for language in media[kind]
    )


def _text(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Expression():
            return value.source
        case Decimal():
            return decimal_text(value)
        case _:
            return str(value)
