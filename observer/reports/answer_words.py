"""An answer in words: labels of choices, numbers and times as the reader writes them, texts as they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.checklists.definition.shapes import FILE_TYPES, NUMERIC_TYPES
from observer.elections.models import in_language

# Kinds that are answers in somebody's own words.
WRITTEN = frozenset({"text", "barcode"})


def in_words(question: Mapping[str, Any], answer: Any, labels: Mapping[str, Any]) -> Iterator[str]:
    """The parts of an answer. `labels`: by code, the words of the question's choices and of "yes", "no" …

    Raises nothing: what is not of its kind is shown as it came.
    """
    kind = question["type"]
    given = answer if isinstance(answer, list) else [answer]
    if kind in FILE_TYPES:
        yield _files(kind) % {"number": len(given)}
        return
    for place, one in enumerate(given, start=1):
        text = str(one)
        said = in_language(labels[text], get_language()) if text in labels else _plain(kind, text)
        yield f"{place}. {said}" if kind == "rank" else said


def labels_of(question: Mapping[str, Any], definition: Mapping[str, Any]) -> dict[str, Any]:
    """The words of what a question can be answered with, by code."""
    shared = (definition.get("lists") or {}).get(question.get("choices_from") or "") or {}
    choices = question.get("choices") or shared.get("choices") or ()
    labels = {choice["code"]: choice["labels"] for choice in choices}
    return labels | (definition.get("answer_labels") or {})


def _plain(kind: str, text: str) -> str:
    write = _WRITE.get(kind)
    try:
        return write(text) if write else text
    except (ValueError, IndexError):
        return text


def _number(text: str) -> str:
    return str(number_format(int(text), force_grouping=True)) if text.lstrip("-").isdigit() else text


def _date(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")


def _moment(text: str) -> str:
    """As the clock stood where it was written, with its offset if it came with one."""
    moment = datetime.fromisoformat(text)
    told = f"{date_format(moment, 'DATE_FORMAT')}, {moment:%H:%M}"
    return f"{told} (UTC{moment:%z})" if moment.tzinfo else told


def _place(text: str) -> str:
    """Latitude, longitude and how far off they may be; the height is of no use to a reader."""
    latitude, longitude, *rest = (float(part) for part in text.split())
    told = f"{latitude:.5f}, {longitude:.5f}"
    if len(rest) < 2 or rest[1] <= 0:
        return told
    return _("%(position)s (accurate to %(metres)s m)") % {"position": told, "metres": round(rest[1])}


def _acknowledged(_text: str) -> str:
    return _("Understood")


def _files(kind: str) -> str:
    match kind:
        case "audio":
            return _("Recordings: %(number)s")
        case "video":
            return _("Videos: %(number)s")
        case "file":
            return _("Files: %(number)s")
    return _("Photos: %(number)s")


_WRITE: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(NUMERIC_TYPES, _number),
    "calculated": _number,
    "date": _date,
    "datetime": _moment,
    "geopoint": _place,
    "acknowledge": _acknowledged,
}
