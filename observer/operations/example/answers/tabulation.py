"""The checklist of tabulation at a territorial or district commission."""

from __future__ import annotations

from observer.operations.example.answers.situation import NOT_OBSERVED, Answers, Situation, clock, texts


def tabulation(at: Situation, *, stations: int, changed: bool) -> Answers:
    """Answers to checklists/tabulation.xlsx; `stations` of the commission, `changed`: figures change here."""
    at.answers["H1"] = clock(at.arrived)
    at.plainly("E1")
    at.if_seen("E2")
    at.if_seen("E6b")
    at.if_seen("E8")
    _changes(at, stations, changed)
    at.answers["E13c"] = "refused" if at.bad("E13c") else at.one_of({"given": 5, "not_asked": 5})
    at.if_seen("E13p")
    at.plainly("E5", wrong="yes")
    if not at.happens(at.truth.rapid_only):
        _rest(at, stations)
        at.comments("E20", "tabulation")
    at.rates("E18k", "E18w", "E18")
    at.answers["E19"] = "yes" if at.troubles >= 3 else "no"
    at.ends()
    return at.answers


def _changes(at: Situation, stations: int, changed: bool) -> None:
    if not changed and at.hidden():
        at.answers["E9"] = NOT_OBSERVED
        return
    if not (changed or at.bad("E9", weight=3)):
        at.answers["E9"] = ["none"]
        return
    at.troubles += 3.0 if changed else 0.0
    at.answers["E9"] = ["returned", "changed"] if changed else [at.one_of({"returned": 5, "changed": 1})]
    at.number("E9n", at.random.randint(2, 5) if changed else at.random.randint(1, 2))
    told = texts("narratives")["V21"] if changed else texts("comments")["tabulation"][-1:]
    at.answers["E9t"] = at.random.choice(told)[at.traits.language]


def _rest(at: Situation, stations: int) -> None:
    at.languages()
    at.plainly("E3", wrong="yes", weight=0.3)
    at.answers["E4"] = at.random.choices((["agents"], ["none"], ["agents", "citizen"]), (3, 4, 2))[0]
    if at.answers["E5"] == "yes":
        at.answers["E5d"] = "yes" if at.happens(0.25) else "no"
        at.answers["E5t"] = at.says("who")
    at.answers["E6"] = at.random.choices((["chair"], ["chair", "police"], ["chair", "members"]), (4, 3, 3))[0]
    at.if_seen("E7", weight=0.5)
    at.number("E16", stations)
    at.number("E17", round(stations * at.random.uniform(0.3, 0.98)))
    at.answers["E10"] = "no" if at.happens(0.96) else "yes"
    at.if_seen("E11", weight=0.5)
    at.answers["E12"] = NOT_OBSERVED if at.hidden() else at.one_of({"yes": 6, "no": 4})
    at.if_seen("E13", weight=0.5)
    at.if_seen("E15", weight=0.3)
    complaints = at.random.choice((0, 0, 0, 0, 0, 1, 2))
    at.number("E14", complaints)
    if complaints:
        at.answers["E14r"] = at.one_of({"all": 6, "some": 2, "refused": 1})
