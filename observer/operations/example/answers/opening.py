"""The opening checklist."""

from __future__ import annotations

from observer.operations.example.answers.situation import Answers, Situation

DELAYS = {"on_time": 88, "under_15": 8, "under_30": 3, "under_60": 1, "over_60": 0.3, "not_opened": 0.2}


def opening(at: Situation) -> Answers:
    """Answers to checklists/opening.xlsx."""
    at.begins()
    at.answers["H3"] = at.one_of({"ordinary": 96, "hospital": 2, "military": 1, "other": 1})
    at.languages()
    at.plainly("A1")
    _materials(at)
    _box(at)
    _people(at)
    at.answers["A13"] = (
        [at.random.choice(("steps", "door", "notices", "booth"))] if at.bad("A13") else ["none"]
    )
    at.rates("A14k", "A14w", "A14")
    at.answers["A15"] = "yes" if at.troubles >= 2 else "no"
    at.comments("A16", "opening")
    at.ends()
    return at.answers


def _materials(at: Situation) -> None:
    at.answers["A2"] = delay = at.one_of(DELAYS)
    if delay != "on_time":
        at.answers["A3"] = at.says("delay")
    missing = at.random.choice(("booths", "record_book", "seals"))
    at.answers["A4"] = [missing] if at.happens(0.015) else ["none"]
    at.plainly("A5")
    if at.answers["A5"] == "yes":
        at.number("A5n", at.place.registered + at.place.registered // 100)


def _box(at: Situation) -> None:
    for question in ("A6", "A7", "A8"):
        at.if_seen(question)
    if at.answers["A8"] == "yes" and at.happens(0.5):
        at.answers["A8s"] = str(at.random.randint(100_000, 999_999))
    at.answers["A8m"] = "no" if at.bad("A8m") else at.one_of({"yes": 60, "none": 40})
    if at.happens(0.7):
        at.if_seen("A9")


def _people(at: Situation) -> None:
    members = at.random.choice((5, 7, 7, 7, 9, 11))
    present = members - at.random.choice((0, 0, 0, 0, 1, 1))
    share = at.truth.women[at.place.settlement]
    women = sum(at.happens(share) for _member in range(present))
    for question, value in (("A10t", members), ("A10", present), ("A10w", women)):
        at.number(question, value)
    at.answers["A10c"] = "yes" if at.happens(share * 0.8) else "no"
    at.answers["A11"] = at.random.choices((["agents"], ["none"], ["agents", "citizen"]), (5, 2, 3))[0]
    at.plainly("A12", wrong="yes")
    if at.answers["A12"] == "yes":
        at.answers["A12w"] = at.says("who")
        at.answers["A12d"] = "yes" if at.happens(0.3) else "no"
