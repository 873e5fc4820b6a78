"""How the acts of this room reach the journal, which stands to its right.

The journal's rows name missions, so missions cannot import it: it hands over its `record` when Django
starts (`journal.apps`). Until then every verb that must leave an entry refuses to run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol


class Witness(Protocol):
    """Writes one entry in the transaction that is open; `journal.record.record` is the one there is."""

    def __call__(
        self,
        *,
        act: str,
        mission_id: int | None,
        user_id: int | None = None,
        device_id: int | None = None,
        subject: str = "",
        subject_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> object: ...


class _Chair:
    """Where the journal sits down, once."""

    witness: Witness | None = None


def seat(witness: Witness) -> None:
    """Let `witness` write down what the verbs of this room do."""
    _Chair.witness = witness


def record(
    *,
    act: str,
    mission_id: int | None,
    user_id: int | None = None,
    device_id: int | None = None,
    subject: str = "",
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry. Raises RuntimeError when there is no journal: nothing happens unwritten."""
    if _Chair.witness is None:
        raise RuntimeError("There is no journal to write this act into.")
    _Chair.witness(
        act=act,
        mission_id=mission_id,
        user_id=user_id,
        device_id=device_id,
        subject=subject,
        subject_id=subject_id,
        detail=detail,
    )
