"""A document becomes an edition: its template, its mark and its data, handed to the typesetter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from observer.findings.document import content_hash
from observer.typesetting import ORDINARY, Limits, TypesetResult, set_in_type
from observer.typesetting.drawable import drawable

EDITION = Path(__file__).resolve().parents[2] / "templates" / "findings" / "edition.typ"
MARK = EDITION.parent / "parts" / "mark.typ"


def typeset(
    document: Mapping[str, Any], *, template: Path = EDITION, limits: Limits = ORDINARY
) -> TypesetResult:
    """The edition of a document (`Document.as_json`), tagged: PDF/UA-1 and PDF/A-2a.

    Language, title and direction are the document's own. Raises Problem, as `set_in_type` does.
    """
    inputs = {
        # Without the figures' own records: what is printed of them stands in the blocks.
        "document": json.dumps(drawable({**document, "figures": {}}), ensure_ascii=False),
        "content_hash": content_hash(dict(document)).hex(),
    }
    return set_in_type(
        template,
        inputs,
        at=datetime.fromisoformat(document["basis"]["cut_off"]),
        mark=MARK if document["synthetic"] else None,
        limits=limits,
    )
