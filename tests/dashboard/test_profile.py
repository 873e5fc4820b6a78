"""Mission transparency: what is declared and what is not, and a small mission's number before everything."""

from typing import Any

import pytest
from django.test import Client

from observer.analysis.fold import fold
from observer.journal.models import Entry
from observer.missions.declare import declare_profile
from observer.missions.models import Mission
from observer.missions.profile import profile_of, read
from observer.reports.intake import receive
from tests.factories import Ground, a_submission, a_visit, ground
from tests.missions.test_profile import WRITTEN
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
PAGE, FORM = "/missions/alder/profile/", "/missions/alder/profile/edit/"


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def head(alder: Ground) -> Client:
    return browser_of(alder.head.user)


def text_of(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def posted(**more: str) -> dict[str, str]:
    """What a browser sends that changes nothing of an empty declaration, and `more`."""
    return {"delegation-TOTAL_FORMS": "0", "delegation-INITIAL_FORMS": "0"} | more


def test_what_is_not_declared_is_said_not_to_be(head: Client) -> None:
    assert text_of(head).count("not stated") == 13


def test_what_is_declared_is_shown(alder: Ground, head: Client) -> None:
    declare_profile(membership=alder.head, written=WRITTEN)
    text = text_of(head)
    for told in ("A ministry", "A bank", "A parliament: 20", "40, from 12 December 2011 to 20 January 2012"):
        assert told in text
    assert "not stated" not in text


def test_a_small_mission_says_its_number_first_and_claims_no_more(alder: Ground, head: Client) -> None:
    Mission.objects.filter(pk=alder.mission.pk).update(format="small")
    sent = a_submission(alder.opening, visit=a_visit(alder.stations[0]))
    receive(sender=alder.phone.sender, submissions=[sent])
    fold(mission_id=alder.mission.pk, limit=10)
    text = text_of(head)
    assert 'class="shout shout--small"' in text
    assert '<span class="shout__number">1 of 6</span> <span>1 of 6 (16.7 %)</span>' in text
    assert "says nothing about the election as a whole" in text


def test_regions_with_and_without_observers_come_from_the_figures(alder: Ground, head: Client) -> None:
    west = next(station for station in alder.stations if station.region_id == alder.west.pk)
    receive(sender=alder.phone.sender, submissions=[a_submission(alder.opening, visit=a_visit(west))])
    fold(mission_id=alder.mission.pk, limit=10)
    text = text_of(head)
    assert ">1 of 3<" in text
    assert "Nobody was in:</strong> East." in text


def test_facts_of_real_missions_stand_with_year_and_source(alder: Ground, head: Client) -> None:
    assert "real missions" not in text_of(head)
    alder.election.known_missions = [{"year": "2011", "texts": {"en": "Eight came."}, "source": "A paper"}]
    alder.election.save()
    text = text_of(head)
    assert "<strong>2011</strong> · Eight came." in text
    assert "A paper" in text


def test_a_form_sent_back_as_it_came_changes_nothing(alder: Ground, head: Client) -> None:
    declare_profile(membership=alder.head, written=WRITTEN)
    page = head.get(FORM)
    sent = {field.html_name: field.value() or "" for field in page.context["form"]}
    rows = page.context["delegations"]
    sent |= {field.html_name: field.value() for field in rows.management_form}
    sent |= {field.html_name: field.value() or "" for row in rows for field in row}
    sent |= {name: value.isoformat() for name, value in sent.items() if hasattr(value, "isoformat")}
    assert head.post(FORM, sent).status_code == 302
    assert profile_of(Mission.objects.get(pk=alder.mission.pk)) == read(WRITTEN)[0]
    assert Entry.objects.filter(act="declare_profile").count() == 1


def test_funders_keep_their_order_in_every_language(alder: Ground, head: Client) -> None:
    told = posted(funders_en="\nA bank", funders_kk="Қор\nБанк")
    assert head.post(FORM, told).status_code == 302
    funders = profile_of(Mission.objects.get(pk=alder.mission.pk)).funders
    assert [dict(texts) for texts in funders] == [{"kk": "Қор"}, {"en": "A bank", "kk": "Банк"}]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"countries": "900"}, "countries"),
        ({"first_day": "2012-01-20", "last_day": "2012-01-10"}, "last_day"),
        ({"core": "-4"}, "core"),
        ({"money_from_the_observed": "perhaps"}, "money_from_the_observed"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_saved(
    alder: Ground, head: Client, told: dict[str, Any], field: str
) -> None:
    answer = head.post(FORM, posted(**told, sponsor_en="A society"))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert Mission.objects.get(pk=alder.mission.pk).profile == {}


def test_a_delegation_needs_a_name(alder: Ground, head: Client) -> None:
    rows = {"delegation-TOTAL_FORMS": "1", "delegation-0-observers": "5"}
    assert head.post(FORM, posted() | rows).status_code == 400
    named = rows | {"delegation-0-name_en": "A parliament"}
    assert head.post(FORM, posted() | named).status_code == 302
    (delegation,) = profile_of(Mission.objects.get(pk=alder.mission.pk)).delegations
    assert (dict(delegation.names), delegation.observers) == ({"en": "A parliament"}, 5)


def test_others_may_read_it_and_not_edit_it(alder: Ground) -> None:
    regional = browser_of(alder.regional.user)
    assert regional.get(PAGE).status_code == 200
    assert "profile/edit" not in regional.get(PAGE).content.decode()
    assert regional.get(FORM).status_code == 403
