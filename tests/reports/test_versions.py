"""Reports of older and closed versions: taken, marked where they must be, and merged by question code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from observer.analysis.by_version import received_by_version
from observer.checklists.drafting import close_version
from observer.checklists.models import Version
from observer.reports.intake import receive
from observer.reports.models import Flag, Report, Revision
from observer.reports.package import package
from tests import factories
from tests.dashboard.desk import count
from tests.documents import OPENING, question
from tests.factories import Ground, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def mended(ground: Ground) -> Version:
    """The opening form with a question more and one reworded."""
    (section,) = OPENING["sections"]
    questions = [*section["questions"], question("A20", "yes_no")]
    questions[1] = {**questions[1], "labels": {"en": "Was the station open at seven?"}}
    return factories.a_version(ground.mission, {**OPENING, "sections": [{**section, "questions": questions}]})


def told(ground: Ground, *sent: Any) -> list[tuple[str, ...]]:
    return [one.notices for one in receive(sender=ground.phone.sender, submissions=list(sent))]


def opening(version: Version, station: str = "W-1", **more: Any) -> Any:
    answers = more.pop("answers", {"A1": "yes", "A10": station[-1]})
    return a_submission(version, answers, visit=a_visit(station), **more)


def test_a_report_begun_before_the_closing_comes_in_as_it_is_and_a_later_one_is_kept_and_flagged(
    ground: Ground,
) -> None:
    before = timezone.now()
    close_version(version=ground.opening, by=ground.head)
    after = timezone.now() + timedelta(seconds=1)
    sent = [
        opening(ground.opening, "W-1", made_at=before),
        opening(ground.opening, "W-2", made_at=after, begun_at=before),
        opening(ground.opening, "W-3", made_at=after),
    ]
    assert told(ground, *sent) == [(), (), ("closed",)]
    assert Report.objects.filter(holds=None, current__version=ground.opening).count() == 3
    assert Flag.objects.get(kind="closed").revision.client_id == sent[2].client_id


def test_a_correction_belongs_to_the_report_that_was_begun_before_the_closing(ground: Ground) -> None:
    original = opening(ground.opening)
    assert told(ground, original) == [()]
    close_version(version=ground.opening, by=ground.head)
    corrected = a_submission(
        ground.opening,
        {"A1": "no", "A10": "1"},
        report_id=original.client_id,
        replaces=original.client_id,
        made_at=timezone.now() + timedelta(seconds=1),
    )
    assert told(ground, corrected) == [()]
    assert Revision.objects.get(client_id=corrected.client_id).report.current.answers["A1"] == "no"


def test_a_closed_version_is_not_offered_to_phones_and_no_older_one_comes_back(ground: Ground) -> None:
    def offered() -> list[str]:
        forms = package(ground.phone.sender)["forms"]
        return [form["form"] for form in forms if form["checklist"] == "opening"]

    assert offered() == [ground.opening.hash_hex]
    second = mended(ground)
    assert offered() == [second.hash_hex]
    close_version(version=second, by=ground.head)
    assert offered() == []


def test_a_phone_that_still_holds_the_old_version_is_accepted_and_marked(ground: Ground) -> None:
    mended(ground)
    assert told(ground, opening(ground.opening)) == [("superseded",)]
    report = Report.objects.get()
    assert (report.current.version, report.holds.count()) == (ground.opening, 0)


def test_a_correction_with_the_newer_version_stands_and_keeps_its_answers_by_code(ground: Ground) -> None:
    """The phone was brought up to date between a report and its correction."""
    original = opening(ground.opening)
    told(ground, original)
    second = mended(ground)
    corrected = a_submission(
        second,
        {"A1": "no", "A10": "1", "A20": "yes"},
        report_id=original.client_id,
        replaces=original.client_id,
    )
    assert told(ground, corrected) == [()]
    current = Report.objects.get().current
    assert (current.version, current.answers) == (second, {"A1": "no", "A10": "1", "A20": "yes"})


def test_reports_are_told_by_version_from_the_tallies(ground: Ground) -> None:
    second = mended(ground)
    told(ground, opening(ground.opening, "W-1"), opening(second, "W-2"), opening(second, "W-3"))
    count(ground)
    versions = list(Version.objects.filter(checklist__code="opening").select_related("checklist"))
    found = received_by_version(ground.head, versions)
    assert {pk: figure.numerator for pk, figure in found.items()} == {ground.opening.pk: 1, second.pk: 2}
    assert found[second.pk].rule.received == 2
    assert dict(found[second.pk].source) == {"outcome": "received", "checklist": "opening", "version": "2"}
