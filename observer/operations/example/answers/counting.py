"""The checklist of closing and counting, with the protocols of two contests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from observer.operations.example.answers.situation import NOT_OBSERVED, Answers, Situation, clock
from observer.operations.example.protocols import LEFT_OUT
from observer.operations.example.stations import Wall

# The codes of the form's numbers: P_R, L_c_b; and those of its other questions about each protocol.
PREFIX: Mapping[str, str] = {"mazhilis": "P", "maslikhat": "L"}
# How much a flawed protocol weighs on the overall rating.
FLAW_WEIGHT = 1.5
PHOTO: Mapping[str, str] = {"mazhilis": "C17", "maslikhat": "C17m"}


@dataclass(frozen=True, slots=True)
class Copied:
    """What the observers wrote down of one contest's protocol; `left_out`: a number they did not."""

    contest: str
    wall: Wall
    left_out: str = ""


@dataclass(slots=True)
class Count:
    """The protocols as they hang on the wall, and what was copied: nothing where they were not seen."""

    walls: Mapping[str, Wall]
    copied: list[Copied] = field(default_factory=list)


def counting(at: Situation, count: Count) -> Answers:
    """Answers to checklists/counting.xlsx; fills `count.copied`."""
    _copy(at, count)
    _rapid(at, count)
    if not at.happens(at.truth.rapid_only):
        _closing(at)
        _order(at)
        _steps(at, count)
        _paper(at)
        at.comments("C20", "counting")
    _protocols(at, count)
    at.rates("C18k", "C18w", "C18")
    at.answers["C19"] = "yes" if at.troubles >= 3 else "no"
    at.ends()
    return at.answers


def _copy(at: Situation, count: Count) -> None:
    if at.happens(at.truth.protocol_unseen):
        return
    for contest, wall in count.walls.items():
        at.troubles += FLAW_WEIGHT if wall.flaw else 0.0
        forgets = not wall.flaw and at.happens(at.truth.number_blank)
        count.copied.append(Copied(contest, wall, at.random.choice(LEFT_OUT) if forgets else ""))


def _rapid(at: Situation, count: Count) -> None:
    at.begins()
    at.plainly("C2")
    for question in ("C3", "C4b", "C6"):
        at.if_seen(question)
    at.plainly("C7")
    at.answers["C10"] = "no" if any(copy.wall.flaw == "miscast" for copy in count.copied) else "yes"
    if not count.copied:
        at.answers["C10"] = "not_counted"
    wrong = {"corrected": 5, "pencil": 3, "signed_before": 2, "blank": 1, "elsewhere": 2}
    at.answers["C11"] = [at.one_of(wrong)] if at.bad("C11", weight=2) else ["none"]
    at.answers["C14"] = "refused" if at.bad("C14") else at.one_of({"given": 7, "not_asked": 3})
    at.if_seen("C15")
    at.plainly("C16", wrong="yes")


def _closing(at: Situation) -> None:
    at.answers["H3"] = at.one_of({"ordinary": 96, "hospital": 2, "military": 1, "other": 1})
    at.languages()
    at.answers["C1"] = "early" if at.bad("C1") else at.one_of({"on_time": 94, "late": 6})
    waiting = at.random.choice((0, 0, 0, 0, 2, 5, 9))
    at.number("C1q", waiting)
    if waiting:
        at.if_seen("C1a")
    at.if_seen("C3s")


def _order(at: Situation) -> None:
    for question in ("C4a", "C4c"):
        at.if_seen(question)
    at.answers["C5"] = NOT_OBSERVED if at.hidden() else at.one_of({"yes": 8, "no": 2})


def _steps(at: Situation, count: Count) -> None:
    at.answers["C8"] = "yes"
    at.number("C8n", count.walls["mazhilis"].numbers["N"])
    at.plainly("C9", wrong="yes", weight=0.5)
    at.plainly("C9l", wrong="yes", weight=0.5)
    at.answers["C9t"] = clock(at.left)
    at.plainly("C16u", wrong="yes")
    if "yes" in (at.answers["C16"], at.answers["C16u"]):
        at.answers["C16t"] = at.says("who")
    at.answers["C16w"] = at.random.choices((["agents"], ["none"], ["agents", "citizen"]), (5, 2, 3))[0]


def _paper(at: Situation) -> None:
    at.plainly("C12", weight=0.5)
    at.plainly("C13", wrong="yes", weight=0.5)
    if at.answers["C13"] == "yes":
        at.answers["C13d"] = "yes" if at.happens(0.5) else "no"


def _protocols(at: Situation, count: Count) -> None:
    if not count.copied:
        reason = at.one_of({"absent": 2, "not_allowed": 1})
        for contest in count.walls:
            at.answers[f"skip_{contest}"] = reason
    for copied in count.copied:
        prefix = PREFIX[copied.contest]
        for name, value in copied.wall.numbers.items():
            if name != copied.left_out:
                at.number(f"{prefix}_{field_code(name)}", value)
        if copied.wall.flaw:
            at.answers[f"{prefix}_written"] = ["as_written"]


def field_code(name: str) -> str:
    """How the form names a protocol's number: votes `c:list-b` are c_b."""
    return f"c_{name[-1]}" if name.startswith("c:") else name
