"""Which content is the same content, and the short code a person can write down for it."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from observer.checklists.storable import storable
from observer.reports.submission import Submission

# Crockford's base 32: no I, L, O or U, so that a code read out over a bad line is understood.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def receipt_code(submission: Submission, content_hash: bytes, key: bytes) -> str:
    """Six characters that stand for everything sent under one id.

    `content_hash` is that of the canonical answers (`CheckedAnswers.content_hash`). Form, report, place and
    visit go into the code as well: the same answers about another station are other content, so a repeated
    id is the same again only when both hash and code are.
    """
    return short_code(submission.client_id, b"\0".join((content_hash, *_claims(submission))), key)


def short_code(client_id: UUID | None, content: bytes, key: bytes) -> str:
    """30 bits of keyed BLAKE2b over an id and a content, in six characters of Crockford's base 32.

    `key` (up to 64 bytes) is the installation's secret for the mission. Codes are read out and shown to who
    may not see votes; votes are small numbers, and without a key trying them all would find the ones that
    give the code.
    """
    written = (client_id.bytes if client_id else b"") + content
    digest = hashlib.blake2b(written, key=key, digest_size=4).digest()
    bits = int.from_bytes(digest, "big") >> 2
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(25, -1, -5))


def written(content: Any) -> bytes:
    """Anything sent, as ASCII JSON: lone surrogates escaped; cut (`…`) only where it nests beyond reason."""
    try:
        return json.dumps(content, sort_keys=True, default=str).encode()
    except (RecursionError, ValueError, TypeError):
        return json.dumps(storable(content), sort_keys=True).encode()


def document(submission: Submission) -> dict[str, Any]:
    """All that was sent, in the shape of the wire: what is kept when it cannot become a revision."""
    visit, place = submission.visit, submission.place
    return {
        "id": str(submission.client_id),
        "report": str(submission.report_id),
        "replaces": submission.replaces and str(submission.replaces),
        "reason": submission.reason,
        "form": submission.form.hex(),
        "visit": visit
        and {
            "id": str(visit.client_id),
            "station": visit.station_code,
            "arrived_at": visit.arrived_at and visit.arrived_at.isoformat(),
            "departed_at": visit.departed_at and visit.departed_at.isoformat(),
        },
        "place": place and {"kind": place.kind, "code": place.code},
        "language": submission.language,
        "channel": submission.channel,
        "made_at": submission.made_at.isoformat(),
        "made_offset_minutes": submission.made_offset_minutes,
        "answers": submission.answers,
    }


def _claims(submission: Submission) -> tuple[bytes, ...]:
    visit, place = submission.visit, submission.place
    return (
        submission.form,
        submission.report_id.bytes,
        submission.replaces.bytes if submission.replaces else b"",
        visit.client_id.bytes + _text(visit.station_code) if visit else b"",
        _text(f"{place.kind}:{place.code}") if place else b"",
    )


def _text(text: str) -> bytes:
    return text.strip().encode("utf-8", "surrogatepass")
