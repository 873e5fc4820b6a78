import os
import stat
import tempfile
from pathlib import Path

import pytest

from observer.operations import home as homes
from observer.operations.home import Account, Home, hash_of, read_assignments


def test_secrets_are_drawn_once_and_kept_from_others(home: Home) -> None:
    first = home.secrets()
    assert set(first) == set(homes.SECRETS)
    assert len(set(first.values())) == len(homes.SECRETS)
    assert all(len(value) >= 32 for value in first.values())
    assert home.secrets() == first
    assert stat.S_IMODE(home.secrets_file.stat().st_mode) == 0o600


def test_a_secret_that_a_newer_release_needs_joins_the_others(home: Home) -> None:
    known = home.secrets()
    kept = {name: value for name, value in known.items() if name != "OBSERVER_INDEX_KEY"}
    home.secrets_file.write_text("# a note\n" + "".join(f"{name}={value}\n" for name, value in kept.items()))
    renewed = home.secrets()
    assert {name: renewed[name] for name in kept} == kept
    assert renewed["OBSERVER_INDEX_KEY"] != known["OBSERVER_INDEX_KEY"]
    assert read_assignments(home.secrets_file) == renewed


def test_sockets_live_in_a_short_private_folder(home: Home) -> None:
    run = home.run()
    assert len(str(run / ".s.PGSQL.5432.lock")) < 104  # the shortest limit is that of macOS
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert run.stat().st_uid == home.account.user
    assert home.run() == run


def test_a_folder_of_sockets_that_was_cleaned_away_is_made_anew(home: Home) -> None:
    gone = home.run()
    gone.rmdir()
    assert home.run() != gone
    assert home.run().is_dir()


def test_the_folder_of_sockets_goes_once_it_is_empty(home: Home) -> None:
    (home.run() / "socket").touch()
    home.leave()
    kept = home.run()
    (kept / "socket").unlink()
    home.leave()
    assert not kept.exists()
    assert not (home.root / "run").is_symlink()


def test_server_data_stay_in_the_home_when_their_account_can_enter() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        home = Home(Path(folder).resolve() / "observer")
        home.make()
        assert home.servers() == home.root / "servers"


def test_server_data_stand_elsewhere_when_the_home_is_closed_to_their_account(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "can_reach", lambda self, path: False)
    elsewhere = home.servers()
    assert elsewhere.parent == Path("/var/tmp")
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
    assert home.servers() == elsewhere


def test_another_account_reaches_a_path_only_through_open_folders(tmp_path: Path) -> None:
    stranger = Account(user=os.geteuid() + 1, group=0)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").touch()
    assert not stranger.can_reach(closed / "file")
    assert Account(os.geteuid(), os.getegid()).can_reach(closed / "file")
    assert stranger.can_reach(Path("/usr/bin/env"))


def test_the_hash_follows_names_and_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("a")
    before = hash_of([one])
    assert hash_of([two]) != before
    one.write_text("b")
    assert hash_of([one]) != before
