"""Votes stay votes wherever a form carries them: into sums, copies, first values and rows."""

from typing import Any

from observer.checklists.definition import canonical, read
from observer.checklists.votes import vote_codes
from tests.documents import document, question


def votes_of(*questions: dict[str, Any]) -> set[str]:
    return set(vote_codes(canonical(read(document("count", "counting", list(questions))))))


VOTES = question("c_votes", "integer", protocol="c:a")


def test_what_is_worked_out_of_votes_tells_them_too() -> None:
    assert votes_of(
        VOTES,
        question("copy", "calculated", calculate="${c_votes} + 0"),
        question("copy_of_copy", "hidden", calculate="concat('n', ${copy})"),
        question("again", "integer", initial="${c_votes}"),
        question("told", "note", labels={"en": "You counted ${c_votes}"}),
        question("valid", "integer", protocol="V"),
        question("ballots", "calculated", calculate="${valid} * 2"),
    ) == {"c_votes", "copy", "copy_of_copy", "again"}


def test_figures_that_votes_are_worked_out_of_tell_them_and_choices_do_not() -> None:
    assert votes_of(
        question("counted", "yes_no"),
        question("pile", "integer"),
        question("bundles", "integer"),
        question("thrice", "calculated", calculate="${pile} * 3"),
        question(
            "c_votes",
            "integer",
            protocol="c:a",
            calculate="if(${counted} = 'yes', ${pile} + ${bundles} * 100, 0)",
        ),
    ) == {"pile", "bundles", "thrice", "c_votes"}


def test_rows_with_votes_in_them_are_hidden_as_a_whole() -> None:
    rows = question(
        "piles",
        "repeat",
        questions=[
            question("size", "integer"),
            question("share", "calculated", calculate="${size} div ${c_votes}"),
        ],
    )
    beside = question("boxes", "repeat", questions=[question("seal", "text")])
    assert votes_of(VOTES, rows, beside, question("many", "calculated", calculate="count(${piles})")) == {
        *("c_votes", "piles", "size", "share")
    }


def test_as_many_rows_as_votes_tell_their_number() -> None:
    rows = question("ballots", "repeat", count="${c_votes}", questions=[question("mark", "text")])
    assert votes_of(VOTES, rows) == {"c_votes", "ballots", "mark"}


def test_a_form_without_votes_hides_nothing() -> None:
    assert votes_of(question("a", "integer"), question("b", "calculated", calculate="${a}")) == set()
