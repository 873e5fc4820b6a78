"""Figures that do not add up, parts nobody observed, folded parts: the page without JavaScript."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import read
from observer.checklists.form import ChecklistForm
from tests.checklists.examples import example
from tests.checklists.test_form import drawn, faults, form, posted

EXAMPLES = {name: compile_version(read(example(name))) for name in ("opening", "voting", "counting")}
COUNTING = EXAMPLES["counting"]
SOUND = {
    "R": "1000", "A": "10", "B": "1005", "U": "355", "S": "5", "I_in": "620", "I_mob": "20", "I_adv": "5",
    "G": "645", "X_st": "625", "X_mob": "20", "V": "640", "N": "5", "Q_mob": "22",
    "c_a": "300", "c_b": "200", "c_c": "100", "c_d": "40",
}  # fmt: skip


def protocol(prefix: str = "P", **changes: str) -> dict[str, str]:
    return {f"{prefix}_{field}": number for field, number in {**SOUND, **changes}.items()}


def counted(answers: dict[str, Any]) -> ChecklistForm:
    """The form for closing and counting with everything the rapid part asks for."""
    quiet: dict[str, Any] = {
        "H1": "20:00", "H2": "urban", "C2": "yes", "C3": "yes", "C4b": "yes", "C6": "yes", "C7": "yes",
        "C10": "yes", "C11": ["none"], "C14": "given", "C15": "yes", "C16": "no", "C18": "good", "C19": "no",
    }  # fmt: skip
    return form(COUNTING, data=posted({**quiet, **answers}))


def said(html: str) -> str:
    """The text of the lists of figures, tags and spaces apart."""
    lists = re.findall(r'<ul class="figures__list".*?</ul>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(lists))).strip()


def test_a_protocol_that_adds_up_is_sent_at_once() -> None:
    found = counted(protocol())
    assert found.is_valid()
    assert said(str(found)) == ""


def test_figures_that_do_not_add_up_bring_the_page_back_with_both_sides_in_words() -> None:
    found = counted(protocol(V="641", c_a="301"))
    assert faults(found) == {"P_written": ["does-not-reconcile"]}
    assert said(str(found)) == (
        "Valid and invalid ballots add up to the ballots in the boxes "
        "Valid ballots 641 + Invalid ballots 5 = 646 "
        "Ballots in the stationary boxes 625 + Ballots in the mobile boxes 20 = 645 Difference: 1"
    )
    assert drawn(found).links == ["id_q-P_written-1"]
    assert [section.code for section in found.sections if section.is_open] == ["rapid", "mazhilis"]


def test_with_the_tick_they_are_kept_as_written_and_flagged_like_everybodys() -> None:
    page = drawn(counted(protocol(V="641", c_a="301"))).data
    page["q-P_written"] = "as_written"
    again = form(COUNTING, data=page)
    assert again.is_valid()
    assert again.canonical_answers["P_V"] == "641"
    assert again.canonical_answers["P_written"] == ["as_written"]
    assert again.checked is not None
    assert [(flag.rule, flag.category) for flag in again.checked.flags] == [("K5:mazhilis", "V28")]


def test_the_tick_is_dropped_once_the_figures_are_mended() -> None:
    found = counted({**protocol(), "P_written": ["as_written"]})
    assert found.is_valid()
    assert "P_written" not in found.canonical_answers
    assert "q-P_written" not in drawn(found).data


def test_each_contest_is_asked_about_alone() -> None:
    found = counted({**protocol(V="641", c_a="301"), "P_written": ["as_written"], "L_V": "5", "L_c_a": "6"})
    assert found.is_valid()
    council = counted({**protocol(), "L_V": "5", "L_c_a": "2", "L_c_b": "2", "L_c_c": "2"})
    assert faults(council) == {"L_written": ["does-not-reconcile"]}


def test_a_blank_number_is_not_held_against_anything() -> None:
    assert counted(protocol(V="", N="900")).is_valid()


def test_a_correction_shows_what_was_kept_as_written() -> None:
    answers = {**protocol(V="641", c_a="301"), "P_written": ["as_written"]}
    page = form(COUNTING, answers=answers)
    assert drawn(page).data["q-P_written"] == "as_written"
    assert "Difference: 1" in said(str(page))


def test_the_page_carries_the_rules_for_its_own_arithmetic() -> None:
    carried = re.search(
        r'<script id="protocol-rules" type="application/json">(.*?)</script>', str(counted({})), re.DOTALL
    )
    assert carried is not None
    rules = json.loads(carried[1])
    assert rules["contests"]["maslikhat"]["fields"]["c:candidate-a"] == "q-L_c_a"
    assert [identity["code"] for identity in rules["identities"]] == [
        identity.code for identity in COUNTING.definition.identities
    ]
    assert "protocol-rules" not in str(form(EXAMPLES["voting"]))


def test_a_part_is_skipped_with_one_answer_and_that_answer_brings_it_back() -> None:
    skipped = counted({"skip_count": "no_view"})
    assert skipped.is_valid()
    assert skipped.canonical_answers["C9"] == "__not_observed"
    section = next(section for section in skipped.sections if section.code == "count")
    assert section.skipped is not None
    assert section.skipped.text == "No view"

    page = drawn(form(COUNTING, answers=skipped.canonical_answers)).data
    assert page["q-skip_count"] == "no_view"
    page["q-skip_count"] = ""
    assert "C9" not in form(COUNTING, data=page).canonical_answers


def test_the_rapid_part_stands_open_and_the_others_are_folded_with_their_counts() -> None:
    sections = counted({"C8": "yes", "C9": "__not_observed"}).sections
    assert [section.code for section in sections if section.is_open] == ["rapid"]
    assert {section.code: (section.answered, section.asked) for section in sections[:4]} == {
        "rapid": (14, 14),
        "closing": (0, 5),
        "order": (0, 3),
        "count": (2, 7),
    }


def test_a_folded_part_with_a_problem_is_open() -> None:
    found = counted({"C9t": "late"})
    assert [section.code for section in found.sections if section.is_open] == ["rapid", "count"]


@pytest.mark.parametrize("version", EXAMPLES.values(), ids=EXAMPLES)
def test_every_form_is_a_small_page(version: CompiledVersion) -> None:
    assert len(gzip.compress(str(form(version)).encode())) < 15_000


@pytest.mark.parametrize("version", EXAMPLES.values(), ids=EXAMPLES)
def test_ids_are_unique_on_every_form(version: CompiledVersion) -> None:
    page = drawn(form(version))
    assert len(page.ids) == len(set(page.ids))
    assert page.labelled <= set(page.ids)
