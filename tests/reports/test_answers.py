"""A report reads in the words of the form it was sent with."""

from __future__ import annotations

import pytest

from observer.reports.answers import of_the_whole, sections
from observer.reports.intake import receive
from observer.reports.models import Revision
from tests.factories import Ground, a_submission, a_visit, ground


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def sent(alder: Ground, version: object, answers: dict[str, object]) -> Revision:
    submission = a_submission(version, answers, visit=a_visit(alder.stations[3]))
    receive(sender=alder.phone.sender, submissions=[submission])
    return Revision.objects.select_related("version").get(client_id=submission.client_id)


def shown(revision: Revision, hidden: frozenset[str] = frozenset()) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        answer.code: (answer.state, tuple(answer.texts))
        for section in sections(revision, hidden)
        for answer in section.answers
    }


def test_every_question_says_what_became_of_it(alder: Ground) -> None:
    answers = {"A1": "no", "A2": "on_time", "A4": ["ballots", "seals"], "A7": "__not_observed", "A10": "7"}
    assert shown(sent(alder, alder.opening, answers)) == {
        "A0": ("blank", ()),
        "A1": ("answered", ("No",)),
        "A2": ("answered", ("on time",)),
        "A3": ("not_applicable", ()),
        "A4": ("answered", ("ballots", "seals")),
        "A7": ("not_observed", ()),
        "A10": ("answered", ("7",)),
        "A14": ("blank", ()),
        "A16": ("blank", ()),
    }


def test_a_flag_stands_beside_the_answer_that_raised_it(alder: Ground) -> None:
    revision = sent(alder, alder.opening, {"A1": "no"})
    raised = {
        answer.code: [flag.category for flag in answer.flags]
        for section in sections(revision, frozenset())
        for answer in section.answers
        if answer.flags
    }
    assert raised == {"A1": ["V10"]}


def test_hidden_votes_keep_their_question_and_lose_their_number(alder: Ground) -> None:
    revision = sent(alder, alder.counting, {"C1": "120", "C2": "98", "P_R": "1200"})
    told = shown(revision, revision.version.vote_questions)
    assert (told["C1"], told["C2"]) == (("hidden", ()), ("hidden", ()))
    assert told["P_R"] == ("answered", ("1,200",))


def test_sums_that_do_not_come_out_stand_with_the_whole_report(alder: Ground) -> None:
    revision = sent(alder, alder.counting, {"C1": "120", "C2": "98", "P_V": "100"})
    assert {flag.kind for flag in of_the_whole(revision)} == {"identity"}
