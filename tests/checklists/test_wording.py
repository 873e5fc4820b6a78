import ast
from pathlib import Path

import pytest

from observer.checklists.checked import AnswerProblem
from observer.checklists.definition import DefinitionInvalid, read
from observer.checklists.wording import ANSWERS, DEFINITIONS, EXPRESSIONS, describe, describe_definition
from observer.operations.home import PROJECT
from tests.documents import document, question

ROOM = PROJECT / "observer/checklists"


def literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def raised(path: Path, name: str, argument: int) -> set[str]:
    """The string constants given as the n-th argument to calls of `name` in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).split(".")[-1] == name
            and len(node.args) > argument
        ):
            given = ast.walk(node.args[argument])
            found |= {
                part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return found


def test_every_refusal_of_an_expression_has_a_sentence() -> None:
    codes = set().union(*(raised(path, "ExpressionError", 0) for path in (ROOM / "expressions").glob("*.py")))
    assert codes | {"circle"} == set(EXPRESSIONS)


def test_every_fault_of_a_definition_has_a_sentence() -> None:
    codes: set[str] = set()
    for path in (ROOM / "definition").glob("*.py"):
        codes |= raised(path, "wrong", 1) | raised(path, "DefinitionProblem", 3) | raised(path, "matching", 2)
    codes = {code for code in codes if code.strip() == code and not code.startswith("expression-")}
    assert codes == set(DEFINITIONS)


def test_every_problem_of_an_answer_has_a_sentence() -> None:
    files = ("answers", "moments", "checking", "answered", "typed")
    used = set().union(*(literals(ROOM / f"{name}.py") for name in files))
    assert {code for code in ANSWERS if code in used} == set(ANSWERS) - {
        "out-of-range-above",
        "out-of-range-below",
    }


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (AnswerProblem("A1", "required"), "Please answer this question."),
        (
            AnswerProblem("A1", "out-of-range", {"minimum": "0", "maximum": "30"}),
            "Please write a number from 0 to 30.",
        ),
        (AnswerProblem("A1", "out-of-range", {"minimum": "0"}), "Please write a number not below 0."),
        (AnswerProblem("A1", "out-of-range", {"maximum": "9"}), "Please write a number not above 9."),
        (AnswerProblem("A1", "unknown-choice", {"found": "100 %s"}), "“100 %s” is not one of the choices."),
        (AnswerProblem("A1", "constraint", message={"en": "Too many.", "ru": "Много."}), "Too many."),
        (AnswerProblem("A1", "constraint", message={"ru": "Много."}), "Много."),
    ],
)
def test_a_problem_is_told_in_a_sentence(problem: AnswerProblem, sentence: str) -> None:
    assert describe(problem, "en") == sentence


def test_the_authors_words_are_found_for_a_regional_language() -> None:
    assert (
        describe(AnswerProblem("A1", "constraint", message={"en": "Many.", "ru": "Много."}), "ru-kz")
        == "Много."
    )


def test_a_fault_in_a_definition_is_told_with_its_place_and_character() -> None:
    with pytest.raises(DefinitionInvalid) as invalid:
        read(
            document(
                "o", "opening", [question("A1", "text", show_when="1 + jump(2)"), question("A2", "one_of")]
            )
        )
    assert [describe_definition(fault, "en") for fault in invalid.value.problems] == [
        "all · A1 · show_when: There is no function “jump”. (character 5 of: 1 + jump(2))",
        "all · A2 · choices: This is missing.",
    ]
