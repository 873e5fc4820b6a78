"""Sheets of paper: read twice by two people, blind; alike they are a report, unlike a third settles them."""

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.definition import read
from observer.checklists.typing_keys import answer_of, keys_of
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.problems import CONFLICT, FORBIDDEN, Problem
from observer.reports import paper
from observer.reports.double_entry import HEAD, answers_of, differences, tidy_fields
from observer.reports.models import PaperSheet, Report, Revision, SheetReading
from observer.reports.paper import Reading, begin_sheet, read_again, send_unsent, settle_sheet
from tests.documents import choices, document, question
from tests.factories import EAST, Ground, a_member, ground

pytestmark = pytest.mark.django_db


def head(**more: str) -> dict[str, str]:
    return {"team": "", "station": "", "date": "04.10.2026", "arrival": "0715", "departure": "", **more}


def reading(here: Ground, *, station: str = "", **fields: str) -> Reading:
    told = head(team=here.team.code, station=station or here.stations[0].code)
    return Reading(told, fields, "en")


@pytest.fixture
def here() -> Ground:
    return ground()


@pytest.fixture
def clerks(here: Ground) -> list[Membership]:
    return [a_member(here.mission, Role.CLERK) for _number in range(2)]


def test_two_readings_alike_are_one_report_of_the_team(here: Ground, clerks: list[Membership]) -> None:
    first = reading(here, A1="2", A4="13", A10="12", A7="-")
    sheet = begin_sheet(version=here.opening, reading=first, by=clerks[0])
    assert sheet.name == "opening-1"
    assert Report.objects.count() == 0
    # Typed another way, and the same.
    again = reading(here, A1="2 ", A4="1, 3", A10="12", A7="–")
    outcome = read_again(sheet=sheet, reading=again, by=clerks[1])
    assert outcome.differences == ()
    assert outcome.receipt is not None
    report = Report.objects.get()
    revision = Revision.objects.get()
    assert revision.channel == "paper"
    assert revision.answers == {"A1": "no", "A4": ["lists", "seals"], "A10": "12", "A7": "__not_observed"}
    assert report.station == here.stations[0]
    assert report.team == here.team
    assert report.visit.arrived_at == datetime(2026, 10, 4, 7, 15, tzinfo=EAST)
    assert sheet.report.receipt == outcome.receipt.code
    assert sorted(flag.category for flag in revision.flags.all() if flag.category) == ["V10"]


def test_a_difference_is_settled_by_a_third_person(here: Ground, clerks: list[Membership]) -> None:
    sheet = begin_sheet(version=here.opening, reading=reading(here, A1="1", A10="12"), by=clerks[0])
    outcome = read_again(sheet=sheet, reading=reading(here, A1="2", A10="12", A3="late"), by=clerks[1])
    assert [(one.field, one.first, one.second) for one in outcome.differences] == [
        ("q:A1", "1", "2"),
        ("q:A3", "", "late"),
    ]
    assert Report.objects.count() == 0
    with pytest.raises(Problem) as open_still:
        settle_sheet(sheet=sheet, settled={"q:A1": "2"}, by=here.coordinator)
    assert open_still.value.kind is CONFLICT
    settle_sheet(sheet=sheet, settled={"q:A1": "2", "q:A3": ""}, by=here.coordinator)
    assert Revision.objects.get().answers == {"A1": "no", "A10": "12"}
    assert list(sheet.readings.order_by("place").values_list("by", flat=True)) == [
        clerks[0].pk,
        clerks[1].pk,
        here.coordinator.pk,
    ]


def test_nobody_reads_a_sheet_twice_and_no_sheet_is_read_by_three_clerks(
    here: Ground, clerks: list[Membership]
) -> None:
    sheet = begin_sheet(version=here.opening, reading=reading(here, A1="1"), by=clerks[0])
    with pytest.raises(Problem) as own:
        read_again(sheet=sheet, reading=reading(here, A1="1"), by=clerks[0])
    assert own.value.kind is CONFLICT
    read_again(sheet=sheet, reading=reading(here, A1="2"), by=clerks[1])
    third = a_member(here.mission, Role.CLERK)
    with pytest.raises(Problem) as late:
        read_again(sheet=sheet, reading=reading(here, A1="1"), by=third)
    assert late.value.kind is CONFLICT
    assert SheetReading.objects.count() == 2


def test_only_who_may_types_in_and_settles(here: Ground, clerks: list[Membership]) -> None:
    with pytest.raises(Problem) as refused:
        begin_sheet(version=here.opening, reading=reading(here), by=here.observers[0])
    assert refused.value.kind is FORBIDDEN
    sheet = begin_sheet(version=here.opening, reading=reading(here, A1="1"), by=clerks[0])
    read_again(sheet=sheet, reading=reading(here, A1="2"), by=clerks[1])
    with pytest.raises(Problem) as refused:
        settle_sheet(sheet=sheet, settled={"q:A1": "1"}, by=a_member(here.mission, Role.CLERK))
    assert refused.value.kind is FORBIDDEN


def test_a_sheet_goes_to_the_pile_of_everybody_but_its_reader(here: Ground, clerks: list[Membership]) -> None:
    sheet = begin_sheet(version=here.opening, reading=reading(here, A1="1"), by=clerks[0])
    piles = [list(PaperSheet.objects.visible_to(one).waiting_for(one)) for one in clerks]
    assert piles == [[], [sheet]]
    assert list(PaperSheet.objects.visible_to(here.observers[0])) == []
    other = ground("birch")
    assert list(PaperSheet.objects.visible_to(a_member(other.mission, Role.CLERK))) == []


def test_a_crash_between_the_second_reading_and_the_report_loses_nothing(
    here: Ground, clerks: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = begin_sheet(version=here.opening, reading=reading(here, A1="1"), by=clerks[0])

    def killed(**_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(paper, "receive", killed)
        with pytest.raises(KeyboardInterrupt):
            read_again(sheet=sheet, reading=reading(here, A1="1"), by=clerks[1])
    assert Report.objects.count() == 0
    assert send_unsent() == 1
    assert send_unsent() == 0
    assert Revision.objects.get().answers == {"A1": "yes"}


def test_a_sheet_without_a_known_team_or_station_is_a_report_all_the_same(
    here: Ground, clerks: list[Membership]
) -> None:
    told = Reading(head(team="??", station="no such code"), {"A1": "1"}, "en")
    sheet = begin_sheet(version=here.opening, reading=told, by=clerks[0])
    assert read_again(sheet=sheet, reading=told, by=clerks[1]).receipt is not None
    report = Report.objects.get()
    assert report.author_id == clerks[0].pk
    assert [hold.typed for hold in report.holds.all()] == ["no such code"]


def test_readings_are_never_changed(here: Ground, clerks: list[Membership]) -> None:
    begin_sheet(version=here.opening, reading=reading(here, A1="1"), by=clerks[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        SheetReading.objects.update(answers={})


QUESTIONS = list(
    read(
        document(
            "o",
            "voting",
            [
                question("A1", "yes_no_not_observed"),
                question("A2", "many_of", choices=choices(*"abcd")),
                question("A3", "integer", allow_not_observed=True),
                question("A4", "time"),
                question("A5", "date"),
                question("A6", "text"),
                question("A7", "rank", choices=choices(*"abc")),
                question("A8", "acknowledge"),
                question("A9", "one_of", choices=choices(*(f"c{n}" for n in range(12)))),
                question("box", "repeat", questions=[question("seal", "text"), question("n", "yes_no")]),
            ],
        )
    ).questions()
)
BY_CODE = {one.code: one for one in QUESTIONS}


@pytest.mark.parametrize(
    ("code", "typed", "answer"),
    [
        ("A1", "1", "yes"),
        ("A1", "-", "__not_observed"),
        ("A1", "3", "3"),
        ("A2", "124", ["a", "b", "d"]),
        ("A2", "1 2,4", ["a", "b", "d"]),
        ("A3", "0", "0"),
        ("A3", "—", "__not_observed"),
        ("A4", "715", "7:15"),
        ("A4", "0715", "07:15"),
        ("A5", "15.01.2012", "2012-01-15"),
        ("A5", "20120115", "2012-01-15"),
        ("A6", "-", "-"),
        ("A7", "312", ["c", "a", "b"]),
        ("A8", "x", "OK"),
        ("A9", "12", "c11"),
        ("A9", "", ""),
    ],
)
def test_keys_mean_answers(code: str, typed: str, answer: object) -> None:
    assert answer_of(BY_CODE[code], typed) == answer
    assert answer_of(BY_CODE[code], keys_of(BY_CODE[code], answer)) == answer


def test_rows_of_a_repeat_are_typed_one_by_one() -> None:
    typed = {"box.1.seal": "A-17", "box.1.n": "1", "box.2.seal": " ", "box.3.n": "2"}
    assert answers_of(QUESTIONS, typed) == {"box": [{"seal": "A-17", "n": "yes"}, {"n": "no"}]}


keys = st.text(alphabet="0123456789 -–.,xabc", max_size=6)


@given(st.dictionaries(st.sampled_from([*BY_CODE, "box.1.seal", "box.2.n"]), keys))
def test_what_is_written_one_way_stays_so_and_means_the_same(typed: dict[str, str]) -> None:
    tidy = tidy_fields(QUESTIONS, typed)
    assert tidy_fields(QUESTIONS, tidy) == tidy
    assert answers_of(QUESTIONS, tidy) == answers_of(QUESTIONS, typed)
    assert differences(tidy, tidy) == []


@given(st.dictionaries(st.sampled_from(HEAD), keys), st.dictionaries(st.sampled_from(HEAD), keys))
def test_differences_name_exactly_what_differs(first: dict[str, str], second: dict[str, str]) -> None:
    said = {name: " ".join(first.get(name, "").split()) for name in HEAD}
    other = {name: " ".join(second.get(name, "").split()) for name in HEAD}
    found = {one.field for one in differences(first, second)}
    assert found == {name for name in HEAD if said[name] != other[name]}
