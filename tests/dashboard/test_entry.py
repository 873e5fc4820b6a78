"""Typing in a sheet that has more rows than its paper: more are asked for, and nothing typed is lost."""

import pytest

from observer.missions.roles import Role
from observer.reports.models import PaperSheet, SheetReading
from tests.documents import document, question
from tests.factories import a_member, a_version, ground
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
BOXES = document(
    "boxes",
    "voting",
    [question("A1", "yes_no"), question("box", "repeat", questions=[question("seal", "text")])],
)


def test_more_rows_of_a_repeat_can_be_asked_for_and_typed_in() -> None:
    here = ground()
    a_version(here.mission, BOXES)
    client = browser_of(a_member(here.mission, Role.CLERK).user)
    address = "/missions/alder/entry/new/boxes/1/"
    assert client.get(address).content.count(b".seal-keys") == 2 * 6
    typed = {"station": "W-1", "q-A1": "9", "q-box.6.seal": "F-6", "rows-box": "6"}
    page = client.post(address, {**typed, "more": "box"})
    # Twice as many, what was typed still there, nothing kept and nothing scolded before it is finished.
    assert page.content.count(b".seal-keys") == 2 * 12
    assert b'value="F-6"' in page.content
    assert b"is not one of the choices" not in page.content
    assert PaperSheet.objects.count() == 0
    client.post(address, {**typed, "q-A1": "1", "rows-box": "12", "q-box.7.seal": "G-7"})
    assert SheetReading.objects.get().answers == {"A1": "1", "box.6.seal": "F-6", "box.7.seal": "G-7"}


@pytest.mark.parametrize("rows", ["9" * 5_000, "-1", "many", "999"])
def test_a_number_of_rows_that_nobody_can_mean_breaks_nothing(rows: str) -> None:
    here = ground()
    a_version(here.mission, BOXES)
    client = browser_of(a_member(here.mission, Role.CLERK).user)
    page = client.post("/missions/alder/entry/new/boxes/1/", {"rows-box": rows, "more": "box"})
    assert page.status_code == 200
    assert page.content.count(b".seal-keys") <= 2 * 30
