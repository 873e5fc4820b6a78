"""Who speaks: the facts a mission states about itself in every document it publishes.

What a mission does not state is printed as not stated; leaving it out would hide it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.findings.values import Json


@dataclass(frozen=True, kw_only=True)
class MissionCard:
    """`regimes` are sentences on how places were chosen; `days` from the first to the last in the country.

    Names of regions in two lists: where observers were, and where not.
    """

    name: str
    code: str
    format: str
    election: str
    election_days: str
    inviting_body: str = ""
    sponsor: str = ""
    accreditation: str = ""
    funders: tuple[str, ...] = ()
    money: str = ""
    observers: int | None = None
    people: str = ""
    delegations: tuple[str, ...] = ()
    countries: int | None = None
    days: int | None = None
    regimes: tuple[str, ...] = ()
    method: str = ""
    regions_covered: tuple[str, ...] = ()
    regions_not_covered: tuple[str, ...] = ()
    synthetic: bool = False
    fictional: bool = False

    def as_json(self) -> Json:
        return {"name": self.name, "code": self.code, "facts": self._facts()}

    def _facts(self) -> list[Json]:
        told = [
            ("election", _("Election"), self.election),
            ("election_days", _("Election day"), self.election_days),
            ("format", _("Kind of mission"), self.format),
            ("inviting_body", _("Invited by"), self.inviting_body),
            ("accreditation", _("Accredited by"), self.accreditation),
            ("sponsor", _("Sent by"), self.sponsor),
            ("funders", _("Paid for by"), wording.joined(self.funders)),
            ("money", _("Money from the state observed"), self.money),
            ("observers", _("Observers"), _amount(self.observers)),
            *([("people", _("Its people"), self.people)] if self.people else []),
            *(
                [("delegations", _("Delegations"), wording.joined(self.delegations))]
                if self.delegations
                else []
            ),
            ("countries", _("Countries they come from"), _amount(self.countries)),
            ("days", _("Days in the country"), _amount(self.days)),
            ("regimes", _("How places were chosen"), " ".join(self.regimes)),
            *([("method", _("Method, in its own words"), self.method)] if self.method else []),
            ("regions_covered", _("Regions observed"), _list(self.regions_covered)),
            ("regions_not_covered", _("Regions not observed"), _list(self.regions_not_covered)),
        ]
        return [{"key": key, "label": label, "text": text or _("not stated")} for key, label, text in told]

    def _delegations(self) -> list[tuple[str, str, str]]:
        if not self.delegations:
            return []
        return [("delegations", _("Delegations"), "; ".join(self.delegations))]


def _amount(number: int | None) -> str:
    return "" if number is None else wording.number(number)


def _list(names: tuple[str, ...]) -> str:
    """ "3: Akmola, Aktobe, Almaty", or "none"."""
    if not names:
        return _("none")
    return _("%(number)s: %(names)s") % {"number": wording.number(len(names)), "names": wording.joined(names)}
