"""Every address of the project, from the URL resolver itself, filled in with values of a small world."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

# What stands for a parameter when nothing better is given: an address of the right form that leads nowhere.
NOWHERE: Mapping[str, Any] = {
    "slug": "nowhere",
    "str": "nowhere",
    "int": 0,
    "uuid": "01890000-0000-7000-8000-000000000000",
    "path": "nowhere",
}


def patterns() -> Iterator[tuple[str, list[Any]]]:
    """(name with namespace, the chain of patterns) of every address."""
    yield from _below(get_resolver(), "", [])


def _below(resolver: URLResolver, namespace: str, chain: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _below(entry, inner, [*chain, entry.pattern])
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.lookup_str}", [*chain, entry.pattern]


def addresses(values: Mapping[str, Any] | None = None) -> Iterator[tuple[str, str]]:
    """(name, address) of every address; `values` fill parameters by name."""
    for name, chain in patterns():
        yield name, "/" + "".join(_fill(pattern, values or {}) for pattern in chain)


def _fill(pattern: Any, values: Mapping[str, Any]) -> str:
    if isinstance(pattern, RoutePattern):
        return re.sub(
            r"<(?:(\w+):)?(\w+)>",
            lambda found: str(values.get(found[2], NOWHERE[found[1] or "str"])),
            str(pattern),
        )
    if isinstance(pattern, RegexPattern):
        text = str(pattern).lstrip("^").rstrip("$")
        return re.sub(
            r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)",
            lambda found: str(values.get(found[1], "0" * 64 if "hash" in found[1] else "nowhere")),
            text,
        )
    raise TypeError(f"An address of an unknown form: {pattern!r}")
