"""The standards a mission may rest findings on: those in force for its country on election day, and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.elections.models import in_language
from observer.findings.models import ParagraphCheck
from observer.findings.standards import (
    INSTRUMENTS,
    OBLIGATIONS,
    PARAGRAPHS,
    Check,
    Force,
    Instrument,
    Paragraph,
    Standing,
    joined_day,
    standing,
)
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership, Mission
from observer.problems import INVALID, Problem

FORCES = {
    Force.TREATY: gettext_lazy("treaty"),
    Force.COMMITMENT: gettext_lazy("political commitment"),
    Force.NATIONAL_LAW: gettext_lazy("national law"),
    Force.GOOD_PRACTICE: gettext_lazy("good practice"),
}
STANDINGS = {
    Standing.OFFERED: gettext_lazy("offered"),
    Standing.UNCHECKED: gettext_lazy("not offered: nobody has checked it against its text"),
    Standing.REJECTED: gettext_lazy("not offered: found to differ from its text"),
    Standing.NOT_YET: gettext_lazy("not offered: not in force for this country on election day"),
    Standing.UNKNOWN: gettext_lazy("not offered: unknown whether and since when this country is bound"),
    Standing.ELSEWHERE: gettext_lazy("not offered: the law of another country"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A paragraph, with its instrument, and whether it is offered; `check` is the one that stands."""

    paragraph: Paragraph
    instrument: Instrument
    standing: Standing
    since: str
    check: ParagraphCheck | None

    @property
    def offered(self) -> bool:
        return self.standing is Standing.OFFERED

    @property
    def name(self) -> str:
        return f"{in_language(dict(self.instrument.names))}, {self.paragraph.reference}"

    @property
    def words(self) -> str:
        return in_language(dict(self.paragraph.words))

    @property
    def force_name(self) -> str:
        return str(FORCES[self.instrument.force])

    @property
    def standing_name(self) -> str:
        return str(STANDINGS[self.standing])

    @property
    def obligations(self) -> list[str]:
        return [in_language(dict(OBLIGATIONS[code])) for code in self.paragraph.obligations]

    @property
    def source(self) -> str:
        """Where its text was read: by a person of the mission, or by those who wrote the catalogue."""
        return self.check.source if self.check else self.paragraph.source


def offers(mission: Mission) -> dict[str, Offer]:
    """Every paragraph of the catalogue, by code, offered or not and why. One query."""
    checks = {check.paragraph: check for check in ParagraphCheck.objects.all().newest(mission.pk)}
    country, day = mission.election.country, mission.election.voting_day
    return {code: _offer(paragraph, country, day, checks.get(code)) for code, paragraph in PARAGRAPHS.items()}


def _offer(paragraph: Paragraph, country: str, day: date, kept: ParagraphCheck | None) -> Offer:
    instrument = INSTRUMENTS[paragraph.instrument]
    check = (
        Check(
            bytes(kept.text_hash),
            kept.verdict == ParagraphCheck.Verdict.CONFIRMED,
            kept.source,
            kept.joined,
        )
        if kept
        else None
    )
    stands = standing(paragraph, INSTRUMENTS, country=country, day=day, check=check)
    bound = INSTRUMENTS[instrument.reads] if instrument.reads else instrument
    since = joined_day(bound, country, kept.joined if kept else None)
    return Offer(paragraph, instrument, stands, _since(since.date, since.exact) if since else "", kept)


def _since(day: date, exact: bool) -> str:
    return day.isoformat() if exact else str(day.year)


def offered_only(mission: Mission, codes: Iterable[str]) -> list[str]:
    """The codes, each once. Raises Problem INVALID naming those that are not offered, with the reason."""
    wanted = list(dict.fromkeys(codes))
    known: Mapping[str, Offer] = offers(mission)
    refused = [code for code in wanted if code not in known or not known[code].offered]
    if refused:
        errors = [
            {
                "field": f"standards.{code}",
                "code": "not-offered",
                "detail": f"{code}: {known[code].standing_name if code in known else _('no such paragraph')}",
            }
            for code in refused
        ]
        raise Problem(INVALID, errors[0]["detail"], errors=errors)
    return wanted


@transaction.atomic
def check_paragraph(
    *, by: Membership, code: str, verdict: str, source: str, joined: date | None = None
) -> ParagraphCheck:
    """Write down that `by` read a paragraph in `source`; `joined`: since when the country is bound, if known.

    Raises Problem: FORBIDDEN without the act, INVALID for an unknown paragraph or verdict or without source.
    """
    require(by, Act.CHECK_STANDARDS, mission_id=by.mission_id)
    said = source.strip()[:300]
    if code not in PARAGRAPHS or verdict not in ParagraphCheck.Verdict.values:
        raise Problem(INVALID, _("There is no such paragraph."))
    if not said:
        detail = _("Say where you read it.")
        raise Problem(INVALID, detail, errors=[{"field": "source", "code": "required", "detail": detail}])
    check = ParagraphCheck.objects.create(
        mission_id=by.mission_id,
        paragraph=code,
        text_hash=PARAGRAPHS[code].text_hash,
        verdict=verdict,
        source=said,
        joined=joined,
        checked_by=by,
    )
    record(
        act="standard.checked",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="paragraph_check",
        subject_id=check.pk,
        detail={"paragraph": code, "verdict": verdict},
    )
    return check
