"""What must be found again: the synthetic reports counted by hand, as they are made.

Nothing here reads the database. Each report is checked by the pure rules of its form; what becomes of it is
known from its fate, and the rest is counting. A right intake and fold come to exactly these numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from observer.checklists.check import CompiledVersion
from observer.checklists.checked import BLANK, NOT_APPLICABLE, CheckedAnswers
from observer.checklists.protocol import IdentityResult
from observer.operations.example.sent import KEPT, REPLACED, WITHOUT_RESULTS, Sent

SEVERITIES = ("critical", "serious", "procedural", "note")
BASES = ("seen", "told", "unconfirmed")
NOT_OBSERVED = "__not_observed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A flag that tells of an event; `refuted`: of an incident that was found not confirmed."""

    severity: str
    basis: str
    region: str
    refuted: bool


@dataclass
class Ledger:
    """`forms`: by code, as published. Regions are told by their codes, "" where there is none.

    `choices` by (form, region, question, answer), answers as the tallies write them; `numbers` by (form,
    region, question): how many reports and their sum; `identities` by (form, region, identity, result);
    `stations` by phase ("" is any) the observed ones as (region, station).
    """

    forms: Mapping[str, CompiledVersion]
    choices: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    numbers: dict[tuple[str, str, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )
    identities: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    reports: Counter[tuple[str, str]] = field(default_factory=Counter)
    stations: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    lives: Counter[str] = field(default_factory=Counter)
    evidence: dict[tuple[str, str], list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    problems: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, sent: Sent) -> None:
        """Count a report once its fate is known; the original of a correction only as such."""
        self.fates[sent.fate] += 1
        if sent.fate == REPLACED:
            return
        if sent.form == "incident":
            self.lives[sent.life[-1] if sent.life else "new"] += 1
        if sent.fate not in KEPT:
            return
        form = self.forms[sent.form]
        checked = form.check(sent.answers, now=sent.made_at)
        for problem in checked.problems:
            self.problems[sent.form, problem.question, problem.code] += 1
        self.reports[sent.form, sent.region] += 1
        if sent.place:
            self.stations[sent.form].add((sent.region, sent.place))
            self.stations[""].add((sent.region, sent.place))
        self._answers(form, sent, checked)
        self._identities(form, sent, checked)
        self._evidence(sent, checked)

    def _answers(self, form: CompiledVersion, sent: Sent, checked: CheckedAnswers) -> None:
        for item in form.questions:
            if item.question.protocol and sent.fate == WITHOUT_RESULTS:
                continue
            number = checked.answers.get(item.code) if item.question.type == "integer" else None
            if isinstance(number, str) and number != NOT_OBSERVED:
                cell = self.numbers[sent.form, sent.region, item.code]
                cell[0], cell[1] = cell[0] + 1, cell[1] + int(number)
                continue
            for answer in _told(item.question.type, item.code, checked):
                self.choices[sent.form, sent.region, item.code, answer] += 1

    def _identities(self, form: CompiledVersion, sent: Sent, checked: CheckedAnswers) -> None:
        """For each identity of each contest: failed, held, or not evaluated because a number is missing.

        And for the protocol of each contest as a whole (":mazhilis"): one failure fails it.
        """
        if sent.fate == WITHOUT_RESULTS:
            return
        results = {result.key: result for result in checked.identities}
        for contest in form.protocol_questions if form.definition.identities else ():
            whole = set()
            for identity in form.definition.identities:
                key = f"{identity.code}:{contest}"
                whole.add(said := _said(results.get(key)))
                self.identities[sent.form, sent.region, key, said] += 1
            said = next(each for each in ("fails", "holds", "not_evaluated") if each in whole)
            self.identities[sent.form, sent.region, f":{contest}", said] += 1

    def _evidence(self, sent: Sent, checked: CheckedAnswers) -> None:
        event = str(sent.visit_id if sent.form != "incident" or sent.place else sent.report_id)
        verdicts = [state for state in sent.life if state != "closed"]
        refuted = bool(verdicts) and verdicts[-1] == "not_confirmed"
        for flag in checked.flags:
            if not (flag.kind == "identity" and sent.fate == WITHOUT_RESULTS):
                told = Evidence(flag.severity, flag.basis, sent.region, refuted)
                self.evidence[event, flag.category].append(told)

    def events(self) -> Counter[tuple[str, str, str, str]]:
        """By (region, category, severity, basis): one event however many reports of a visit tell of it.

        The heaviest severity and the strongest basis stand; what was refuted tells nothing beside the rest.
        """
        found: Counter[tuple[str, str, str, str]] = Counter()
        for (_event, category), evidence in self.evidence.items():
            standing = [each for each in evidence if not each.refuted] or evidence
            severity = min((each.severity for each in standing), key=SEVERITIES.index)
            basis = min(("unconfirmed" if each.refuted else each.basis for each in evidence), key=BASES.index)
            found[standing[0].region, category, severity, basis] += 1
        return found

    def as_json(self) -> dict[str, Any]:
        """Everything counted, as lists that JSON can hold, in order."""
        return {
            "fates": dict(sorted(self.fates.items())),
            "counted": _cells(self.reports),
            "stations_observed": {phase: len(stations) for phase, stations in sorted(self.stations.items())},
            "violations": _cells(self.events()),
            "incidents": dict(sorted(self.lives.items())),
            "identities": _cells(self.identities),
            "numbers": [[*cell, *told] for cell, told in sorted(self.numbers.items())],
            "answers": _cells(self.choices),
        }


def _said(result: IdentityResult | None) -> str:
    if result is None or not result.evaluated:
        return "not_evaluated"
    return "fails" if result.severity else "holds"


def _told(kind: str, code: str, checked: CheckedAnswers) -> Iterator[str]:
    """What an answer counts for: itself, each of several choices, or only that it was given."""
    answer = checked.answers.get(code)
    if answer is None:
        status = checked.statuses[code]
        yield {NOT_APPLICABLE: "__not_applicable", BLANK: "__blank"}[status]
    elif answer == NOT_OBSERVED:
        yield NOT_OBSERVED
    elif kind in ("text", "time", "photo", "many_of"):
        yield "__answered"
        yield from map(str, answer) if kind == "many_of" else ()
    else:
        yield str(answer)


def _cells(counts: Mapping[Any, int]) -> list[list[Any]]:
    return [[*cell, count] for cell, count in sorted(counts.items())]
