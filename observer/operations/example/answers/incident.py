"""The incident form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random

from observer.operations.example.answers.situation import Answers, clock, texts

# How often what is told of, by phase.
KINDS: Mapping[str, Mapping[str, float]] = {
    "opening": {"V09": 4, "V10": 4, "V11": 3, "V14": 4, "V15": 3, "V08": 2},
    "voting": {
        "V01": 1,
        "V02": 2,
        "V03": 3,
        "V04": 6,
        "V05": 2,
        "V06": 2,
        "V07": 4,
        "V08": 4,
        "V09": 5,
        "V10": 4,
        "V11": 2,
        "V12": 4,
        "V13": 5,
        "V14": 1,
        "V15": 1,
        "V16": 3,
        "V17": 2,
        "V23": 1,
        "V27": 0.7,
    },
    "counting": {"V01": 2, "V06": 1, "V09": 3, "V10": 5, "V11": 1, "V18": 6, "V20": 6, "V23": 1},
    "tabulation": {"V10": 2, "V20": 3, "V21": 6},
}
SEVERITY = {
    **dict.fromkeys(("V01", "V06", "V21", "V22", "V27"), "critical"),
    **dict.fromkeys(("V04", "V08", "V13", "V15", "V17"), "procedural"),
}
TOLD = 0.25


def incident(
    *, random: Random, happened: datetime, phase: str = "voting", language: str = "en", told: float = TOLD
) -> Answers:
    """Answers to checklists/incident.xlsx about this station; `told`: the share that was only heard of."""
    kinds = KINDS[phase]
    category = random.choices(list(kinds), list(kinds.values()))[0]
    only_told = category in ("V06", "V07") and random.random() < 0.6
    return {
        "category": category,
        "severity": SEVERITY.get(category, "serious"),
        "basis": "told" if only_told or random.random() < told else "seen",
        "happened_at": clock(happened),
        "where": "this_station",
        "narrative": random.choice(texts("narratives")[category])[language],
        "scope": random.choice(("voter", "voters", "station")),
        "intent": random.choice(("apparent", "error", "unknown")),
        "reaction": random.choice(("corrected", "nothing", "recorded", "unknown")),
    }
