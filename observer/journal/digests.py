"""What a seal is computed over, so that anybody can recompute it.

An entry's digest is the SHA-256 of its RFC 8785 JSON; a seal's digest is the SHA-256 of the RFC 8785 JSON
of its mission, number, time, the digest of the seal before, and every entry's id and digest in id order.
Digests are written in lower-case hexadecimal, times in UTC with six decimals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785

# RFC 8785 numbers are IEEE 754 doubles; a whole number beyond this is written as text.
_LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Written:
    """The sealed part of an entry: all of it."""

    id: int
    mission: int | None
    at: datetime
    act: str
    user: int | None
    device: int | None
    subject: str
    subject_id: int | None
    detail: Mapping[str, Any]


def entry_digest(entry: Written) -> bytes:
    """32 bytes."""
    return _sha256(
        {
            "id": entry.id,
            "mission": entry.mission,
            "at": _utc(entry.at),
            "act": entry.act,
            "user": entry.user,
            "device": entry.device,
            "subject": entry.subject,
            "subject_id": entry.subject_id,
            "detail": entry.detail,
        }
    )


def seal_digest(
    *,
    mission: int | None,
    number: int,
    previous: bytes | None,
    sealed_at: datetime,
    entries: Iterable[tuple[int, bytes]],
) -> bytes:
    """32 bytes: `entries` are (id, digest) in id order, `previous` is the digest of the seal before."""
    return _sha256(
        {
            "mission": mission,
            "number": number,
            "previous": previous.hex() if previous else None,
            "sealed_at": _utc(sealed_at),
            "entries": [[entry_id, digest.hex()] for entry_id, digest in entries],
        }
    )


def _sha256(document: dict[str, Any]) -> bytes:
    try:
        text = rfc8785.dumps(document)
    except rfc8785.IntegerDomainError:
        text = rfc8785.dumps(_within_range(document))
    return hashlib.sha256(text).digest()


def _within_range(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _within_range(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_within_range(item) for item in value]
    if isinstance(value, int) and abs(value) > _LARGEST:
        return str(value)
    return value


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
