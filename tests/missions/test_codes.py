"""One-time codes: what people type, say and scan comes out as the same code."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from observer.missions.codes import ALPHABET, LENGTH, grouped, new_code, normalised, qr_svg

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH).map(grouped)


def test_a_new_code_is_four_groups_of_four() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert normalised(code) == code


def test_two_codes_differ() -> None:
    assert new_code() != new_code()


@given(codes, st.sampled_from(["", " ", "-", " - "]))
def test_case_spaces_and_hyphens_do_not_matter(code: str, between: str) -> None:
    assert normalised(f" {code.replace('-', between).lower()} ") == code


def test_letters_that_look_like_figures_are_read_as_figures() -> None:
    assert normalised("oOoO-iIlL-0000-1111") == "0000-1111-0000-1111"


@given(st.text().filter(lambda typed: len([c for c in typed if c.isalnum()]) != LENGTH))
def test_another_length_is_no_code(typed: str) -> None:
    assert normalised(typed) is None


def test_a_letter_outside_the_alphabet_is_no_code() -> None:
    assert normalised("UUUU-0000-0000-0000") is None
    assert normalised("жжжж-0000-0000-0000") is None


def test_the_qr_code_is_one_svg_element_without_script() -> None:
    picture = qr_svg("https://observer.example/field/enrol/7K3M-Q9TX-2B4W-HJ6D/")
    root = ET.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {child.tag.rpartition("}")[2] for child in root.iter()} == {"svg", "g", "path"}
