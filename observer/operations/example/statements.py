"""What a synthetic mission says in its report: written by one of its people, approved by another.

The texts lie in `texts/statements/<mission>.json`, in every language of the mission. A number in them is
always the place of a figure, so they hold for every seed.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from observer.analysis.fold import fold
from observer.findings.chapters import known
from observer.findings.citing import cite
from observer.findings.models import ParagraphCheck, Statement
from observer.findings.offers import check_paragraph
from observer.findings.passages import Token, pieces
from observer.findings.standards import PARAGRAPHS
from observer.findings.writing import approve, choose_incident, open_statement, write
from observer.missions.roles import Role
from observer.operations.example.answers.situation import texts
from observer.operations.example.missions import Loaded
from observer.reports.models import Incident, Pending, Report, WrittenText
from observer.reports.models.report import Standing

TEXTS = Path(__file__).parent / "texts" / "statements"
# A few voices for each thing that observers wrote in their comments.
CITED_EACH = 2
# How long to leave the mission's tallies to another folder, in seconds.
ELSEWHERE = 0.1
Kind = Statement.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """How many statements of each kind stand approved. `left_out`: what the mission could not say, because
    with so few reports there is no such figure, or no such incident that was confirmed."""

    approved: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)


def tell(loaded: Loaded) -> Told:
    """Write and approve all that the mission says, after its reports are folded: the texts need figures."""
    _fold_all(loaded.mission.pk)
    content = json.loads((TEXTS / f"{loaded.mission.code}.json").read_text(encoding="utf-8"))
    return Authors(loaded).tell(content)


def _fold_all(mission_id: int) -> None:
    while Pending.objects.filter(mission=mission_id).exists():
        if fold(mission_id=mission_id).elsewhere:
            time.sleep(ELSEWHERE)


class Authors:
    """An analyst who writes, the legal analyst who reads standards, and the head who approves."""

    def __init__(self, loaded: Loaded) -> None:
        self.mission = loaded.mission
        self.writer = loaded.first(Role.ANALYST)
        self.lawyer = loaded.first(Role.LEGAL_ANALYST)
        self.head = loaded.head
        self.known = known(self.writer)
        self.findings: dict[str, Statement] = {}
        self.told = Told()

    def tell(self, content: Mapping[str, Sequence[Mapping[str, Any]]]) -> Told:
        """Everything of a file, findings before the recommendations that follow from them."""
        self.check(
            [
                code
                for each in (*content["findings"], *content["recommendations"])
                for code in each["standards"]
            ]
        )
        for passage in content["passages"]:
            self.say(Kind.PASSAGE, passage, place=passage["place"])
        for finding in content["findings"]:
            if statement := self.say(Kind.FINDING, finding):
                self.findings[finding["code"]] = statement
                self.back(statement, finding)
        for recommendation in content["recommendations"]:
            self.say(Kind.RECOMMENDATION, recommendation)
        for incident in content["incidents"]:
            self.retell(incident)
        return self.told

    def check(self, codes: Sequence[str]) -> None:
        """Confirm the paragraphs rested on, where the catalogue names a publication that has their text."""
        for code in dict.fromkeys(codes):
            if source := PARAGRAPHS[code].source:
                check_paragraph(
                    by=self.lawyer,
                    code=code,
                    verdict=ParagraphCheck.Verdict.CONFIRMED,
                    source=f"Synthetic check, after: {source}",
                )

    def say(self, kind: str, said: Mapping[str, Any], *, place: str = "") -> Statement | None:
        """Write and approve one statement, or leave it out."""
        if not figures_in(said) <= self.known.figures.keys():
            self.told.left_out.append(f"{kind} {place or said['text']['en'][:40]}")
            return None
        statement = open_statement(by=self.writer, kind=kind, place=place)
        self.settle(statement, said)
        return statement

    def settle(self, statement: Statement, said: Mapping[str, Any]) -> None:
        follows = [self.findings[code] for code in said.get("findings", ()) if code in self.findings]
        draft = write(
            statement=statement,
            by=self.writer,
            words=by_language(said),
            known=self.known,
            after=0,
            chapter=said.get("chapter", ""),
            priority=said.get("priority", ""),
            standards=said.get("standards", ()),
            findings=follows,
        )
        approve(draft=draft, by=self.head)
        self.told.approved[statement.kind] += 1

    def back(self, finding: Statement, said: Mapping[str, Any]) -> None:
        """Put under a finding its figures, what observers wrote, and incidents that show it."""
        for key in sorted(figures_in(said)):
            cite(finding=finding, by=self.writer, figure=key)
        for occasion, number in said["comments"]:
            words = list(texts("comments")[occasion][number].values())
            for text in self.written(words)[:CITED_EACH]:
                cite(finding=finding, by=self.writer, text=text)
        for category, number in said["incidents"]:
            if report := self.incident(category, number, seen=False):
                cite(finding=finding, by=self.writer, report=report, note="Synthetic: one case of several")

    def retell(self, said: Mapping[str, Any]) -> None:
        """Choose an incident that was seen and confirmed, and retell it."""
        category, number = said["told"]
        report = self.incident(category, number, seen=True)
        if report is None:
            self.told.left_out.append(f"{Kind.INCIDENT} {category}")
            return
        reason = said.get("reason", "")
        self.settle(
            choose_incident(by=self.writer, report=report, names_station=bool(reason), reason=reason), said
        )

    def incident(self, category: str, number: int, *, seen: bool) -> Report | None:
        """The first report of an incident in these words; `seen`: by the observers, and confirmed since."""
        words = list(texts("narratives")[category][number].values())
        told = [text.report_id for text in self.written(words)]
        incidents: Any = Incident.objects.filter(report__in=told).with_state()
        if seen:
            incidents = incidents.filter(
                verdict="confirmed", report__current__answers__basis="seen", report__station__isnull=False
            )
        first = incidents.select_related("report").order_by("report__client_id").first()
        return first.report if first else None

    def written(self, words: Sequence[str]) -> list[WrittenText]:
        """Where observers wrote this, in any language, in reports that count; in a settled order."""
        found = WrittenText.objects.filter(mission=self.mission, text__in=words).current()
        reports = Report.objects.filter(pk__in=found.values("report")).with_standing()
        counted = {report.pk for report in reports if report.standing == Standing.COUNTED}
        ordered = found.select_related("report").order_by("report__client_id", "question")
        return [text for text in ordered if text.report_id in counted]


def figures_in(said: Mapping[str, Any]) -> set[str]:
    """The keys of the figures its texts name."""
    tokens = (piece for text in said["text"].values() for piece in pieces(text))
    return {piece.key for piece in tokens if isinstance(piece, Token) and piece.kind == "figure"}


def by_language(said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """As statements keep their words: language → part → text."""
    parts = [part for part in ("title", "text", "addressee") if part in said]
    return {language: {part: said[part][language] for part in parts} for language in said["text"]}
