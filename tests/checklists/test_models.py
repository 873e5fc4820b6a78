"""Which questions of a version are for the results room alone until release."""

from observer.checklists.definition import canonical, read
from observer.checklists.models import Version
from tests.checklists.examples import example


def vote_questions(name: str) -> set[str]:
    return set(Version(definition=canonical(read(example(name)))).vote_questions)


def test_votes_for_a_choice_and_pictures_of_protocols_give_votes_away() -> None:
    assert vote_questions("counting") == {
        *("P_c_a", "P_c_b", "P_c_c", "P_c_d"),
        *("L_c_a", "L_c_b", "L_c_c"),
        *("C17", "C17m"),
    }
    assert vote_questions("tabulation") == {"E21"}


def test_totals_and_ordinary_photos_give_nothing_away() -> None:
    assert vote_questions("voting") == vote_questions("incident") == vote_questions("opening") == set()
