"""Results protocols that observers copied: whether their numbers reconcile, and whether they became official.

Votes are never added up, shared out or compared with a total: observed and official figures meet at the same
station only, number by number, since the stations observed are no sample of all (house law 8b).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from observer.analysis.figures import Figure, Inclusion
from observer.analysis.reconciliation import IdentityRow, RegionProtocols


@dataclass(frozen=True, slots=True)
class NumberCompared:
    """One number of the protocol, by its letter.

    `differing`: stations where an observed copy is not the official figure, of those where both are known.
    """

    letter: str
    name: str
    differing: Figure


@dataclass(frozen=True, slots=True)
class ContestProtocols:
    """The protocols of one contest. `failing`: do not reconcile, of those that could be judged.

    `compared`: stations where at least one number differs, of those with an observed and an official
    protocol; `numbers` tells each number apart. Numbers of votes are there for whoever may see votes.
    """

    contest: str
    name: str
    failing: Figure
    identities: Sequence[IdentityRow]
    regions: Sequence[RegionProtocols]
    compared: Figure
    numbers: Sequence[NumberCompared]


@dataclass(frozen=True, slots=True)
class Protocols:
    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    contests: Sequence[ContestProtocols]


@dataclass(frozen=True, slots=True)
class NumberAtStation:
    """One number at one station: each different copy observers made, and what the authorities announced."""

    letter: str
    name: str
    observed: Sequence[int]
    official: int | None

    @property
    def differences(self) -> Sequence[int]:
        """Official less observed, in ballots, for each copy; empty where there is nothing to compare."""
        return [] if self.official is None else [self.official - copy for copy in self.observed]


@dataclass(frozen=True, slots=True)
class StationCompared:
    """A station with an observed protocol; `source` says where the official figures come from."""

    station: str
    region: str
    numbers: Sequence[NumberAtStation]
    source: str
    synthetic: bool
