"""A file comes in, is kept sealed until it is brought in or given up, and is looked into for its columns."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.journal.record import record
from observer.missions.models import Membership
from observer.people.ciphers import decrypt, derived_key, encrypt
from observer.problems import CONFLICT, FORBIDDEN, GONE, UNREADABLE, Problem
from observer.registers.models import (
    ImportApplication,
    ImportDiscard,
    Register,
    RegisterFile,
    RegisterImport,
    registers_of,
)
from observer.registers.sheets import Sheet, UnreadableSheet, read_sheet
from observer.registers.wording import UNREADABLE_FILE

# A file nobody brought in is not kept longer: a roster holds names.
KEPT = timedelta(days=7)


def require_register(membership: Membership, kind: str) -> None:
    """Raise Problem (403) unless the member may bring in registers of this kind."""
    if kind not in registers_of(membership):
        raise Problem(FORBIDDEN, _("Your role in this mission does not include this."))


@transaction.atomic
def upload(*, by: Membership, kind: Register, file_name: str, content: bytes) -> RegisterImport:
    """Keep a file somebody wants to bring in; nothing of it is used yet.

    Raises Problem FORBIDDEN, and UNREADABLE with what to do when it is no table.
    """
    require_register(by, kind)
    look_into(content)
    made = RegisterImport.objects.create(
        mission_id=by.mission_id,
        kind=kind,
        file_name="".join(one for one in file_name if one.isprintable())[-120:] or "?",
        sha256=hashlib.sha256(content).digest(),
        size_bytes=len(content),
        uploaded_by=by,
    )
    RegisterFile.objects.create(
        mission_id=by.mission_id,
        register_import=made,
        sealed=encrypt(_key(), content, bound_to=_place(made)),
    )
    _witness("upload_register", made, by)
    return made


def look_into(content: bytes) -> Sheet:
    """The rows of a file. Raises Problem UNREADABLE, in words that say what to do."""
    try:
        return read_sheet(content)
    except UnreadableSheet as unreadable:
        raise Problem(UNREADABLE, UNREADABLE_FILE[unreadable.code]) from unreadable


def sheet_of(register_import: RegisterImport) -> Sheet:
    """The rows of an uploaded file. Raises Problem GONE when its content is no longer kept."""
    kept = RegisterFile.objects.filter(register_import=register_import).first()
    if kept is None:
        raise Problem(GONE, _("This file is no longer kept. Please upload it again."))
    return look_into(decrypt(_key(), bytes(kept.sealed), bound_to=_place(register_import)))


@transaction.atomic
def discard(*, register_import: RegisterImport, by: Membership) -> None:
    """Give up a file; its content goes at once. Raises Problem when it was brought in or given up before."""
    require_register(by, register_import.kind)
    if ImportApplication.objects.filter(register_import=register_import).exists():
        raise Problem(CONFLICT, _("This file has been brought in."))
    if ImportDiscard.objects.filter(register_import=register_import).exists():
        raise Problem(CONFLICT, _("This file was given up before."))
    _give_up(register_import, by)


def sweep_files(now: datetime | None = None) -> int:
    """Give up files nobody brought in for a week. Returns how many."""
    oldest = (now or timezone.now()) - KEPT
    files = RegisterFile.objects.filter(stored_at__lt=oldest).select_related("register_import")
    for file in files:
        with transaction.atomic():
            _give_up(file.register_import, None)
    return len(files)


def _give_up(register_import: RegisterImport, by: Membership | None) -> None:
    ImportDiscard.objects.create(
        mission_id=register_import.mission_id, register_import=register_import, discarded_by=by
    )
    RegisterFile.objects.filter(register_import=register_import).delete()
    _witness("discard_register", register_import, by)


def _key() -> bytes:
    return derived_key(settings.PERSONAL_DATA_KEY, "seal uploaded registers")


def _place(register_import: RegisterImport) -> str:
    return f"file of register import {register_import.pk} in mission {register_import.mission_id}"


def _witness(act: str, register_import: RegisterImport, by: Membership | None) -> None:
    record(
        act=act,
        mission_id=register_import.mission_id,
        user_id=by.user_id if by else None,
        subject="register_import",
        subject_id=register_import.pk,
        detail={"kind": register_import.kind, "sha256": bytes(register_import.sha256).hex()},
    )
