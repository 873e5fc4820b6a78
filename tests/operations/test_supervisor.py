import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from observer.operations import supervisor
from observer.operations.home import CannotStart
from observer.operations.processes import Program
from observer.operations.supervisor import Group, Member


def program(folder: Path, name: str = "sleeper", command: str = "exec sleep 60") -> Program:
    return Program(name, ("/bin/sh", "-c", command), folder / f"{name}.log", folder, patience_s=5)


@pytest.fixture
def group() -> Group:
    return Group(say=lambda text: None)


def kill(member: Member) -> None:
    assert member.process
    member.process.kill()
    member.process.wait()


def test_a_program_that_died_is_started_again_after_a_pause(tmp_path: Path, group: Group) -> None:
    member = group.start(program(tmp_path))
    first = member.process
    assert member.look(time.monotonic()) is None
    kill(member)
    now = time.monotonic()
    assert member.look(now) == "sleeper ended (-9); starting it again in 0.5 s."
    assert member.look(now + 0.4) is None
    assert member.look(now + 0.6) == "sleeper is back."
    assert member.process is not first
    group.stop()


def test_the_pause_doubles_up_to_its_limit_and_is_forgotten_after_a_good_run(tmp_path: Path) -> None:
    member = Member(program(tmp_path), program(tmp_path).start)
    member.start()
    pauses = []
    for _ in range(8):
        kill(member)
        member.look(now := time.monotonic())
        pauses.append(member.pause_s)
        member.look(now + member.pause_s)
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]
    kill(member)
    member.look(member.started_at + supervisor.RECOVERED_AFTER_S + 1)
    assert member.pause_s == 0.5
    member.stop()


def test_a_server_that_does_not_come_back_is_tried_again(tmp_path: Path) -> None:
    starts = []

    def begin() -> object:
        starts.append(1)
        if len(starts) == 2:
            raise CannotStart("The disk is full.")
        return program(tmp_path).start()

    member = Member(program(tmp_path), begin)  # type: ignore[arg-type]
    member.start()
    kill(member)
    member.look(now := time.monotonic())
    assert member.look(now + 1) == "sleeper does not start; trying again in 1 s. The disk is full."
    assert member.look(time.monotonic() + 2) == "sleeper is back."
    member.stop()


def test_the_last_started_stops_first(tmp_path: Path, group: Group) -> None:
    written = tmp_path / "order"
    telling = "trap 'echo {} >> {}; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
    for name in ("database", "web"):
        member = group.start(program(tmp_path, name, telling.format(name, written)))
        while "ready" not in member.program.log.read_text():
            time.sleep(0.01)
    group.stop()
    assert written.read_text().split() == ["web", "database"]


def test_a_signal_ends_the_watch(tmp_path: Path, group: Group) -> None:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    member = group.start(program(tmp_path))
    assert member.process
    pid = member.process.pid
    try:
        group.take_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        group.watch()
        group.stop()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert not psutil.pid_exists(pid)
