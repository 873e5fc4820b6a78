"""What part of the figures somebody asks for, as it stands in an address: `?region=kyzylorda&basis=seen`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from django.utils.translation import gettext as _

from observer.analysis.hours import FIRST_HOUR, LAST_HOUR
from observer.checklists.models import Basis, Phase, Severity
from observer.problems import INVALID, Problem

_CODE = re.compile(r"[-\w]{1,64}")
_CLOSED: Mapping[str, tuple[str, ...]] = {
    "phase": tuple(Phase.values),
    "severity": tuple(Severity.values),
    "basis": tuple(Basis.values),
}
_HOURS = ("from_hour", "to_hour")


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means any. `region` is a code and takes in all below it; hours are election hours, both in."""

    region: str = ""
    phase: str = ""
    category: str = ""
    severity: str = ""
    basis: str = ""
    from_hour: int | None = None
    to_hour: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """The filters of a query; other words are somebody else's. Raises Problem naming each field."""
        errors: list[dict[str, str]] = []
        known = {field.name for field in fields(cls)}
        values = {
            name: _read(name, query[name].strip(), errors)
            for name in sorted(known & set(query))
            if query[name].strip()
        }
        low, high = values.get("from_hour"), values.get("to_hour")
        if isinstance(low, int) and isinstance(high, int) and low > high:
            errors.append(
                {"field": "to_hour", "code": "order", "detail": _("This is before the first hour.")}
            )
        if errors:
            raise Problem(INVALID, _("These filters cannot be used as they stand."), errors=errors)
        return cls(**values)  # type: ignore[arg-type]  # each value was read by its name

    def as_query(self) -> dict[str, str]:
        """The same as words of an address; what is empty is left out."""
        return {
            field.name: str(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) not in ("", None)
        }

    def with_(self, **changes: str | int | None) -> Filters:
        return replace(self, **changes)  # type: ignore[arg-type]  # names are checked by replace


def _read(name: str, text: str, errors: list[dict[str, str]]) -> str | int | None:
    if name in _HOURS:
        return _hour(name, text, errors)
    if name in _CLOSED and text not in _CLOSED[name]:
        detail = _("There is no “%(value)s”; choose one of: %(choices)s.")
        errors.append(
            {
                "field": name,
                "code": "unknown",
                "detail": detail % {"value": text[:40], "choices": ", ".join(_CLOSED[name])},
            }
        )
    elif not _CODE.fullmatch(text):
        errors.append({"field": name, "code": "malformed", "detail": _("This is not a code.")})
    return text


def _hour(name: str, text: str, errors: list[dict[str, str]]) -> int | None:
    if re.fullmatch(r"\d{1,2}", text, re.ASCII) and FIRST_HOUR <= int(text) <= LAST_HOUR:
        return int(text)
    detail = _("Hours of election day run from %(first)s to %(last)s.") % {
        "first": FIRST_HOUR,
        "last": LAST_HOUR,
    }
    errors.append({"field": name, "code": "out-of-range", "detail": detail})
    return None
