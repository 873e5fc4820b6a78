"""What the templates of a checklist form draw of one question: its words, its choices, what was typed.

`arranged` puts questions into sections, groups and rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from observer.checklists.answers import DEFAULT_MAX_LENGTH, is_not_observed
from observer.checklists.definition.shapes import ACKNOWLEDGED, FILE_TYPES
from observer.checklists.offered import OfferedChoices
from observer.checklists.words import Said, Spoken, label_media

if TYPE_CHECKING:
    from observer.checklists.arranged import DrawnRow, Item
    from observer.checklists.reconciling import Unbalanced

# Up to this many choices stand open on the page; a longer list folds into the phone's own picker, and one in
# which nobody would scroll is searched.
MAX_OPEN_CHOICES = 10
MAX_PICKER_CHOICES = 60
LONG_TEXT_CHARACTERS = 200
_SHOWABLE = {
    "time": re.compile(r"(|([01][0-9]|2[0-3]):[0-5][0-9])", re.ASCII),
    "date": re.compile(r"(|[0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII),
    "datetime": re.compile(r"(|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})", re.ASCII),
}
_INPUT = {"time": "time", "date": "date", "datetime": "datetime-local"}
_CHOSEN = frozenset({"radios", "checkboxes", "skip", "as_written", "search"})
_GROUPED = frozenset({*_CHOSEN, "files", "rank", "acknowledge", "geopoint"})


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    id: str
    name: str


class BoundQuestion(OfferedChoices):
    """One question of a form, at its path (`A1`, `ballots.2.serial`), as `_question.html` draws it."""

    is_nested = False

    @property
    def kind(self) -> str:
        """Its control: skip, as_written, radios, checkboxes, picker, search, rank, acknowledge, long_text,
        text, number, time, date, datetime, geopoint, files, note, silent, repeat."""
        question = self.question
        if question.skips:
            return "skip"
        if question.fills == "as_written":
            return "as_written"
        if question.type in FILE_TYPES:
            return "files"
        match question.type:
            case "integer" | "decimal":
                return "number"
            case "range":
                return "radios" if self.steps else "number"
            case "text" | "barcode":
                return "long_text" if self._is_long else "text"
            case "calculated" | "hidden":
                return "silent"
            case "one_of" | "many_of":
                return self._list_kind
            case "yes_no" | "yes_no_not_observed" | "rating":
                return "radios"
        return question.type

    @property
    def _is_long(self) -> bool:
        question = self.question
        longest = question.max_length or DEFAULT_MAX_LENGTH
        return question.type == "text" and longest > LONG_TEXT_CHARACTERS and "numbers" not in self.appearance

    @property
    def _list_kind(self) -> str:
        """How a list is offered: as long as it is, or as its author wished."""
        length = len(self.question.choices)
        if length > MAX_PICKER_CHOICES or "autocomplete" in self.appearance:
            return "search"
        if self.question.type == "many_of":
            return "checkboxes"
        return "picker" if length > MAX_OPEN_CHOICES or "minimal" in self.appearance else "radios"

    @property
    def is_group(self) -> bool:
        """Several controls under one question: a fieldset with a legend."""
        return self.kind in _GROUPED or self.offers_not_observed

    @property
    def is_line(self) -> bool:
        """A number with nothing beside it fits one line with its name."""
        question = self.question
        plain = not self.is_group and not question.help and question.type != "range" and not question.media
        return self.kind == "number" and plain

    @property
    def number(self) -> str:
        """The code, where it is one that people speak of (A12); a bare name (narrative) says nothing."""
        code = self.question.code
        return code if any(map(str.isdigit, code)) else ""

    @property
    def label_said(self) -> Said:
        return self.form.say(self.question.labels)

    @property
    def spoken(self) -> Spoken:
        """The words of the question, answers put into them."""
        return self.form.speak(self.question.labels, self.name)

    @property
    def help(self) -> Spoken | None:
        return self.form.speak(self.question.help, self.name) if self.question.help else None

    @property
    def media(self) -> dict[str, str]:
        return label_media(self.question.media, self.form)

    @property
    def optional(self) -> bool:
        return self.kind != "note" and not self.form.is_required(self.name)

    @property
    def read_only(self) -> bool:
        return self.question.read_only

    @property
    def typed_text(self) -> str:
        raw = self.raw
        if not isinstance(raw, str) or is_not_observed(raw):
            return ""
        # A kept moment carries seconds and an offset, which the phone's own control does not take.
        return raw[:16] if self.kind == "datetime" and raw[10:11] == "T" else raw

    @property
    def input_type(self) -> str:
        """A time that is no time is shown in a plain field: a time field would swallow it."""
        showable = _SHOWABLE.get(self.kind)
        return _INPUT[self.kind] if showable and showable.fullmatch(self.typed_text) else "text"

    @property
    def input_mode(self) -> str:
        if self.question.type in {"integer", "decimal", "range"}:
            whole = self.question.type == "integer" or (self.question.step or Decimal("0.5")) % 1 == 0
            return "numeric" if whole else "decimal"
        return "numeric" if "numbers" in self.appearance else ""

    @property
    def not_observed_chosen(self) -> bool:
        return is_not_observed(self.raw) or self.name in self.form.ticked_not_observed

    @property
    def offers_not_observed(self) -> bool:
        """A box of its own beside a field; among choices it is one of them."""
        return self.question.allow_not_observed and self.kind not in {"radios", "checkboxes", "picker"}

    @property
    def acknowledged(self) -> bool:
        return bool(self.raw == ACKNOWLEDGED)

    @property
    def unbalanced(self) -> list[Unbalanced]:
        """What does not add up in the protocol that this tick is about."""
        return self.form.failing.get(self.question.contest, [])

    # --- Files and rows -------------------------------------------------------------------------------

    @property
    def photos(self) -> list[KeptPhoto]:
        ids = self.raw if isinstance(self.raw, list) else []
        name = {
            "photo": _("Photo %(number)s"),
            "audio": _("Recording %(number)s"),
            "video": _("Video %(number)s"),
        }.get(self.question.type, _("File %(number)s"))
        return [
            KeptPhoto(found, self.form.kept_photos.get(found) or name % {"number": number})
            for number, found in enumerate(ids, start=1)
        ]

    @property
    def accept(self) -> str:
        """What the phone's own chooser is told to offer; what it gives is checked by its bytes later."""
        return {"photo": "image/*", "audio": "audio/*", "video": "video/*"}.get(self.question.type, "")

    @property
    def capture(self) -> bool:
        """The author wants it made now, not chosen from what the phone holds."""
        return "new" in self.appearance

    @property
    def most_bytes(self) -> int:
        return self.form.most_bytes.get(self.question.type, 0)

    @property
    def rows(self) -> list[DrawnRow]:
        return self.form.rows_of(self)

    @property
    def blank_row(self) -> DrawnRow:
        """What JavaScript makes further rows of; `{code}` stands where the number goes."""
        return self.form.blank_row_of(self)

    @property
    def may_grow(self) -> bool:
        return self.question.count is None

    @property
    def items(self) -> Iterable[Item]:
        return ()

    # --- What the page says itself, before the server does ---------------------------------------------

    @property
    def constraint_message(self) -> str:
        words = self.question.constraint_message
        return self.form.words(words) if words else ""

    @property
    def required_message(self) -> str:
        words = self.question.required_message
        return self.form.words(words) if words else ""

    # --- Problems -------------------------------------------------------------------------------------

    @property
    def opened(self) -> bool:
        return self.name in self.form.opened

    @property
    def problems(self) -> list[str]:
        return [str(problem) for problem in self.errors]

    @property
    def first_id(self) -> str:
        """Where a link from the list of problems leads: the first control of the question."""
        return f"{self.id_for_label}-1" if self.kind in _CHOSEN - {"search"} else self.id_for_label

    @property
    def takes_focus(self) -> bool:
        """The page came back for this question alone: a search, a row taken away."""
        return self.form.rearranged == self.name

    @property
    def described_by(self) -> str:
        parts = [f"{self.id_for_label}-help"] if self.question.help else []
        parts += [f"{self.id_for_label}-error"] if self.errors else []
        return " ".join(parts)


def hidden_values(raw: Any) -> Iterable[str]:
    """What was typed for a question that is not asked now, for hidden fields."""
    return [value for value in (raw if isinstance(raw, list) else [raw]) if isinstance(value, str) and value]
