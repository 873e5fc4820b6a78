"""Violations seen through the election day, by the hours of the stations' own clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from observer.analysis.charts import Series, timeline
from observer.analysis.figures import Figure
from observer.analysis.hours import clock_hour, is_next_day
from observer.checklists.models import Basis, Severity
from observer.findings.blocks import Block, Chart, Column, Paragraph, Row, Table
from observer.findings.document import Section
from observer.findings.grouping import too_few
from observer.findings.material import Material
from observer.findings.sections.citing import events
from observer.findings.sections.seen import seen_events
from observer.findings.values import Reading, Term

# The parts of the day that the table shows; together they are all hours of an election day.
SPANS = (range(5, 11), range(11, 17), range(17, 23), range(23, 29), range(29, 36))
BySeverity = Mapping[str, Counter[int]]


def hour_section(material: Material) -> Section | None:
    """None where nothing was seen, or too few stations were observed to say when."""
    if too_few(material.board) or not seen_events(material).numerator:
        return None
    return Section("day", _("Through the day"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    total = seen_events(material)
    counts = {severity: _hours(material, severity) for severity in Severity.values}
    yield Paragraph(
        _(
            "The hours are those of the stations’ own clocks. They run past midnight, into the count: {all} "
            "seen in all."
        ),
        {"all": events("seen.total", total).read(Reading.THINGS)},
    )
    series = [Series(code, capfirst(str(Severity(code).label)), hours) for code, hours in counts.items()]
    columns = (
        Column(_("Hours"), numeric=False, width=1),
        *(Column(one.label) for one in series),
        Column(_("All")),
    )
    met = [span for span in SPANS if any(hours[hour] for hours in counts.values() for hour in span)]
    rows = tuple(_row(span, counts, total) for span in met)
    remarks = (_("Parts of the day without any are left out."),) if len(met) < len(SPANS) else ()
    yield Table("day", _("Violations seen, by part of the day"), columns, rows, remarks)
    drawn = timeline(series, total, title=_("Violations seen, by hour"), right_to_left=get_language_bidi())
    yield Chart("day", _("Violations seen, by hour"), drawn.svg, drawn.description, "day")


def _hours(material: Material, severity: str) -> Counter[int]:
    hours: Counter[int] = Counter()
    for cell in material.cells:
        if cell.basis == Basis.SEEN and cell.severity == severity:
            hours[cell.hour] += cell.events
    return hours


def _row(span: range, counts: BySeverity, total: Figure) -> Row:
    first, last = str(span.start), str(span.stop - 1)
    cells = []
    whole = 0
    for severity, hours in counts.items():
        count = sum(hours[hour] for hour in span)
        whole += count
        part = total.narrowed(count, severity=severity, from_hour=first, to_hour=last)
        cells.append(events(f"hours.{first}.{severity}", part).read(Reading.NUMERATOR))
    every = events(f"hours.{first}", total.narrowed(whole, from_hour=first, to_hour=last))
    return Row((Term(_span_name(span)), *cells, every.read(Reading.NUMERATOR)))


def _span_name(span: range) -> str:
    name = f"{clock_hour(span.start):02}:00–{clock_hour(span.stop):02}:00"
    return _("%(hours)s next day") % {"hours": name} if is_next_day(span.start) else name
