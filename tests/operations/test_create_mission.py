"""A mission is made from the console, and its head comes in by a link that works once."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from observer.checklists.models import Category
from observer.checklists.taxonomy import TAXONOMY
from observer.elections.models import Election
from observer.missions.models import Membership, Mission
from tests.factories import an_election
from tests.people.accounts import PASSWORD, an_account, sign_in
from tests.registers.bringing import a_csv, brought_in

pytestmark = pytest.mark.django_db


def created(**options: Any) -> str:
    told = StringIO()
    values = {"code": "steppe", "name": "Steppe", "election": "alder-2026"}
    values |= {"head_email": "head@steppe.example"}
    call_command("create_mission", **{**values, **options}, stdout=told, stderr=StringIO())
    return told.getvalue().strip()


def test_the_head_of_a_new_mission_chooses_a_password_and_brings_in_people() -> None:
    an_election()
    link = created().removeprefix("http://localhost:8000")
    visitor = Client()
    form = visitor.get(link)["Location"]
    assert visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    head = Membership.objects.get(mission__code="steppe")
    assert sign_in(Client(), head.user)["Location"] == "/"
    assert Category.objects.filter(mission=head.mission).count() == len(TAXONOMY)
    brought_in(head, "roster", a_csv(("code", "role"), ("OBS-1", "observer")))
    assert head.mission.synthetic is False


def test_an_election_may_be_new() -> None:
    created(election="land-2027", country="XA", voting_day="2027-05-01", time_zone="Asia/Almaty")
    election = Election.objects.get(code="land-2027")
    assert (str(election.voting_day), election.default_time_zone) == ("2027-05-01", "Asia/Almaty")
    head = Membership.objects.get(mission__election=election)
    rows = (("land", "", "country", "Land"), ("n", "land", "region", "North"))
    brought_in(head, "regions", a_csv(("code", "parent", "level", "name"), *rows))
    assert election.regions.get(code="n").time_zone == "Asia/Almaty"


def test_who_has_a_password_elsewhere_keeps_it() -> None:
    an_election()
    user = an_account("head@steppe.example")
    assert created() == "http://localhost:8000/"
    assert Membership.objects.get(mission__code="steppe").user == user


@pytest.mark.parametrize(
    "wrong",
    [
        {"election": "nowhere"},
        {"election": "nowhere", "country": "XA"},
        {"code": "Steppe!"},
        {"head_email": "nobody"},
        {"election": "nowhere", "country": "XA", "voting_day": "2027-05-01", "time_zone": "Mars"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_made(wrong: dict[str, str]) -> None:
    an_election()
    with pytest.raises(CommandError):
        created(**wrong)
    assert not Mission.objects.exists()
    created()
    with pytest.raises(CommandError):
        created()
