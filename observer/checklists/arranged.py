"""The questions of a form where they stand: sections as steps, groups within them, rows of repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from observer.checklists.definition.shapes import Group, Question, Section
from observer.checklists.words import Said, Spoken

if TYPE_CHECKING:
    from observer.checklists.drawn import BoundQuestion
    from observer.checklists.form import ChecklistForm

# Neither observes anything, so neither is counted as answered or left.
_UNCOUNTED = frozenset({"skip", "as_written", "note", "silent", "repeat"})


class DrawnGroup:
    """Questions that belong together, under a title of their own where they have one."""

    is_nested = True

    def __init__(self, form: ChecklistForm, group: Group, items: Sequence[Item]) -> None:
        self.code = group.code
        self.items = items
        first = next(questions_in(items)).name
        self.title = form.speak(group.titles, first) if group.titles else None
        self.help = form.speak(group.help, first) if group.help else None

    @property
    def asked(self) -> bool:
        return any(question.asked for question in questions_in(self.items))


Item: TypeAlias = "BoundQuestion | DrawnGroup"


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row of a repeat. `number` as it stands in the names of inputs; `place` as people count."""

    number: str
    place: int
    items: Sequence[Item]
    takes_focus: bool = False


def arranged(
    form: ChecklistForm, section: Section, questions: Iterable[Question], prefix: str = ""
) -> list[Item]:
    """The questions in their groups, in the order of the form. `prefix`: their row ("ballots.2.")."""
    placed = [
        (list(section.around(question.group))[::-1], form.at(f"{prefix}{question.code}"))
        for question in questions
    ]
    return _nested(form, placed, 0)


def _nested(form: ChecklistForm, placed: list[tuple[list[Group], BoundQuestion]], depth: int) -> list[Item]:
    """Runs of questions of one group, from the outside in."""
    items: list[Item] = []
    run: list[tuple[list[Group], BoundQuestion]] = []
    for groups, question in placed:
        inside = groups[depth] if len(groups) > depth else None
        if run and inside is not run[0][0][depth]:
            items.append(_group(form, run, depth))
            run = []
        if inside is None:
            items.append(question)
        else:
            run.append((groups, question))
    if run:
        items.append(_group(form, run, depth))
    return items


def _group(form: ChecklistForm, run: list[tuple[list[Group], BoundQuestion]], depth: int) -> DrawnGroup:
    return DrawnGroup(form, run[0][0][depth], _nested(form, run, depth + 1))


def questions_in(items: Iterable[Item]) -> Iterator[BoundQuestion]:
    """Those of groups too; a repeat as one, what its rows ask is not among them."""
    for item in items:
        if item.is_nested:
            yield from questions_in(item.items)
        else:
            yield item  # type: ignore[misc]  # what is not nested is a question


def all_in(items: Iterable[Item]) -> Iterator[BoundQuestion]:
    """Those that rows ask too, in the order of the page."""
    for question in questions_in(items):
        yield question
        if question.kind == "repeat":
            for row in question.rows:
                yield from all_in(row.items)


class DrawnSection:
    """`number` of `count` sections; one with nothing to ask is not counted, and drawn for JavaScript alone.

    Beside a rapid section the others are folded, but for those in which something is to be seen to.
    """

    def __init__(self, form: ChecklistForm, section: Section) -> None:
        self.form = form
        self.code = section.code
        self.rapid = section.rapid
        self.bare = section.bare
        self.section = section
        self.number = 0
        self.count = 0
        self.folds = form.version.definition.has_rapid_section

    @cached_property
    def items(self) -> list[Item]:
        return arranged(self.form, self.section, self.section.questions)

    @cached_property
    def questions(self) -> list[BoundQuestion]:
        return [question for question in questions_in(self.items) if question.asked]

    @property
    def title(self) -> Spoken:
        return self.form.speak(self.section.titles, "")

    @property
    def help(self) -> Spoken | None:
        return self.form.speak(self.section.help, "") if self.section.help else None

    @property
    def is_asked(self) -> bool:
        return any(question.kind != "silent" for question in self.questions)

    @property
    def is_open(self) -> bool:
        return self.rapid or not self.folds or any(question.errors for question in all_in(self.items))

    @property
    def tells_optional(self) -> bool:
        """Beyond the rapid part nothing has to be answered, and saying so at every question is noise."""
        return not self.folds or any(self.form.is_required(question.name) for question in self.questions)

    @property
    def asked(self) -> int:
        return len(self._counted)

    @property
    def answered(self) -> int:
        return sum(1 for question in self._counted if question.raw or question.not_observed_chosen)

    @property
    def can_be_skipped(self) -> bool:
        return any(question.kind == "skip" for question in self.questions)

    @property
    def skipped(self) -> Said | None:
        """Why nobody could observe it, where that was said."""
        return next(
            (
                option.said
                for question in self.questions
                if question.kind == "skip"
                for option in question.options
                if option.chosen
            ),
            None,
        )

    @cached_property
    def _counted(self) -> list[BoundQuestion]:
        return [
            question for question in all_in(self.items) if question.asked and question.kind not in _UNCOUNTED
        ]
