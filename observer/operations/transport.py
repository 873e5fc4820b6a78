"""Where the demo's web server listens, and under which names it may be called."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from observer.operations.home import CannotStart, Home

LOCAL = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Transport:
    """The address of the web server; `certificate` and `key` are both given or neither."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @classmethod
    def of(cls, host: str, port: int, tls: str | None) -> "Transport":
        if not tls:
            return cls(host, port)
        certificate, _, key = tls.partition(",")
        for path in (certificate, key):
            if not path or not Path(path).is_file():
                raise CannotStart(f"TLS needs two files, CERT,KEY. There is no file {path!r}.")
        return cls(host, port, Path(certificate).resolve(), Path(key).resolve())

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.names()[0]}:{self.port}/"

    def names(self) -> list[str]:
        """The names a browser may use: those of the certificate, else this machine's own."""
        if self.certificate:
            return [*names_in(self.certificate), *LOCAL]
        if self.host in ("127.0.0.1", "localhost", "::1"):
            return list(LOCAL)
        own = socket.gethostname() if self.host in ("0.0.0.0", "::") else self.host
        return [own, *addresses_of_this_machine(), *LOCAL]

    def environment(self) -> dict[str, str]:
        """What Django's settings need to know about it."""
        names = list(dict.fromkeys(self.names()))
        scheme = "https" if self.certificate else "http"
        return {
            "OBSERVER_HOSTS": ",".join(names),
            "OBSERVER_ORIGINS": ",".join(f"{scheme}://{name}:{self.port}" for name in names),
            "OBSERVER_TLS": "1" if self.certificate else "0",
        }

    def command(self, home: Home) -> tuple[str, ...]:
        """granian: two processes of eight threads, and a new one for each that dies."""
        words = ["granian", "observer.wsgi:application", "--interface=wsgi", "--no-ws"]
        words += [f"--host={self.host}", f"--port={self.port}", "--workers=2", "--blocking-threads=8"]
        words += ["--respawn-failed-workers", "--workers-kill-timeout=10", "--log-level=warning"]
        if self.certificate and self.key:
            key = key_for_granian(self.key, home)
            words += [
                f"--ssl-certificate={self.certificate}",
                f"--ssl-keyfile={key}",
                "--ssl-protocol-min=tls1.2",
            ]
        return tuple(words)

    def require_free(self) -> None:
        """Raise CannotStart when something else listens there already."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise CannotStart(
                    f"Port {self.port} of {self.host} cannot be used ({error.strerror}). "
                    f"Choose another: make demo PORT={self.port + 1}"
                ) from error

    def answers(self) -> bool:
        """Whether the server answers at all; what it answers is not this function's business."""
        place = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        connection = (
            http.client.HTTPSConnection(place, self.port, timeout=5, context=without_checking())
            if self.certificate
            else http.client.HTTPConnection(place, self.port, timeout=5)
        )
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


def without_checking() -> ssl.SSLContext:
    """We speak to ourselves, by an address that the certificate need not name."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def names_in(certificate: Path) -> list[str]:
    """The host names and addresses a certificate is for; CannotStart when it names none."""
    try:
        extension = x509.load_pem_x509_certificate(
            certificate.read_bytes()
        ).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (ValueError, x509.ExtensionNotFound) as error:
        raise CannotStart(f"{certificate} is not a certificate with a host name in it.") from error
    names = extension.value.get_values_for_type(x509.DNSName)
    addresses = [str(address) for address in extension.value.get_values_for_type(x509.IPAddress)]
    return [*names, *(f"[{address}]" if ":" in address else address for address in addresses)]


def addresses_of_this_machine() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
    except socket.gaierror:
        return []
    return [str(entry[4][0]) for entry in found]


def key_for_granian(key: Path, home: Home) -> Path:
    """The key as PKCS #8, the one form granian reads; older tools write others."""
    text = key.read_bytes()
    if b"BEGIN PRIVATE KEY" in text:
        return key
    try:
        loaded = serialization.load_pem_private_key(text, password=None)
    except (ValueError, TypeError) as error:
        raise CannotStart(f"{key} is not a key without a password.") from error
    form, pkcs8, bare = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    converted = home.folder("tls") / "key.pem"
    converted.touch(mode=0o600)
    converted.write_bytes(loaded.private_bytes(form, pkcs8, bare))
    return converted
