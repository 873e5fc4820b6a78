"""The card of a mission as its record states it (`Mission.profile`), in the active language."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.figures import Regime
from observer.elections.models import in_language
from observer.findings.card import MissionCard
from observer.findings.labels import regime_name
from observer.findings.material import Material
from observer.findings.sections.coverage import regimes
from observer.missions.profile import Delegation, Headcount, Profile, Texts, profile_of


def mission_card(material: Material) -> MissionCard:
    """What the declaration (`missions.profile`) does not hold stays empty and is printed as not stated."""
    mission, profile = material.mission, profile_of(material.mission)
    regions = material.board.regions
    return MissionCard(
        name=mission.name,
        code=mission.code,
        format=capfirst(mission.get_format_display()),
        election=in_language(mission.election.names),
        election_days=voting_days(material),
        inviting_body=_text(profile.inviting_body),
        accreditation=_text(profile.accreditation),
        sponsor=_text(profile.sponsor),
        funders=tuple(filter(None, map(_text, profile.funders))),
        money=_money(profile),
        observers=profile.headcount.observers or material.observers or None,
        people=_people(profile.headcount),
        delegations=tuple(map(_delegation, profile.delegations)),
        countries=profile.countries,
        days=profile.days,
        regimes=tuple(regime_name(Regime(regime)) for regime in regimes(material)),
        method=_text(profile.method),
        regions_covered=tuple(row.name for row in regions if row.observed.numerator),
        regions_not_covered=tuple(row.name for row in regions if not row.observed.numerator),
        synthetic=mission.synthetic,
        fictional=mission.fictional,
    )


def voting_days(material: Material) -> str:
    days = material.voting_days or (material.mission.election.voting_day,)
    return wording.joined(date_format(day, "DATE_FORMAT") for day in days)


def _text(told: Texts) -> str:
    """In the reader's language."""
    return in_language(dict(told)) if told else ""


def _money(profile: Profile) -> str:
    if profile.money_from_the_observed is None:
        return ""
    return _("yes") if profile.money_from_the_observed else _("none")


def _people(count: Headcount) -> str:
    """ "core team 14, long-term observers 40": as far as it is declared."""
    told = (
        (_("core team"), count.core),
        (_("long-term observers"), count.long_term),
        (_("short-term observers"), count.short_term),
    )
    return wording.joined(f"{name} {wording.number(number)}" for name, number in told if number is not None)


def _delegation(delegation: Delegation) -> str:
    name = _text(delegation.names)
    return name if delegation.observers is None else f"{name}: {wording.number(delegation.observers)}"
