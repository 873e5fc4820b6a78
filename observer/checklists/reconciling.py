"""The figures of a protocol that do not add up, in words: for the page, before the report is sent.

The server says it when the page comes back; `static/checklists/protocol.js` says the same at once, from
`rules_for_page`, with the same arithmetic (a test holds the two against each other).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from observer.checklists.check import CompiledVersion
from observer.checklists.definition import rules_document
from observer.checklists.definition.shapes import Identity, Words
from observer.checklists.expressions import Tree
from observer.checklists.protocol import IdentityResult, Number, terms_of


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an identity: its numbers with their names, and what they come to, in ballots."""

    terms: list[tuple[str, str]]
    total: str
    is_sum: bool

    @property
    def text(self) -> str:
        joined = (" + " if self.is_sum else "; ").join(f"{name}\u00a0{number}" for name, number in self.terms)
        if self.is_sum and len(self.terms) == 1:
            return joined
        return f"{joined} {'=' if self.is_sum else '→'} {self.total}"


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """An identity that a protocol does not satisfy; `difference` in ballots, without its sign."""

    name: str
    left: Side
    right: Side
    difference: str


def unbalanced(
    version: CompiledVersion,
    result: IdentityResult,
    numbers: Mapping[str, int | None],
    say: Callable[[Words], str],
) -> Unbalanced:
    """What an evaluated identity says of `numbers`, in the words that `say` chooses."""
    identity = next(one for one in version.definition.identities if one.code == result.code)
    labels = _labels(version, result.contest, say)
    _, left, right = identity.formula.tree
    return Unbalanced(
        say(identity.names),
        _side(left, labels, numbers, result.left),
        _side(right, labels, numbers, result.right),
        str(abs(result.difference or 0)),
    )


def rules_for_page(version: CompiledVersion, say: Callable[[Words], str], prefix: str) -> dict[str, Any]:
    """What the page needs to work the identities out itself: the formulas, and where each number stands."""
    written = {one["code"]: one for one in rules_document(version.definition)["identities"]}
    return {
        "identities": [
            _rule(identity, written[identity.code], say(identity.names))
            for identity in version.definition.identities
        ],
        "contests": {
            contest: {
                "box": f"id_{prefix}-{version.as_written[contest]}-question",
                "fields": {field: f"{prefix}-{code}" for field, code in questions.items()},
                "labels": _labels(version, contest, say),
            }
            for contest, questions in version.protocol_questions.items()
            if contest in version.as_written
        },
    }


def _rule(identity: Identity, written: Mapping[str, Any], name: str) -> dict[str, Any]:
    kept = {field: written[field] for field in ("code", "tolerance", "rounding", "grades")}
    return {**kept, "name": name, "formula": identity.formula.tree}


def _labels(version: CompiledVersion, contest: str, say: Callable[[Words], str]) -> dict[str, str]:
    questions = version.protocol_questions[contest]
    return {field: say(version.by_code[code].question.labels) for field, code in questions.items()}


def _side(
    tree: Tree, labels: Mapping[str, str], numbers: Mapping[str, int | None], total: Number | None
) -> Side:
    terms = [(labels[field], str(numbers[field])) for field in terms_of(tree, labels)]
    return Side(terms, str(total), _adds_only(tree))


def _adds_only(tree: Tree) -> bool:
    return tree[0] == "answer" or (tree[0] == "+" and all(map(_adds_only, tree[1:])))
