"""The page's check of a whole form against the server's: the same problems, values, rows and choices."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observer.checklists.check import compile_version
from observer.checklists.definition import read
from observer.checklists.page_document import page_document
from tests.checklists.javascript.forms import answers_to, documents
from tests.checklists.javascript.generated import NOW
from tests.checklists.javascript.node import Node
from tests.documents import COUNTING, OPENING, document, question


@st.composite
def filled_forms(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    form = draw(documents())
    questions = [one for section in form["sections"] for one in section["questions"]]
    return form, draw(st.lists(answers_to(questions), min_size=1, max_size=4))


def on_server(form: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    version = compile_version(read(form))
    found, look = version.check(answers, now=NOW), version.look(answers, now=NOW)
    return {
        "problems": [
            {"question": one.question, "code": one.code, "arguments": dict(one.arguments)}
            for one in found.problems
        ],
        "asked": {
            path: {
                "value": look.value(path),
                "required": look.is_required(path),
                "first": look.first_value(path),
                "rows": look.rows(path),
                "limit": look.row_limit(path),
                "choices": [choice.code for choice in look.choices(path)],
            }
            for path in look.relevant
        },
    }


def ordered(problems: list[dict[str, Any]]) -> list[str]:
    return sorted(map(repr, problems))


def differences(node: Node, form: dict[str, Any], sent: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    given = {
        "document": page_document(read(form)),
        "now": NOW.isoformat(timespec="seconds"),
        "language": "en",
    }
    on_page = node.ask("checks", [given | {"answers": answers} for answers in sent])
    differing: list[tuple[object, ...]] = []
    for answers, there in zip(sent, on_page, strict=True):
        here = on_server(form, answers)
        if ordered(here["problems"]) != ordered(there["problems"]):
            differing.append((answers, here["problems"], there["problems"]))
        if here["asked"] != there["asked"]:
            paths = {*here["asked"], *there["asked"]}
            apart = [path for path in paths if here["asked"].get(path) != there["asked"].get(path)]
            differing += [
                (answers, path, here["asked"].get(path), there["asked"].get(path)) for path in apart
            ]
    return differing


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(filled=filled_forms())
def test_page_and_server_say_the_same_of_any_form(
    node: Node, filled: tuple[dict[str, Any], list[dict[str, Any]]]
) -> None:
    assert differences(node, *filled) == []


def test_both_drop_rows_in_which_nothing_was_answered(node: Node) -> None:
    row = [question("serial", "text"), question("seal", "yes_no", required=True)]
    form = document("boxes", "closing", [question("box", "repeat", questions=row)])
    blank = {"serial": "", "seal": None}
    rows_sent: list[Any] = [[blank], [blank, {"serial": "7"}, {}], [{"seal": []}], [], "", [1]]
    sent = [{"box": rows} for rows in rows_sent]
    assert differences(node, form, sent) == []
    assert [on_server(form, one)["asked"]["box"]["rows"] for one in sent] == [0, 2, 0, 0, 0, 0]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_they_do_so_of_forms_in_use(node: Node, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([OPENING, COUNTING]))
    questions = [one for section in form["sections"] for one in section["questions"]]
    assert differences(node, form, data.draw(st.lists(answers_to(questions), min_size=1, max_size=5))) == []
