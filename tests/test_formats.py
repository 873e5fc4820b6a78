"""Dates and numbers as readers of each language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.formats import date_format, number_format

EVENING = datetime(2012, 1, 15, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "number"), [("en", "1,008.5"), ("ru", "1\xa0008,5"), ("kk", "1\xa0008,5")]
)
def test_a_number_has_the_separators_of_its_language(language: str, number: str) -> None:
    with translation.override(language):
        assert number_format("1008.5", force_grouping=True) == number


def test_a_kazakh_date_is_not_an_american_one() -> None:
    with translation.override("kk"):
        assert date_format(date(2012, 1, 15), "DATE_FORMAT").casefold() == "2012 ж. 15 қаңтар"
        assert date_format(EVENING, "DATETIME_FORMAT").casefold() == "2012 ж. 15 қаңтар, 19:05"
        assert date_format(EVENING, "SHORT_DATETIME_FORMAT") == "15.01.2012 19:05"
        assert date_format(EVENING, "TIME_FORMAT") == "19:05"


def test_an_english_date_has_one_reading() -> None:
    with translation.override("en"):
        assert date_format(date(2012, 2, 1), "DATE_FORMAT") == "1 February 2012"
        assert date_format(EVENING, "DATETIME_FORMAT") == "15 January 2012, 19:05"
        assert date_format(EVENING, "SHORT_DATETIME_FORMAT") == "15 Jan 2012, 19:05"


def test_kazakh_is_called_by_the_name_of_the_language() -> None:
    assert LANG_INFO["kk"]["name_local"] == "Қазақша"
