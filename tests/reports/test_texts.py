"""What observers wrote: gathered once, found in three languages, tagged by people."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from observer.analysis.fold import fold
from observer.journal.models import Entry
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.intake import receive
from observer.reports.models import TextTag, WrittenText
from observer.reports.texts import AREAS, add_area, areas_of, gather, searched, tag, untag
from tests import factories
from tests.factories import Ground, a_member, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def write(ground: Ground, words: str, station: str = "W-1", **more: Any) -> Any:
    """A late opening with its reason in the observer's words, folded."""
    sent = a_submission(
        ground.opening, {"A1": "yes", "A2": "late", "A3": words}, visit=a_visit(station), **more
    )
    receive(sender=ground.phone.sender, submissions=[sent])
    fold(mission_id=ground.mission.pk)
    return sent


def found(words: str) -> set[str]:
    return set(WrittenText.objects.filter(searched(words)).values_list("text", flat=True))


def test_answers_in_words_and_narratives_are_gathered_and_codes_are_not(ground: Ground) -> None:
    write(ground, "No key to the door")
    told = {"category": "V15", "severity": "note", "basis": "told", "where": "station", "place_code": "W-2"}
    story = a_submission(ground.incident, {**told, "narrative": "A clump of ballots"}, language="ru")
    receive(sender=ground.phone.sender, submissions=[story])
    fold(mission_id=ground.mission.pk)
    rows = WrittenText.objects.order_by("id").values_list(
        "question", "text", "is_narrative", "phase", "language"
    )
    assert list(rows) == [
        ("A3", "No key to the door", False, "opening", "en"),
        ("narrative", "A clump of ballots", True, "incident", "ru"),
    ]


def test_gathering_again_gathers_nothing(ground: Ground) -> None:
    sent = write(ground, "No key")
    report = WrittenText.objects.get(report__client_id=sent.report_id).report_id
    assert gather(mission_id=ground.mission.pk, report_ids=[report]) == 0


def test_a_correction_is_read_in_its_place_and_the_old_text_stays(ground: Ground) -> None:
    sent = write(ground, "No key")
    write(ground, "The key came late", report_id=sent.report_id, replaces=sent.client_id, reason="heard more")
    assert WrittenText.objects.count() == 2
    assert [text.text for text in WrittenText.objects.all().current()] == ["The key came late"]


def test_words_are_found_by_their_stem_in_russian_and_english_and_as_they_stand(ground: Ground) -> None:
    english, russian, kazakh = "The seals were broken", "Пломбы были сорваны", "Мөр жоқ болды"
    for words in (english, russian, kazakh):
        write(ground, words)
    assert found("seal") == {english}
    assert found("пломба") == {russian}
    assert found("мөр") == {kazakh}
    assert found('"seals were"') == {english}
    assert found("nothing like it") == set()
    assert found("seal or пломба") == {english, russian}


def test_texts_are_read_by_those_who_read_answers_in_their_regions(ground: Ground) -> None:
    write(ground, "west")
    sent = a_submission(ground.opening, {"A1": "yes", "A2": "late", "A3": "east"}, visit=a_visit("E-1"))
    receive(sender=ground.other_phone.sender, submissions=[sent])
    fold(mission_id=ground.mission.pk)

    def read(member: Any) -> set[str]:
        return {text.text for text in WrittenText.objects.all().visible_to(member)}

    assert read(ground.head) == {"west", "east"}
    assert read(ground.regional) == {"west"}
    assert read(a_member(ground.mission, Role.SECURITY)) == set()
    assert read(factories.ground("birch", election=ground.election).head) == set()


def test_a_tag_is_put_on_once_and_taken_off_with_who_and_when(ground: Ground) -> None:
    write(ground, "No key")
    text = WrittenText.objects.get()
    put = partial(tag, text=text, by=ground.coordinator, area="election-day")
    made = put()
    assert refused(put) == "conflict"
    gone = untag(tag=made, by=ground.head)
    assert (gone.removed_by, gone.removed_at is not None) == (ground.head, True)
    assert refused(partial(untag, tag=made, by=ground.head)) == "conflict"
    put()
    assert TextTag.objects.filter(removed_at__isnull=True).count() == 1
    acts = Entry.objects.filter(subject="written_text").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["text.tagged", "text.untagged", "text.tagged"]


def test_a_mission_adds_areas_of_its_own(ground: Ground) -> None:
    made = add_area(by=ground.coordinator, name="  Дороги  и снег ")
    assert areas_of(ground.mission.pk) == {
        **{code: str(name) for code, name in AREAS.items()},
        made.code: "Дороги и снег",
    }
    for name in ("Дороги и снег", "Campaign"):
        assert refused(partial(add_area, by=ground.coordinator, name=name)) == "conflict"
    assert refused(partial(add_area, by=ground.coordinator, name=" ")) == "invalid"
    write(ground, "No key")
    tag(text=WrittenText.objects.get(), by=ground.regional, area=made.code)


def test_who_tags_and_with_what(ground: Ground) -> None:
    write(ground, "No key")
    text = WrittenText.objects.get()
    put = partial(tag, text=text, area="media")
    for role in (Role.RESULTS_ROOM, Role.SECURITY, Role.OBSERVER, Role.ADMINISTRATOR):
        assert refused(partial(put, by=a_member(ground.mission, role))) == "forbidden"
    elsewhere = a_member(ground.mission, Role.REGIONAL_COORDINATOR, regions=[ground.east])
    assert refused(partial(put, by=elsewhere)) == "forbidden"
    assert refused(partial(tag, text=text, by=ground.head, area="weather")) == "invalid"
    put(by=a_member(ground.mission, Role.ANALYST))


def refused(call: Any) -> str:
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.code
