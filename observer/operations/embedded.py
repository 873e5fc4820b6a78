"""The servers of an installation on one machine, and the environment in which Observer finds them."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from observer.operations.home import Home
from observer.operations.postgres import DURABLE, Postgres
from observer.operations.valkey import Valkey

OWN_SECRETS = (
    "OBSERVER_SECRET_KEY",
    "OBSERVER_TOKEN_KEY",
    "OBSERVER_PERSONAL_DATA_KEY",
    "OBSERVER_INDEX_KEY",
)


@dataclass
class Embedded:
    """PostgreSQL and Valkey below one home; a server that `given` names by its URL is not ours to run."""

    home: Home
    given: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=lambda: DURABLE)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @cached_property
    def postgres(self) -> Postgres | None:
        return None if self.given.get("DATABASE_URL") else Postgres(self.home, self.settings)

    @cached_property
    def valkey(self) -> Valkey | None:
        return None if self.given.get("REDIS_URL") else Valkey(self.home)

    @property
    def servers(self) -> list[Postgres | Valkey]:
        return [server for server in (self.postgres, self.valkey) if server]

    def start(self) -> None:
        self.home.make()
        for server in self.servers:
            self.running[server.program().name] = server.start()
        if self.postgres:
            self.postgres.prepare()

    def stop(self) -> None:
        for server in reversed(self.servers):
            program = server.program()
            if process := self.running.pop(program.name, None):
                program.stop(process)
        self.home.leave()

    def environment(self) -> dict[str, str]:
        """What Django's settings need: what was given, and our own for what was not."""
        ours = {"OBSERVER_HOME": str(self.home.root)}
        ours |= {name: value for name, value in self.home.secrets().items() if name in OWN_SECRETS}
        if self.postgres:
            ours["DATABASE_URL"] = self.postgres.url("observer_app")
            ours["DATABASE_OWNER_URL"] = self.postgres.url("observer_owner")
            ours["DATABASE_RETENTION_URL"] = self.postgres.url("observer_retention")
        if self.valkey:
            ours["REDIS_URL"] = self.valkey.url
        secret_files = {name for name in OWN_SECRETS if self.given.get(f"{name}_FILE")}
        return {name: value for name, value in ours.items() if name not in secret_files} | dict(self.given)
