"""Paper: a template and its data become a PDF, in a process that may use little and reach nothing.

The same data give the same bytes: the fonts are our own, the date is given, and nothing else comes from
outside. User text travels as JSON and reaches Typst as strings; it is never markup.
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

import structlog
from django.utils.translation import gettext_lazy as _

from observer.problems import Kind, Problem
from observer.typesetting.drawable import FONTS

WORKER = Path(__file__).with_name("worker.py")

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


ORDINARY = Limits()


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


def set_in_type(
    template: Path,
    inputs: Mapping[str, str],
    *,
    at: datetime,
    mark: Path | None = None,
    limits: Limits = ORDINARY,
) -> TypesetResult:
    """The PDF (UA-1 and A-2a) of a template with its `inputs`, dated `at`.

    `mark`: a template drawn first and handed on as SVG under `mark`. Texts in `inputs` are drawable already.
    Raises Problem: `cannot-typeset` where Typst refuses (a broken picture, a text without its language),
    `typesetting-limit` where time or memory ran out.
    """
    began = time.monotonic()
    request = {
        "template": str(template),
        "fonts": str(FONTS),
        "inputs": dict(inputs),
        "mark": str(mark) if mark else "",
        "timestamp": int(at.timestamp()),
    }
    written = _run_worker(json.dumps(request).encode(), limits)
    head, _newline, pdf = written.partition(b"\n")
    return TypesetResult(
        pdf=pdf,
        pages=json.loads(head)["pages"],
        sha256=hashlib.sha256(pdf).digest(),
        seconds=time.monotonic() - began,
    )


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
