"""Names that the XForm has beside the questions' own. Each has a dot, which no question's code can have."""

from __future__ import annotations

from observer.checklists.definition.shapes import Question

START, END = "observer.start", "observer.end"
VISIT, STATION, ARRIVAL = "observer.visit", "observer.station", "observer.arrival"
# Phases whose reports are tied to no polling station.
ANYWHERE = frozenset({"incident", "long_term"})

_CHOSEN = frozenset({"one_of", "many_of", "rating", "yes_no", "yes_no_not_observed"})


def companion(code: str) -> str:
    """The tick "not observed" beside a question that offers no choices."""
    return f"{code}.not_observed"


def pair(code: str) -> str:
    """The group that holds a question and its tick on one screen."""
    return f"{code}.asked"


def rows_of(code: str) -> str:
    """The number of rows of a repeat, where it is worked out."""
    return f"{code}.rows"


def has_companion(question: Question, external: bool) -> bool:
    """Whether "not observed" needs a tick of its own: a choice where the form lists them itself."""
    return question.allow_not_observed and (external or question.type not in _CHOSEN)
