"""Where everything of a form stands, found before any expression is read: rules may look ahead and around."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from observer.checklists.definition.shapes import ChoiceList
from observer.checklists.expressions import Outline, Place


@dataclass(slots=True)
class Ground:
    """`places` of questions and repeats by code, of groups and sections by kind and code."""

    outline: Outline = field(default_factory=Outline)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """What `${…}` may name: questions and repeats."""
        return frozenset(code for kind, code in self.places if kind == "question")


def ground_of(document: Mapping[str, Any], lists: Mapping[str, ChoiceList]) -> Ground:
    """The places of a document that has not been read yet: what is no code is passed over."""
    roots = ("data", *_texts([document.get("code")]))
    ground = Ground(Outline(roots=roots, lists={name: one.columns for name, one in lists.items()}))
    for section in objects(document.get("sections")):
        _Placing(ground, section).place()
    return ground


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(values: Iterable[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str) and value]


class _Placing:
    """One section: its groups are placed where the questions that name them stand."""

    def __init__(self, ground: Ground, section: Mapping[str, Any]) -> None:
        self.ground, self.section = ground, section
        groups = objects(section.get("groups"))
        self.parents = {str(group.get("code")): str(group.get("parent") or "") for group in groups}

    def place(self) -> None:
        code, outline = str(self.section.get("code")), self.ground.outline
        base = outline.root if self.section.get("bare") else outline.add(outline.root, code, "group")
        self.ground.places["section", code] = base
        self.questions(self.section.get("questions"), base, frozenset())
        for group in self.parents:
            self.group(group, base, frozenset())

    def questions(self, questions: Any, base: Place, outer: frozenset[str]) -> None:
        """`outer`: the groups around `base`, whose places are not inside it."""
        for question in objects(questions):
            code = question.get("code")
            if not isinstance(code, str) or not code:
                continue
            group = str(question.get("group") or "")
            kind = "repeat" if question.get("type") == "repeat" else "question"
            here = self.ground.outline.add(self.group(group, base, outer), code, kind)
            self.ground.places["question", code] = here
            if kind == "repeat":
                self.questions(question.get("questions"), here, outer | self.chain(group))

    def group(self, code: str, base: Place, outer: frozenset[str]) -> Place:
        if not code or code in outer or code not in self.parents:
            return base
        known = self.ground.places.get(("group", code))
        if known is None:
            # A group that lies in itself is refused when groups are read; here the walk just ends.
            around = self.group(self.parents[code], base, outer | {code})
            known = self.ground.places["group", code] = self.ground.outline.add(around, code, "group")
        return known

    def chain(self, code: str) -> frozenset[str]:
        found: dict[str, None] = {}
        while code in self.parents and code not in found:
            found[code] = None
            code = self.parents[code]
        return frozenset(found)
