"""Dates and numbers as readers of each language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
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
