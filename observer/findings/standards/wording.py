"""How a paragraph is written down in the files of this folder. No Django."""

from __future__ import annotations

from observer.findings.standards.force import Paragraph


def paragraph(
    code: str,
    instrument: str,
    reference: str,
    obligations: str,
    english: str,
    russian: str,
    kazakh: str,
    source: str = "",
) -> Paragraph:
    """`obligations`: codes of `standards.obligations`, with spaces between."""
    words = {"en": english, "ru": russian, "kk": kazakh}
    return Paragraph(code, instrument, reference, words, tuple(obligations.split()), source)
