"""A report is checked with the form it was made with, under the rules that apply now."""

from __future__ import annotations

import copy

import pytest

from observer.checklists.definition import content_hash
from observer.checklists.models import RuleSet
from observer.reports.forms import forms_of
from observer.reports.intake import receive
from observer.reports.models import Flag, Revision
from tests import factories
from tests.factories import Ground, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def test_newer_rules_apply_to_an_older_form(ground: Ground) -> None:
    rules = copy.deepcopy(factories.rules_of(ground.opening).rules)
    rules["violation_when"]["A1"][0]["severity"] = "critical"
    newer = RuleSet.objects.create(
        mission=ground.mission,
        version=ground.opening,
        number=2,
        rules=rules,
        content_hash=content_hash(rules),
    )
    sent = a_submission(ground.opening, {"A1": "no"}, visit=a_visit("W-1"))
    receive(sender=ground.phone.sender, submissions=[sent])
    flag = Flag.objects.get()
    assert (flag.severity, flag.rule_set, Revision.objects.get().rule_set) == ("critical", newer, newer)


def test_forms_are_found_by_their_content_in_their_own_mission(ground: Ground) -> None:
    wanted = [bytes(ground.opening.content_hash), bytes(ground.incident.content_hash), b"?" * 32]
    found = forms_of(ground.mission.pk, wanted)
    assert {key: form.version_id for key, form in found.items()} == {
        wanted[0]: ground.opening.pk,
        wanted[1]: ground.incident.pk,
    }
    assert [form.is_incident for form in (found[wanted[0]], found[wanted[1]])] == [False, True]
    assert forms_of(ground.mission.pk + 1, wanted) == {}
