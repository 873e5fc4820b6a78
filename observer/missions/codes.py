"""One-time codes that can be read out, typed by hand, followed as a link or photographed as a QR code.

Douglas Crockford's base-32 alphabet leaves out I, L, O and U; what people type for them is understood.
Sixteen characters carry 80 random bits: beyond guessing for a code that works once and runs out.
"""

import secrets
from io import BytesIO

import segno

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A new code in groups of four: "7K3M-Q9TX-2B4W-HJ6D"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return grouped(letters)


def grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def normalised(typed: str) -> str | None:
    """The code someone typed, as `new_code` writes it; None when it cannot be one."""
    letters = "".join(character for character in typed.upper() if character.isalnum()).translate(_READ_AS)
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return grouped(letters)


def qr_svg(address: str) -> str:
    """A QR code of `address` as an inline SVG element; dark on a light ground of its own in either theme."""
    picture = BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=True, dark="#000", light="#fff", scale=6, omitsize=True
    )
    return picture.getvalue().decode()
