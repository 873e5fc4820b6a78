"""The sheets and columns of an XLSForm: which there are, what they mean, which are refused and why.

The names and their aliases are those of the XLSForm standard (xlsform.org, and pyxform's `aliases`); `own`
ones are Observer's. `docs/xlsform.md` is held to these tables by a test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """`spoken`: a text with a column a language. `numbered`: `name_2`, `name_3` … say a further one."""

    name: str
    about: str
    aliases: tuple[str, ...] = ()
    spoken: bool = False
    own: bool = False
    numbered: bool = False


_MEDIA = (
    Column("image", "picture beside the label: the name of a file", ("media::image",), spoken=True),
    Column("audio", "recording of the label", ("media::audio",), spoken=True),
    Column("video", "film beside the label", ("media::video",), spoken=True),
    Column("big-image", "the picture in full size", ("media::big-image",), spoken=True),
)

SURVEY: tuple[Column, ...] = (
    Column("type", "what is asked", ("command",)),
    Column("name", "code of the question or group, unique in the form", ("tag", "value")),
    Column("label", "the question; ${name} in it is the answer to another", ("caption",), spoken=True),
    Column("hint", "help below the question or the group's title", spoken=True),
    Column("required", "yes, or an expression that says when"),
    Column(
        "required_message", "said when the answer is missing", ("requiredmsg", "jr:requiredMsg"), spoken=True
    ),
    Column("relevant", "expression: asked only when it is true", ("relevance",)),
    Column("constraint", "expression: what an answer must satisfy"),
    Column(
        "constraint_message",
        "said when it does not",
        ("constraining_message", "jr:constraintMsg"),
        spoken=True,
    ),
    Column("calculation", "expression: the value is worked out", ("calculate",)),
    Column("default", "the answer to begin with: fixed, or an expression"),
    Column("appearance", "how it is drawn"),
    Column("read_only", "yes: shown, not changed", ("readonly",)),
    Column("choice_filter", "expression over the list's columns: which choices are offered"),
    Column("repeat_count", "expression: how many rows a repeat has", ("count", "jr:count")),
    Column("parameters", "name=value pairs: randomize, seed, start, end, step, max-pixels, rows, quality …"),
    Column("disabled", "yes: the row is passed over"),
    *_MEDIA,
    Column("violation", "expression: true shows a violation", own=True, numbered=True),
    Column("violation_code", "its category: V01 to V28 or the mission's own", own=True, numbered=True),
    Column("severity", "critical, serious, procedural or note", own=True, numbered=True),
    Column("evidence", "seen or told", own=True, numbered=True),
    Column("violation_id", "the rule's own code; without it, question.1, .2 …", own=True, numbered=True),
    Column("standard", "the obligations it evidences, separated by semicolons", ("standards",), own=True),
    Column("protocol", "a number of the results protocol: R, B, U, … or c:choice for votes", own=True),
    Column("contest", "whose protocol, where there are several", own=True),
    Column("fills", "the fact of the report that the answer is: arrival, narrative …", own=True),
    Column("skips", "yes: an answer says why the section was not observed", own=True),
    Column("rapid", "yes, at begin_group of the first section: it can be sent alone", own=True),
    Column("not_observed", "yes: “not observed” is an answer", own=True),
    Column("minimum", "the least number; an integer has 0 where nothing is said", own=True),
    Column("maximum", "the largest number", own=True),
    Column("max_length", "the most characters of a text", own=True),
    Column("sms_tag", "one to three letters that stand for it in a text message", own=True),
    Column("initial", "expression of the first answer, where `default` would read it as a text", own=True),
    Column("fixed_default", "the first answer, where `default` would read it as an expression", own=True),
)
CHOICES: tuple[Column, ...] = (
    Column("list_name", "the list the choice belongs to", ("list name",)),
    Column("name", "code of the choice", ("value",)),
    Column("label", "the choice as it is shown", ("caption",), spoken=True),
    *_MEDIA,
    Column("exclusive", "yes: cannot stand beside another choice (“none of these”)", own=True),
)
SETTINGS: tuple[Column, ...] = (
    Column("form_id", "code of the checklist", ("id_string", "set_form_id")),
    Column("form_title", "its title", ("title", "set_form_title")),
    Column("default_language", "the language of columns that name none"),
    Column("instance_name", "expression: the name of one report in Collect"),
    Column("titles", "the title in each language", spoken=True, own=True),
    Column("phase", "opening, voting, closing, counting, tabulation, long_term or incident", own=True),
    Column("languages", "codes of all languages in their order", own=True),
)
LISTS: tuple[Column, ...] = (
    Column("list_name", "a list that questions share", own=True),
    Column("columns", "its columns for choice filters, in their order", own=True),
    Column("file", "the CSV file it came from", own=True),
)
ANSWERS: tuple[Column, ...] = (
    Column("name", "yes, no, very_good, good, bad, very_bad or not_observed", own=True),
    Column("label", "how this checklist says it", spoken=True, own=True),
)
IDENTITIES: tuple[Column, ...] = (
    Column("code", "K1, K2 …", own=True),
    Column("label", "what must add up, in words", spoken=True, own=True),
    Column("formula", "two sums of protocol numbers with =, <= or >= between", own=True),
    Column("category", "the category of the flag when it does not", own=True),
    Column("tolerance", "ballots that make no difference yet", own=True),
    Column("rounding", "of the right side: none, up or down", own=True),
    Column("severity", "how grave a difference is", own=True, numbered=True),
    Column(
        "direction", "any, above, below or equal: the left side against the right", own=True, numbered=True
    ),
    Column("over", "from more than so many ballots", own=True, numbered=True),
    Column("over_share", "from more than this share (0 to 1) of the left side", own=True, numbered=True),
)
SHEETS: dict[str, tuple[Column, ...]] = {
    "survey": SURVEY,
    "choices": CHOICES,
    "settings": SETTINGS,
    "lists": LISTS,
    "answers": ANSWERS,
    "identities": IDENTITIES,
}

# Sheets that say something the form would lose.
REFUSED_SHEETS = {
    "entities": "entities",
    "external_choices": "external-choices",
    "osm": "osm",
}
# Columns that change what a form does and have no counterpart here: refused wherever a cell says something.
REFUSED_COLUMNS = {
    "survey": {
        "guidance_hint": "guidance-hint",
        "trigger": "trigger",
        "intent": "intent",
        "save_to": "entities",
        "bind::entities:saveto": "entities",
        "calculate_trigger": "trigger",
        "query": "external-choices",
    },
    "choices": {},
    "settings": {"public_key": "encryption"},
}
# Settings of other programs that change nothing here.
PASSED_OVER_SETTINGS = frozenset(
    {
        "version",
        "style",
        "name",
        "submission_url",
        "auto_send",
        "auto_delete",
        "allow_choice_duplicates",
        "omit_instanceid",
        "instance_id",
        "clean_text_values",
        "namespaces",
        "prefix",
        "delimiter",
        "sms_keyword",
        "sms_separator",
        "sms_allow_media",
        "sms_date_format",
        "sms_datetime_format",
        "sms_response",
        "compact_prefix",
        "client_editable",
        "flat",
    }
)
_PREFIXES = frozenset({"bind", "control", "body"})
_NUMBERED = re.compile(r"(.+?)_([2-9]|1\d|20)")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says: the column, which of several (1 for the first), and the words for its language."""

    name: str
    number: int
    language: str
    column: Column | None


def read_header(sheet: str, text: str) -> Header:
    """The column a header means. `column` is None when the sheet has no such; `name` then is as written."""
    parts = [" ".join(part.split()) for part in text.split("::")]
    if len(parts) == 1 and ":" in text and not text.strip().startswith("jr:"):
        # The older way: "label:English".
        parts = [" ".join(part.split()) for part in text.split(":", 1)]
    if parts[0].lower() in _PREFIXES and len(parts) > 1:
        parts = parts[1:]
    if parts[0].lower() == "media" and len(parts) > 1:
        parts = parts[1:]
    column, number = _find(sheet, parts[0])
    if column is None or len(parts) > 2 or (len(parts) == 2 and not column.spoken):
        return Header(" ".join(text.split()), 1, "", None)
    return Header(column.name, number, parts[1] if len(parts) == 2 else "", column)


def _find(sheet: str, written: str) -> tuple[Column | None, int]:
    for column in SHEETS[sheet]:
        if written.lower() in {name.lower() for name in (column.name, *column.aliases)}:
            return column, 1
    further = _NUMBERED.fullmatch(written.lower())
    if further:
        for column in SHEETS[sheet]:
            if column.numbered and column.name == further[1]:
                return column, int(further[2])
    return None, 1
