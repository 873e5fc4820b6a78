"""The parts of a running demo that a blow may hit, and how their processes are told from one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

Recognise = Callable[[psutil.Process, str], bool]


@dataclass(frozen=True)
class Part:
    """`found_by` gets a process and its command line. One process is killed, or all are frozen."""

    name: str
    found_by: Recognise
    freezes: bool = False

    def of(self, processes: Sequence[psutil.Process]) -> list[psutil.Process]:
        return [process for process in processes if self.found_by(process, command_of(process))]


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def is_web(_process: psutil.Process, command: str) -> bool:
    return "granian" in command


def leads_web(process: psutil.Process, command: str) -> bool:
    return is_web(process, command) and not has_parent(process, "granian")


def works_for_web(process: psutil.Process, command: str) -> bool:
    return is_web(process, command) and has_parent(process, "granian")


def is_worker(_process: psutil.Process, command: str) -> bool:
    return "celery" in command and " worker " in command


def is_beat(_process: psutil.Process, command: str) -> bool:
    return "celery" in command and " beat " in command


def is_broker(_process: psutil.Process, command: str) -> bool:
    return "valkey-server" in command


def is_database(_process: psutil.Process, command: str) -> bool:
    return leads_database(_process, command) or command.startswith("postgres: ")


def leads_database(_process: psutil.Process, command: str) -> bool:
    return "/postgres -D " in command


def serves_the_application(_process: psutil.Process, command: str) -> bool:
    return command.startswith("postgres: observer_app ")


def is_supervisor(_process: psutil.Process, command: str) -> bool:
    return "manage.py demo " in command


def has_parent(process: psutil.Process, word: str) -> bool:
    try:
        parent = process.parent()
    except psutil.Error:
        return False
    return parent is not None and word in command_of(parent)


KILLED = (
    Part("web worker", works_for_web),
    Part("web", leads_web),
    Part("celery worker", is_worker),
    Part("beat", is_beat),
    Part("broker", is_broker),
    Part("database backend", serves_the_application),
    Part("database", leads_database),
    Part("supervisor", is_supervisor),
)
# What a supervisor starts itself.
PROGRAMS = tuple(
    part for part in KILLED if part.name in ("web", "celery worker", "beat", "broker", "database")
)
FROZEN_BROKER = Part("frozen broker", is_broker, freezes=True)
FROZEN = (
    FROZEN_BROKER,
    Part("frozen web", is_web, freezes=True),
    Part("frozen worker", is_worker, freezes=True),
    Part("frozen database", is_database, freezes=True),
)
PARTS = (*KILLED, *FROZEN)
# Whoever opens transactions as the application.
CLIENTS = Part("clients of the database", lambda p, command: is_web(p, command) or is_worker(p, command))
