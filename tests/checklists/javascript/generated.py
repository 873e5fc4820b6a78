"""Hypothesis strategies: trees over every function and kind of node, and forms and answers to try them on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from observer.checklists.expressions import Row, Scope, Tree
from observer.checklists.expressions.functions import FUNCTIONS
from observer.checklists.expressions.scope import Value
from tests.checklists.expressions.test_paths import DISTRICTS, label

NOW = datetime(2012, 1, 15, 6, 45, 30, tzinfo=ZoneInfo("Asia/Almaty"))
LARGEST = 2_147_483_647

# fmt: off
INTERESTING = [
    "", " ", "yes", "a b c", "b", "true", "1", "0", "-0", "007", "1,5", ".5", "-.5", "5.", "1e3", "--1",
    "1-2", "2012-01-15", "2012-02-30", "0000-01-01", "9999-12-31", "2012-01-15T06:45",
    "2012-01-15T23:59:59.9876Z", "2012-01-15T06:45:00+06:00", "07:30", "7:5", "24:00", " 2012-01-15 ",
    "__not_observed", "қазақ", "Ёлка 12", "a\u00a0b", "\x1cx\x85", "🗳️ box", "43.2 76.9 800 5", "43.2 76.9",
    "0 0; 0 1; 1 1", "91 0", "NaN", "Infinity", "%Y-%m-%d %H:%M:%S.%3 %e %b %a %%", "%y%n%h%B%A%q", "d1",
    "d2", "a", "10", "\x1c1\x1f", "x\u2003y", "\ufeff1", "  tab\tline\nend ",
]
NUMBERS = [
    0.0, -0.0, 1.0, 2.0, 3.0, 0.5, -0.5, -1.5, 2.5, 1.005, 1e21, 1e-7, 123456.789, -20.0, 15354.28125, 1e300,
    5e-324, 2.0**53, math.inf, -math.inf, math.nan,
]
# fmt: on
interesting = st.sampled_from(INTERESTING)
letters = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00") | st.sampled_from("ab 1.-,"),
    max_size=8,
)
numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers(-20, 20).map(float),
    st.floats(-1e6, 1e6),
    st.floats(),
)
values: st.SearchStrategy[Value] = st.one_of(interesting, letters, numbers, st.booleans())
written_numbers = st.one_of(
    st.integers(0, 12).map(str),
    st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,4})?|\.[0-9]{1,3}|[0-9]\.", fullmatch=True),
)

ROOT_NAMES, TEAM_NAMES, BOX_NAMES = ("station", "total"), ("name", "head"), ("serial", "votes")


def rows_of(names: tuple[str, ...], inner: st.SearchStrategy[dict[str, list[Row]]]) -> st.SearchStrategy[Row]:
    return st.builds(
        Row,
        values=st.dictionaries(st.sampled_from(names), values),
        rows=inner,
        hidden=st.sets(st.sampled_from([*names, "boxes"]), max_size=1),
    )


boxes = st.lists(rows_of(BOX_NAMES, st.just({})), max_size=3)
teams = st.lists(rows_of(TEAM_NAMES, boxes.map(lambda rows: {"boxes": rows})), max_size=3)
roots = rows_of(ROOT_NAMES, teams.map(lambda rows: {"teams": rows}))


def settled(row: Row, repeat: str = "", index: int = 0, parent: Row | None = None) -> Row:
    """The row with its own place and those of the rows in it written in."""
    rows = {
        name: [settled(inner, name, place, None) for place, inner in enumerate(found, start=1)]
        for name, found in row.rows.items()
    }
    made = Row(dict(row.values), rows, repeat, index, parent, set(row.hidden))
    for found in rows.values():
        for inner in found:
            inner.parent = made
    return made


@dataclass
class Given:
    """The answers an expression is tried on: `at` leads to the row it stands in."""

    root: Row
    at: list[tuple[str, int]]
    own: Value
    seed: int

    def scope(self) -> Scope:
        root = settled(self.root)
        here = root
        for repeat, place in self.at:
            here = here.rows[repeat][place]
        return Scope(
            root.values,
            self.own,
            NOW,
            here,
            root,
            {"districts": DISTRICTS},
            label,
            "en",
            drawn_from(self.seed),
        )

    def as_json(self) -> dict[str, object]:
        return {
            "root": row_json(self.root),
            "at": self.at,
            "own": encoded(self.own),
            "seed": self.seed,
            "now": NOW.isoformat(timespec="seconds"),
        }


def drawn_from(seed: int) -> Callable[[], float]:
    def states() -> Iterator[float]:
        state = seed
        for _ in count():
            state = state * 16_807 % LARGEST
            yield state / LARGEST

    return partial(next, states())


def row_json(row: Row) -> dict[str, object]:
    return {
        "values": {name: encoded(value) for name, value in row.values.items()},
        "hidden": sorted(row.hidden),
        "rows": {name: [row_json(inner) for inner in found] for name, found in row.rows.items()},
    }


def encoded(value: Value) -> object:
    """JSON has no NaN, no infinity and forgets the sign of nought: a number travels as text in a list."""
    if isinstance(value, float):
        return [repr(value).replace("inf", "Infinity").replace("nan", "NaN")]
    return value


@st.composite
def given_answers(draw: st.DrawFn) -> Given:
    root = draw(roots)
    at: list[tuple[str, int]] = []
    row = root
    for repeat in ("teams", "boxes"):
        if row.rows.get(repeat) and draw(st.booleans()):
            at.append((repeat, draw(st.integers(0, len(row.rows[repeat]) - 1))))
            row = row.rows[repeat][at[-1][1]]
    return Given(root, at, draw(values), draw(st.integers(1, LARGEST - 1)))


leaves: st.SearchStrategy[Tree] = st.one_of(
    written_numbers.map(lambda number: ["number", number]),
    interesting.map(lambda text: ["text", text]),
    letters.map(lambda text: ["text", text]),
    st.sampled_from(ROOT_NAMES).map(lambda name: ["answer", name]),
    st.just(["self"]),
    st.sampled_from(["today", "now", "true", "false", "pi", "random", "uuid"]).map(
        lambda name: ["call", name]
    ),
)
OPERATORS = ("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod")
# What a function wants at places where any other value would mean nothing.
_NOT_PLAIN = {
    "regex",
    "pulldata",
    "jr:choice-name",
    "indexed-repeat",
    "count",
    "count-non-empty",
    "position",
    "last",
}
_NOT_PLAIN |= {"randomize"}
PLAIN = sorted(FUNCTIONS.keys() - _NOT_PLAIN)
PATTERNS = ("[a-z]+", "[0-9]{2,4}", r"\d+\.?\d*", ".*", r"\w+ \w+", "(a|b)*c?", r"\p{L}+", r"[^\s]+\b.*")
COLUMNS = ("name", "label", "region", "size")


def rowsets(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[tuple[Tree, tuple[str, ...]]]:
    """Rows and the names of the cells in them."""
    predicates = st.lists(inner, max_size=1)
    some_teams = predicates.map(lambda found: ["rows", ["root"], "teams", *found])
    one_team = st.just(["row", "teams"])
    return st.one_of(
        st.tuples(st.just(["root"]), st.just(ROOT_NAMES)),
        st.tuples(st.one_of(some_teams, one_team), st.just(TEAM_NAMES)),
        st.tuples(
            st.tuples(st.one_of(some_teams, one_team), predicates).map(
                lambda pair: ["rows", pair[0], "boxes", *pair[1]]
            )
            | st.just(["row", "boxes"]),
            st.just(BOX_NAMES),
        ),
        st.tuples(predicates.map(lambda found: ["items", "districts", *found]), st.just(COLUMNS)),
    )


def nodes(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    cells = rowsets(inner).flatmap(
        lambda pair: st.sampled_from(pair[1]).map(lambda name: ["cells", pair[0], name])
    )
    return st.one_of(
        cells,
        rowsets(inner).map(lambda pair: pair[0]),
        st.tuples(cells, cells).map(lambda pair: ["union", *pair]),
        st.tuples(cells, inner).map(lambda pair: ["call", "randomize", *pair]),
    )


def of_items(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """What stands in brackets behind the choices of a list, or is a choice filter."""
    column = st.sampled_from(COLUMNS).map(lambda name: ["column", name])
    return st.one_of(
        st.tuples(st.sampled_from(["=", "!=", "<", ">"]), column, inner).map(list),
        st.tuples(column, inner).map(lambda pair: ["and", ["=", *pair], ["call", "true"]]),
        st.tuples(inner, column).map(lambda pair: ["call", "selected", *pair]),
        st.sampled_from([["call", "last"], ["=", ["call", "position"], ["number", "2"]]]),
        inner,
    )


def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    def plain(name: str) -> st.SearchStrategy[Tree]:
        function = FUNCTIONS[name]
        most = min(function.most, function.least + 3)
        several = st.lists(inner, min_size=function.least, max_size=most)
        return several.map(lambda found: ["call", name, *found])

    some = nodes(inner)
    items = of_items(inner).map(lambda predicate: ["items", "districts", predicate])
    return st.one_of(
        st.tuples(st.sampled_from(OPERATORS), inner, inner).map(list),
        inner.map(lambda tree: ["negative", tree]),
        st.sampled_from(PLAIN).flatmap(plain),
        st.sampled_from(PLAIN).flatmap(plain),
        st.tuples(inner, st.sampled_from(PATTERNS)).map(
            lambda pair: ["call", "regex", pair[0], ["text", pair[1]]]
        ),
        some,
        st.tuples(
            st.sampled_from(["count", "count-non-empty", "position", "sum", "max", "concat"]), some
        ).map(lambda pair: ["call", *pair]),
        st.tuples(items, st.sampled_from(COLUMNS)).map(lambda pair: ["cells", *pair]),
        st.tuples(st.sampled_from(OPERATORS), some, inner).map(list),
        inner.map(lambda tree: ["call", "jr:choice-name", tree, ["text", "station"]]),
        st.tuples(st.sampled_from(COLUMNS), st.sampled_from(COLUMNS), inner).map(
            lambda found: [
                "call",
                "pulldata",
                ["text", "districts"],
                *([["text", c] for c in found[:2]]),
                found[2],
            ]
        ),
    )


trees: st.SearchStrategy[Tree] = st.recursive(leaves, larger, max_leaves=8)
filters: st.SearchStrategy[Tree] = of_items(trees)
