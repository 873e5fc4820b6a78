"""Expressions for Collect: where the answer to a question may stand in a tick beside it.

A form says `${A5} = '__not_observed'`; in the XForm that is the tick's answer, so the name becomes
`if(${A5.not_observed} = 'OK', '__not_observed', ${A5})`. Where a function wants nodes rather than a value
(`count(${A5})`) it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from observer.checklists.definition.shapes import ACKNOWLEDGED, NOT_OBSERVED, Definition, Section
from observer.checklists.expressions import Expression
from observer.checklists.xlsform.names import companion

_TOKENS = re.compile(
    r"""(?P<text>'[^']*'|"[^"]*")|\$\{\s*(?P<name>[\w.-]+)\s*\}|(?P<call>[A-Za-z][\w.:-]*)?\s*\(|(?P<close>\))""",
    re.VERBOSE | re.ASCII,
)
_FIELDS = ("show_when", "constraint", "calculate", "initial", "required_when", "choice_filter", "count")
# They take the nodes themselves; an `if()` in their place would be no node.
_WANTS_NODES = frozenset(
    {
        "area",
        "count",
        "count-non-empty",
        "distance",
        "indexed-repeat",
        "jr:choice-name",
        "join",
        "max",
        "min",
        "position",
        "randomize",
        "sum",
    }
)


def rewritten(source: str, ticked: Collection[str]) -> str:
    """`source` with every name in `ticked` standing for its answer or its tick."""
    if not ticked or "${" not in source:
        return source
    calls: list[str] = []
    parts: list[str] = []
    at = 0
    for token in _TOKENS.finditer(source):
        name = token["name"]
        if (
            name
            and name in ticked
            and (not calls or calls[-1] not in _WANTS_NODES)
            and not _is_path(source, token)
        ):
            parts += [source[at : token.start()], _either(name)]
            at = token.end()
        elif token["close"] and calls:
            calls.pop()
        elif not name and not token["text"] and not token["close"]:
            calls.append(token["call"] or "")
    return "".join([*parts, source[at:]])


def _either(name: str) -> str:
    return f"if(${{{companion(name)}}} = '{ACKNOWLEDGED}', '{NOT_OBSERVED}', ${{{name}}})"


def _is_path(source: str, token: re.Match[str]) -> bool:
    """Whether a path goes on from the name: a step of it must be a node."""
    return source[token.end() : token.end() + 1] in {"/", "["}


def sources(definition: Definition) -> Iterator[str]:
    """The text of every expression that decides what is asked and answered, not of rules and identities."""
    for section in definition.sections:
        yield from (one.source for one in (section.show_when, *_rules_of(section)) if one)
    for question in definition.all_questions():
        for name in _FIELDS:
            expression = getattr(question, name)
            if expression:
                yield expression.source
    if definition.instance_name:
        yield definition.instance_name.source


def _rules_of(section: Section) -> Iterator[Expression | None]:
    return (group.show_when for group in section.groups)
