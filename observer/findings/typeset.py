"""A document becomes a PDF: Typst, in a process that may use little, take no time and reach nothing.

The same document gives the same bytes: the fonts are our own, the date is the cut-off, and nothing else
comes from outside. User text travels as JSON and reaches Typst as strings; it is never markup.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.utils.translation import gettext_lazy as _

from observer.findings.document import content_hash
from observer.findings.drawable import FONTS, drawable
from observer.problems import Kind, Problem

EDITION = Path(__file__).resolve().parents[2] / "templates" / "findings" / "edition.typ"
MARK = EDITION.parent / "parts" / "mark.typ"
WORKER = Path(__file__).with_name("typeset_worker.py")

# What was asked for cannot be set in type; asking again gives the same answer.
CANNOT_TYPESET = Kind("cannot-typeset", 422, _("This document could not be typeset"))
# It asked for more than a document needs; nothing else was harmed.
TYPESETTING_LIMIT = Kind("typesetting-limit", 422, _("This document took too much to typeset"))

# A template that asked for a package would be sent to a door that does not open, instead of the network.
NOWHERE = {"https_proxy": "http://127.0.0.1:0"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one typesetting may take. Ten pages take a third of a second and less than a quarter of it."""

    memory_bytes: int = 1 << 30
    processor_seconds: int = 20
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class TypesetResult:
    """The file, its number of pages, its SHA-256 (32 bytes) and how long it took, in seconds."""

    pdf: bytes
    pages: int
    sha256: bytes
    seconds: float

    @property
    def sha256_hex(self) -> str:
        return self.sha256.hex()


def typeset(
    document: Mapping[str, Any], *, template: Path = EDITION, limits: Limits = Limits()
) -> TypesetResult:
    """The edition of a document (`Document.as_json`), tagged: PDF/UA-1 and PDF/A-2a.

    Language, title and direction are the document's own. Raises Problem: `cannot-typeset` where Typst
    refuses (a broken picture, a text without its language), `typesetting-limit` where time or memory ran out.
    """
    began = time.monotonic()
    written = _run_worker(_request(document, template), limits)
    head, _newline, pdf = written.partition(b"\n")
    return TypesetResult(
        pdf=pdf,
        pages=json.loads(head)["pages"],
        sha256=hashlib.sha256(pdf).digest(),
        seconds=time.monotonic() - began,
    )


def _request(document: Mapping[str, Any], template: Path) -> bytes:
    inputs = {
        # Without the figures' own records: what is printed of them stands in the blocks.
        "document": json.dumps(drawable({**document, "figures": {}}), ensure_ascii=False),
        "content_hash": content_hash(dict(document)).hex(),
    }
    request = {
        "template": str(template),
        "fonts": str(FONTS),
        "inputs": inputs,
        "mark": str(MARK) if document["synthetic"] else "",
        "timestamp": int(datetime.fromisoformat(document["basis"]["cut_off"]).timestamp()),
    }
    return json.dumps(request).encode()


def _run_worker(request: bytes, limits: Limits) -> bytes:
    # Isolated (-I), without our environment: no secret of ours is in that process.
    command = [sys.executable, "-I", str(WORKER), str(limits.memory_bytes), str(limits.processor_seconds)]
    try:
        done = subprocess.run(
            command,
            input=request,
            capture_output=True,
            env=NOWHERE,
            cwd="/",
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("typesetting took too long", seconds=limits.seconds)
        raise Problem(TYPESETTING_LIMIT, _("It was stopped because it took too long.")) from None
    if done.returncode:
        raise _refusal(done)
    return done.stdout


def _refusal(done: subprocess.CompletedProcess[bytes]) -> Problem:
    """Below 0: ended by a signal, which is what the limits of memory and processor time do."""
    reason = done.stderr.decode(errors="replace")[-2000:]
    log.error("typesetting failed", status=done.returncode, reason=reason)
    if done.returncode < 0 or "MemoryError" in reason:
        return Problem(TYPESETTING_LIMIT, _("It was stopped because it needed too much memory or time."))
    return Problem(CANNOT_TYPESET, _("Its content cannot be set in type; the log of the server says why."))
