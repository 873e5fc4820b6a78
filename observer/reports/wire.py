"""The JSON that phones send, read into submissions. Pure, and made for hostile input.

    {"reports": [{"id": uuid, "form": hex of 32 bytes, "made_at": ISO 8601 with offset, "answers": {…},
                  "report"?: uuid, "replaces"?: uuid, "reason"?: text, "language"?: text,
                  "visit"?: {"id": uuid, "station"?: text, "arrived_at"?: ISO, "departed_at"?: ISO},
                  "place"?: {"kind": "station" | "commission" | "region" | "none", "code"?: text}}]}

`null` is the same as absent. Fields that are not named here are left alone: a newer phone may know more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

import orjson

from observer.checklists.storable import storable_text
from observer.reports.identity import written
from observer.reports.submission import Fault, PlaceClaim, Submission, Unreadable, VisitClaim

PLACES = ("station", "commission", "region", "none")
MAX_CODE_CHARACTERS = 200
MAX_REASON_CHARACTERS = 300
MAX_LANGUAGE_CHARACTERS = 16

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", re.ASCII)
_HASH = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
# Longer numbers are no answer to anything, and slow to convert.
_MAX_DIGITS = 400


class BatchRefused(ValueError):
    """The whole request cannot be read: `code` is one of `reports.wording.REFUSALS`."""

    def __init__(self, code: str, **arguments: object) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = {name: str(value) for name, value in arguments.items()}


def read_batch(body: bytes, *, most: int) -> list[Submission | Unreadable]:
    """The reports of a request, in its order; those that cannot be read with every fault named.

    Raises BatchRefused when there is no list of reports in it, or more than `most`.
    """
    sent = parse(body)
    reports = sent.get("reports") if isinstance(sent, dict) else None
    if not isinstance(reports, list):
        raise BatchRefused("no-reports")
    if not reports:
        raise BatchRefused("empty")
    if len(reports) > most:
        raise BatchRefused("too-many", found=len(reports), most=most)
    return [_read(item, f"reports.{number}") for number, item in enumerate(reports)]


def parse(body: bytes) -> Any:
    """The JSON of a body. Raises BatchRefused naming the byte, or line and column, where it breaks off."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _parse_slowly(body)


def _parse_slowly(body: bytes) -> Any:
    """What orjson refuses: half an emoji cut by a phone's text field is evidence too; the rest is named."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_int=_whole, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BatchRefused("not-utf-8", byte=error.start + 1) from error
    except json.JSONDecodeError as error:
        raise BatchRefused("not-json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise BatchRefused("too-deep") from error


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits[:_MAX_DIGITS] + "…"


def _no_constant(name: str) -> NoReturn:
    raise BatchRefused("no-number", found=name)


def _read(item: object, where: str) -> Submission | Unreadable:
    if not isinstance(item, dict):
        return Unreadable(None, written(item), (Fault(where, "not-an-object"),))
    fields = _Fields(item, where)
    client_id = fields.uuid("id")
    submission = _submission(fields, client_id) if client_id else None
    if submission is None or fields.faults:
        return Unreadable(client_id, written(item), tuple(fields.faults))
    return submission


def _submission(fields: _Fields, client_id: UUID) -> Submission | None:
    made_at = fields.moment("made_at", required=True)
    form = fields.form()
    answers = fields.mapping("answers", required=True)
    replaces = fields.uuid("replaces", required=False)
    submission = Submission(
        client_id=client_id,
        # Where a correction does not name its report, intake finds it by what it replaces.
        report_id=fields.uuid("report", required=False) or replaces or client_id,
        form=form,
        answers=answers or {},
        made_at=made_at or datetime.fromtimestamp(0, UTC),
        made_offset_minutes=_offset_minutes(made_at),
        replaces=replaces,
        reason=fields.text("reason", MAX_REASON_CHARACTERS),
        visit=_visit(fields),
        place=_place(fields),
        language=fields.text("language", MAX_LANGUAGE_CHARACTERS),
    )
    if replaces is not None and (replaces == client_id or submission.report_id == client_id):
        fields.wrong("replaces", "corrects-itself")
    return submission


def _visit(fields: _Fields) -> VisitClaim | None:
    inner = fields.inside("visit")
    if inner is None:
        return None
    visit_id = inner.uuid("id")
    claim = {
        "station_code": inner.text("station", MAX_CODE_CHARACTERS),
        "arrived_at": inner.moment("arrived_at"),
        "departed_at": inner.moment("departed_at"),
    }
    return VisitClaim(visit_id, **claim) if visit_id else None  # type: ignore[arg-type]  # named as they are typed


def _place(fields: _Fields) -> PlaceClaim | None:
    inner = fields.inside("place")
    if inner is None:
        return None
    kind = inner.sent.get("kind")
    if kind not in PLACES:
        inner.wrong("kind", "missing" if kind is None else "not-one-of", options=", ".join(PLACES))
        return None
    return PlaceClaim(kind, inner.text("code", MAX_CODE_CHARACTERS))


def _offset_minutes(moment: datetime | None) -> int:
    offset = moment.utcoffset() if moment else None
    return int((offset or timedelta()).total_seconds() // 60)


@dataclass(slots=True)
class _Fields:
    """One JSON object being read; every fault goes into the list it shares with the objects inside it."""

    sent: Mapping[str, Any]
    where: str
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, name: str, code: str, **arguments: str) -> None:
        self.faults.append(Fault(f"{self.where}.{name}", code, arguments))

    def get(self, name: str, kind: type, required: bool) -> Any:
        value = self.sent.get(name)
        if value is None:
            if required:
                self.wrong(name, "missing")
            return None
        if not isinstance(value, kind):
            self.wrong(name, "wrong-type", wanted=kind.__name__)
            return None
        return value

    def uuid(self, name: str, required: bool = True) -> UUID | None:
        value = self.get(name, str, required)
        if value is None:
            return None
        if _UUID.fullmatch(value):
            return UUID(value)
        self.wrong(name, "not-a-uuid")
        return None

    def form(self) -> bytes:
        value = self.get("form", str, required=True)
        if value is None:
            return b""
        if _HASH.fullmatch(value):
            return bytes.fromhex(value)
        self.wrong("form", "not-a-hash")
        return b""

    def text(self, name: str, limit: int) -> str:
        value = self.get(name, str, required=False)
        return storable_text(value, limit).strip() if value else ""

    def moment(self, name: str, required: bool = False) -> datetime | None:
        """A point in time with its offset from UTC, whole minutes and less than a day."""
        value = self.get(name, str, required)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            if moment.utcoffset() is not None:
                # What cannot be told in UTC (the first and last days of the calendar) cannot be stored.
                moment.astimezone(UTC)
                return moment
        except (ValueError, OverflowError):
            self.wrong(name, "not-a-moment")
            return None
        self.wrong(name, "no-offset")
        return None

    def mapping(self, name: str, required: bool = False) -> dict[str, Any] | None:
        value: dict[str, Any] | None = self.get(name, dict, required)
        return value

    def inside(self, name: str) -> _Fields | None:
        value = self.mapping(name)
        return None if value is None else _Fields(value, f"{self.where}.{name}", self.faults)
