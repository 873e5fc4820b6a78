"""One way to lay out a form: what an XLSForm could not say, or could say in two ways, is no layout of ours.

So a checklist that is written out as an XLSForm and read back is the same version, hash and all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from observer.checklists.definition.fields import DefinitionProblem
from observer.checklists.definition.shapes import Definition, Group, Question, Section

# The code of the n-th run of questions that stand outside any group.
BARE_CODE = "page_{}"


def in_order(groups: Sequence[Group], questions: Sequence[Question]) -> tuple[Group, ...]:
    """The groups in the order in which their first question comes, each after the one around it.

    A group in a repeat names as its parent only one in the same repeat: what lies around the repeat lies
    around the group by that.
    """
    by_code = {group.code: group for group in groups}
    found: dict[str, Group] = {}
    for question, outside in _with_outside(questions, by_code, frozenset()):
        for group in reversed(_chain(question.group, by_code)):
            if group.code not in found and group.code not in outside:
                inside = "" if group.parent in outside else group.parent
                found[group.code] = replace(group, parent=inside)
    # Those without a question come last: `check_layout` tells of them.
    return (*found.values(), *(group for group in groups if group.code not in found))


def _with_outside(
    questions: Sequence[Question], by_code: Mapping[str, Group], outside: frozenset[str]
) -> Iterator[tuple[Question, frozenset[str]]]:
    """Each question with the groups that lie around the repeat it stands in."""
    for question in questions:
        yield question, outside
        around = {group.code for group in _chain(question.group, by_code)}
        yield from _with_outside(question.questions, by_code, outside | around)


def _chain(code: str, by_code: Mapping[str, Group]) -> list[Group]:
    """The group and those around it, from the inside out."""
    chain: list[Group] = []
    while code in by_code and by_code[code] not in chain:
        chain.append(by_code[code])
        code = by_code[code].parent
    return chain


def check_layout(definition: Definition) -> Iterator[DefinitionProblem]:
    """Groups that are torn apart, empty or half in a repeat; bare sections with anything of their own."""
    bare = 0
    before: Section | None = None
    for section in definition.sections:
        yield from _groups(section)
        if section.bare:
            bare += 1
            yield from _bare(section, definition, BARE_CODE.format(bare))
            if before is not None and before.bare:
                yield DefinitionProblem(section.code, "", "bare", "bare-twice")
        before = section


def clashing_names(definition: Definition) -> list[DefinitionProblem]:
    """Sections, groups, repeats and questions are elements of one form: no two may have one name.

    Asked when a version is published, not when it is read: one frozen before the rule stays readable.
    """
    places = [(section.code, "", section.code, "code") for section in definition.sections]
    for section in definition.sections:
        places += [
            (section.code, "", group.code, f"groups.{number}.code")
            for number, group in enumerate(section.groups, start=1)
        ]
        places += [(section.code, one.code, one.code, "code") for one in _all(section.questions)]
    count = Counter(code.lower() for _section, _question, code, _field in places)
    return [
        DefinitionProblem(section, question, field, "twice", None, {"found": code})
        for section, question, code, field in places
        if count[code.lower()] > 1 and (question or field != "code")
    ]


def _groups(section: Section) -> Iterator[DefinitionProblem]:
    runs = Counter(_runs(section, section.questions, frozenset()))
    for number, group in enumerate(section.groups, start=1):
        where = f"groups.{number}.code"
        if not runs[group.code]:
            yield DefinitionProblem(section.code, "", where, "group-empty", None, {"found": group.code})
        elif runs[group.code] > 1:
            yield DefinitionProblem(section.code, "", where, "group-apart", None, {"found": group.code})


def _runs(section: Section, questions: Sequence[Question], outside: frozenset[str]) -> Iterator[str]:
    """The code of each group, once for every time it begins. One around a repeat cannot begin inside it."""
    opened: list[str] = []
    for question in questions:
        if question.group in outside:
            yield question.group
        around = [group.code for group in reversed(list(section.around(question.group)))]
        chain = [code for code in around if code not in outside]
        shared = 0
        while shared < min(len(opened), len(chain)) and opened[shared] == chain[shared]:
            shared += 1
        yield from chain[shared:]
        opened = chain
        yield from _runs(section, question.questions, outside | set(opened))


def _bare(section: Section, definition: Definition, code: str) -> Iterator[DefinitionProblem]:
    if section.code != code:
        yield DefinitionProblem(section.code, "", "code", "bare-code", None, {"found": code})
    own = {
        "titles": dict(section.titles) != dict(definition.titles),
        "help": bool(section.help),
        "rapid": section.rapid,
        "appearance": bool(section.appearance),
        # A group that stands in no other is a section of its own, but for those inside a repeat.
        "groups": any(question.group for question in section.questions),
    }
    for field, is_there in own.items():
        if is_there:
            yield DefinitionProblem(section.code, "", field, "bare-has-no-rule")


def _all(questions: Sequence[Question]) -> Iterator[Question]:
    for question in questions:
        yield from question.within()
