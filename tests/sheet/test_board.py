"""The board shows the forty reports digit for digit, and every number leads back to its reports."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from observer.analysis.board import Board, Pair, RegionRow
from observer.analysis.figures import Figure, Unit
from observer.analysis.filters import Filters
from observer.analysis.reads import board, questions, reports_behind
from observer.checklists.models import Basis
from observer.missions.access import memberships
from observer.missions.models import Membership
from observer.reports.models import Report
from tests.sheet.playing import EXPECTED, play

REGIONS = ("north", "west")


def eyes(member: Membership) -> Membership:
    """The membership as a page finds it: with its regions."""
    return memberships(member.user).get(pk=member.pk)


def counts(figure: Figure) -> list[int | Decimal]:
    return [figure.numerator, figure.answered]


@pytest.mark.django_db
def test_the_headline_is_the_sheet() -> None:
    shown = board(eyes(play().head), Filters())
    assert shown.inclusion.as_json() == EXPECTED["inclusion"]
    assert counts(shown.total.observed) == EXPECTED["stations"]["observed"]["all"]
    assert counts(shown.total.affected.seen) == EXPECTED["stations"]["seen"]["all"]
    assert counts(shown.total.affected.told) == EXPECTED["stations"]["told"]["all"]
    assert shown.elsewhere is not None
    assert (shown.elsewhere.seen.numerator, shown.elsewhere.told.numerator) == (0, 1)
    assert shown.unconfirmed.numerator == 0


@pytest.mark.django_db
def test_regions_and_categories_are_the_sheet() -> None:
    shown = board(eyes(play().head), Filters())
    rows = {row.code: row for row in shown.regions}
    for region in REGIONS:
        assert counts(rows[region].observed) == EXPECTED["stations"]["observed"][region]
        assert counts(rows[region].affected.seen) == EXPECTED["stations"]["seen"][region]
        assert counts(rows[region].affected.told) == EXPECTED["stations"]["told"][region]
        assert rows[region].events.seen.numerator == sum(EXPECTED["violations"]["seen"][region].values())
        assert rows[region].events.told.numerator == sum(EXPECTED["violations"]["told"][region].values())
    for basis in ("seen", "told"):
        by_category: dict[str, int] = {}
        for region in (*REGIONS, ""):
            for category, events in EXPECTED["violations"][basis][region].items():
                by_category[category] = by_category.get(category, 0) + events
        shown_by = {row.code: getattr(row.events, basis).numerator for row in shown.categories}
        assert {code: events for code, events in shown_by.items() if events} == by_category
        severities = {code: getattr(pair, basis).numerator for code, pair in shown.severities.items()}
        assert {code: n for code, n in severities.items() if n} == EXPECTED["severity"][basis]


@pytest.mark.django_db
def test_answers_stand_with_what_was_not_observed_and_left_blank() -> None:
    rows = {row.code: row for row in questions(eyes(play().head), "opening", Filters())}
    for code in ("Q1", "Q2", "Q4"):
        both = [EXPECTED["answers"][code][region] for region in REGIONS]
        for answer in rows[code].answers:
            assert answer.figure.numerator == sum(region.get(answer.code, 0) for region in both)
        figure = rows[code].answered
        assert figure.answered == sum(region.get(answer, 0) for region in both for answer in ("yes", "no"))
        assert figure.not_observed == sum(region.get("__not_observed", 0) for region in both)
        assert figure.blank == sum(region.get("__blank", 0) for region in both)
    numbers = rows["Q3"].numbers
    assert numbers["total"].numerator == Decimal(EXPECTED["Q3"]["sum"])
    assert numbers["median"].numerator == Decimal(EXPECTED["Q3"]["median"])
    assert numbers["mean"].value == Fraction(88, 15)
    assert rows["Q3"].answered.answered == EXPECTED["Q3"]["answered"]


@pytest.mark.django_db
def test_a_regional_coordinator_sees_the_own_region_and_nothing_else() -> None:
    played = play()
    shown = board(eyes(played.regional), Filters())
    assert [row.code for row in shown.regions] == ["north"]
    assert shown.elsewhere is None
    assert counts(shown.total.affected.seen) == EXPECTED["stations"]["seen"]["north"]
    assert {line.region for line in shown.newest} == {"north"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(region="north"),
        Filters(phase="opening"),
        Filters(category="V11"),
        Filters(severity="critical", region="west"),
        Filters(from_hour=24),
    ],
)
def test_every_number_leads_back_to_its_reports(filters: Filters) -> None:
    head = eyes(play().head)
    shown = board(head, filters)
    wrong = [
        (dict(figure.source), figure.numerator, found)
        for figure in figures_of(shown)
        if (found := behind(head, figure)) != figure.numerator
    ]
    assert wrong == []


@pytest.mark.django_db
def test_every_answer_leads_back_to_its_reports() -> None:
    head = eyes(play().head)
    for row in questions(head, "opening", Filters()):
        for answer in row.answers:
            assert reports_behind(head, answer.figure.source).count() == answer.figure.numerator
        assert reports_behind(head, row.answered.source).count() == row.answered.answered


def behind(member: Membership, figure: Figure) -> int:
    """How many of the figure's own unit stand in the list it leads to."""
    reports = reports_behind(member, figure.source)
    if figure.unit is Unit.REPORTS:
        return reports.count()
    if figure.unit is Unit.STATIONS:
        return len(set(reports.values_list("station", flat=True)))
    return len(set(events_of(reports, figure.source)))


def events_of(reports: Any, source: Any) -> Iterator[int]:
    """The violations the listed reports are evidence of, of the basis and category the figure names."""
    for report in Report.objects.filter(pk__in=reports.values("pk")).select_related("current"):
        assert report.current
        for flag in report.current.flags.filter(evidence__isnull=False):
            counted = flag.evidence.violation.counted
            if (
                all(
                    source.get(name) in (None, getattr(counted, name))
                    for name in ("basis", "category", "severity", "phase")
                )
                and int(source.get("from_hour", 0)) <= counted.hour
            ):
                yield flag.evidence.violation_id


def figures_of(shown: Board) -> Iterator[Figure]:
    for row in (shown.total, *shown.regions):
        yield from region_figures(row)
    for category in shown.categories:
        yield from pair_figures(category.events)
        yield from pair_figures(category.affected)
        for pair in category.severities.values():
            yield from pair_figures(pair)
    for pair in shown.severities.values():
        yield from pair_figures(pair)
    yield from shown.phases.values()
    if shown.elsewhere:
        yield from pair_figures(shown.elsewhere)


def region_figures(row: RegionRow) -> Iterator[Figure]:
    yield row.observed
    yield row.reports
    yield from pair_figures(row.affected)
    yield from pair_figures(row.events)


def pair_figures(pair: Pair) -> Iterator[Figure]:
    assert {pair.seen.source["basis"], pair.told.source["basis"]} == {Basis.SEEN, Basis.TOLD}
    yield pair.seen
    yield pair.told
