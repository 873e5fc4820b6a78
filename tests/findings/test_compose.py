"""A summary says what the forty reports worked out by hand come to, and freezes it."""

from __future__ import annotations

import json

import pytest

from observer.analysis.fold import fold
from observer.findings.document import content_hash
from observer.findings.models import Summary
from observer.findings.typeset import typeset
from observer.journal.models import Entry
from observer.journal.seal import newest_seal, seal
from observer.missions.models import Mission, Team
from observer.missions.roles import Role
from observer.reports.decisions import withdraw
from observer.reports.models import Hold, Report
from tests import factories
from tests.findings.composing import CUT_OFF, blocks, summary_of, table
from tests.findings.conftest import flat, text_of
from tests.sheet.playing import EXPECTED, identity, play

pytestmark = pytest.mark.usefixtures("committed_database")

CATEGORIES = {
    "seen": {"V11": 4, "V10": 3, "V01": 1, "V04": 1, "V06": 1, "V20": 1},
    "told": {"V06": 2, "V07": 1, "V09": 1, "V21": 1, "V24": 1},
}


def lines_of(pdf: bytes) -> list[str]:
    return [flat(line) for line in text_of(pdf, layout=True).splitlines()]


def test_the_forty_reports_come_out_in_the_pdf_digit_for_digit() -> None:
    played = play()
    lines = lines_of(typeset(summary_of(played.head).documents["en"]).pdf)
    rule = EXPECTED["inclusion"]
    assert f"Received {rule['received']}" in lines
    for words, name in (
        ("less held apart: unplaced, late, or from a revoked device", "held"),
        ("less kept in quarantine", "quarantined"),
        ("less withdrawn by their observers", "withdrawn"),
        ("less duplicates, settled by a person", "doubles"),
        ("Counted in this document", "counted"),
    ):
        assert f"{words} {rule[name]}" in lines
    # Yes, of answers; share; not observed, not applicable, blank.
    for code, numbers in (
        ("Q1", "13 of 16 81.3 % 0 0 0"),
        ("Q2", "7 of 12 58.3 % 3 0 1"),
        ("Q4", "3 of 14 21.4 % 0 0 2"),
    ):
        # In the chapter; the annex tells the same question region by region.
        line = next(line for line in lines if line.startswith(f"{code}. "))
        assert line.endswith(f" {numbers}")
    # Answers; mean, median, lowest, highest; and who gave none.
    assert lines[lines.index("Q3. Question Q3") + 1] == "15 5.9 6 0 9 0 0 1"
    # Reports; stations observed of the register; share.
    assert "North 15 4 of 4 100.0 %" in lines
    assert "West 11 3 of 4 75.0 %" in lines
    assert "All regions 27 7 of 8 87.5 %" in lines


def test_violations_stand_seen_beside_told_and_small_regions_together() -> None:
    """Four and three stations were observed: alone, each region would say of which station it speaks."""
    document = summary_of(play().head).documents["en"]
    assert table(document, "violations") == [
        ["All regions", "5 of 7", "71.4\N{NO-BREAK SPACE}%", "2 of 7"],
        ["North, West", "5 of 7", "71.4\N{NO-BREAK SPACE}%", "2 of 7"],
    ]
    shown = {key: figure for key, figure in document["figures"].items() if key.startswith("stations.")}
    assert {figure["figure"]["answered"] for figure in shown.values()} == {7}
    told = {row[0].split()[0]: (int(row[2]), int(row[3]), row[5]) for row in table(document, "categories")}
    assert {code: seen for code, (seen, _told, _of) in told.items() if seen} == CATEGORIES["seen"]
    assert {code: told for code, (_seen, told, _of) in told.items() if told} == CATEGORIES["told"]
    assert told["V10"] == (3, 0, "3 of 7")
    assert table(document, "incidents") == [
        ["All regions", "8", "3", "11"],
        ["North, West", "8", "3", "11"],
    ]


def test_late_reports_are_listed_by_what_tells_no_minute() -> None:
    """The first eight characters of an id a phone made are the time, to a minute (RFC 9562, UUIDv7)."""
    played = play()
    held = Hold.objects.filter(mission=played.mission, reason=Hold.Reason.LATE).select_related("report")
    ids = [str(hold.report.client_id) for hold in held]
    assert ids
    document = summary_of(played.head).documents["en"]
    rows = table(document, "late")
    assert sorted(row[0] for row in rows) == sorted(one[-8:] for one in ids)
    assert {row[2][-3:] for row in rows} == {":00"}
    assert not any(one[:8] in json.dumps(document) for one in ids)


def test_hours_run_past_midnight() -> None:
    document = summary_of(play().head).documents["en"]
    rows = {row[0]: row[1:] for row in table(document, "day")}
    # By hand: at 6, 7, 7, 8, 8 and 10; at 11 and 11; and three in the hour after midnight.
    assert rows == {
        "05:00–11:00": ["3", "2", "1", "0", "6"],
        "11:00–17:00": ["0", "2", "0", "0", "2"],
        "23:00–05:00": ["0", "3", "0", "0", "3"],
    }


def test_the_languages_say_the_same_numbers() -> None:
    documents = summary_of(play().head).documents
    assert list(documents) == ["en", "ru"]
    english, russian = documents["en"], documents["ru"]
    assert (english["language"], russian["language"]) == ("en", "ru")
    assert english["figures"] == russian["figures"]
    assert english["basis"]["inclusion"].keys() == russian["basis"]["inclusion"].keys()
    assert [section["key"] for section in english["sections"]] == [
        section["key"] for section in russian["sections"]
    ]


def test_later_reports_and_decisions_change_nothing_in_it() -> None:
    played = play()
    before = summary_of(played.head)
    kept = content_hash(before.documents)
    assert kept == bytes(before.content_hash)
    assert bytes(summary_of(played.head).content_hash) == kept
    withdraw(
        report=Report.objects.get(client_id=identity("report", 1)), by=played.head, reason="a wrong station"
    )
    while fold(mission_id=played.mission.pk).reports:
        pass
    after = summary_of(played.head)
    assert after.documents["en"]["basis"]["inclusion"]["counted"]["number"] == 26
    stored = Summary.objects.get(pk=before.pk)
    assert content_hash(stored.documents) == kept
    assert stored.documents["en"]["basis"]["inclusion"]["counted"]["number"] == 27


def test_what_is_not_added_up_yet_is_said() -> None:
    played = play()
    withdraw(
        report=Report.objects.get(client_id=identity("report", 1)), by=played.head, reason="a wrong station"
    )
    document = summary_of(played.head).documents["en"]
    said = ["".join(run["text"] for run in block["runs"]) for block in blocks(document, "paragraph")]
    assert [text for text in said if text.endswith("and are in no figure: 1.")]
    assert document["basis"]["inclusion"]["counted"]["number"] == 27


def test_it_names_the_newest_seal_and_the_journal_names_it() -> None:
    played = play()
    seal(CUT_OFF)
    summary = summary_of(played.head)
    sealed = newest_seal(played.mission.pk)
    assert sealed
    assert summary.seal_id == sealed.pk
    assert summary.documents["en"]["basis"]["seal"]["digest"] == bytes(sealed.digest).hex()
    entry = Entry.objects.get(act="summary.composed")
    assert (entry.subject, entry.subject_id, entry.mission_id) == ("summary", summary.pk, played.mission.pk)
    assert entry.detail["content_hash"] == bytes(summary.content_hash).hex()


def test_no_team_no_person_and_no_words_of_an_observer_are_in_it() -> None:
    played = play()
    written = json.dumps(summary_of(played.head).documents, ensure_ascii=False)
    people = [f"{code}" for code in Team.objects.values_list("code", flat=True)] + ["OBS-", "HQ-"]
    assert [code for code in people if code in written] == []
    assert "As the sheet says" not in written
    # The head of mission's user name; a station's own code in the way back to the reports.
    assert played.head.user.username not in written
    assert '"station":' not in written


def test_it_is_synthetic_when_the_mission_is() -> None:
    summary = summary_of(play().head)
    assert summary.synthetic
    assert [document["synthetic"] for document in summary.documents.values()] == [True, True]


def test_a_mission_without_reports_has_a_summary_that_says_nothing() -> None:
    mission = factories.a_mission(factories.an_election("oak"), "oak")
    factories.a_version(mission, factories.OPENING)
    document = summary_of(factories.a_member(mission, Role.HEAD)).documents["en"]
    assert table(document, "coverage")[0] == ["All regions", "0", "0 of 6", "0.0\N{NO-BREAK SPACE}%"]
    assert [key for key in document["figures"] if key.startswith(("stations", "answers"))] == []
    assert typeset(document).pages >= 4


@pytest.mark.parametrize("kind", [Mission.Format.LIMITED, Mission.Format.EXPERT])
def test_a_mission_without_statistics_prints_none(kind: str) -> None:
    played = play()
    Mission.objects.filter(pk=played.mission.pk).update(format=kind)
    document = summary_of(played.head).documents["en"]
    printed = {section["key"] for section in document["sections"]}
    assert not printed & {"opening", "violations", "protocols", "incidents", "day"}
    assert printed >= {"brief", "method"}
    figures = {key.partition(".")[0] for key in document["figures"]}
    assert not figures & {"answers", "violations", "seen", "stations_seen", "hours"}
    assert typeset(document).pages >= 3


def test_a_small_mission_compares_no_regions() -> None:
    played = play()
    Mission.objects.filter(pk=played.mission.pk).update(format=Mission.Format.SMALL)
    document = summary_of(played.head).documents["en"]
    keys = {block["key"] for block in blocks(document, "table")}
    assert "violations" not in keys
    assert table(document, "incidents") == [["All regions", "8", "3", "11"]]
    (notice,) = blocks(document, "notice")
    said = "".join(run["text"] for run in notice["runs"])
    assert said.startswith(
        "A mission of this kind speaks of the polling stations it visited, 7 of 8 on the register, "
        "and of nothing else."
    )
