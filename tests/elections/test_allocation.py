"""Votes into seats: known elections, and the laws each method is known to keep."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from observer.elections.allocation import DIVISORS, QUOTAS, Allocation, Method, Rules, Tie, allocate, quota

# Kazakhstan, 15 January 2012: final votes of the Central Election Commission.
KAZAKHSTAN = {
    "nur-otan": 5_621_436,
    "ak-zhol": 518_405,
    "communists": 498_788,
    "osdp": 116_534,
    "auyl": 82_623,
    "patriots": 57_732,
    "adilet": 45_702,
}
KAZAKH_LAW = Rules(Method.HARE, Fraction(7, 100), second_list_minimum=2)

some_votes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 500), min_size=1)
some_seats = st.integers(0, 40)
any_method = st.sampled_from(sorted(Method))
settled = st.permutations("abcdefgh")


def seats_of(votes: dict[str, int], seats: int, method: Method) -> tuple[int, ...]:
    result = allocate(votes, seats, Rules(method))
    assert (result.ties, result.open_seats) == ((), 0)
    return tuple(result.seats.values())


def test_the_seats_of_2012_follow_from_the_official_votes() -> None:
    result = allocate(KAZAKHSTAN, 98, KAZAKH_LAW)
    assert tuple(result.seats.values()) == (83, 8, 7, 0, 0, 0, 0)
    assert result.admitted == ("nur-otan", "ak-zhol", "communists")
    assert round(float(result.quota or 0), 1) == 67_741.1
    assert [round(float(share), 2) for share in result.shares.values()] == [82.98, 7.65, 7.36]
    assert (result.second, result.ties, result.open_seats) == (None, (), 0)


# Worked by hand in the comments.
@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # Divided by 1 2 3 4, in thousands: a 100 50 33.3 25, b 80 40 26.7, c 30.
        (Method.DHONDT, (4, 3, 1, 0)),
        # Divided by 1 3 5: a 100 33.3 20, b 80 26.7 16, c 30, d 20.
        (Method.SAINTE_LAGUE, (3, 3, 1, 1)),
        # A quota of 28,750: 3.48, 2.78, 1.04, 0.70.
        (Method.HARE, (3, 3, 1, 1)),
    ],
)
def test_one_example_by_several_methods(method: Method, expected: tuple[int, ...]) -> None:
    assert seats_of({"a": 100_000, "b": 80_000, "c": 30_000, "d": 20_000}, 8, method) == expected


def test_a_dearer_first_seat_keeps_out_the_smallest() -> None:
    votes = {"a": 100_000, "b": 80_000, "c": 30_000, "d": 19_000}
    assert seats_of(votes, 8, Method.SAINTE_LAGUE) == (3, 3, 1, 1)
    assert seats_of(votes, 8, Method.MODIFIED_SAINTE_LAGUE) == (4, 3, 1, 0)


def test_a_smaller_quota_helps_the_larger_list() -> None:
    votes = {"a": 47_000, "b": 16_000, "c": 15_800, "d": 12_000, "e": 6_100, "f": 3_100}
    assert seats_of(votes, 10, Method.HARE) == (5, 2, 1, 1, 1, 0)
    assert seats_of(votes, 10, Method.DROOP) == (5, 2, 2, 1, 0, 0)
    assert seats_of(votes, 10, Method.HAGENBACH_BISCHOFF) == (5, 2, 2, 1, 0, 0)


def test_quotas_are_the_formulas() -> None:
    assert quota(100, 9, Method.HARE) == Fraction(100, 9)
    assert quota(100, 9, Method.DROOP) == 11
    assert quota(100, 9, Method.HAGENBACH_BISCHOFF) == 10
    with pytest.raises(ValueError, match="no quota"):
        quota(100, 9, Method.DHONDT)


def test_largest_remainders_can_take_a_seat_away_when_the_house_grows() -> None:
    """The Alabama paradox: why monotonicity below is asked of divisor methods alone."""
    votes = {"a": 6, "b": 6, "c": 2}
    assert seats_of(votes, 10, Method.HARE) == (4, 4, 2)
    assert seats_of(votes, 11, Method.HARE) == (5, 5, 1)


# --- Admission -------------------------------------------------------------------------------------------


def test_a_threshold_is_reached_by_exactly_its_share() -> None:
    rules = Rules(Method.HARE, Fraction(7, 100))
    assert allocate({"a": 93, "b": 7}, 10, rules).admitted == ("a", "b")
    assert allocate({"a": 930, "b": 69, "c": 1}, 10, rules).admitted == ("a",)
    assert allocate({"a": 93, "b": 7}, 10, rules, valid=101).admitted == ("a",)


def test_the_second_list_comes_in_with_its_minimum() -> None:
    votes = {"a": 950, "b": 30, "c": 20}
    result = allocate(votes, 98, KAZAKH_LAW)
    assert (result.seats, result.second) == ({"a": 95, "b": 3, "c": 0}, "b")
    assert allocate({"a": 990, "b": 6, "c": 4}, 98, KAZAKH_LAW).seats == {"a": 96, "b": 2, "c": 0}
    assert allocate(votes, 98, Rules(Method.HARE, Fraction(7, 100))).seats == {"a": 98, "b": 0, "c": 0}


def test_nobody_is_second_where_nobody_else_has_a_vote() -> None:
    result = allocate({"a": 10, "b": 0}, 5, KAZAKH_LAW)
    assert (result.seats, result.second) == ({"a": 5, "b": 0}, None)


def test_a_tie_for_being_second_leaves_every_seat_open_until_it_is_settled() -> None:
    votes = {"a": 980, "b": 10, "c": 10}
    result = allocate(votes, 98, KAZAKH_LAW)
    assert result.ties == (Tie(("b", "c"), 1, admission=True),)
    assert (set(result.seats.values()), result.open_seats) == ({0}, 98)
    assert allocate(votes, 98, KAZAKH_LAW, settled=["c", "b"]).seats == {"a": 96, "b": 0, "c": 2}


def test_without_anybody_admitted_every_seat_stays_open() -> None:
    result = allocate({"a": 3, "b": 3}, 5, Rules(Method.DHONDT, Fraction(3, 4)))
    assert (result.seats, result.admitted, result.open_seats) == ({"a": 0, "b": 0}, (), 5)


@pytest.mark.parametrize(
    ("votes", "seats", "valid"), [({"a": -1}, 3, None), ({"a": 1}, -3, None), ({"a": 9}, 3, 8)]
)
def test_impossible_numbers_are_refused(votes: dict[str, int], seats: int, valid: int | None) -> None:
    with pytest.raises(ValueError, match="cannot"):
        allocate(votes, seats, Rules(), valid=valid)


@pytest.mark.parametrize(("threshold", "least"), [(Fraction(-1, 10), None), (Fraction(2), None), (0, -1)])
def test_impossible_rules_are_refused(threshold: Fraction, least: int | None) -> None:
    with pytest.raises(ValueError, match=r"a (threshold|minimum)"):
        Rules(Method.HARE, threshold, least)


def test_rules_are_read_exactly() -> None:
    written = {"method": "hare", "threshold": "0.07", "second_list_minimum": 2}
    assert Rules.from_json(written) == KAZAKH_LAW
    assert Rules.from_json({}) == Rules()


# --- Ties ------------------------------------------------------------------------------------------------


def test_a_tie_names_the_lists_and_the_seats_they_compete_for() -> None:
    for method in Method:
        result = allocate({"a": 10, "b": 10, "c": 10}, 2, Rules(method))
        assert result.ties == (Tie(("a", "b", "c"), 2),)
        assert (set(result.seats.values()), result.open_seats) == ({0}, 2)


def test_a_settled_tie_is_filled_in_the_order_of_the_lots_and_still_told() -> None:
    for method in Method:
        result = allocate({"a": 10, "b": 10, "c": 10}, 2, Rules(method), settled=["c", "a", "b"])
        assert result.seats == {"a": 1, "b": 0, "c": 1}
        assert (result.ties, result.open_seats) == ((Tie(("a", "b", "c"), 2),), 0)


def test_whole_quotas_of_one_seat_too_many_are_a_tie() -> None:
    """Two lists of exactly V/(S+1) votes each: both have a whole quota, and there is one seat."""
    result = allocate({"a": 5, "b": 5}, 1, Rules(Method.HAGENBACH_BISCHOFF))
    assert result.ties == (Tie(("a", "b"), 1),)
    assert (result.seats, result.open_seats) == ({"a": 0, "b": 0}, 1)


# --- What holds for all votes ----------------------------------------------------------------------------


@given(some_votes, some_seats, any_method, settled)
def test_every_seat_is_given_or_open_and_lots_settle_every_tie(
    votes: dict[str, int], seats: int, method: Method, lots: list[str]
) -> None:
    result = allocate(votes, seats, Rules(method))
    assert sum(result.seats.values()) + result.open_seats == seats
    for tie in result.ties:
        assert 0 < tie.seats < len(tie.lists)
        assert tie.seats == result.open_seats
    drawn = allocate(votes, seats, Rules(method), settled=lots)
    assert sum(drawn.seats.values()) == (seats if any(votes.values()) else 0)
    assert drawn.ties == result.ties


@given(some_votes, some_seats, any_method, st.randoms())
def test_the_order_of_the_lists_changes_nothing(
    votes: dict[str, int], seats: int, method: Method, chance: st.DataObject
) -> None:
    codes = list(votes)
    chance.shuffle(codes)
    one = allocate(votes, seats, Rules(method))
    other = allocate({code: votes[code] for code in codes}, seats, Rules(method))
    assert (one.seats, one.ties, one.open_seats) == (other.seats, other.ties, other.open_seats)


@given(some_votes, some_seats, any_method)
def test_equals_are_treated_alike(votes: dict[str, int], seats: int, method: Method) -> None:
    result = allocate(votes, seats, Rules(method))
    for one in votes:
        for other in votes:
            if votes[one] == votes[other]:
                assert result.seats[one] == result.seats[other]
                assert all((one in tie.lists) == (other in tie.lists) for tie in result.ties)


@given(some_votes, some_seats, any_method)
def test_more_votes_never_mean_fewer_seats(votes: dict[str, int], seats: int, method: Method) -> None:
    result = allocate(votes, seats, Rules(method))
    in_order = sorted(votes, key=lambda code: votes[code])
    assert [result.seats[code] for code in in_order] == sorted(result.seats.values())


@given(some_votes, some_seats, st.sampled_from(sorted(set(Method) - {Method.DROOP})), st.integers(2, 1_000))
def test_only_the_proportions_count(votes: dict[str, int], seats: int, method: Method, times: int) -> None:
    """Droop's quota is rounded to a whole vote, so it is not asked."""
    one = allocate(votes, seats, Rules(method, Fraction(5, 100)))
    many = allocate(
        {code: number * times for code, number in votes.items()}, seats, Rules(method, Fraction(5, 100))
    )
    assert (one.seats, one.ties) == (many.seats, many.ties)


@given(some_votes, some_seats, st.sampled_from(sorted(DIVISORS)), settled)
def test_divisor_methods_take_no_seat_away_when_the_house_grows(
    votes: dict[str, int], seats: int, method: Method, lots: list[str]
) -> None:
    smaller = allocate(votes, seats, Rules(method), settled=lots)
    larger = allocate(votes, seats + 1, Rules(method), settled=lots)
    assert all(larger.seats[code] >= smaller.seats[code] for code in votes)


@given(some_votes, st.integers(1, 40), settled)
def test_hare_keeps_within_one_seat_of_the_exact_share(
    votes: dict[str, int], seats: int, lots: list[str]
) -> None:
    assume(any(votes.values()))
    result = allocate(votes, seats, Rules(Method.HARE), settled=lots)
    for code, number in votes.items():
        exact = Fraction(number * seats, sum(votes.values()))
        assert int(exact) <= result.seats[code] <= -(-exact // 1)


@given(some_votes, st.integers(1, 40), settled)
def test_dhondt_never_gives_less_than_the_whole_exact_share(
    votes: dict[str, int], seats: int, lots: list[str]
) -> None:
    assume(any(votes.values()))
    result = allocate(votes, seats, Rules(Method.DHONDT), settled=lots)
    assert all(result.seats[code] >= number * seats // sum(votes.values()) for code, number in votes.items())


@given(some_votes, st.integers(2, 40), st.integers(0, 5), settled)
def test_the_second_list_has_its_minimum_and_no_seat_is_lost(
    votes: dict[str, int], seats: int, least: int, lots: list[str]
) -> None:
    rules = Rules(Method.HARE, Fraction(1, 2), second_list_minimum=least)
    result: Allocation = allocate(votes, seats, rules, settled=lots)
    if result.second is not None:
        assert result.seats[result.second] >= min(least, seats)
        assert sum(result.seats.values()) == seats


def test_quota_and_divisor_methods_are_all_there_is() -> None:
    assert set(Method) == QUOTAS | DIVISORS
    assert not QUOTAS & DIVISORS
