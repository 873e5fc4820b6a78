"""What is different between two versions of a checklist, and whose answers can be added up.

Questions are the same where their codes are, as reports are merged by them. Plain values: the words for
people are in `difference_wording`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observer.checklists.changes import Change, question_changes, texts, words_changed
from observer.checklists.definition import Definition, Group, Identity, Question, Section
from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import Grade

# Types whose answers are of one kind: the same choice codes, numbers, or texts.
_FAMILIES = (
    frozenset({"yes_no", "yes_no_not_observed", "rating", "one_of"}),
    frozenset({"integer", "decimal", "range"}),
    frozenset({"text", "barcode"}),
)
# What makes an answer another answer. A type of the same family is none of these.
_BREAKS = frozenset({"type", "choice_added", "choice_removed", "protocol", "contest", "calculate"})
# What leaves the answers of one kind, though they may have been given to another question or by others.
_CAUTIONS = frozenset(
    {"type", "label", "choice_label", "show_when", "show_around", "constraint", "minimum", "maximum", "step"}
    | {"choice_filter", "choice_exclusive", "allow_not_observed", "default", "initial", "read_only"}
    | {"required", "required_when", "fills", "skips"}
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether the answers to two versions of a question may be added up.

    `reasons`: why not. `cautions`: what a person should look at before they are.
    """

    comparable: bool
    reasons: tuple[Change, ...] = ()
    cautions: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: section, groups and repeats around it by their codes ("" where bare)."""

    section: str
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that only one of the versions has. `looks_like`: the other's that reads the same."""

    question: Question
    place: Place
    looks_like: str = ""


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question of both versions that is not quite the same."""

    code: str
    old: Question
    new: Question
    old_place: Place
    place: Place
    moved: bool
    changes: tuple[Change, ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class PartChange:
    """A section, group or identity: `kind` and code; new, gone, or with `changes`."""

    kind: str
    code: str
    names: Mapping[str, str]
    added: bool = False
    removed: bool = False
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """`comparisons`: of every question that both versions have, changed or not, by code."""

    form: tuple[Change, ...]
    parts: tuple[PartChange, ...]
    added: tuple[Standing, ...]
    removed: tuple[Standing, ...]
    changed: tuple[QuestionChange, ...]
    comparisons: Mapping[str, Comparison]

    @property
    def is_empty(self) -> bool:
        return not (self.form or self.parts or self.added or self.removed or self.changed)

    @property
    def not_comparable(self) -> list[str]:
        return [code for code, one in self.comparisons.items() if not one.comparable]


def comparable(old_question: Question, new_question: Question) -> Comparison:
    """Whether answers to `old_question` may be added to those of `new_question` (of the same code).

    They may where the type is of one kind, the choices have the same codes, and what the answer stands for
    (a number of a protocol, a fact of the visit, a calculation) is the same. Other words for the same
    question are a caution: whether they ask the same, a person has to say.
    """
    return _judged(old_question, new_question, question_changes(old_question, new_question))


def difference(old: Definition, new: Definition) -> Difference:
    """Everything that is not the same in `new`, in its order; what is gone in the order of `old`."""
    before, after = dict(_places(old)), dict(_places(new))
    olds = {question.code: question for question in old.all_questions()}
    news = {question.code: question for question in new.all_questions()}
    languages = [language for language in new.languages if language in old.languages]
    moved = _moved([code for code in before if code in after], [code for code in after if code in before])
    around = _conditions(old), _conditions(new)
    found = [
        _question_change(
            olds[code],
            news[code],
            before[code],
            after[code],
            languages,
            code in moved,
            (around[0][code], around[1][code]),
        )
        for code in after
        if code in before
    ]
    gone = [question for code, question in olds.items() if code not in news]
    fresh = [question for code, question in news.items() if code not in olds]
    return Difference(
        form=tuple(_form_changes(old, new, languages)),
        parts=(*_sections(old, new, languages), *_identities(old, new, languages)),
        added=tuple(_standing(question, after, gone) for question in fresh),
        removed=tuple(_standing(question, before, fresh) for question in gone),
        changed=tuple(one for one in found if one.changes or one.moved),
        comparisons={one.code: one.comparison for one in found},
    )


def _question_change(
    old: Question,
    new: Question,
    old_place: Place,
    place: Place,
    languages: Collection[str],
    out_of_order: bool,
    around: tuple[str, str],
) -> QuestionChange:
    changes = list(question_changes(old, new, languages))
    if around[0] != around[1]:
        changes.append(Change("show_around", around[0], around[1]))
    return QuestionChange(
        code=new.code,
        old=old,
        new=new,
        old_place=old_place,
        place=place,
        moved=out_of_order or old_place != place,
        changes=tuple(changes),
        comparison=_judged(old, new, changes),
    )


def _judged(old: Question, new: Question, changes: Iterable[Change]) -> Comparison:
    related = any(old.type in family and new.type in family for family in _FAMILIES)
    changes = tuple(changes)
    reasons = tuple(
        one for one in changes if one.aspect in _BREAKS and not (one.aspect == "type" and related)
    )
    cautions = tuple(one for one in changes if one.aspect in _CAUTIONS and one not in reasons)
    return Comparison(not reasons, reasons, cautions)


def _standing(question: Question, places: Mapping[str, Place], others: Iterable[Question]) -> Standing:
    """With the other version's question that asks the same in the same words, under another code."""
    twin = next((one.code for one in others if one.labels == question.labels and one.labels), "")
    return Standing(question, places[question.code], twin)


def _places(definition: Definition) -> Iterator[tuple[str, Place]]:
    for section in definition.sections:
        for question in section.questions:
            yield from _place_within(question, section, ())


def _place_within(
    question: Question, section: Section, repeats: tuple[str, ...]
) -> Iterator[tuple[str, Place]]:
    groups = tuple(group.code for group in section.around(question.group))
    # Bare pages are numbered: one put in before does not move the questions of those behind it.
    yield question.code, Place("" if section.bare else section.code, (*groups, *repeats))
    for inner in question.questions:
        yield from _place_within(inner, section, (question.code, *repeats))


def _conditions(definition: Definition) -> dict[str, str]:
    """By question the conditions of all that stands around it, from the inside out."""
    found: dict[str, str] = {}
    for section in definition.sections:
        for question in section.questions:
            _conditions_within(question, section, [], found)
    return found


def _conditions_within(question: Question, section: Section, outer: list[str], found: dict[str, str]) -> None:
    groups = [one.show_when.source for one in section.around(question.group) if one.show_when]
    whole = [section.show_when.source] if section.show_when else []
    found[question.code] = " ; ".join([*groups, *outer, *whole])
    own = [question.show_when.source] if question.show_when else []
    for inner in question.questions:
        _conditions_within(inner, section, [*own, *groups, *outer], found)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest questions that must be taken out so that the others stand in the same order."""
    rank = {code: place for place, code in enumerate(before)}
    # The longest run of ranks that only grows (patience sorting).
    ends: list[int] = []
    tails: list[str] = []
    link: dict[str, str | None] = {}
    for code in after:
        at = bisect_left(ends, rank[code])
        ends[at : at + 1] = [rank[code]]
        tails[at : at + 1] = [code]
        link[code] = tails[at - 1] if at else None
    kept: set[str] = set()
    last: str | None = tails[-1] if tails else None
    while last is not None:
        kept.add(last)
        last = link[last]
    return set(after) - kept


def _form_changes(old: Definition, new: Definition, languages: Collection[str]) -> Iterator[Change]:
    for language in new.languages:
        if language not in old.languages:
            yield Change("language_added", after=language, language=language)
    for language in old.languages:
        if language not in new.languages:
            yield Change("language_removed", before=language, language=language)
    if old.default_language != new.default_language:
        yield Change("default_language", old.default_language, new.default_language)
    yield from words_changed("title", old.titles, new.titles, languages)
    for code in new.answer_labels:
        own = old.answer_labels.get(code, {})
        yield from words_changed("answer_label", own, new.answer_labels[code], languages, of=code)
    yield from texts("instance_name", old.instance_name, new.instance_name)


def _sections(old: Definition, new: Definition, languages: Collection[str]) -> Iterator[PartChange]:
    def changes(one: Section, other: Section) -> Iterator[Change]:
        yield from words_changed("title", one.titles, other.titles, languages)
        yield from words_changed("help", one.help, other.help, languages)
        yield from texts("show_when", one.show_when, other.show_when)
        yield from texts("rapid", one.rapid, other.rapid)

    befores = {one.code: one for one in old.sections if not one.bare}
    afters = {one.code: one for one in new.sections if not one.bare}
    yield from _parts("section", befores, afters, lambda one: one.titles, changes)
    yield from _groups(old, new, languages)


def _groups(old: Definition, new: Definition, languages: Collection[str]) -> Iterator[PartChange]:
    def changes(one: Group, other: Group) -> Iterator[Change]:
        yield from words_changed("title", one.titles, other.titles, languages)
        yield from words_changed("help", one.help, other.help, languages)
        yield from texts("show_when", one.show_when, other.show_when)

    befores = {group.code: group for section in old.sections for group in section.groups}
    afters = {group.code: group for section in new.sections for group in section.groups}
    yield from _parts("group", befores, afters, lambda one: one.titles, changes)


def _identities(old: Definition, new: Definition, languages: Collection[str]) -> Iterator[PartChange]:
    def changes(one: Identity, other: Identity) -> Iterator[Change]:
        yield from words_changed("title", one.names, other.names, languages)
        yield from texts("formula", one.formula, other.formula)
        yield from texts("category", one.category, other.category)
        yield from texts("tolerance", decimal_text(one.tolerance), decimal_text(other.tolerance))
        yield from texts("rounding", one.rounding, other.rounding)
        yield from texts("grades", _grades(one.grades), _grades(other.grades))

    befores, afters = ({one.code: one for one in each.identities} for each in (old, new))
    yield from _parts("identity", befores, afters, lambda one: one.names, changes)


def _parts(
    kind: str,
    befores: Mapping[str, Any],
    afters: Mapping[str, Any],
    names: Callable[[Any], Mapping[str, str]],
    changes: Callable[[Any, Any], Iterator[Change]],
) -> Iterator[PartChange]:
    for code, after in afters.items():
        if code not in befores:
            yield PartChange(kind, code, names(after), added=True)
        elif found := tuple(changes(befores[code], after)):
            yield PartChange(kind, code, names(after), changes=found)
    for code, before in befores.items():
        if code not in afters:
            yield PartChange(kind, code, names(before), removed=True)


def _grades(grades: Iterable[Grade]) -> str:
    return "; ".join(
        " ".join(
            [
                grade.severity,
                grade.direction,
                *([f"> {decimal_text(grade.over)}"] if grade.over is not None else []),
                *([f"> {decimal_text(grade.over_share * 100)} %"] if grade.over_share is not None else []),
            ]
        )
        for grade in grades
    )
