"""Programs that Observer runs beside itself: started tied to their parent, stopped in good order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from observer.operations.home import Account, CannotStart

LAUNCHER = Path(__file__).with_name("launch.py")
# The name in a program's environment by which a later start finds what an earlier one left behind.
MARK = "OBSERVER_SUPERVISED_BY"
LOG_MAX_BYTES = 10_000_000


@dataclass(frozen=True)
class Program:
    """What to run. `account` None keeps ours; `ending` is the signal of an orderly stop."""

    name: str
    command: tuple[str, ...]
    log: Path
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    ending: signal.Signals = signal.SIGTERM
    patience_s: float = 10.0

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor only."""
        account = self.account if self.account and not self.account.is_ours else Account(-1, -1)
        tie = (
            str(os.getpid()),
            str(int(self.ending)),
            str(account.user),
            str(account.group),
        )
        with open_log(self.log) as log:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), *tie, *self.command],
                stdin=subprocess.PIPE,  # never written to: its end tells the watcher that we died
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask, wait, then insist; whatever the program itself had started goes with it."""
        signal_group(process.pid, self.ending, only_leader=True)
        with suppress(subprocess.TimeoutExpired):
            process.wait(self.patience_s)
        self.sweep(process)

    def hurry(self, process: "subprocess.Popen[bytes] | None") -> None:
        if process and process.poll() is None:
            signal_group(process.pid, signal.SIGKILL)

    def sweep(self, process: subprocess.Popen[bytes]) -> None:
        """End what is left of the program's process group, the program included."""
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin:
            process.stdin.close()


def open_log(path: Path):  # type: ignore[no-untyped-def]  # a binary file; its class is private
    """Append to the log, or begin it anew once it has grown past its limit."""
    grown = path.exists() and path.stat().st_size > LOG_MAX_BYTES
    return path.open("wb" if grown else "ab")


def signal_group(leader: int, number: int, *, only_leader: bool = False) -> None:
    try:
        if only_leader:
            os.kill(leader, number)
        else:
            os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        pass  # gone already, or (on macOS) nothing but a zombie


def wait_until(
    ready: Callable[[], bool],
    process: subprocess.Popen[bytes],
    *,
    log: Path,
    seconds: float,
) -> None:
    """Wait for `ready`; raise CannotStart with the log's end when the process dies or time runs out."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(f"A server did not start. The end of {log}:\n{end_of(log)}")
        time.sleep(0.02)


def end_of(log: Path, lines: int = 15) -> str:
    if not log.exists():
        return "(empty)"
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def working_in(directory: Path) -> list[psutil.Process]:
    """Processes whose working folder is `directory`: a server left over from a start that was killed.

    PostgreSQL and Valkey both work in their data folder, so this needs no file with a process id in
    it, and cannot mistake a stranger to whom the id was given since.
    """
    return [process for process in psutil.process_iter() if folder_of(process) == str(directory)]


def folder_of(process: psutil.Process) -> str | None:
    try:
        return process.cwd() if process.pid != os.getpid() else None
    except psutil.Error:
        return None


def marked(value: str) -> list[psutil.Process]:
    """Processes started under the mark `value` by this start or an earlier one."""
    return [process for process in psutil.process_iter() if mark_of(process) == value]


def mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK) if process.pid != os.getpid() else None
    except (psutil.Error, OSError):
        return None


def end_all(
    processes: Iterable[psutil.Process],
    *,
    ending: int = signal.SIGTERM,
    seconds: float = 10.0,
) -> int:
    """End processes that nobody waits for any more: ask, wait, insist. Return how many there were."""
    found = list(processes)
    for process in found:
        send(process, ending)
        send(process, signal.SIGCONT)  # one that is frozen hears nothing
    _, alive = psutil.wait_procs(found, timeout=seconds)
    for process in alive:
        send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)
    return len(found)


def send(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
