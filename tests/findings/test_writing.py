"""What a mission says: written by one, approved by another, backed by reports; then in a document."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import translation

from observer.analysis.fold import fold
from observer.elections.announcing import FigureRow, announce
from observer.elections.models import Contest
from observer.findings.chapters import known
from observer.findings.citing import cite, withdraw
from observer.findings.limits import limits
from observer.findings.material import read
from observer.findings.models import ChosenIncident, Citation, Draft, Statement
from observer.findings.offers import check_paragraph, offers
from observer.findings.said import said, text_blocks
from observer.findings.writing import approve, choose_incident, drop, open_statement, write
from observer.journal.models import Entry
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.decisions import withdraw as withdraw_report
from observer.reports.incidents import take_step
from observer.reports.intake import receive
from observer.reports.models import Report
from tests.factories import Ground, a_member, a_submission, a_visit, ground
from tests.findings.composing import CUT_OFF, as_member
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Ground:
    return ground()


def a_draft(by: Membership, text: str = "It was so.", **more: Any) -> Draft:
    """A finding of one draft."""
    statement = open_statement(by=by, kind="finding")
    words = {"en": {"title": "A finding", "text": text}}
    return write(statement=statement, by=by, words=words, known=known(by), after=0, **more)


def codes(refusal: pytest.ExceptionInfo[Problem]) -> list[str]:
    return [error["code"] for error in refusal.value.errors]


def test_a_draft_is_approved_by_another_and_then_said(alder: Ground) -> None:
    writer, head = as_member(alder.coordinator), as_member(alder.head)
    draft = a_draft(writer)
    assert said(alder.mission.pk) == ()
    with pytest.raises(Problem) as refusal:
        approve(draft=draft, by=writer)
    assert refusal.value.code == "forbidden"
    approve(draft=draft, by=head)
    assert [each.part("title") for each in said(alder.mission.pk)] == ["A finding"]
    acts = list(Entry.objects.filter(subject="statement").order_by("pk").values_list("act", flat=True))
    assert acts == ["statement.written", "statement.approved"]


def limits_of(by: Membership) -> list[str]:
    return [paragraph.template for paragraph in limits(read(by, CUT_OFF))]


def test_a_document_denies_nothing_that_stands_in_it(alder: Ground) -> None:
    writer, head = as_member(alder.coordinator), as_member(alder.head)
    silent = "nobody has said it here", "It says nothing of votes for any list"
    assert [sum(words in limit for limit in limits_of(head)) for words in silent] == [1, 1]
    approve(draft=a_draft(writer), by=head)
    contest = Contest.objects.get(election=alder.election)
    rows = [FigureRow(choice="alder", votes=60), FigureRow(choice="birch", votes=40)]
    announce(contest=contest, stage="final", source="The commission", announced_at=CUT_OFF, rows=rows)
    assert not any(words in limit for limit in limits_of(head) for words in silent)
    assert any("only as the authorities announced them" in limit for limit in limits_of(head))


def test_a_newer_draft_needs_a_new_approval(alder: Ground) -> None:
    writer, head = as_member(alder.coordinator), as_member(alder.head)
    draft = a_draft(writer)
    approve(draft=draft, by=head)
    words = {"en": {"title": "Another", "text": "It was otherwise."}}
    write(statement=draft.statement, by=writer, words=words, known=known(writer), after=1)
    assert said(alder.mission.pk) == ()
    with pytest.raises(Problem) as refusal:
        approve(draft=draft, by=head)
    assert refusal.value.code == "conflict"


def test_who_began_from_an_older_draft_is_told(alder: Ground) -> None:
    writer = as_member(alder.coordinator)
    draft = a_draft(writer)
    with pytest.raises(Problem) as refusal:
        write(statement=draft.statement, by=writer, words=draft.words, known=known(writer), after=0)
    assert refusal.value.code == "conflict"


def test_a_number_typed_by_hand_and_an_unknown_figure_are_refused(alder: Ground) -> None:
    writer = as_member(alder.coordinator)
    with pytest.raises(Problem) as refusal:
        a_draft(writer, "In 12 stations, {{figure:coverage.totl}}.")
    assert codes(refusal) == ["number", "figure"]
    assert "coverage.total" in str(refusal.value.errors[1]["detail"])


def test_a_small_delegation_is_offered_no_word_for_how_often(alder: Ground) -> None:
    text = "It was {{figure:coverage.total:proposed}}."
    a_draft(as_member(alder.coordinator), text)
    Mission.objects.filter(pk=alder.mission.pk).update(format=Mission.Format.SMALL)
    small = as_member(alder.coordinator)
    with pytest.raises(Problem) as refusal:
        a_draft(small, text)
    assert codes(refusal) == ["reading"]
    assert "proposed" not in {each for offered in known(small).readings().values() for each in offered}
    with pytest.raises(Problem):
        list(text_blocks(text, known(small)))


def test_a_standard_that_is_not_offered_cannot_be_rested_on(alder: Ground) -> None:
    """The country of this election is on no list of parties: nobody knows whether it is bound."""
    legal = as_member(a_member(alder.mission, Role.LEGAL_ANALYST))
    with pytest.raises(Problem) as refusal:
        a_draft(legal, standards=["ICCPR 25(b)"])
    assert codes(refusal) == ["not-offered"]
    same: dict[str, Any] = {"by": legal, "code": "ICCPR 25(b)", "source": "The official text, page three"}
    check_paragraph(**same, verdict="confirmed", joined=alder.election.voting_day)
    assert offers(alder.mission)["ICCPR 25(b)"].offered
    draft = a_draft(legal, standards=["ICCPR 25(b)"])
    assert [standard.paragraph for standard in draft.standards.all()] == ["ICCPR 25(b)"]
    check_paragraph(**same, verdict="rejected")
    assert not offers(alder.mission)["ICCPR 25(b)"].offered


def test_what_was_dropped_is_said_no_longer_and_not_written_again(alder: Ground) -> None:
    writer, head = as_member(alder.coordinator), as_member(alder.head)
    draft = a_draft(writer)
    approve(draft=draft, by=head)
    drop(statement=draft.statement, by=writer, reason="It was not so.")
    assert said(alder.mission.pk) == ()
    with pytest.raises(Problem) as refusal:
        write(statement=draft.statement, by=writer, words=draft.words, known=known(writer), after=1)
    assert refusal.value.code == "conflict"


def test_words_fall_back_to_the_language_they_were_written_in(alder: Ground) -> None:
    draft = a_draft(as_member(alder.coordinator))
    approve(draft=draft, by=as_member(alder.head))
    (only,) = said(alder.mission.pk)
    with translation.override("ru"):
        assert (only.part("title"), only.foreign) == ("A finding", "en")
    with translation.override("en"):
        assert only.foreign == ""


def an_incident(alder: Ground) -> Report:
    story = {"category": "V15", "severity": "critical", "basis": "seen", "where": "station"}
    sent = a_submission(alder.incident, {**story, "narrative": "It happened."}, visit=a_visit("W-1"))
    receive(sender=alder.phone.sender, submissions=[sent])
    return Report.objects.get(client_id=sent.client_id)


def test_a_station_is_named_only_when_that_was_decided_with_a_reason(alder: Ground) -> None:
    head, report = as_member(alder.head), an_incident(alder)
    with pytest.raises(Problem) as refusal:
        choose_incident(by=head, report=report, names_station=True)
    assert codes(refusal) == ["required"]
    naming = {"en": {"text": "At {{fact:station}} ballots were missing."}}
    unnamed = choose_incident(by=head, report=report)
    with pytest.raises(Problem) as refusal:
        write(statement=unnamed, by=head, words=naming, known=known(head), after=0)
    assert codes(refusal) == ["fact"]
    named = choose_incident(by=head, report=report, names_station=True, reason="The commission asked for it.")
    write(statement=named, by=head, words=naming, known=known(head), after=0)
    assert ChosenIncident.objects.get(statement=named).reason == "The commission asked for it."


def a_retold(alder: Ground, report: Report) -> None:
    head = as_member(alder.head)
    statement = choose_incident(by=head, report=report)
    words = {"en": {"text": "It happened."}}
    draft = write(statement=statement, by=head, words=words, known=known(head), after=0)
    approve(draft=draft, by=as_member(alder.coordinator))


def test_an_incident_that_does_not_stand_is_not_retold_whatever_was_approved(alder: Ground) -> None:
    doubted, taken_back = an_incident(alder), an_incident(alder)
    for report in (doubted, taken_back):
        a_retold(alder, report)
    assert len(said(alder.mission.pk)) == 2
    found = partial(take_step, incident=doubted.incident, by=alder.coordinator)
    found(state="not_confirmed", note="Nobody else saw it.")
    assert len(said(alder.mission.pk)) == 1
    found(state="closed", note="Enough.")
    assert len(said(alder.mission.pk)) == 1
    withdraw_report(report=taken_back, by=alder.coordinator, reason="Another day.")
    fold(mission_id=alder.mission.pk)
    assert said(alder.mission.pk) == ()
    statement = ChosenIncident.objects.get(report=doubted).statement_id
    page = browser_of(alder.head.user).get(f"/missions/alder/statements/{statement}/")
    assert "It enters no document." in page.content.decode()


def test_a_report_that_is_no_incident_is_not_retold(alder: Ground) -> None:
    sent = a_submission(alder.opening, visit=a_visit("W-1"))
    receive(sender=alder.phone.sender, submissions=[sent])
    with pytest.raises(Problem) as refusal:
        choose_incident(by=as_member(alder.head), report=Report.objects.get(client_id=sent.client_id))
    assert refusal.value.code == "invalid"


def test_a_finding_cites_a_report_once_and_a_citation_taken_away_stays_written(alder: Ground) -> None:
    head, report = as_member(alder.head), an_incident(alder)
    finding = open_statement(by=head, kind="finding")
    citation = cite(finding=finding, by=head, report=report, note="Seen by two.")
    assert citation.revision_id == report.current_id
    with pytest.raises(Problem) as refusal:
        cite(finding=finding, by=head, report=report)
    assert refusal.value.code == "conflict"
    withdraw(citation=citation, by=head)
    assert Citation.objects.get(pk=citation.pk).withdrawn_by_id == head.pk
    assert cite(finding=finding, by=head, report=report).pk != citation.pk


def test_only_a_finding_cites_and_only_one_thing_at_a_time(alder: Ground) -> None:
    head, report = as_member(alder.head), an_incident(alder)
    passage = open_statement(by=head, kind="passage", place="voting")
    finding = open_statement(by=head, kind="finding")
    for statement, more in ((passage, {"report": report}), (finding, {"report": report, "figure": "x"})):
        with pytest.raises(Problem) as refusal:
            cite(finding=statement, by=head, **more)  # type: ignore[arg-type]  # a dict of either kind
        assert refusal.value.code == "invalid"


def test_a_place_has_one_passage(alder: Ground) -> None:
    head = as_member(alder.head)
    first = open_statement(by=head, kind="passage", place="voting")
    assert open_statement(by=as_member(alder.coordinator), kind="passage", place="voting") == first
    assert Statement.objects.filter(place="voting").count() == 1
    with pytest.raises(Problem):
        open_statement(by=head, kind="passage", place="nowhere")
