"""The sections of the sample, built as a real summary builds them."""

from random import Random

from observer.analysis.charts import Series, StationShare, Subject, share_map, timeline
from observer.analysis.figures import Measure, Unit
from observer.analysis.hours import HOURS
from observer.findings.blocks import (
    Chart,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Line,
    Notice,
    Paragraph,
    Row,
    Table,
    terms,
)
from observer.findings.document import Section
from observer.findings.incidents import CategoryRow, IncidentRow, by_category, by_region_and_phase
from observer.findings.values import Cited, Number, Proposed, Reading, Term, Value
from tests.findings.sample_numbers import (
    CATEGORIES,
    PHASES,
    Sheet,
    events,
    figure,
    group_name,
    map_size,
    opening_figures,
    public_groups,
    region_map,
    share_of,
    total_of,
    violation_total,
)

TOGETHER = (
    "Regions where fewer than five stations were observed are shown together with another, so that no "
    "station can be told apart."
)


def brief_section(numbers: Sheet) -> Section:
    covered = total_of(share_of(numbers.observed, numbers.register, "coverage", "N1"), "coverage.total", "N1")
    seen = violation_total(numbers)
    visits = Cited(
        "visits.total", figure(sum(numbers.visits.values()), unit=Unit.VISITS, measure=Measure.COUNT), "N3"
    )
    cited = {code: each for code, _text, each in opening_figures()}
    return Section(
        "brief",
        "In brief",
        (
            KeyFigures(
                (
                    KeyFigure(visits.read(Reading.NUMERATOR), "visits to polling stations"),
                    KeyFigure(covered.read(Reading.COUNTS), "polling stations observed, of the register"),
                    KeyFigure(
                        seen.read(Reading.COUNTS), "observed stations with at least one violation seen"
                    ),
                )
            ),
            Paragraph("Observers were at {stations}.", {"stations": covered.read(Reading.OBSERVED)}),
            Paragraph(
                "Openings were on time, or less than a quarter of an hour late, in {punctual}.",
                {"punctual": cited["A2"].read(Reading.SHARE)},
            ),
            Paragraph("At least one violation was seen {seen}.", {"seen": seen.read(Reading.IN_OBSERVED)}),
        ),
    )


def coverage_section(numbers: Sheet) -> Section:
    covered = share_of(numbers.observed, numbers.register, "coverage", "N1")
    total = total_of(covered, "coverage.total", "N1")
    visits = {
        code: Cited(f"visits.{code}", figure(count, unit=Unit.VISITS, measure=Measure.COUNT), "N3")
        for code, count in numbers.visits.items()
    }
    all_visits = total_of(visits, "visits.total", "N3")
    drawn = share_map(
        [region for _code, _name, region in region_map()],
        map_size(),
        [StationShare((code,), cited.figure) for code, cited in covered.items() if cited.figure.numerator],
        title="Share of the registered polling stations that were observed",
        subject=Subject.COVERED,
    )
    return Section(
        "method",
        "Method and coverage",
        (
            Paragraph(
                "Teams of two chose their own routes and filed one checklist for each visit. They observed "
                "{stations} on the register and made {visits}; some stations were visited more than once, "
                "so stations and visits are counted apart.",
                {"stations": total.read(Reading.OBSERVED), "visits": all_visits.read(Reading.THINGS)},
            ),
            Paragraph(
                "Observers were in {covered} of {all} regions. Nobody was in {missing}: nothing is said "
                "about it here.",
                {"covered": Number(15), "all": Number(16), "missing": Term("Mangystau")},
            ),
            Notice(
                "What a share in this document means",
                Paragraph(
                    "A share is of the polling stations or visits observed, never of all polling stations. "
                    "Teams reached accessible stations more easily, and a commission that is watched may "
                    "work otherwise than one that is not. There is no margin of error."
                ),
            ),
            Chart("coverage", "Where observers were", drawn.svg, drawn.description, "coverage"),
            coverage_table(covered, total, visits, all_visits),
        ),
    )


def coverage_table(
    covered: dict[str, Cited], total: Cited, visits: dict[str, Cited], all_visits: Cited
) -> Table:
    columns = (
        Column("Region", numeric=False, width=1),
        Column("Visits"),
        Column("Stations observed, of the register"),
        Column("Share of the register", numeric=False),
    )
    rows = [
        Row(
            (
                Term(name),
                visits[code].read(Reading.NUMERATOR),
                covered[code].read(Reading.COUNTS),
                covered[code].read(Reading.BAR),
            )
        )
        for code, name, _region in region_map()
    ]
    whole = Row(
        (
            Term("All regions"),
            all_visits.read(Reading.NUMERATOR),
            total.read(Reading.COUNTS),
            total.read(Reading.BAR),
        ),
        Line.TOTAL,
    )
    return Table("coverage", "Stations observed, by region", columns, (whole, *rows))


def opening_section() -> Section:
    questions = opening_figures()
    cited = {code: each for code, _text, each in questions}
    columns = (
        Column("", numeric=False),
        Column("What was asked", numeric=False, width=1),
        Column("Yes, of answers"),
        Column("Share", numeric=False),
        Column("Not observed"),
        Column("Not applicable"),
        Column("Blank"),
    )
    rows = tuple(
        Row(
            (
                *terms(code, text),
                each.read(Reading.COUNTS),
                each.read(Reading.BAR),
                each.read(Reading.NOT_OBSERVED),
                each.read(Reading.NOT_APPLICABLE),
                each.read(Reading.BLANK),
            )
        )
        for code, text, each in questions
    )
    return Section(
        "opening",
        "Opening",
        (
            Paragraph(
                "The ballot box was shown empty in {empty}. The commission counted the ballots it had "
                "received in {counted}, and ballots were signed as the law says in {signed}.",
                {
                    "empty": cited["A7"].read(Reading.SHARE),
                    "counted": cited["A5"].read(Reading.SHARE),
                    "signed": cited["A6"].read(Reading.SHARE),
                },
            ),
            Paragraph(
                "A voter who needs no help could reach and use the station in {accessible}.",
                {"accessible": cited["A13"].read(Reading.SHARE)},
            ),
            Table("opening", "Answers at openings", columns, rows),
        ),
    )


def violation_section(numbers: Sheet) -> Section:
    groups = public_groups(numbers)
    total = violation_total(numbers)
    columns = (
        Column("Region", numeric=False, width=1),
        Column("With at least one, of stations observed"),
        Column("Share", numeric=False),
    )
    rows = [
        Row((Term(group_name(row.keys)), cited.read(Reading.COUNTS), cited.read(Reading.BAR)))
        for row in groups
        if row.figure.asked and (cited := Cited(f"violations.{row.keys[0]}", row.figure, "N4"))
    ]
    whole = Row((Term("All regions"), total.read(Reading.COUNTS), total.read(Reading.BAR)), Line.TOTAL)
    drawn = share_map(
        [region for _code, _name, region in region_map()],
        map_size(),
        [StationShare.of(row) for row in groups],
        title="Share of observed stations with at least one violation",
    )
    return Section(
        "violations",
        "Stations with at least one violation",
        (
            Paragraph(
                "At least one violation was seen {total}. One event is counted once, however many reports "
                "describe it; what observers were told, and what is not confirmed, is not in this figure.",
                {"total": total.read(Reading.IN_OBSERVED)},
            ),
            Chart("violations", "Where violations were seen", drawn.svg, drawn.description, "violations"),
            Table(
                "violations",
                "Stations with at least one violation seen, by region",
                columns,
                (whole, *rows),
                (TOGETHER,),
            ),
        ),
    )


def incident_rows(numbers: Sheet) -> tuple[list[IncidentRow], IncidentRow]:
    """By the groups the violations are shown in: two groupings together would give small regions away."""
    seeded = Random(16)
    rows = []
    for row in public_groups(numbers):
        if row.figure.asked:
            counts = {phase: seeded.randint(0, 6) for phase in PHASES}
            by_phase = {
                phase: events(f"incidents.{row.keys[0]}.{phase}", count) for phase, count in counts.items()
            }
            total = events(f"incidents.{row.keys[0]}", sum(counts.values()))
            rows.append(IncidentRow(group_name(row.keys), dict(by_phase), total))
    sums = {
        phase: sum(int(cited.figure.numerator) for row in rows if (cited := row.by_phase[phase]))
        for phase in PHASES
    }
    whole = {phase: events(f"incidents.total.{phase}", count) for phase, count in sums.items()}
    return rows, IncidentRow("All regions", dict(whole), events("incidents.total", sum(sums.values())))


def category_rows(numbers: Sheet) -> list[CategoryRow]:
    stations = sum(numbers.observed.values())
    return [
        CategoryRow(
            f"{code} {name}",
            severity,
            Cited(f"seen.{code}", figure(seen, unit=Unit.EVENTS, measure=Measure.COUNT), "N5"),
            Cited(f"told.{code}", figure(told, unit=Unit.EVENTS, measure=Measure.COUNT), "N6"),
            Cited(f"unconfirmed.{code}", figure(doubt, unit=Unit.EVENTS, measure=Measure.COUNT), "N6"),
            Cited(f"stations.{code}", figure(seen - seen // 5, stations), "N4"),
        )
        for code, name, severity, seen, told, doubt in CATEGORIES
    ]


def incident_section(numbers: Sheet) -> Section:
    rows, total = incident_rows(numbers)
    categories = category_rows(numbers)
    stuffing, group = categories[-1], categories[4]
    return Section(
        "incidents",
        "Incidents",
        (
            Paragraph(
                "Observers reported {events} that they saw themselves. Group or family voting was seen "
                "{group}. Ballot-box stuffing was seen {stuffing}.",
                {
                    "events": _read_total(total),
                    "group": Proposed(group.stations, "procedural"),
                    "stuffing": Proposed(stuffing.stations, "critical"),
                },
            ),
            Heading("By region and phase"),
            by_region_and_phase(
                key="incidents",
                caption="Incidents seen, by region and phase",
                phases=PHASES,
                rows=rows,
                total=total,
            ),
            Heading("By category"),
            Paragraph(
                "What was seen, what was told to observers and what is not confirmed stand in columns of "
                "their own and are never added together."
            ),
            by_category(key="categories", caption="Incidents by category", rows=categories),
        ),
    )


def _read_total(row: IncidentRow) -> Value:
    assert row.total is not None
    return row.total.read(Reading.THINGS)


def day_section() -> Section:
    seeded = Random(35)
    weights = {hour: 9 if hour in {7, 8, 21, 22} else 4 if 9 <= hour < 25 else 1 for hour in HOURS}
    series = [
        Series(
            severity,
            severity.capitalize(),
            {hour: seeded.randint(0, most // rarity) for hour, most in weights.items()},
        )
        for severity, rarity in (("critical", 5), ("serious", 2), ("procedural", 1), ("note", 3))
    ]
    basis = Cited(
        "day", figure(sum(one.total for one in series), unit=Unit.EVENTS, measure=Measure.COUNT), "N7"
    )
    drawn = timeline(series, basis.figure, title="Incidents by hour")
    columns = (
        Column("Hour from", numeric=False, width=1),
        *(Column(one.label) for one in series),
        Column("All"),
    )
    spans = [range(5, 11), range(11, 17), range(17, 23), range(23, 29), range(29, 36)]
    rows = tuple(_span_row(basis, span, series) for span in spans)
    return Section(
        "day",
        "Through the day",
        (
            Paragraph(
                "The hours are those of the stations' own clocks and run past midnight, into the count: "
                "{all} in all.",
                {"all": basis.read(Reading.THINGS)},
            ),
            Chart("day", "Incidents seen, by hour", drawn.svg, drawn.description, "day"),
            Table("day", "Incidents seen, by part of the day", columns, rows),
        ),
    )


def _span_row(basis: Cited, span: range, series: list[Series]) -> Row:
    title = f"{span.start % 24:02}:00–{span.stop % 24:02}:00"
    cells = []
    for one in series:
        count = sum(one.counts.get(hour, 0) for hour in span)
        cut = basis.figure.narrowed(count, severity=one.severity, hour=str(span.start))
        cells.append(Cited(f"day.{span.start}.{one.severity}", cut, "N7").read(Reading.NUMERATOR))
    count = sum(one.counts.get(hour, 0) for one in series for hour in span)
    whole = Cited(f"day.{span.start}", basis.figure.narrowed(count, hour=str(span.start)), "N7")
    return Row((Term(title), *cells, whole.read(Reading.NUMERATOR)))
