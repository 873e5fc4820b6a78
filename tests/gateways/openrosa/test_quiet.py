"""A token in an address is in no log, and in nothing that leaves this server but its own addresses."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from observer.gateways.openrosa import views
from observer.gateways.openrosa.app_users import make_app_user
from observer.journal.models import Entry
from tests.factories import an_id, ground
from tests.gateways.openrosa.collect import BOUNDARY, filled, multipart


@pytest.mark.django_db
def test_no_log_and_no_entry_holds_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for cache in caches.all():
        cache.clear()
    of = ground()
    token = make_app_user(membership=of.observers[0], by=of.coordinator).token
    written = io.StringIO()
    handlers = [one for one in logging.getLogger().handlers if getattr(one, "is_observers", False)]
    assert handlers
    for handler in handlers:
        monkeypatch.setattr(handler, "stream", written)
    client = Client(headers={"X-OpenRosa-Version": "1.0"}, raise_request_exception=False)
    below = f"/collect/key/{token}"

    def post() -> Any:
        body, kind = multipart(filled(an_id()), {}), f"multipart/form-data; boundary={BOUNDARY}"
        return client.generic("POST", f"{below}/submission", body, kind)

    answers = [client.get(f"{below}/formList"), client.get(f"{below}/nowhere"), post()]

    def broken(*_given: Any, **_more: Any) -> None:
        raise RuntimeError(f"about {below}")

    monkeypatch.setattr(views, "submit", broken)
    answers.append(post())
    assert [answer.status_code for answer in answers] == [200, 404, 201, 500]
    assert "RuntimeError" in written.getvalue()
    assert token not in written.getvalue()
    assert token not in "".join(str(value) for entry in Entry.objects.values() for value in entry.values())
