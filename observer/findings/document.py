"""The document of a summary in one language: everything an Edition prints, as plain JSON.

`as_json` gives what `Summary.documents[language]` stores and what `typeset` prints; nothing is computed
after it. A document is built and written under its own language (`translation.override`): its texts are
final. Every figure it cites stands once under `figures`, whole, with the code of the note that says how it
was made; a figure without such a note is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.utils import translation

from observer.analysis import wording
from observer.analysis.figures import Figure, Inclusion
from observer.findings.blocks import Block, Chart, MissionFacts, Paragraph, Table
from observer.findings.card import MissionCard
from observer.findings.labels import labels, regime_name, unit_name
from observer.findings.values import Cited, Json

# Moved when a document's shape changes; the template of a shape is kept as long as documents of it are.
CONTRACT = 1


@dataclass(frozen=True)
class Seal:
    """The newest sealed batch of the journal when the figures were frozen; `digest` is SHA-256 in hex."""

    number: int
    digest: str

    def as_json(self) -> Json:
        return {"number": wording.number(self.number), "digest": self.digest}


@dataclass(frozen=True)
class Basis:
    """What the figures rest on: when they were frozen (aware; `cut_off_text` in the mission's own zone),
    the mission's figures version, the newest seal, and what was let in."""

    cut_off: datetime
    cut_off_text: str
    figures_version: int
    seal: Seal | None
    inclusion: Inclusion

    def as_json(self) -> Json:
        return {
            "cut_off": self.cut_off.astimezone(UTC).isoformat(),
            "cut_off_text": self.cut_off_text,
            "figures_version": wording.number(self.figures_version),
            "seal": self.seal.as_json() if self.seal else None,
            "inclusion": {
                name: {"number": reports, "text": wording.number(reports)}
                for name, reports in self.inclusion.as_json().items()
            },
        }


@dataclass(frozen=True)
class Approval:
    """Who approved the sentences, by role, and when (for people)."""

    role: str
    at_text: str

    def as_json(self) -> Json:
        return {"role": self.role, "at_text": self.at_text}


@dataclass(frozen=True)
class Note:
    """How one kind of number was made. `figure` is the widest one of its kind: unit, regime and the
    inclusion rule are read from it; `filters` says which reports were looked at, in words."""

    code: str
    title: str
    numerator: str
    denominator: str
    filters: str
    figure: Figure

    def as_json(self) -> Json:
        return {
            "code": self.code,
            "title": self.title,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unit": unit_name(self.figure.unit),
            "regime": regime_name(self.figure.regime),
            "rule": wording.inclusion(self.figure),
            "filters": self.filters,
        }


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    blocks: tuple[Block, ...]

    def as_json(self) -> Json:
        return {"key": self.key, "title": self.title, "blocks": [block.as_json() for block in self.blocks]}


@dataclass(frozen=True)
class Document:
    """A summary in one language. Raises ValueError where it does not hold together (see `_check`)."""

    language: str
    title: str
    subtitle: str
    mission: MissionCard
    basis: Basis
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    limits: tuple[Paragraph, ...]
    approval: Approval | None = None

    def __post_init__(self) -> None:
        _check(self)

    @property
    def synthetic(self) -> bool:
        """Whether anything in it is: the mission, or a single figure (house law 8e)."""
        return self.mission.synthetic or any(cited.figure.synthetic for cited in self.cited())

    def blocks(self) -> Iterator[Block]:
        return (block for section in self.sections for block in section.blocks)

    def cited(self) -> Iterator[Cited]:
        for block in (*self.blocks(), *self.limits):
            yield from block.cited()

    def as_json(self) -> Json:
        """Raises ValueError when another language is active than the document's own."""
        if translation.get_language() != self.language:
            raise ValueError(f"a document in {self.language} is written under that language")
        return {
            "contract": CONTRACT,
            "language": self.language,
            "right_to_left": translation.get_language_bidi(),
            "title": self.title,
            "subtitle": self.subtitle,
            "synthetic": self.synthetic,
            "fictional": self.mission.fictional,
            "approval": self.approval.as_json() if self.approval else None,
            "mission": self.mission.as_json(),
            "basis": self.basis.as_json(),
            "sections": [section.as_json() for section in self.sections],
            "figures": self._figures(),
            "notes": [note.as_json() for note in self.notes],
            "limits": [limit.as_json() for limit in self.limits],
            "labels": labels(),
        }

    def _figures(self) -> Json:
        return {
            cited.key: {"note": cited.note, "figure": cited.figure.as_json()}
            for cited in sorted(self.cited(), key=lambda each: each.key)
        }


def content_hash(documents: Any) -> bytes:
    """SHA-256 of the canonical JSON (RFC 8785) of one document or of several by language."""
    return hashlib.sha256(rfc8785.dumps(documents)).digest()


def _check(document: Document) -> None:
    cited: dict[str, Cited] = {}
    for each in document.cited():
        if cited.setdefault(each.key, each) != each:
            raise ValueError(f"two figures go by the key {each.key}")
    codes = [note.code for note in document.notes]
    unexplained = {each.note for each in cited.values()} - set(codes)
    if unexplained or len(set(codes)) < len(codes):
        raise ValueError(f"every figure needs one note that says how it was made: {sorted(unexplained)}")
    if not any(isinstance(block, MissionFacts) for block in document.blocks()):
        raise ValueError("a document says who observed: invited, accredited and paid by whom")
    _check_keys(document)


def _check_keys(document: Document) -> None:
    keyed = [("section", section.key) for section in document.sections]
    keyed += [
        (type(each).__name__, each.key) for each in document.blocks() if isinstance(each, Table | Chart)
    ]
    if len(set(keyed)) < len(keyed):
        raise ValueError("two sections, tables or charts go by one key")
    tables = {block.key for block in document.blocks() if isinstance(block, Table)}
    twinless = {block.twin for block in document.blocks() if isinstance(block, Chart)} - tables
    if twinless:
        raise ValueError(f"a chart has its numbers in a table of the document: {sorted(twinless)}")
