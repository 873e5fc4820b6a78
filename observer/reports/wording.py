"""What intake tells a sender, as sentences in the language of the person who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.problems import (
    INVALID,
    NOT_A_REPORT,
    SAME_ID_OTHER_CONTENT,
    TOO_LARGE,
    UNREADABLE,
    Kind,
    Problem,
)
from observer.reports.submission import OTHER_CONTENT, Fault, Receipt
from observer.reports.wire import BatchRefused

Sentences = Mapping[str, str | Promise]

# In the order in which a receipt tells them.
NOTICES: Sentences = {
    "unplaced": _("The place is on no list. Headquarters will find where the report belongs."),
    "late": _("The report came after the deadline. It is kept apart until headquarters lets it in."),
    "revoked_device": _("This phone was revoked. The report is kept apart until headquarters lets it in."),
    "mission_locked": _("The mission is closed. The report is kept apart until headquarters lets it in."),
    "conflict": _("There is another correction of this report. Headquarters will settle which one stands."),
    "broken_rule": _("Some answers do not fit the form. They are kept, and headquarters will look at them."),
    "clock": _("The clock of this phone looks wrong. Please check its date and time."),
    "double": _("This looks like a report you sent before. Headquarters will settle which one counts."),
    "unplanned": _("This station was not on the plan of your team."),
    "superseded": _("There is a newer version of this form. Please load it."),
    "closed": _("This version of the form was closed. Please load the newer one."),
}

FAULTS: Sentences = {
    "corrects-itself": _("A correction names the report and the revision it replaces, not itself."),
    "missing": _("This is missing."),
    "no-offset": _("This time does not say its offset from UTC, such as +05:00."),
    "not-a-hash": _("This must be the hash of a form: 64 hexadecimal digits."),
    "not-a-moment": _("This must be a time such as 2026-10-04T07:15:00+05:00."),
    "not-a-uuid": _("This must be a UUID."),
    "not-an-object": _("This must be an object with named fields."),
    "not-one-of": _("This must be one of: %(options)s."),
    "other-content": _("The report received first under this id stands. This one is kept beside it."),
    "unknown-form": _("This mission has no such form. Please load the forms again."),
    "wrong-type": _("This has the wrong type."),
}

# Why a whole request is turned back; nothing of it was kept.
REFUSALS: Mapping[str, tuple[Kind, str | Promise]] = {
    "empty": (INVALID, _("There is no report in the list.")),
    "no-number": (UNREADABLE, _("%(found)s is not a number that JSON knows.")),
    "no-reports": (INVALID, _("The request must be an object with a list named “reports”.")),
    "not-json": (UNREADABLE, _("The JSON breaks off at line %(line)s, column %(column)s.")),
    "not-utf-8": (UNREADABLE, _("The text is not UTF-8 from byte %(byte)s on.")),
    "too-deep": (UNREADABLE, _("The JSON nests too deeply.")),
    "too-many": (
        TOO_LARGE,
        _("The list has %(found)s reports. Please send at most %(most)s at once; nothing of it was taken."),
    ),
}

# Why a photo or a file is not taken (`reports.pictures`, `reports.media`).
PICTURES: Sentences = {
    "damaged-file": _("This file is damaged or did not arrive whole. Please send it again."),
    "not-a-known-file": _(
        "We cannot keep a file of this kind. Please send PDF, text, Word, Excel or OpenDocument, a picture or"
        " a recording."
    ),
    "not-a-recording": _(
        "This is not a sound recording we can keep. Please send MP3, M4A, OGG, WAV, AMR or WebM."
    ),
    "not-a-video": _("This is not a video we can keep. Please send MP4, MOV, 3GP or WebM."),
    "damaged": _("This picture is damaged or did not arrive whole. Please send it again."),
    "not-a-picture": _("This is not a picture we can keep. Please send JPEG, PNG or WebP."),
    "too-many-pixels": _("This picture has too many pixels. Please send it smaller, or as JPEG."),
}


def refusal(refused: BatchRefused) -> Problem:
    """The Problem for a request that could not be read at all."""
    kind, sentence = REFUSALS[refused.code]
    return Problem(kind, str(sentence) % refused.arguments)


def problem_of(receipt: Receipt) -> Problem | None:
    """Why this content is no report, in full; None for a receipt of 200 or 201."""
    if not receipt.faults:
        return None
    kind = SAME_ID_OTHER_CONTENT if receipt.status == OTHER_CONTENT else NOT_A_REPORT
    sentences = [fault_sentence(fault) for fault in receipt.faults]
    errors = [
        {"field": fault.field, "code": fault.code, "detail": sentence}
        for fault, sentence in zip(receipt.faults, sentences, strict=True)
    ]
    return Problem(kind, sentences[0] if len(sentences) == 1 else "", errors=errors)


def fault_sentence(fault: Fault) -> str:
    sentence = str(FAULTS[fault.code])
    return sentence % fault.arguments if fault.arguments else sentence


def notices(codes: Iterable[str]) -> list[dict[str, Any]]:
    """The notices of a receipt as the wire writes them: the code for machines, the sentence for people."""
    return [{"code": code, "text": str(NOTICES[code])} for code in codes]
