"""Names and numbers of many people at once: read and sealed in a few statements, for a roster.

The rules are those of `missions.personal`, one person at a time; whoever calls asks `missions.access` first
and leaves the journal entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

import orjson
from django.utils import timezone

from observer.missions.models import PersonalKey, PersonalRecord
from observer.missions.personal import Person, name_index, place, telephone_index, wrapping_key
from observer.people.ciphers import decrypt, encrypt, new_key

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person as stored: `fingerprint` tells two states of one person apart, `sealed` is what is stored.

    Both need the person's own key: once it is destroyed neither says anything.
    """

    person: Person
    fingerprint: str
    sealed: bytes


def fingerprint_of(key: bytes, person: Person) -> str:
    """What tells one state of a person from another, to whoever holds the person's key (keyed BLAKE2b)."""
    text = orjson.dumps(asdict(person), option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, key=key, digest_size=16).hexdigest()


def dossiers(mission_id: int, membership_ids: Collection[int] | None = None) -> dict[int, Dossier]:
    """What is stored about members, by membership; all of the mission's without `membership_ids`.

    Who was erased, or never stored, is not there. Two queries.
    """
    keys = _keys(mission_id, membership_ids)
    records = PersonalRecord.objects.filter(mission=mission_id, membership__in=keys.keys())
    found = {}
    for membership_id, sealed in records.values_list("membership_id", "ciphertext"):
        person = opened(keys[membership_id], bytes(sealed), mission_id, membership_id)
        fingerprint = fingerprint_of(keys[membership_id], person)
        found[membership_id] = Dossier(person, fingerprint, bytes(sealed))
    return found


def opened(key: bytes, sealed: bytes, mission_id: int, membership_id: int) -> Person:
    """The person in a ciphertext. Raises people.ciphers.CannotOpen."""
    return Person(**orjson.loads(decrypt(key, sealed, bound_to=place(mission_id, membership_id, "record"))))


def seal(mission_id: int, people: Mapping[int, Person]) -> dict[int, str]:
    """Store what is known of members, in place of what was known. Returns their new fingerprints."""
    keys = _keys(mission_id, people.keys())
    keys |= _make_keys(mission_id, [one for one in people if one not in keys])
    now = timezone.now()
    records = [
        PersonalRecord(
            mission_id=mission_id,
            membership_id=membership_id,
            ciphertext=encrypt(
                keys[membership_id],
                orjson.dumps(asdict(person)),
                bound_to=place(mission_id, membership_id, "record"),
            ),
            name_index=name_index(mission_id, person.name),
            telephone_index=telephone_index(mission_id, person.telephone),
            updated_at=now,
        )
        for membership_id, person in people.items()
    ]
    PersonalRecord.objects.bulk_create(
        records,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["ciphertext", "name_index", "telephone_index", "updated_at"],
    )
    return {one: fingerprint_of(keys[one], person) for one, person in people.items()}


def unsealed(mission_id: int, sealed: Mapping[int, bytes]) -> dict[int, Person]:
    """People from ciphertexts kept elsewhere (what stood before an import); without those erased since."""
    keys = _keys(mission_id, sealed.keys())
    return {one: opened(key, sealed[one], mission_id, one) for one, key in keys.items()}


def _keys(mission_id: int, membership_ids: Collection[int] | None) -> dict[int, bytes]:
    kept = PersonalKey.objects.filter(mission=mission_id)
    if membership_ids is not None:
        kept = kept.filter(membership__in=list(membership_ids))
    wrapping = wrapping_key()
    return {
        one: decrypt(wrapping, bytes(wrapped), bound_to=place(mission_id, one, "key"))
        for one, wrapped in kept.values_list("membership_id", "wrapped_key")
    }


def _make_keys(mission_id: int, membership_ids: Collection[int]) -> dict[int, bytes]:
    made = {one: new_key() for one in membership_ids}
    wrapping = wrapping_key()
    PersonalKey.objects.bulk_create(
        [
            PersonalKey(
                mission_id=mission_id,
                membership_id=one,
                wrapped_key=encrypt(wrapping, key, bound_to=place(mission_id, one, "key")),
            )
            for one, key in made.items()
        ],
        batch_size=BATCH,
    )
    return made
