"""The world of the matrix: two missions on one election that cannot see each other, and everybody who asks.

Alder received four reports from its west and three from its east; birch eight from the same stations.
Every report carries words of its own ("alder-west-words"), so that a page tells whose it shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from observer.analysis.fold import fold
from observer.checklists.drafting import import_document, start_checklist
from observer.checklists.models import Draft, FormFile
from observer.elections.models import Contest, Election
from observer.elections.official import FigureRow, announce
from observer.exports.apps import EXPORT
from observer.exports.models import ExportFile
from observer.findings.citing import cite
from observer.findings.labels import labels
from observer.findings.models import Citation, Edition, Statement, Summary, SummaryApproval
from observer.findings.said import Known
from observer.findings.writing import open_statement, write
from observer.gateways.models import SmsMessage
from observer.gateways.openrosa.app_users import make_app_user
from observer.gateways.sms.adapters.base import Inbound
from observer.gateways.sms.channels import Made, make_channel
from observer.gateways.sms.taking import receive_messages
from observer.journal.models import Job
from observer.missions.enrol import invite
from observer.missions.models import Enrolment, Membership
from observer.missions.personal import Person, store
from observer.missions.roles import Role
from observer.missions.tokens import issue_token
from observer.registers.models import ImportApplication, RegisterImport
from observer.reports.attachments import attach
from observer.reports.form_files import add_file
from observer.reports.intake import receive
from observer.reports.models import PaperSheet, RuleTrial, Violation, WrittenText
from observer.reports.paper import Reading, begin_sheet
from observer.reports.rejudging import try_out
from observer.reports.ruling import try_rules
from observer.reports.submission import PlaceClaim
from observer.reports.texts import tag
from observer.reports.thumbnails import draw_missing
from tests.documents import OPENING
from tests.factories import Ground, Phone, a_member, a_submission, a_visit, an_election, an_id, ground
from tests.people.accounts import browser_of
from tests.registers.bringing import a_csv, checked, uploaded
from tests.reports.photos import photo

MADE = datetime(2026, 10, 4, 4, 30, tzinfo=UTC)
# Written nowhere but sealed: it comes out of no address but the one that names a team to those who call it.
NAME = "Matilda Geheim"
NAMES = (NAME, "Geheim")


@dataclass(frozen=True)
class Place:
    """What one mission knows of one region: a report, an incident and a photo, by the phones' ids."""

    region: str
    station: str
    words: str
    story: str
    report: UUID
    incident: UUID
    photo: UUID
    codes: tuple[str, ...]
    # Who sent it and from which phone, by the database's numbers.
    member: int
    enrolled: int
    # The station by the database's number, and the visit to it by the phone's.
    number: int
    visit: UUID
    # The event of the incident, what the opening says in words and its tag, by the database's numbers.
    event: int
    text: int
    tag: int
    team: str
    # A phone with ODK Collect, by the database's number.
    app_user: int


@dataclass(frozen=True)
class Half:
    """One mission of the two."""

    ground: Ground
    places: Mapping[str, Place]
    job: Job
    edition: Edition
    edition_words: str
    export: ExportFile
    export_words: str
    # A file that was checked, one that was brought in, and an invitation nobody has used.
    register: RegisterImport
    applied: RegisterImport
    invitation: Enrolment
    # A finding somebody wrote and nobody approved, what it cites, and a summary that waits likewise.
    statement: Statement
    citation: Citation
    waiting: Summary
    # A checklist nobody has published, of the mission's name; and a picture of the opening form.
    draft: Draft
    form_file: FormFile
    # A gateway for text messages, and a message of a number nobody knows.
    sms: Made
    stranger: SmsMessage
    # Rules somebody thinks of for the opening form, tried on its reports.
    trial: RuleTrial
    # A sheet of paper that waits for its second reading.
    sheet: PaperSheet


@dataclass(frozen=True)
class World:
    alder: Half
    birch: Half
    members: Mapping[Role, Membership]
    foreign: Membership
    phone: Phone
    tokens: Mapping[str, str]
    # Of those who come with a browser: what it keeps.
    cookies: Mapping[str, tuple[str, str]]
    invitation: str
    # Of an app user; it stands in addresses, and in those alone.
    collect_token: str

    def half(self, variant: str) -> Half:
        """Whose thing an address names: birch's for the variant of that name, else alder's."""
        return self.birch if variant == "birch" else self.alder

    def place(self, variant: str) -> Place:
        """Whose thing an address names: something in the west, unless the variant says east."""
        return self.half(variant).places["east" if variant == "east" else "west"]

    def names(self, variant: str) -> dict[str, Any]:
        """What the parameters of addresses stand for."""
        half, place = self.half(variant), self.place(variant)
        return {
            "mission": "alder",
            "report": place.report,
            "client_id": place.report,
            "attachment": place.photo,
            "station": place.station,
            "place": place.number,
            "visit": place.visit,
            "incident": place.incident,
            "event": place.event,
            "text": place.text,
            "tag": place.tag,
            "team": place.team,
            "decision": "review",
            "region": place.region,
            # Of birch one that alder has none of; both have the three forms of the ground.
            "checklist": half.draft.checklist.code if variant == "birch" else "opening",
            "number": 1,
            "language": "en",
            "file": half.form_file.pk,
            "list_name": "villages",
            "file_name": "ballot.png",
            "trial": half.trial.pk,
            "form_hash": bytes(half.ground.opening.content_hash).hex(),
            "code": self.invitation,
            "job": half.job.pk,
            "edition": half.edition.pk,
            "summary": half.waiting.pk,
            "statement": half.statement.pk,
            "citation": half.citation.pk,
            "said": "finding",
            "export": half.export.pk,
            "kind": "forbidden",
            "reader": "coordinator",
            "register": half.register.pk,
            "applied": half.applied.pk,
            "holds": "stations",
            "newcomer": half.ground.regional.pk,
            "invitation": half.invitation.pk,
            "uidb36": "1",
            "key": "used-before",
            "member": place.member,
            "phone": place.enrolled,
            "app_user": place.app_user,
            "token": self.collect_token,
            "channel_token": self.alder.sms.token,
            "sms_channel": half.sms.channel.pk,
            "sms_message": half.stranger.pk,
            "sms_number": half.stranger.number_id,
            "message_deed": "away",
            "number_deed": "language",
            "channel_deed": "close",
        }

    def secrets(self) -> tuple[str, ...]:
        """What no answer may hold, whoever asks."""
        return (*NAMES, *self.tokens.values())

    def asker(self, who: str, *, enforce_csrf_checks: bool = False) -> Callable[..., Any]:
        """Asks as one of `ASKERS`: `ask(method, address, **more)`."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        headers = {"X-OpenRosa-Version": "1.0"}
        if who in self.cookies:
            name, value = self.cookies[who]
            client.cookies[name] = value
        elif who in ("read_token", "foreign_token"):
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        elif who == "phone":
            headers["Authorization"] = f"Device {self.tokens['phone']}"
        return lambda method, address, **more: client.generic(method, address, headers=headers, **more)


# Everybody: the eleven roles of alder, and those who are not in it or come another way.
ASKERS = (
    *(role.value for role in Role),
    *("foreign_head", "stranger", "password_alone", "read_token", "foreign_token", "phone", "phone_browser"),
)


def build() -> World:
    election = an_election()
    announced(election)
    alder, birch = (based(ground(code, election=election)) for code in ("alder", "birch"))
    known = {
        Role.OBSERVER: alder.observers[0],
        Role.REGIONAL_COORDINATOR: alder.regional,
        Role.COORDINATOR: alder.coordinator,
        Role.HEAD: alder.head,
    }
    members = {role: known.get(role) or a_member(alder.mission, role) for role in Role}
    store(membership=alder.observers[0], by=None, person=Person(NAME, "+7 701 234 56 78"))
    tokens = {
        "read_token": issue_token(membership=members[Role.ANALYST], label="matrix")[0],
        "foreign_token": issue_token(membership=birch.head, label="matrix")[0],
        "phone": alder.phone.token,
    }
    return World(
        alder=half(alder, "W-2", "W-3", "E-2"),
        birch=half(birch, "W-2", "W-3", "E-2", "E-3"),
        members=members,
        foreign=birch.head,
        phone=alder.phone,
        tokens=tokens,
        cookies=browsers(members, birch.head, alder.phone),
        invitation=invite(membership=alder.observers[1], by=None),
        collect_token=make_app_user(membership=alder.observers[0], by=alder.head).token,
    )


def announced(election: Election) -> None:
    """An official turnout of each region, which both missions may read."""
    contest = Contest.objects.get(election=election)
    rows = [
        FigureRow(region=region, local_time=time(12), percent=Decimal("41.5")) for region in ("west", "east")
    ]
    announce(contest=contest, stage="reading", source="The commission", rows=rows)


def based(of: Ground) -> Ground:
    """The same, with each team at home in the region it watches."""
    for team, region in ((of.team, of.west), (of.other_team, of.east)):
        team.base_region = region
        team.save()
    return of


def browsers(
    members: Mapping[Role, Membership], foreign: Membership, phone: Phone
) -> dict[str, tuple[str, str]]:
    """A session each for the people, one of them without a second factor; and a phone's cookie."""
    people = {role.value: member.user for role, member in members.items()} | {"foreign_head": foreign.user}
    kept = {who: browser_of(user) for who, user in people.items()}
    kept["password_alone"] = Client()
    kept["password_alone"].force_login(members[Role.HEAD].user)
    sessions = {who: ("sessionid", client.cookies["sessionid"].value) for who, client in kept.items()}
    return sessions | {"phone_browser": ("observer_device", phone.token)}


def half(of: Ground, *more_stations: str) -> Half:
    phones = {"west": of.phone, "east": of.other_phone}
    places = {region: place(of, region, phone) for region, phone in phones.items()}
    more_openings(of, of.phone, more_stations)
    draw_missing()
    fold(mission_id=of.mission.pk, limit=100)
    job = a_job(of)
    words = f"%PDF-1.7 edition of {of.mission.code}"
    export_words = f"rows of {of.mission.code}"
    export = an_export(of, a_job(of, EXPORT), export_words)
    return Half(
        of,
        places,
        job,
        an_edition(of, job, words),
        words,
        export,
        export_words,
        a_register(of),
        a_register_brought_in(of),
        an_invitation(of),
        statement := a_finding(of),
        cite(finding=statement, by=of.coordinator, figure="coverage.total"),
        a_draft(of, a_summary(of, a_job(of))).summary,
        a_checklist_begun(of),
        add_file(
            checklist=of.opening.checklist, by=of.coordinator, name=f"{of.mission.code}.jpg", content=photo()
        ),
        sms := make_channel(
            by=of.coordinator, gateway="generic", label=f"{of.mission.code} modem", settings={}
        ),
        a_stranger(sms),
        a_trial(of),
        a_sheet(of),
    )


def a_sheet(of: Ground) -> PaperSheet:
    """A sheet of paper that a clerk has read once, and another clerk has not."""
    read = Reading({"station": "W-1"}, {"A1": "2"}, "en")
    return begin_sheet(version=of.opening, reading=read, by=a_member(of.mission, Role.CLERK))


def a_trial(of: Ground) -> RuleTrial:
    """The opening form without any rules."""
    trial = try_rules(version=of.opening, rules={"violation_when": {}, "identities": []}, by=of.coordinator)
    try_out(trial.job_id)
    return trial


def a_stranger(made: Made) -> SmsMessage:
    """A text message of nobody."""
    receive_messages(channel=made.channel, inbound=[Inbound("m-1", "+7 702 111 22 33", "good morning")])
    return SmsMessage.objects.get(channel=made.channel)


def a_checklist_begun(of: Ground) -> Draft:
    """A new checklist with a draft; and one of the opening form, which could be published."""
    import_document(document={**OPENING, "titles": {"en": "Opening, mended"}}, by=of.coordinator)
    code = f"{of.mission.code}-long"
    return start_checklist(by=of.coordinator, code=code, phase="long_term", names={"en": "Long"})


def a_register(of: Ground) -> RegisterImport:
    """A file of stations, looked at and not brought in."""
    file = a_csv(("code", "voters"), ("W-1", "1201"))
    made = uploaded(of.coordinator, "stations", file, f"{of.mission.code}-stations.csv")
    checked(of.coordinator, made)
    return made


def a_register_brought_in(of: Ground) -> RegisterImport:
    """A file that changed nothing anybody would see."""
    made = a_register(of)
    (check,) = made.checks.all()
    ImportApplication.objects.create(
        mission=of.mission,
        register_import=made,
        check_run=check,
        job=a_job(of),
        counts=check.counts,
        applied_by=of.coordinator,
    )
    return made


def an_invitation(of: Ground) -> Enrolment:
    invite(membership=of.observers[1], by=None)
    return Enrolment.objects.latest("pk")


def more_openings(of: Ground, phone: Phone, stations: Iterable[str]) -> None:
    """Visits at further stations, so that the figures of regions and missions differ."""
    for code in stations:
        sent = a_submission(of.opening, visit=a_visit(code, at=MADE), made_at=MADE)
        receive(sender=phone.sender, submissions=[sent])


def place(of: Ground, region: str, phone: Phone) -> Place:
    mark = f"{of.mission.code}-{region}"
    station = next(each for each in of.stations if each.region.code == region)
    visit = a_visit(station, at=MADE)
    opening = a_submission(
        of.opening, {"A1": "no", "A2": "late", "A3": f"{mark}-words"}, visit=visit, made_at=MADE
    )
    story = {"category": "V15", "severity": "critical", "basis": "seen", "where": "station"}
    incident = a_submission(
        of.incident,
        {**story, "place_code": station.code, "narrative": f"{mark}-story"},
        place=PlaceClaim("station", station.code),
        made_at=MADE,
    )
    receipts = receive(sender=phone.sender, submissions=[opening, incident])
    assert [receipt.status for receipt in receipts] == [201, 201]
    picture = an_id()
    attach(
        sender=phone.sender,
        report_id=opening.client_id,
        client_id=picture,
        question="A16",
        file=ContentFile(photo(), "photo.jpg"),
    )
    fold(mission_id=of.mission.pk, limit=100)
    text = WrittenText.objects.get(report__client_id=opening.client_id)
    team = of.team if phone is of.phone else of.other_team
    return Place(
        region,
        station.code,
        f"{mark}-words",
        f"{mark}-story",
        opening.client_id,
        incident.client_id,
        picture,
        tuple(receipt.code for receipt in receipts),
        phone.membership.pk,
        phone.device.binding.pk,
        station.pk,
        visit.client_id,
        Violation.objects.get(evidence__flag__revision__report__client_id=incident.client_id).pk,
        text.pk,
        tag(text=text, by=of.coordinator, area="election-day").pk,
        team.code,
        make_app_user(membership=phone.membership, by=of.coordinator).app_user.pk,
    )


def a_job(of: Ground, kind: str = "findings.summary") -> Job:
    """What the coordinator asked for, done."""
    return Job.objects.create(
        mission=of.mission,
        requested_by=of.coordinator,
        kind=kind,
        state=Job.State.DONE,
        finished_at=timezone.now(),
        heartbeat_at=timezone.now(),
    )


def a_finding(of: Ground) -> Statement:
    """Written by the coordinator."""
    statement = open_statement(by=of.coordinator, kind="finding")
    words = {"en": {"title": f"A finding of {of.mission.code}", "text": "It was so."}}
    write(statement=statement, by=of.coordinator, words=words, known=Known({}, {}), after=0)
    return statement


def a_summary(of: Ground, job: Job) -> Summary:
    basis = {"cut_off": MADE.isoformat(), "inclusion": {}}
    document = {
        "title": f"A document of {of.mission.code}",
        "language": "en",
        "labels": labels(),
        "basis": basis,
    }
    empty = {"mission": {}, "sections": [], "notes": [], "limits": [], "synthetic": True}
    return Summary.objects.create(
        mission=of.mission,
        job=job,
        requested_by=of.coordinator,
        cut_off=MADE,
        figures_version=1,
        documents={"en": {**document, **empty}},
        content_hash=bytes(32),
    )


def a_draft(of: Ground, summary: Summary) -> Edition:
    """A summary that can be read, and approved."""
    return Edition.objects.create(
        mission=of.mission,
        summary=summary,
        language="en",
        pages=1,
        size_bytes=1,
        sha256=bytes(32),
        stored_name="editions/draft.pdf",
        typeset_ms=1,
    )


def an_edition(of: Ground, job: Job, words: str) -> Edition:
    """Approved, and not released."""
    summary = a_summary(of, job)
    approval = SummaryApproval.objects.create(mission=of.mission, summary=summary, approved_by=of.head)
    name = default_storage.save(f"editions/{of.mission.code}.pdf", ContentFile(words.encode()))
    return Edition.objects.create(
        mission=of.mission,
        summary=summary,
        approval=approval,
        language="en",
        pages=1,
        size_bytes=len(words),
        sha256=hashlib.sha256(words.encode()).digest(),
        stored_name=name,
        typeset_ms=1,
    )


def an_export(of: Ground, job: Job, words: str) -> ExportFile:
    name = default_storage.save(f"exports/{of.mission.code}", ContentFile(words.encode()))
    return ExportFile.objects.create(
        mission=of.mission,
        job=job,
        requested_by=of.coordinator,
        parameters={"checklist": "opening", "rows": "reports", "format": "csv"},
        rows=1,
        size_bytes=len(words),
        sha256=hashlib.sha256(words.encode()).digest(),
        stored_name=name,
        with_votes=False,
        as_of=MADE,
    )
