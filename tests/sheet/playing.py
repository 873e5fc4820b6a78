"""Plays the forty reports of the sheet through the one way in, and headquarters' decisions after them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from observer.analysis.fold import fold
from observer.checklists.models import Version
from observer.checklists.taxonomy import TAXONOMY
from observer.elections.models import Election, Region, Station, VotingDay
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.missions.senders import Sender, sender_of
from observer.reports.decisions import place, release_hold, review, rule_double, withdraw
from observer.reports.intake import receive
from observer.reports.models import Report, Review
from observer.reports.submission import Receipt, Submission, VisitClaim
from tests import factories
from tests.documents import choices, document, question, rule

FOLDER = Path(__file__).parent
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
NAMESPACE = UUID("5ca1ab1e-0000-4000-8000-000000000000")
ZONES = {"north": "Asia/Almaty", "west": "Asia/Oral"}
LATE = datetime(2012, 1, 18, 6, 0, tzinfo=UTC)

OPENING = document(
    "opening",
    "opening",
    [
        question("Q1", "yes_no", violation_when=rule(". = 'no'", "V10", "serious")),
        question("Q2", "yes_no_not_observed", violation_when=rule(". = 'no'", "V11", "serious")),
        question("Q3", "integer"),
        question("Q4", "yes_no", violation_when=rule(". = 'yes'", "V06", "critical", "told")),
    ],
)
INCIDENT = document(
    "incident",
    "incident",
    [
        question("category", "one_of", fills="category", choices=choices(*(kind.code for kind in TAXONOMY))),
        question(
            "severity",
            "one_of",
            fills="severity",
            choices=choices("critical", "serious", "procedural", "note"),
        ),
        question("basis", "one_of", fills="evidence", choices=choices("seen", "told")),
        question(
            "where",
            "one_of",
            fills="place",
            choices=choices("this_station", "station", "commission", "region", "none"),
        ),
        question("place_code", "text", fills="place_code", max_length=64),
        question("happened_at", "time", fills="happened_at"),
        question("narrative", "text", fills="narrative", max_length=4000),
    ],
)
WHERE = {"station": "this_station", "other_station": "station", "region": "region", "none": "none"}


@dataclass(frozen=True)
class Played:
    """The mission after the sheet: its people, and the receipt of each of the forty by number."""

    mission: Mission
    head: Membership
    regional: Membership
    receipts: dict[int, Receipt]


def rows() -> list[dict[str, str]]:
    with (FOLDER / "reports.csv").open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


def identity(kind: str, name: str | int) -> UUID:
    return uuid5(NAMESPACE, f"{kind}:{name}")


def play(code: str = "sheet") -> Played:
    """Everything of the sheet, folded."""
    mission = stage(code)
    head = factories.a_member(mission, Role.HEAD)
    north = Region.objects.get(election=mission.election, code="north")
    regional = factories.a_member(mission, Role.REGIONAL_COORDINATOR, regions=[north])
    forms = {form["code"]: factories.a_version(mission, form) for form in (OPENING, INCIDENT)}
    senders = phones(mission)
    receipts = {int(row["number"]): send(row, forms, senders) for row in rows()}
    decide(mission, head)
    while fold(mission_id=mission.pk).reports:
        pass
    return Played(mission, head, regional, receipts)


def stage(code: str) -> Mission:
    election = Election.objects.create(
        code=f"{code}-2012",
        names={"en": "Election of the sheet"},
        country="XA",
        voting_day=datetime(2012, 1, 15).date(),  # noqa: DTZ001 - a date has no zone
        default_time_zone=ZONES["north"],
        synthetic=True,
    )
    VotingDay.objects.create(election=election, date=election.voting_day)
    land = factories.a_region(election, "land", level="country")
    for name, zone in ZONES.items():
        region = factories.a_region(election, name, parent=land, time_zone=zone)
        for number in range(1, 5):
            factories.a_station(region, f"{name[0].upper()}{number}")
    late_after = datetime(2012, 1, 17, tzinfo=UTC)
    return factories.a_mission(election, code, late_after=late_after)


def phones(mission: Mission) -> dict[str, Sender]:
    """Senders by the name the sheet gives them: two phones of T2, and one of T1 that is revoked."""
    senders: dict[str, Sender] = {}
    for name in ("T1", "T2", "T3"):
        pair = [factories.a_member(mission, Role.OBSERVER) for _number in range(2)]
        team = factories.a_team(mission, pair)
        factories.a_deployment(team, region=Region.objects.get(election=mission.election, code="land"))
        senders[name], senders[f"{name}-partner"] = (known(factories.a_phone(member)) for member in pair)
    senders["T1-revoked"] = replace(senders["T1-partner"], revoked_at=datetime(2012, 1, 15, 5, tzinfo=UTC))
    return senders


def known(phone: factories.Phone) -> Sender:
    sender = sender_of(phone.token)
    assert sender
    return sender


def send(row: dict[str, str], forms: dict[str, Version], senders: dict[str, Sender]) -> Receipt:
    act, _space, other = row["act"].partition(" ")
    last = other.split()[-1] if other else ""
    about = int(last) if last.isdecimal() else 0
    same_report = act in {"corrects", "conflicts"}
    name = about if act in {"again", "clashes"} else int(row["number"])
    happened = datetime.fromisoformat(row["happened_at"] or row["arrived_at"])
    made = happened + timedelta(minutes=5)
    submission = Submission(
        client_id=identity("report", name),
        report_id=identity("report", about if same_report else name),
        form=bytes(forms[row["form"]].content_hash),
        answers=answers(row, happened),
        made_at=made,
        replaces=identity("report", about) if same_report else None,
        reason="slip of the finger" if same_report else "",
        visit=visit(row),
    )
    now = LATE if act == "late" else made + timedelta(minutes=5)
    (receipt,) = receive(sender=senders[row["sent_by"]], submissions=[submission], now=now)
    return receipt


def visit(row: dict[str, str]) -> VisitClaim | None:
    if not row["visit"]:
        return None
    return VisitClaim(
        identity("visit", row["visit"]), row["station"], datetime.fromisoformat(row["arrived_at"])
    )


def answers(row: dict[str, str], happened: datetime) -> dict[str, str]:
    if row["form"] == "opening":
        return {code: row[code] for code in ("Q1", "Q2", "Q3", "Q4") if row[code]}
    given = {
        "category": row["category"],
        "severity": row["severity"],
        "basis": row["basis"],
        "where": WHERE[row["where"]],
        "happened_at": f"{happened:%H:%M}",
        "narrative": row["remark"] or "As the sheet says.",
    }
    return given | ({"place_code": row["station"]} if row["where"] in {"other_station", "region"} else {})


def decide(mission: Mission, head: Membership) -> None:
    """What headquarters does, as the column `act` says."""

    def report(number: int) -> Report:
        return Report.objects.get(mission=mission, client_id=identity("report", number))

    rule_double(report=report(6), counts_instead=report(5), by=head, reason="one visit, sent twice")
    for number in (7, 38):
        withdraw(report=report(number), by=head, reason="taken back by the team")
    review(
        report=report(22),
        by=head,
        verdict=Review.Verdict.QUARANTINE_ALL,
        ground=Review.Ground.NOT_AT_STATION,
        note="the driver's log",
    )
    matched = report(15)
    place(report=matched, by=head, station=Station.objects.get(code="W3"), reason="a slip: W-3 is W3")
    for hold in matched.holds.filter(release__isnull=True):
        release_hold(hold=hold, by=head, reason="placed")
