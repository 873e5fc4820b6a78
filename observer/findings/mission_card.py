"""The card of a mission as its record states it (`Mission.profile`), in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst

from observer.analysis import wording
from observer.analysis.figures import Regime
from observer.elections.models import in_language
from observer.findings.card import MissionCard
from observer.findings.labels import regime_name
from observer.findings.material import Material
from observer.findings.sections.coverage import regimes


def mission_card(material: Material) -> MissionCard:
    """What the profile does not hold stays empty and is printed as not stated.

    `profile`: inviting_body and accreditation (a text, or texts by language), funders (the same, or a list of
    them), countries and observers (numbers), from and until (ISO dates).
    """
    mission, profile = material.mission, material.mission.profile
    regions = material.board.regions
    return MissionCard(
        name=mission.name,
        code=mission.code,
        format=capfirst(mission.get_format_display()),
        election=in_language(mission.election.names),
        election_days=voting_days(material),
        inviting_body=_text(profile.get("inviting_body")),
        accreditation=_text(profile.get("accreditation")),
        funders=_funders(profile.get("funders")),
        observers=_number(profile.get("observers"), material.observers or None),
        countries=_number(profile.get("countries"), None),
        days=_days(profile),
        regimes=tuple(regime_name(Regime(regime)) for regime in regimes(material)),
        regions_covered=tuple(row.name for row in regions if row.observed.numerator),
        regions_not_covered=tuple(row.name for row in regions if not row.observed.numerator),
        synthetic=mission.synthetic,
        fictional=mission.fictional,
    )


def voting_days(material: Material) -> str:
    days = material.voting_days or (material.mission.election.voting_day,)
    return wording.joined(date_format(day, "DATE_FORMAT") for day in days)


def _text(told: Any) -> str:
    """A text as it stands, or in the reader's language."""
    if isinstance(told, Mapping):
        return in_language(dict(told))
    return str(told) if told else ""


def _funders(told: Any) -> tuple[str, ...]:
    if isinstance(told, list):
        return tuple(filter(None, map(_text, told)))
    return (_text(told),) if told else ()


def _number(told: Any, otherwise: int | None) -> int | None:
    return told if isinstance(told, int) and told >= 0 else otherwise


def _days(profile: Mapping[str, Any]) -> int | None:
    """From the first to the last day in the country, both counted."""
    try:
        first, last = (date.fromisoformat(profile[name]) for name in ("from", "until"))
    except (KeyError, TypeError, ValueError):
        return None
    return (last - first).days + 1 if last >= first else None
