"""The body of a submission: one part with the filled form, and any number with its files.

Collect names each file's part by the file (`OkHttpConnection.uploadSubmissionAndFiles` in getodk/collect),
adds `*isIncomplete*` where more requests of the same form follow, and repeats the form in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from observer.gateways.openrosa.answers import most_bytes
from observer.gateways.openrosa.instance import MAX_XML_BYTES
from observer.problems import INVALID, TOO_LARGE, UNREADABLE, WRONG_MEDIA_TYPE, Problem

FORM, INCOMPLETE = "xml_submission_file", "*isIncomplete*"
CHUNK_BYTES = 64 * 1024
# What may follow the closing boundary: the end of its line, and what nobody reads.
TAIL_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Posted:
    """`files` by name. `is_incomplete`: the client will send further files in further requests."""

    xml: bytes
    files: dict[str, UploadedFile[bytes]]
    is_incomplete: bool


def read_post(request: HttpRequest) -> Posted:
    """Raises Problem: WRONG_MEDIA_TYPE for what is no multipart form, TOO_LARGE before reading it, INVALID
    where the form itself is missing."""
    if request.content_type != "multipart/form-data":
        raise Problem(WRONG_MEDIA_TYPE, _("Please send the form as multipart/form-data."))
    require_length(request)
    whole = _watched(request)
    try:
        posted = _posted(request)
    finally:
        if isinstance(whole.stream, SpooledTemporaryFile):
            whole.stream.close()
    if not whole.is_whole:
        # Django takes what has come by then, a photo cut in half and all.
        raise Problem(UNREADABLE, _("The request broke off before it was complete."))
    return posted


def _posted(request: HttpRequest) -> Posted:
    files = {
        (part.name or name)[:255]: part
        for name, parts in request.FILES.lists()
        for part in parts
        if name != FORM
    }
    return Posted(_xml(request), files, INCOMPLETE in request.POST)


class _Watched:
    """A body being read, and its last bytes: a whole multipart body ends with its closing boundary."""

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self.stream, self.closing, self.tail = stream, b"--" + boundary + b"--", b""

    def read(self, *size: int) -> bytes:
        return self._seen(self.stream.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._seen(self.stream.readline(*size))

    def _seen(self, chunk: bytes) -> bytes:
        self.tail = (self.tail + chunk)[-len(self.closing) - TAIL_BYTES :]
        return chunk

    @property
    def is_whole(self) -> bool:
        return self.closing in self.tail


def _watched(request: Any) -> _Watched:
    boundary = str((request.content_params or {}).get("boundary", ""))
    request._stream = _Watched(request._stream, boundary.encode("ascii", "ignore"))
    watched: _Watched = request._stream
    return watched


def require_length(request: HttpRequest) -> None:
    """Raise Problem TOO_LARGE for a body beyond what is accepted. One that does not say its length, sent in
    chunks, is read to its end or to the limit first."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdecimal():
        if int(length) > most_bytes():
            raise _too_large()
        return
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        _gather(request)


def _gather(request: Any) -> None:
    """Django reads nothing of a body without a length, so the body is given one."""
    if not request.META.get("wsgi.input_terminated"):
        raise Problem(INVALID, _("Please send the request with its length."))
    spool, size = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE), 0  # noqa: SIM115
    while chunk := request.META["wsgi.input"].read(CHUNK_BYTES):
        if (size := size + len(chunk)) > most_bytes():
            spool.close()
            raise _too_large()
        spool.write(chunk)
    spool.seek(0)
    request.META["CONTENT_LENGTH"] = str(size)
    request._stream = spool


def _xml(request: HttpRequest) -> bytes:
    """As a file, as every client sends it, or as a plain field."""
    if (part := request.FILES.get(FORM)) is not None:
        if (part.size or 0) > MAX_XML_BYTES:
            raise _too_large()
        return bytes(part.read())
    if (text := request.POST.get(FORM)) is not None:
        return str(text).encode("utf-8", "surrogatepass")
    raise Problem(INVALID, _("There is no form in the request: the part xml_submission_file is missing."))


def _too_large() -> Problem:
    limit = {"limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}
    return Problem(TOO_LARGE, _("Please send at most %(limit)s at once.") % limit)
