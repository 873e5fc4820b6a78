"""The words of the edition's own: every one the template asks for is there, and none is left over."""

import re
from typing import Any

from observer.analysis.figures import Regime, Unit
from observer.findings.labels import labels, regime_name, unit_name
from observer.findings.typeset import EDITION, typeset
from tests.findings.conftest import text_of
from tests.findings.sample import sample_json


def test_template_and_labels_agree() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in EDITION.parent.rglob("*.typ"))
    asked = set(re.findall(r"labels\.([a-z_]+)", sources)) - {"at"}
    asked |= {"received", "held", "quarantined", "withdrawn", "doubles", "counted"}
    assert asked == set(labels())


def test_every_unit_and_regime_has_a_name() -> None:
    assert len({unit_name(unit) for unit in Unit}) == len(Unit)
    assert len({regime_name(regime) for regime in Regime}) == len(Regime)


# What is not for people: names of things, numbers, digests, and pictures (whose words are the charts').
MACHINE = {"kind", "key", "twin", "line", "reading", "figure", "note", "code", "notes", "language"}
MACHINE |= {"bar", "bar_end", "cut_off", "digest", "svg", "number"}


def in_cyrillic(value: Any, key: str = "") -> Any:
    """The same document with every text for people written "Ж"."""
    if isinstance(value, str):
        return value if key in MACHINE else "Ж"
    if isinstance(value, dict):
        return {name: in_cyrillic(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [in_cyrillic(inner, key) for inner in value]
    return value


def test_no_word_of_the_edition_is_written_in_the_template() -> None:
    document = in_cyrillic(sample_json())
    document["labels"] = dict.fromkeys(document["labels"], "Ж") | {"page_of": "{page}/{pages}"}
    for section in document["sections"]:
        section["blocks"] = [block for block in section["blocks"] if block["kind"] != "chart"]
    text = text_of(typeset(document).pdf)
    latin = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\b[0-9a-f]{8}\b|\bc0de\b", "", text)))
    assert latin == set()
