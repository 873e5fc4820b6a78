"""The example's own summaries: a long document of a full mission, a short one of eight people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from observer.analysis.fold import fold
from observer.findings.models import Summary
from observer.findings.typeset import typeset
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.typesetting import TypesetResult
from tests.findings import verapdf
from tests.findings.composing import blocks, summary_of, table
from tests.findings.conftest import flat, text_of


def loaded(home: Path, settings: Any) -> dict[str, Summary]:
    """The summaries of the example's missions, by code."""
    settings.OBSERVER_HOME = home
    call_command("load_example", reports=720, seed=7, verbosity=0)
    summaries = {}
    for mission in Mission.objects.all():
        while fold(mission_id=mission.pk).reports:
            pass
        summaries[mission.code] = summary_of(Membership.objects.get(mission=mission, role=Role.HEAD))
    return summaries


@pytest.mark.usefixtures("committed_database", "verapdf_engine")
def test_the_example_is_told_in_more_than_forty_pages_for_everyone(tmp_path: Path, settings: Any) -> None:
    summaries = loaded(tmp_path, settings)
    editions = {language: typeset(written) for language, written in summaries["steppe"].documents.items()}
    assert list(editions) == ["en", "ru", "kk"]
    assert [edition.pages > 40 for edition in editions.values()] == [True] * 3
    assert typeset(summaries["delegation"].documents["en"]).pages < 20
    says_it_is_synthetic_on_every_page(editions["en"])
    keeps_small_regions_together(summaries["steppe"].documents["en"])
    speaks_of_its_own_stations_only(summaries["delegation"].documents["en"])
    files = []
    for language, edition in editions.items():
        files.append(tmp_path / f"{language}.pdf")
        files[-1].write_bytes(edition.pdf)
    verdicts = verapdf.validate(*files)
    assert [verdict.flavour for verdict in verdicts] == ["ua1", "2a"] * 3
    assert [verdict.failures for verdict in verdicts] == [()] * 6
    assert all(verdict.compliant and verdict.checks > 5000 for verdict in verdicts)


def says_it_is_synthetic_on_every_page(edition: TypesetResult) -> None:
    pages = [flat(text_of(edition.pdf, page=page)) for page in range(1, edition.pages + 1)]
    assert "The figures in this document are synthetic" in pages[0]
    assert [page for page in pages[1:] if "Synthetic data" not in page] == []


def keeps_small_regions_together(document: dict[str, Any]) -> None:
    """Every share by region rests on five stations or more, and the regions add up to the whole."""
    figures = {key: entry["figure"] for key, entry in document["figures"].items()}
    rows = table(document, "violations")
    shares = [row[1].split(" of ") for row in rows]
    assert min(int(whole) for _part, whole in shares) >= 5
    assert [sum(int(share[side]) for share in shares[1:]) for side in (0, 1)] == [int(n) for n in shares[0]]
    assert figures["stations.seen.total"]["answered"] == int(shares[0][1])
    whole, *parts = table(document, "incidents")
    for column in range(1, len(whole)):
        assert sum(int(row[column]) for row in parts) == int(whole[column])


def speaks_of_its_own_stations_only(document: dict[str, Any]) -> None:
    keys = {block["key"] for block in blocks(document, "table")}
    assert "violations" not in keys
    assert "categories" in keys
    assert not [key for key in keys if key.startswith(("heat", "protocols", "annex"))]
    assert not list(blocks(document, "distribution"))
