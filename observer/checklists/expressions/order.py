"""In which order questions can be decided when some depend on others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def dependency_order(dependencies: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    """(names in an order where each follows what it depends on, the names of a circle).

    Names keep their given order where nothing forces another. A circle, if there is one, is told as the
    way round it, first name repeated at the end: ["A1", "A2", "A1"]; otherwise it is empty.
    """
    ordered: dict[str, None] = {}
    for name in dependencies:
        circle = _visit(name, dependencies, ordered)
        if circle:
            return list(ordered), circle
    return list(ordered), []


def _visit(start: str, dependencies: Mapping[str, Sequence[str]], ordered: dict[str, None]) -> list[str]:
    """Put `start` and what it needs into `ordered`; walks without recursion, for chains of any length."""
    path: dict[str, list[str]] = {}
    pending = [start]
    while pending:
        name = pending[-1]
        if name in ordered:
            pending.pop()
            continue
        waiting = path.setdefault(name, [need for need in dependencies.get(name, ()) if need in dependencies])
        while waiting and waiting[0] in ordered:
            waiting.pop(0)
        if not waiting:
            ordered[name] = None
            path.pop(pending.pop())
        elif waiting[0] in path:
            names = list(path)
            return [*names[names.index(waiting[0]) :], waiting[0]]
        else:
            pending.append(waiting[0])
    return []
