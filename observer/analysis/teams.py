"""How a team reports, beside all reports: its ratings, and how often it answers alike.

This is for a coordinator to call and ask, and says nothing by itself: stations can be alike. A team's reports
are few and are read; what all others said comes from the tallies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from observer.analysis.asked import questions
from observer.analysis.figures import Figure, Inclusion, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import AnswerTally, Outcome
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.checklists.definition.shapes import ANSWER_LABELS, RATING
from observer.elections.models import in_language
from observer.missions.models import Membership, Team
from observer.reports.models import Report

# A team visits some ten stations a day (domain.md §1.1); this is room for several days of a long mission.
MOST_REPORTS = 400
CLOSED_TYPES = ("yes_no", "yes_no_not_observed", "one_of", "many_of", "rating")


@dataclass(frozen=True, slots=True)
class Alike:
    """Of the counted reports of one form, those whose closed answers are all the same as another's."""

    form: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating question: each grade in words, with how often the team gave it and how often all did."""

    label: str
    grades: Sequence[tuple[str, Figure, Figure]]


@dataclass(frozen=True, slots=True)
class TeamFigures:
    alike: Sequence[Alike]
    rated: Sequence[Rated]


def team_figures(membership: Membership, team: Team) -> TeamFigures:
    """Figures of a team's counted reports within sight. Six queries, however many it sent."""
    sight = sight_of(membership, Filters())
    reports = _counted(membership, team)
    ground = ground_of(sight, Inclusion(received=len(reports)))
    by_form: defaultdict[int, list[Report]] = defaultdict(list)
    for report in reports:
        by_form[report.checklist_id].append(report)
    forms = list(by_form.values())
    return TeamFigures(
        alike=[Alike(form[0].checklist.name, _alike(form, ground)) for form in forms],
        rated=[rated for form in forms for rated in _rated(form, sight, ground)],
    )


def _counted(membership: Membership, team: Team) -> list[Report]:
    visible: Any = Report.objects.all().visible_to(membership)
    # By their authors, for whom there is an index.
    authors = list(team.members.values_list("membership", flat=True))
    counted = visible.filter(team=team, author__in=authors, counted__outcome=Outcome.COUNTED).exclude(
        phase="incident"
    )
    related = counted.select_related("checklist", "current__version")
    return list(related.order_by("-received_at", "-id")[:MOST_REPORTS])


def _alike(reports: Sequence[Report], ground: Ground) -> Figure:
    """How many of these reports share all their closed answers with another one of them."""
    closed = {report.pk: _closed_answers(report) for report in reports}
    how_often = Counter(closed.values())
    same = sum(1 for answers in closed.values() if how_often[answers] > 1)
    return Figure(numerator=same, answered=len(reports), unit=Unit.REPORTS, **ground.basis)


def _closed_answers(report: Report) -> tuple[tuple[str, str], ...]:
    answers, version = _answers_of(report)
    codes = [one["code"] for one in questions(version) if one["type"] in CLOSED_TYPES]
    return tuple((code, str(answers.get(code))) for code in codes)


def _rated(reports: Sequence[Report], sight: Sight, ground: Ground) -> Iterable[Rated]:
    """Each rating question of a form as its newest version asks it."""
    _answers, newest = _answers_of(reports[0])
    labels = {one["code"]: one["labels"] for one in questions(newest) if one["type"] == "rating"}
    everybody = _tallied(sight, {one.current.version_id for one in reports if one.current}, list(labels))
    for code, words in labels.items():
        given = Counter(_answers_of(report)[0].get(code) for report in reports)
        team = _grades(given, ground)
        if any(figure.answered for figure in team.values()):
            every = _grades(everybody[code], ground)
            grades = {**ANSWER_LABELS, **(newest.get("answer_labels") or {})}
            told = [(in_language(grades[grade]), team[grade], every[grade]) for grade in RATING]
            yield Rated(in_language(words), told)


def _grades(given: Mapping[Any, int], ground: Ground) -> dict[str, Figure]:
    answered = sum(given.get(grade, 0) for grade in RATING)
    return {
        grade: Figure(
            numerator=given.get(grade, 0),
            answered=answered,
            not_observed=given.get("__not_observed", 0),
            unit=Unit.REPORTS,
            **ground.basis,
        )
        for grade in RATING
    }


def _tallied(sight: Sight, versions: set[int], codes: Sequence[str]) -> defaultdict[str, Counter[str]]:
    rows = AnswerTally.objects.filter(
        sight.of_regions(),
        mission=sight.membership.mission_id,
        generation=sight.generation,
        version__in=versions,
        question__in=codes,
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question, answer, reports in rows.values_list("question", "answer").annotate(Sum("reports")):
        found[question][answer] += reports
    return found


def _answers_of(report: Report) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The current answers and the definition they were given to."""
    revision = report.current
    return ((revision.answers or {}), revision.version.definition) if revision else ({}, {"sections": []})
