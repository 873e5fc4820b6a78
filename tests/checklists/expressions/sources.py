"""Hypothesis strategies: expressions as pairs of the tree they mean and a source that says so."""

from hypothesis import strategies as st

from observer.checklists.expressions.tree import Tree

NAMES = ("A1", "A2", "A3")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_PRIORITY = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_UNARY = len(_LEVELS)

texts = st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"]), max_size=8)
numbers = st.from_regex(r"(0|[1-9][0-9]{0,6})(\.[0-9]{1,3})?", fullmatch=True)

leaves: st.SearchStrategy[Tree] = st.one_of(
    numbers.map(lambda number: ["number", number]),
    texts.map(lambda text: ["text", text]),
    st.sampled_from(NAMES).map(lambda name: ["answer", name]),
    st.just(["self"]),
)


def _larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    def call(name: str, least: int, most: int) -> st.SearchStrategy[Tree]:
        return st.lists(inner, min_size=least, max_size=most).map(lambda found: ["call", name, *found])

    return st.one_of(
        st.tuples(st.sampled_from(sorted(_PRIORITY)), inner, inner).map(list),
        inner.map(lambda tree: ["negative", tree]),
        call("if", 3, 3),
        call("concat", 1, 3),
        call("selected", 2, 2),
        call("selected-at", 2, 2),
        call("round", 1, 2),
        call("coalesce", 2, 2),
        call("not", 1, 1),
        call("sum", 1, 4),
        call("decimal-time", 1, 1),
        call("decimal-date-time", 1, 1),
        call("today", 0, 0),
        call("true", 0, 0),
        inner.map(lambda tree: ["call", "regex", tree, ["text", "[a-z]+"]]),
    )


trees: st.SearchStrategy[Tree] = st.recursive(leaves, _larger, max_leaves=12)


def source_of(tree: Tree) -> str:
    """Source with no more parentheses than precedence needs."""
    return _write(tree, 0)


def _write(tree: Tree, level: int) -> str:
    kind = tree[0]
    match kind:
        case "number":
            return str(tree[1])
        case "text":
            return f"'{tree[1]}'"
        case "answer":
            return f"${{{tree[1]}}}"
        case "self":
            return "."
        case "call":
            return f"{tree[1]}({', '.join(_write(argument, 0) for argument in tree[2:])})"
        case "negative":
            return _enclosed(f"-{_write(tree[1], _UNARY)}", level > _UNARY)
    priority = _PRIORITY[kind]
    written = f"{_write(tree[1], priority)} {kind} {_write(tree[2], priority + 1)}"
    return _enclosed(written, level > priority)


def _enclosed(written: str, needed: bool) -> str:
    return f"({written})" if needed else written
