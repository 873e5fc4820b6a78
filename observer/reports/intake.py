"""The one way in: reports of every door, checked, stored and receipted in one transaction.

From a known device everything is taken. What breaks a rule is stored and flagged; what cannot be placed,
comes late or from a revoked phone is held apart; what is no report of this mission is kept as it came.
Nothing is published to the broker, and no two reports wait for one another unless they share an id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from observer.missions.senders import Sender
from observer.people.tokens import key_for
from observer.problems import UNAVAILABLE, Problem
from observer.reports import identity
from observer.reports.forms import Form, forms_of
from observer.reports.incoming import Incoming, in_order
from observer.reports.known import Known, revisions_of
from observer.reports.models import Quarantine
from observer.reports.rows import Overtaken, Rows, Scribe
from observer.reports.settle import settle
from observer.reports.submission import (
    NEW,
    NOT_A_REPORT,
    OTHER_CONTENT,
    SAME_AGAIN,
    Fault,
    Receipt,
    Submission,
    Unreadable,
)

# Each time a batch is overtaken, another connection has stored one of its ids for good.
ATTEMPTS = 20


def receive(
    *, sender: Sender, submissions: Sequence[Submission | Unreadable], now: datetime | None = None
) -> list[Receipt]:
    """Store what `sender` sent; a receipt for each, in their order. All of it is stored, or nothing.

    Sending the same again gives the same receipt (200); the same id with other content is kept apart (409).
    `now` is the time of receipt, for tests and for loading an example. Raises Problem UNAVAILABLE when the
    same ids keep coming in over other connections: send again.
    """
    # Most of what comes is new. That is found out by storing it; only what was not new is looked up first.
    looks = any(isinstance(one, Submission) and one.replaces for one in submissions)
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _Intake(sender, now or timezone.now()).take(submissions, looks)
        except Overtaken:
            looks = True
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise Problem(UNAVAILABLE, _("Please send this again in a moment."), headers={"Retry-After": "2"})


def receipts(*, sender: Sender, client_ids: Collection[UUID]) -> list[Receipt]:
    """The receipts of what this very device sent, of those among `client_ids` that are stored. One query."""
    return [
        Receipt(known.client_id, SAME_AGAIN, known.code, known.received_at, in_order(known.notices))
        for known in revisions_of(sender.mission_id, client_ids).values()
        if known.device_id == sender.device_id
    ]


class _Intake:
    """One attempt at one batch."""

    def __init__(self, sender: Sender, now: datetime) -> None:
        self.sender, self.now = sender, now
        self.key = key_for("receipt", sender.mission_id)
        self.scribe = Scribe(sender, now)
        self.fresh: dict[UUID, Incoming] = {}
        self.kept_apart: dict[tuple[UUID | None, bytes], tuple[Quarantine, str]] = {}

    def take(self, sent: Sequence[Submission | Unreadable], looks: bool) -> list[Receipt]:
        forms = forms_of(self.sender.mission_id, (one.form for one in sent if isinstance(one, Submission)))
        read = [_read(one, forms, self.key) for one in sent]
        readable = [one for one in read if isinstance(one, Incoming)]
        self.known = Known(self.sender)
        if looks:
            self.known.look_up([one.submission for one in readable])
        for incoming in readable:
            if incoming.submission.client_id not in self.known.revisions:
                self.fresh.setdefault(incoming.submission.client_id, incoming)
        rows = Rows()
        if self.fresh:
            rows = settle(self.fresh, known=self.known, sender=self.sender, now=self.now)
        answer = [self._receipt(one) for one in read]
        self._keep_apart(rows)
        rows.write()
        return answer

    def _receipt(self, one: Incoming | Unreadable) -> Receipt:
        if isinstance(one, Unreadable):
            return self._unreadable(one)
        client_id = one.submission.client_id
        if (known := self.known.revisions.get(client_id)) is not None:
            same = Receipt(client_id, SAME_AGAIN, known.code, known.received_at, in_order(known.notices))
            return same if one.is_same_as(known) else self._other_content(one)
        first = self.fresh[client_id]
        new = Receipt(client_id, NEW, first.code, self.now, first.notices)
        if one is first:
            return new
        return replace(new, status=SAME_AGAIN) if one.is_same_as(first) else self._other_content(one)

    def _unreadable(self, one: Unreadable) -> Receipt:
        code = identity.short_code(one.client_id, one.content, self.key)
        self._apart(one.client_id, Quarantine.Reason.UNREADABLE, one.content, code)
        return Receipt(one.client_id, NOT_A_REPORT, code, self.now, faults=one.faults)

    def _other_content(self, one: Incoming) -> Receipt:
        content = identity.written(identity.document(one.submission))
        client_id = one.submission.client_id
        self._apart(client_id, Quarantine.Reason.SAME_ID_OTHER_CONTENT, content, one.code)
        return Receipt(client_id, OTHER_CONTENT, one.code, self.now, faults=(Fault("id", "other-content"),))

    def _apart(self, client_id: UUID | None, reason: str, content: bytes, code: str) -> None:
        digest = hashlib.sha256(content).digest()
        row = self.scribe.quarantine(client_id, reason, digest, content)
        self.kept_apart[client_id, digest] = row, code

    def _keep_apart(self, rows: Rows) -> None:
        """What is no revision is kept once, however often a phone tries."""
        before = _kept_before(self.sender.mission_id, self.kept_apart)
        for key, (row, code) in self.kept_apart.items():
            if key not in before:
                rows.quarantine.append(row)
                rows.entries.append(self.scribe.quarantined(code, row.reason))


def _read(sent: Submission | Unreadable, forms: dict[bytes, Form], key: bytes) -> Incoming | Unreadable:
    """A submission checked against its form; unreadable when the mission has no such form."""
    if isinstance(sent, Unreadable):
        return sent
    form = forms.get(sent.form)
    if form is None:
        content = identity.written(identity.document(sent))
        return Unreadable(sent.client_id, content, (Fault("form", "unknown-form"),))
    # By the phone's clock, so that checking again later gives the same.
    checked = form.compiled.check(sent.answers, now=sent.made_at)
    content_hash = checked.content_hash()
    return Incoming(sent, form, checked, content_hash, identity.receipt_code(sent, content_hash, key))


def _kept_before(
    mission_id: int, keys: Iterable[tuple[UUID | None, bytes]]
) -> set[tuple[UUID | None, bytes]]:
    wanted = list(keys)
    if not wanted:
        return set()
    ids = {client_id for client_id, _digest in wanted if client_id is not None}
    rows = (
        Quarantine.objects.filter(mission=mission_id, content_hash__in=[digest for _id, digest in wanted])
        .filter(Q(client_id__in=ids) | Q(client_id__isnull=True))
        .values_list("client_id", "content_hash")
    )
    return {(client_id, bytes(digest)) for client_id, digest in rows}
