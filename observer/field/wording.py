"""Deadlines and states of the phone's pages, as sentences in the reader's language and the station's time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.checklists.models import Phase
from observer.field.duties import Duty, State

# The word on the badge, and how base.css draws it: a shape beside the word, and only then a colour.
WORDS: Mapping[State, str | Promise] = {
    State.DONE: gettext_lazy("done"),
    State.LATE: gettext_lazy("late"),
    State.DUE: gettext_lazy("due"),
    State.AHEAD: gettext_lazy("later"),
    State.OPEN: gettext_lazy("to do"),
}
BADGES: Mapping[State, str] = {
    State.DONE: "good",
    State.LATE: "wrong",
    State.DUE: "waiting",
    State.AHEAD: "note",
    State.OPEN: "procedural",
}


def deadline(duty: Duty, now: datetime, zone: tzinfo) -> str:
    """Until when it is due, from when it may be sent, or when it was sent; "" where nothing bounds it."""
    state = duty.state(now)
    if state == State.DONE and duty.sent_at is not None:
        return _("sent at %(time)s") % {"time": clock(duty.sent_at, now, zone)}
    if state == State.AHEAD and duty.opens is not None:
        return _("from %(time)s") % {"time": clock(duty.opens, now, zone)}
    if duty.due is None:
        return ""
    time = {"time": clock(duty.due, now, zone)}
    if state == State.LATE:
        return _("was due by %(time)s, and is still taken") % time
    return _("by %(time)s") % time


def subject(duty: Duty) -> str:
    """What is to be sent: a phase of the day, or a report of any."""
    return capfirst(str(Phase(duty.phase).label)) if duty.phase in Phase.values else _("Report")


def clock(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The time on the clocks of `zone`; with the day where that is not today's."""
    local, today = timezone.localtime(moment, zone), timezone.localtime(now, zone)
    return date_format(local, "H:i" if local.date() == today.date() else "j E, H:i")
