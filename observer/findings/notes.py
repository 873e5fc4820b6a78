"""How each kind of number in a summary was made: one note a kind, cited by its code."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from observer.findings.document import Note
from observer.findings.material import Material

COVERAGE = "N1"
REPORTS = "N2"
ANSWERS = "N3"
STATIONS_SEEN = "N4"
STATIONS_TOLD = "N5"
EVENTS_SEEN = "N6"
EVENTS_TOLD = "N7"
PROTOCOLS = "N8"
COMPARED = "N9"


def notes(material: Material, cited: Collection[str]) -> tuple[Note, ...]:
    """The notes of the figures that are cited, in the order of their codes."""
    every = (
        *_places(material),
        *_answers(material),
        *_violations(material),
        *_protocols(material),
    )
    return tuple(note for note in every if note.code in cited)


def _places(material: Material) -> tuple[Note, ...]:
    total = material.board.total
    return (
        Note(
            COVERAGE,
            _("Coverage"),
            _("Different stations with at least one counted report from a visit"),
            _("Stations on the register of the election"),
            _every_phase(),
            total.observed,
        ),
        Note(
            REPORTS,
            _("Reports counted"),
            _("Reports let in by the rule, each in its newest revision"),
            _none(),
            _every_phase(),
            total.reports,
        ),
    )


def _answers(material: Material) -> tuple[Note, ...]:
    asked = next((form.questions[0].answered for form in material.forms if form.questions), None)
    if asked is None:
        return ()
    return (
        Note(
            ANSWERS,
            _("Answers to the questions of a form"),
            _(
                "Reports with the answer the column or the row names. Of numbers: their sum for the mean, "
                "else the number itself"
            ),
            _("Reports in which the question was answered; each of several answers is a part of these"),
            _("The form the table names; every region, or the one the row names"),
            asked,
        ),
    )


def _violations(material: Material) -> tuple[Note, ...]:
    total = material.board.total
    stations = _("Different stations observed")
    return (
        Note(
            STATIONS_SEEN,
            _("Stations with a violation seen"),
            _("Different observed stations with at least one violation an observer saw"),
            stations,
            _("Every phase; seen by the observer"),
            total.affected.seen,
        ),
        Note(
            STATIONS_TOLD,
            _("Stations with a violation told"),
            _("Different observed stations with at least one violation an observer was told of"),
            stations,
            _("Every phase; told to the observer"),
            total.affected.told,
        ),
        Note(
            EVENTS_SEEN,
            _("Violations seen"),
            _("Events: one category at one place in one visit, however many reports tell of it"),
            _none(),
            _("Seen by the observer; hours are those of the station’s election day"),
            total.events.seen,
        ),
        Note(
            EVENTS_TOLD,
            _("Violations told or not confirmed"),
            _("The same, where an observer was told, or a call back did not confirm it"),
            _none(),
            _("Told to the observer or not confirmed, in columns of their own"),
            total.events.told,
        ),
    )


def _protocols(material: Material) -> tuple[Note, ...]:
    if not material.protocols:
        return ()
    first = material.protocols[0]
    return (
        Note(
            PROTOCOLS,
            _("Protocols that do not reconcile"),
            _("Reports with a copied protocol of which a sum does not hold"),
            _("Reports with a copied protocol that has all numbers of the sum; others could not be judged"),
            _("Counting; the contest the table names"),
            first.failing,
        ),
        Note(
            COMPARED,
            _("Observed beside official numbers"),
            _("Stations where a copied number is not the official one"),
            _("Stations where both are known"),
            _("Counting; the contest the table names"),
            first.compared,
        ),
    )


def _every_phase() -> str:
    return _("Every phase; every region")


def _none() -> str:
    return _("None: this is a count")
