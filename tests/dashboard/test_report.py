"""Photos of a report: through access alone, as what they were checked to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from observer.missions.models import Membership, MembershipEnd
from observer.missions.roles import Role
from observer.people.models import DeviceRevocation
from observer.reports.attachments import attach
from observer.reports.decisions import release_hold
from observer.reports.intake import receive
from observer.reports.models import Attachment, Hold
from observer.reports.thumbnails import draw_missing
from tests.factories import Ground, a_member, a_submission, a_visit, an_id, ground
from tests.people.accounts import browser_of
from tests.reports.photos import photo


@pytest.fixture
def alder(db: None, settings: Settings, tmp_path: Path) -> Ground:
    settings.MEDIA_ROOT = tmp_path
    return ground()


@pytest.fixture
def picture(alder: Ground) -> tuple[UUID, UUID]:
    """A report from the west and its photo, by the phone's ids."""
    west = next(station for station in alder.stations if station.region_id == alder.west.pk)
    sent = a_submission(alder.opening, {"A1": "yes"}, visit=a_visit(west))
    receive(sender=alder.phone.sender, submissions=[sent])
    client_id = an_id()
    attach(
        sender=alder.phone.sender,
        report_id=sent.report_id,
        client_id=client_id,
        question="A16",
        file=ContentFile(photo(), "photo.jpg"),
    )
    return sent.report_id, client_id


def opened(membership: Membership, path: str) -> Any:
    """The answer, read to its end, which closes its file."""
    answer = browser_of(membership.user).get(f"/missions/{membership.mission.code}/{path}")
    answer.body = answer.getvalue()
    return answer


def test_a_photo_comes_as_what_it_is_and_is_kept_by_nobody(alder: Ground, picture: tuple[UUID, UUID]) -> None:
    answer = opened(alder.head, f"attachments/{picture[1]}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.body.startswith(b"\xff\xd8\xff")


def test_the_page_shows_the_small_picture_once_it_is_drawn(alder: Ground, picture: tuple[UUID, UUID]) -> None:
    small = f"/missions/alder/attachments/{picture[1]}/small/"
    page = f"reports/{picture[0]}/"
    assert small not in opened(alder.head, page).body.decode()
    assert opened(alder.head, f"attachments/{picture[1]}/small/").status_code == 404
    draw_missing()
    assert small in opened(alder.head, page).body.decode()
    assert opened(alder.head, f"attachments/{picture[1]}/small/")["Content-Type"] == "image/jpeg"


def test_a_photo_is_shown_to_those_who_may_see_its_report(alder: Ground, picture: tuple[UUID, UUID]) -> None:
    path = f"attachments/{picture[1]}/"
    assert opened(alder.regional, path).status_code == 200
    assert (
        opened(a_member(alder.mission, Role.REGIONAL_COORDINATOR, regions=[alder.east]), path).status_code
        == 404
    )
    assert opened(a_member(alder.mission, Role.SECURITY), path).status_code == 403
    assert opened(ground("birch").head, path).status_code == 404


def test_a_photo_from_a_revoked_phone_is_taken_and_shown_apart(
    alder: Ground, picture: tuple[UUID, UUID]
) -> None:
    """The report came before and stays in the figures; only what came after is held apart."""
    DeviceRevocation.objects.create(device=alder.phone.device, revoked_by=alder.head.user, reason="lost")
    late = an_id()
    attach(
        sender=alder.phone.sender,
        report_id=picture[0],
        client_id=late,
        question="A16",
        file=ContentFile(photo(), "photo.jpg"),
    )
    page = opened(alder.head, f"reports/{picture[0]}/").body.decode()
    own, title, apart = page.partition("Photos held apart")
    assert title
    assert (str(picture[1]) in own, str(late) in own) == (True, False)
    assert (str(picture[1]) in apart, str(late) in apart) == (False, True)
    assert {one.client_id: one.held_apart for one in Attachment.objects.marked_apart()} == {
        picture[1]: False,
        late: True,
    }
    assert not Hold.objects.exists()


def test_photos_of_a_member_who_had_left_wait_until_their_report_is_let_in(alder: Ground) -> None:
    (member,) = {alder.phone.sender.membership_id}
    MembershipEnd.objects.create(
        mission=alder.mission, membership_id=member, ended_by=alder.head, reason="went home"
    )
    sent = a_submission(alder.opening, {"A1": "yes"}, visit=a_visit(alder.stations[3]))
    receive(sender=alder.phone.sender, submissions=[sent])
    attach(
        sender=alder.phone.sender,
        report_id=sent.report_id,
        client_id=an_id(),
        question="A16",
        file=ContentFile(photo(), "photo.jpg"),
    )
    assert Attachment.objects.marked_apart().get().held_apart is True
    hold = Hold.objects.get(reason=Hold.Reason.REVOKED_DEVICE)
    release_hold(hold=hold, by=alder.coordinator, reason="asked by phone")
    assert Attachment.objects.marked_apart().get().held_apart is False
