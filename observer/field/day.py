"""The day of one phone: where its team is sent, what was sent from where, what is due when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.functional import Promise

from observer.checklists.models import Phase, Version
from observer.elections.models import Station
from observer.field.duties import Duty, State, next_of, order
from observer.field.phone import Phone
from observer.field.wording import BADGES, WORDS, deadline, subject
from observer.missions.deadlines import Window
from observer.missions.models import Deployment, PhaseWindow
from observer.reports.models import Visit
from observer.reports.places import zone_of

# Forms that are filled in at a station; the others have places of their own.
AT_STATIONS = (Phase.OPENING, Phase.VOTING, Phase.CLOSING, Phase.COUNTING)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a team has sent of one phase from one station: how many reports, the last when."""

    number: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class StationToday:
    """A station in the list of the day. `zone`: its clocks; `visit`: the newest of the team there today;
    `is_here`: the team is there now."""

    station: Station
    zone: tzinfo
    duties: tuple[Duty, ...]
    now: datetime
    visit: Visit | None
    is_here: bool
    sent: int
    is_planned: bool

    @property
    def next_duty(self) -> Duty | None:
        return next_of(self.duties, self.now)

    @property
    def state(self) -> State:
        """Of what is to be done next there; done when nothing is."""
        return self.next_duty.state(self.now) if self.next_duty else State.DONE

    @property
    def badge(self) -> tuple[str, str | Promise]:
        """The kind of badge and its word, of what is to be done next."""
        return BADGES[self.state], WORDS[self.state]

    @property
    def said(self) -> str:
        """What is to be done next, and until when; how many reports there are once all is done."""
        duty = self.next_duty
        if duty is None:
            return ""
        return ": ".join(filter(None, (subject(duty), deadline(duty, self.now, self.zone))))


@dataclass(frozen=True, slots=True)
class FormToday:
    """A form at one station: until when it is due there, and what the team has sent of it."""

    version: Version
    duty: Duty
    now: datetime
    zone: tzinfo
    sent: int

    @property
    def badge(self) -> tuple[str, str | Promise]:
        return BADGES[self.duty.state(self.now)], WORDS[self.duty.state(self.now)]

    @property
    def said(self) -> str:
        return deadline(self.duty, self.now, self.zone)


@dataclass(frozen=True)
class Day:
    """A constant number of queries, however many stations there are."""

    phone: Phone
    now: datetime

    @cached_property
    def deployments(self) -> list[Deployment]:
        """Where the team is sent, whole: to stations, or to regions in which it chooses its own route."""
        standing = Deployment.objects.standing().filter(mission=self.phone.sender.mission_id)
        mine = standing.filter(team=self.phone.sender.team_id).order_by("id")
        return list(mine.select_related("station__region", "region"))

    @cached_property
    def windows(self) -> Mapping[str, Window]:
        rows = PhaseWindow.objects.filter(mission=self.phone.sender.mission_id)
        return {row.phase: row.window for row in rows}

    @cached_property
    def sent(self) -> Mapping[int, Mapping[str, Sent]]:
        """Station to phase to what the team has sent from there; what was withdrawn is not sent."""
        standing = self.phone.reports_of_team().filter(withdrawal__isnull=True, station__isnull=False)
        counted = standing.values("station", "phase").annotate(number=Count("id"), last=Max("received_at"))
        found: dict[int, dict[str, Sent]] = defaultdict(dict)
        for row in counted:
            found[row["station"]][row["phase"]] = Sent(row["number"], row["last"])
        return found

    @cached_property
    def visits(self) -> Mapping[int, Visit]:
        """The newest visit of the last hours, by station."""
        return {visit.station_id: visit for visit in reversed(self.phone.visits) if visit.station_id}

    @property
    def stations(self) -> list[StationToday]:
        """Those the team is sent to, by deadline; then those it went to of its own accord, newest first."""
        assigned = {one.station_id: one.station for one in self.deployments if one.station is not None}
        planned = [self.station_today(station) for station in assigned.values()]
        planned.sort(key=lambda one: order(one.next_duty, one.station.code))
        visited = [visit.station for visit in self.phone.visits if visit.station is not None]
        others = {station.pk: station for station in visited if station.pk not in assigned}
        return planned + [self.station_today(station) for station in others.values()]

    def station_today(self, station: Station) -> StationToday:
        sent, here = self.sent.get(station.pk, {}), self.phone.current_visit
        return StationToday(
            station=station,
            zone=self.zone_at(station),
            duties=tuple(self._duties(station)),
            now=self.now,
            visit=self.visits.get(station.pk),
            is_here=here is not None and here.station_id == station.pk,
            sent=sum(one.number for one in sent.values()),
            is_planned=self.is_planned(station),
        )

    def _duties(self, station: Station) -> Iterable[Duty]:
        """What the team was sent to this very station for."""
        for one in self.deployments:
            if one.station_id == station.pk:
                yield self._duty(station, one.phase, one.due_at)

    def _duty(self, station: Station, phase: str, due_at: datetime | None = None) -> Duty:
        """A phase at a station; "" is any, due when the last of them is."""
        sent = self.sent.get(station.pk, {})
        phases = [phase] if phase else list(AT_STATIONS)
        windows = [
            self.windows[each].instants(self.phone.mission.election.voting_day, self.zone_at(station))
            for each in phases
            if each in self.windows
        ]
        last = [sent[each].last_at for each in phases if each in sent]
        return Duty(
            phase,
            opens=min((window.opens for window in windows), default=None),
            due=due_at or max((window.due for window in windows), default=None),
            sent_at=max(last, default=None),
        )

    def forms_at(self, station: Station) -> list[FormToday]:
        """The forms that are filled in at a station, in the order of the day."""
        found = []
        due_at = {one.phase: one.due_at for one in self.deployments if one.station_id == station.pk}
        for version in self.phone.forms:
            phase = version.checklist.phase
            if phase in AT_STATIONS:
                duty = self._duty(station, phase, due_at.get(phase))
                sent = self.sent.get(station.pk, {}).get(phase)
                zone, number = self.zone_at(station), sent.number if sent else 0
                found.append(FormToday(version, duty, self.now, zone, number))
        return found

    def zone_at(self, station: Station) -> tzinfo:
        return zone_of(station.time_zone or station.region.time_zone) or self.phone.zone

    def is_planned(self, station: Station) -> bool:
        """Whether the team was sent to this station or to a region it lies in, as intake sees it."""
        return any(
            one.station_id == station.pk
            if one.station_id
            else station.region.path.startswith(one.region.path)
            for one in self.deployments
        )

    def within_plan(self) -> Q:
        """The condition that a station is planned."""
        own = Q(pk__in=[one.station_id for one in self.deployments if one.station_id])
        for one in self.deployments:
            if one.station_id is None:
                own |= Q(region__path__startswith=one.region.path)
        return own


def day_of(phone: Phone) -> Day:
    return Day(phone, timezone.now())
