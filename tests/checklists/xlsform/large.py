"""A workbook of the size real missions have: written as a designer would, not by our writer."""

from __future__ import annotations

import io

import xlsxwriter

LANGUAGES = ("English (en)", "Русский (ru)", "Қазақша (kk)", "Кыргызча (ky)")
QUESTIONS = 200
TYPES = ("select_one yes_no", "select_one often", "select_multiple seen", "integer", "text", "time")
CHOICES = [
    *[("yes_no", code) for code in ("yes", "no")],
    *[("often", code) for code in ("always", "almost", "sometimes", "never")],
    *[("seen", f"kind_{number}") for number in range(12)],
]


def large_workbook() -> bytes:
    """Ten groups of twenty questions, each with words in four languages, a rule and a condition."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    spoken = [f"{name}::{language}" for name in ("label", "hint") for language in LANGUAGES]
    rules = ["relevant", "violation", "violation_code", "severity", "evidence"]
    _sheet(book, "survey", ["type", "name", *rules, *spoken], _survey())
    labels = [f"label::{language}" for language in LANGUAGES]
    rows = [[name, code, *(f"{code} {language}" for language in LANGUAGES)] for name, code in CHOICES]
    _sheet(book, "choices", ["list_name", "name", *labels], rows)
    _sheet(book, "settings", ["form_id", "form_title", "phase"], [["large", "Large form", "voting"]])
    book.close()
    return out.getvalue()


def _survey() -> list[list[str]]:
    rows = []
    for number in range(QUESTIONS):
        if number % 20 == 0:
            titles = [f"Part {number // 20} {language}" for language in LANGUAGES]
            rows.append(["begin_group", f"part_{number // 20}", "", "", "", "", "", *titles])
        words = [f"Question {number}: what did you see in this room? {language}" for language in LANGUAGES]
        relevant = f"${{Q{number - 6}}} != ''" if number % 20 > 6 else ""
        rule = [". = 'no'", "V10", "serious", "seen"] if number % 6 == 0 else [""] * 4
        rows.append([TYPES[number % 6], f"Q{number}", relevant, *rule, *words, *words])
        if number % 20 == 19:
            rows.append(["end_group"])
    return rows


def _sheet(book: xlsxwriter.Workbook, name: str, headers: list[str], rows: list[list[str]]) -> None:
    sheet = book.add_worksheet(name)
    for number, row in enumerate([headers, *rows]):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
