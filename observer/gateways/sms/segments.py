"""How many text messages a text is, and what fits into one or two. Pure.

Source: 3GPP TS 23.038, "Alphabets and language-specific information", 6.2.1 (default alphabet and its
extension table); 3GPP TS 23.040, "Technical realization of the Short Message Service", 9.2.3.24.1 (a joined
message gives 6 of its 140 octets to a header: 153 septets or 67 UCS-2 units are left in each).
"""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two septets: an escape and themselves.
_EXTENDED = frozenset("\f^{}\\[~]|€")
# Septets or UCS-2 units in a single message, and in each part of a joined one.
GSM_7, GSM_7_PART = 160, 153
UCS_2, UCS_2_PART = 70, 67


def is_gsm_7(text: str) -> bool:
    """Whether the whole text can be written in the default alphabet of GSM."""
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def segments(text: str) -> int:
    """How many messages a network makes of `text`; an empty text is one."""
    septets = is_gsm_7(text)
    single, part = (GSM_7, GSM_7_PART) if septets else (UCS_2, UCS_2_PART)
    widths = [_width(sign, septets) for sign in text]
    return 1 if sum(widths) <= single else _parts(widths, part)


def cut(text: str, most: int) -> str:
    """`text` within `most` messages; where something had to go, an ellipsis of three dots says so."""
    if segments(text) <= most:
        return text
    kept = text
    while kept and segments(kept.rstrip() + "...") > most:
        kept = kept[:-1]
    return kept.rstrip() + "..."


def _width(sign: str, septets: bool) -> int:
    if septets:
        return 2 if sign in _EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _parts(widths: list[int], part: int) -> int:
    """A sign of two units is not torn apart between two parts."""
    parts, room = 1, part
    for width in widths:
        if width > room:
            parts, room = parts + 1, part
        room -= width
    return parts
