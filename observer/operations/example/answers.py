"""The answers of one synthetic opening checklist or incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from observer.operations.example.country import Place
from observer.operations.example.truth import Truth

NOT_OBSERVED = "__not_observed"
COMMENTS = (
    "The chair explained each step.",
    "Very cold inside; the commission kept its coats on.",
    "Председатель объяснял каждый шаг.",
    "The lists lay on three tables.",
    "Two local observers were present all the time.",
    "Свет отключали на несколько минут.",
    "The station was hard to find.",
    "Commission friendly and well prepared.",
)
NARRATIVES = {
    "V01": "A bundle of folded ballots was put into the box at once.",
    "V04": "Two members of a family went into one booth together.",
    "V08": "A poster of a list hung beside the entrance.",
    "V09": "A man without a badge told members what to do.",
    "V10": "We were asked to sit where the box could not be seen.",
    "V11": "The seal on the box was open.",
    "V12": "Избирателя не нашли в списке и не пустили голосовать.",
    "V13": "Several voters got a ballot without showing a document.",
    "V06": "A voter said that his employer had asked for a photo of the ballot.",
}
INCIDENTS = (
    ("V09", 5),
    ("V10", 4),
    ("V04", 6),
    ("V13", 6),
    ("V08", 4),
    ("V12", 4),
    ("V11", 2),
    ("V06", 2),
    ("V01", 1),
)
HEAVY = {"V01": "critical", "V06": "critical", "V04": "procedural", "V08": "procedural", "V13": "procedural"}


def opening(
    *, random: Random, truth: Truth, place: Place, team_effect: float, blind: bool, arrived: datetime
) -> dict[str, object]:
    """Answers to the opening checklist, in the codes of checklists/opening.json."""

    def bad(question: str) -> bool:
        chance = truth.chance(
            question, region=place.region, settlement=place.settlement, team_effect=team_effect
        )
        return random.random() < chance

    members = random.choice((5, 7, 7, 7, 9, 11))
    delay = random.choices(("on_time", "under_15", "under_30", "under_60", "not_opened"), (88, 8, 3, 1, 0.3))[
        0
    ]
    answers: dict[str, object] = {
        "H1": f"{arrived:%H:%M}",
        "H2": "rural" if place.settlement == "rural" else "urban",
        "H3": "ordinary",
        "A1": "no" if bad("A1") else "yes",
        "A2": delay,
        "A4": ["none"] if random.random() < 0.985 else [random.choice(("booths", "record_book", "seals"))],
        "A5": "no" if bad("A5") else "yes",
        "A10t": str(members),
        "A10": str(members - random.choice((0, 0, 0, 0, 1, 1))),
        "A10c": random.choice(("yes", "no")),
        "A11": random.choices((["agents"], ["none"], ["agents", "citizen"]), (5, 2, 3))[0],
        "A13": [random.choice(("steps", "door", "notices"))] if bad("A13") else ["none"],
        "A15": "no",
        "H9": f"{arrived + timedelta(minutes=random.randint(30, 55)):%H:%M}",
    }
    answers["A10w"] = str(random.randint(1, int(str(answers["A10"]))))
    _see(answers, random, truth, bad, blind)
    _follow_up(answers, random, place)
    _rate(answers, random)
    if random.random() < truth.comment:
        answers["A16"] = random.choice(COMMENTS)
    return answers


def _see(
    answers: dict[str, object], random: Random, truth: Truth, bad: Callable[[str], bool], blind: bool
) -> None:
    hidden = truth.blind_chance if blind else truth.usual_not_observed
    for question in ("A6", "A7", "A8"):
        worse = bad(question)
        answers[question] = NOT_OBSERVED if random.random() < hidden else "no" if worse else "yes"
    if random.random() < 0.7:
        answers["A9"] = random.choices(("yes", "no", NOT_OBSERVED), (84, 2, 14))[0]
    answers["A12"] = "yes" if bad("A12") else "no"


def _follow_up(answers: dict[str, object], random: Random, place: Place) -> None:
    if answers["A2"] != "on_time":
        answers["A3"] = random.choice(
            ("The keys were missing.", "The lights did not work.", "Members came late.")
        )
    if answers["A5"] == "yes":
        answers["A5n"] = str(place.registered + place.registered // 100)
    if answers["A8"] == "yes" and random.random() < 0.5:
        answers["A8s"] = str(random.randint(100_000, 999_999))
    if answers["A12"] == "yes":
        answers["A12w"] = random.choice(("A local official", "Two policemen", "Сотрудник акимата"))
        answers["A12d"] = "yes" if random.random() < 0.3 else "no"


def _rate(answers: dict[str, object], random: Random) -> None:
    troubles = sum(
        answers[question] == bad
        for question, bad in (("A1", "no"), ("A7", "no"), ("A8", "no"), ("A12", "yes"))
    )
    weights = ((55, 38, 6, 1), (10, 45, 35, 10), (2, 20, 48, 30))[min(troubles, 2)]
    for question in ("A14k", "A14w", "A14"):
        answers[question] = random.choices(("very_good", "good", "bad", "very_bad"), weights)[0]


def incident(*, random: Random, happened: datetime) -> dict[str, object]:
    """Answers to the incident form, in the codes of checklists/incident.json; at this station."""
    codes, weights = zip(*INCIDENTS, strict=True)
    category = random.choices(codes, weights)[0]
    return {
        "category": category,
        "severity": HEAVY.get(category, "serious"),
        "basis": "told" if category == "V06" or random.random() < 0.25 else "seen",
        "happened_at": f"{happened:%H:%M}",
        "where": "this_station",
        "narrative": NARRATIVES[category],
        "scope": random.choice(("voter", "voters", "station")),
        "intent": random.choice(("apparent", "error", "unknown")),
        "reaction": random.choice(("corrected", "nothing", "recorded", "unknown")),
    }
