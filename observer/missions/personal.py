"""Names, telephones and e-mail addresses of members: sealed, found by a blind index, read on the record.

Each person has a key of their own in each mission, itself sealed under a key that lives outside the
database (OBSERVER_PERSONAL_DATA_KEY). Destroying the person's key (`operations.retention`) makes what is
stored unreadable, in every copy and backup.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from observer.missions.access import Act, Reach, reach, region_paths, require, under
from observer.missions.models import Membership, PersonalKey, PersonalRecord
from observer.missions.witness import record
from observer.people.ciphers import blind_index, decrypt, derived_key, encrypt, new_key
from observer.problems import INVALID, NOT_FOUND, Problem

_LONGEST = 200
# Enough to tell two people apart, few enough to be the same with and without a country's prefix.
_TELEPHONE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a member as a person; empty where nothing is."""

    name: str
    telephone: str = ""
    email: str = ""


@transaction.atomic
def store(*, membership: Membership, by: Membership | None, person: Person) -> None:
    """Seal what is known of a member, in place of what was known before.

    `by` is empty only for the installation itself (a loaded example). Raises Problem when `by` may not
    write names, and when the name is missing or anything is too long or no telephone number.
    """
    if by is not None:
        require(by, Act.WRITE_NAMES, mission_id=membership.mission_id)
    if errors := errors_of(person):
        raise Problem(INVALID, errors=errors)
    key = _key_of(membership) or _make_key(membership)
    PersonalRecord.objects.update_or_create(
        membership=membership,
        mission_id=membership.mission_id,
        defaults={
            "ciphertext": encrypt(
                key,
                orjson.dumps(asdict(person)),
                bound_to=place(membership.mission_id, membership.pk, "record"),
            ),
            "name_index": name_index(membership.mission_id, person.name),
            "telephone_index": telephone_index(membership.mission_id, person.telephone),
        },
    )
    _witness(by, "write_names", membership)


@transaction.atomic
def read(*, membership: Membership, by: Membership) -> Person:
    """What is known of a member; the journal keeps who looked.

    Raises Problem FORBIDDEN when `by` may not see names here, NOT_FOUND when nothing is stored or it was
    erased.
    """
    require(by, Act.SEE_NAMES, mission_id=membership.mission_id, region=membership.base_region())
    key = _key_of(membership)
    stored = PersonalRecord.objects.filter(membership=membership).first()
    if key is None or stored is None:
        raise Problem(NOT_FOUND, _("Nothing is stored about this person, or it was erased."))
    _witness(by, "see_names", membership)
    plain = decrypt(
        key, bytes(stored.ciphertext), bound_to=place(membership.mission_id, membership.pk, "record")
    )
    return Person(**orjson.loads(plain))


@transaction.atomic
def find(*, by: Membership, name: str = "", telephone: str = "") -> QuerySet[Membership]:
    """The members `by` may see who have exactly this name (in any order and case) or this telephone.

    Raises Problem FORBIDDEN when `by` may not see names.
    """
    require(by, Act.SEE_NAMES)
    found = PersonalRecord.objects.filter(mission=by.mission_id)
    if name:
        found = found.filter(name_index=name_index(by.mission_id, name))
    if telephone:
        found = found.filter(telephone_index=telephone_index(by.mission_id, telephone))
    if not (name or telephone):
        found = found.none()
    record(act="find_names", mission_id=by.mission_id, user_id=by.user_id)
    members = Membership.objects.filter(pk__in=found.values("membership"))
    if reach(by, Act.SEE_NAMES) == Reach.REGIONS:
        current = {"teams__until__isnull": True}
        members = members.filter(under(region_paths(by), "teams__team__base_region__path"), **current)
    return members.order_by("code")


def normal_name(name: str) -> str:
    """Words in one case and order, so that "Serikova, Aliya" is "aliya SERIKOVA"."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(sorted(words))


def normal_telephone(telephone: str) -> str:
    """The last nine digits: +7 701 234 56 78 and 8 (701) 234-56-78 are one number."""
    digits = "".join(str(int(figure)) for figure in telephone if figure.isdecimal())
    return digits[-_TELEPHONE_DIGITS:]


def errors_of(person: Person) -> list[dict[str, str]]:
    """What keeps a person from being stored, by field; nothing when all is well."""
    errors = [
        {"field": field, "code": "too-long", "detail": _("At most 200 characters.")}
        for field, text in asdict(person).items()
        if len(text) > _LONGEST
    ]
    if not normal_name(person.name):
        errors.append({"field": "name", "code": "required", "detail": _("A name is needed.")})
    if person.telephone and len(normal_telephone(person.telephone)) < _TELEPHONE_DIGITS:
        detail = _("A telephone number has at least nine digits.")
        errors.append({"field": "telephone", "code": "invalid", "detail": detail})
    return errors


def _key_of(membership: Membership) -> bytes | None:
    # Lists fetch the keys with their rows (`select_related("…personal_key")`).
    if "personal_key" in membership._state.fields_cache:
        kept = membership._state.fields_cache["personal_key"]
    else:
        kept = PersonalKey.objects.filter(membership=membership).first()
    if kept is None:
        return None
    return decrypt(
        wrapping_key(), bytes(kept.wrapped_key), bound_to=place(membership.mission_id, membership.pk, "key")
    )


def _make_key(membership: Membership) -> bytes:
    key = new_key()
    PersonalKey.objects.create(
        mission_id=membership.mission_id,
        membership=membership,
        wrapped_key=encrypt(wrapping_key(), key, bound_to=place(membership.mission_id, membership.pk, "key")),
    )
    return key


def wrapping_key() -> bytes:
    return derived_key(settings.PERSONAL_DATA_KEY, "wrap personal keys")


def place(mission_id: int, membership_id: int, what: str) -> str:
    """What a ciphertext is bound to: moved to somebody else's row it does not open."""
    return f"{what} of member {membership_id} in mission {mission_id}"


def name_index(mission_id: int, name: str) -> bytes:
    return blind_index(settings.INDEX_KEY, normal_name(name), purpose=f"name in mission {mission_id}")


def telephone_index(mission_id: int, telephone: str) -> bytes | None:
    if not telephone:
        return None
    purpose = f"telephone in mission {mission_id}"
    return blind_index(settings.INDEX_KEY, normal_telephone(telephone), purpose=purpose)


def _witness(by: Membership | None, act: str, membership: Membership) -> None:
    record(
        act=act,
        mission_id=membership.mission_id,
        user_id=by.user_id if by else None,
        subject="membership",
        subject_id=membership.pk,
    )


def seal_for(membership: Membership, plain: bytes, *, what: str) -> bytes:
    """Seal something about a person under their own key, which is made where there is none yet.

    `what` says what it is: it opens only as that. Erasing the person makes it unreadable.
    """
    key = _key_of(membership) or _make_key(membership)
    return encrypt(key, plain, bound_to=place(membership.mission_id, membership.pk, what))


def open_for(membership: Membership, sealed: bytes, *, what: str) -> bytes | None:
    """What `seal_for` sealed; None once the person was erased. Who may look is the caller's question."""
    key = _key_of(membership)
    if key is None:
        return None
    return decrypt(key, sealed, bound_to=place(membership.mission_id, membership.pk, what))
