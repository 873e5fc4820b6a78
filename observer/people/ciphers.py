"""AES-256-GCM and keyed hashes for what must not be readable in the database.

Every ciphertext is bound to what it belongs to: moved to another row it does not open.
Layout: one byte of format (1), twelve of nonce, then the ciphertext with its tag.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_FORMAT = b"\x01"
_NONCE_BYTES = 12
# The length of a ciphertext tells the length of a name; in steps of this it tells little.
_STEP = 128


class CannotOpen(Exception):
    """The ciphertext was changed, belongs elsewhere, or was made under another key."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


@lru_cache(maxsize=16)
def derived_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from an installation's secret (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)


def encrypt(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """`plain` padded and sealed under `key`, to be opened only with the same `bound_to`."""
    nonce = os.urandom(_NONCE_BYTES)
    padded = len(plain).to_bytes(4, "big") + plain
    padded += bytes(-len(padded) % _STEP)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, padded, bound_to.encode())


def decrypt(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """What `encrypt` sealed. Raises CannotOpen."""
    form, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if form != _FORMAT:
        raise CannotOpen
    try:
        padded = AESGCM(key).decrypt(nonce, body, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def blind_index(secret: bytes, text: str, *, purpose: str) -> bytes:
    """32 bytes by which equal texts of one purpose are found without being read (keyed BLAKE2b)."""
    key = derived_key(secret, purpose)
    return hashlib.blake2b(text.encode(), key=key, digest_size=32).digest()
