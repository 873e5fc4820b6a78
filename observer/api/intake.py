"""Sending: phones hand in reports and photos, and read back their own receipts.

A phone shows its device token and needs no session. Bodies are read by `reports.wire` alone: a serializer
for each report would cost more than storing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.views import APIView

from observer.api.authentication import DeviceAuthentication, DeviceThrottle
from observer.api.intake_shapes import ATTACHED, PACKAGE, PHOTO, RECEIPTS, REPORTS
from observer.missions.senders import Sender
from observer.problems import INVALID, UNKNOWN_SENDER, Problem
from observer.reports.attachments import attach, require_size
from observer.reports.intake import receipts, receive
from observer.reports.package import package
from observer.reports.submission import SAME_AGAIN, Receipt
from observer.reports.wire import BatchRefused, read_batch
from observer.reports.wording import notices, problem_of, refusal

# What the fields around a photo may add to it in a multipart body.
ENVELOPE_BYTES = 64 * 1024


class FromDevices(permissions.BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, Sender)


class SendingView(APIView):
    """A view for phones, which show their token."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (FromDevices,)
    throttle_classes = (DeviceThrottle,)

    @property
    def sender(self) -> Sender:
        sender: Any = self.request.auth
        return sender  # type: ignore[no-any-return]  # what DeviceAuthentication gives


class Reports(SendingView):
    @extend_schema(
        operation_id="reports_send",
        request={"application/json": REPORTS},
        responses={200: RECEIPTS, 201: RECEIPTS, 409: RECEIPTS, 422: RECEIPTS},
    )
    def post(self, request: Request) -> HttpResponse:
        """Send reports, at most 200 at once; all are stored or none. Sending again is always safe.

        A single report is answered with its own status, several with 200 and a status each: 201 new, 200 the
        same again, 409 the id was used for other content, 422 no report of this mission (the last two kept
        apart). `notices` tell what headquarters will look at.
        """
        try:
            sent = read_batch(request.body, most=settings.INTAKE_BATCH_MAX)
        except BatchRefused as refused:
            raise refusal(refused) from refused
        return answer(receive(sender=self.sender, submissions=sent))


class Receipts(SendingView):
    @extend_schema(
        operation_id="receipts_read",
        parameters=[OpenApiParameter("id", OpenApiTypes.UUID, many=True, required=True)],
        responses=RECEIPTS,
    )
    def get(self, request: Request) -> HttpResponse:
        """The receipts of what this phone has sent; ids that are not here are left out."""
        ids = [_uuid(text, "id") for text in request.query_params.getlist("id")]
        if len(ids) > settings.INTAKE_BATCH_MAX:
            raise Problem(INVALID, _("Please ask for at most %s at once.") % settings.INTAKE_BATCH_MAX)
        return answer(receipts(sender=self.sender, client_ids=ids), status=SAME_AGAIN)


class Package(SendingView):
    @extend_schema(operation_id="package_read", responses=PACKAGE)
    def get(self, request: Request) -> HttpResponse:
        """All a phone needs for a day without a line: its stations, deadlines and forms, and what became of
        the reports of its holder. A phone that was shut out gets none."""
        if self.sender.revoked_at is not None or self.sender.member_ended:
            raise Problem(UNKNOWN_SENDER, _("This phone was shut out. Your coordinator can tell you why."))
        response = _json(package(self.sender), 200)
        response["Cache-Control"] = "private, no-store"
        return response


class Attachments(SendingView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="attachments_send",
        request={"multipart/form-data": PHOTO},
        responses={200: ATTACHED, 201: ATTACHED},
    )
    def post(self, request: Request, report: UUID) -> HttpResponse:
        """Send a photo of a report that has been received. Position, time and camera are not kept."""
        length = str(request.META.get("CONTENT_LENGTH") or "")
        require_size(int(length) - ENVELOPE_BYTES if length.isdecimal() else None)
        fields: Any = request.data
        photo_id = _uuid(fields.get("id"), "id")
        if (file := request.FILES.get("file")) is None:
            raise _wrong("file", "missing", _("This is missing."))
        question = str(fields.get("question", ""))
        kept = attach(sender=self.sender, report_id=report, client_id=photo_id, question=question, file=file)
        return _json({"id": str(photo_id), "received_at": kept.attachment.received_at}, kept.status)


def answer(given: Sequence[Receipt], status: int | None = None) -> HttpResponse:
    """Receipts as the wire writes them; a single one lends the response its status."""
    if status is None:
        status = given[0].status if len(given) == 1 else SAME_AGAIN
    return _json({"receipts": [_receipt(receipt) for receipt in given]}, status)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": receipt.client_id,
        "status": receipt.status,
        "code": receipt.code,
        "received_at": receipt.received_at,
        "notices": notices(receipt.notices),
    }
    if (problem := problem_of(receipt)) is not None:
        written["problem"] = problem.as_json()
    return written


def _json(content: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(content, option=orjson.OPT_UTC_Z), status=status, content_type="application/json"
    )


def _uuid(text: object, field: str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise _wrong(field, "not-a-uuid", _("This must be a UUID.")) from error


def _wrong(field: str, code: str, sentence: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "code": code, "detail": sentence}])
