"""Paths, repeats and lists: what a path in a column of an XLSForm leads to."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from observer.checklists.expressions import (
    ExpressionError,
    Outline,
    Row,
    Scope,
    Table,
    Tree,
    compile_filter,
    compile_value,
    is_tree,
    parse,
    references,
)
from observer.checklists.expressions.scope import Value

NOON = datetime(2012, 1, 15, 12, 0, tzinfo=ZoneInfo("Asia/Almaty"))


@dataclass
class ListChoice:
    code: str
    labels: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)


DISTRICTS = Table(
    [
        ListChoice("d1", {"en": "North", "ru": "Север"}, {"region": "a", "size": "3"}),
        ListChoice("d2", {"en": "South", "ru": "Юг"}, {"region": "a", "size": "10"}),
        ListChoice("d3", {"en": "East", "ru": "Восток"}, {"region": "b", "size": "7"}),
    ]
)


def outline() -> Outline:
    """station, then teams with name, head and (in a group) boxes with serial and votes."""
    form = Outline(("data", "voting"), {"districts": {"region", "size"}})
    intro = form.add(form.root, "intro", "group")
    form.add(intro, "station", "question")
    form.add(intro, "wanted", "question")
    teams = form.add(form.root, "teams", "repeat")
    form.add(teams, "name", "question")
    inner = form.add(teams, "inner", "group")
    form.add(inner, "head", "question")
    boxes = form.add(inner, "boxes", "repeat")
    form.add(boxes, "serial", "question")
    form.add(boxes, "votes", "question")
    form.add(form.root, "total", "question")
    return form


FORM = outline()


TEAMS: list[tuple[str, list[Value]]] = [("A", [1.0, 2.0]), ("B", [10.0, "", 30.0]), ("C", [])]


def answers() -> Row:
    root = Row({"station": "123", "wanted": "B", "total": 7.0})
    for number, (name, boxes) in enumerate(TEAMS, start=1):
        team = Row({"name": name, "head": f"head {name}"}, {}, "teams", number, root)
        team.rows["boxes"] = [
            Row({"serial": f"{name}{place}", "votes": votes}, {}, "boxes", place, team)
            for place, votes in enumerate(boxes, start=1)
        ]
        root.rows.setdefault("teams", []).append(team)
    return root


def label(question: str, choice: str) -> str:
    return f"{question}:{choice}"


def tree_of(source: str, code: str = "total") -> Tree:
    place = FORM.named(code)
    assert place is not None
    tree = parse(source, place=place).tree
    assert is_tree(tree)
    return tree


def value_at(source: str, code: str = "total", *rows: int) -> Value:
    """The value for the question `code` in the rows with these numbers (team, box)."""
    root = answers()
    row = root
    for repeat, number in zip(("teams", "boxes"), rows, strict=False):
        row = row.rows[repeat][number - 1]
    scope = Scope(root.values, "", NOON, row, root, {"districts": DISTRICTS}, label, "en", lambda: 0.5)
    return compile_value(tree_of(source, code))(scope)


# Source, the question it stands at, the rows that question is in (team, box), and the value.
LEADS: list[tuple[str, str, tuple[int, ...], Value]] = [
    # Outside repeats
    ("${station}", "total", (), "123"),
    ("../intro/station", "total", (), "123"),
    ("/data/intro/station", "total", (), "123"),
    ("/voting/intro/station", "name", (1,), "123"),
    ("../../intro/station", "name", (1,), "123"),
    ("./../total + 1", "total", (), 8.0),
    ("current()/../total", "total", (), 7.0),
    ("child::station", "intro", (), "123"),
    ("parent::node()/total", "total", (), 7.0),
    # One's own row
    ("${name}", "head", (2,), "B"),
    ("../../name", "head", (2,), "B"),
    ("/data/teams/name", "head", (3,), "C"),
    ("${name}", "serial", (2, 1), "B"),
    ("${votes} * 2", "serial", (2, 3), 60.0),
    ("concat(${name}, ../votes)", "serial", (1, 2), "A2"),
    # All rows, from outside and from inside
    ("count(${teams})", "total", (), 3.0),
    ("count(/data/teams)", "name", (1,), 3.0),
    ("count(${name})", "total", (), 3.0),
    ("${name}", "total", (), "A"),
    ("sum(${votes})", "total", (), 43.0),
    ("sum(${votes})", "name", (2,), 40.0),
    ("count(${boxes})", "name", (2,), 3.0),
    ("count(${boxes})", "total", (), 5.0),
    ("count(${boxes})", "head", (3,), 0.0),
    ("count-non-empty(${votes})", "name", (2,), 2.0),
    ("max(${votes})", "total", (), 30.0),
    ("min(${votes}, 0.5)", "total", (), 0.5),
    ("join(' ', ${serial})", "total", (), "A1 A2 B1 B2 B3"),
    ("join(', ', ../../teams/name)", "name", (2,), "A, B, C"),
    ("concat(${name})", "total", (), "ABC"),
    ("sum(../inner/boxes/votes)", "name", (1,), 3.0),
    # Comparisons with nodes hold for any of them
    ("${name} = 'C'", "total", (), True),
    ("${name} = 'X'", "total", (), False),
    ("${votes} > 20", "total", (), True),
    # Positions
    ("position(..)", "name", (2,), 2.0),
    ("position(../..)", "head", (3,), 3.0),
    ("position(..)", "head", (3,), 1.0),
    ("position(${teams})", "total", (), 1.0),
    ("position(../../..)", "serial", (2, 3), 2.0),
    ("position(..)", "serial", (2, 3), 3.0),
    # Predicates
    ("/data/teams[2]/name", "total", (), "B"),
    ("/data/teams[name = 'B']/inner/head", "total", (), "head B"),
    ("${teams}[name = ${wanted}]/inner/head", "total", (), "head B"),
    ("../teams[./name = current()/../intro/wanted]/inner/head", "total", (), "head B"),
    ("sum(${teams}[position() > 1]/inner/boxes[votes > 10]/votes)", "total", (), 30.0),
    ("count(${teams}[count(./inner/boxes) > 2])", "total", (), 1.0),
    ("${teams}[last()]/name", "total", (), "C"),
    # What brackets within brackets ask about is forgotten behind them
    ("${teams}[count(./inner/boxes[votes > 1]) > 0 and name = 'B']/name", "total", (), "B"),
    ("${teams}[count(./inner/boxes[position() = 1]) = 1 and position() = 2]/name", "total", (), "B"),
    ("count(${votes}[. > 1])", "total", (), 3.0),
    ("count(${teams}[name != 'A'][1])", "total", (), 1.0),
    ("join(' ', ${teams}[name != 'A'][1]/name)", "total", (), "B"),
    ("count(/data/teams[position() < position(current()/..)])", "name", (3,), 2.0),
    ("/data/teams[position() = position(current()/..) - 1]/name", "name", (3,), "B"),
    ("join(' ', ${boxes}[../../name = 'B']/serial)", "total", (), "B1 B2 B3"),
    ("count(${teams}[name = 'Z'])", "total", (), 0.0),
    ("${teams}[name = 'Z']/name", "total", (), ""),
    ("if(${teams}[name = 'Z'], 'some', 'none')", "total", (), "none"),
    # indexed-repeat()
    ("indexed-repeat(${name}, ${teams}, 2)", "total", (), "B"),
    ("indexed-repeat(${name}, ${teams}, position(..) - 1)", "name", (3,), "B"),
    ("indexed-repeat(${serial}, ${teams}, 2, ${boxes}, 3)", "total", (), "B3"),
    ("indexed-repeat(${name}, ${teams}, 9)", "total", (), ""),
    ("indexed-repeat(${serial}, ${boxes}, 2)", "name", (1,), "A2"),
    # Unions
    ("count(${name} | ${votes})", "total", (), 8.0),
    ("count(${name} | ${name})", "total", (), 3.0),
    ("sum(${total} | ${votes})", "total", (), 50.0),
    # Lists
    ("instance('districts')/root/item[name = 'd2']/label", "total", (), "South"),
    ("instance('districts')/root/item[region = 'a'][2]/name", "total", (), "d2"),
    ("count(instance('districts')/root/item)", "total", (), 3.0),
    ("sum(instance('districts')/root/item[region = 'a']/size)", "total", (), 13.0),
    ("join(' ', instance('districts')/root/item[size > 5]/name)", "total", (), "d2 d3"),
    ("pulldata('districts', 'label', 'name', 'd3')", "total", (), "East"),
    ("pulldata('districts', 'size', 'region', 'b')", "total", (), "7"),
    ("pulldata('districts', 'size', 'region', 'z')", "total", (), ""),
    ("pulldata('districts', 'name', 'label', 'East')", "total", (), "d3"),
    ("jr:choice-name(${station}, '${station}')", "total", (), "station:123"),
    ("jr:choice-name(${name}, ' ../name ')", "name", (2,), "name:B"),
]


@pytest.mark.parametrize(("source", "code", "rows", "expected"), LEADS)
def test_paths_lead_where_odk_says(
    source: str, code: str, rows: tuple[int, ...], expected: Value | None
) -> None:
    if expected is None:
        with pytest.raises(ExpressionError):
            tree_of(source, code)
    else:
        assert value_at(source, code, *rows) == expected


@pytest.mark.parametrize(
    ("source", "code", "rows", "tree"),
    [
        ("${station} = 'x'", "name", (1,), ["=", ["answer", "station"], ["text", "x"]]),
        ("../total", "total", (), ["answer", "total"]),
        (". > 1", "total", (), [">", ["self"], ["number", "1"]]),
        ("current()", "total", (), ["self"]),
        ("${name}", "head", (), ["cells", ["row", "teams"], "name"]),
        ("${name}", "total", (), ["cells", ["rows", ["root"], "teams"], "name"]),
        ("${votes}", "name", (), ["cells", ["rows", ["row", "teams"], "boxes"], "votes"]),
        ("../../teams/name", "name", (), ["cells", ["rows", ["root"], "teams"], "name"]),
        ("${teams}", "name", (), ["rows", ["root"], "teams"]),
        ("..", "name", (), ["row", "teams"]),
    ],
)
def test_a_path_is_followed_when_it_is_read(source: str, code: str, rows: object, tree: Tree) -> None:
    assert tree_of(source, code) == tree


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("${nobody}", "unknown-name", 0),
        ("1 + ../nobody", "unknown-path", 7),
        ("/other/intro", "unknown-path", 1),
        ("../../..", "unknown-path", 3),
        ("../intro", "path-to-group", 0),
        ("..", "path-to-group", 0),
        ("//station", "path-unsupported", 0),
        ("../@station", "path-unsupported", 3),
        ("../*", "path-unsupported", 3),
        ("../following::station", "path-unsupported", 3),
        ("1 + station", "bare-name", 4),
        ("instance('nothing')/root/item", "unknown-list", 9),
        ("instance(${station})/root/item", "name-not-text", 9),
        ("instance('districts')", "path-to-list", 0),
        ("instance('districts')/root/item[area = 1]", "unknown-column", 32),
        ("instance('districts')/root/row", "unknown-path", 27),
        ("pulldata('districts', 'area', 'name', 1)", "unknown-column", 22),
        ("pulldata('x', 'area', 'name', 1)", "unknown-list", 9),
        ("count(1)", "not-nodes", 6),
        ("${station} | 1", "not-nodes", 11),
        ("position()", "no-position", 0),
        ("indexed-repeat(${station}, ${teams}, 1)", "not-in-repeat", 15),
        ("indexed-repeat(${name}, ${station}, 1)", "not-in-repeat", 24),
        ("indexed-repeat(${name}, ${boxes}, 1)", "not-in-repeat", 15),
        ("jr:choice-name(${station}, ${station})", "name-not-text", 27),
        ("jr:choice-name(${station}, '${nobody}')", "unknown-name", 27),
        ("${teams}[name = 'A'", "unclosed", 8),
        ("(1)[2]", "unexpected", 3),
    ],
)
def test_a_path_to_nowhere_is_refused_where_it_stands(source: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        tree_of(source)
    assert (refused.value.code, refused.value.position) == (code, position)


def test_rows_that_are_not_relevant_are_no_nodes() -> None:
    root = answers()
    root.rows["teams"][1].hidden.add("boxes")
    root.rows["teams"][0].rows["boxes"][0].hidden.add("votes")
    scope = Scope(root.values, root=root, row=root)
    assert compile_value(tree_of("count(${boxes})"))(scope) == 2.0
    assert compile_value(tree_of("sum(${votes})"))(scope) == 2.0
    assert compile_value(tree_of("count(${votes})"))(scope) == 1.0


def test_an_expression_names_the_questions_and_repeats_it_waits_for() -> None:
    assert references(tree_of("sum(${votes}) + ${total}")) == ["votes", "boxes", "teams", "total"]
    assert references(tree_of("${name}", "head")) == ["name"]
    assert references(tree_of("instance('districts')/root/item[name = ${station}]/label")) == ["station"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("region = ${station}", []),
        ("region = 'a'", ["d1", "d2"]),
        ("region = 'a' and size > 5", ["d2"]),
        ("'d3' = name or size = 3", ["d1", "d3"]),
        ("size = 10", ["d2"]),
        ("selected('d1 d3', name)", ["d1", "d3"]),
        ("label = 'South'", ["d2"]),
        ("position() = 2", ["d2"]),
        ("true()", ["d1", "d2", "d3"]),
    ],
)
def test_a_choice_filter_keeps_the_choices_it_is_true_for(source: str, expected: list[str]) -> None:
    tree = parse(source, place=FORM.named("total"), columns={"region", "size"}).tree
    root = answers()
    found = compile_filter(tree)(Scope(root.values, root=root, row=root, language="en"), DISTRICTS)
    assert [choice.code for choice in found] == expected
