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
