"""Differences between versions as sentences, and whether answers may be added up: for who publishes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.checklists.changes import Change
from observer.checklists.difference import PartChange

# What changed, before a colon; the old and the new stand behind it.
ASPECTS: Mapping[str, str | Promise] = {
    "allow_not_observed": gettext_lazy("“Not observed” as an answer"),
    "answer_label": gettext_lazy("Words of the answer “%(of)s”"),
    "appearance": gettext_lazy("Appearance"),
    "calculate": gettext_lazy("Calculation"),
    "category": gettext_lazy("Category"),
    "choice_added": gettext_lazy("New choice “%(of)s”"),
    "choice_exclusive": gettext_lazy("Choice “%(of)s” excludes the others"),
    "choice_filter": gettext_lazy("Which choices are offered"),
    "choice_label": gettext_lazy("Words of the choice “%(of)s”"),
    "choice_media": gettext_lazy("Picture or sound of the choice “%(of)s”"),
    "choice_order": gettext_lazy("The choices stand in another order"),
    "choice_removed": gettext_lazy("Choice “%(of)s” is gone"),
    "choice_values": gettext_lazy("Columns of the choice “%(of)s”"),
    "choices_from": gettext_lazy("List of choices"),
    "constraint": gettext_lazy("Rule for the answer"),
    "constraint_message": gettext_lazy("What is said when the rule is broken"),
    "contest": gettext_lazy("Contest"),
    "count": gettext_lazy("Number of rows"),
    "default": gettext_lazy("Answer given beforehand"),
    "default_language": gettext_lazy("Main language"),
    "fills": gettext_lazy("What the answer tells beyond its question"),
    "formula": gettext_lazy("Formula"),
    "grades": gettext_lazy("How grave a difference is"),
    "help": gettext_lazy("Help"),
    "initial": gettext_lazy("Answer worked out beforehand"),
    "instance_name": gettext_lazy("Name of a filled-in form"),
    "label": gettext_lazy("Words of the question"),
    "language_added": gettext_lazy("New language"),
    "language_removed": gettext_lazy("Language that is gone"),
    "max_length": gettext_lazy("Longest text"),
    "maximum": gettext_lazy("Largest number"),
    "media": gettext_lazy("Picture or sound"),
    "minimum": gettext_lazy("Smallest number"),
    "parameters": gettext_lazy("Parameters"),
    "protocol": gettext_lazy("Number of the protocol"),
    "rapid": gettext_lazy("Sent first, in a few minutes"),
    "read_only": gettext_lazy("Cannot be changed by the observer"),
    "required": gettext_lazy("Must be answered"),
    "required_message": gettext_lazy("What is said when it is not answered"),
    "required_when": gettext_lazy("When it must be answered"),
    "rounding": gettext_lazy("Rounding"),
    "rule_added": gettext_lazy("New rule for the violation %(of)s"),
    "rule_category": gettext_lazy("Category of the violation"),
    "rule_evidence": gettext_lazy("Seen or told"),
    "rule_expression": gettext_lazy("When it is a violation"),
    "rule_removed": gettext_lazy("The rule for the violation %(of)s is gone"),
    "rule_severity": gettext_lazy("Severity of the violation"),
    "show_around": gettext_lazy("When the section or group around it is asked"),
    "show_when": gettext_lazy("When it is asked"),
    "skips": gettext_lazy("Skips its section"),
    "sms_tag": gettext_lazy("Tag in text messages"),
    "standards": gettext_lazy("Standards"),
    "step": gettext_lazy("Step"),
    "title": gettext_lazy("Title"),
    "tolerance": gettext_lazy("Tolerance"),
    "type": gettext_lazy("Kind of question"),
}

# Why answers before and after are not added up.
REASONS: Mapping[str, str | Promise] = {
    "calculate": gettext_lazy("it is worked out in another way"),
    "choice_added": gettext_lazy("“%(of)s” could not be chosen before"),
    "choice_removed": gettext_lazy("“%(of)s” can no longer be chosen"),
    "contest": gettext_lazy("it belongs to another contest"),
    "protocol": gettext_lazy("it is another number of the protocol"),
    "type": gettext_lazy("the answers are of another kind"),
}

# What to look at before answers are added up, though they are of one kind.
CAUTIONS: Mapping[str, str | Promise] = {
    "allow_not_observed": gettext_lazy("“not observed” was possible in one version only"),
    "choice_exclusive": gettext_lazy("choices exclude one another otherwise"),
    "choice_filter": gettext_lazy("other choices are offered"),
    "choice_label": gettext_lazy("the words of a choice changed"),
    "constraint": gettext_lazy("other answers are accepted"),
    "default": gettext_lazy("an answer is given beforehand"),
    "fills": gettext_lazy("the answer tells something else of the visit or incident"),
    "initial": gettext_lazy("an answer is given beforehand"),
    "label": gettext_lazy("the words of the question changed"),
    "maximum": gettext_lazy("other numbers are accepted"),
    "minimum": gettext_lazy("other numbers are accepted"),
    "read_only": gettext_lazy("observers may change the answer in one version only"),
    "required": gettext_lazy("it must be answered in one version only"),
    "required_when": gettext_lazy("it must be answered in other cases"),
    "show_around": gettext_lazy("it is asked in other cases"),
    "show_when": gettext_lazy("it is asked in other cases"),
    "skips": gettext_lazy("it skips its section in one version only"),
    "step": gettext_lazy("other numbers are accepted"),
    "type": gettext_lazy("it is asked in another form"),
}

PARTS: Mapping[str, str | Promise] = {
    "section": gettext_lazy("Section"),
    "group": gettext_lazy("Group"),
    "identity": gettext_lazy("Sum of the protocol"),
}


def name_of(change: Change) -> str:
    """What changed, in a few words."""
    return str(ASPECTS[change.aspect]) % {"of": change.of}


def reason_of(change: Change) -> str:
    """Why answers are not added up."""
    return str(REASONS[change.aspect]) % {"of": change.of}


def caution_of(change: Change) -> str:
    """What to look at before answers are added up."""
    return str(CAUTIONS[change.aspect]) % {"of": change.of}


def part_name(part: PartChange) -> str:
    """Which section, group or sum, and whether it is new or gone."""
    kind = str(PARTS[part.kind])
    if part.added:
        return _("%(kind)s %(code)s is new") % {"kind": kind, "code": part.code}
    if part.removed:
        return _("%(kind)s %(code)s is gone") % {"kind": kind, "code": part.code}
    return f"{kind} {part.code}"
