"""What the measurements stand on: a durable installation in a folder of its own, and two missions in it.

PostgreSQL waits for the disk as in production, and the web server is the demo's own command: granian with
two processes of eight threads. The Celery worker is left out, so that what is measured is not shared with
the fold.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import psycopg
from django.db import connections

from observer.operations.embedded import Embedded
from observer.operations.home import PROJECT, Home
from observer.operations.postgres import DURABLE
from observer.operations.processes import Program, end_of, wait_until
from observer.operations.transport import Transport

if TYPE_CHECKING:  # models load only after Django has found its database
    from observer.checklists.models import Version
    from observer.missions.senders import Sender
    from observer.operations.example.missions import Loaded

CHECKLIST = "bench"
PHONES = 1_000


@dataclass
class Ground:
    """The running installation; `address` is that of its web server."""

    home: Home
    servers: Embedded
    transport: Transport
    web: subprocess.Popen[bytes]

    @property
    def address(self) -> tuple[str, int]:
        return self.transport.host, self.transport.port

    @property
    def owner_url(self) -> str:
        return os.environ["DATABASE_OWNER_URL"]

    def web_processes(self) -> list[psutil.Process]:
        return family(self.web.pid)

    def database_processes(self) -> list[psutil.Process]:
        return family(self.servers.running["postgres"].pid)


def family(leader: int) -> list[psutil.Process]:
    process = psutil.Process(leader)
    return [process, *process.children(recursive=True)]


@contextmanager
def laid() -> Iterator[Ground]:
    """Start everything and migrate; Django in this process is connected as `observer_app`."""
    folder = Path(tempfile.mkdtemp(prefix="observer-bench-"))
    folder.chmod(0o711)  # root's servers run under another account
    home = Home(folder / "home")
    servers = Embedded(home, settled_environment(home), DURABLE)
    try:
        servers.start()
        os.environ.update(servers.environment())
        for command in (
            ("prepare_database", "--verbosity=0"),
            ("collectstatic", "--noinput", "--verbosity=0"),
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, check=True)
        import django

        django.setup()
        with serving(home) as (transport, web):
            yield Ground(home, servers, transport, web)
    finally:
        connections.close_all()
        servers.stop()
        for place in (home.servers(), home.run(), folder):
            shutil.rmtree(place, ignore_errors=True)


def settled_environment(home: Home) -> dict[str, str]:
    """This process's environment without the person's own installation in it."""
    for name in [name for name in os.environ if name.startswith(("OBSERVER_", "DATABASE_", "REDIS_"))]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "observer.settings"
    os.environ["OBSERVER_HOME"] = str(home.root)
    return dict(os.environ)


@contextmanager
def serving(home: Home) -> Iterator[tuple[Transport, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        transport = Transport("127.0.0.1", probe.getsockname()[1])
    log = home.folder("logs") / "web.log"
    command = (sys.executable, "-m", *transport.command(home))
    program = Program("web", command, log, PROJECT, transport.environment())
    web = program.start()
    try:
        wait_until(transport.answers, web, log=log, seconds=60)
        yield transport, web
    except SystemExit:
        print(f"The end of the web server's log:\n{end_of(log, 40)}", file=sys.stderr)
        raise
    finally:
        program.stop(web)


@dataclass(frozen=True)
class MissionGround:
    """A mission with a 40-question form beside the example's own, and phones enrolled in it."""

    loaded: Loaded
    version: Version
    tokens: Sequence[str]

    @property
    def mission_id(self) -> int:
        return int(self.loaded.mission.pk)

    @cached_property
    def senders(self) -> list[Sender]:
        return list(self.loaded.senders.values())


def load_ground(code: str) -> MissionGround:
    """The example's election and its full mission under `code`, open to reports of today."""
    from observer.operations.example.country import places
    from observer.operations.example.election import load_election
    from observer.operations.example.missions import full_plan, load_mission

    loaded = load_mission(load_election(), replace(full_plan(40), code=code), places())
    type(loaded.mission).objects.filter(pk=loaded.mission.pk).update(late_after=None)
    ground = MissionGround(loaded, publish_form(loaded), enrol_phones(loaded))
    # The register of a real mission has been there for weeks: the planner knows how large it is.
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    return ground


def publish_form(loaded: Loaded) -> Version:
    from benchmarks.check_answers import definition
    from observer.checklists.models import Checklist
    from observer.checklists.publish import publish

    document = definition()
    checklist = Checklist.objects.create(
        mission=loaded.mission, code=document["code"], phase=document["phase"], names=document["titles"]
    )
    return publish(checklist=checklist, definition=document)


def enrol_phones(loaded: Loaded) -> list[str]:
    """Many phones, as on election day: each request asks for another one, and none meets its own throttle."""
    from observer.missions.models import Membership, MissionDevice
    from observer.people.models import Device
    from observer.people.tokens import new_token, token_hash

    observers = list(Membership.objects.filter(mission=loaded.mission, role="observer").order_by("pk"))
    tokens = [new_token() for _ in range(PHONES)]
    owners = [observers[number % len(observers)] for number in range(PHONES)]
    devices = Device.objects.bulk_create(
        Device(user_id=owner.user_id, token_hash=token_hash(token), label="benchmark")
        for owner, token in zip(owners, tokens, strict=True)
    )
    MissionDevice.objects.bulk_create(
        MissionDevice(mission=loaded.mission, membership=owner, device=device)
        for owner, device in zip(owners, devices, strict=True)
    )
    return tokens


def read_token(mission: MissionGround) -> str:
    """A machine's key of the mission's coordinator, who reads everything but votes."""
    from datetime import timedelta

    from django.utils import timezone

    from observer.missions.models import Membership, ReadToken
    from observer.people.tokens import new_token, token_hash

    token = new_token()
    reader = Membership.objects.filter(mission=mission.mission_id, role="coordinator").earliest("pk")
    ReadToken.objects.create(
        mission_id=mission.mission_id,
        membership=reader,
        token_hash=token_hash(token),
        label="benchmark",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return token


def answered(statement: str, values: Sequence[Any] = ()) -> Any:
    """The first column of the first row, as the application reads it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None
