"""Standards for elections: instruments with force and dates, paragraphs, obligations. Data and rules."""

from observer.findings.standards.force import (
    Check,
    Day,
    Force,
    Instrument,
    Joined,
    Paragraph,
    Standing,
    joined_day,
    standing,
)
from observer.findings.standards.instruments import INSTRUMENTS
from observer.findings.standards.obligations import OBLIGATIONS
from observer.findings.standards.paragraphs import PARAGRAPHS

__all__ = [
    "INSTRUMENTS",
    "OBLIGATIONS",
    "PARAGRAPHS",
    "Check",
    "Day",
    "Force",
    "Instrument",
    "Joined",
    "Paragraph",
    "Standing",
    "joined_day",
    "standing",
]
