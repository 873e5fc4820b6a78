"""The words of a checklist on a page: in the reader's language, with answers and pictures in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from observer.checklists.definition.shapes import Media

if TYPE_CHECKING:
    from observer.checklists.form import ChecklistForm

# An answer put into words: `${A1}`.
_OUTPUT = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the checklist. `language` is set where it differs from the page's: it goes into `lang`."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of plain text, or (with `code`) the answer to a question as it stands now."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    pieces: Sequence[Piece]
    language: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def spoken(said: Said, value: Callable[[str], str]) -> Spoken:
    """The text in pieces; `value` gives the answer that a code stands for, "" for none."""
    if "${" not in said.text:
        return Spoken([Piece(said.text)], said.language)
    pieces, end = [], 0
    for found in _OUTPUT.finditer(said.text):
        if found.start() > end:
            pieces.append(Piece(said.text[end : found.start()]))
        pieces.append(Piece(value(found[1]), found[1]))
        end = found.end()
    if said.text[end:]:
        pieces.append(Piece(said.text[end:]))
    return Spoken(pieces, said.language)


def label_media(media: Media, form: ChecklistForm) -> dict[str, str]:
    """By kind (image, audio, video), the address of the file for the reader's language, where the door has
    one for it."""
    if not media or form.media_url is None:
        return {}
    found = {}
    for kind, names in media.items():
        name = form.version.definition.in_language(names, form.language)[0]
        name = name or next(iter(names.values()), "")
        if name:
            found["image" if kind == "big-image" else kind] = form.media_url(name)
    return found
