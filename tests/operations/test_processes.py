import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from observer.operations.home import PROJECT, CannotStart
from observer.operations.processes import MARK, Program, end_all, marked, wait_until, working_in

PARENT = """
import sys
from pathlib import Path
from observer.operations.processes import Program
folder = Path(sys.argv[1])
child = Program("sleeper", ("/bin/sleep", "60"), folder / "log", folder).start()
print(child.pid, flush=True)
sys.stdin.read()
"""
# Starts a child of its own, then waits: what a web server with workers looks like.
FAMILY = ("/bin/sh", "-c", "sleep 60 & wait")


def sleeper(folder: Path, **fields: object) -> Program:
    return Program("sleeper", ("/bin/sleep", "60"), folder / "log", folder, **fields)  # type: ignore[arg-type]


def wait_for(condition: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("tie", [{}, {"OBSERVER_PIPE_WATCH": "1"}], ids=["kernel", "pipe"])
def test_a_program_dies_with_a_parent_that_was_killed(tmp_path: Path, tie: dict[str, str]) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        cwd=PROJECT,
        env={**os.environ, **tie},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout
    assert parent.stdin
    child = psutil.Process(int(parent.stdout.readline()))
    wait_for(lambda: any("sleep" in process.name() for process in [child, *child.children()]))
    family = [child, *child.children()]
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    still = [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    parent.stdin.close()
    parent.stdout.close()
    assert still == []


def test_stopping_a_program_ends_what_it_had_started(tmp_path: Path) -> None:
    program = Program("family", FAMILY, tmp_path / "log", tmp_path)
    process = program.start()
    wait_for(lambda: psutil.Process(process.pid).children())
    child = psutil.Process(process.pid).children()[0]
    program.stop(process)
    assert process.returncode == -signal.SIGTERM
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_program_that_does_not_listen_is_killed_after_its_patience(tmp_path: Path) -> None:
    deaf = ("/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
    program = Program("deaf", deaf, tmp_path / "log", tmp_path, patience_s=0.1)
    process = program.start()
    wait_for(lambda: "ready" in (tmp_path / "log").read_text())
    program.stop(process)
    assert process.returncode == -signal.SIGKILL


def test_a_program_has_a_process_group_of_its_own(tmp_path: Path) -> None:
    program = sleeper(tmp_path)
    process = program.start()
    assert os.getpgid(process.pid) == process.pid
    program.stop(process)


def test_what_a_killed_start_left_is_found_by_its_mark(tmp_path: Path) -> None:
    mark = str(tmp_path)
    program = sleeper(tmp_path, environment={MARK: mark})
    process = program.start()
    wait_for(lambda: [found.pid for found in marked(mark)] == [process.pid])
    assert end_all(marked(mark)) == 1
    program.sweep(process)
    assert marked(mark) == []


def test_a_frozen_leftover_is_found_by_its_folder_and_ended(tmp_path: Path) -> None:
    program = sleeper(tmp_path)
    process = program.start()
    wait_for(lambda: psutil.Process(process.pid).name() == "sleep")
    os.kill(process.pid, signal.SIGSTOP)
    assert [found.pid for found in working_in(tmp_path)] == [process.pid]
    end_all(working_in(tmp_path))
    program.sweep(process)
    assert working_in(tmp_path) == []


def test_a_server_that_dies_at_once_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    program = Program("failing", ("/bin/sh", "-c", "echo no room; exit 3"), tmp_path / "log", tmp_path)
    process = program.start()
    with pytest.raises(CannotStart, match="no room"):
        wait_until(lambda: False, process, log=program.log, seconds=10)
    program.sweep(process)
