"""A report's answers against a checklist: compiled once a process, then one pure pass over each report.

Nothing is refused here and nothing sent raises. The caller decides: a form shows the problems and asks
again; intake from a known device stores everything and turns the problems into flags.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from observer.checklists.answers import Answer, Fault, Reader, is_not_observed, reader_for
from observer.checklists.checked import (
    ANSWERED,
    BLANK,
    NOT_APPLICABLE,
    UNSEEN,
    AnswerProblem,
    CheckedAnswers,
    RaisedFlag,
)
from observer.checklists.definition.shapes import NOT_OBSERVED, PROTOCOL_FACTS, Definition, Question, Rule
from observer.checklists.expressions import Scope, compile_truth, dependency_order, references
from observer.checklists.expressions.evaluate import GetTruth
from observer.checklists.expressions.scope import Value
from observer.checklists.protocol import IdentityResult, evaluate
from observer.checklists.storable import Json, storable, storable_text
from observer.checklists.taxonomy import usual_severity

# 2: sections are skipped as a whole, identities are evaluated for each contest.
ENGINE_VERSION = 2
MAX_UNKNOWN_QUESTIONS = 50


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """`skipped_by`: the question whose answer says that nobody could observe this one; "" if none does."""

    code: str
    question: Question
    read: Reader
    show_when: GetTruth | None
    constraint: GetTruth | None
    rules: tuple[tuple[Rule, GetTruth], ...]
    numeric: bool
    skipped_by: str = ""


class CompiledVersion:
    """A definition made ready to check reports. Immutable; shared by all threads of a process."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.questions = [
            _compile(question, section.skip)
            for section in definition.sections
            for question in section.questions
        ]
        self.by_code = {question.code: question for question in self.questions}
        order, _ = dependency_order(
            {
                item.code: references(item.question.show_when.tree) if item.question.show_when else ()
                for item in self.questions
            }
        )
        # Whether a section was skipped is known before its first question is read.
        self.in_order = sorted(
            (self.by_code[code] for code in order), key=lambda item: not item.question.skips
        )
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

    def check(self, raw_answers: object, *, now: datetime) -> CheckedAnswers:
        """Check what was sent, a mapping of question code to value, at the moment `now` (aware, local)."""
        checking = _Checking(self, raw_answers, now)
        for item in self.in_order:
            checking.read(item)
        for item in self.questions:
            checking.judge(item)
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

    def relevant(self, raw_answers: object, *, now: datetime) -> frozenset[str]:
        """The codes of the questions that these answers call for."""
        checking = _Checking(self, raw_answers, now)
        for item in self.in_order:
            checking.read(item)
        return frozenset(code for code, status in checking.statuses.items() if status != NOT_APPLICABLE)


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


def _protocol_questions(definition: Definition) -> dict[str, dict[str, str]]:
    """By contest, the question that asks for each protocol field."""
    found: dict[str, dict[str, str]] = {}
    for question in definition.questions():
        if question.protocol:
            found.setdefault(question.contest, {})[question.protocol] = question.code
    return found


def _compile(question: Question, skip: Question | None) -> CompiledQuestion:
    return CompiledQuestion(
        code=question.code,
        question=question,
        read=reader_for(question),
        show_when=compile_truth(question.show_when.tree) if question.show_when else None,
        constraint=compile_truth(question.constraint.tree) if question.constraint else None,
        rules=tuple((rule, compile_truth(rule.expression.tree)) for rule in question.violation_when),
        numeric=question.type in {"integer", "decimal"},
        skipped_by=skip.code if skip and question.is_skippable else "",
    )


class _Checking:
    """The state of one pass."""

    __slots__ = ("answers", "flags", "problems", "raw", "scope", "set_aside", "statuses", "values", "version")

    def __init__(self, version: CompiledVersion, raw_answers: object, now: datetime) -> None:
        self.version = version
        self.answers: dict[str, Answer] = {}
        self.statuses: dict[str, str] = {}
        self.problems: list[AnswerProblem] = []
        self.flags: list[RaisedFlag] = []
        self.set_aside: dict[str, Json] = {}
        self.values: dict[str, Value] = {}
        self.scope = Scope(self.values, "", now)
        if isinstance(raw_answers, Mapping):
            self.raw: Mapping[Any, Any] = raw_answers
        else:
            self.raw = {}
            self.set_aside[""] = storable(raw_answers)
            self.problems.append(AnswerProblem("", "not-an-object", {}, self.set_aside[""]))

    def read(self, item: CompiledQuestion) -> None:
        """Recognise the answer, decide the question's status, and let later questions see the value."""
        code = item.code
        raw = self.raw.get(code)
        if item.show_when is not None and not item.show_when(self.scope):
            self.statuses[code] = NOT_APPLICABLE
            if raw is not None and raw != "" and raw != []:
                self.put_aside(item, raw, ("not-relevant", {}))
        elif raw is None or raw == "" or raw == []:
            self.read_blank(item)
        elif is_not_observed(raw):
            self.read_not_observed(item, raw)
        else:
            self.read_value(item, raw)

    def is_skipped(self, item: CompiledQuestion) -> bool:
        return item.skipped_by != "" and self.statuses.get(item.skipped_by) == ANSWERED

    def read_blank(self, item: CompiledQuestion) -> None:
        if self.is_skipped(item):
            self.set_unseen(item.code)
        else:
            self.statuses[item.code] = BLANK

    def set_unseen(self, code: str) -> None:
        self.answers[code] = self.values[code] = NOT_OBSERVED
        self.statuses[code] = UNSEEN

    def read_not_observed(self, item: CompiledQuestion, raw: object) -> None:
        if item.question.allow_not_observed or self.is_skipped(item):
            self.set_unseen(item.code)
        else:
            self.statuses[item.code] = BLANK
            self.put_aside(item, raw, ("not-observed-not-allowed", {}))

    def read_value(self, item: CompiledQuestion, raw: object) -> None:
        answer, fault = item.read(raw)
        if answer:
            self.answers[item.code] = answer
            self.values[item.code] = _value(answer, item.numeric)
            self.statuses[item.code] = ANSWERED
        else:
            self.read_blank(item)
        if fault is None:
            return
        if answer is None or fault[0] in _KEEP_WHAT_WAS_SENT:
            self.put_aside(item, raw, fault)
        else:
            self.problems.append(AnswerProblem(item.code, *fault))

    def put_aside(self, item: CompiledQuestion, raw: object, fault: Fault) -> None:
        self.set_aside[item.code] = kept = storable(raw)
        self.problems.append(AnswerProblem(item.code, *fault, kept))

    def judge(self, item: CompiledQuestion) -> None:
        """Required, constraint and violations, once every answer is known."""
        code, status = item.code, self.statuses[item.code]
        if status == BLANK and item.question.required and code not in self.set_aside:
            self.problems.append(AnswerProblem(code, "required"))
        if status != ANSWERED or not (item.constraint or item.rules):
            return
        self.scope.own = self.values[code]
        if item.constraint is not None and not item.constraint(self.scope):
            self.problems.append(AnswerProblem(code, "constraint", message=item.question.constraint_message))
        for rule, applies in item.rules:
            if applies(self.scope):
                self.flags.append(
                    RaisedFlag("violation", rule.code, code, rule.category, rule.severity, rule.evidence)
                )

    def set_unknown_aside(self) -> None:
        """Answers to questions this checklist does not have."""
        unknown = [code for code in self.raw if code not in self.version.by_code]
        for code in unknown[:MAX_UNKNOWN_QUESTIONS]:
            name = storable_text(str(code), 60)
            self.set_aside[name] = kept = storable(self.raw[code])
            self.problems.append(AnswerProblem(name, "unknown-question", {}, kept))
        if len(unknown) > MAX_UNKNOWN_QUESTIONS:
            self.problems.append(AnswerProblem("", "too-many-unknown", {"count": str(len(unknown))}))

    def result(self) -> CheckedAnswers:
        facts = {
            fact: self.answers[code]
            for fact, code in self.version.fills.items()
            if self.statuses[code] == ANSWERED
        }
        self.flag_incident(facts)
        protocols = self.version.protocols(self.answers)
        identities = self.version.identities(protocols)
        self.flag_identities(identities)
        return CheckedAnswers(
            self.answers,
            self.statuses,
            self.problems,
            self.flags,
            protocols,
            identities,
            facts,
            self.set_aside,
        )

    def flag_incident(self, facts: Mapping[str, Answer]) -> None:
        """An incident form names its violation itself: category, severity and evidence are answers."""
        category = facts.get("category")
        if not isinstance(category, str):
            return
        code = self.version.fills["category"]
        severity, basis = facts.get("severity"), facts.get("evidence")
        self.flags.append(
            RaisedFlag(
                "violation",
                code,
                code,
                category,
                severity if isinstance(severity, str) else usual_severity(category),
                basis if isinstance(basis, str) else "unconfirmed",
            )
        )

    def flag_identities(self, results: Iterable[IdentityResult]) -> None:
        self.flags += [
            RaisedFlag("identity", result.key, "", result.category, result.severity, "unconfirmed")
            for result in results
            if result.severity
        ]


# Part of what was sent is in the answer, part is not: both are kept.
_KEEP_WHAT_WAS_SENT = frozenset({"both", "unknown-choice", "bad-photo", "too-many-photos"})


def _whole(answer: Answer | None) -> int | None:
    return int(answer) if isinstance(answer, str) and answer != NOT_OBSERVED else None


def _value(answer: Answer, numeric: bool) -> Value:
    """The answer as expressions see it."""
    if isinstance(answer, list):
        return " ".join(answer)
    return float(answer) if numeric else answer
