"""What is texted back: in the sender's language, within two messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observer.gateways.sms.segments import cut, segments

MOST_SEGMENTS = 2
LONGEST_PIECE = 24
KEPT_APART = frozenset({"late", "revoked_device", "mission_locked"})


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a report. `doubtful`: tags of answers that are kept and break a rule of the form."""

    code: str
    form: str
    place: str
    number: int | None
    taken: int
    unclear: Sequence[str] = ()
    doubtful: Sequence[str] = ()
    notices: Sequence[str] = ()


def receipt(told: Told, language: str) -> str:
    """The receipt of a report: its code, how much was understood, and every piece that was not."""
    with translation.override(language):
        head = _("%(form)s %(place)s: received. Code %(code)s.") % {
            "form": f"{told.form}{told.number or ''}",
            "place": told.place,
            "code": told.code,
        }
        count = ngettext("%(n)s answer taken.", "%(n)s answers taken.", told.taken) % {"n": told.taken}
        sentences = [head, count, *_doubts(told)]
        return _with_pieces(" ".join(sentences), told.unclear)


def not_understood(pieces: Sequence[str], language: str, *, form_known: bool) -> str:
    """Nothing could be taken: which pieces, and how to write."""
    with translation.override(language):
        why = _("Nothing was taken.") if form_known else _("Nothing was taken: no station and form found.")
        return _with_pieces(f"{why} {_example()}", pieces)


def how_to_write(language: str) -> str:
    with translation.override(language):
        return cut(f"{_example()} {_('The letters are on your code card.')}", MOST_SEGMENTS)


def a_part_is_missing(language: str) -> str:
    with translation.override(language):
        return cut(
            _("Only a part of your long message came. Please send it again in shorter ones."), MOST_SEGMENTS
        )


def a_test(language: str) -> str:
    with translation.override(language):
        return cut(_("This is a test of the text messages of your mission."), MOST_SEGMENTS)


def _example() -> str:
    return _("Write station, form, answers, such as: STN4711 B A1 B2 C123")


def _doubts(told: Told) -> Iterable[str]:
    if told.doubtful:
        yield _("Please check: %(tags)s.") % {"tags": ", ".join(told.doubtful[:6])}
    if "unplaced" in told.notices:
        yield _("The station is on no list.")
    if KEPT_APART & set(told.notices):
        yield _("Headquarters keeps it apart for now.")


def _with_pieces(text: str, pieces: Sequence[str]) -> str:
    """As many pieces as fit; how many more there are is said."""
    if not pieces:
        return cut(text, MOST_SEGMENTS)
    short = [piece if len(piece) <= LONGEST_PIECE else piece[: LONGEST_PIECE - 3] + "..." for piece in pieces]
    for count in range(len(short), 0, -1):
        more = f" (+{len(short) - count})" if count < len(short) else ""
        named = _("Not understood: %(pieces)s") % {"pieces": ", ".join(short[:count])}
        if segments(whole := f"{text} {named}{more}.") <= MOST_SEGMENTS:
            return whole
    named = _("Not understood: %(pieces)s") % {"pieces": f"{len(short)}"}
    return cut(f"{named}. {text}", MOST_SEGMENTS)
