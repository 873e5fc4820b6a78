"""What a mission declares about itself: read strictly when it is declared, leniently when it is printed."""

from typing import Any

import pytest

from observer.journal.models import Entry
from observer.missions.declare import declare_profile
from observer.missions.models import Mission
from observer.missions.profile import Fault, Headcount, Profile, profile_of, read
from observer.problems import Problem
from tests.factories import ground

WRITTEN: dict[str, Any] = {
    "inviting_body": {"en": "A ministry", "ru": "Министерство"},
    "accreditation": {"en": "A commission"},
    "sponsor": {"en": "A society"},
    "method": {"en": "Teams chose their routes."},
    "note": {"en": "Four days."},
    "funders": [{"en": "A fund"}, {"en": "A bank", "kk": "Банк"}],
    "money_from_the_observed": True,
    "headcount": {"core": 12, "long_term": 40, "short_term": 300},
    "delegations": [{"names": {"en": "A parliament"}, "observers": 20}, {"names": {"en": "A union"}}],
    "countries": 30,
    "from": "2011-12-12",
    "until": "2012-01-20",
}


def test_a_whole_declaration_is_read_and_written_alike() -> None:
    profile, faults = read(WRITTEN)
    assert faults == []
    assert profile.as_json() == WRITTEN
    assert (profile.days, profile.headcount.observers) == (40, 340)
    assert [dict(delegation.names) for delegation in profile.delegations] == [
        {"en": "A parliament"},
        {"en": "A union"},
    ]


def test_nothing_declared_is_nothing_stated() -> None:
    profile, faults = read({})
    assert (profile, faults) == (Profile(), [])
    assert (profile.days, profile.headcount.observers, profile.as_json()) == (None, None, {})


def test_delegations_are_among_the_short_term_observers() -> None:
    assert Headcount(core=5, short_term=300).observers == 300


@pytest.mark.parametrize(
    ("written", "field", "code"),
    [
        ({"sponser": {"en": "misspelt"}}, "sponser", "unknown"),
        ({"headcount": {"drivers": 3}}, "drivers", "unknown"),
        ({"headcount": {"core": -1}}, "core", "range"),
        ({"headcount": {"core": True}}, "core", "kind"),
        ({"countries": 900}, "countries", "range"),
        ({"countries": "thirty"}, "countries", "kind"),
        ({"from": "15.01.2012"}, "from", "kind"),
        ({"from": "2012-01-20", "until": "2012-01-10"}, "until", "order"),
        ({"inviting_body": {"en": 5}}, "inviting_body", "kind"),
        ({"note": {"en": "x" * 2_001}}, "note", "range"),
        ({"delegations": [{"observers": 3}]}, "delegations", "kind"),
        ({"delegations": "many"}, "delegations", "kind"),
        ({"funders": ["one"] * 51}, "funders", "range"),
        ({"money_from_the_observed": "no"}, "money_from_the_observed", "kind"),
    ],
)
def test_every_fault_names_its_field(written: dict[str, Any], field: str, code: str) -> None:
    _profile, faults = read(written)
    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


def test_what_cannot_be_read_counts_as_not_stated_and_hides_nothing_else() -> None:
    profile = profile_of(Mission(profile={"countries": "thirty", "sponsor": "A society"}))
    assert (profile.countries, profile.sponsor) == (None, {"en": "A society"})
    assert read({"countries": "thirty"})[1] == [Fault("countries", "kind", "expected a whole number")]


@pytest.mark.django_db
def test_the_head_declares_and_the_journal_keeps_which_parts_changed() -> None:
    place = ground()
    declare_profile(membership=place.head, written=WRITTEN)
    declare_profile(membership=place.head, written=WRITTEN | {"countries": 31})
    assert profile_of(Mission.objects.get(pk=place.mission.pk)).countries == 31
    entries = Entry.objects.filter(act="declare_profile").order_by("id")
    assert [entry.detail["changed"] for entry in entries] == [sorted(WRITTEN), ["countries"]]


@pytest.mark.django_db
def test_declaring_the_same_again_leaves_no_entry() -> None:
    place = ground()
    for _time in range(2):
        declare_profile(membership=place.coordinator, written=WRITTEN)
    assert Entry.objects.filter(act="declare_profile").count() == 1


@pytest.mark.django_db
def test_nobody_else_declares_and_nothing_unreadable_is_kept() -> None:
    place = ground()
    with pytest.raises(Problem) as refused:
        declare_profile(membership=place.regional, written=WRITTEN)
    assert refused.value.status == 403
    with pytest.raises(Problem) as refused:
        declare_profile(membership=place.head, written=WRITTEN | {"countries": -1, "core": 3})
    assert {error["field"] for error in refused.value.errors} == {"countries", "core"}
    assert Mission.objects.get(pk=place.mission.pk).profile == {}
