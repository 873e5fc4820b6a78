"""A report's answers against a checklist: compiled once a process, then one pure pass over each report.

Nothing is refused here and nothing sent raises. The caller decides: a form shows the problems and asks
again; intake from a known device stores everything and turns the problems into flags.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Lock

from observer.checklists.answers import Answer
from observer.checklists.checked import CheckedAnswers
from observer.checklists.checking import Checking
from observer.checklists.compiled import CompiledQuestion, compile_groups, compile_questions, in_order
from observer.checklists.definition.shapes import NOT_OBSERVED, PROTOCOL_FACTS, Definition, Words
from observer.checklists.expressions import Table
from observer.checklists.look import Look
from observer.checklists.protocol import IdentityResult, evaluate

# 2: sections are skipped as a whole, identities are evaluated for each contest.
# 3: groups, repeats, calculations, filtered choices, and more types of questions.
ENGINE_VERSION = 3


class CompiledVersion:
    """A definition made ready to check reports. Immutable; shared by all threads of a process."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions = compile_questions(definition)
        self.by_code = {question.code: question for question in self.questions}
        self.order = in_order(definition, self.questions, compile_groups(definition, self.questions))
        self.judged = [question for question in self.questions if question.is_judged]
        self.codes_in = _codes_in(self.questions)
        self.tables = {name: Table(listed.choices) for name, listed in definition.lists.items()}
        self.labels: dict[str, dict[str, Words]] = {}
        for code, item in self.by_code.items():
            if item.question.choices:
                self.labels[code] = {choice.code: choice.labels for choice in item.question.choices}
        self.protocol_questions = _protocol_questions(definition)
        # By contest, the question whose tick says that figures which do not add up stand so in the protocol.
        self.as_written = {
            question.contest: question.code
            for question in definition.questions()
            if question.fills == "as_written"
        }
        self.fills = {
            question.fills: question.code
            for question in definition.questions()
            if question.fills and question.fills not in PROTOCOL_FACTS
        }

    def check(self, raw_answers: object, *, now: datetime, language: str = "") -> CheckedAnswers:
        """Check what was sent, a mapping of question code to value, at the moment `now` (aware, local).

        `language`: that of the report, for rules that ask for the words of a choice.
        """
        checking = Checking(self, raw_answers, now, language)
        checking.read_all()
        checking.judge_all()
        checking.set_unknown_aside()
        return checking.result()

    def protocols(self, answers: Mapping[str, Answer]) -> dict[str, dict[str, int | None]]:
        """By contest ("" where the form knows only one): the whole number of each protocol field, or None.

        `answers` are canonical; blank and not observed give None.
        """
        return {
            contest: {field: _whole(answers.get(code)) for field, code in by_field.items()}
            for contest, by_field in self.protocol_questions.items()
        }

    def identities(self, protocols: Mapping[str, Mapping[str, int | None]]) -> list[IdentityResult]:
        """What the identities say of each contest of whose protocol anything is known."""
        return [
            result
            for contest, values in protocols.items()
            if any(value is not None for value in values.values())
            for result in evaluate(values, self.definition.identities, contest)
        ]

    def look(self, raw_answers: object, *, now: datetime, language: str = "") -> Look:
        """What these answers call for: questions, rows, choices, words. For a page that asks for more."""
        checking = Checking(self, raw_answers, now, language)
        checking.read_all()
        return Look(checking)

    def relevant(self, raw_answers: object, *, now: datetime) -> frozenset[str]:
        """The paths of the questions that these answers call for ("A1", "ballots.2.serial")."""
        return self.look(raw_answers, now=now).relevant

    def label_of(self, question: str, choice: str) -> Words:
        """The words of a choice by language; {} where the question has no such choice."""
        return self.labels.get(question, {}).get(choice, {})


def compile_version(definition: Definition) -> CompiledVersion:
    return CompiledVersion(definition)


class VersionCache:
    """Compiled versions by content hash, the most recently used ones of a process."""

    def __init__(self, size: int = 64) -> None:
        self.size = size
        self.versions: OrderedDict[bytes, CompiledVersion] = OrderedDict()
        self.lock = Lock()

    def get(self, key: bytes, load: Callable[[], Definition]) -> CompiledVersion:
        """The version with this key; `load` reads its definition if this process has not got it yet."""
        with self.lock:
            if key in self.versions:
                self.versions.move_to_end(key)
                return self.versions[key]
        compiled = compile_version(load())
        with self.lock:
            self.versions[key] = compiled
            while len(self.versions) > self.size:
                self.versions.popitem(last=False)
        return compiled


# Key: the version's content hash, followed by the rule set's where one supersedes the version's own rules.
VERSIONS = VersionCache()


def _codes_in(questions: Iterable[CompiledQuestion]) -> dict[str, set[str]]:
    """By repeat ("" for the report itself), the codes of what is asked in it."""
    found: dict[str, set[str]] = {"": set()}
    for question in questions:
        found.setdefault(question.repeat, set()).add(question.code)
    return found


def _protocol_questions(definition: Definition) -> dict[str, dict[str, str]]:
    """By contest, the question that asks for each protocol field."""
    found: dict[str, dict[str, str]] = {}
    for question in definition.questions():
        if question.protocol:
            found.setdefault(question.contest, {})[question.protocol] = question.code
    return found


def _whole(answer: Answer | None) -> int | None:
    return int(answer) if isinstance(answer, str) and answer != NOT_OBSERVED else None
