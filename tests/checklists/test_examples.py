"""The forms of the worked example do what the domain's tables ask."""

from datetime import UTC, datetime
from typing import Any

import pytest

from observer.checklists.check import compile_version
from observer.checklists.checked import CheckedAnswers
from observer.checklists.definition import read
from observer.checklists.taxonomy import TAXONOMY
from tests.checklists.examples import example

OPENING = compile_version(read(example("opening")))
INCIDENT = compile_version(read(example("incident")))

QUIET: dict[str, Any] = {
    "H1": "06:25",
    "H2": "urban",
    "A1": "yes",
    "A2": "on_time",
    "A4": ["none"],
    "A5": "yes",
    "A6": "yes",
    "A7": "yes",
    "A8": "yes",
    "A10t": "7",
    "A10": "7",
    "A10w": "4",
    "A12": "no",
    "A13": ["none"],
    "A14k": "good",
    "A14w": "good",
    "A14": "very_good",
    "A15": "no",
    "H9": "07:20",
}


def opening(**changes: Any) -> CheckedAnswers:
    return OPENING.check({**QUIET, **changes}, now=datetime(2012, 1, 15, 8, tzinfo=UTC))


def test_a_quiet_opening_has_no_problem_and_no_violation() -> None:
    found = opening()
    assert (found.problems, found.flags) == ([], [])
    assert found.facts == {"arrival": "06:25", "departure": "07:20", "overall": "very_good"}


@pytest.mark.parametrize(
    ("changes", "violations"),
    [
        ({"A1": "no"}, [("A1", "V10", "serious")]),
        ({"A2": "under_30"}, []),
        ({"A2": "under_60"}, [("A2", "V14", "procedural")]),
        ({"A2": "over_60"}, [("A2", "V14", "procedural")]),
        ({"A2": "not_opened"}, [("A2", "V14", "critical")]),
        ({"A4": ["seals"]}, [("A4", "V15", "serious")]),
        ({"A4": ["record_book"]}, [("A4", "V15", "procedural")]),
        ({"A4": ["record_book", "box"]}, [("A4", "V15", "serious")]),
        ({"A5": "no"}, [("A5", "V15", "procedural")]),
        ({"A6": "no"}, [("A6", "V15", "procedural")]),
        ({"A7": "no"}, [("A7", "V11", "serious")]),
        ({"A7": "__not_observed"}, []),
        ({"A8": "no"}, [("A8", "V11", "serious")]),
        ({"A8m": "no"}, [("A8m", "V11", "serious")]),
        ({"A8m": "none"}, []),
        ({"A9": "no"}, [("A9", "V11", "procedural")]),
        ({"A10": "5", "A10w": "1"}, []),
        ({"A10": "4", "A10w": "1"}, [("A10", "V14", "serious")]),
        ({"A10": "4", "A10t": "__not_observed"}, []),
        ({"A12": "yes", "A12d": "no"}, [("A12", "V09", "procedural")]),
        ({"A12": "yes", "A12d": "yes"}, [("A12", "V09", "procedural"), ("A12d", "V09", "serious")]),
        ({"A13": ["steps", "box"]}, [("A13", "V17", "procedural")]),
        ({"A14": "very_bad"}, []),
    ],
)
def test_an_opening_shows_the_violations_of_the_table(changes: dict[str, Any], violations: list[Any]) -> None:
    found = opening(**changes)
    assert [(flag.question, flag.category, flag.severity) for flag in found.flags] == violations
    assert {flag.basis for flag in found.flags} <= {"seen"}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"A2": "under_15"}, "A3"),
        ({"A5": "yes"}, "A5n"),
        ({"A8": "yes"}, "A8s"),
        ({"A12": "yes"}, "A12w"),
        ({"A12": "yes"}, "A12d"),
    ],
)
def test_a_question_is_asked_when_another_calls_for_it(changes: dict[str, Any], asked: str) -> None:
    assert opening(**changes).statuses[asked] == "blank"
    everything_quiet = opening(A5="no", A8="no")
    assert everything_quiet.statuses[asked] == "not_applicable"


@pytest.mark.parametrize(
    ("changes", "question"),
    [
        ({"A10": "8"}, "A10"),
        ({"A10w": "8"}, "A10w"),
        ({"H9": "06:00"}, "H9"),
    ],
)
def test_numbers_that_contradict_each_other_are_told(changes: dict[str, Any], question: str) -> None:
    assert [(found.question, found.code) for found in opening(**changes).problems] == [
        (question, "constraint")
    ]


def test_ballots_received_are_a_number_of_the_protocol() -> None:
    assert opening(A5n="1005").protocols == {"": {"B": 1005}}


def test_an_incident_offers_the_whole_taxonomy_and_becomes_a_violation() -> None:
    assert [choice.code for choice in INCIDENT.by_code["category"].question.choices] == [
        kind.code for kind in TAXONOMY
    ]
    found = INCIDENT.check(
        {
            "category": "V10",
            "severity": "critical",
            "basis": "told",
            "happened_at": "09:10",
            "where": "station",
            "place_code": "4711",
            "narrative": "An observer was led out of the room.",
        },
        now=datetime(2012, 1, 15, 10, tzinfo=UTC),
    )
    assert found.problems == []
    assert [(f.category, f.severity, f.basis) for f in found.flags] == [("V10", "critical", "told")]
    assert found.facts["place_code"] == "4711"


@pytest.mark.parametrize("place", ["this_station", "none"])
def test_an_incident_asks_which_place_only_where_there_is_another(place: str) -> None:
    found = INCIDENT.check({"where": place}, now=datetime(2012, 1, 15, tzinfo=UTC))
    assert found.statuses["place_code"] == "not_applicable"
