"""The ways through headquarters: areas and their pages, as far as a member may go.

A page is one line here: its area, its address, its name and the act it needs. An area leads to the first of
its pages the member may open; an address that belongs to a page below one is named in `BELOW`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, may
from observer.missions.models import Membership


@dataclass(frozen=True, slots=True)
class Page:
    """`name`: of the address, below `dashboard:`; every one takes the mission's code alone."""

    name: str
    title: str | Promise
    act: Act


@dataclass(frozen=True, slots=True)
class Area:
    title: str | Promise
    pages: tuple[Page, ...]


AREAS: tuple[Area, ...] = (
    Area(
        _("Figures"),
        (
            Page("board", _("Live board"), Act.SEE_BOARD),
            Page("coverage", _("Coverage"), Act.SEE_BOARD),
            Page("violations", _("Violations"), Act.SEE_BOARD),
            Page("answers", _("Answers"), Act.SEE_BOARD),
            Page("results", _("Results protocols"), Act.SEE_BOARD),
        ),
    ),
    Area(
        _("Reports"),
        (
            Page("reports", _("Reports"), Act.SEE_REPORTS),
            Page("incidents", _("Incidents"), Act.SEE_INCIDENTS),
            Page("unplaced", _("Unplaced reports"), Act.PLACE_REPORT),
            Page("texts", _("Texts"), Act.SEE_ANSWERS),
            Page("entry", _("Sheets of paper"), Act.ENTER_REPORT),
            Page("entry_differing", _("Sheets read differently"), Act.APPROVE_ENTRY),
            Page("messages_in", _("Text messages"), Act.WORK_MESSAGES),
            Page("teams", _("Teams"), Act.SEE_TEAMS),
        ),
    ),
    Area(
        _("Findings"),
        (
            Page("summaries", _("Summaries"), Act.SEE_EDITIONS),
            Page("findings", _("Findings"), Act.SEE_FINDINGS),
            Page("recommendations", _("Recommendations"), Act.SEE_FINDINGS),
            Page("passages", _("Passages"), Act.SEE_FINDINGS),
            Page("retold", _("Incidents retold"), Act.SEE_FINDINGS),
            Page("standards", _("Standards"), Act.SEE_FINDINGS),
            Page("exports", _("Exports"), Act.EXPORT),
        ),
    ),
    Area(
        _("Mission"),
        (
            Page("profile", _("Transparency"), Act.SEE_BOARD),
            Page("election", _("The election"), Act.SEE_BOARD),
            Page("checklists", _("Checklists"), Act.SEE_CHECKLISTS),
            Page("categories", _("Categories"), Act.SEE_CHECKLISTS),
            Page("people", _("People"), Act.MANAGE_MEMBERS),
            Page("phones", _("Phones"), Act.ENROL_DEVICE),
            Page("collect", "ODK Collect", Act.ENROL_DEVICE),
            Page("sms_channels", _("Text message gateways"), Act.MANAGE_SMS),
            Page("registers", _("Registers"), Act.MANAGE_MEMBERS),
            Page("results_release", _("Release of results"), Act.RELEASE_RESULTS),
        ),
    ),
)

# Pages reached from another: where in the menu somebody on them is.
BELOW: Mapping[str, str] = {
    "region": "board",
    "missing_stations": "coverage",
    "silent_teams": "coverage",
    "compared_stations": "results",
    "station": "board",
    "report": "reports",
    "event": "reports",
    "entry_new": "entry",
    "entry_sheet": "entry",
    "entry_settle": "entry_differing",
    "incident": "incidents",
    "team": "teams",
    "team_names": "teams",
    "job": "summaries",
    "edition_html": "summaries",
    "statement": "findings",
    "figures": "findings",
    "invite_phone": "phones",
    "collect_new": "collect",
    **dict.fromkeys(("message_in", "message_do", "sms_numbers", "sms_number_new"), "messages_in"),
    "sms_channel_new": "sms_channels",
    "code_card": "checklists",
    "register_import": "registers",
    **dict.fromkeys(
        ("person", "new_person", "find_people", "show_person", "let_in", "invite_people"), "people"
    ),
    "commissions": "election",
    "profile_form": "profile",
    **dict.fromkeys(("checklist", "checklist_version", "checklist_difference"), "checklists"),
    **dict.fromkeys(("checklist_draft", "new_checklist", "checklist_import"), "checklists"),
    **dict.fromkeys(("checklist_design", "checklist_rules", "rule_trial"), "checklists"),
}


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Way:
    """An area as a member sees it: `here` when they are on one of its pages."""

    title: str
    address: str
    here: bool
    links: tuple[Link, ...]


def ways(membership: Membership, current: str | None) -> list[Way]:
    """The areas with at least one page `membership` may open; `current` is the address's name."""
    return [way for area in AREAS if (way := _way(area, membership, BELOW.get(current or "", current)))]


def _way(area: Area, membership: Membership, current: str | None) -> Way | None:
    links = tuple(
        Link(
            str(page.title),
            reverse(f"dashboard:{page.name}", args=(membership.mission.code,)),
            page.name == current,
        )
        for page in area.pages
        if may(membership, page.act)
    )
    if not links:
        return None
    return Way(str(area.title), links[0].address, any(link.here for link in links), links)
