"""Events, texts, stations and teams at the coordinator's desk."""

from __future__ import annotations

import re
from functools import partial

import pytest

from observer.findings.models import Citation, Draft
from observer.findings.writing import open_statement
from observer.journal.models import Entry
from observer.missions.personal import Person, store
from observer.missions.roles import Role
from observer.reports.decisions import place
from observer.reports.models import TextTag, Violation, WrittenText
from tests.dashboard.desk import SEEN, opened, posted, queries, send, words
from tests.factories import Ground, a_member, a_visit, ground


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


# --- Events ---------------------------------------------------------------------------------------------


def test_an_event_shows_all_its_evidence_and_offers_what_may_be_the_same(alder: Ground) -> None:
    visit = a_visit("W-1")
    tick = send(alder, visit=visit)
    send(alder, "incident", SEEN | {"category": "V10"}, visit=visit)
    again = send(alder)
    event = Violation.objects.get(visit=tick.visit)
    page = opened(alder.coordinator, f"events/{event.pk}/")
    assert words(page).count("V10 ·") >= 2
    other = Violation.objects.get(visit=again.visit)
    assert f'name="other" value="{other.pk}"' in page.content.decode()
    posted(alder.coordinator, f"events/{event.pk}/join/", other=other.pk, reason="one queue, two visits")
    assert event.evidence.count() == 3
    left = words(opened(alder.coordinator, f"events/{other.pk}/"))
    assert "Nothing tells of it any more" in left
    assert "one queue, two visits" in left
    evidence = event.evidence.order_by("id").last()
    assert evidence
    answer = posted(
        alder.coordinator, f"events/{event.pk}/split/", evidence=evidence.pk, reason="two after all"
    )
    own = Violation.objects.get(evidence=evidence)
    assert answer["Location"] == f"/missions/alder/events/{own.pk}/"


def test_evidence_from_another_region_is_not_shown(alder: Ground) -> None:
    east = send(alder, station="E-1", phone=alder.other_phone)
    event = Violation.objects.get(visit=east.visit)
    assert opened(alder.regional, f"events/{event.pk}/").status_code == 404


def test_what_was_decided_about_a_report_elsewhere_is_not_told(alder: Ground) -> None:
    mine, theirs = send(alder), send(alder)
    event, other = (Violation.objects.get(visit=one.visit) for one in (mine, theirs))
    posted(alder.coordinator, f"events/{event.pk}/join/", other=other.pk, reason="one queue, two visits")
    place(report=theirs, by=alder.coordinator, reason="the east", station=alder.stations[0])
    assert theirs.current
    assert alder.stations[0].region == alder.east
    whole = words(opened(alder.coordinator, f"events/{event.pk}/"))
    assert theirs.current.receipt_code in whole
    assert "one queue, two visits" in whole
    west = opened(alder.regional, f"events/{event.pk}/")
    assert west.status_code == 200
    assert theirs.current.receipt_code not in words(west)
    assert "one queue, two visits" not in words(west)


# --- Texts ----------------------------------------------------------------------------------------------


def write(alder: Ground, said: str, station: str = "W-1") -> WrittenText:
    phone = alder.phone if station.startswith("W") else alder.other_phone
    report = send(alder, answers={"A1": "yes", "A2": "late", "A3": said}, station=station, phone=phone)
    return WrittenText.objects.get(report=report)


def test_texts_are_searched_and_narrowed(alder: Ground) -> None:
    write(alder, "The seals were broken")
    write(alder, "Nobody had the key", "E-1")
    for query, wanted in (
        ({"words": "seal"}, ["The seals were broken"]),
        ({"words": "key or seal"}, ["Nobody had the key", "The seals were broken"]),
        ({"region": "east"}, ["Nobody had the key"]),
        ({"phase": "voting"}, []),
        (
            {"form": "opening", "question": "A3", "language": "en"},
            ["Nobody had the key", "The seals were broken"],
        ),
        ({"area": "-", "words": "broken"}, ["The seals were broken"]),
        ({"area": "media"}, []),
    ):
        page = opened(alder.head, "texts/", **query).content.decode()
        found = re.findall(r'class="text__words" dir="auto">([^<]*)<', page)
        assert (query, found) == (query, wanted)


def test_a_text_is_tagged_untagged_and_cited(alder: Ground) -> None:
    text = write(alder, "The seals were broken <script>")
    posted(
        alder.coordinator,
        f"texts/{text.pk}/tag/",
        area="election-day",
        next="/missions/alder/texts/?words=seal",
    )
    tag = TextTag.objects.get()
    page = opened(alder.coordinator, "texts/", area="election-day")
    assert "Election day" in words(page)
    assert "<script>" not in page.content.decode().split("text__words")[1].split("</p>")[0]
    answer = posted(alder.coordinator, f"texts/{text.pk}/untag/{tag.pk}/", next="/missions/alder/texts/")
    assert answer["Location"] == f"/missions/alder/texts/#text-{text.pk}"
    assert not TextTag.objects.filter(removed_at__isnull=True).exists()
    posted(alder.coordinator, "texts/areas/", name="Roads and snow")
    assert "Roads and snow" in words(opened(alder.coordinator, "texts/"))


# --- Stations -------------------------------------------------------------------------------------------


def test_visits_stand_side_by_side_and_what_differs_says_so(alder: Ground) -> None:
    send(alder, answers={"A1": "yes", "A10": "7"})
    send(alder, answers={"A1": "no", "A10": "7"})
    page = opened(alder.head, "stations/W-1/").content.decode()
    rows = re.findall(r'<tr class="differs"><th scope="row"><code class="answer__code">(\w+)</code>', page)
    assert rows == ["A1"]
    assert page.count('<li class="visit">') == 2


def test_not_to_have_seen_is_no_other_answer(alder: Ground) -> None:
    send(alder, answers={"A1": "yes", "A7": "__not_observed"})
    send(alder, answers={"A1": "yes", "A7": "yes"})
    assert '<tr class="differs">' not in opened(alder.head, "stations/W-1/").content.decode()


def test_answers_are_not_for_everybody_who_sees_the_station(alder: Ground) -> None:
    send(alder, answers={"A1": "no"})
    page = words(opened(a_member(alder.mission, Role.AUDITOR), "stations/W-1/"))
    assert "Question A1" not in page


# --- Teams ----------------------------------------------------------------------------------------------


def test_teams_are_listed_with_their_last_word_and_silent_ones_can_be_called(alder: Ground) -> None:
    send(alder)
    page = words(opened(alder.head, "teams/"))
    assert "1 report sent" in page
    assert "no word yet" in page
    silent = opened(alder.head, "teams/", silent="60").content.decode()
    codes = (alder.team.code, alder.other_team.code)
    assert [f"/teams/{code}/" in silent for code in codes] == [False, True]
    assert opened(alder.head, "teams/", silent="5").status_code == 400


def test_names_are_shown_on_asking_and_the_journal_keeps_who_looked(alder: Ground) -> None:
    store(membership=alder.observers[0], by=None, person=Person("Alma Example", "+7 701 000 00 00"))
    path = f"teams/{alder.team.code}/"
    assert "Alma" not in words(opened(alder.coordinator, path))
    assert "Alma Example" in words(posted(alder.coordinator, f"{path}names/"))
    assert Entry.objects.filter(act="see_names", user_id=alder.coordinator.user_id).exists()
    assert posted(a_member(alder.mission, Role.ANALYST), f"{path}names/").status_code == 403


def test_a_team_that_answers_alike_is_told_with_its_n(alder: Ground) -> None:
    for station in ("W-1", "W-2", "W-3"):
        send(alder, answers={"A1": "yes", "A14": "good"}, station=station)
    send(alder, answers={"A1": "yes", "A14": "bad"}, station="E-1", phone=alder.other_phone)
    page = words(opened(alder.head, f"teams/{alder.team.code}/"))
    assert "the same as in another of the team's reports: 3 of 3" in page
    assert "Good 3 of 3" in page
    assert "3 of 4" in page


def test_lists_cost_the_same_with_one_and_with_three(alder: Ground) -> None:
    def costs() -> list[int]:
        paths = ("texts/", "teams/", "stations/W-1/", f"teams/{alder.team.code}/")
        return [queries(partial(opened, alder.head, path)) for path in paths]

    write(alder, "one")
    costs()
    before = costs()
    for said in ("two", "three"):
        text = write(alder, said)
        posted(alder.head, f"texts/{text.pk}/tag/", area="media")
    assert costs() == before


def test_a_text_is_cited_under_a_finding(alder: Ground) -> None:
    text = write(alder, "The seals were broken")
    finding = open_statement(by=alder.coordinator, kind="finding")
    said = {"en": {"title": "Seals", "text": "Seals were broken."}}
    Draft.objects.create(
        mission=alder.mission, statement=finding, number=1, words=said, written_by=alder.coordinator
    )
    assert "Seals" in words(opened(alder.coordinator, "texts/"))
    posted(alder.coordinator, f"texts/{text.pk}/cite/", finding=finding.pk)
    cited = Citation.objects.get()
    assert (cited.statement, cited.excerpt, cited.question) == (finding, "The seals were broken", "A3")
