"""Who comes in at headquarters' door stands in the journal: an account that was taken over shows there."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from django.db import transaction
from django.http import HttpRequest

from observer.journal.record import record
from observer.people.adapter import AccountAdapter
from observer.people.models import User

log = structlog.get_logger(__name__)


class HeadquartersAdapter(AccountAdapter):
    """Writes an entry for each person signed in, and logs each attempt that failed, without its address."""

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        shown = [one.get("type", one["method"]) for one in get_authentication_records(request, user)]
        record(
            act="sign_in",
            mission_id=None,
            user_id=user.pk,
            subject="user",
            subject_id=user.pk,
            detail={"shown": sorted(set(shown))},
        )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in failed")
        super().authentication_failed(request, **credentials)
