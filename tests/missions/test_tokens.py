"""A read token is its member's own, is shown once, and ends."""

from datetime import timedelta

import pytest
from django.db import connection

from observer.journal.models import Entry
from observer.missions.access import GRANTS, Act
from observer.missions.models import ReadToken
from observer.missions.roles import Role
from observer.missions.tokens import issue_token, revoke_token
from observer.problems import Problem
from tests.factories import a_member, a_mission, an_election

pytestmark = pytest.mark.django_db


def test_a_token_is_stored_as_its_hash_and_written_down() -> None:
    analyst = a_member(a_mission(an_election()), Role.ANALYST)
    token, issued = issue_token(membership=analyst, label=" the map ", lifetime=timedelta(days=1))
    assert (issued.label, issued.membership) == ("the map", analyst)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(t::text) FROM missions_readtoken t")
        assert token not in str(cursor.fetchone())
    entry = Entry.objects.get()
    assert (entry.act, entry.user_id, entry.subject_id) == ("issue_token", analyst.user_id, issued.pk)


@pytest.mark.parametrize("role", [role for role in Role if Act.ISSUE_TOKEN not in GRANTS[role]])
def test_roles_that_take_nothing_out_have_no_tokens(role: Role) -> None:
    with pytest.raises(Problem) as refused:
        issue_token(membership=a_member(a_mission(an_election()), role), label="x")
    assert refused.value.code == "forbidden"
    assert not ReadToken.objects.exists()


@pytest.mark.parametrize(
    ("label", "lifetime", "fields"),
    [
        (" ", timedelta(days=1), ["label"]),
        ("a" * 81, timedelta(days=1), ["label"]),
        ("map", timedelta(days=180, seconds=1), ["lifetime"]),
        ("map", timedelta(0), ["lifetime"]),
    ],
)
def test_a_token_has_a_purpose_and_an_end(label: str, lifetime: timedelta, fields: list[str]) -> None:
    analyst = a_member(a_mission(an_election()), Role.ANALYST)
    with pytest.raises(Problem) as refused:
        issue_token(membership=analyst, label=label, lifetime=lifetime)
    assert [error["field"] for error in refused.value.errors] == fields


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.ADMINISTRATOR, "alder", True),
        (Role.ADMINISTRATOR, "birch", False),
        (Role.HEAD, "alder", False),
        (Role.ANALYST, "alder", False),
    ],
)
def test_others_tokens_are_revoked_by_who_manages_them(role: Role, code: str, may: bool) -> None:
    missions = {code: a_mission(an_election(code), code) for code in ("alder", "birch")}
    _token, issued = issue_token(membership=a_member(missions["alder"], Role.ANALYST), label="map")
    by = a_member(missions[code], role)
    if may:
        assert revoke_token(token=issued, by=by).revoked_by == by
        assert Entry.objects.filter(act="revoke_token", user=by.user).count() == 1
        return
    with pytest.raises(Problem) as refused:
        revoke_token(token=issued, by=by)
    assert refused.value.code == "forbidden"


def test_ones_own_token_is_revoked_once() -> None:
    analyst = a_member(a_mission(an_election()), Role.ANALYST)
    _token, issued = issue_token(membership=analyst, label="map")
    revoke_token(token=issued, by=analyst)
    with pytest.raises(Problem) as refused:
        revoke_token(token=issued, by=analyst)
    assert refused.value.code == "conflict"
