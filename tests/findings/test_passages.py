"""Texts of people name figures by key; a number typed by hand and a figure that is not there are refused."""

from hypothesis import given
from hypothesis import strategies as st

from observer.findings.passages import Fault, Token, faults, paragraphs, pieces

FIGURES = {"stations.seen.total": ("share", "counts"), "reports.total": ("things",)}
FACTS = ("election_day",)


def wrong(text: str) -> list[Fault]:
    return faults(text, figures=FIGURES, facts=FACTS)


def test_a_text_is_words_and_places() -> None:
    text = "Seen {{figure:stations.seen.total:counts}} on {{fact:election_day}}."
    assert list(pieces(text)) == [
        "Seen ",
        Token("figure", "stations.seen.total", "counts"),
        " on ",
        Token("fact", "election_day"),
        ".",
    ]
    assert wrong(text) == []


def test_a_number_typed_by_hand_is_refused_in_any_script() -> None:
    assert wrong("In 37 stations, ٣ more and ½ of them.") == [
        Fault("number", "37"),
        Fault("number", "٣"),
        Fault("number", "½"),
    ]


def test_what_is_not_there_is_named_with_what_may_be_meant() -> None:
    (fault,) = wrong("{{figure:stations.sen.total}}")
    assert (fault.code, fault.told, fault.near) == ("figure", "stations.sen.total", ("stations.seen.total",))
    assert wrong("{{figure:reports.total:share}}") == [Fault("reading", "reports.total:share", ("things",))]
    assert wrong("{{fact:election}}") == [Fault("fact", "election", ("election_day",))]


def test_braces_around_anything_else_are_refused() -> None:
    assert [fault.code for fault in wrong("{{ something }} and {name}")] == ["braces"]


def test_empty_lines_part_paragraphs() -> None:
    assert paragraphs("One\r\nline.\n\n \nTwo.\n") == ["One line.", "Two."]


@given(st.text(max_size=80))
def test_nothing_of_a_text_is_lost_in_pieces(text: str) -> None:
    assert "".join(piece if isinstance(piece, str) else str(piece) for piece in pieces(text)) == text or (
        "{{" in text
    )


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){0,3}", fullmatch=True), st.sampled_from(["", "share"]))
def test_a_token_reads_back_as_itself(key: str, reading: str) -> None:
    token = Token("figure", key, reading)
    assert list(pieces(f"before {token} after")) == ["before ", token, " after"]
