"""One pass over what was sent: every answer recognised and judged, in an order in which each can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from observer.checklists.answers import Answer, Fault, is_not_observed
from observer.checklists.checked import (
    ANSWERED,
    BLANK,
    NOT_APPLICABLE,
    UNSEEN,
    AnswerProblem,
    CheckedAnswers,
    RaisedFlag,
)
from observer.checklists.compiled import CompiledGroup, CompiledQuestion
from observer.checklists.definition.shapes import NOT_OBSERVED, SILENT_TYPES
from observer.checklists.expressions import Row, Scope
from observer.checklists.expressions.scope import Value, to_number, to_text, words_in
from observer.checklists.protocol import IdentityResult
from observer.checklists.storable import Json, storable, storable_text
from observer.checklists.taxonomy import usual_severity

if TYPE_CHECKING:
    from observer.checklists.check import CompiledVersion

MAX_UNKNOWN_QUESTIONS = 50
MAX_ROWS = 200
# Of all repeats of a report together: rows in rows of rows would be millions.
MAX_ROWS_IN_ALL = 5_000
_NO_NUMBER = frozenset({"NaN", "Infinity", "-Infinity"})
# Part of what was sent is in the answer, part is not: both are kept.
_KEEP_WHAT_WAS_SENT = frozenset(
    {"both", "unknown-choice", "bad-photo", "too-many-photos", "bad-file", "too-many-files"}
)


class Record:
    """The answers of the report itself, or of one row of a repeat. `path`: "" or "ballots.2."."""

    __slots__ = ("answers", "hidden_groups", "path", "raw", "row", "statuses")

    def __init__(self, raw: Mapping[Any, Any], row: Row, path: str = "") -> None:
        self.raw, self.row, self.path = raw, row, path
        self.answers: dict[str, Answer] = {}
        self.statuses: dict[str, str] = {}
        self.hidden_groups: set[str] = set()


class Checking:
    """The state of one pass."""

    __slots__ = (
        "flags",
        "problems",
        "raised",
        "records",
        "root",
        "row_total",
        "scope",
        "set_aside",
        "version",
    )

    def __init__(
        self, version: CompiledVersion, raw_answers: object, now: datetime, language: str = ""
    ) -> None:
        self.version = version
        self.problems: list[AnswerProblem] = []
        self.flags: list[RaisedFlag] = []
        self.raised: set[str] = set()
        self.set_aside: dict[str, Json] = {}
        self.row_total = 0
        is_object = isinstance(raw_answers, Mapping)
        self.root = Record(raw_answers if is_object else {}, Row())  # type: ignore[arg-type]  # told just before
        self.records = {"": [self.root]}
        self.scope = Scope(
            self.root.row.values,
            "",
            now,
            row=self.root.row,
            root=self.root.row,
            lists=version.tables,
            labels=self.label,
            language=language or version.definition.default_language,
        )
        if not is_object:
            self.set_aside[""] = storable(raw_answers)
            self.problems.append(AnswerProblem("", "not-an-object", {}, self.set_aside[""]))

    def read_all(self) -> None:
        scope = self.scope
        for node in self.version.order:
            for record in self.records.get(node.repeat, ()):
                scope.row = record.row
                if node.__class__ is CompiledGroup:
                    if not node.show_when(scope):
                        record.hidden_groups.add(node.node)
                else:
                    self.read(node, record)  # type: ignore[arg-type]

    def judge_all(self) -> None:
        """In reading order: the report's own questions, and those of every row."""
        for item in self.version.judged:
            for record in self.records.get(item.repeat, ()):
                self.scope.row = record.row
                self.judge(item, record)

    # --- Reading ---------------------------------------------------------------------------------

    def read(self, item: CompiledQuestion, record: Record) -> None:
        """Recognise the answer, decide the question's status, and let later questions see the value."""
        raw = record.raw.get(item.code)
        if not self.is_asked(item, record):
            record.statuses[item.code] = NOT_APPLICABLE
            record.row.hidden.add(item.code)
            if raw is not None and raw != "" and raw != [] and item.question.type not in SILENT_TYPES:
                self.put_aside(item, record, raw, ("not-relevant", {}))
        elif item.calculate is not None:
            self.read_calculated(item, record, raw)
        elif item.is_repeat:
            self.read_rows(item, record, raw)
        elif raw is None or raw == "" or raw == []:
            self.read_blank(item, record)
        elif is_not_observed(raw):
            self.read_not_observed(item, record, raw)
        else:
            self.read_value(item, record, raw)

    def is_asked(self, item: CompiledQuestion, record: Record) -> bool:
        if item.groups and not record.hidden_groups.isdisjoint(item.groups):
            return False
        return item.show_when is None or item.show_when(self.scope)

    def is_skipped(self, item: CompiledQuestion) -> bool:
        return item.skipped_by != "" and self.root.statuses.get(item.skipped_by) == ANSWERED

    def read_blank(self, item: CompiledQuestion, record: Record) -> None:
        if self.is_skipped(item):
            self.set_unseen(item.code, record)
        elif item.question.type == "hidden" and item.question.default:
            self.read_value(item, record, item.question.default)
        else:
            record.statuses[item.code] = BLANK

    def set_unseen(self, code: str, record: Record) -> None:
        record.answers[code] = record.row.values[code] = NOT_OBSERVED
        record.statuses[code] = UNSEEN

    def read_not_observed(self, item: CompiledQuestion, record: Record, raw: object) -> None:
        if item.question.allow_not_observed or self.is_skipped(item):
            self.set_unseen(item.code, record)
        else:
            record.statuses[item.code] = BLANK
            self.put_aside(item, record, raw, ("not-observed-not-allowed", {}))

    def read_value(self, item: CompiledQuestion, record: Record, raw: object) -> None:
        answer, fault = item.read(raw)
        if answer:
            record.answers[item.code] = answer
            record.row.values[item.code] = value_of(answer, item.numeric)
            record.statuses[item.code] = ANSWERED
        else:
            self.read_blank(item, record)
        if fault is None:
            return
        if answer is None or fault[0] in _KEEP_WHAT_WAS_SENT:
            self.put_aside(item, record, raw, fault)
        else:
            self.problems.append(AnswerProblem(record.path + item.code, *fault))

    def read_calculated(self, item: CompiledQuestion, record: Record, raw: object) -> None:
        """The server's own result; what was sent where chance or the clock decided."""
        sent = raw if isinstance(raw, str) else ""
        if sent and not item.recalculates:
            self.read_value(item, record, sent)
            return
        self.scope.own = sent
        text = to_text(item.calculate(self.scope))  # type: ignore[misc]  # asked before
        if text and text not in _NO_NUMBER:
            self.read_value(item, record, "0" if text == "-0" else text)
        else:
            self.read_blank(item, record)

    def read_rows(self, item: CompiledQuestion, record: Record, raw: object) -> None:
        """Give each row a record of its own; rows in which nothing was answered are no rows."""
        code = item.code
        sent = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, (list, tuple)) else []
        if raw is not None and raw != "" and (not isinstance(raw, (list, tuple)) or len(sent) < len(raw)):
            self.put_aside(item, record, raw, ("not-rows", {}))
        wanted = self.row_count(item)
        rows = [row for row in sent if wanted is not None or _says_something(row)]
        limit = min(MAX_ROWS if wanted is None else wanted, MAX_ROWS_IN_ALL - self.row_total)
        if len(rows) > limit:
            self.put_aside(item, record, rows[limit:], ("too-many-rows", {"limit": str(limit)}))
        rows = rows[:limit]
        rows += [{}] * (limit - len(rows) if wanted is not None else 0)
        self.row_total += len(rows)
        found = [
            Record(row, Row(repeat=code, index=number, parent=record.row), f"{record.path}{code}.{number}.")
            for number, row in enumerate(rows, start=1)
        ]
        record.row.rows[code] = [one.row for one in found]
        self.records.setdefault(code, []).extend(found)
        record.statuses[code] = ANSWERED if found else BLANK
        if found:
            record.answers[code] = [one.answers for one in found]

    def row_count(self, item: CompiledQuestion) -> int | None:
        """How many rows the form itself asks for; None where they are added by hand."""
        if item.count is None:
            return None
        number = to_number(item.count(self.scope))
        # NaN compares with nothing; what divides by nought asks for as many rows as there can be.
        return int(min(max(number, 0.0), float(MAX_ROWS))) if number == number else 0

    def put_aside(self, item: CompiledQuestion, record: Record, raw: object, fault: Fault) -> None:
        path = record.path + item.code
        self.set_aside[path] = kept = storable(raw)
        self.problems.append(AnswerProblem(path, *fault, kept))

    # --- Judging ---------------------------------------------------------------------------------

    def judge(self, item: CompiledQuestion, record: Record) -> None:
        """Required, constraint, filter and violations, once every answer is known."""
        code, status = item.code, record.statuses[item.code]
        if status == BLANK:
            self.judge_blank(item, record)
        if status != ANSWERED:
            return
        if item.choice_filter is not None:
            self.judge_choice(item, record)
        if item.constraint is None and not item.rules:
            return
        self.scope.own = record.row.values[code]
        if item.constraint is not None and not item.constraint(self.scope):
            message = item.question.constraint_message
            self.problems.append(AnswerProblem(record.path + code, "constraint", message=message))
        for rule, applies in item.rules:
            # What several rows show is one violation of the report.
            if (not record.path or rule.code not in self.raised) and applies(self.scope):
                self.raised.add(rule.code)
                self.flags.append(
                    RaisedFlag("violation", rule.code, code, rule.category, rule.severity, rule.evidence)
                )

    def judge_blank(self, item: CompiledQuestion, record: Record) -> None:
        question, path = item.question, record.path + item.code
        required = question.required or (item.required_when is not None and item.required_when(self.scope))
        if required and path not in self.set_aside:
            self.problems.append(AnswerProblem(path, "required", message=question.required_message))

    def judge_choice(self, item: CompiledQuestion, record: Record) -> None:
        answer = record.answers[item.code]
        offered = {choice.code for choice in self.offered(item)}
        chosen = answer if isinstance(answer, list) else [answer]
        left = [one for one in chosen if isinstance(one, str) and one not in offered]
        if left:
            found = {"found": ", ".join(left)[:60]}
            self.problems.append(AnswerProblem(record.path + item.code, "choice-not-offered", found))

    def label(self, question: str, choice: str) -> str:
        """The words of a choice in the language of the report; its code where it has none."""
        words = self.version.label_of(question, choice)
        return words_in(words, self.scope.language) if words else choice

    def offered(self, item: CompiledQuestion) -> Iterable[Any]:
        """The choices that the other answers leave, in the row the scope stands in."""
        if item.choice_filter is None:
            return item.question.choices
        return item.choice_filter(self.scope, self.version.tables[item.question.choices_from])

    def set_unknown_aside(self) -> None:
        """Answers to questions this checklist does not have, in the report or in a row."""
        unknown = [
            (record, code)
            for repeat, records in self.records.items()
            for record in records
            for code in record.raw
            if code not in self.version.codes_in[repeat]
        ]
        for record, code in unknown[:MAX_UNKNOWN_QUESTIONS]:
            name = storable_text(f"{record.path}{code}", 100)
            self.set_aside[name] = kept = storable(record.raw[code])
            self.problems.append(AnswerProblem(name, "unknown-question", {}, kept))
        if len(unknown) > MAX_UNKNOWN_QUESTIONS:
            self.problems.append(AnswerProblem("", "too-many-unknown", {"count": str(len(unknown))}))

    # --- The result ------------------------------------------------------------------------------

    def result(self) -> CheckedAnswers:
        root = self.root
        if self.scope.work < 0:
            self.problems.append(AnswerProblem("", "too-much-work"))
        facts = {
            fact: root.answers[code]
            for fact, code in self.version.fills.items()
            if root.statuses[code] == ANSWERED
        }
        self.flag_incident(facts)
        protocols = self.version.protocols(root.answers)
        identities = self.version.identities(protocols)
        self.flag_identities(identities)
        return CheckedAnswers(
            root.answers,
            root.statuses,
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


def _says_something(row: Mapping[Any, Any]) -> bool:
    """A row of blanks was never filled in; one without any question is what is left of a row that was."""
    if not row:
        return True
    return any(value not in (None, "", [], {}) for value in row.values())


def value_of(answer: Answer, numeric: bool) -> Value:
    """The answer as expressions see it."""
    if isinstance(answer, list):
        return " ".join(str(one) for one in answer)
    return float(answer) if numeric else answer
