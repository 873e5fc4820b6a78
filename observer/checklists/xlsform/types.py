"""The types of an XLSForm: what each becomes, its parameters, and which are refused and why.

Names and aliases are those of xlsform.org and of pyxform's tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from observer.checklists.definition.shapes import FIXED_CHOICES, NOT_OBSERVED


@dataclass(frozen=True, slots=True)
class Type:
    """`name` as we write it; `ours` is the definition's word for it; `parameters` are those it takes."""

    name: str
    ours: str
    about: str
    aliases: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


_SELECT = ("randomize", "seed")
_FROM_FILE = (*_SELECT, "value", "label")
TYPES: tuple[Type, ...] = (
    Type("text", "text", "words", ("string",), ("rows",)),
    Type("integer", "integer", "a whole number", ("int",)),
    Type("decimal", "decimal", "a number"),
    Type(
        "range",
        "range",
        "a number between start and end by step",
        parameters=("start", "end", "step", "tick_interval", "placeholder", "tick_labelset"),
    ),
    Type("date", "date", "a day"),
    Type("time", "time", "a time of day"),
    Type("dateTime", "datetime", "a day and a time", ("datetime",)),
    Type(
        "select_one", "one_of", "one choice of a list", ("select one", "select one from", "select1"), _SELECT
    ),
    Type(
        "select_multiple",
        "many_of",
        "several choices of a list",
        ("select multiple", "select all that apply", "select all that apply from"),
        _SELECT,
    ),
    Type("rank", "rank", "all choices of a list in an order", parameters=_SELECT),
    Type(
        "select_one_from_file",
        "one_of",
        "one row of a CSV file handed over beside the workbook",
        ("select one from file",),
        _FROM_FILE,
    ),
    Type(
        "select_multiple_from_file",
        "many_of",
        "several rows of a CSV file",
        ("select multiple from file",),
        _FROM_FILE,
    ),
    Type("note", "note", "words without an answer"),
    Type("calculate", "calculated", "a value that is worked out and not shown", ("calculated",)),
    Type("hidden", "hidden", "a value that is kept and not shown"),
    Type("acknowledge", "acknowledge", "a tick: read and understood", ("trigger",)),
    Type(
        "geopoint",
        "geopoint",
        "a place: latitude, longitude, altitude, accuracy",
        ("gps", "location"),
        ("capture-accuracy", "warning-accuracy", "allow-mock-accuracy"),
    ),
    Type(
        "image", "photo", "a photo", ("photo", "add image prompt", "add photo prompt"), ("max-pixels", "app")
    ),
    Type("audio", "audio", "a recording", ("add audio prompt",), ("quality",)),
    Type("video", "video", "a film", ("add video prompt",)),
    Type("file", "file", "any file", ("add file prompt",)),
    Type("barcode", "barcode", "a barcode or QR code, as text"),
    Type(
        "begin_group",
        "group",
        "questions that belong together; at the top, a step of the form",
        ("begin group",),
    ),
    Type("end_group", "", "the end of a group", ("end group",)),
    Type("begin_repeat", "repeat", "questions asked once for each row", ("begin repeat",)),
    Type("end_repeat", "", "the end of a repeat", ("end repeat",)),
    Type("csv-external", "", "a CSV file that expressions read with instance() or pulldata()"),
    Type("start", "hidden", "when the report was begun: kept as a hidden value"),
    Type("today", "hidden", "the day it was begun: kept as a hidden value"),
)
# The type of each fixed list, and what its choices must be called.
FIXED_LISTS: Mapping[str, tuple[str, ...]] = {
    "yes_no": FIXED_CHOICES["yes_no"],
    "yes_no_not_observed": (*FIXED_CHOICES["yes_no"], NOT_OBSERVED),
    "rating": FIXED_CHOICES["rating"],
}
# What a phone tells of itself or of its owner: Observer records what it needs and nothing else.
LEFT_OUT_TYPES = frozenset(
    {
        "end",
        "deviceid",
        "imei",
        "phonenumber",
        "username",
        "email",
        "simserial",
        "subscriberid",
        "start time",
        "end time",
        "device id",
    }
)
REFUSED_TYPES = {
    "geotrace": "geotrace",
    "geoshape": "geotrace",
    "audit": "audit",
    "background-audio": "background",
    "background-geopoint": "background",
    "start-geopoint": "background",
    "xml-external": "xml-external",
    "select_one_external": "external-choices",
    "osm": "osm",
    "begin_loop": "loop",
    "begin loop": "loop",
    "cascading_select": "cascading",
    "cascading select": "cascading",
}
_BY_NAME = {name.lower(): one for one in TYPES for name in (one.name, *one.aliases)}
_WITH_LIST = re.compile(
    r"(?P<type>{})\s+(?P<list>\S+)(?:\s+(?P<other>or_other|or other|or specify other))?".format(
        "|".join(
            sorted(
                (
                    re.escape(name)
                    for name, one in _BY_NAME.items()
                    if one.ours in {"one_of", "many_of", "rank"}
                ),
                key=len,
                reverse=True,
            )
        )
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the type cell of a row says. `listed` is the list or file it names."""

    type: Type
    listed: str = ""
    or_other: bool = False

    @property
    def from_file(self) -> bool:
        return self.type.name.endswith("_from_file")


def read_type(text: str) -> Asked | None:
    """The type a cell names, or None when there is no such."""
    words = " ".join(text.split())
    listed = _WITH_LIST.fullmatch(words)
    if listed:
        return Asked(_BY_NAME[listed["type"].lower()], listed["list"], listed["other"] is not None)
    found = _BY_NAME.get(words.lower())
    return Asked(found) if found else None


def refusal(text: str) -> str | None:
    """Why a type is refused, when it is one that other programs know."""
    words = " ".join(text.split()).lower()
    return REFUSED_TYPES.get(words) or REFUSED_TYPES.get(words.partition(" ")[0])
