"""Hypothesis strategies: checklists with rules between their questions, and answers to them, good and bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.documents import choices, document, question

KINDS = (
    "yes_no",
    "yes_no_not_observed",
    "rating",
    "one_of",
    "many_of",
    "rank",
    "integer",
    "decimal",
    "range",
    "text",
    "barcode",
    "time",
    "date",
    "datetime",
    "geopoint",
    "acknowledge",
    "photo",
    "file",
    "note",
)
CODES = ("a", "b", "c")
PLACES = [
    ("almaty", "a", "3"),
    ("aktau", "b", "10"),
    ("astana", "a", "12"),
    ("oral", "c", ""),
    ("taraz", "b", "5"),
]
PLACE_LIST = {
    "columns": ["region", "size"],
    "choices": [
        {"code": code, "labels": {"en": code.title()}, "values": {"region": region, "size": size}}
        for code, region, size in PLACES
    ],
}
TRUTHS = (
    "${%s} = 'yes'",
    "${%s} != ''",
    "selected(${%s}, 'a')",
    "${%s} > 3",
    "string-length(${%s}) > 2",
    "not(${%s} = 'b')",
    "${%s} = '' or ${%s} = 'a'",
    "count-selected(${%s}) <= 1",
    "boolean(${%s})",
    "coalesce(${%s}, 'x') = 'x'",
)
ROW_TRUTHS = ("count(${%s}) > 1", "count(${%s}[position() = 2]) = 1", "position(${%s}) = 1")
CONSTRAINTS = (
    ". > 3",
    ". < 100",
    "regex(., '[a-z0-9]+')",
    "string-length(.) < 4",
    ". != 'a'",
    "selected(., 'b')",
)
CALCULATIONS = (
    "concat(${%s}, '-', ${%s})",
    "${%s} * 2",
    "if(${%s} = 'yes', 1, '')",
    "count-selected(${%s})",
    "${%s} div 3",
    "once(${%s})",
    "round(${%s} div 3, 2)",
    "today()",
    "string-length(${%s})",
    "${%s} = ${%s}",
    "substr(${%s}, 1)",
    "sum(${%s}, ${%s}, 1)",
    "join(' ', ${%s})",
    "format-date(${%s}, '%%d.%%m')",
    "pulldata('places', 'region', 'name', ${%s})",
    "decimal-time(${%s})",
    "jr:choice-name(${%s}, '${%s}')",
)
COUNTS = ("${%s}", "2", "count-selected(${%s})", "string-length(${%s}) - 1")
FILTERS = (
    "region = ${%s}",
    "region = 'a'",
    "selected(${%s}, region)",
    "size > 4",
    "region = 'b' and size > ${%s}",
)


@dataclass
class Growing:
    """A checklist being drawn: `known` can be named by what follows, `rows` are its repeats."""

    draw: st.DrawFn
    known: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    number: int = 0

    def code(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def source(self, templates: tuple[str, ...]) -> str | None:
        """A rule about questions that come before; None where there is none, or by chance."""
        if not self.draw(st.booleans()) or not self.known:
            return None
        if self.rows and templates is TRUTHS and self.draw(st.integers(0, 3)) == 0:
            return self.draw(st.sampled_from(ROW_TRUTHS)) % self.draw(st.sampled_from(self.rows))
        template = self.draw(st.sampled_from(templates))
        name = self.draw(st.sampled_from(self.known))
        return template.replace("%s", name).replace("%%", "%")


def with_rules(found: dict[str, Any], **rules: str | None) -> dict[str, Any]:
    return found | {name: source for name, source in rules.items() if source}


def one_question(form: Growing) -> dict[str, Any]:
    kind = form.draw(st.sampled_from((*KINDS, "calculated", "calculated", "hidden", "filtered")))
    code = form.code("q")
    if kind == "calculated":
        found = question(code, kind, calculate=form.source(CALCULATIONS) or "1 + 1")
    elif kind == "hidden":
        found = question(code, kind, default=form.draw(st.sampled_from(["a", "7"])))
    elif kind == "note":
        found = question(code, kind)
    else:
        found = asked(form, code, kind)
    found = with_rules(found, show_when=form.source(TRUTHS))
    if kind != "note":
        form.known.append(code)
    return found


def asked(form: Growing, code: str, kind: str) -> dict[str, Any]:
    """A question that people answer."""
    more = bounds(form, kind)
    if kind in {"one_of", "many_of", "rank"}:
        more["choices"] = choices(*CODES)
        more["choices"][2]["exclusive"] = kind == "many_of" and form.draw(st.booleans())
    if kind == "filtered":
        kind, more["choices_from"] = form.draw(st.sampled_from(["one_of", "many_of"])), "places"
        more = with_rules(more, choice_filter=form.source(FILTERS))
    if kind in {"text", "integer", "date"}:
        more = with_rules(more, initial=form.source(CALCULATIONS))
    more = with_rules(more, constraint=form.source(CONSTRAINTS), required_when=form.source(TRUTHS))
    if "constraint" in more:
        more["constraint_message"] = {"en": "This cannot be."}
    return question(code, kind, required="required_when" not in more and form.draw(st.booleans()), **more)


def bounds(form: Growing, kind: str) -> dict[str, Any]:
    if kind == "range":
        step = form.draw(st.sampled_from(["0.1", "2.5", "1"]))
        return {"minimum": "0", "maximum": "20", "step": step}
    if kind in {"decimal", "integer"} and form.draw(st.booleans()):
        return {"minimum": "0", "maximum": "20"}
    return {}


def one_repeat(form: Growing, depth: int) -> dict[str, Any]:
    code = form.code("r")
    found = with_rules(question(code, "repeat"), count=form.source(COUNTS), show_when=form.source(TRUTHS))
    outside, form.rows = list(form.rows), list(form.rows)
    inner = [one_question(form) for _ in range(form.draw(st.integers(1, 3)))]
    if depth and form.draw(st.booleans()):
        inner.append(one_repeat(form, depth - 1))
    if form.draw(st.booleans()):
        inner.append(question(form.code("q"), "calculated", calculate="position(..)"))
    form.rows = [*outside, code]
    return found | {"questions": inner}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    form = Growing(draw)
    sections = []
    for number in range(draw(st.integers(1, 3))):
        groups = []
        group = {"code": f"g{number}", "titles": {"en": "Group"}}
        group = with_rules(group, show_when=form.source(TRUTHS))
        section = with_rules(
            {"code": f"s{number}", "titles": {"en": "Section"}}, show_when=form.source(TRUTHS)
        )
        questions = [one_question(form) for _ in range(draw(st.integers(1, 4)))]
        if draw(st.booleans()):
            groups.append(group)
            questions += [
                one_question(form) | {"group": group["code"]} for _ in range(draw(st.integers(1, 2)))
            ]
        if draw(st.booleans()):
            questions.append(one_repeat(form, 1))
        sections.append(section | {"questions": questions, "groups": groups})
    return document("generated", "voting", [], sections=sections, lists={"places": PLACE_LIST})


raw_values: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            "",
            "yes",
            "no",
            "a",
            "b",
            "c",
            "a b",
            "good",
            "7",
            "3",
            "12",
            "0.3",
            "1,5",
            "007",
            "-1",
            "19,9",
            "1,000",
            "٣",
            "07:30",
            "7.5",
            "24:00",
            "2012-01-15",
            "2012-2-3",
            "2012-02-30",
            "2012-01-15T06:45",
            "2012-01-15 6:45:09.5Z",
            "2012-01-15T06:45:00+0600",
            "43.25, 76.9",
            "0.00390625 1 2 3",
            "91 0",
            "OK",
            "on",
            "almaty",
            "oral",
            "Қазақ",
            "  x  ",
            "\x00bad\r\n",
            "e\u0301",
            "__not_observed",
            "12345678901234567",
            "{3f2504e0-4f89-41d3-9a0c-0305e82c3301}",
            "not-a-file",
            "x" * 2001,
        ]
    ),
    st.sampled_from(
        [None, True, False, [], ["a", "c"], ["b", "a"], ["c", "b", "a"], ["__not_observed"], ["a", "z"], {}]
    ),
    st.sampled_from(
        [["almaty", "aktau"], ["taraz"], [1], {"x": "y"}, ["3f2504e04f8941d39a0c0305e82c3301"] * 2]
    ),
    st.text(max_size=5),
)


def answers_to(questions: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    possible: dict[str, st.SearchStrategy[Any]] = {}
    for one in questions:
        if one["type"] == "repeat":
            blank = {inner["code"]: "" for inner in one["questions"]}
            rows = st.lists(st.one_of(answers_to(one["questions"]), st.just(blank)), max_size=3)
            possible[one["code"]] = st.one_of(rows, rows, rows, raw_values)
        else:
            possible[one["code"]] = raw_values
    return st.fixed_dictionaries({}, optional={**possible, "nobody": raw_values})
