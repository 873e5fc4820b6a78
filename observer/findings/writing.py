"""Statements are opened, written, approved by a second person, dropped; each leaves a journal entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from observer.findings.answers import DAY
from observer.findings.models import (
    Approval,
    ChosenIncident,
    Draft,
    DraftFinding,
    DraftStandard,
    Drop,
    Statement,
)
from observer.findings.offers import offered_only
from observer.findings.passages import Fault, faults
from observer.findings.said import Known, named_station
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.reports.models import Report

LONGEST_TEXT = 20_000
Kind = Statement.Kind
# What each kind says; the first is what it cannot do without.
PARTS: Mapping[str, tuple[str, ...]] = {
    Kind.PASSAGE: ("text",),
    Kind.FINDING: ("title", "text"),
    Kind.RECOMMENDATION: ("text", "addressee"),
    Kind.INCIDENT: ("text",),
}


@transaction.atomic
def open_statement(*, by: Membership, kind: str, place: str = "") -> Statement:
    """A new statement; for a passage the one of its place, opened when it is first asked for.

    Raises Problem: FORBIDDEN without the act, INVALID for a kind or place that is not there.
    """
    require(by, Act.WRITE_FINDINGS, mission_id=by.mission_id)
    if kind == Kind.PASSAGE:
        if place not in Statement.Place.values:
            raise Problem(INVALID, _("There is no such place in the document."))
        found, _new = Statement.objects.get_or_create(
            mission_id=by.mission_id,
            kind=kind,
            place=place,
            defaults={"opened_by": by, "synthetic": by.mission.synthetic},
        )
        return found
    if kind not in (Kind.FINDING, Kind.RECOMMENDATION, Kind.INCIDENT) or place:
        raise Problem(INVALID, _("There is no such kind of statement."))
    return Statement.objects.create(
        mission_id=by.mission_id, kind=kind, opened_by=by, synthetic=by.mission.synthetic
    )


@transaction.atomic
def choose_incident(
    *, by: Membership, report: Report, names_station: bool = False, reason: str = ""
) -> Statement:
    """Choose one incident to be retold. Its station is named only for a reason that is written down.

    Raises Problem: FORBIDDEN, or INVALID without that reason or for a report that tells of no incident.
    """
    if names_station and not reason.strip():
        detail = _("Say why its station may be named.")
        raise Problem(INVALID, detail, errors=[{"field": "reason", "code": "required", "detail": detail}])
    visible = Report.objects.all().visible_to(by).filter(pk=report.pk, incident__isnull=False)
    if not visible.exists():
        raise Problem(INVALID, _("This report tells of no incident."))
    statement = open_statement(by=by, kind=Kind.INCIDENT)
    ChosenIncident.objects.create(
        mission_id=by.mission_id,
        statement=statement,
        report=report,
        names_station=names_station,
        reason=reason.strip()[:300],
    )
    return statement


@transaction.atomic
def write(
    *,
    statement: Statement,
    by: Membership,
    words: Mapping[str, Mapping[str, str]],
    known: Known,
    after: int,
    chapter: str = "",
    priority: str = "",
    standards: Iterable[str] = (),
    findings: Iterable[Statement] = (),
) -> Draft:
    """The statement's next draft. `after` is the number of the draft the writer had read, 0 for none.

    Raises Problem: FORBIDDEN without the act; CONFLICT when somebody wrote since, or it was dropped; INVALID
    with every fault of the texts: a figure that is not there, a number typed by hand, nothing said.
    """
    require(by, Act.WRITE_FINDINGS, mission_id=statement.mission_id)
    told = _cleaned(statement, by, words)
    if errors := list(_errors(told, known.naming(named_station(statement)))):
        raise Problem(INVALID, errors[0]["detail"], errors=errors)
    if Drop.objects.filter(statement=statement).exists():
        raise Problem(CONFLICT, _("This was dropped."))
    draft = Draft(
        mission_id=statement.mission_id,
        statement=statement,
        number=after + 1,
        words=told,
        chapter=chapter if chapter in DAY else "",
        priority=priority if priority in Draft.Priority.values else "",
        written_by=by,
    )
    _save(draft, _("Somebody else has written here since you began. Look at their words first."))
    mission_id = statement.mission_id
    DraftStandard.objects.bulk_create(
        DraftStandard(mission_id=mission_id, draft=draft, paragraph=code)
        for code in offered_only(by.mission, standards)
    )
    DraftFinding.objects.bulk_create(
        DraftFinding(mission_id=mission_id, draft=draft, finding=finding) for finding in findings
    )
    _tell("statement.written", statement, by, draft=draft.number)
    return draft


@transaction.atomic
def approve(*, draft: Draft, by: Membership) -> Approval:
    """Stand for a draft somebody else wrote.

    Raises Problem: FORBIDDEN without the act or for one's own words; CONFLICT for a draft that is not the
    newest, of a statement that was dropped, or approved already.
    """
    require(by, Act.APPROVE_FINDINGS, mission_id=draft.mission_id, owner_id=draft.written_by_id)
    newer = Draft.objects.filter(statement=draft.statement_id, number__gt=draft.number)
    if newer.exists() or Drop.objects.filter(statement=draft.statement_id).exists():
        raise Problem(CONFLICT, _("This draft does not stand any more: a newer one does, or it was dropped."))
    approval = Approval(mission_id=draft.mission_id, draft=draft, approved_by=by)
    _save(approval, _("This draft was approved already."))
    _tell("statement.approved", draft.statement, by, draft=draft.number)
    return approval


@transaction.atomic
def drop(*, statement: Statement, by: Membership, reason: str) -> Drop:
    """Say it no longer. Raises Problem: FORBIDDEN, INVALID without a reason, CONFLICT when it was dropped."""
    require(by, Act.WRITE_FINDINGS, mission_id=statement.mission_id)
    if not (said := reason.strip()[:300]):
        detail = _("Say why.")
        raise Problem(INVALID, detail, errors=[{"field": "reason", "code": "required", "detail": detail}])
    dropped = Drop(mission_id=statement.mission_id, statement=statement, dropped_by=by, reason=said)
    _save(dropped, _("This was dropped."))
    _tell("statement.dropped", statement, by)
    return dropped


def _cleaned(
    statement: Statement, by: Membership, words: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """The parts the kind has, in the mission's languages; a language without its first part is left out."""
    parts = PARTS[statement.kind]
    told = {
        language: {part: words[language].get(part, "").strip()[:LONGEST_TEXT] for part in parts}
        for language in by.mission.languages
        if language in words
    }
    return {language: said for language, said in told.items() if said[parts[0]]}


def _errors(told: Mapping[str, Mapping[str, str]], known: Known) -> Iterator[dict[str, str]]:
    if not told:
        yield {"field": "words", "code": "required", "detail": _("Nothing is said here yet.")}
    readings = known.readings()
    for language, parts in told.items():
        for part, text in parts.items():
            for fault in faults(text, figures=readings, facts=known.facts):
                yield {"field": f"{language}.{part}", "code": fault.code, "detail": explained(fault)}


def explained(fault: Fault) -> str:
    """What is wrong with a text and what to do about it."""
    near = " ".join(fault.near)
    texts = {
        "number": _("“%(told)s” is a number typed by hand. Choose the figure it comes from instead."),
        "figure": _("There is no figure “%(told)s”. Perhaps: %(near)s"),
        "reading": _("“%(told)s” cannot be read that way. It can be read as: %(near)s"),
        "fact": _("There is no fact “%(told)s”. Perhaps: %(near)s"),
        "braces": _("“%(told)s”: braces stand only around a figure or a fact."),
    }
    return texts[fault.code] % {"told": fault.told, "near": near or "–"}


def _save(row: Any, clash: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, clash) from error


def _tell(act: str, statement: Statement, by: Membership, **detail: Any) -> None:
    record(
        act=act,
        mission_id=statement.mission_id,
        user_id=by.user_id,
        subject="statement",
        subject_id=statement.pk,
        detail={"kind": statement.kind, "place": statement.place, **detail},
    )
