"""Figures over the API: those of the sheet, for whoever may see them, and sent again only when they moved."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from observer.analysis.behind import number_behind
from observer.analysis.fold import fold
from observer.analysis.models import FoldState
from observer.analysis.reads import reports_behind
from observer.missions.access import memberships
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.reports.intake import receive
from tests.factories import Ground, a_member, a_submission, a_visit, ground
from tests.people.accounts import browser_of
from tests.sheet.playing import EXPECTED, Played, play

HERE = "/api/v1/missions"


@pytest.fixture
def sheet(db: None) -> Played:
    return play()


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def asked(membership: Membership, path: str, **more: Any) -> Any:
    return browser_of(membership.user).get(f"{HERE}/{membership.mission.code}/{path}", **more)


def figures(part: Any) -> Iterator[dict[str, Any]]:
    """Every figure anywhere in an answer."""
    if isinstance(part, dict):
        if "numerator" in part:
            yield part
        for inner in part.values():
            yield from figures(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from figures(inner)


def test_the_board_shows_the_sheet_digit_for_digit(sheet: Played) -> None:
    board = asked(sheet.head, "board/").json()
    regions = {row["code"]: row for row in board["regions"]}
    expected = EXPECTED["stations"]
    pairs = [(regions["north"], "north"), (regions["west"], "west"), (board["total"], "all")]
    for row, place in pairs:
        assert [row["observed"]["numerator"], row["observed"]["answered"]] == expected["observed"][place]
        for basis in ("seen", "told"):
            affected = row["affected"][basis]
            assert [affected["numerator"], affected["answered"]] == expected[basis][place]
    steps = {step["code"]: step["reports"] for step in board["inclusion"]}
    assert {name: steps[name] for name in EXPECTED["inclusion"]} == EXPECTED["inclusion"]
    for basis in ("seen", "told"):
        events = EXPECTED["violations"][basis]
        assert regions["north"]["events"][basis]["numerator"] == sum(events["north"].values())
        assert board["total"]["events"][basis]["numerator"] == sum(
            count for place in events.values() for count in place.values()
        )
        assert board["elsewhere"][basis]["numerator"] == sum(events[""].values())
    severities = {row["code"]: row for row in board["severities"]}
    for basis, counts in EXPECTED["severity"].items():
        assert {code: severities[code][basis]["numerator"] for code in counts} == counts


def test_every_figure_leads_back_to_as_many_as_it_says(sheet: Played) -> None:
    membership = memberships(sheet.head.user).get()
    board = asked(sheet.head, "board/").json()
    found = [figure for figure in figures(board) if "show" in figure["source"]]
    assert len(found) > 60
    for figure in found:
        source = figure["source"]
        told = number_behind(membership, source)
        assert told is not None
        assert told[0] == figure["numerator"], source
        if source["show"] == "reports":
            assert reports_behind(membership, source).count() == figure["numerator"], source
        if source["show"] == "observed":
            stations = reports_behind(membership, source).values_list("station", flat=True)
            assert len(set(stations)) == figure["numerator"], source
        if figure["numerator"] == 0:
            assert not reports_behind(membership, source).exists(), source


def test_every_step_of_the_inclusion_rule_lists_its_reports(sheet: Played) -> None:
    membership = memberships(sheet.head.user).get()
    for step in asked(sheet.head, "board/").json()["inclusion"]:
        assert reports_behind(membership, {"outcome": step["code"]}).count() == step["reports"], step


def test_a_regional_coordinator_sees_their_own_regions_alone(sheet: Played) -> None:
    answer = asked(sheet.regional, "board/")
    board = answer.json()
    assert [row["code"] for row in board["regions"]] == ["north"]
    assert board["elsewhere"] is None
    assert board["total"]["observed"]["numerator"] == 4
    assert '"west"' not in answer.content.decode()


def test_a_region_out_of_sight_is_no_region(sheet: Played) -> None:
    refused = asked(sheet.regional, "board/?region=west")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "region")


def test_nothing_is_sent_again_while_nothing_moved(alder: Ground) -> None:
    client = browser_of(alder.head.user)
    address = f"{HERE}/alder/board/"
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    report(alder)
    moved = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (moved.status_code, moved.json()["total"]["reports"]["numerator"]) == (200, 1)


def report(alder: Ground, **answers: str) -> None:
    """A counted opening report; the version moves at once."""
    FoldState.objects.update(version_moved_at="2012-01-15T00:00:00Z")
    visit = a_visit(alder.stations[-1])
    receive(
        sender=alder.phone.sender,
        submissions=[a_submission(alder.opening, {"A1": "no", **answers}, visit=visit)],
    )
    fold(mission_id=alder.mission.pk)


def test_an_etag_is_of_one_sight_one_language_and_one_format(alder: Ground) -> None:
    def etag(membership: Membership, query: str = "", **headers: str) -> str:
        answer = asked(membership, f"coverage/{query}", headers=headers)
        assert answer.status_code == 200
        return str(answer["ETag"])

    whole = etag(alder.head)
    assert etag(a_member(alder.mission, Role.HEAD)) == whole
    assert len({whole, etag(alder.regional), etag(alder.head, **{"accept-language": "ru"})}) == 3
    assert len({whole, etag(alder.head, "?format=csv"), etag(alder.head, accept="text/csv")}) == 3


def test_members_of_one_sight_share_one_computation(alder: Ground) -> None:
    twin = a_member(alder.mission, Role.HEAD)
    first, second = browser_of(alder.head.user), browser_of(twin.user)
    caches["bodies"].clear()
    with CaptureQueriesContext(connection) as computed:
        body = first.get(f"{HERE}/alder/board/").content
    with CaptureQueriesContext(connection) as shared:
        assert second.get(f"{HERE}/alder/board/").content == body
    # Session, person, membership with regions, glass and mission, version: nothing of the figures.
    assert len(shared) < 10 < len(computed)
    assert not [query for query in shared.captured_queries if "tally" in query["sql"]]


@pytest.mark.parametrize("path", ["board/", "coverage/", "tallies/violations/", "figures/"])
def test_a_thousand_reports_cost_as_many_queries_as_ten(alder: Ground, path: str) -> None:
    counts = []
    for reports in (10, 990):
        submissions = [
            a_submission(alder.opening, {"A1": "no"}, visit=a_visit(alder.stations[number % 6]))
            for number in range(reports)
        ]
        for start in range(0, reports, 200):
            receive(sender=alder.phone.sender, submissions=submissions[start : start + 200])
        fold(mission_id=alder.mission.pk, limit=2_000)
        caches["bodies"].clear()
        client = browser_of(alder.head.user)
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(f"{HERE}/alder/{path}").status_code == 200
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


def test_a_packed_answer_unpacks_to_the_same(sheet: Played) -> None:
    import gzip

    plain = asked(sheet.head, "board/")
    packed = asked(sheet.head, "board/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) * 5 < len(plain.content)


def test_sheets_have_the_lines_that_the_answer_has_rows(sheet: Played) -> None:
    for path in ("coverage/", "tallies/violations/", "tallies/answers/?checklist=opening", "figures/"):
        join = "&" if "?" in path else "?"
        rows = asked(sheet.head, path).json()["rows"]
        answer = asked(sheet.head, f"{path}{join}format=csv")
        lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert [line["numerator"] for line in lines] == [str(row["figure"]["numerator"]) for row in rows]
        assert {line["synthetic"] for line in lines} == {"true"}


def test_answers_are_those_of_the_sheet(sheet: Played) -> None:
    rows = asked(sheet.head, "tallies/answers/?checklist=opening").json()["rows"]
    given = {(row["question"], row["answer"]): row["figure"] for row in rows if row["answer"]}
    assert given["Q1", "yes"]["numerator"] == 13
    assert (given["Q2", "no"]["numerator"], given["Q2", "no"]["answered"]) == (5, 12)
    assert (given["Q2", "no"]["not_observed"], given["Q2", "no"]["blank"]) == (3, 1)


def test_votes_are_for_the_results_room_alone(alder: Ground) -> None:
    visit = a_visit(alder.stations[-1])
    counted = a_submission(alder.counting, {"C1": "120", "C2": "98", "P_R": "1200"}, visit=visit)
    receive(sender=alder.phone.sender, submissions=[counted])
    fold(mission_id=alder.mission.pk)

    def questions(membership: Membership) -> set[str]:
        rows = asked(membership, "tallies/answers/?checklist=counting").json()["rows"]
        return {row["question"] for row in rows}

    assert questions(a_member(alder.mission, Role.RESULTS_ROOM)) - questions(alder.head) == {"C1", "C2"}


def test_a_checklist_that_is_not_there_is_not_found(alder: Ground) -> None:
    assert asked(alder.head, "tallies/answers/").status_code == 404
    assert asked(alder.head, "tallies/answers/?checklist=nothing").status_code == 404


def test_whether_the_figures_keep_up_is_never_kept(alder: Ground) -> None:
    report(alder)
    answer = asked(alder.head, "live/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer
    assert answer.json()["state"] == "stale"
    assert "has not started" in answer.json()["text"]


def test_a_refused_filter_names_its_field(alder: Ground) -> None:
    refused = asked(alder.head, "board/?phase=lunch&from_hour=99")
    problem = json.loads(refused.content)
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert {error["field"] for error in problem["errors"]} == {"phase", "from_hour"}


def test_strangers_find_nothing(alder: Ground) -> None:
    birch = ground("birch")
    paths = ("board/", "coverage/", "figures/", "live/", "tallies/violations/", "tallies/answers/")
    for path in paths:
        answer = browser_of(birch.head.user).get(f"{HERE}/alder/{path}")
        assert (path, answer.status_code) == (path, 404)
        assert Client().get(f"{HERE}/alder/{path}").status_code == 401
