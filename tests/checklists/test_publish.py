"""What publishing promises: a frozen, hashed version with its rules, or every fault told and nothing kept."""

from __future__ import annotations

import copy

import pytest

from observer.checklists.definition import content_hash
from observer.checklists.models import Category, Checklist, RuleSet, Version
from observer.checklists.publish import publish
from observer.journal.models import Entry
from observer.problems import Problem
from tests import factories
from tests.documents import OPENING, document, question, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def checklist() -> Checklist:
    mission = factories.a_mission(factories.an_election())
    return Checklist.objects.create(mission=mission, code="opening", phase="opening", names={"en": "Opening"})


def changed(label: str) -> dict[str, object]:
    other = copy.deepcopy(OPENING)
    other["titles"]["en"] = label
    return other


def test_a_published_version_is_numbered_hashed_and_has_its_first_rules(checklist: Checklist) -> None:
    version = publish(checklist=checklist, definition=OPENING)
    rules = RuleSet.objects.get(version=version)
    assert (version.number, bytes(version.content_hash)) == (1, content_hash(version.definition))
    assert (rules.number, sorted(rules.rules["violation_when"])) == (1, ["A1", "A2", "A7"])
    assert bytes(rules.content_hash) == content_hash(rules.rules)


def test_publishing_the_same_content_again_gives_the_same_version(checklist: Checklist) -> None:
    first = publish(checklist=checklist, definition=OPENING)
    assert publish(checklist=checklist, definition=first.definition) == first
    assert Version.objects.count() == 1


def test_an_older_versions_content_cannot_come_back_as_a_new_version(checklist: Checklist) -> None:
    publish(checklist=checklist, definition=OPENING)
    second = publish(checklist=checklist, definition=changed("Opening, mended"))
    with pytest.raises(Problem) as refused:
        publish(checklist=checklist, definition=OPENING)
    assert (second.number, refused.value.code) == (2, "conflict")


def test_every_fault_is_told_and_nothing_is_kept(checklist: Checklist) -> None:
    faulty = document(
        "opening",
        "opening",
        [
            question("A1", "yes_no", violation_when=rule(". = 'no", "V10", "serious")),
            question("A1", "yes-no"),
        ],
    )
    with pytest.raises(Problem) as refused:
        publish(checklist=checklist, definition=faulty)
    assert refused.value.status == 400
    assert {error["code"] for error in refused.value.errors} >= {"expression-unclosed-text", "not-one-of"}
    assert (Version.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_category_the_mission_does_not_have_is_refused_by_name(checklist: Checklist) -> None:
    Category.objects.filter(code="V14").delete()
    with pytest.raises(Problem) as refused:
        publish(checklist=checklist, definition=OPENING)
    assert [(e["field"], e["code"]) for e in refused.value.errors] == [("A2", "unknown-category")]


def test_a_document_of_another_checklist_is_refused(checklist: Checklist) -> None:
    with pytest.raises(Problem) as refused:
        publish(checklist=checklist, definition=document("closing", "opening", [question("A1", "yes_no")]))
    assert [error["field"] for error in refused.value.errors] == ["code"]


def test_publishing_asks_who_may_and_writes_it_down(checklist: Checklist) -> None:
    head = factories.a_member(checklist.mission, factories.Role.HEAD)
    analyst = factories.a_member(checklist.mission, factories.Role.ANALYST)
    with pytest.raises(Problem) as refused:
        publish(checklist=checklist, definition=OPENING, by=analyst)
    version = publish(checklist=checklist, definition=OPENING, by=head)
    written = Entry.objects.get()
    assert refused.value.code == "forbidden"
    assert (written.act, written.user_id, written.subject_id) == (
        "checklist.published",
        head.user_id,
        version.pk,
    )
    assert written.detail == {"checklist": "opening", "number": 1, "hash": version.hash_hex}


def test_a_code_that_queries_would_misread_is_refused(checklist: Checklist) -> None:
    with pytest.raises(Problem) as refused:
        publish(
            checklist=checklist, definition=document("opening", "opening", [question("contains", "yes_no")])
        )
    assert [(error["field"], error["code"]) for error in refused.value.errors] == [
        ("all.contains.code", "reserved-code")
    ]
    assert Version.objects.count() == 0
