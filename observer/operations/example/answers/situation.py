"""One team at one place: what it sees, how it answers, and how bad it has been so far."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

from observer.operations.example.country import Place
from observer.operations.example.truth import Truth

NOT_OBSERVED = "__not_observed"
TEXTS = Path(__file__).parent.parent / "texts"
# How often very good, good, bad and very bad are ticked after no, one, two or three, and more troubles.
FROM_TROUBLES = (0.5, 1.5, 3.5)
RATINGS = ((60, 38, 1.5, 0.5), (30, 60, 8, 2), (8, 46, 36, 10), (2, 18, 48, 32))
RATING = ("very_good", "good", "bad", "very_bad")

Answers = dict[str, object]


@cache
def texts(name: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """What observers say, by occasion and language: `texts/<name>.json`."""
    found: Mapping[str, Sequence[Mapping[str, str]]] = json.loads(
        (TEXTS / f"{name}.json").read_text(encoding="utf-8")
    )
    return found


@dataclass(frozen=True, slots=True)
class Traits:
    """What a team brings with it: its own log-odds, its eyes, its voice and its language."""

    number: int = 0
    effect: float = 0.0
    blind: bool = False
    noisy: bool = False
    language: str = "en"


@dataclass(slots=True)
class Situation:
    """`effect`: log-odds of the team and the station together. `troubles` weighs what was bad so far."""

    random: Random
    truth: Truth
    place: Place
    traits: Traits
    arrived: datetime
    left: datetime
    effect: float = 0.0
    troubles: float = 0.0
    answers: Answers = field(default_factory=dict)

    def bad(self, question: str, *, weight: float = 1.0) -> bool:
        """Whether it goes wrong here; if so, it weighs on the overall rating."""
        chance = self.truth.chance(
            question, region=self.place.region, settlement=self.place.settlement, effect=self.effect
        )
        wrong = self.random.random() < chance
        self.troubles += weight if wrong else 0.0
        return wrong

    def hidden(self) -> bool:
        """Whether the team could not see this one step."""
        share = self.truth.blind_chance if self.traits.blind else self.truth.usual_not_observed
        return self.random.random() < share

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def plainly(self, question: str, *, wrong: str = "no", weight: float = 1.0) -> None:
        """Answer yes or no; `wrong` is the bad one of the two."""
        right = "yes" if wrong == "no" else "no"
        self.answers[question] = wrong if self.bad(question, weight=weight) else right

    def if_seen(self, question: str, *, wrong: str = "no", weight: float = 1.0) -> None:
        """Answer yes, no, or that it could not be observed."""
        if self.hidden():
            self.answers[question] = NOT_OBSERVED
        else:
            self.plainly(question, wrong=wrong, weight=weight)

    def number(self, question: str, value: int) -> None:
        self.answers[question] = str(max(0, value))

    def one_of(self, choices: Mapping[str, float]) -> str:
        return self.random.choices(list(choices), list(choices.values()))[0]

    def says(self, occasion: str) -> str:
        """A sentence for the occasion in the team's language."""
        return self.random.choice(texts("comments")[occasion])[self.traits.language]

    def rates(self, *questions: str) -> None:
        """The overall rating, last of `questions`, and the narrower ones, near it."""
        weights = RATINGS[
            0 if self.troubles < 0.5 else 1 if self.troubles < 1.5 else 2 if self.troubles < 3.5 else 3
        ]
        overall = self.random.choices(range(4), weights)[0]
        for question in questions[:-1]:
            step = self.random.choices((-1, 0, 1), (1, 4, 1))[0]
            self.answers[question] = RATING[min(3, max(0, overall + step))]
        self.answers[questions[-1]] = RATING[overall]

    def comments(self, question: str, occasion: str) -> None:
        if self.happens(self.truth.comment):
            self.answers[question] = self.says("small" if self.traits.blind else occasion)

    def begins(self) -> None:
        self.answers["H1"] = clock(self.arrived)
        self.answers["H2"] = "rural" if self.place.settlement == "rural" else "urban"

    def languages(self) -> None:
        """Which languages the commission worked in."""
        spoken = (["kazakh"], ["russian"], ["kazakh", "russian"])
        self.answers["H4"] = self.random.choices(spoken, (3, 3, 6))[0]

    def ends(self) -> None:
        self.answers["H9"] = clock(self.left)


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"
