"""A statement as its page shows it: the words of each language, how they read now, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.checklists.models import Phase
from observer.dashboard.choosing import named
from observer.findings.answers import DAY
from observer.findings.models import Citation, Draft, Statement
from observer.findings.offers import Offer, offers
from observer.findings.passages import Token
from observer.findings.said import Known, fallen, named_station, text_blocks
from observer.findings.values import Cited
from observer.findings.writing import PARTS
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.problems import Problem

MOST_FIGURES = 60
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a list: the statement, what it is called, and how far it is."""

    statement: Any

    @property
    def draft(self) -> Draft | None:
        """The newest: what an earlier one said, and that it was approved, holds no more."""
        return max(self.statement.drafts.all(), key=lambda draft: draft.number, default=None)

    @property
    def title(self) -> str:
        if self.statement.place:
            return str(Statement.Place(self.statement.place).label)
        words = self.draft.words if self.draft else {}
        said: Mapping[str, str] = next(iter(words.values()), {})
        return (said.get("title") or said.get("text") or _("Nothing written yet"))[:160]

    @property
    def state(self) -> str:
        """One of dropped, approved, waiting (for a second person), empty."""
        if hasattr(self.statement, "drop"):
            return "dropped"
        if self.draft is None:
            return "empty"
        return "approved" if hasattr(self.draft, "approval") else "waiting"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of one language: its name in the form, what is in it, and what is wrong with it."""

    name: str
    label: str
    value: str
    long: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    parts: tuple[Part, ...]
    reads: tuple[Mapping[str, Any], ...]
    refusal: str


@dataclass
class Page:
    """Everything the page of a statement needs; `posted` is what was just typed."""

    membership: Membership
    statement: Statement
    known: Known
    posted: Any
    draft: Draft | None
    problem: Problem | None = None
    offers: Mapping[str, Offer] = field(default_factory=dict)

    @property
    def line(self) -> Written:
        return Written(self.statement)

    @property
    def after(self) -> int:
        return self.draft.number if self.draft else 0

    @property
    def may_write(self) -> bool:
        return may(self.membership, Act.WRITE_FINDINGS) and self.line.state != "dropped"

    @property
    def has_fallen(self) -> bool:
        """Whether it retells what does not stand any more."""
        if self.statement.kind != Statement.Kind.INCIDENT:
            return False
        return fallen(self.statement.mission_id).filter(statement=self.statement).exists()

    @property
    def may_approve(self) -> bool:
        draft = self.draft
        return (
            draft is not None
            and self.line.state == "waiting"
            and may(self.membership, Act.APPROVE_FINDINGS, owner_id=draft.written_by_id)
        )

    def languages(self) -> Iterator[Language]:
        for code in self.membership.mission.languages:
            if code in dict(settings.LANGUAGES):
                parts = tuple(self._part(code, name) for name in PARTS[self.statement.kind])
                text = next(part.value for part in parts if part.name == f"text.{code}")
                reads, refusal = self._reads(text, code)
                yield Language(code, get_language_info(code)["name_local"], parts, reads, refusal)

    def _part(self, language: str, name: str) -> Part:
        labels = {"title": _("Title"), "text": _("Text"), "addressee": _("Addressed to")}
        kept = self.draft.words.get(language, {}).get(name, "") if self.draft else ""
        value = self.posted.get(f"{name}.{language}", "") if self.posted is not None else kept
        errors = self.problem.errors if self.problem else []
        faults = tuple(each["detail"] for each in errors if each["field"] == f"{language}.{name}")
        return Part(f"{name}.{language}", labels[name], value, name == "text", faults)

    def _reads(self, text: str, language: str) -> tuple[tuple[Mapping[str, Any], ...], str]:
        """The text with its figures as they are now, in its own language as the document will have them;
        or, in the writer's, why it cannot be read."""
        try:
            known = self.known.naming(named_station(self.statement))
            with translation.override(language):
                return tuple(block.as_json() for block in text_blocks(text, known)), ""
        except Problem as problem:
            return (), str(problem)
        except ValueError:
            return (), _("A number typed by hand, or a brace, keeps this from being read: choose a figure.")

    def written(self) -> dict[str, Any]:
        """The arguments of `findings.writing.write`, as posted."""
        return {
            "words": {
                language: {
                    part: self.posted.get(f"{part}.{language}", "") for part in PARTS[self.statement.kind]
                }
                for language in self.membership.mission.languages
            },
            "after": _number(self.posted.get("after", "")),
            "chapter": self.posted.get("chapter", ""),
            "priority": self.posted.get("priority", ""),
            "standards": self.posted.getlist("standards"),
            "findings": [
                one for one in self.possible_findings() if str(one.pk) in self.posted.getlist("findings")
            ],
        }

    @property
    def chapters(self) -> list[tuple[str, str]]:
        return [(phase, capfirst(str(Phase(phase).label))) for phase in DAY]

    @property
    def chapter(self) -> str:
        return self._chosen("chapter")

    @property
    def priorities(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Draft.Priority.choices]

    @property
    def priority(self) -> str:
        return self._chosen("priority")

    def _chosen(self, name: str) -> str:
        if self.posted is not None:
            return str(self.posted.get(name, ""))
        return getattr(self.draft, name) if self.draft else ""

    @property
    def has_standards(self) -> bool:
        return self.statement.kind in (Statement.Kind.FINDING, Statement.Kind.RECOMMENDATION)

    def offered(self) -> list[Offer]:
        return [offer for offer in self.offers.values() if offer.offered]

    @property
    def standards(self) -> set[str]:
        if self.posted is not None:
            return set(self.posted.getlist("standards"))
        return {each.paragraph for each in self.draft.standards.all()} if self.draft else set()

    def possible_findings(self) -> list[Any]:
        if self.statement.kind != Statement.Kind.RECOMMENDATION:
            return []
        rows = Statement.objects.all().visible_to(self.membership).findings().standing()
        rows = rows.prefetch_related("drafts").order_by("pk")
        first = list(rows[:MOST_FINDINGS])
        # What it rests on already is offered however late it was written: saving would lose it silently.
        kept = {each.finding_id for each in self.draft.findings.all()} if self.draft else set()
        return first + list(rows.filter(pk__in=kept - {one.pk for one in first}))

    def finding_lines(self) -> list[Written]:
        return [Written(one) for one in self.possible_findings()]

    @property
    def findings(self) -> set[int]:
        if self.posted is not None:
            return {_number(each) for each in self.posted.getlist("findings")}
        return {each.finding_id for each in self.draft.findings.all()} if self.draft else set()

    def citations(self) -> Any:
        rows = Citation.objects.filter(statement=self.statement, withdrawn_at=None)
        return rows.select_related("report", "report__checklist", "cited_by").order_by("pk")

    def history(self) -> Any:
        return self.statement.drafts.select_related("written_by", "approval__approved_by").order_by("-number")


def page_of(membership: Membership, statement: Statement, known: Known, posted: Any) -> Page:
    draft = statement.drafts.select_related("approval__approved_by", "written_by").order_by("-number").first()
    offered = offers(membership.mission) if statement.kind in ("finding", "recommendation") else {}
    return Page(membership, statement, known, posted, draft, offers=offered)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure to choose: how a text names it, what it says now, and what it is of."""

    key: str
    token: str
    now: str
    of: str
    readings: tuple[str, ...]


def figures_like(known: Known, words: str) -> tuple[list[NamedFigure], int]:
    """Figures whose key or meaning holds every one of `words`, the first of them; and how many more."""
    wanted = words.casefold().split()
    every = (_named(each, known.readings_of(each)) for each in known.figures.values())
    found = [each for each in every if all(word in _searched(each) for word in wanted)]
    return found[:MOST_FIGURES], max(0, len(found) - MOST_FIGURES)


def _searched(figure: NamedFigure) -> str:
    return f"{figure.key} {figure.of}".casefold()


def _named(cited: Cited, readings: tuple[str, ...]) -> NamedFigure:
    of = " · ".join(f"{name}: {value}" for name, value in named(cited.figure.source))
    token = str(Token("figure", cited.key))
    return NamedFigure(cited.key, token, wording.amount(cited.figure), of, readings)
