"""Official results: what a source announced. A figure never replaces an earlier one, it stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from decimal import Decimal
from functools import cached_property
from typing import Any

from observer.elections.announcing import FigureRow, add_figures, withdraw_figures
from observer.elections.models import Choice, OfficialFigure
from observer.registers.columns import RESULTS
from observer.registers.differences import Fault, Line, Standing, Values
from observer.registers.kinds.base import Kind, Written, unknown

TABLE = "elections.OfficialFigure"
PLACE = ("contest", "stage", "region", "station", "choice", "field", "local_time", "source")
NUMBERS = ("votes", "voters", "percent", "seats", "number")


class Results(Kind):
    """Figures by contest, stage, place, choice or protocol letter, time of day and source."""

    columns = RESULTS
    tables = (TABLE,)

    def key_of(self, values: Values) -> str:
        return " · ".join(str(values.get(column) or "") for column in PLACE)[:300]

    def standing(self) -> dict[str, Standing]:
        """The newest standing figure of each key."""
        figures = OfficialFigure.objects.standing().filter(contest__election=self.election)
        rows = figures.select_related("contest", "station", "choice").order_by("pk")
        values = [(one.pk, self._values(one)) for one in rows]
        return {self.key_of(of): Standing(pk, of) for pk, of in values}

    def _values(self, one: OfficialFigure) -> Values:
        percent = None
        if one.percent is not None:
            decimals = one.percent_decimals if one.percent_decimals is not None else 3
            percent = f"{one.percent:.{decimals}f}"
        return {
            "contest": one.contest.code,
            "stage": one.stage,
            "region": self.region_codes[one.region_id] if one.region_id else None,
            "station": one.station.code if one.station else None,
            "choice": one.choice.code if one.choice else None,
            "field": one.field or None,
            "local_time": one.local_time.isoformat(timespec="minutes") if one.local_time else None,
            **{column: getattr(one, column) for column in ("votes", "voters", "seats", "number")},
            "percent": percent,
            "source": one.source,
        }

    @cached_property
    def _choices(self) -> set[tuple[str, str]]:
        choices = Choice.objects.filter(contest__election=self.election)
        return set(choices.values_list("contest__code", "code"))

    def judge(self, line: Line) -> Iterator[Fault]:
        after = line.after
        yield from unknown(line, "contest", self.contests)
        yield from unknown(line, "region", self.regions)
        yield from unknown(line, "station", self.stations)
        if after["choice"] and (after["contest"], after["choice"]) not in self._choices:
            yield Fault(line.row, "choice", "unknown", {"value": after["choice"]})
        if all(after[column] is None for column in NUMBERS):
            yield Fault(line.row, "votes", "no-number")
        if after["stage"] == "reading" and not after["local_time"]:
            yield Fault(line.row, "local_time", "needed")
        if bool(after["field"]) != (after["number"] is not None):
            yield Fault(line.row, "number", "field-and-number")
        if after["field"] and after["choice"]:
            yield Fault(line.row, "choice", "field-or-choice")

    def write(self, lines: Sequence[Line]) -> list[Written]:
        """A changed figure is a later one: the earlier stays beside it."""
        written = []
        for code, contest in self.contests.items():
            mine = [line for line in lines if line.after["contest"] == code]
            figures = add_figures(contest=contest, rows=[self._figure(line.after) for line in mine])
            written += [
                Written(TABLE, figure.pk, line.key, None, line.after)
                for figure, line in zip(figures, mine, strict=True)
            ]
        return written

    def _figure(self, after: Mapping[str, Any]) -> FigureRow:
        return FigureRow(
            stage=after["stage"],
            source=after["source"],
            region=after["region"] or "",
            station=after["station"] or "",
            choice=after["choice"] or "",
            field=after["field"] or "",
            local_time=time.fromisoformat(after["local_time"]) if after["local_time"] else None,
            percent=Decimal(after["percent"]) if after["percent"] else None,
            synthetic=self.mission.synthetic,
            **{column: after[column] for column in ("votes", "voters", "seats", "number")},
        )

    def is_as_left(self, written: Written, standing: Standing | None) -> bool:
        """A figure is written once: it is as it was."""
        return True

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        """Figures entered by mistake are taken out and kept with the reason."""
        withdraw_figures(figure_ids=rows, reason=reason)
