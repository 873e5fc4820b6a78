import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.expressions import ExpressionError, is_tree, parse, references, uses_self
from observer.checklists.expressions.tree import Tree
from tests.checklists.expressions.sources import source_of, trees


@given(trees)
def test_a_source_is_read_to_the_tree_it_was_written_from(tree: Tree) -> None:
    assert parse(source_of(tree)).tree == tree


@given(trees)
def test_every_tree_read_is_a_tree(tree: Tree) -> None:
    assert is_tree(parse(source_of(tree)).tree)


def position_of_refusal(source: str) -> int | None:
    try:
        parse(source)
    except ExpressionError as error:
        return error.position
    return None


@given(st.one_of(st.text(max_size=60), st.text("${}A1 ()<=>!-+*/.,'\"andorivmox2", max_size=40)))
def test_any_text_is_read_or_refused_with_a_position_inside_it(source: str) -> None:
    position = position_of_refusal(source)
    assert position is None or 0 <= position <= len(source)


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("${A1} = 'yes'", ["=", ["answer", "A1"], ["text", "yes"]]),
        (
            "selected(${A4}, 'box') and not(. > 3)",
            [
                "and",
                ["call", "selected", ["answer", "A4"], ["text", "box"]],
                ["call", "not", [">", ["self"], ["number", "3"]]],
            ],
        ),
        ("1 - 2 - 3", ["-", ["-", ["number", "1"], ["number", "2"]], ["number", "3"]]),
        ("2 * -3", ["*", ["number", "2"], ["negative", ["number", "3"]]]),
        ("-2 * 3", ["*", ["negative", ["number", "2"]], ["number", "3"]]),
        ("6 div 2 mod 2", ["mod", ["div", ["number", "6"], ["number", "2"]], ["number", "2"]]),
        (
            "1 < 2 = 3 < 4",
            ["=", ["<", ["number", "1"], ["number", "2"]], ["<", ["number", "3"], ["number", "4"]]],
        ),
        ("concat(\"it's\", '\"')", ["call", "concat", ["text", "it's"], ["text", '"']]),
        ("count-selected(.)>=2", [">=", ["call", "count-selected", ["self"]], ["number", "2"]]),
        ("${ A1 }-1", ["-", ["answer", "A1"], ["number", "1"]]),
        (".5+5.", ["+", ["number", ".5"], ["number", "5."]]),
    ],
)
def test_xlsform_columns_mean_what_xpath_says(source: str, tree: Tree) -> None:
    assert parse(source).tree == tree


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("", "empty", 0),
        ("   ", "empty", 0),
        ("1 +", "unfinished", 3),
        ("1 2", "unexpected", 2),
        ("(1", "unclosed", 0),
        ("selected(${A1}, 'x'", "unclosed", 8),
        ("selected(${A1} 'x')", "unexpected", 15),
        ("${A1} = 'yes", "unclosed-text", 8),
        ("${A1} = ‘yes’", "curly-quote", 8),
        ("${A1 = 1", "bad-reference", 0),
        ("A1 = 'yes'", "bare-name", 0),
        ("1 + yes", "bare-name", 4),
        ("${A9} = 1", "unknown-name", 0),
        ("1 + ${A9}", "unknown-name", 4),
        ("1 + jump(2)", "unknown-function", 4),
        ("if(1, 2)", "wrong-count", 0),
        ("true(1)", "wrong-count", 0),
        ("../A1 = 1", "path", 0),
        ("/data/A1 = 1", "path", 0),
        ("instance('x')/root/item[1]", "path", 13),
        ("1 + *", "path", 4),
        ("regex(., ${A1})", "pattern-not-text", 9),
        ("regex(., '(a')", "bad-pattern", 9),
        ("regex(., '(?i)a')", "bad-pattern", 9),
        ("regex(., '(?=a)b')", "bad-pattern", 9),
        (r"regex(., '(a)\1')", "bad-pattern", 9),
        ("(" * 31 + "1" + ")" * 31, "too-deep", 30),
        ("-" * 31 + "1", "too-deep", 30),
        ("1 + " * 250 + "1", "too-long", 800),
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(source: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(source, names={"A1"})
    assert (refused.value.code, refused.value.position) == (code, position)


def test_the_own_answer_is_refused_where_there_is_none() -> None:
    with pytest.raises(ExpressionError) as refused:
        parse("1 < .", has_self=False)
    assert (refused.value.code, refused.value.position) == ("no-self", 4)


def test_a_refusal_names_what_it_found_and_what_it_wanted() -> None:
    with pytest.raises(ExpressionError) as refused:
        parse("1 + selected(${A1})")
    assert refused.value.arguments == {"name": "selected", "expected": "2"}


def test_an_expression_tells_which_answers_it_asks_for() -> None:
    tree = parse("${A2} = ${A1} or selected(${A2}, 'x') and . > 1").tree
    assert references(tree) == ["A2", "A1"]
    assert uses_self(tree)
    assert not uses_self(parse("${A2} = 1").tree)


@pytest.mark.parametrize(
    "damaged",
    [None, [], ["answer"], ["answer", 1], ["=", ["self"]], ["call"], ["path", ["root"]], [["self"]], "self"],
)
def test_a_damaged_tree_is_told_from_a_tree(damaged: object) -> None:
    assert not is_tree(damaged)


def test_a_tree_deeper_than_any_source_can_write_is_no_tree() -> None:
    tree: Tree = ["self"]
    for _ in range(300):
        tree = ["negative", tree]
    assert not is_tree(tree)
