"""The page's expressions against the server's: the same tree and answers give the same value, bit for bit."""

import itertools
import math
import random
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observer.checklists.expressions import (
    Row,
    Tree,
    compile_filter,
    compile_value,
    is_tree,
    parse,
    patterns,
    shuffled,
)
from observer.checklists.expressions.functions import FUNCTIONS
from tests.checklists.expressions.test_evaluate import CASES
from tests.checklists.expressions.test_paths import DISTRICTS, LEADS, answers, tree_of
from tests.checklists.javascript.generated import (
    INTERESTING,
    NUMBERS,
    OPERATORS,
    PLAIN,
    Given,
    encoded,
    filters,
    given_answers,
    trees,
)
from tests.checklists.javascript.node import Node

# Each example is a batch of expressions: thousands of cases in a few seconds.
BATCH = 25
batches = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOTHING = Given(Row(), [], "", 1)


@pytest.fixture(autouse=True)
def _lists(node: Node) -> None:
    node.ask(
        "lists",
        {
            "districts": [
                {"code": choice.code, "label": choice.labels["en"], "values": dict(choice.values)}
                for choice in DISTRICTS.choices
            ]
        },
    )


def same(left: object, right: object) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        one, other = float(left[0]), float(right[0])
        return (math.isnan(one) and math.isnan(other)) or repr(one) == repr(other)
    return left == right and type(left) is type(right)


def differences(node: Node, cases: Iterable[tuple[Tree, Given]]) -> list[tuple[Tree, object, object]]:
    """The trees to which page and server give different values, with the server's and the page's."""
    cases = list(cases)
    on_page = node.ask("values", [{"tree": tree, "given": given.as_json()} for tree, given in cases])
    on_server = [encoded(compile_value(tree)(given.scope())) for tree, given in cases]
    return [
        (tree, here, there)
        for (tree, _), here, there in zip(cases, on_server, on_page, strict=True)
        if not same(here, there)
    ]


@batches
@given(cases=st.lists(st.tuples(trees, given_answers()), min_size=1, max_size=BATCH))
def test_page_and_server_give_the_same_value(node: Node, cases: list[tuple[Tree, Given]]) -> None:
    assert all(is_tree(tree) for tree, _ in cases)
    assert differences(node, cases) == []


def test_they_do_so_for_every_function_and_every_kind_of_value(node: Node) -> None:
    written = [["text", text] for text in INTERESTING]
    # A number that no source can write comes as an answer does.
    written += [["answer", str(place)] for place in range(len(NUMBERS))]
    written += [["call", "true"], ["call", "false"]]
    given = Given(Row({str(place): number for place, number in enumerate(NUMBERS)}), [], "", 1)
    drawn = random.Random(4)
    cases: list[Tree] = []
    for name in PLAIN:
        for count in range(FUNCTIONS[name].least, min(FUNCTIONS[name].most, FUNCTIONS[name].least + 2) + 1):
            cases += [["call", name, *found] for found in some(written, count, drawn)]
    for operator in OPERATORS:
        cases += [[operator, *found] for found in some(written, 2, drawn)]
    assert len(cases) > 10_000
    assert differences(node, [(tree, given) for tree in cases]) == []


def some(written: list[Tree], count: int, drawn: random.Random) -> list[tuple[Tree, ...]]:
    """All ways to give one value, and a few hundred to give more."""
    if count < 2:
        return list(itertools.product(written, repeat=count))
    return [tuple(drawn.choices(written, k=count)) for _ in range(300)]


def test_they_do_so_for_paths_and_for_what_odk_says(node: Node) -> None:
    cases = [(parse(source).tree, NOTHING) for source, _ in CASES]
    for source, code, rows, _ in LEADS:
        at = [(repeat, number - 1) for repeat, number in zip(("teams", "boxes"), rows, strict=False)]
        cases.append((tree_of(source, code), Given(answers(), at, "", 1)))
    assert differences(node, cases) == []


@batches
@given(cases=st.lists(st.tuples(filters, given_answers()), min_size=1, max_size=BATCH))
def test_they_keep_the_same_choices(node: Node, cases: list[tuple[Tree, Given]]) -> None:
    on_page = node.ask(
        "filters", [{"tree": tree, "given": given.as_json(), "table": "districts"} for tree, given in cases]
    )
    for (tree, answered), kept in zip(cases, on_page, strict=True):
        assert [choice.code for choice in compile_filter(tree)(answered.scope(), DISTRICTS)] == kept


@pytest.mark.parametrize("seed", [0, 1, 42, -5, 2_147_483_646, 2_147_483_647, 1e15, 3.9])
def test_they_shuffle_alike(node: Node, seed: float) -> None:
    assert node.ask("shuffled", {"count": 20, "seed": seed}) == shuffled(range(20), seed)


# fmt: off
ATOMS = [
    "a", "b", "é", "ж", "1", " ", "-", "_", ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\.", r"\x41",
    r"\x{436}", r"\t", r"\n", r"\p{L}", r"\pN", r"\P{Lu}", r"\p{Cyrillic}", r"\P{Greek}", "[ab]", "[^ab]",
    "[a-e1-3]", "[^а-я]", r"[\d.-]", r"[\w-]", r"[-\s]", "[]a]", "[^]a]", r"[\p{Lu}\x{436}]", r"[\]\\]",
    "]", "}", "{", "{,2}", "a{b",
]
# fmt: on
PLACES = ["^", "$", r"\b", r"\B"]
QUANTIFIERS = ["*", "+", "?", "{2}", "{1,}", "{0,2}", "{0}", "*?", "+?", "??", "{2,3}?"]


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = st.tuples(st.sampled_from(["(", "(?:"]), inner).map(lambda found: f"{found[0]}{found[1]})")
    return st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        st.tuples(grouped, st.sampled_from(["", *QUANTIFIERS])).map("".join),
    )


pieces = st.tuples(st.sampled_from(ATOMS), st.sampled_from(["", "", *QUANTIFIERS])).map("".join)
pattern_sources = st.recursive(pieces | st.sampled_from(PLACES), combined, max_leaves=8)
subjects = st.text(st.sampled_from("abcdeABé жЖя13 .-_]}{\\\t\n\x0b\x0c,λ🗳"), max_size=10)


def matching(text: str, pattern: str) -> tuple[Tree, Given]:
    return ["call", "regex", ["text", text], ["text", pattern]], NOTHING


@batches
@given(cases=st.lists(st.tuples(pattern_sources, st.lists(subjects, min_size=3, max_size=8)), max_size=BATCH))
def test_they_match_the_same_texts(node: Node, cases: list[tuple[str, list[str]]]) -> None:
    known = [
        matching(text, pattern) for pattern, texts in cases for text in texts if patterns.fault(pattern) == ""
    ]
    assert differences(node, known) == []


def test_they_know_the_same_letters(node: Node) -> None:
    """A sample of all characters of the scripts and categories that patterns may name."""
    drawn = random.Random(4)
    ranges = [
        (0, 0x250),
        (0x370, 0x600),
        (0x900, 0x1100),
        (0x2000, 0x2C00),
        (0x3000, 0x3100),
        (0x4E00, 0x9000),
    ]
    characters = [chr(drawn.randrange(*bounds)) for bounds in ranges for _ in range(40)]
    properties = sorted(patterns.CATEGORIES | patterns.SCRIPTS)
    cases = [matching(character, rf"\p{{{name}}}") for name in properties for character in characters]
    assert differences(node, cases) == []


def test_a_hostile_answer_cannot_slow_a_pattern_on_the_page(node: Node) -> None:
    tree, _ = matching("", "(a+)+b|(a|aa)*c|.{1,200}d")
    given = Given(Row({"x": "a" * 10_000}), [], "", 1)
    assert differences(node, [(["call", "regex", ["answer", "x"], tree[3]], given)]) == []
