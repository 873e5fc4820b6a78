"""What a document's tables give back when they are taken from each other: no small or unobserved region."""

from __future__ import annotations

from typing import Any

import pytest

from observer.analysis.models import CoverageTally, ObservedTally, StationTally
from observer.checklists.models import Version
from observer.findings.answers import forms as forms_of
from tests.factories import a_version
from tests.findings.composing import as_member, summary_of, table
from tests.findings.country import country
from tests.people.accounts import browser_of

pytestmark = pytest.mark.usefixtures("committed_database")


def unobserved(head: Any, name_of_region: str) -> None:
    """Nobody was at a station there, though violations are told of it; and nowhere at tabulation."""
    for tally in (ObservedTally, StationTally):
        rows = tally.objects.filter(mission=head.mission_id)
        rows.filter(region__names__en=name_of_region).delete()
        rows.filter(phase="tabulation").delete()


def columns(document: dict[str, Any]) -> tuple[list[str], dict[str, int]]:
    """The regions down the table by region and category; and what each category's column comes to."""
    (heat,) = (
        block
        for section in document["sections"]
        for block in section["blocks"]
        if block["kind"] == "table" and block["key"] == "heat-1"
    )
    names = [row["cells"][0]["text"] for row in heat["rows"]]
    codes = [column["title"] for column in heat["columns"]][1:]
    sums = {
        code: sum(int(row["cells"][place]["text"]) for row in heat["rows"])
        for place, code in enumerate(codes, 1)
    }
    return names, sums


def test_the_one_unobserved_region_is_not_what_a_categorys_total_has_over_its_rows() -> None:
    head = country()
    unobserved(head, "Akmola")
    document = summary_of(head).documents["en"]
    names, sums = columns(document)
    totals = {row[0].split()[0]: int(row[2]) for row in table(document, "categories")}
    assert sums == {code: totals[code] for code in sums}
    assert [name.count(",") for name in names if "Akmola" in name] == [1]
    assert names == [row[0] for row in table(document, "incidents")][1:]


def test_a_second_form_of_a_phase_used_at_one_station_rests_on_that_station() -> None:
    """The many stations of the first form do not let the second one's answers be told by region."""
    head = country()
    (first,) = Version.objects.filter(mission=head.mission_id, checklist__phase="voting")
    second = a_version(head.mission, {**first.definition, "code": "voting-again"})
    for tally in (ObservedTally, StationTally):
        (row, *_others) = tally.objects.filter(mission=head.mission_id, version=first).order_by("pk")
        row.pk, row.version = None, second
        if isinstance(row, ObservedTally):
            row.stations = 1
        row.save()
    forms = {form.code: form for form in forms_of(as_member(head))}
    assert (forms["voting-again"].stations, forms[first.checklist.code].stations) == (1, 16 * 40)


def test_a_total_above_its_regions_says_why_and_no_other_does() -> None:
    head = country()
    client, path = browser_of(head.user), f"/missions/{head.mission.code}/coverage/"
    why = "Reports tied to no region are in the total alone."
    assert why not in str(summary_of(head).documents["en"])
    assert why not in client.get(path).content.decode()
    row = CoverageTally.objects.filter(mission=head.mission_id, phase="voting").order_by("pk")[0]
    row.pk, row.region = None, None
    row.save()
    assert why in str(summary_of(head).documents["en"])
    assert why in client.get(path).content.decode()
