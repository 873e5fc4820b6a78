"""What a checklist is made of.

The JSON document a definition is read from (`*` must be there; texts are `{"en": "…", "ru": "…"}`):

    code*  phase*  languages*  default_language*  titles*  sections*  identities  answer_labels
    section:   code*  titles*  help  questions*  rapid
    question:  code*  type*  labels*  help  required  allow_not_observed  choices  show_when  constraint
               constraint_message  violation_when  protocol  contest  fills  skips  minimum  maximum
               max_length
    choice:    code*  labels*  exclusive
    violation_when (a list):  expression*  category*  severity*  evidence*  code
    identity:  code*  names*  formula*  category*  grades*  tolerance  rounding
    grade:     severity*  direction  over  over_share
    answer_labels: texts for yes, no, very_good, good, bad, very_bad and not_observed, wherever the checklist
               speaks a language other than English, Russian and Kazakh or wants other words

Answers on the wire and in the database: a string, or a list of strings for several choices and photos;
"__not_observed" where the observer could not see; nothing at all for a blank, and nothing for a question
that `show_when` hid. Once the question that `skips` a section is answered (with the reason why nobody could
watch), every question of the section that is asked and left blank is "__not_observed" (`is_skippable` says
which). Numbers are canonical decimal text ("12", "0.5"), times "HH:MM".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from observer.checklists.expressions import Expression

FORMAT = 1
NOT_OBSERVED = "__not_observed"

# The same values as `observer.checklists.models` (a test compares them).
PHASES = ("opening", "voting", "closing", "counting", "tabulation", "long_term", "incident")
SEVERITIES = ("critical", "serious", "procedural", "note")
BASES = ("seen", "told")

YES_NO = ("yes", "no")
RATING = ("very_good", "good", "bad", "very_bad")
FIXED_CHOICES: Mapping[str, tuple[str, ...]] = {
    "yes_no": YES_NO,
    "yes_no_not_observed": YES_NO,
    "rating": RATING,
}
# Their words, and those for "could not see"; a definition may bring its own, and must in other languages.
ANSWER_LABELS: Mapping[str, Mapping[str, str]] = {
    "yes": {"en": "Yes", "ru": "Да", "kk": "Иә"},
    "no": {"en": "No", "ru": "Нет", "kk": "Жоқ"},
    "very_good": {"en": "Very good", "ru": "Очень хорошо", "kk": "Өте жақсы"},
    "good": {"en": "Good", "ru": "Хорошо", "kk": "Жақсы"},
    "bad": {"en": "Bad", "ru": "Плохо", "kk": "Нашар"},
    "very_bad": {"en": "Very bad", "ru": "Очень плохо", "kk": "Өте нашар"},
    "not_observed": {"en": "Not observed", "ru": "Не наблюдали", "kk": "Бақыланбады"},
}
TYPES = (*FIXED_CHOICES, "one_of", "many_of", "integer", "decimal", "text", "time", "photo")

# Numbers of the results protocol, by the letters of the reconciliation table:
# registered, added on the day, received, unused, spoiled, issued in the station / for mobile voting / early,
# signatures, in stationary / mobile boxes, valid, invalid, applications for mobile voting.
# Votes are `c:<choice>`.
PROTOCOL_FIELDS = ("R", "A", "B", "U", "S", "I_in", "I_mob", "I_adv", "G", "X_st", "X_mob", "V", "N", "Q_mob")
# Sums the software makes of them: ballots in boxes, ballots issued, votes for all choices.
DERIVED_FIELDS = ("X", "I", "C")

# What an answer tells beyond its question: facts of the visit, of an incident, and the overall assessment.
FACTS: Mapping[str, tuple[str, ...]] = {
    "arrival": ("time",),
    "departure": ("time",),
    "category": ("one_of",),
    "severity": ("one_of",),
    "evidence": ("one_of",),
    "place": ("one_of",),
    "place_code": ("text",),
    "happened_at": ("time",),
    "narrative": ("text",),
    "photos": ("photo",),
    "overall": ("rating",),
    "as_written": ("many_of",),
    "protocol_photo": ("photo",),
}
# These belong to the protocol of one contest: that its figures stand as typed, and its picture.
PROTOCOL_FACTS = ("as_written", "protocol_photo")
FACT_CHOICES: Mapping[str, tuple[str, ...]] = {
    "severity": SEVERITIES,
    "evidence": BASES,
    "place": ("this_station", "station", "commission", "region", "none"),
    "as_written": ("as_written",),
}
# A rapid section is what an observer sends first, in a few minutes.
MAX_RAPID_QUESTIONS = 15
# What an identity's flag and its tally are filed under: "K1", or "K1:mazhilis" for one of several contests.
MAX_IDENTITY_KEY = 32

Words: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """`exclusive`: cannot stand beside another ("none of these")."""

    code: str
    labels: Words
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """When the answer shows a violation, of which category, how grave, and how the observer knows."""

    code: str
    expression: Expression
    category: str
    severity: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Question:
    """`contest`: whose protocol it belongs to. `skips`: its answer says why its section was not observed."""

    code: str
    type: str
    labels: Words
    help: Words
    required: bool = False
    allow_not_observed: bool = False
    choices: tuple[Choice, ...] = ()
    show_when: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Words | None = None
    violation_when: tuple[Rule, ...] = ()
    protocol: str | None = None
    fills: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    contest: str = ""
    skips: bool = False

    @property
    def is_skippable(self) -> bool:
        """Whether "not observed" can stand for it: a remark, a photo and a tick observe nothing."""
        return not self.skips and self.fills != "as_written" and self.type not in {"text", "photo"}

    @property
    def choice_codes(self) -> tuple[str, ...]:
        return FIXED_CHOICES.get(self.type) or tuple(choice.code for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    titles: Words
    help: Words
    questions: tuple[Question, ...]
    rapid: bool = False

    @property
    def skip(self) -> Question | None:
        """The question whose answer skips the section, where it may be skipped."""
        return next((question for question in self.questions if question.skips), None)


@dataclass(frozen=True, slots=True)
class Grade:
    """How grave a difference is.

    `direction`: the left side is above, below or equal to the right; `any` is above or below. The grade
    applies from more than `over` ballots, or from more than the share `over_share` (0..1) of the left side,
    whichever is passed first; without either, from the first ballot.
    """

    severity: str
    direction: str = "any"
    over: Decimal | None = None
    over_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum that a protocol must satisfy. `formula` compares two sides of whole numbers with = or <=.

    `tolerance`: a difference of so many ballots is still none. `rounding` (none, up, down) of the right side.
    """

    code: str
    names: Words
    formula: Expression
    category: str
    grades: tuple[Grade, ...]
    tolerance: Decimal = Decimal(0)
    rounding: str = "none"


@dataclass(frozen=True, slots=True)
class Definition:
    code: str
    phase: str
    languages: tuple[str, ...]
    default_language: str
    titles: Words
    answer_labels: Mapping[str, Words]
    sections: tuple[Section, ...]
    identities: tuple[Identity, ...] = ()

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    @property
    def has_rapid_section(self) -> bool:
        return any(section.rapid for section in self.sections)

    def is_only_rapid(self, answers: Mapping[str, object]) -> bool:
        """Whether nothing beyond the rapid section was answered, so that the rest is still to come."""
        rest = (section for section in self.sections if not section.rapid)
        answered = (question.code in answers for section in rest for question in section.questions)
        return self.has_rapid_section and not any(answered)

    def in_language(self, words: Words, language: str) -> tuple[str, str]:
        """(text, language it is in): the language asked for, its base ("ru" for "ru-kz"), or the default."""
        for wanted in (language, language.partition("-")[0], self.default_language):
            if wanted in words:
                return words[wanted], wanted
        return "", self.default_language
