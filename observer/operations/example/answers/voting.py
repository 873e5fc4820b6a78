"""The voting checklist: the rapid part always, the rest as far as the team had time and could see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from observer.operations.example.answers.situation import NOT_OBSERVED, Answers, Situation

ALWAYS = {"always": 90, "almost_always": 10}
SKIPS = {"no_view": 10, "absent": 8, "not_allowed": 0.4}


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many had voted at arrival and departure, and the mobile box: (requests, votes), None if none."""

    arrived: int
    left: int
    mobile: tuple[int, int] | None


def voting(at: Situation, turnout: Turnout) -> Answers:
    """Answers to checklists/voting.xlsx."""
    _rapid(at)
    if not at.happens(at.truth.rapid_only):
        for section, fill in _SECTIONS.items():
            if at.happens(at.truth.section_skipped):
                at.answers[f"skip_{section}"] = at.one_of(SKIPS)
            else:
                fill(at, turnout)
        at.comments("B27", "voting")
    at.rates("B25k", "B25w", "B25")
    at.answers["B26"] = "yes" if at.troubles >= 2 else "no"
    at.ends()
    return at.answers


def _rapid(at: Situation) -> None:
    at.begins()
    at.plainly("B24")
    at.answers["B4"] = at.one_of({"sometimes": 5, "never": 1}) if at.bad("B4") else at.one_of(ALWAYS)
    at.answers["B5"] = at.one_of({"almost_always": 4, "sometimes": 2}) if at.bad("B5") else "always"
    if at.hidden():
        at.answers["B9"] = NOT_OBSERVED
    else:
        ways = ("together", "consulting", "showing", "photo", "outside")
        at.answers["B9"] = (
            sorted({"together", at.random.choice(ways)}, key=WAYS.index) if at.bad("B9") else ["none"]
        )
    at.if_seen("B15")
    at.if_seen("B16", wrong="yes", weight=2)
    _pressure(at)
    at.plainly("B19", wrong="yes")
    at.plainly("B20", wrong="yes")


WAYS = ("together", "outside", "consulting", "showing", "photo")


def _pressure(at: Situation) -> None:
    if not at.bad("B18"):
        at.answers["B18"] = ["none"]
        return
    at.answers["B18"] = [
        at.one_of({"intimidation": 2, "buying": 1, "bussing": 4, "organised": 4, "lists": 2})
    ]
    at.answers["B18k"] = "told" if at.traits.noisy else at.one_of({"seen": 3, "told": 2})


def _numbers(at: Situation, turnout: Turnout) -> None:
    at.answers["H3"] = at.one_of({"ordinary": 96, "hospital": 2, "military": 1, "other": 1})
    at.languages()
    at.number("B1", at.place.registered)
    at.number("B1b", at.place.registered + at.place.registered // 100)
    at.number("B1v", turnout.arrived)
    at.number("B1d", turnout.left)
    added = at.random.choice((0, 0, 0, 1, 2, 3, 5, 8))
    at.number("B14", added)
    if added:
        at.answers["B14l"] = "no" if at.happens(0.05) else "yes"


def _outside(at: Situation, _turnout: Turnout) -> None:
    at.plainly("B2", wrong="yes", weight=0.5)
    if at.answers["B2"] == "yes":
        at.answers["B2f"] = [at.one_of({"posters": 5, "leaflets": 2, "people": 2, "clothes": 1})]
        at.answers["B2c"] = at.one_of({"stopped": 3, "recorded": 1, "nothing": 4, "unaware": 2})
    mood = [
        mood for mood, share in (("crowding", 0.06), ("queue", 0.1), ("tension", 0.02)) if at.happens(share)
    ]
    mood += ["unrest"] if at.bad("unrest") else []
    at.answers["B3"] = mood or ["none"]
    if "queue" in mood:
        at.number("B3q", at.random.randint(6, 40))


def _voters(at: Situation, _turnout: Turnout) -> None:
    at.answers["B6"] = at.one_of(ALWAYS)
    at.answers["B7"] = at.one_of({"sometimes": 4, "almost_always": 1}) if at.bad("B7") else "never"
    for question, most in (("B10", 4), ("B11", 2)):
        at.if_seen(question, wrong="yes")
        if at.answers[question] == "yes":
            at.number(f"{question}n", at.random.randint(1, most))
    for question in ("B11s", "B12", "B12u"):
        at.if_seen(question, wrong="yes")
    at.answers["B13"] = "yes" if at.happens(0.12) else "no"
    if at.answers["B13"] == "yes":
        at.number("B13n", at.random.randint(1, 6))
        at.answers["B13w"] = [at.one_of({"not_listed": 4, "other_station": 4, "no_document": 3})]
        at.if_seen("B13x", wrong="yes")


def _secrecy(at: Situation, _turnout: Turnout) -> None:
    at.plainly("B8")
    at.plainly("B8p")
    if at.answers["B9"] not in (NOT_OBSERVED, ["none"]):
        at.number("B9n", at.random.choice((1, 1, 2, 2, 3, 4, 7)))


def _box(at: Situation, _turnout: Turnout) -> None:
    at.if_seen("B15v")
    at.if_seen("B16c", wrong="yes", weight=2)
    at.plainly("B17", wrong="yes")
    if at.answers["B17"] == "yes":
        at.answers["B17t"] = at.says("removed")


def _people(at: Situation, _turnout: Turnout) -> None:
    if at.answers["B19"] == "yes":
        at.answers["B19w"] = [at.one_of({"police": 4, "officials": 5, "party": 2, "guards": 1, "unknown": 2})]
        at.answers["B19d"] = "yes" if at.happens(0.25) else "no"
    if at.answers["B20"] == "yes":
        at.answers["B20e"] = "yes" if at.happens(0.12) else "no"
        at.answers["B20t"] = at.says("restricted")
    at.answers["B11p"] = at.random.choices((["agents"], ["none"], ["agents", "citizen"]), (5, 2, 3))[0]
    complaints = at.random.choice((0,) * 18 + (1, 2))
    at.number("B21", complaints)
    if complaints:
        at.answers["B21r"] = at.one_of({"all": 6, "some": 2, "refused": 1})


def _mobile(at: Situation, turnout: Turnout) -> None:
    at.answers["B22"] = "no" if turnout.mobile is None else "yes"
    if turnout.mobile is None:
        return
    requests, votes = turnout.mobile
    votes = requests + at.random.randint(4, 25) if at.bad("B22v") else votes
    at.number("B22a", requests)
    at.number("B22v", votes)
    for question in ("B22r", "B22m", "B22o"):
        at.if_seen(question, weight=0.5)


def _security(at: Situation, _turnout: Turnout) -> None:
    officers = at.random.choice((0, 1, 1, 2, 2, 3))
    at.number("B23", officers)
    if officers:
        at.answers["B23a"] = "yes" if at.happens(0.4) else "no"
        at.answers["B23q"] = at.one_of({"very_good": 4, "good": 5, "bad": 1})
        at.answers["B23i"] = "no" if at.happens(0.04) else "yes"
        at.answers["B23v"] = "no" if at.happens(0.05) else "yes"


_SECTIONS: Mapping[str, Callable[[Situation, Turnout], None]] = {
    "numbers": _numbers,
    "outside": _outside,
    "voters": _voters,
    "secrecy": _secrecy,
    "box": _box,
    "people": _people,
    "mobile": _mobile,
    "security": _security,
}
