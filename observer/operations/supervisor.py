"""Keeps a group of programs running: starts them in order, restarts what dies, stops them in order."""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from observer.operations.home import CannotStart
from observer.operations.processes import Program

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# A program that ran this long has recovered: its next death is a new story.
RECOVERED_AFTER_S = 60.0


@dataclass
class Member:
    """One program of the group. `begin` starts it, and may wait until it is ready."""

    program: Program
    begin: Callable[[], "subprocess.Popen[bytes]"]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    begin_again_at: float | None = None

    def start(self) -> None:
        self.process = self.begin()
        self.started_at = time.monotonic()
        self.begin_again_at = None

    def look(self, now: float) -> str | None:
        """Notice a death, or end a pause; return what a person should read about it."""
        if self.begin_again_at is not None:
            return self._begin_again(now)
        if self.process is None or self.process.poll() is None:
            return None
        self.program.sweep(self.process)
        if now - self.started_at > RECOVERED_AFTER_S:
            self.pause_s = FIRST_PAUSE_S
        self.begin_again_at = now + self.pause_s
        ended = self.process.returncode
        return f"{self.program.name} ended ({ended}); starting it again in {self.pause_s:g} s."

    def _begin_again(self, now: float) -> str | None:
        if self.begin_again_at is None or now < self.begin_again_at:
            return None
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)
        try:
            self.start()
        except CannotStart as error:
            self.begin_again_at = time.monotonic() + self.pause_s
            return f"{self.program.name} does not start; trying again in {self.pause_s:g} s. {error}"
        return f"{self.program.name} is back."

    def stop(self) -> None:
        if self.process:
            self.program.stop(self.process)
            self.process = None


@dataclass
class Group:
    """Programs in the order of their start. Signals are taken in the main thread only."""

    say: Callable[[str], None]
    members: list[Member] = field(default_factory=list)
    ending: bool = False

    def is_ending(self) -> bool:
        """Whether a signal has come; a method, because it changes between one line and the next."""
        return self.ending

    def take_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        if self.ending:  # asked twice: whoever is at the keyboard does not want to wait
            for member in self.members:
                member.program.hurry(member.process)
        self.ending = True

    def start(self, program: Program, begin: "Callable[[], subprocess.Popen[bytes]] | None" = None) -> Member:
        member = Member(program, begin or program.start)
        member.start()
        self.members.append(member)
        return member

    def watch(self) -> None:
        """Keep them all running until a signal says otherwise."""
        while not self.is_ending():
            for member in self.members:
                if news := member.look(time.monotonic()):
                    self.say(news)
            time.sleep(0.1)

    def stop(self) -> None:
        """The last started first: nothing loses the server it is using."""
        self.ending = True
        for member in reversed(self.members):
            member.stop()
