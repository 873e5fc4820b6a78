"""The list of settings, the settings file and the compose file name the same things."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SECRETS = ("OBSERVER_SECRET_KEY", "OBSERVER_TOKEN_KEY", "OBSERVER_PERSONAL_DATA_KEY", "OBSERVER_INDEX_KEY")
# Read by the embedded servers, before the settings exist.
EMBEDDED = {"EMBED_PG_BIN", "EMBED_PG_MAJOR"}


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def listed() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE))


def known_to_the_settings() -> set[str]:
    return set(re.findall(r'"((?:OBSERVER|DATABASE|REDIS)_[A-Z_]+)"', read("observer/settings.py")))


def filled_in_by_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", read("docker-compose.yml")))


def test_every_setting_is_listed_and_every_listed_name_is_used() -> None:
    assert listed() == known_to_the_settings() | filled_in_by_compose() | EMBEDDED


def test_no_secret_has_a_value_in_the_list() -> None:
    assert [name for name in SECRETS if f"\n{name}=\n" not in read(".env.example")] == []


def test_the_secrets_of_a_new_installation_are_all_drawn() -> None:
    printed = subprocess.run(
        ["sh", "docker/secrets"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    drawn = dict(line.split("=", 1) for line in printed.stdout.splitlines())
    wanted = filled_in_by_compose() - {"OBSERVER_LOG_LEVEL"}
    assert set(drawn) == wanted
    assert all(len(value) >= 32 for name, value in drawn.items() if name != "OBSERVER_DOMAIN")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"OBSERVER_TOKEN_KEY": ""}, "OBSERVER_TOKEN_KEY"),
        ({"OBSERVER_INDEX_KEY": "too short"}, "at least 32 characters"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///observer.db"}, "PostgreSQL 16 or later only"),
        ({"DATABASE_CONN_MAX_AGE": "long"}, "long"),
    ],
)
def test_a_wrong_or_missing_value_refuses_to_start(change: dict[str, str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import observer.settings"],
        cwd=PROJECT,
        env={**os.environ, **change},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a secret that stands in a file of its own\n")
    done = subprocess.run(
        [sys.executable, "-c", "import observer.settings as s; print(s.TOKEN_KEY.decode())"],
        cwd=PROJECT,
        env={**os.environ, "OBSERVER_TOKEN_KEY": "", "OBSERVER_TOKEN_KEY_FILE": str(file)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "a secret that stands in a file of its own\n"
