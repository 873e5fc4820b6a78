"""Setting when each phase of the day is to be reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from observer.missions.access import Act, require
from observer.missions.deadlines import Window
from observer.missions.models import Membership, Mission, PhaseWindow
from observer.missions.models.window import FARTHEST_DAY
from observer.missions.witness import record
from observer.problems import INVALID, Problem


@transaction.atomic
def set_windows(
    *, mission: Mission, windows: Sequence[Window], by: Membership | None = None
) -> list[PhaseWindow]:
    """Make `windows` the windows of the mission: those of phases that are not named go.

    `by` is empty only for the installation itself (a loaded example). Raises Problem FORBIDDEN when `by` may
    not deploy in the whole mission, INVALID when a window names no phase or one that has another, ends before
    it opens, or lies more than 31 days from the voting day.
    """
    if by is not None:
        require(by, Act.DEPLOY, mission_id=mission.pk, region=None)
    _check(windows)
    PhaseWindow.objects.filter(mission=mission).exclude(phase__in=[each.phase for each in windows]).delete()
    rows = [
        PhaseWindow.objects.update_or_create(
            mission=mission,
            phase=each.phase,
            defaults={
                "opens_day": each.opens.day,
                "opens_clock": each.opens.clock,
                "due_day": each.due.day,
                "due_clock": each.due.clock,
            },
        )[0]
        for each in windows
    ]
    record(
        act="set_windows",
        mission_id=mission.pk,
        user_id=by.user_id if by else None,
        subject="mission",
        subject_id=mission.pk,
        detail={each.phase: _told(each) for each in windows},
    )
    return rows


def _check(windows: Sequence[Window]) -> None:
    times_named = Counter(each.phase for each in windows)
    errors = [
        {"field": each.phase or "phase", "code": "invalid", "detail": why}
        for each in windows
        if (why := _fault(each, times_named[each.phase]))
    ]
    if errors:
        raise Problem(INVALID, errors=errors)


def _fault(window: Window, times_named: int) -> str:
    """What is wrong with a window, or nothing."""
    if not window.phase:
        return _("Say which phase.")
    if times_named > 1:
        return _("A phase has one window.")
    if window.due <= window.opens:
        return _("The deadline must lie after the beginning.")
    if max(abs(window.opens.day), abs(window.due.day)) > FARTHEST_DAY:
        return _("A window lies within 31 days of the voting day.")
    return ""


def _told(window: Window) -> str:
    """For the journal: "+0 07:00 / +1 12:00"."""
    return " / ".join(f"{moment.day:+} {moment.clock:%H:%M}" for moment in (window.opens, window.due))
