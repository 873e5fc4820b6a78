"""Reading choices, the lists that several questions share, and the files that stand beside words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from observer.checklists.definition.fields import Fields
from observer.checklists.definition.shapes import FIXED_CHOICES, MEDIA_KINDS, Choice, ChoiceList
from observer.checklists.storable import storable_text

MAX_CHOICES = 200
# Districts, streets, candidates: a list is drawn a page of matches at a time.
MAX_LISTED = 20_000
MAX_LISTS = 200
MAX_COLUMNS = 20

CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
FILE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,120}")
# Types whose choices the form itself lists.
CHOSEN_TYPES = ("one_of", "many_of", "rank")


def read_lists(fields: Fields) -> dict[str, ChoiceList]:
    """The shared lists of a definition, by name."""
    given = fields.get("lists")
    if given is None:
        return {}
    if not isinstance(given, Mapping) or len(given) > MAX_LISTS:
        fields.wrong(
            "lists", "too-many" if isinstance(given, Mapping) else "not-an-object", limit=str(MAX_LISTS)
        )
        return {}
    lists = {}
    for name, document in given.items():
        if not isinstance(name, str) or not CHOICE_CODE.fullmatch(name) or not isinstance(document, Mapping):
            fields.wrong("lists", "bad-code", found=str(name)[:60])
            continue
        one = fields.within(document, f"lists.{name}.")
        lists[name] = _list(one)
        one.close()
    return lists


def _list(fields: Fields) -> ChoiceList:
    columns = tuple(fields.texts("columns"))
    for column in columns[:MAX_COLUMNS]:
        if not COLUMN.fullmatch(column):
            fields.wrong("columns", "bad-code", found=column[:60])
    if len(columns) > MAX_COLUMNS:
        fields.wrong("columns", "too-many", limit=str(MAX_COLUMNS))
    choices = _choices(fields, MAX_LISTED, frozenset(columns), required=True)
    return ChoiceList(columns, choices, source=_file_name(fields, "source", fields.get("source") or ""))


def read_choices(fields: Fields, kind: str) -> tuple[Choice, ...]:
    """The choices of a question: fixed by its type, of a shared list, or its own."""
    if kind in FIXED_CHOICES:
        fields.get("choices")
        return tuple(Choice(code, fields.answer_labels[code]) for code in FIXED_CHOICES[kind])
    if fields.get("choices_from") is None:
        return _choices(fields, MAX_CHOICES, frozenset(), required=kind in CHOSEN_TYPES)
    name = fields.get("choices_from")
    if fields.get("choices") is not None:
        fields.wrong("choices", "choices-twice")
    if not isinstance(name, str) or name not in fields.lists:
        fields.wrong("choices_from", "unknown-list", found=str(name)[:60])
        return ()
    return fields.lists[name].choices


def _choices(fields: Fields, most: int, columns: Collection[str], *, required: bool) -> tuple[Choice, ...]:
    choices = []
    codes: set[str] = set()
    for item in fields.items("choices", most, required=required):
        code = item.matching("code", CHOICE_CODE, "bad-choice-code")
        if code and code in codes:
            item.wrong("code", "twice", found=code)
        codes.add(code)
        choices.append(
            Choice(
                code=code,
                labels=item.words("labels"),
                exclusive=item.flag("exclusive"),
                values=_values(item, columns),
                media=read_media(item),
            )
        )
        item.close()
    return tuple(choices)


def _values(fields: Fields, columns: Collection[str]) -> dict[str, str]:
    given = fields.get("values")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        fields.wrong("values", "not-an-object")
        return {}
    for column, value in given.items():
        if column not in columns:
            fields.wrong("values", "unknown-column", found=str(column)[:60])
        elif not isinstance(value, str) or len(value) > 200:
            fields.wrong(f"values.{column}", "too-long", limit="200")
    found = {str(column): storable_text(str(value)).strip() for column, value in given.items()}
    return {column: value for column, value in found.items() if value}


def read_media(fields: Fields) -> dict[str, dict[str, str]]:
    """By kind, the file's name by language; a language without a file of its own has none."""
    given = fields.get("media")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        fields.wrong("media", "not-an-object")
        return {}
    found = {}
    for kind, names in given.items():
        if kind not in MEDIA_KINDS or not isinstance(names, Mapping):
            fields.wrong("media", "not-one-of", found=str(kind)[:60], options=", ".join(MEDIA_KINDS))
            continue
        for language in names:
            if language not in fields.languages:
                fields.wrong(f"media.{kind}", "language-not-declared", language=str(language)[:20])
        found[kind] = {
            str(language): _file_name(fields, f"media.{kind}", name)
            for language, name in names.items()
            if name
        }
    if found.get("big-image") and not found.get("image"):
        # What is shown before somebody opens the picture in full size.
        fields.wrong("media.image", "missing")
    return {kind: names for kind, names in found.items() if names}


def _file_name(fields: Fields, where: str, name: Any) -> str:
    if name == "":
        return ""
    if isinstance(name, str) and FILE_NAME.fullmatch(name):
        return name
    fields.wrong(where, "bad-file-name", found=str(name)[:60])
    return ""
