"""Publishing a version of a checklist: read whole, checked against the mission, frozen and hashed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.checklists.check import ENGINE_VERSION
from observer.checklists.definition import (
    Definition,
    DefinitionInvalid,
    canonical,
    content_hash,
    read,
    reserved_codes,
    rules_document,
)
from observer.checklists.models import Category, Checklist, FormFile, RuleSet, Version, VersionFile
from observer.checklists.wording import describe_definition
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem


@transaction.atomic
def publish(*, checklist: Checklist, definition: object, by: Membership | None = None) -> Version:
    """Freeze `definition` (the JSON document `checklists.definition` reads) as the next version.

    The version comes with its first rule set. Publishing the newest version's own content again gives that
    version. `by` is empty only when an installation loads its example.
    Raises Problem: INVALID naming every fault, CONFLICT when an older version has this content, FORBIDDEN.
    """
    if by is not None:
        require(by, Act.PUBLISH_CHECKLIST, mission_id=checklist.mission_id)
    checked = read_for(checklist, definition)
    document = canonical(checked)
    digest = content_hash(document)
    # Two people who publish at once take their turns: numbers have no gaps and no doubles.
    Checklist.objects.select_for_update().get(pk=checklist.pk)
    if (published := _published(checklist, digest)) is not None:
        return published
    version = Version.objects.create(
        mission_id=checklist.mission_id,
        checklist=checklist,
        number=_next_number(checklist),
        definition=document,
        content_hash=digest,
        engine_version=ENGINE_VERSION,
        published_by=by,
    )
    _first_rules(version, checked)
    _keep_files(version, checked)
    record(
        act="checklist.published",
        mission_id=checklist.mission_id,
        user_id=by.user_id if by else None,
        subject="version",
        subject_id=version.pk,
        detail={"checklist": checklist.code, "number": version.number, "hash": digest.hex()},
    )
    return version


def read_for(checklist: Checklist, document: object) -> Definition:
    """The definition in `document`, if it could be published as the checklist's next version.

    Raises Problem INVALID naming everything that is in the way.
    """
    try:
        definition = read(document)
        if reserved := reserved_codes(definition):
            raise DefinitionInvalid(reserved)
    except DefinitionInvalid as invalid:
        raise Problem(
            INVALID,
            _("This checklist cannot be published yet."),
            errors=[
                {
                    "field": ".".join(filter(None, (fault.section, fault.question, fault.field))),
                    "code": fault.code,
                    "detail": describe_definition(fault, get_language() or "en"),
                }
                for fault in invalid.problems
            ],
        ) from invalid
    errors = [
        *_other_checklist(checklist, definition),
        *_unknown_categories(checklist.mission_id, definition),
        *_missing_files(checklist, definition),
    ]
    if errors:
        raise Problem(INVALID, _("This checklist cannot be published yet."), errors=errors)
    return definition


def _other_checklist(checklist: Checklist, definition: Definition) -> Iterator[dict[str, str]]:
    """The document says which checklist it is and for which phase: never publish it as another."""
    for field, found, wanted in (
        ("code", definition.code, checklist.code),
        ("phase", definition.phase, checklist.phase),
    ):
        if found != wanted:
            detail = _("The document says “%(found)s”, this checklist is “%(wanted)s”.")
            yield {"field": field, "code": "other", "detail": detail % {"found": found, "wanted": wanted}}


def require_categories(mission_id: int, definition: Definition) -> None:
    """Raise Problem INVALID naming the categories of violations that the mission does not have."""
    if errors := _unknown_categories(mission_id, definition):
        raise Problem(
            INVALID,
            _("The checklist names categories of violations that this mission does not have."),
            errors=errors,
        )


def _unknown_categories(mission_id: int, definition: Definition) -> list[dict[str, str]]:
    """A flag names its category by a foreign key: one unknown code would turn every such report away."""
    known = set(Category.objects.filter(mission=mission_id).values_list("code", flat=True))
    unknown = sorted({(where, code) for where, code in _categories(definition) if code not in known})
    return [
        {"field": where, "code": "unknown-category", "detail": _("There is no category %s.") % code}
        for where, code in unknown
    ]


def _missing_files(checklist: Checklist, definition: Definition) -> Iterator[dict[str, str]]:
    """Pictures and sounds that the checklist names and nobody has uploaded."""
    there = newest_files(checklist)
    for name in media_names(definition):
        if name not in there:
            detail = _("The file “%(name)s” has not been uploaded.") % {"name": name}
            yield {"field": "media", "code": "missing-file", "detail": detail}


def newest_files(checklist: Checklist) -> dict[str, FormFile]:
    """By name the file that the next version would be published with."""
    return {file.name: file for file in FormFile.objects.filter(checklist=checklist).order_by("id")}


def media_names(definition: Definition) -> list[str]:
    """The files that questions and choices show, each once, in the order of the form."""
    questions = list(definition.all_questions())
    media = [
        *(question.media for question in questions),
        *(choice.media for question in questions for choice in question.choices),
        *(choice.media for each in definition.lists.values() for choice in each.choices),
    ]
    names = (name for one in media for files in one.values() for name in files.values())
    return list(dict.fromkeys(names))


def _keep_files(version: Version, definition: Definition) -> None:
    """The version keeps the files it is published with, whatever is uploaded under their names later."""
    if names := media_names(definition):
        there = newest_files(version.checklist)
        VersionFile.objects.bulk_create(
            VersionFile(mission_id=version.mission_id, version=version, file=there[name]) for name in names
        )


def _categories(definition: Definition) -> Iterator[tuple[str, str]]:
    """(where, category) of all that may become a flag: rules, identities, choices of an incident form."""
    for question in definition.all_questions():
        for rule in question.violation_when:
            yield question.code, rule.category
        if question.fills == "category":
            for choice in question.choices:
                yield question.code, choice.code
    for identity in definition.identities:
        yield identity.code, identity.category


def _published(checklist: Checklist, digest: bytes) -> Version | None:
    """The newest version of this checklist if it has this content already."""
    same = Version.objects.filter(mission=checklist.mission_id, content_hash=digest).first()
    if same is None:
        return None
    if same.checklist_id == checklist.pk and same.number == _next_number(checklist) - 1:
        return same
    raise Problem(
        CONFLICT,
        _("Version %(number)s has exactly this content. Phones know a version by its content.")
        % {"number": same.number},
    )


def _next_number(checklist: Checklist) -> int:
    newest = Version.objects.filter(checklist=checklist).aggregate(newest=Max("number"))["newest"]
    return int(newest or 0) + 1


def _first_rules(version: Version, definition: Definition) -> RuleSet:
    rules = rules_document(definition)
    return RuleSet.objects.create(
        mission_id=version.mission_id,
        version=version,
        number=1,
        rules=rules,
        content_hash=content_hash(rules),
    )
