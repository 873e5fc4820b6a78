"""A standard is held against a country only from the day it speaks to it, and only when somebody read it."""

from datetime import date

import pytest

from observer.checklists.taxonomy import TAXONOMY
from observer.findings.standards import (
    INSTRUMENTS,
    OBLIGATIONS,
    PARAGRAPHS,
    Check,
    Paragraph,
    Standing,
    standing,
)

DAY_2012 = date(2012, 1, 15)


def kazakhstan(code: str, day: date = DAY_2012, check: Check | None = None) -> Standing:
    return standing(PARAGRAPHS[code], INSTRUMENTS, country="KZ", day=day, check=check)


def a_check(code: str, *, confirmed: bool = True, joined: date | None = None) -> Check:
    return Check(PARAGRAPHS[code].text_hash, confirmed, "read in the official text", joined)


def test_every_reference_of_the_taxonomy_is_a_paragraph() -> None:
    named = {reference for kind in TAXONOMY for reference in kind.standards}
    assert named - set(PARAGRAPHS) == set()


def test_every_paragraph_states_obligations_in_three_languages() -> None:
    assert len(OBLIGATIONS) == 21
    for paragraph in PARAGRAPHS.values():
        assert set(paragraph.obligations) <= set(OBLIGATIONS)
        assert paragraph.obligations
        assert set(paragraph.words) == {"en", "ru", "kk"}
        assert paragraph.instrument in INSTRUMENTS


def test_nothing_of_2012_is_a_breach_of_what_kazakhstan_joined_in_2015() -> None:
    code = "CRPD 29(a)(i)"
    assert kazakhstan(code) is Standing.NOT_YET
    assert kazakhstan(code, check=a_check(code)) is Standing.NOT_YET, "reading it does not put it in force"
    assert kazakhstan(code, date(2016, 3, 20), a_check(code)) is Standing.OFFERED


def test_a_year_without_a_day_is_offered_from_its_end() -> None:
    code = "CRPD 29(a)(i)"
    assert kazakhstan(code, date(2015, 12, 30), a_check(code)) is Standing.NOT_YET
    assert kazakhstan(code, date(2015, 12, 31), a_check(code)) is Standing.OFFERED


def test_what_nobody_has_read_is_not_offered() -> None:
    assert kazakhstan("Cop 7.4") is Standing.OFFERED, "its text was seen"
    assert kazakhstan("ICCPR 25(b)") is Standing.UNCHECKED
    assert kazakhstan("ICCPR 25(b)", check=a_check("ICCPR 25(b)")) is Standing.OFFERED
    assert kazakhstan("ICCPR 25(b)", check=a_check("ICCPR 25(b)", confirmed=False)) is Standing.REJECTED
    assert kazakhstan("Cop 7.4", check=a_check("Cop 7.4", confirmed=False)) is Standing.REJECTED


def test_a_check_of_other_words_is_none() -> None:
    old = Check(b"\0" * 32, True, "an older wording")
    assert kazakhstan("ICCPR 25(b)", check=old) is Standing.UNCHECKED


def test_a_comment_speaks_to_those_bound_by_what_it_reads() -> None:
    assert kazakhstan("GC25 §20") is Standing.OFFERED
    assert kazakhstan("GC25 §20", date(2005, 12, 4)) is Standing.NOT_YET
    assert standing(PARAGRAPHS["GC25 §20"], INSTRUMENTS, country="XA", day=DAY_2012) is Standing.UNKNOWN


def test_who_joined_what_may_be_found_out() -> None:
    code = "UNCAC"
    assert kazakhstan(code) is Standing.UNKNOWN
    assert kazakhstan(code, check=a_check(code)) is Standing.UNKNOWN
    assert kazakhstan(code, check=a_check(code, joined=date(2008, 5, 4))) is Standing.OFFERED
    assert kazakhstan(code, check=a_check(code, joined=date(2013, 5, 4))) is Standing.NOT_YET


def test_the_law_of_one_country_is_no_standard_of_another() -> None:
    assert kazakhstan("KZ elections 20") is Standing.OFFERED
    elsewhere = standing(PARAGRAPHS["KZ elections 20"], INSTRUMENTS, country="XA", day=DAY_2012)
    assert elsewhere is Standing.ELSEWHERE


def test_what_was_adopted_after_election_day_binds_nobody_on_it() -> None:
    assert kazakhstan("DoGP safety") is Standing.NOT_YET
    assert kazakhstan("DoGP safety", date(2012, 4, 3)) is Standing.OFFERED


@pytest.mark.parametrize("paragraph", PARAGRAPHS.values(), ids=list(PARAGRAPHS))
def test_a_paragraph_is_known_by_its_words(paragraph: Paragraph) -> None:
    assert len(paragraph.text_hash) == 32
