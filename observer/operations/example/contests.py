"""What was elected on 15 January 2012: real lists for real figures, fictional ones for synthetic ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from observer.elections.models import Choice, Contest, Election

Names = Mapping[str, str]

# Parties by their names in official_results.csv. Their figures are official; no observer's report names them.
PARTIES: Mapping[str, tuple[str, Names]] = {
    "Nur Otan": ("nur-otan", {"en": "Nur Otan", "ru": "Нур Отан", "kk": "Нұр Отан"}),
    "Ak Zhol": ("ak-zhol", {"en": "Ak Zhol", "ru": "Ак жол", "kk": "Ақ жол"}),
    "Communist People's Party of Kazakhstan": (
        "communists",
        {
            "en": "Communist People's Party of Kazakhstan",
            "ru": "Коммунистическая народная партия Казахстана",
            "kk": "Қазақстан коммунистік халық партиясы",
        },
    ),
    "OSDP (All-National Social Democratic Party)": (
        "osdp",
        {
            "en": "OSDP (All-National Social Democratic Party)",
            "ru": "ОСДП (Общенациональная социал-демократическая партия)",
            "kk": "ЖСДП (Жалпыұлттық социал-демократиялық партия)",
        },
    ),
    "Auyl": ("auyl", {"en": "Auyl", "ru": "Ауыл", "kk": "Ауыл"}),
    "Party of Patriots": (
        "patriots",
        {"en": "Party of Patriots", "ru": "Партия патриотов", "kk": "Патриоттар партиясы"},
    ),
    "Adilet": ("adilet", {"en": "Adilet", "ru": "Адилет", "kk": "Әділет"}),
}


def _fictional(kind: str, words: tuple[str, str, str], letters: str) -> Mapping[str, Names]:
    """Choices `<kind>-a` …, named by a letter and said to be made up."""
    english, russian, kazakh = words
    return {
        f"{kind}-{letter.lower()}": {
            "en": f"{english} {letter} (fictional)",
            "ru": f"{russian} {letter} (вымышленный)",
            "kk": f"{kazakh} {letter} (ойдан шығарылған)",
        }
        for letter in letters
    }


FICTIONAL_LISTS = _fictional("list", ("List", "Список", "Тізім"), "ABCD")
FICTIONAL_CANDIDATES = _fictional("candidate", ("Candidate", "Кандидат", "Кандидат"), "ABC")


@dataclass(frozen=True, slots=True)
class ContestPlan:
    names: Names
    kind: str
    body: str
    seats: int | None = None
    held_on: date | None = None
    allocation: Mapping[str, Any] | None = None


CONTESTS: Mapping[str, ContestPlan] = {
    "mazhilis": ContestPlan(
        names={
            "en": "Mazhilis, party lists",
            "ru": "Мажилис, партийные списки",
            "kk": "Мәжіліс, партиялық тізімдер",
        },
        kind="lists",
        body="mazhilis",
        seats=98,
        # The threshold and the rule for a second list are in our sources, its least number of seats is not:
        # two is assumed, and no result of 2012 depends on it.
        allocation={
            "method": "hare",
            "threshold": "0.07",
            "second_list_minimum": 2,
            "assumed": ["second_list_minimum"],
        },
    ),
    "assembly": ContestPlan(
        names={
            "en": "Mazhilis, chosen by the Assembly of the People",
            "ru": "Мажилис, избираемые Ассамблеей народа",
            "kk": "Мәжіліс, Халық Ассамблеясы сайлайтындар",
        },
        kind="indirect",
        body="mazhilis",
        seats=9,
        held_on=date(2012, 1, 16),
    ),
    "maslikhat": ContestPlan(
        names={"en": "Local councils (maslikhats)", "ru": "Маслихаты", "kk": "Мәслихаттар"},
        kind="council",
        body="maslikhat",
    ),
}


def add_contests(election: Election) -> dict[str, Contest]:
    """The contests with their choices, by code."""
    contests = {
        code: Contest.objects.create(
            election=election,
            code=code,
            names=dict(plan.names),
            kind=plan.kind,
            body=plan.body,
            seats=plan.seats,
            held_on=plan.held_on,
            allocation=dict(plan.allocation or {}),
        )
        for code, plan in CONTESTS.items()
    }
    real = dict(PARTIES.values())
    lists = [(code, names, False) for code, names in real.items()]
    lists += [(code, names, True) for code, names in FICTIONAL_LISTS.items()]
    _add_choices(contests["mazhilis"], lists)
    candidates = [(code, names, True) for code, names in FICTIONAL_CANDIDATES.items()]
    _add_choices(contests["maslikhat"], candidates)
    return contests


def _add_choices(contest: Contest, rows: list[tuple[str, Names, bool]]) -> None:
    Choice.objects.bulk_create(
        Choice(contest=contest, code=code, names=dict(names), position=position, fictional=fictional)
        for position, (code, names, fictional) in enumerate(rows, start=1)
    )
