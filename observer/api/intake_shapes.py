"""The shapes of what phones send and get, for the reference: `reports.wire` is what reads them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse

from observer.reports.wire import PLACES


class DeviceTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "observer.api.authentication.DeviceAuthentication"
    name = "deviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "Device", "description": "The token a phone got when enrolled"}


UUID = {"type": "string", "format": "uuid"}
MOMENT = {"type": "string", "format": "date-time"}
TEXT = {"type": "string"}


def described(base: dict[str, Any], description: str) -> dict[str, Any]:
    return {**base, "description": description}


VISIT = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": UUID,
        "station": described(TEXT, "code of the station as typed, on a list or not"),
        "arrived_at": MOMENT,
        "departed_at": MOMENT,
    },
}
PLACE = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string", "enum": list(PLACES)}, "code": TEXT},
}
REPORT = {
    "type": "object",
    "required": ["id", "form", "made_at", "answers"],
    "properties": {
        "id": described(UUID, "made by the phone (UUIDv7); stands for this very content"),
        "form": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$", "description": "hash of the form"},
        "made_at": described(MOMENT, "by the phone's clock, with its offset"),
        "answers": {"type": "object", "additionalProperties": True, "description": "by question"},
        "report": described(UUID, "the report a correction belongs to"),
        "replaces": described(UUID, "the revision a correction replaces"),
        "reason": described(TEXT, "why it was corrected"),
        "language": TEXT,
        "visit": VISIT,
        "place": PLACE,
    },
}
REPORTS = {
    "type": "object",
    "required": ["reports"],
    "properties": {"reports": {"type": "array", "minItems": 1, "maxItems": 200, "items": REPORT}},
}
RECEIPT = {
    "type": "object",
    "required": ["id", "status", "code", "received_at", "notices"],
    "properties": {
        "id": {"type": ["string", "null"], "format": "uuid"},
        "status": {"type": "integer", "enum": [200, 201, 409, 422]},
        "code": described(TEXT, "six characters that stand for id and content"),
        "received_at": MOMENT,
        "notices": {
            "type": "array",
            "items": {"type": "object", "properties": {"code": TEXT, "text": TEXT}},
        },
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}
RECEIPTS = OpenApiResponse(
    {
        "type": "object",
        "required": ["receipts"],
        "properties": {"receipts": {"type": "array", "items": RECEIPT}},
    },
    "A receipt for each report, in the order they were sent",
)
PHOTO = {
    "type": "object",
    "required": ["id", "file"],
    "properties": {
        "id": UUID,
        "question": described(TEXT, "code of the question it answers"),
        "file": {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP, at most 20 MB"},
    },
}
ATTACHED = OpenApiResponse(
    {
        "type": "object",
        "required": ["id", "received_at"],
        "properties": {"id": UUID, "received_at": MOMENT},
    },
    "The photo is kept: 201 new, 200 the same again",
)

NAMES = {"type": "object", "additionalProperties": {"type": "string"}, "description": "by language"}
LOCAL_MOMENT = {
    "type": "object",
    "required": ["day", "clock"],
    "properties": {
        "day": {"type": "integer", "description": "counted from the voting day"},
        "clock": described(TEXT, "HH:MM on the clocks of the station"),
    },
}


def listed(**properties: dict[str, Any]) -> dict[str, Any]:
    """A list of objects that have all of their properties."""
    items = {"type": "object", "required": list(properties), "properties": properties}
    return {"type": "array", "items": items}


def or_null(base: dict[str, Any]) -> dict[str, Any]:
    return {**base, "type": [base["type"], "null"]}


PACKAGE_FIELDS: dict[str, dict[str, Any]] = {
    "mission": TEXT,
    "names": NAMES,
    "synthetic": {"type": "boolean"},
    "voting_day": {"type": "string", "format": "date"},
    "time_zone": TEXT,
    "team": or_null(TEXT),
    "windows": listed(phase=TEXT, opens=LOCAL_MOMENT, due=LOCAL_MOMENT),
    "forms": listed(checklist=TEXT, phase=TEXT, form=described(TEXT, "hash of the newest open version")),
    "assigned": listed(
        station=TEXT,
        phase=described(TEXT, "empty for the whole day"),
        regime=TEXT,
        due_at=or_null(MOMENT),
    ),
    "regions": listed(
        code=TEXT,
        names=NAMES,
        time_zone=TEXT,
        stations={"type": "array", "items": TEXT},
        station_names={"type": "object", "additionalProperties": NAMES},
        station_time_zones={"type": "object", "additionalProperties": TEXT},
    ),
    "reports": listed(
        id=UUID,
        revision=or_null(UUID),
        code=or_null(TEXT),
        checklist=TEXT,
        station=or_null(TEXT),
        received_at=MOMENT,
        state=described(TEXT, "received, held, asked, withdrawn or double"),
        question=or_null(described(TEXT, "what headquarters asks")),
    ),
}
PACKAGE = OpenApiResponse(
    {"type": "object", "required": list(PACKAGE_FIELDS), "properties": PACKAGE_FIELDS},
    "The day of the phone that asks; no names of people and no answers in it",
)
