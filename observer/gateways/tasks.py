"""Work of this room that waits for nobody. Tasks call one function and give its count."""

from __future__ import annotations

from celery import shared_task

from observer.gateways.sms.outbox import SEND
from observer.gateways.sms.sending import send_waiting
from observer.gateways.sms.taking import sweep


@shared_task(name=SEND)
def send_texts() -> int:
    """Send the texts that wait in the outbox."""
    return send_waiting()


@shared_task(name="gateways.sweep_texts")
def sweep_texts() -> int:
    """Read the messages that were stored and not read."""
    return sweep()
