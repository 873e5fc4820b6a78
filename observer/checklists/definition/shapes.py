"""What a checklist is made of.

The JSON document a definition is read from (`*` must be there; texts are `{"en": "…", "ru": "…"}`):

    code*  phase*  languages*  default_language*  titles*  sections*  identities  answer_labels  lists
    instance_name
    section:   code*  titles*  help  questions*  rapid  groups  show_when  bare  appearance
    group:     code*  titles  help  show_when  parent  appearance
    question:  code*  type*  labels*  help  required  allow_not_observed  choices  show_when  constraint
               constraint_message  violation_when  protocol  contest  fills  skips  minimum  maximum
               max_length  calculate  default  initial  read_only  required_when  required_message
               appearance  media  choices_from  choice_filter  parameters  step  standards  sms_tag  group
               count  questions
    choice:    code*  labels*  exclusive  values  media
    lists:     {name: {columns  choices*  source}}
    violation_when (a list):  expression*  category*  severity*  evidence*  code
    identity:  code*  names*  formula*  category*  grades*  tolerance  rounding
    grade:     severity*  direction  over  over_share
    answer_labels: texts for yes, no, very_good, good, bad, very_bad and not_observed, wherever the checklist
               speaks a language other than English, Russian and Kazakh or wants other words

Answers on the wire and in the database: a string, or a list of strings for several choices and photos;
"__not_observed" where the observer could not see; nothing at all for a blank, and nothing for a question
that `show_when` hid. Once the question that `skips` a section is answered (with the reason why nobody could
watch), every question of the section that is asked and left blank is "__not_observed" (`is_skippable` says
which). Numbers are canonical decimal text ("12", "0.5"), times "HH:MM", dates "YYYY-MM-DD", moments ISO 8601
with their offset, places "latitude longitude altitude accuracy". A repeat is a list of rows, each a mapping
like the answers themselves.

A section is one step of the form. Groups within it hold questions by naming them (`group`); a question is
asked when its own `show_when` and that of every group and the section around it hold. A repeat is one
question of its section, with questions of its own. Words may name answers: "Ballots in box: ${C4}".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
TYPES = (
    *FIXED_CHOICES,
    "one_of",
    "many_of",
    "rank",
    "integer",
    "decimal",
    "range",
    "text",
    "barcode",
    "time",
    "date",
    "datetime",
    "geopoint",
    "acknowledge",
    "photo",
    "audio",
    "video",
    "file",
    "note",
    "calculated",
    "hidden",
    "repeat",
)
# Answers are the ids of what was attached.
FILE_TYPES = ("photo", "audio", "video", "file")
NUMERIC_TYPES = ("integer", "decimal", "range")
# Nobody is asked these: a value that the form works out, and words without an answer.
SILENT_TYPES = ("calculated", "hidden")
ACKNOWLEDGED = "OK"
MEDIA_KINDS = ("image", "audio", "video", "big-image")

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
# By kind (`MEDIA_KINDS`), the file's name by language.
Media: TypeAlias = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """`exclusive`: cannot stand beside another ("none of these"). `values`: by column, for choice filters."""

    code: str
    labels: Words
    exclusive: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    media: Media = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """Choices that several questions share or filter. `source`: the file they came from, "" for the form."""

    columns: tuple[str, ...]
    choices: tuple[Choice, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one section that belong together. `parent`: the group around it, "" for none."""

    code: str
    titles: Words
    help: Words
    show_when: Expression | None = None
    parent: str = ""
    appearance: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """When the answer shows a violation, of which category, how grave, and how the observer knows."""

    code: str
    expression: Expression
    category: str
    severity: str
    evidence: str


_OBSERVES_NOTHING = frozenset(
    {*FILE_TYPES, *SILENT_TYPES, "text", "barcode", "note", "acknowledge", "geopoint", "repeat"}
)


@dataclass(frozen=True, slots=True)
class Question:
    """`contest`: whose protocol it belongs to. `skips`: its answer says why its section was not observed.

    `default` is fixed and as typed, `initial` is worked out once, when the question is first asked;
    `calculate` whenever an answer changes. `choices` are also those of the list `choices_from`.
    `count` and `questions` belong to a repeat: how many rows it has (None: as many as are added), and what
    each row asks.
    """

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
    calculate: Expression | None = None
    default: str = ""
    initial: Expression | None = None
    read_only: bool = False
    required_when: Expression | None = None
    required_message: Words | None = None
    appearance: str = ""
    media: Media = field(default_factory=dict)
    choices_from: str = ""
    choice_filter: Expression | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    step: Decimal | None = None
    standards: tuple[str, ...] = ()
    sms_tag: str = ""
    group: str = ""
    count: Expression | None = None
    questions: tuple[Question, ...] = ()

    @property
    def is_skippable(self) -> bool:
        """Whether "not observed" can stand for it: a remark, a photo and a tick observe nothing."""
        return not self.skips and self.fills != "as_written" and self.type not in _OBSERVES_NOTHING

    def within(self) -> Iterator[Question]:
        """The question, and for a repeat all that its rows ask."""
        yield self
        for question in self.questions:
            yield from question.within()

    @property
    def choice_codes(self) -> tuple[str, ...]:
        return FIXED_CHOICES.get(self.type) or tuple(choice.code for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Section:
    """One step. `bare`: its questions stand outside any group of the XLSForm, and its title is the form's."""

    code: str
    titles: Words
    help: Words
    questions: tuple[Question, ...]
    rapid: bool = False
    groups: tuple[Group, ...] = ()
    show_when: Expression | None = None
    bare: bool = False
    appearance: str = ""

    def around(self, group: str) -> Iterator[Group]:
        """The group of this code and those around it, from the inside out."""
        by_code = {one.code: one for one in self.groups}
        while group in by_code:
            yield by_code[group]
            group = by_code[group].parent

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
    lists: Mapping[str, ChoiceList] = field(default_factory=dict)
    instance_name: Expression | None = None

    def questions(self) -> Iterator[Question]:
        """Those of the sections: a repeat is one of them, what its rows ask is not."""
        for section in self.sections:
            yield from section.questions

    def all_questions(self) -> Iterator[Question]:
        """Those of the sections and those inside repeats, each after the repeat it stands in."""
        for question in self.questions():
            yield from question.within()

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
