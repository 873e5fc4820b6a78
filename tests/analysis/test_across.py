"""Answers are added up across versions where they match; where not, the page says what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from observer.analysis.board import QuestionRow
from observer.analysis.breakdown import breakdown
from observer.analysis.filters import Filters
from observer.analysis.listing import reports_behind
from observer.analysis.questions import questions
from observer.checklists.models import Version
from observer.findings import answers as documents
from observer.findings.sections.questions import question_tables
from observer.reports.intake import receive
from tests import factories
from tests.analysis.test_fold import agree, drain
from tests.documents import choices, document, question
from tests.factories import Ground, a_submission, a_version, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def form(*codes: str, more: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    asked = [question("B1", "one_of", choices=choices(*codes)), question("B2", "yes_no"), *more]
    return document("walk", "voting", asked)


def send(ground: Ground, version: Version, *answers: dict[str, Any]) -> None:
    visit = a_visit(ground.stations[0])
    receive(
        sender=ground.phone.sender,
        submissions=[a_submission(version, each, visit=visit) for each in answers],
    )


def row(ground: Ground, code: str) -> QuestionRow:
    found = questions(ground.head, "walk", Filters())
    return next(one for one in found if one.code == code)


@pytest.fixture
def walked(ground: Ground) -> Ground:
    """Version 1 had two choices for B1, versions 2 and 3 have three; B2 was always the same."""
    first = a_version(ground.mission, form("early", "late"))
    send(ground, first, {"B1": "early", "B2": "yes"}, {"B1": "late"}, {"B2": "no"})
    second = a_version(ground.mission, form("early", "late", "never"))
    send(ground, second, {"B1": "early", "B2": "yes"})
    third = a_version(ground.mission, form("early", "late", "never", more=(question("B3", "text"),)))
    send(ground, third, {"B1": "never", "B2": "yes", "B3": "because"})
    drain(ground.mission.pk)
    return ground


def test_versions_that_match_are_added_up_and_the_others_are_told(walked: Ground) -> None:
    found = row(walked, "B1")
    assert {one.code: one.figure.numerator for one in found.answers} == {"early": 1, "late": 0, "never": 1}
    assert found.answered.numerator == 2
    assert [(one.version, one.reports.numerator) for one in found.left_out] == [(1, 3)]
    of_all = row(walked, "B2")
    assert (of_all.answered.numerator, of_all.answered.blank, of_all.left_out) == (4, 1, [])


def test_the_way_back_leads_to_exactly_the_same_reports(walked: Ground) -> None:
    found = row(walked, "B1")
    for figure in (found.answered, *(one.figure for one in found.answers), found.left_out[0].reports):
        assert reports_behind(walked.head, figure.source).count() == figure.numerator, figure.source


def test_parts_and_documents_count_the_same_versions(walked: Ground) -> None:
    parts = breakdown(walked.head, "walk", "B1", "region", Filters())
    assert parts.whole.answered.numerator == sum(part.row.answered.numerator for part in parts.parts) == 2
    assert [(one.version, one.reports.numerator) for one in parts.whole.left_out] == [(1, 3)]
    [walk] = [one for one in documents.forms(walked.head) if one.code == "walk"]
    printed = next(one for one in walk.questions if one.code == "B1")
    assert (printed.answered.numerator, [one.reports.numerator for one in printed.left_out]) == (2, [3])
    remarks = {table.key: table.remarks for table in question_tables(walk)}
    assert remarks["walk-choices"] == ("B1: without version 1, which asks otherwise: 3 reports",)
    assert remarks["walk-yes"] == ()


def test_new_kinds_of_questions_are_counted_as_what_they_are(ground: Ground) -> None:
    """A note is not asked; rows and dates count as given; what was computed counts as the number it is."""
    version = a_version(
        ground.mission,
        document(
            "walk",
            "voting",
            [
                question("N1", "note"),
                question("D1", "date"),
                question("R1", "range", minimum=1, maximum=9, step=1),
                question("R2", "integer"),
                question("C1", "calculated", calculate="${R1} + ${R2}"),
                question("H1", "hidden", calculate="concat('a', ${R1})"),
                question("L1", "repeat", questions=[question("S1", "text")]),
            ],
        ),
    )
    sent = {"D1": "2026-10-04", "R1": "3", "R2": "4", "L1": [{"S1": "one"}, {"S1": "two"}]}
    send(ground, version, sent, {"R1": "5", "R2": "6"})
    drain(ground.mission.pk)
    agree(ground.mission.pk)
    found = {one.code: one for one in questions(ground.head, "walk", Filters())}
    assert "N1" not in found
    assert {code: one.answered.numerator for code, one in found.items()} == {
        "D1": 1, "R1": 2, "R2": 2, "C1": 2, "H1": 2, "L1": 1,
    }  # fmt: skip
    assert found["C1"].numbers["total"].numerator == 18
    assert found["H1"].numbers == {}
