"""Corrections: whatever the order of arrival, the same revision ends up current."""

from __future__ import annotations

from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from observer.reports.chain import Chain, Landed

A, B, C, D = (UUID(int=number) for number in range(1, 5))
LINE: dict[UUID, UUID | None] = {A: None, B: A, C: B, D: C}


def landed(chain: Chain, *arrivals: tuple[UUID, UUID | None]) -> list[Landed]:
    return [chain.add(revision, replaces) for revision, replaces in arrivals]


def test_the_newest_of_a_line_is_current_in_every_order_of_arrival() -> None:
    for order in permutations(LINE):
        chain = Chain()
        landed(chain, *((revision, LINE[revision]) for revision in order))
        assert chain.current == D, order


def test_an_original_that_comes_after_its_correction_is_no_conflict() -> None:
    chain = Chain()
    assert landed(chain, (B, A), (A, None)) == [Landed.CURRENT, Landed.OVERTAKEN]
    assert chain.current == B


def test_of_two_corrections_of_one_revision_the_first_stands_and_the_other_waits_beside() -> None:
    chain = Chain()
    assert landed(chain, (A, None), (B, A), (C, A)) == [Landed.CURRENT, Landed.CURRENT, Landed.BESIDE]
    assert chain.add(D, C) is Landed.BESIDE
    assert chain.current == B


def test_a_correction_that_came_too_early_takes_its_place_when_the_missing_one_arrives() -> None:
    chain = Chain()
    assert landed(chain, (A, None), (C, B)) == [Landed.CURRENT, Landed.BESIDE]
    assert chain.current == A
    assert (chain.add(B, A), chain.current) == (Landed.CURRENT, C)


def test_who_may_not_move_the_report_stands_beside_it_and_is_not_followed_later() -> None:
    chain = Chain()
    chain.add(A, None)
    assert chain.add(C, B, may_move=False) is Landed.BESIDE
    assert chain.add(B, A, may_move=False) is Landed.BESIDE
    assert (chain.add(D, A), chain.current) == (Landed.CURRENT, D)


def test_a_chain_put_back_from_storage_goes_on_where_it_stood() -> None:
    chain = Chain(current=B)
    for revision, replaces in ((A, None), (B, A), (D, C)):
        chain.restore(revision, replaces, may_follow=True)
    assert (chain.add(C, B), chain.current) == (Landed.CURRENT, D)


ids = st.sampled_from([UUID(int=number) for number in range(1, 7)])


@given(st.lists(st.tuples(ids, st.none() | ids), min_size=1, max_size=12, unique_by=lambda pair: pair[0]))
def test_no_claims_however_tangled_lose_the_current_revision(
    arrivals: list[tuple[UUID, UUID | None]],
) -> None:
    """Circles of corrections included: it ends, and what is current has arrived."""
    chain, arrived = Chain(), set()
    for revision, replaces in arrivals:
        arrived.add(revision)
        landing = chain.add(revision, replaces)
        assert chain.current in arrived
        assert (chain.current == revision) <= (landing is Landed.CURRENT)
