"""A code card that was printed stays true when a new version of its form comes out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from observer.checklists.definition.shapes import Question
from observer.gateways.sms.book import page
from observer.gateways.sms.tags import form_tags, tags_of
from tests.gateways.sms.forms import a_form, a_question


def asks(*codes: str, **tags: str) -> list[Question]:
    return [a_question(code, "integer", sms_tag=tags.get(code, "")) for code in codes]


def test_tags_are_given_in_the_order_of_the_form() -> None:
    assert tags_of([a_form(*asks("q1", "q2", "q3"))]).of == {"q1": "A", "q2": "B", "q3": "C"}


def test_after_the_last_letter_come_two() -> None:
    codes = [f"q{number}" for number in range(21)]
    assert list(tags_of([a_form(*asks(*codes))]).of.values())[17:] == ["W", "Z", "AA", "AB"]


def test_a_tag_of_the_form_is_kept_and_given_to_nothing_else() -> None:
    assert tags_of([a_form(*asks("q1", "q2", "q3", q3="A"))]).of == {"q1": "B", "q2": "C", "q3": "A"}


def test_a_question_keeps_its_tag_and_that_of_a_lost_one_is_not_used_again() -> None:
    tags = tags_of([a_form(*asks("q1", "q2", "q3")), a_form(*asks("q0", "q1", "q3"))])
    assert (tags.of, tags.retired) == ({"q0": "D", "q1": "A", "q3": "C"}, frozenset({"B"}))


def test_a_question_that_comes_back_has_its_old_tag() -> None:
    versions = [a_form(*asks("q1", "q2")), a_form(*asks("q1")), a_form(*asks("q3", "q2", "q1"))]
    assert tags_of(versions).of == {"q3": "C", "q2": "B", "q1": "A"}


def test_what_no_text_can_answer_has_no_tag() -> None:
    questions = [a_question("p", "photo"), a_question("n", "note"), a_question("c", "calculated"), *asks("q")]
    assert tags_of([a_form(*questions)]).of == {"q": "A"}


def test_a_later_checklist_changes_no_letter_of_an_earlier_one() -> None:
    assert form_tags(["opening", "voting"]) == {"opening": "A", "voting": "B"}
    assert form_tags(["opening", "voting", "closing"])["voting"] == "B"


@given(
    some.lists(
        some.lists(some.sampled_from([f"q{n}" for n in range(8)]), min_size=1, unique=True), min_size=1
    )
)
def test_no_tag_ever_names_two_questions(versions: list[list[str]]) -> None:
    owners: dict[str, str] = {}
    for number in range(1, len(versions) + 1):
        for code, tag in tags_of([a_form(*asks(*codes)) for codes in versions[:number]]).of.items():
            assert owners.setdefault(tag, code) == code


def test_a_form_that_once_asked_for_votes_goes_on_to_hide_what_was_written_for_it() -> None:
    votes, plain = a_form(a_question("q", "integer", protocol="c:a")), a_form(*asks("q"))
    assert (page("B", "voting", [votes, plain]).holds_votes, page("B", "voting", [plain]).holds_votes) == (
        True,
        False,
    )
