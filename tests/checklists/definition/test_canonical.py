import copy
import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.definition import canonical, content_hash, read
from observer.checklists.definition.canonical import decimal_text
from tests.checklists.examples import EXAMPLES, example
from tests.documents import COUNTING, INCIDENT, OPENING, document, question

DOCUMENTS = [OPENING, COUNTING, INCIDENT, *map(example, EXAMPLES)]


def digest(found: dict[str, Any]) -> bytes:
    return content_hash(canonical(read(found)))


def shuffled(value: Any, chance: Any) -> Any:
    """The same JSON with the fields of every object in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], chance) for key in chance.draw(st.permutations(sorted(value)))}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("found", DOCUMENTS)
def test_the_canonical_form_reads_back_as_the_same_definition(found: dict[str, Any]) -> None:
    definition = read(found)
    assert read(canonical(definition)) == definition


@pytest.mark.parametrize("found", DOCUMENTS)
def test_the_canonical_form_survives_json_byte_for_byte(found: dict[str, Any]) -> None:
    written = rfc8785.dumps(canonical(read(found)))
    assert rfc8785.dumps(canonical(read(json.loads(written)))) == written


@given(st.data())
def test_the_order_of_fields_does_not_change_the_hash(chance: st.DataObject) -> None:
    assert digest(shuffled(OPENING, chance)) == digest(OPENING)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip))
def test_the_same_letters_written_otherwise_do_not_change_the_hash(label: str) -> None:
    forms = [
        document(
            "o", "opening", [question("A1", "yes_no")], titles={"en": unicodedata.normalize(form, label)}
        )
        for form in ("NFC", "NFD")
    ]
    assert digest(forms[0]) == digest(forms[1])


def test_numbers_written_otherwise_do_not_change_the_hash() -> None:
    written = [
        document("o", "opening", [question("A1", "integer", maximum=maximum)])
        for maximum in (30, "30", "30.0", 30.0)
    ]
    assert len({digest(found) for found in written}) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found["titles"].update(en="Other"),
        lambda found: found["sections"][0]["questions"].reverse(),
        lambda found: found["sections"][0]["questions"][0].update(required=True),
        lambda found: found["sections"][0]["questions"][1]["violation_when"][0].update(severity="note"),
    ],
)
def test_any_change_of_meaning_changes_the_hash(change: Any) -> None:
    changed = copy.deepcopy(OPENING)
    change(changed)
    assert digest(changed) != digest(OPENING)


def test_a_field_that_says_nothing_does_not_change_the_hash() -> None:
    changed = copy.deepcopy(OPENING)
    changed["sections"][0]["questions"][0].update(required=False, help=None)
    assert digest(changed) == digest(OPENING)


@given(st.decimals(-(10**9), 10**9, places=3))
def test_decimals_are_written_without_exponent_and_needless_zeros(number: Any) -> None:
    written = decimal_text(number)
    assert float(written) == float(number)
    assert "E" not in written
    assert not ("." in written and written.endswith(("0", ".")))
