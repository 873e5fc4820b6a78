"""What a phone shows of the day: its team, its stations, its forms, its receipts. Nothing of anybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from observer.field.phone import COOKIE
from observer.missions.models import MembershipEnd
from observer.people.models import DeviceRevocation
from tests.factories import Ground, a_deployment, ground
from tests.field.browser import holding

pytestmark = pytest.mark.django_db

TODAY = "/field/"


@pytest.fixture
def alder() -> Ground:
    return ground()


def test_a_team_sees_its_own_stations_and_forms(alder: Ground) -> None:
    a_deployment(alder.team, region=alder.west, station=alder.stations[4])
    page = holding(alder.phone).get(TODAY)
    assert [one.station.code for one in page.context["stations"]] == [alder.stations[4].code]
    assert [form.checklist.code for form in page.context["forms"]] == ["opening", "counting", "incident"]
    assert page.context["team"] == alder.team


def test_the_other_mission_is_nowhere(alder: Ground) -> None:
    birch = ground("birch", election=alder.election)
    page = holding(birch.phone).get(TODAY)
    assert (page.context["mission"], page.context["team"]) == (birch.mission, birch.team)
    assert {form.mission_id for form in page.context["forms"]} == {birch.mission.pk}


def test_no_cache_keeps_it_and_no_other_site_hears_of_it(alder: Ground) -> None:
    page = holding(alder.phone).get(TODAY)
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")


@pytest.mark.parametrize("token", ["", "x" * 43])
def test_a_stranger_is_told_to_ask_for_a_link(token: str, db: None) -> None:
    client = Client()
    client.cookies[COOKIE] = token
    page = client.get(TODAY)
    assert (page.status_code, page["Cache-Control"]) == (401, "no-store")
    assert reverse("field:enrol_code") in page.content.decode()


def test_a_revoked_phone_reads_nothing(alder: Ground) -> None:
    DeviceRevocation.objects.create(
        device=alder.phone.device, revoked_by=alder.head.user, reason="taken at a checkpoint"
    )
    page = holding(alder.phone).get(TODAY)
    assert (page.status_code, alder.mission.name in page.content.decode()) == (401, False)


def test_a_phone_whose_holder_has_left_reads_nothing(alder: Ground) -> None:
    MembershipEnd.objects.create(
        mission=alder.mission, membership=alder.phone.membership, ended_by=alder.head, reason="went home"
    )
    assert holding(alder.phone).get(TODAY).status_code == 401


def test_today_costs_the_same_however_many_stations(alder: Ground, django_assert_num_queries: object) -> None:
    client = holding(alder.phone)
    for station in alder.stations[:1]:
        a_deployment(alder.team, region=station.region, station=station)
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get(TODAY)
    for station in alder.stations[1:3]:
        a_deployment(alder.team, region=station.region, station=station)
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get(TODAY)
