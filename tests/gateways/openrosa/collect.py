"""A client that sends what ODK Collect sends, byte for byte, over real HTTP.

What the requests look like is written down in getodk/collect: `OkHttpConnection.java` (the parts of a
submission, their names, `*isIncomplete*`, when another request is begun) and
`OkHttpOpenRosaServerClientProvider.java` (the headers, Basic authentication only after it was asked for); an
exchange captured on the wire stands in kobotoolbox/kobocat issue 432.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

BOUNDARY = "f6a1d5d2-3b1c-4a55-9e0a-51e1b2a34c7f"
DEVICE = "deviceID=collect%3AbXq3kP0vTn1Yw8Zs"
RESPONSE = "{http://openrosa.org/http/response}"
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def xml(self) -> Element:
        return fromstring(self.body)

    @property
    def message(self) -> str:
        """What Collect shows its user."""
        return self.xml.findtext(f"{RESPONSE}message") or ""


@dataclass
class Collect:
    """One phone. `server` is the address it was set up with; `user` and `password` where it has them."""

    server: str
    user: str = ""
    password: str = ""
    asked: bool = field(default=False, init=False)

    def get(self, address: str, **headers: str) -> Answer:
        return self.request("GET", address, headers=headers)

    def form_list(self, query: str = "") -> Answer:
        return self.get(f"{self.server}/formList{query}")

    def head(self) -> Answer:
        return self.request("HEAD", f"{self.server}/submission?{DEVICE}")

    def submit(self, xml: bytes, files: Mapping[str, bytes], *, incomplete: bool = False) -> Answer:
        return self.post(multipart(xml, files, incomplete=incomplete))

    def post(self, body: bytes, content_type: str = f"multipart/form-data; boundary={BOUNDARY}") -> Answer:
        headers = {"Content-Type": content_type}
        return self.request("POST", f"{self.server}/submission?{DEVICE}", body=body, headers=headers)

    def send(self, xml: bytes, files: Mapping[str, bytes]) -> list[Answer]:
        """As Collect sends a finished form: it asks first, and splits what is more than the server takes."""
        asked = self.head()
        if asked.status != 204:
            return [asked]
        limit = int(asked.headers["x-openrosa-accept-content-length"])
        answers: list[Answer] = []
        for names, more in batches(len(xml), files, limit):
            answers.append(self.submit(xml, {name: files[name] for name in names}, incomplete=more))
            if answers[-1].status not in (201, 202):
                break
        return answers

    def request(
        self,
        method: str,
        address: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        answer = self._once(method, address, body, headers or {})
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status == 401 and self.password and not self.asked and challenge.startswith("Basic "):
            self.asked = True
            return self._once(method, address, body, headers or {})
        return answer

    def _once(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(address)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        sent = {
            "X-OpenRosa-Version": "1.0",
            "Date": "Sun, 04 Oct 2026 04:30:00 GMT+00:00",
            "User-Agent": "org.odk.collect.android/v2025.2.3 Dalvik/2.1.0 (Linux; U; Android 13; SM-A125F)",
            "Connection": "close",
            **headers,
        }
        if self.asked:
            sent["Authorization"] = "Basic " + basic(self.user, self.password)
        where = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, where, body=body, headers={k: v for k, v in sent.items() if v})
        response = connection.getresponse()
        answer = Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
        connection.close()
        return answer


def basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def batches(xml_bytes: int, files: Mapping[str, bytes], limit: int) -> list[tuple[list[str], bool]]:
    """Which files go into which request: another is begun where the next file would exceed the limit."""
    found: list[list[str]] = [[]]
    size = xml_bytes
    for name, content in files.items():
        if found[-1] and (size + len(content) > limit or len(found[-1]) > 100):
            found.append([])
            size = xml_bytes
        found[-1].append(name)
        size += len(content)
    return [(names, position < len(found)) for position, names in enumerate(found, start=1)]


def multipart(xml: bytes, files: Mapping[str, bytes], *, incomplete: bool = False) -> bytes:
    """The body as OkHttp 4 writes it: each part with its type and length."""
    parts = [part("xml_submission_file", xml, "opening_2026-10-04_09-15-22.xml", "text/xml")]
    parts += [part(name, content, name, "image/jpeg") for name, content in files.items()]
    if incomplete:
        parts.append(part("*isIncomplete*", b"yes"))
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def part(name: str, content: bytes, file_name: str = "", content_type: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    if file_name:
        disposition += f'; filename="{file_name}"'
    lines = [f"--{BOUNDARY}", disposition]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode() + content + b"\r\n"


def filled(
    instance_id: UUID | str, *, answers: Mapping[str, str] | None = None, station: str = "W-1", **more: Any
) -> bytes:
    """The opening form, filled in, as Collect writes instances.

    `deprecated`: the instanceID this one edits; `form`, `version`, `start`, `end`; `extra`: further XML.
    """
    given = {"A1": "yes", "A2": "on_time", **(answers or {})}
    deprecated = more.get("deprecated")
    told = "".join(f"<{code}>{text}</{code}>" for code, text in given.items())
    meta = f"<instanceID>uuid:{instance_id}</instanceID>"
    if deprecated:
        meta += f"<deprecatedID>uuid:{deprecated}</deprecatedID>"
    visit = f"<observer.visit><observer.station>{station}</observer.station></observer.visit>"
    return (
        "<?xml version='1.0' ?>"
        f'<data id="{more.get("form", "opening")}" version="{more.get("version", "1")}"'
        ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms"'
        ' xmlns:jr="http://openrosa.org/javarosa">'
        f"<observer.start>{more.get('start', '2026-10-04T09:00:11.000+05:00')}</observer.start>"
        f"<observer.end>{more.get('end', '2026-10-04T09:15:22.000+05:00')}</observer.end>"
        f"{visit}<all>{told}</all>{more.get('extra', '')}"
        f"<orx:meta>{meta.replace('<', '<orx:').replace('<orx:/', '</orx:')}</orx:meta></data>"
    ).encode()
