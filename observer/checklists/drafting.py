"""The life of a checklist: started, drafted, published, superseded by its next version, closed.

Verbs: keyword-only, atomic, each with an entry in the journal. They raise Problem: FORBIDDEN; INVALID for
what cannot be kept or published as it stands; CONFLICT when somebody else was faster.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from observer.checklists.authoring import Unstorable, authored, empty_document, storable_document
from observer.checklists.definition.fields import CODE
from observer.checklists.models import Checklist, Draft, Phase, Version, VersionClosure
from observer.checklists.publish import publish
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, TOO_LARGE, Problem

# A form with 20,000 choices in four languages has some six million characters.
MAX_DOCUMENT_CHARACTERS = 16_000_000


@transaction.atomic
def start_checklist(*, by: Membership, code: str, phase: str, names: Mapping[str, str]) -> Draft:
    """A new checklist with an empty draft. `names` by language, in the mission's first one at least."""
    require(by, Act.EDIT_CHECKLIST)
    languages = by.mission.languages or ["en"]
    given = {language: names[language].strip() for language in languages if names.get(language, "").strip()}
    faults = [
        {"field": field, "code": "invalid", "detail": detail}
        for field, right, detail in (
            (
                "code",
                CODE.fullmatch(code),
                _("A code is a letter, then letters, digits, _ or -; at most 32."),
            ),
            ("phase", phase in Phase.values, _("Choose a phase.")),
            ("names", languages[0] in given, _("Give the checklist a name.")),
        )
        if not right
    ]
    if faults:
        raise Problem(INVALID, _("The checklist could not be started."), errors=faults)
    return _start(by, code, phase, empty_document(code=code, phase=phase, names=given, languages=languages))


@transaction.atomic
def open_draft(*, checklist: Checklist, by: Membership) -> Draft:
    """The draft of the next version: the one there is, or a new one that begins as the newest version."""
    require(by, Act.EDIT_CHECKLIST, mission_id=checklist.mission_id)
    _hold(checklist)
    if (draft := Draft.objects.filter(checklist=checklist).first()) is not None:
        return draft
    newest = Version.objects.filter(checklist=checklist).order_by("-number").first()
    document = (
        authored(newest.definition)
        if newest
        else empty_document(
            code=checklist.code,
            phase=checklist.phase,
            names=checklist.names,
            languages=by.mission.languages or ["en"],
        )
    )
    return _drafted(checklist, document, by, "checklist.drafted")


@transaction.atomic
def save_draft(*, draft: Draft, document: object, revision: int, by: Membership) -> Draft:
    """Keep `document`, finished or not, as the next revision. `revision` is the one it was made from.

    Raises Problem CONFLICT when somebody saved in between, or the draft is gone.
    """
    require(by, Act.EDIT_CHECKLIST, mission_id=draft.mission_id)
    kept = _kept(document)
    held = _held(draft)
    if held.revision != revision:
        raise Problem(
            CONFLICT,
            _("%(who)s has saved this draft meanwhile. Load it again; nothing of theirs was lost.")
            % {"who": held.updated_by.code},
        )
    return _save(held, kept, by)


@transaction.atomic
def import_document(*, document: object, by: Membership, replace: bool = False) -> Draft:
    """Make a document from elsewhere the draft of the checklist it names, which may be new.

    Raises Problem CONFLICT when that checklist has a draft already, unless it may be replaced.
    """
    require(by, Act.EDIT_CHECKLIST)
    kept = _kept(document)
    code, phase, titles = (kept.get(name) for name in ("code", "phase", "titles"))
    if not (isinstance(code, str) and CODE.fullmatch(code) and phase in Phase.values):
        raise Problem(INVALID, _("The form does not say which checklist it is, and for which phase."))
    checklist = Checklist.objects.filter(mission=by.mission_id, code=code).first()
    if checklist is None:
        return _start(by, code, str(phase), kept | {"titles": titles if isinstance(titles, dict) else {}})
    _hold(checklist)
    draft = Draft.objects.filter(checklist=checklist).select_for_update().first()
    if draft is None:
        return _drafted(checklist, kept, by, "checklist.imported")
    if not replace:
        raise Problem(
            CONFLICT,
            _("This checklist has a draft that %(who)s last saved. Say that the file may take its place.")
            % {"who": draft.updated_by.code},
        )
    _witness("checklist.imported", checklist, by, {"revision": draft.revision + 1})
    return _save(draft, kept, by)


@transaction.atomic
def discard_draft(*, draft: Draft, by: Membership) -> None:
    """Give a draft up. A checklist that was never published goes with it, and its code is free again."""
    require(by, Act.EDIT_CHECKLIST, mission_id=draft.mission_id)
    held = _held(draft)
    checklist = held.checklist
    _witness("checklist.draft_discarded", checklist, by, {"revision": held.revision})
    held.delete()
    if not Version.objects.filter(checklist=checklist).exists() and not checklist.files.exists():
        checklist.delete()


@transaction.atomic
def publish_draft(*, draft: Draft, revision: int, by: Membership) -> Version:
    """Freeze the draft as the next version; the version before is superseded from this moment.

    `revision` is the one that was looked at. Raises Problem: INVALID naming every fault, CONFLICT when the
    draft has changed since, or says what a version says already.
    """
    require(by, Act.PUBLISH_CHECKLIST, mission_id=draft.mission_id)
    held = _held(draft)
    checklist = held.checklist
    if held.revision != revision:
        raise Problem(CONFLICT, _("The draft has changed since you looked at it. Please look again."))
    before = Version.objects.filter(checklist=checklist).order_by("-number").first()
    version = publish(checklist=checklist, definition=held.document, by=by)
    if before is not None and version.pk == before.pk:
        raise Problem(CONFLICT, _("The draft is the same as version %(number)s.") % {"number": before.number})
    held.delete()
    Checklist.objects.filter(pk=checklist.pk).update(names=version.definition["titles"])
    return version


@transaction.atomic
def close_version(*, version: Version, by: Membership, reason: str = "") -> VersionClosure:
    """From now on reports begun with this version are flagged. It cannot be opened again; publish anew."""
    require(by, Act.PUBLISH_CHECKLIST, mission_id=version.mission_id)
    _hold(version.checklist)
    if VersionClosure.objects.filter(version=version).exists():
        raise Problem(CONFLICT, _("This version is closed already."))
    closure = VersionClosure.objects.create(
        mission_id=version.mission_id, version=version, closed_by=by, reason=reason.strip()[:300]
    )
    _witness("checklist.version_closed", version.checklist, by, {"number": version.number})
    return closure


def _start(by: Membership, code: str, phase: str, document: dict[str, Any]) -> Draft:
    checklist, is_new = Checklist.objects.get_or_create(
        mission_id=by.mission_id, code=code, defaults={"phase": phase, "names": document["titles"]}
    )
    if not is_new:
        raise Problem(CONFLICT, _("The mission has a checklist “%(code)s” already.") % {"code": code})
    return _drafted(checklist, document, by, "checklist.started")


def _drafted(checklist: Checklist, document: dict[str, Any], by: Membership, act: str) -> Draft:
    draft = Draft.objects.create(
        mission_id=checklist.mission_id,
        checklist=checklist,
        document=document,
        started_by=by,
        updated_by=by,
    )
    _witness(act, checklist, by, {"revision": draft.revision})
    return draft


def _save(held: Draft, document: dict[str, Any], by: Membership) -> Draft:
    held.document, held.updated_by, held.revision = document, by, held.revision + 1
    held.save()
    return held


def _kept(document: object) -> dict[str, Any]:
    """As it can be stored. Raises Problem for what is no document, or is larger than any form."""
    if not isinstance(document, Mapping):
        raise Problem(INVALID, _("This is not a checklist."))
    try:
        kept: dict[str, Any] = storable_document(document)
    except Unstorable as unstorable:
        raise Problem(INVALID, _("This is not a checklist.")) from unstorable
    if len(json.dumps(kept, ensure_ascii=False)) > MAX_DOCUMENT_CHARACTERS:
        raise Problem(TOO_LARGE, _("This checklist is larger than any form can be."))
    return kept


def _hold(checklist: Checklist) -> None:
    """Two who draft, publish or close at once take their turns."""
    Checklist.objects.select_for_update().get(pk=checklist.pk)


def _held(draft: Draft) -> Draft:
    """The draft as it stands. Its checklist is taken first, as publishing does: nobody waits in a ring."""
    Checklist.objects.select_for_update().filter(pk=draft.checklist_id).first()
    held = Draft.objects.select_for_update(of=("self",)).select_related("checklist", "updated_by")
    found = held.filter(pk=draft.pk).first()
    if found is None:
        raise Problem(CONFLICT, _("This draft is gone: it was published or given up meanwhile."))
    return found


def _witness(act: str, checklist: Checklist, by: Membership, detail: dict[str, Any]) -> None:
    record(
        act=act,
        mission_id=checklist.mission_id,
        user_id=by.user_id,
        subject="checklist",
        subject_id=checklist.pk,
        detail={"checklist": checklist.code, **detail},
    )
