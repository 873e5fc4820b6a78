"""Synthetic results protocols: whole numbers that reconcile, and the ways in which they are made not to.

Only fictional lists and candidates stand in them. The letters are those of
`checklists.definition.shapes.PROTOCOL_FIELDS`; votes are `c:<choice>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

Protocol = dict[str, int]

# Shares of the valid votes before each station's own variation.
CHOICES: Mapping[str, Mapping[str, float]] = {
    "mazhilis": {"list-a": 0.46, "list-b": 0.27, "list-c": 0.17, "list-d": 0.1},
    "maslikhat": {"candidate-a": 0.44, "candidate-b": 0.35, "candidate-c": 0.21},
}
FIRST: Mapping[str, str] = {contest: f"c:{next(iter(shares))}" for contest, shares in CHOICES.items()}


def honest(
    *, random: Random, contest: str, registered: int, turnout: float, mobile: tuple[int, int] | None
) -> Protocol:
    """A protocol that satisfies K1 to K8. `turnout` 0..1; `mobile`: (requests, votes), None if none."""
    requests, at_home = mobile or (0, 0)
    voters = min(max(round(registered * turnout), at_home + 1), registered - 1)
    invalid = round(voters * random.uniform(0.004, 0.02))
    received = registered + registered // 100
    spoiled = random.choice((0, 0, 0, 1, 1, 2, 3))
    spoiled = min(spoiled, received - voters)
    added = random.choice((0, 0, 1, 2, 4))
    return {
        "R": registered,
        "A": added,
        "B": received,
        "U": received - spoiled - voters,
        "S": spoiled,
        "I_in": voters - at_home,
        "I_mob": at_home,
        "I_adv": 0,
        "Q_mob": requests,
        "G": voters,
        "X_st": voters - at_home,
        "X_mob": at_home,
        "V": voters - invalid,
        "N": invalid,
        **_votes(random, contest, voters - invalid),
    }


def _votes(random: Random, contest: str, valid: int) -> Protocol:
    """The valid votes shared out at this station: around the country's shares, the rest to the first."""
    weights = {choice: share * random.uniform(0.7, 1.3) for choice, share in CHOICES[contest].items()}
    total = sum(weights.values())
    votes = {f"c:{choice}": int(valid * weight / total) for choice, weight in weights.items()}
    votes[FIRST[contest]] += valid - sum(votes.values())
    return votes


def lost(numbers: Protocol, random: Random, _contest: str) -> None:
    """K1, slightly: a few unused ballots are not accounted for."""
    numbers["U"] -= random.randint(1, 3)


def unaccounted(numbers: Protocol, random: Random, _contest: str) -> None:
    """K1, gravely."""
    numbers["U"] = max(0, numbers["U"] - random.randint(25, 70))


def stuffed(numbers: Protocol, random: Random, contest: str) -> None:
    """K2 and K3: more ballots in the box than were issued and signed for, all for the first choice."""
    more = random.randint(12, 45)
    for name in ("X_st", "V", FIRST[contest]):
        numbers[name] += more


def carried_off(numbers: Protocol, random: Random, contest: str) -> None:
    """K2, the other way: a few voters took their ballot along."""
    fewer = random.randint(1, 4)
    for name in ("X_st", "V", FIRST[contest]):
        numbers[name] -= fewer


def unsigned(numbers: Protocol, random: Random, _contest: str) -> None:
    """K3: fewer signatures than ballots."""
    numbers["G"] -= random.randint(5, 30)


def mobile_grew(numbers: Protocol, random: Random, _contest: str) -> None:
    """K4a: the mobile box came back with more than was taken along."""
    more = min(random.randint(4, 15), numbers["X_st"])
    numbers["X_mob"] += more
    numbers["X_st"] -= more


def unrequested(numbers: Protocol, random: Random, _contest: str) -> None:
    """K4b: more mobile ballots than requests."""
    more = random.randint(5, 20)
    numbers["I_mob"] = numbers["X_mob"] = numbers["Q_mob"] + more
    total = numbers["G"]
    numbers["I_in"] = numbers["X_st"] = total - numbers["I_mob"]


def misadded(numbers: Protocol, random: Random, _contest: str) -> None:
    """K5: valid and invalid do not make the ballots in the boxes."""
    numbers["N"] += random.randint(3, 18)


def miscast(numbers: Protocol, random: Random, contest: str) -> None:
    """K6: the votes do not make the valid ballots."""
    numbers[FIRST[contest]] += random.choice((9, 10, 18, 27, 90))


def overfull(numbers: Protocol, random: Random, _contest: str) -> None:
    """K7 and K8: more ballots in the boxes than voters on the list."""
    numbers["R"] = numbers["X_st"] + numbers["X_mob"] - numbers["A"] - random.randint(6, 30)


def overstocked(numbers: Protocol, random: Random, _contest: str) -> None:
    """K8: more ballots delivered than the law's reserve allows."""
    more = numbers["R"] // 20 + random.randint(5, 20)
    numbers["B"] += more
    numbers["U"] += more


Flaw = Callable[[Protocol, Random, str], None]
# Each flaw with the identities it breaks and how often it is met among flaws.
FLAWS: Mapping[str, tuple[Flaw, tuple[str, ...], float]] = {
    "lost": (lost, ("K1",), 6),
    "unaccounted": (unaccounted, ("K1",), 2),
    "stuffed": (stuffed, ("K2", "K3"), 3),
    "carried off": (carried_off, ("K2",), 3),
    "unsigned": (unsigned, ("K3",), 2),
    "mobile grew": (mobile_grew, ("K4a",), 2),
    "unrequested": (unrequested, ("K4b",), 2),
    "misadded": (misadded, ("K5",), 3),
    "miscast": (miscast, ("K6",), 3),
    "overfull": (overfull, ("K7", "K8"), 1),
    "overstocked": (overstocked, ("K8",), 2),
}
# Terms that a tired commission leaves out; an identity that needs one is then not evaluated.
LEFT_OUT = ("G", "S", "U", "Q_mob", "I_adv", "A")


def flawed(numbers: Protocol, flaw: str, *, random: Random, contest: str) -> Protocol:
    """A copy with the named flaw of `FLAWS` in it."""
    copy = dict(numbers)
    FLAWS[flaw][0](copy, random, contest)
    return copy


def carried_up(numbers: Protocol, *, share: float, contest: str) -> Protocol:
    """What the table above makes of it: `share` of the registered voters more, all for the first choice.

    Unused ballots become cast ones, so the changed protocol reconciles as well as the true one did: only
    beside the copy that observers were given can it be told.
    """
    copy = dict(numbers)
    room = copy["R"] + copy["A"] - copy["X_st"] - copy["X_mob"]
    more = max(0, min(round(copy["R"] * share), copy["U"], room))
    for name in ("I_in", "G", "X_st", "V", FIRST[contest]):
        copy[name] += more
    copy["U"] -= more
    return copy
