"""Invented people for the example: names put together from invented parts, numbers that ring nowhere.

Every name is made up and meant to belong to no language, so that nobody finds a neighbour in the roster.
"""

from __future__ import annotations

from observer.missions.personal import Person

_GIVEN = (
    *("Adelin", "Baveth", "Cirano", "Dalva", "Emerin", "Fennik", "Galune", "Hestor", "Ilvane", "Jorvin"),
    *(
        "Kelisse",
        "Lomar",
        "Mirelle",
        "Nadorin",
        "Oveline",
        "Perrik",
        "Quenna",
        "Rostane",
        "Selwick",
        "Tavira",
    ),
    *("Ulmar", "Vessan", "Wilora", "Xandrel", "Yevanne", "Zorin", "Arvelle", "Brenot", "Calisse", "Dorvane"),
)
_FAMILY = (
    *("Abernol", "Bastivar", "Corvellan", "Dusmere", "Elkanto", "Farwold", "Gessimer", "Halverin"),
    *("Istavone", "Jendrel", "Karvosse", "Lindemar", "Morvath", "Nesterval", "Orsalin", "Pelvanto"),
    *("Quilmar", "Rendovar", "Sarvelin", "Tolmere", "Ustrano", "Velkamp", "Wendolar", "Yestrand", "Zelmavik"),
)


def person(number: int, *, mission: str) -> Person:
    """The invented person with this number, from 0; different for each of the first 750.

    The telephone begins with +999, which is no country's, and the address ends in `.example` (RFC 2606).
    """
    # 30 and 25 share the divisor 5: without the shift only every fifth pair would ever meet.
    given = _GIVEN[number % len(_GIVEN)]
    family = _FAMILY[(number + number // 150) % len(_FAMILY)]
    name = f"{given} {family}"
    address = name.lower().replace(" ", ".")
    return Person(name, f"+999 555 {number // 1000:03} {number % 1000:03}", f"{address}@{mission}.example")
