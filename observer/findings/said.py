"""What people say in a document, as it stands approved: read, put into the reader's language, made blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.analysis.models import Outcome
from observer.findings.blocks import Paragraph
from observer.findings.models import ChosenIncident, Draft, Statement
from observer.findings.passages import Token, paragraphs, pieces
from observer.findings.values import Cited, Proposed, Reading, Term, Value
from observer.problems import CONFLICT, Problem
from observer.reports.incident_states import NOT_CONFIRMED
from observer.reports.models import Incident

PROPOSED = "proposed"
STATION = "station"
# How a figure in a text may be read.
SHARES = ("share", "counts", "observed", "in_observed", PROPOSED)
COUNTS = ("things", "numerator")


@dataclass(frozen=True, slots=True)
class Said:
    """One approved statement. `findings`: ids of the statements a recommendation follows from."""

    statement: int
    kind: str
    place: str
    words: Mapping[str, Mapping[str, str]]
    chapter: str = ""
    priority: str = ""
    standards: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()
    # The station an incident may name: decided, with a reason.
    station: str = ""

    @property
    def language(self) -> str:
        """The reader's language, or the first it was written in."""
        wanted = get_language() or ""
        return wanted if wanted in self.words else next(iter(self.words), "")

    def part(self, name: str) -> str:
        return self.words.get(self.language, {}).get(name, "")

    @property
    def foreign(self) -> str:
        """The language of its words where it is not the reader's own."""
        return "" if self.language == get_language() else self.language


def said(mission_id: int) -> tuple[Said, ...]:
    """Every statement that may enter a document, in the order they were opened. Four queries.

    An incident is retold as long as it stands, whatever was approved: not once its report was withdrawn or
    put into quarantine, or it was found not confirmed.
    """
    approved: Any = Statement.objects.filter(mission=mission_id).exclude(pk__in=fallen(mission_id))
    approved = approved.approved_now()
    statements = {statement.newest_id: statement for statement in approved}
    drafts = Draft.objects.filter(mission=mission_id, pk__in=statements).order_by("statement_id")
    return tuple(
        said_by(statements[draft.pk], draft) for draft in drafts.prefetch_related("standards", "findings")
    )


def fallen(mission_id: int) -> QuerySet[ChosenIncident, Any]:
    """Ids of the statements that retell what does not stand any more."""
    incidents: Any = Incident.objects.filter(mission=mission_id).with_state()
    unfound = incidents.filter(verdict=NOT_CONFIRMED)
    out = (Outcome.WITHDRAWN, Outcome.QUARANTINED)
    chosen = ChosenIncident.objects.filter(mission=mission_id).filter(
        Q(report__counted__outcome__in=out) | Q(report__in=unfound.values("report"))
    )
    return chosen.values("statement")


def said_by(statement: Statement, draft: Draft) -> Said:
    """What a draft of a statement says."""
    return Said(
        statement=statement.pk,
        kind=statement.kind,
        place=statement.place,
        words=draft.words,
        chapter=draft.chapter,
        priority=draft.priority,
        standards=tuple(sorted(standard.paragraph for standard in draft.standards.all())),
        findings=tuple(sorted(link.finding_id for link in draft.findings.all())),
        station=named_station(statement),
    )


def named_station(statement: Statement) -> str:
    """The code of the station a retold incident may name, or nothing."""
    chosen = ChosenIncident.objects.filter(statement=statement, names_station=True)
    codes = chosen.values_list("report__station__code", flat=True) if statement.kind == "incident" else ()
    return next(iter(codes), None) or ""


@dataclass(frozen=True, slots=True)
class Known:
    """What texts may name: figures by key, and facts of the mission; `severities` of the figures that have
    one, by category code. `proposes`: whether the mission may say how often something was (house law 8b)."""

    figures: Mapping[str, Cited]
    facts: Mapping[str, Value]
    severities: Mapping[str, str] = field(default_factory=dict)
    proposes: bool = True

    def readings(self) -> dict[str, tuple[str, ...]]:
        return {key: self.readings_of(cited) for key, cited in self.figures.items()}

    def readings_of(self, cited: Cited) -> tuple[str, ...]:
        """How a figure may be read; the first is meant where a text does not say."""
        offered = SHARES if cited.figure.measure == "share" else COUNTS
        return offered if self.proposes else tuple(each for each in offered if each != PROPOSED)

    def naming(self, station: str) -> Known:
        """The same, and the name of a station where it was decided to name it."""
        return replace(self, facts={**self.facts, STATION: Term(station)}) if station else self

    def value(self, token: Token) -> Value:
        """What stands in the text at `token`. Raises Problem CONFLICT for what is not there (any more)."""
        if token.kind == "fact" and token.key in self.facts:
            return self.facts[token.key]
        cited = self.figures.get(token.key)
        beyond_format = token.reading == PROPOSED and not self.proposes
        if token.kind != "figure" or cited is None or beyond_format:
            raise Problem(
                CONFLICT,
                _("A text names %(name)s, and there is no such figure now. Mend the text first.")
                % {"name": str(token)},
            )
        reading = token.reading or self.readings_of(cited)[0]
        if reading == PROPOSED:
            return Proposed(cited, self._severity(cited))
        return cited.read(Reading(reading))

    def _severity(self, cited: Cited) -> str:
        """Of its category; without one the middle of the scale."""
        return self.severities.get(cited.figure.source.get("category", ""), "serious")


def text_blocks(text: str, known: Known, language: str = "") -> Iterator[Paragraph]:
    """The paragraphs of a text with their figures in place."""
    for part in paragraphs(text):
        template, values = "", {}
        for number, piece in enumerate(pieces(part)):
            if isinstance(piece, Token):
                name = "abcdefghij"[number % 10] * (number // 10 + 1)
                template, values[name] = template + "{" + name + "}", known.value(piece)
            else:
                template += piece
        yield Paragraph(template, values, language)
