"""Every sentence the form designer says from its script, in the language of the person at it.

`{name}` stands for what the script puts in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.checklists.models import Basis, Phase, Severity
from observer.dashboard.design_help import HELP

Said = Mapping[str, str | Promise]

TYPES: Said = {
    "yes_no": _("Yes or no"),
    "yes_no_not_observed": _("Yes, no or not observed"),
    "one_of": _("One of several choices"),
    "many_of": _("Several choices"),
    "rating": _("Very good to very bad"),
    "integer": _("Whole number"),
    "decimal": _("Number with decimals"),
    "time": _("Time of day"),
    "text": _("Text"),
    "photo": _("Photos"),
    "date": _("Date"),
    "datetime": _("Date and time"),
    "rank": _("Choices put in order"),
    "range": _("Number on a scale"),
    "note": _("Text to read, no answer"),
    "acknowledge": _("Tick to confirm"),
    "repeat": _("Repeat: the same questions several times"),
    "calculated": _("Calculated, shown"),
    "hidden": _("Calculated, not shown"),
    "geopoint": _("Place on the map"),
    "barcode": _("Bar code or QR code"),
    "audio": _("Sound recordings"),
    "video": _("Videos"),
    "file": _("Files"),
}

FIELDS: Said = {
    "code": _("Code"),
    "type": _("Kind of answer"),
    "labels": _("Question"),
    "help": _("Help below the question"),
    "titles": _("Title"),
    "section_titles": _("Title of the section"),
    "section_help": _("Help at its beginning"),
    "group_titles": _("Title of the group"),
    "names": _("What it says"),
    "choices": _("Choice"),
    "answer": _("Answer"),
    "choices_from": _("Where the choices come from"),
    "choice_filter": _("Which choices are offered"),
    "columns": _("Columns for filters"),
    "required": _("Must be answered"),
    "required_when": _("Must be answered when"),
    "required_message": _("What is said when the answer is missing"),
    "allow_not_observed": _("Offer “Not observed”"),
    "minimum": _("Smallest number"),
    "maximum": _("Largest number"),
    "step": _("Step"),
    "max_length": _("Most characters"),
    "show_when": _("Asked when"),
    "constraint": _("The answer fits when"),
    "constraint_message": _("What is said when it does not fit"),
    "calculate": _("Calculation"),
    "count": _("How many times"),
    "category": _("Kind of violation"),
    "severity": _("Severity"),
    "evidence": _("How the observer knows"),
    "rule_code": _("Code of the rule"),
    "fills": _("What the answer also tells"),
    "protocol": _("Number of the results protocol"),
    "contest": _("Contest"),
    "skips": _("Its answer skips the section"),
    "sms_tag": _("Tag in text messages"),
    "group": _("Group"),
    "parent": _("Within the group"),
    "default": _("Already filled in with"),
    "initial": _("Already filled in by a calculation"),
    "read_only": _("Cannot be changed"),
    "appearance": _("Appearance"),
    "rapid": _("Rapid section: sent first"),
    "formula": _("Formula"),
    "tolerance": _("Tolerance in ballots"),
    "rounding": _("Rounding of the right side"),
    "grades": _("How grave a difference is"),
    "over": _("from more than (ballots)"),
    "over_share": _("or more than (share)"),
}

PARTS: Said = {
    "question": _("Code and kind"),
    "text": _("What is asked"),
    "answer": _("The answer"),
    "asking": _("When it is asked"),
    "check": _("Check of the answer"),
    "violations": _("Violations it shows"),
    "obligations": _("Obligations it evidences"),
    "more": _("More: protocol, text messages, filling in"),
    "form": _("The form"),
    "languages": _("Languages"),
    "identities": _("Sums of the results protocol"),
    "lists": _("Shared lists of choices"),
    "answer_labels": _("Words for yes, no and the like"),
    "section": _("The section"),
    "section_asking": _("When it is shown"),
    "groups": _("Groups of questions"),
}

TESTS: Said = {
    "is": _("is"),
    "is_not": _("is not"),
    "includes": _("includes"),
    "includes_not": _("does not include"),
    "above": _("is more than"),
    "at_least": _("is at least"),
    "below": _("is less than"),
    "at_most": _("is at most"),
    "answered": _("has an answer"),
    "blank": _("has no answer"),
    "observed": _("was observed"),
    "not_observed": _("was not observed"),
}

# "B2 “Was there campaigning?” is “Yes”"
SENTENCES: Said = {
    "is": _("{subject} is {value}"),
    "is_not": _("{subject} is not {value}"),
    "includes": _("{subject} includes {value}"),
    "includes_not": _("{subject} does not include {value}"),
    "above": _("{subject} is more than {value}"),
    "at_least": _("{subject} is at least {value}"),
    "below": _("{subject} is less than {value}"),
    "at_most": _("{subject} is at most {value}"),
    "answered": _("{subject} has an answer"),
    "blank": _("{subject} has no answer"),
    "observed": _("{subject} was observed"),
    "not_observed": _("{subject} was not observed"),
}

FACTS: Said = {
    "arrival": _("when the team arrived"),
    "departure": _("when the team left"),
    "happened_at": _("when it happened"),
    "category": _("which kind of violation"),
    "severity": _("how grave it is"),
    "evidence": _("how the observer knows"),
    "place": _("what kind of place"),
    "place_code": _("code of the place"),
    "narrative": _("account of what happened"),
    "photos": _("photos of it"),
    "protocol_photo": _("photo of the protocol"),
    "overall": _("overall assessment"),
    "as_written": _("figures stand as written"),
}

ANSWERS: Said = {
    "yes": _("Yes"),
    "no": _("No"),
    "very_good": _("Very good"),
    "good": _("Good"),
    "bad": _("Bad"),
    "very_bad": _("Very bad"),
    "not_observed": _("Not observed"),
}

STATES: Said = {
    "saved": _("Saved"),
    "saving": _("Saving …"),
    "unsaved": _("Not saved yet"),
    "failed": _("Could not be saved; trying again"),
    "conflict": _("Two people have edited: please choose"),
}


def design_words() -> dict[str, Any]:
    """All of it, as the page takes it."""
    grouped: dict[str, Mapping[str, str | Promise]] = {
        "type": TYPES,
        "field": FIELDS,
        "part": PARTS,
        "test": TESTS,
        "said": SENTENCES,
        "fact": FACTS,
        "answer": ANSWERS,
        "state": STATES,
        "severity": dict(Severity.choices),
        "evidence": {value: label for value, label in Basis.choices if value != Basis.UNCONFIRMED},
        "phase": dict(Phase.choices),
        "rounding": {"none": _("none"), "up": _("up"), "down": _("down")},
        "direction": {
            "any": _("above or below"),
            "above": _("above"),
            "below": _("below"),
            "equal": _("equal"),
        },
    }
    told: dict[str, Any] = {
        name: {value: str(label) for value, label in words.items()} for name, words in grouped.items()
    }
    return told | {name: str(sentence) for name, sentence in HELP.items()}
