"""What a figure is of, in words."""

from django.utils import translation

from observer.dashboard.choosing import named


def test_no_code_of_the_software_stands_for_a_word() -> None:
    assert named({"region": "west", "phase": "voting", "assigned": "yes", "show": "observed"}) == [
        ("Region", "west"),
        ("Phase", "voting"),
        ("Assigned to a team", "yes"),
    ]


def test_the_word_for_yes_is_in_the_readers_language_and_an_answers_code_stays() -> None:
    with translation.override("ru"):
        assert named({"assigned": "yes", "answer": "yes"})[0][1] == "да"
        assert named({"answer": "yes"})[0][1] == "yes"
