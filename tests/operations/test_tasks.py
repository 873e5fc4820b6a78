"""The caretaker's tasks do one thing and say how often."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from observer.operations.tasks import clear_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_have_ended_are_removed_and_others_are_not() -> None:
    now = timezone.now()
    for key, age in (("ended", timedelta(seconds=1)), ("open", timedelta(hours=-1))):
        Session.objects.create(session_key=key, session_data="", expire_date=now - age)
    assert clear_sessions() == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
