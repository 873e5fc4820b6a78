"""Where questions, groups and repeats stand in a checklist, so that paths can be followed when read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Place:
    """A question, group or repeat; the root is a group without a parent."""

    outline: Outline
    code: str
    kind: str
    parent: Place | None = None
    children: dict[str, Place] = field(default_factory=dict)

    def around(self) -> Iterator[Place]:
        """The places around this one, the nearest first."""
        place = self.parent
        while place is not None:
            yield place
            place = place.parent

    def repeats(self) -> list[Place]:
        """The repeats around this place, the outermost first; a repeat is not around itself."""
        return [place for place in self.around() if place.kind == "repeat"][::-1]


class Outline:
    """`roots`: what the first step of an absolute path may be called. `lists`: the columns of each list."""

    def __init__(
        self, roots: Iterable[str] = ("data",), lists: Mapping[str, Collection[str]] | None = None
    ) -> None:
        self.root = Place(self, "", "group")
        self.roots = frozenset(roots)
        self.lists = {name: frozenset(columns) | {"name", "label"} for name, columns in (lists or {}).items()}
        self._by_code: dict[str, Place] = {}

    def add(self, parent: Place, code: str, kind: str) -> Place:
        """Put a question, group or repeat into another place. Of two with one name, the first is kept."""
        place = Place(self, code, kind, parent)
        parent.children.setdefault(code, place)
        known = self._by_code.setdefault(code, place)
        if known.kind == "group" and kind != "group":
            # A group may share its code with a question, and ${…} means the question.
            self._by_code[code] = place
        return place

    def named(self, code: str) -> Place | None:
        """What `${code}` means."""
        return self._by_code.get(code)
