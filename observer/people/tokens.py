"""Random tokens and their keyed hashes: what is stored opens nothing.

A token has 256 bits of chance, so a fast keyed hash is enough; a slow password hash on every report would
only help an attacker who wants the server busy.
"""

import hashlib
import secrets

from django.conf import settings


def new_token() -> str:
    """A new token: 43 URL-safe characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """The 32-byte keyed BLAKE2b hash under which a token is stored and found."""
    return hashlib.blake2b(token.encode(), key=settings.TOKEN_KEY[:64], digest_size=32).digest()


def key_for(purpose: str, number: int) -> bytes:
    """A key of 32 bytes for one purpose and one row, made of the installation's own."""
    return hashlib.blake2b(
        f"{purpose}:{number}".encode(), key=settings.TOKEN_KEY[:64], digest_size=32
    ).digest()
