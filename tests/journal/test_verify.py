"""Whoever owns the database can change the journal; not without being found out."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from observer.journal.management.commands.verify_journal import ranges
from observer.journal.models import Entry, Seal
from observer.journal.record import record
from observer.journal.seal import newest_seal, seal
from observer.journal.verify import Kind, verify
from observer.missions.models import Mission
from tests.factories import a_mission, an_election

Owner = psycopg.Connection[tuple[object, ...]]
TABLES = ("journal_entry", "journal_seal", "journal_sealedentry")


def sealed_journal() -> tuple[Mission, list[int]]:
    """A mission with three seals of three entries each."""
    north, ids = a_mission(an_election(), "north"), []
    for number in range(3):
        ids += [
            record(act="test", mission_id=north.pk, detail={"round": number, "place": place}).pk
            for place in range(3)
        ]
        seal()
    return north, ids


@pytest.fixture
def tamper(committed_database: None, owner_connection: Owner) -> Callable[..., None]:
    """Run SQL as the owner of the tables, who has switched off what stands in the way."""

    def run(statement: str, *values: Any) -> None:
        for table in TABLES:
            owner_connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # type: ignore[arg-type]
        owner_connection.execute(statement, values)  # type: ignore[arg-type]

    return run


def faults(mission: Mission, **options: Any) -> list[tuple[Kind, int | None, tuple[int, ...]]]:
    return [(fault.kind, fault.seal, fault.entries) for fault in verify(mission.pk, **options).faults]


@pytest.mark.django_db
def test_an_untouched_journal_is_as_it_was_sealed() -> None:
    north, ids = sealed_journal()
    verdict = verify(north.pk)
    assert (verdict.seals, verdict.entries, verdict.faults) == (3, len(ids), [])
    assert verdict.newest == newest_seal(north.pk)


@pytest.mark.django_db
def test_an_empty_journal_is_as_it_was_sealed() -> None:
    assert verify(None).faults == []


@pytest.mark.parametrize(
    "change",
    [
        "act = 'other'",
        "at = at - interval '1 microsecond'",
        "user_id = 99",
        "device_id = 99",
        "mission_id = NULL",
        "subject = 'report'",
        "subject_id = 4",
        "detail = '{}'",
    ],
)
def test_a_changed_entry_is_named(tamper: Callable[..., None], change: str) -> None:
    north, ids = sealed_journal()
    tamper(f"UPDATE journal_entry SET {change} WHERE id = %s", ids[4])
    assert faults(north) == [(Kind.ALTERED, 2, (ids[4],))]


def test_an_entry_changed_together_with_its_own_digest_spoils_its_seal(
    tamper: Callable[..., None],
) -> None:
    north, ids = sealed_journal()
    tamper("UPDATE journal_sealedentry SET digest = sha256('other') WHERE entry_id = %s", ids[0])
    assert faults(north) == [(Kind.ALTERED, 1, (ids[0],)), (Kind.ALTERED, 1, tuple(ids[:3]))]


def test_a_removed_entry_is_named_while_its_line_stands(
    tamper: Callable[..., None], owner_connection: Owner
) -> None:
    north, ids = sealed_journal()
    (constraint,) = owner_connection.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'journal_sealedentry'::regclass"
        " AND confrelid = 'journal_entry'::regclass"
    ).fetchone() or ("",)
    owner_connection.execute(f'ALTER TABLE journal_sealedentry DROP CONSTRAINT "{constraint}"')  # type: ignore[arg-type]
    tamper("DELETE FROM journal_entry WHERE id = %s", ids[5])
    assert faults(north) == [(Kind.MISSING, 2, (ids[5],))]


def test_an_entry_removed_with_its_line_leaves_its_seal_short(tamper: Callable[..., None]) -> None:
    north, ids = sealed_journal()
    tamper("DELETE FROM journal_sealedentry WHERE entry_id = %s", ids[5])
    tamper("DELETE FROM journal_entry WHERE id = %s", ids[5])
    assert faults(north) == [(Kind.MISSING, 2, ())]


def test_an_entry_slipped_into_a_sealed_batch_is_named(tamper: Callable[..., None]) -> None:
    north, _ids = sealed_journal()
    slipped = record(act="test", mission_id=north.pk).pk
    tamper(
        "INSERT INTO journal_sealedentry (entry_id, seal_id, digest) VALUES (%s, %s, sha256('any'))",
        slipped,
        Seal.objects.get(mission=north, number=2).pk,
    )
    assert (Kind.ADDED, 2, (slipped,)) in faults(north)


def test_a_removed_seal_in_the_middle_is_named(tamper: Callable[..., None]) -> None:
    north, _ids = sealed_journal()
    second = Seal.objects.get(mission=north, number=2)
    tamper("DELETE FROM journal_sealedentry WHERE seal_id = %s", second.pk)
    tamper("DELETE FROM journal_entry WHERE detail @> '{\"round\": 1}'")
    tamper("ALTER TABLE journal_seal DROP CONSTRAINT seal_after_seal")
    tamper("DELETE FROM journal_seal WHERE id = %s", second.pk)
    assert faults(north) == [(Kind.MISSING_SEAL, 2, ())]


def test_a_seal_whose_time_was_changed_does_not_fit(tamper: Callable[..., None]) -> None:
    north, ids = sealed_journal()
    tamper("UPDATE journal_seal SET sealed_at = sealed_at - interval '1 day' WHERE number = 3")
    assert faults(north) == [(Kind.ALTERED, 3, tuple(ids[6:]))]


def test_a_chain_recomputed_from_end_to_end_differs_from_the_seal_kept_elsewhere(
    tamper: Callable[..., None],
) -> None:
    north, _ids = sealed_journal()
    kept = Seal.objects.get(mission=north, number=3)
    for table in reversed(TABLES):
        tamper(f"DELETE FROM {table}")
    for _round in range(3):
        record(act="another story", mission_id=north.pk)
        seal()
    assert faults(north) == []
    assert faults(north, kept=(3, bytes(kept.digest))) == [(Kind.OTHER_SEAL, 3, ())]


@pytest.mark.django_db
def test_a_seal_kept_elsewhere_that_is_gone_here_is_named() -> None:
    north, _ids = sealed_journal()
    digest = bytes(Seal.objects.get(mission=north, number=3).digest)
    assert faults(north, kept=(3, digest)) == []
    assert faults(north, kept=(4, digest)) == [(Kind.MISSING_SEAL, 4, ())]


@pytest.mark.django_db
def test_an_entry_that_waits_too_long_for_its_seal_is_named() -> None:
    north, _ids = sealed_journal()
    forgotten = record(act="test", mission_id=north.pk, at=timezone.now() - timedelta(hours=2)).pk
    record(act="test", mission_id=north.pk)
    assert faults(north) == [(Kind.UNSEALED, None, (forgotten,))]


# --- The command ---------------------------------------------------------------------------------


def told(*words: str) -> str:
    out = StringIO()
    call_command("verify_journal", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_prints_the_newest_seal_which_then_is_what_it_expects() -> None:
    sealed_journal()
    (kept,) = re.findall(r"newest seal (3:[0-9a-f]{64})", told())
    assert "9 entries under 3 seals" in told("--mission", "north", "--expect", kept)
    with pytest.raises(CommandError) as refused:
        told("--mission", "north", "--expect", kept[:-1] + ("0" if kept[-1] != "0" else "1"))
    assert refused.value.returncode == 1


def test_the_command_names_a_changed_entry_and_fails(tamper: Callable[..., None]) -> None:
    _north, ids = sealed_journal()
    tamper("UPDATE journal_entry SET act = 'other' WHERE id = %s", ids[4])
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("verify_journal", stdout=out)
    assert failed.value.returncode == 1
    assert f"ALTERED: entries of seal 2 were changed (entry {ids[4]})" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        ["--expect", "1:" + "0" * 64],
        ["--mission", "nowhere"],
        ["--mission", "-", "--expect", "1:zz"],
        ["--mission", "-", "--expect", "1:00"],
        ["--mission", "-", "--expect", "one"],
    ],
    ids=" ".join,
)
def test_the_command_refuses_what_it_cannot_read(words: list[str]) -> None:
    with pytest.raises(CommandError):
        told(*words)


def test_ids_are_told_in_runs() -> None:
    assert ranges([9, 3, 7, 8]) == "3, 7–9"


@pytest.mark.django_db
def test_no_entry_is_made_by_looking() -> None:
    sealed_journal()
    before = Entry.objects.count()
    told()
    assert Entry.objects.count() == before
