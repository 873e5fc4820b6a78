"""What is written out as a workbook comes back as the same definition, to the last byte of its hash."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from observer.checklists.definition import Definition, canonical, content_hash, read
from observer.checklists.xlsform import read_workbook, write_workbook
from tests.checklists.examples import EXAMPLES, example
from tests.checklists.xlsform.definitions import definitions

# As they were when the forms were written by hand, before there were workbooks.
HASHES = {
    "opening": "fc28b7c0439b8e6911e60307eb4ad752db5efb6ecdcc80024d85e6a843052400",
    "voting": "5b874ab9d5d2893cc2a84056b6ac42c0fa4b0cb352f4bd9e23af1cf2b7fc63d0",
    "counting": "1329fb7ee8e1467c6a3a79ec3eb6d194386c0817ba5b4b32d41c5def53bb7347",
    "tabulation": "b85e95976663ab4b7324e4f03ffb1571f71954df8654acdd903e22240591064e",
    "incident": "2c9389bd8e392adc4527a965f6148db7deaf6d75621294746fddd9d53cd976c4",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_workbooks_say_the_forms_they_always_were(name: str) -> None:
    assert content_hash(canonical(read(example(name)))).hex() == HASHES[name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_back_from_its_export(name: str) -> None:
    definition = read(example(name))
    found = read_workbook(write_workbook(definition), "form.xlsx")
    assert (found.problems, found.warnings) == ((), ())
    assert canonical(read(found.document)) == canonical(definition)


# Without shrinking: a definition shrinks for minutes, and the first failing one tells enough.
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(definitions())
def test_any_definition_comes_back_from_its_export(definition: Definition) -> None:
    found = read_workbook(write_workbook(definition), "form.xlsx")
    assert found.problems == ()
    assert canonical(read(found.document)) == canonical(definition)


def test_the_same_definition_makes_the_same_file() -> None:
    definition = read(example("voting"))
    assert write_workbook(definition) == write_workbook(definition)
