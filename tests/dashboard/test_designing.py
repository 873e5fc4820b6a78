"""The designer's addresses: the draft is kept in turn, faults tell their place, rules can be tried."""

from __future__ import annotations

import json
from typing import Any

import pytest

from observer.checklists.drafting import open_draft, save_draft, start_checklist
from observer.checklists.models import Draft
from observer.missions.models import Membership
from tests.dashboard.desk import opened, queries
from tests.factories import COUNTING, Ground, a_version, ground
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db

DOCUMENT: dict[str, Any] = {
    "code": "polls",
    "phase": "voting",
    "languages": ["en", "kk"],
    "default_language": "en",
    "titles": {"en": "Polls", "kk": "Сайлау"},
    "sections": [
        {
            "code": "main",
            "titles": {"en": "Main", "kk": "Негізгі"},
            "questions": [
                {
                    "code": "B1",
                    "type": "yes_no_not_observed",
                    "labels": {"en": "Was the box sealed?", "kk": "Жәшік мөрленген бе?"},
                    "violation_when": [
                        {
                            "expression": ". = 'no'",
                            "category": "V11",
                            "severity": "serious",
                            "evidence": "seen",
                        }
                    ],
                },
                {
                    "code": "B2",
                    "type": "integer",
                    "labels": {"en": "How many seals?", "kk": "Қанша пломба?"},
                    "show_when": "${B1} = 'yes'",
                    "maximum": "20",
                },
            ],
        }
    ],
}


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def draft(alder: Ground) -> Draft:
    alder.mission.languages = ["en", "kk"]
    alder.mission.save()
    by = alder.coordinator
    by.mission.refresh_from_db()
    started = start_checklist(by=by, code="polls", phase="voting", names={"en": "Polls", "kk": "Сайлау"})
    return save_draft(draft=started, document=DOCUMENT, revision=1, by=by)


def sent(by: Membership, what: str, code: str = "polls", **body: Any) -> Any:
    address = f"/missions/{by.mission.code}/checklists/{code}/design/{what}/"
    return browser_of(by.user).post(address, json.dumps(body), content_type="application/json")


def changed(**labels: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    document["sections"][0]["questions"][0]["labels"].update(labels)
    return document


def test_the_page_brings_the_draft_and_everything_one_can_choose_from(alder: Ground, draft: Draft) -> None:
    page = opened(alder.coordinator, "checklists/polls/design/")
    start = page.context["start"]
    assert start["document"] == DOCUMENT
    assert (start["revision"], start["problems"]) == (2, [])
    assert "V11" in [category["code"] for category in start["categories"]]
    cop = next(standard for standard in start["standards"] if standard["code"] == "Cop 7.4")
    assert "Secret ballot" in cop["obligations"]


def test_without_a_draft_the_page_offers_to_begin_one_from_the_newest_version(alder: Ground) -> None:
    address = "checklists/opening/design/"
    assert "Begin a draft" in opened(alder.coordinator, address).content.decode()
    assert not Draft.objects.exists()
    begun = browser_of(alder.coordinator.user).post(f"/missions/alder/{address}")
    assert begun.status_code == 302
    assert opened(alder.coordinator, address).context["start"]["document"]["code"] == "opening"


def test_saving_keeps_the_document_and_says_what_is_wrong_with_it(alder: Ground, draft: Draft) -> None:
    document = changed(kk="")
    document["sections"][0]["questions"][1]["show_when"] = "${B9} = 'yes'"
    answer = sent(alder.coordinator, "save", document=document, revision=2).json()
    assert answer["revision"] == 3
    places = [(each["question"], each["field"], each["code"]) for each in answer["problems"]]
    assert places == [("B1", "labels", "language-missing"), ("B2", "show_when", "expression-unknown-name")]
    assert answer["problems"][0]["language"] == "kk"
    assert answer["problems"][1]["text"] == "There is no question “B9”."
    draft.refresh_from_db()
    assert draft.document == document


def test_a_category_the_mission_does_not_have_is_told_at_its_rule(alder: Ground, draft: Draft) -> None:
    document = changed()
    document["sections"][0]["questions"][0]["violation_when"][0]["category"] = "X99"
    answer = sent(alder.coordinator, "save", document=document, revision=2).json()
    assert [(each["question"], each["field"], each["text"]) for each in answer["problems"]] == [
        ("B1", "violation_when.1.category", "There is no category X99.")
    ]


def test_who_saves_second_gets_what_the_first_saved_and_changes_nothing(alder: Ground, draft: Draft) -> None:
    theirs = changed(en="Was every box sealed?")
    assert sent(alder.head, "save", document=theirs, revision=2).status_code == 200
    late = sent(alder.coordinator, "save", document=changed(en="Sealed?"), revision=2)
    assert late.status_code == 409
    told = late.json()
    assert (told["document"], told["revision"], told["who"]) == (theirs, 3, alder.head.code)
    draft.refresh_from_db()
    assert draft.document == theirs


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"document": {}, "revision": true}', b"[" * 50_000])
def test_what_is_no_document_is_refused_in_words(alder: Ground, draft: Draft, body: bytes) -> None:
    address = f"/missions/{alder.mission.code}/checklists/polls/design/save/"
    answer = browser_of(alder.head.user).post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"detail": "This is not a checklist."})


def test_sample_answers_go_through_the_real_check(alder: Ground, draft: Draft) -> None:
    told = sent(alder.coordinator, "try", document=DOCUMENT, answers={"B1": "no"}).json()
    assert (told["shown"], told["hidden"]) == (["B1"], ["B2"])
    assert [(flag["category"], flag["severity"], flag["basis"]) for flag in told["flags"]] == [
        ("V11", "serious", "seen")
    ]
    told = sent(alder.coordinator, "try", document=DOCUMENT, answers={"B1": "yes", "B2": "21"}).json()
    assert (told["shown"], told["flags"]) == (["B1", "B2"], [])
    assert [(each["question"], each["code"]) for each in told["problems"]] == [("B2", "out-of-range")]


def test_rules_can_be_tried_before_the_last_translation_is_there(alder: Ground, draft: Draft) -> None:
    told = sent(alder.coordinator, "try", document=changed(kk=""), answers={"B1": "no"}).json()
    assert [flag["category"] for flag in told["flags"]] == ["V11"]


def test_a_faulty_rule_is_named_instead_of_tried(alder: Ground, draft: Draft) -> None:
    document = changed()
    document["sections"][0]["questions"][1]["show_when"] = "${B1} ="
    told = sent(alder.coordinator, "try", document=document, answers={}).json()
    assert len(told["faults"]) == 1
    assert "B2" in told["faults"][0]


def test_the_preview_is_the_observers_page_in_the_language_asked_for(alder: Ground, draft: Draft) -> None:
    page = opened(alder.coordinator, "checklists/polls/design/preview/", language="kk")
    text = page.content.decode()
    assert ("Жәшік мөрленген бе?" in text, 'lang="kk" dir="ltr"' in text) == (True, True)
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_the_preview_shows_a_missing_text_as_missing(alder: Ground, draft: Draft) -> None:
    sent(alder.coordinator, "save", document=changed(kk=""), revision=2)
    text = opened(alder.coordinator, "checklists/polls/design/preview/", language="kk").content.decode()
    assert "⟨kk⟩ Was the box sealed?" in text


def test_the_preview_checks_what_is_typed_and_keeps_nothing(alder: Ground, draft: Draft) -> None:
    client = browser_of(alder.coordinator.user)
    address = "/missions/alder/checklists/polls/design/preview/?language=en"
    wrong = client.post(address, {"q-B1": "yes", "q-B2": "99", "q-shown": "B1 B2"}).content.decode()
    assert "Please write a number from 0 to 20." in wrong
    fits = client.post(address, {"q-B1": "yes", "q-B2": "2", "q-shown": "B1 B2"}).content.decode()
    assert "This could be sent." in fits


def test_a_language_written_from_the_right_is_previewed_so(alder: Ground, draft: Draft) -> None:
    document = changed() | {"languages": ["en", "ar"], "titles": {"en": "Polls"}}
    document["sections"][0]["titles"] = {"en": "Main", "ar": "الرئيسية"}
    for question in document["sections"][0]["questions"]:
        question["labels"] = {"en": question["labels"]["en"], "ar": "هل كان الصندوق مختوما؟"}
    sent(alder.coordinator, "save", document=document, revision=2)
    page = "checklists/polls/design/preview/"
    assert 'lang="ar" dir="rtl"' in opened(alder.coordinator, page, language="ar").content.decode()
    assert 'lang="en" dir="rtl"' in opened(alder.coordinator, page, mirror="1").content.decode()


def test_the_bank_offers_ready_questions_and_what_the_mission_asked_before(
    alder: Ground, draft: Draft
) -> None:
    def asked(**query: str) -> list[dict[str, Any]]:
        page = opened(alder.coordinator, "checklists/polls/design/bank/", **query)
        return list(page.json()["questions"])

    assert [each["question"]["code"] for each in asked(words="stationary box sealed")] == ["A8", "B15"]
    before = asked(form="saved", words="A1")
    assert {each["form"] for each in before} == {"saved"}
    assert before[0]["title"] == "opening, version 1"
    assert all("tree" not in json.dumps(each["question"]) for each in asked(form="saved"))


def test_the_bank_asks_as_many_questions_of_the_database_however_many_versions_there_are(
    alder: Ground, draft: Draft
) -> None:
    def page() -> Any:
        return opened(alder.coordinator, "checklists/polls/design/bank/", form="saved")

    page()
    one = queries(page)
    for number in (1, 2):
        a_version(alder.mission, COUNTING | {"code": f"counting-{number}"})
    assert queries(page) == one


def test_another_missions_checklist_is_not_there(alder: Ground, draft: Draft) -> None:
    birch = ground("birch")
    for what in ("save", "try"):
        answer = sent(birch.coordinator, what, document=DOCUMENT, revision=1, answers={})
        assert answer.status_code == 404
    assert opened(birch.coordinator, "checklists/polls/design/").status_code == 404
    saved = opened(birch.coordinator, "checklists/opening/design/bank/", form="saved").json()["questions"]
    assert "polls" not in {each["part"].rpartition("-")[0] for each in saved}


def test_who_may_not_edit_is_refused(alder: Ground, draft: Draft) -> None:
    assert opened(alder.regional, "checklists/polls/design/").status_code == 403
    assert opened(alder.regional, "checklists/polls/design/preview/").status_code == 403


def test_a_draft_of_an_opened_version_is_saved_back_as_it_was(alder: Ground) -> None:
    draft = open_draft(checklist=alder.opening.checklist, by=alder.coordinator)
    answer = sent(alder.coordinator, "save", "opening", document=draft.document, revision=1).json()
    assert answer == {"revision": 2, "problems": []}
