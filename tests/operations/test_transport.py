import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from observer.operations.home import CannotStart, Home
from observer.operations.transport import Transport


def write_certificate(folder: Path, form: serialization.PrivateFormat) -> str:
    """A certificate for a name and an address, and its key in `form`; returns "CERT,KEY"."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "observer.test")])
    names = [x509.DNSName("observer.test"), x509.IPAddress(ip_address("::1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return f"{folder / 'cert.pem'},{folder / 'key.pem'}"


def test_without_a_certificate_only_this_machine_is_let_in() -> None:
    transport = Transport.of("127.0.0.1", 8000, None)
    assert transport.address == "http://localhost:8000/"
    assert transport.environment() == {
        "OBSERVER_HOSTS": "localhost,127.0.0.1,[::1]",
        "OBSERVER_ORIGINS": "http://localhost:8000,http://127.0.0.1:8000,http://[::1]:8000",
        "OBSERVER_TLS": "0",
    }


def test_the_names_are_those_of_the_certificate(tmp_path: Path) -> None:
    tls = write_certificate(tmp_path, serialization.PrivateFormat.PKCS8)
    transport = Transport.of("0.0.0.0", 8443, tls)
    assert transport.address == "https://observer.test:8443/"
    assert transport.environment()["OBSERVER_TLS"] == "1"
    assert transport.environment()["OBSERVER_HOSTS"] == "observer.test,[::1],localhost,127.0.0.1"


@pytest.mark.parametrize(
    "form", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL]
)
def test_a_key_in_an_older_form_is_rewritten_for_the_server(
    tmp_path: Path, form: serialization.PrivateFormat
) -> None:
    transport = Transport.of("127.0.0.1", 8443, write_certificate(tmp_path, form))
    words = dict(word.removeprefix("--ssl-").split("=", 1) for word in transport.command(Home(tmp_path))[-3:])
    assert words["protocol-min"] == "tls1.2"
    assert b"BEGIN PRIVATE KEY" in Path(words["keyfile"]).read_bytes()
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        words["certificate"], words["keyfile"]
    )


@pytest.mark.parametrize("tls", ["cert.pem", "cert.pem,", "nowhere/cert.pem,nowhere/key.pem"])
def test_a_missing_file_is_named(tls: str) -> None:
    with pytest.raises(CannotStart, match="TLS needs two files"):
        Transport.of("127.0.0.1", 8443, tls)


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    for name in ("cert", "key"):
        (tmp_path / name).write_text("nothing")
    transport = Transport.of("127.0.0.1", 8443, f"{tmp_path / 'cert'},{tmp_path / 'key'}")
    with pytest.raises(CannotStart, match="is not a certificate"):
        transport.names()


def test_a_port_in_use_is_told_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"make demo PORT={port + 1}"):
            Transport.of("127.0.0.1", port, None).require_free()


def test_a_server_that_is_not_there_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert not Transport.of("127.0.0.1", port, None).answers()
