"""The document of a summary: whole, explained, and the same bytes for the same content."""

import dataclasses
import json

import pytest
from django.utils import translation

from observer.analysis.figures import Figure
from observer.findings.blocks import Block, Chart, MissionFacts, Paragraph, Table
from observer.findings.document import Section, content_hash
from observer.findings.typeset import typeset
from observer.findings.values import Cited, Reading
from tests.findings.conftest import text_of
from tests.findings.sample import card, sample, sample_json
from tests.findings.sample_numbers import figure


def section(*blocks: Block) -> tuple[Section, ...]:
    return (Section("one", "One", (MissionFacts(), *blocks)),)


def citing(key: str, told: Figure, note: str = "N1") -> Paragraph:
    return Paragraph("In {found}.", {"found": Cited(key, told, note).read(Reading.SHARE)})


def test_every_figure_stands_once_whole_and_with_its_note() -> None:
    document = sample_json()
    notes = {note["code"] for note in document["notes"]}
    cited = set()
    for part in document["sections"]:
        for block in part["blocks"]:
            runs = block.get("runs", []) + [cell for row in block.get("rows", []) for cell in row["cells"]]
            runs += [item["value"] for item in block.get("items", [])]
            cited |= {run["figure"] for run in runs if "figure" in run}
    assert cited == set(document["figures"])
    for told in document["figures"].values():
        assert told["note"] in notes
        assert Figure.from_json(told["figure"]).as_json() == told["figure"]


def test_it_is_plain_json_that_survives_a_database() -> None:
    document = sample_json()
    again = json.loads(json.dumps(document, sort_keys=True))
    assert again == document
    assert content_hash(again) == content_hash(document)


def test_its_hash_follows_its_content() -> None:
    assert len(content_hash(sample_json())) == 32
    assert content_hash(sample_json()) == content_hash(sample_json())
    assert content_hash(sample_json(title="Other")) != content_hash(sample_json())
    assert content_hash({"en": sample_json()}) != content_hash(sample_json())


def test_it_is_written_under_its_own_language() -> None:
    document = sample()
    with translation.override("ru"), pytest.raises(ValueError, match="written under that language"):
        document.as_json()


def test_it_says_which_way_it_is_read() -> None:
    assert sample_json()["right_to_left"] is False
    with translation.override("ar"):
        assert sample(language="ar").as_json()["right_to_left"] is True


def test_one_synthetic_figure_makes_the_document_synthetic() -> None:
    real_card = dataclasses.replace(card(), synthetic=False)
    real = sample(mission=real_card, sections=section(citing("a", figure(1, 2, synthetic=False))))
    assert not real.synthetic
    mixed = sample(mission=real_card, sections=section(citing("a", figure(1, 2))))
    assert mixed.synthetic


def refused(message: str, **changes: object) -> None:
    with pytest.raises(ValueError, match=message):
        sample(**changes)


def test_two_figures_cannot_go_by_one_key() -> None:
    refused("go by the key", sections=section(citing("a", figure(1, 2)), citing("a", figure(1, 3))))


def test_a_figure_without_a_note_is_refused() -> None:
    refused("one note that says how", sections=section(citing("a", figure(1, 2), "N99")))
    document = sample()
    refused("one note that says how", notes=(*document.notes, document.notes[0]))


def test_a_document_says_who_observed() -> None:
    refused("who observed", sections=(Section("one", "One", (citing("a", figure(1, 2)),)),))


def test_a_chart_has_its_numbers_in_a_table() -> None:
    chart = Chart("c", "A chart", "<svg/>", "Words", "elsewhere")
    refused("its numbers in a table", sections=section(chart))
    refused("go by one key", sections=section(*[Table("t", "T", (), ())] * 2))


def test_without_a_seal_it_says_so() -> None:
    unsealed = dataclasses.replace(sample().basis, seal=None)
    document = sample_json(basis=unsealed)
    assert document["basis"]["seal"] is None
    assert "no entry of the journal was sealed yet" in text_of(typeset(document).pdf, page=1)


def test_the_cut_off_is_written_in_utc_and_for_people() -> None:
    basis = sample_json()["basis"]
    assert basis["cut_off"] == "2012-01-15T17:30:00+00:00"
    assert basis["cut_off_text"] == "15 January 2012, 23:30 (UTC+06:00)"
    assert basis["inclusion"]["counted"] == {"number": 1246, "text": "1,246"}
