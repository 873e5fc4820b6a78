"""The page of the election: every announcement with its source, contradictions in the open, seats again."""

from datetime import time
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from observer.elections.models import Commission, Contest, Region, StationChange
from observer.elections.official import FigureRow, add_figures
from tests.factories import Ground, a_station, ground
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
PAGE = "/missions/alder/election/"


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def head(alder: Ground) -> Client:
    return browser_of(alder.head.user)


def contest_of(alder: Ground) -> Contest:
    return Contest.objects.get(election=alder.election)


def final(of: Ground, **votes: int) -> None:
    rows = [
        FigureRow(stage="final", source="The commission", choice=code, votes=number)
        for code, number in votes.items()
    ]
    add_figures(contest=contest_of(of), rows=rows)


def reading(percent: str, source: str, region: str = "west", **more: object) -> FigureRow:
    share = Decimal(percent)
    return FigureRow(
        stage="reading", source=source, region=region, local_time=time(12), percent=share, **more
    )


def text_of(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_election_nobody_announced_anything_of_says_so(head: Client) -> None:
    text = text_of(head)
    assert "No votes were announced for this contest." in text
    assert "No turnout was announced for this contest." in text
    assert "None was found." in text


def test_shares_are_worked_out_with_their_counts(alder: Ground, head: Client) -> None:
    final(alder, alder=600, birch=200)
    text = text_of(head)
    assert "75.00 % (600 of 800)" in text
    assert "25.00 % (200 of 800)" in text


def test_seats_follow_the_rules_in_the_address(alder: Ground, head: Client) -> None:
    final(alder, alder=600, birch=200)
    assert "a seat costs 8.2 votes" in text_of(head)
    text = text_of(head, "?method=dhondt&threshold=30&seats=4&minimum=1")
    assert "as the second list" in text
    assert "a seat costs" not in text


def test_a_tie_is_told_and_its_seats_stay_open_until_it_is_settled(alder: Ground, head: Client) -> None:
    final(alder, alder=500, birch=500)
    text = text_of(head, "?seats=3&threshold=0")
    assert "These lists tie for 1 of the last seats: Alder, Birch." in text
    assert "1 seat stays open until it is settled." in text
    assert "Settled by the order of the lots above." in text_of(head, "?seats=3&threshold=0&lots=birch")


def test_rules_that_make_no_sense_are_named_and_give_no_seats(alder: Ground, head: Client) -> None:
    final(alder, alder=600, birch=200)
    text = text_of(head, "?threshold=700&seats=0&method=dice")
    assert text.count("errorlist") == 3
    assert "The same votes by other methods" not in text


def test_both_sides_of_a_contradiction_stand_with_their_sources(alder: Ground, head: Client) -> None:
    rows = [reading("81.0", "The commission"), reading("81.95", "A newspaper", note={"en": "Told twice."})]
    add_figures(contest=contest_of(alder), rows=rows)
    text = text_of(head)
    assert "West, turnout, 12:00" in text
    assert "0.95 points apart" in text
    for told, source in (("81.0 %", "The commission"), ("81.95 %", "A newspaper")):
        assert f'<dt>{source}</dt><dd class="number">{told}</dd>' in text
    assert "Told twice." in text


def test_every_reading_names_its_source_or_the_usual_one(alder: Ground, head: Client) -> None:
    rows = [reading("50.0", "A"), reading("60.0", "A", "east"), reading("55.0", "B", "")]
    add_figures(contest=contest_of(alder), rows=rows)
    text = text_of(head)
    assert "Source where none is named: A." in text
    assert '55.0 %</span> <span class="soft">B</span>' in text


def test_readings_of_two_denominators_are_shown_to_be_so(alder: Ground, head: Client) -> None:
    rows = [
        reading("35.3", "Noon", region="", voters=3_185_546),
        FigureRow(stage="final", source="End", percent=Decimal("75.07"), voters=6_980_000),
        FigureRow(stage="final", source="End", field="R", number=9_300_000),
    ]
    add_figures(contest=contest_of(alder), rows=rows)
    text = text_of(head)
    assert "cannot all be percentages of one number" in text
    assert "9,024,210" in text
    assert "34.25 % (3,185,546 of 9,300,000)" in text


def test_a_turnout_that_falls_during_the_day_is_named(alder: Ground, head: Client) -> None:
    later = FigureRow(
        stage="reading", source="C", region="west", local_time=time(18), percent=Decimal("40.0")
    )
    add_figures(contest=contest_of(alder), rows=[reading("50.0", "C"), later])
    assert "Turnout goes down during the day, which it cannot, in: West" in " ".join(text_of(head).split())


def test_what_happened_to_stations_is_told_with_its_source(alder: Ground, head: Client) -> None:
    for kind, day in (("cancelled", "2026-09-20"), ("restored", "2026-09-25")):
        StationChange.objects.create(station=alder.stations[0], kind=kind, on=day, source=f"{kind} by decree")
    text = text_of(head)
    assert "cancelled by decree" in text
    assert "restored by decree" in text


def test_an_unknown_contest_is_nowhere(head: Client) -> None:
    assert head.get(PAGE + "?contest=oak").status_code == 404


@pytest.mark.parametrize("regions", [1, 3])
def test_the_page_costs_the_same_however_much_was_announced(
    alder: Ground, head: Client, regions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    top = Region.objects.get(election=alder.election, parent__isnull=True)
    for number in range(regions):
        code = f"more-{number}"
        Region.objects.create(
            election=alder.election,
            parent=top,
            code=code,
            path=f"{top.path}{code}/",
            level="region",
            names={"en": code},
            time_zone="UTC",
        )
        add_figures(contest=contest_of(alder), rows=[reading("50", "A", code), reading("70", "B", code)])
        StationChange.objects.create(
            station=alder.stations[number], kind="restored", on="2026-09-25", source="decree"
        )
    final(alder, alder=600, birch=200)
    head.get(PAGE)
    with django_assert_num_queries(11):
        head.get(PAGE)


# --- Commissions -------------------------------------------------------------------------------------------


def test_commissions_are_walked_down_to_their_stations(alder: Ground, head: Client) -> None:
    west = Commission.objects.get(election=alder.election, code="TEC-west")
    text = head.get(f"{PAGE}commissions/").content.decode()
    assert f"?below={west.pk}" in text
    text = head.get(f"{PAGE}commissions/?below={west.pk}").content.decode()
    assert "/stations/W-1/" in text
    assert "/stations/E-1/" not in text


def test_a_regional_coordinator_is_led_to_their_own_stations_only(alder: Ground) -> None:
    regional = browser_of(alder.regional.user)
    east = Commission.objects.get(election=alder.election, code="TEC-east")
    text = regional.get(f"{PAGE}commissions/?below={east.pk}").content.decode()
    assert "E-1" in text
    assert "/stations/E-1/" not in text


def test_the_chain_of_a_contest_leads_to_the_same_precincts(alder: Ground, head: Client) -> None:
    contest = contest_of(alder)
    west = Commission.objects.get(election=alder.election, code="TEC-west")
    Commission.objects.create(
        election=alder.election, code="PEC-1", level="precinct", names={"en": "Precinct one"}, parent=west
    )
    own = Commission.objects.create(
        election=alder.election,
        contest=contest,
        counterpart=west,
        code="DEC-west",
        level="district",
        names={"en": "District"},
    )
    text = head.get(f"{PAGE}commissions/?below={own.pk}").content.decode()
    assert "Precinct one" in text
    assert "same precincts as TEC-west" in text


def test_stations_beside_further_commissions_are_a_page_away(alder: Ground, head: Client) -> None:
    west = Commission.objects.get(election=alder.election, code="TEC-west")
    Commission.objects.create(
        election=alder.election, code="PEC-1", level="precinct", names={"en": "Precinct one"}, parent=west
    )
    text = head.get(f"{PAGE}commissions/?below={west.pk}").content.decode()
    assert "Precinct one" in text
    assert "/stations/W-1/" not in text
    assert f"?below={west.pk}&amp;stations=1" in text
    assert "/stations/W-1/" in head.get(f"{PAGE}commissions/?below={west.pk}&stations=1").content.decode()


def test_more_stations_than_a_page_holds_are_all_reached(alder: Ground, head: Client) -> None:
    west = Commission.objects.get(election=alder.election, code="TEC-west")
    for number in range(30):
        a_station(alder.west, f"X-{number:02}", commission=west)
    answer = head.get(f"{PAGE}commissions/?below={west.pk}")
    first = answer.content.decode().count("/stations/")
    second = head.get(answer.context["listed"]["next"]).content.decode().count("/stations/")
    assert (first, second) == (25, 8)


@pytest.mark.parametrize("asked", ["0", "abc", "9" * 19, "-1"])
def test_a_commission_that_is_not_there_is_nowhere(head: Client, asked: str) -> None:
    assert head.get(f"{PAGE}commissions/?below={asked}").status_code == 404


def test_a_commission_of_another_election_is_nowhere(head: Client) -> None:
    other = ground("birch")
    foreign = Commission.objects.filter(election=other.election).first()
    assert foreign is not None
    assert head.get(f"{PAGE}commissions/?below={foreign.pk}").status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_a_list_of_commissions_costs_the_same_however_long(
    alder: Ground, head: Client, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    west = Commission.objects.get(election=alder.election, code="TEC-west")
    for number in range(more):
        precinct = Commission.objects.create(
            election=alder.election,
            parent=west,
            code=f"PEC-{number}",
            level="precinct",
            names={"en": f"Precinct {number}"},
        )
        a_station(alder.west, f"P-{number}", commission=precinct)
    head.get(f"{PAGE}commissions/?below={west.pk}")
    with django_assert_num_queries(8):
        head.get(f"{PAGE}commissions/?below={west.pk}")
