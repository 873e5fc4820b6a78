"""Where an installation on one machine lives: its folder, its secrets, the account of its servers.

Everything is below one folder (`OBSERVER_HOME`). Two things may have to stand elsewhere, and are then
reached through a link in that folder: the sockets, because a socket's path may hold about 100 bytes,
and the servers' data, when root installs Observer where no other account can look.
"""

import hashlib
import os
import pwd
import secrets
import stat
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SECRETS = (
    "OBSERVER_SECRET_KEY",
    "OBSERVER_TOKEN_KEY",
    "OBSERVER_PERSONAL_DATA_KEY",
    "OBSERVER_INDEX_KEY",
    "EMBEDDED_SUPERUSER_PASSWORD",
    "EMBEDDED_OWNER_PASSWORD",
    "EMBEDDED_APP_PASSWORD",
    "EMBEDDED_RETENTION_PASSWORD",
)
SHAPE = (
    "**/migrations/*.py",
    "**/models.py",
    "**/models/*.py",
    "people/rows.py",
    "missions/wall.py",
    "operations/roles.py",
)


class CannotStart(Exception):
    """The installation cannot start; the message tells the person at the keyboard what to do."""


@dataclass(frozen=True)
class Account:
    """The account a server runs as: PostgreSQL refuses to run as root."""

    user: int
    group: int

    @classmethod
    def for_servers(cls) -> "Account":
        """This process's own account, or for root the machine's `postgres` or `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise CannotStart(
            "PostgreSQL does not run as root and there is no account 'nobody'. Use another account."
        )

    @property
    def is_ours(self) -> bool:
        return self.user == os.geteuid()

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter every folder above `path` (it must exist)."""
        if self.is_ours:
            return True
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)

    def take(self, folder: Path) -> None:
        """Make `folder`, and give it to this account alone."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if not self.is_ours:
            os.chown(folder, self.user, self.group)


@dataclass(frozen=True)
class Home:
    """The folder of one installation; nothing is made before it is asked for."""

    root: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Home":
        return cls(Path(environment.get("OBSERVER_HOME") or PROJECT / ".observer").resolve())

    @property
    def account(self) -> Account:
        return Account.for_servers()

    @property
    def secrets_file(self) -> Path:
        return self.root / "secrets.env"

    @property
    def is_prepared(self) -> bool:
        return self.secrets_file.exists()

    def make(self) -> None:
        # Entered but not listed by others: root's servers run under another account.
        self.root.mkdir(parents=True, exist_ok=True, mode=0o711)
        self.folder("logs")

    def folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def secrets(self) -> dict[str, str]:
        """The installation's secrets, drawn once and kept with mode 0600."""
        known = read_assignments(self.secrets_file) if self.is_prepared else {}
        missing = [name for name in SECRETS if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(48) for name in missing}
            write_privately(
                self.secrets_file,
                "".join(f"{name}={value}\n" for name, value in known.items()),
            )
        return known

    def servers(self) -> Path:
        """The folder of the servers' data: below the home, or linked from it (see this file's head)."""
        inside = self.root / "servers"
        if not inside.exists():
            if self.account.can_reach(inside.parent / "any"):
                self.account.take(inside)
            else:
                self._link(inside, "/var/tmp")  # a fresh private folder that outlives a reboot
        return inside.resolve()

    def run(self) -> Path:
        """The private folder of the servers' sockets; made anew when the machine has cleaned it away."""
        link = self.root / "run"
        if not link.is_dir() or link.stat().st_uid != self.account.user:
            self._link(link, tempfile.gettempdir())
        return link.resolve()

    def leave(self) -> None:
        """After an orderly stop: take the empty folder of sockets away; it lies outside this home."""
        link = self.root / "run"
        if link.is_dir() and not any(link.iterdir()):
            link.resolve().rmdir()
            link.unlink()

    def _link(self, link: Path, above: str) -> None:
        target = Path(tempfile.mkdtemp(prefix="observer-", dir=above))
        self.account.take(target)
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def schema_hash() -> str:
    """Names the shape of the database: what decides it are the models, the migrations and the grants."""
    files = {path for pattern in SHAPE for path in (PROJECT / "observer").glob(pattern)}
    return hash_of(sorted(files | {PROJECT / "requirements" / "runtime.txt"}))


def hash_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def read_assignments(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_privately(path: Path, text: str) -> None:
    """Write the whole file or nothing, readable by its owner only, and on the disk when this returns."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
