"""Answers: how observers rated each phase, and how any question of any form was answered, in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.analysis.assessment import assessments
from observer.analysis.breakdown import BY, Breakdown, breakdown
from observer.analysis.charts import Bar, Chart, bars
from observer.analysis.filters import Filters
from observer.analysis.reads import live
from observer.analysis.written import write_chart, write_live
from observer.analysis.written_boards import shades, write_assessments, write_breakdown
from observer.checklists.models import Phase, Version
from observer.dashboard.choosing import Choice, choices_for
from observer.dashboard.pages import draw, mission_page, zone_of
from observer.elections.models import in_language
from observer.findings.claims import compares_regions
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import INVALID, Problem
from observer.reports.secrecy import vote_questions, votes_visible


@mission_page(Act.SEE_BOARD)
def answers_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The forms with their questions; with one chosen its answers, without one the overall assessments."""
    filters = Filters.read(request.GET)
    now, zone = timezone.now(), zone_of(membership)
    checklist, question = code_of(request, "checklist"), code_of(request, "question")
    found = chosen(request, membership, filters) if checklist and question else None
    return draw(
        request,
        membership,
        "answers",
        forms=forms_of(membership, request.GET.get("find", "").strip(), question if found else ""),
        find=request.GET.get("find", "").strip(),
        found=write_breakdown(found, zone) | {"number": spoken(found.whole.code)} if found else None,
        charts=[write_chart(chart) for chart in charts_of(found)] if found else [],
        assessments=[] if found else write_assessments(assessments(membership, filters)),
        compares=compares_regions(membership.mission),
        shades=shades(),
        version=found.version if found else "",
        live=write_live(live(membership.mission_id, now), now, zone),
        choices=[*choices_for(membership, filters, "region"), *([by_choice(found.by)] if found else [])],
        kept={"checklist": checklist, "question": question} if found else {},
        filtered=bool(request.GET),
    )


def chosen(request: HttpRequest, membership: Membership, filters: Filters) -> Breakdown:
    by = request.GET.get("by", "") or BY[0]
    return breakdown(membership, code_of(request, "checklist"), code_of(request, "question"), by, filters)


def code_of(request: HttpRequest, name: str) -> str:
    """A code from the address. Raises Problem for what no column could hold."""
    text = request.GET.get(name, "").strip()
    if not text.isprintable():
        detail = _("This is not a code.")
        raise Problem(INVALID, errors=[{"field": name, "code": "malformed", "detail": detail}])
    return text


def by_choice(by: str) -> Choice:
    names = {
        "region": _("Region"),
        "settlement": _("Urban and rural"),
        "phase": _("Phase"),
        "hour": _("Hour"),
    }
    return Choice("by", _("In parts by"), [(each, names[each]) for each in BY], by, required=True)


def forms_of(membership: Membership, find: str, question: str) -> list[dict[str, Any]]:
    """Every form with its questions, those that hold the words looked for; three queries."""
    newest = Version.objects.newest().filter(mission=membership.mission_id).select_related("checklist")
    votes = {} if votes_visible(membership) else vote_questions(one.checklist_id for one in newest)
    order = {code: place for place, code in enumerate(Phase.values)}
    forms = [
        {
            "code": version.checklist.code,
            "name": version.checklist.name,
            "questions": questions_of(version, votes.get(version.checklist_id, frozenset()), find),
            "here": False,
        }
        for version in sorted(newest, key=lambda one: (order[one.checklist.phase], one.checklist.code))
    ]
    for form in forms:
        form["here"] = any(one["code"] == question for one in form["questions"])
    return [form for form in forms if form["questions"]]


def spoken(code: str) -> str:
    """The code, where it is one that people speak of (A12); a bare name says nothing beside the question."""
    return code if any(map(str.isdigit, code)) else ""


def questions_of(version: Version, hidden: frozenset[str], find: str) -> list[dict[str, str]]:
    """Code and words of each question that may be seen and holds the words looked for."""
    found = [
        {
            "code": question["code"],
            "label": in_language(question["labels"]),
            "number": spoken(question["code"]),
        }
        for section in version.definition["sections"]
        for question in section["questions"]
        if question["code"] not in hidden
    ]
    wanted = find.casefold()
    return [one for one in found if wanted in f"{one['code']} {one['label']}".casefold()]


def charts_of(found: Breakdown) -> Sequence[Chart]:
    """Bars of the answers as a whole; nothing for texts and numbers, which have no shares."""
    if not found.whole.answers:
        return []
    rows = [Bar(answer.label, answer.figure) for answer in found.whole.answers]
    return [bars(rows, title=_("All answers"), of=_("Answer"))]
