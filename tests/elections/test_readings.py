"""What announced percentages imply."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.elections.readings import Share, falls, implied, step_of, sums_to_all


def share(text: str) -> Share:
    percent = Decimal(text)
    return Share(percent, max(0, -int(percent.as_tuple().exponent)))


@pytest.mark.parametrize(
    ("voters", "told", "registered"),
    # Kazakhstan, 15 January 2012: noon, 18:00 and 20:00 as announced.
    [(3_185_546, "35.3", 9_024_210), (6_694_000, "71.98", 9_299_806), (6_980_000, "75.07", 9_297_989)],
)
def test_the_readings_of_2012(voters: int, told: str, registered: int) -> None:
    found = implied(voters, share(told), voters_step=step_of(voters))
    assert found is not None
    assert found.exact == registered


def test_noon_cannot_rest_on_the_number_of_the_evening() -> None:
    noon = implied(3_185_546, share("35.3"))
    evening = implied(6_980_000, share("75.07"), voters_step=1_000)
    assert noon is not None
    assert evening is not None
    assert not noon.overlaps(evening)
    assert implied(100, share("0.0")) is None


@given(st.integers(1, 10**8), st.fractions(Fraction(1, 50), 1), st.integers(0, 3))
def test_the_true_number_lies_within_what_its_rounding_implies(
    registered: int, turnout: Fraction, decimals: int
) -> None:
    voters = round(registered * turnout)
    percent = Decimal(round(Fraction(voters * 100, registered) * 10**decimals)).scaleb(-decimals)
    found = implied(voters, Share(percent, decimals))
    if found is not None:
        assert found.low - 1 <= registered <= found.high + 1


@given(st.decimals(0, 100, places=3), st.integers(0, 3), st.integers(0, 3))
def test_roundings_of_one_number_always_agree(percent: Decimal, one: int, other: int) -> None:
    told = [Share(Decimal(round(percent * 10**n)).scaleb(-n), n) for n in (one, other)]
    coarse = max(told, key=lambda each: each.half_step)
    exact = Share(percent, 3)
    assert coarse.agrees(exact)
    assert told[0].agrees(told[1]) == told[1].agrees(told[0])


def test_steps() -> None:
    assert [step_of(number) for number in (6_694_000, 3_185_546, 9_300_000, 120, 0)] == [
        1_000,
        1,
        100_000,
        1,
        1,
    ]


def test_padding_is_taken_off_where_nobody_kept_the_decimals() -> None:
    assert Share.of(Decimal("81.000"), None) == Share(Decimal("81.000"), 0)
    assert Share.of(Decimal("81.000"), 1).decimals == 1
    assert Share.of(Decimal("53.320"), None).decimals == 2


def test_turnout_falls_only_beyond_rounding() -> None:
    told = [
        ("12:00", share("44.7")),
        ("14:00", share("44.65")),
        ("16:00", share("43")),
        ("20:00", share("80")),
    ]
    assert falls(told) == [("14:00", "16:00")]
    assert falls([("12:00", share("44.4")), ("14:00", share("44"))]) == []
    assert falls([("12:00", share("50.0")), ("20:00", share("49.8"))]) == [("12:00", "20:00")]


def test_shares_of_a_whole_sum_to_all_within_their_rounding() -> None:
    assert sums_to_all([share("33.3")] * 3)
    assert not sums_to_all([share("33.3"), share("33.3"), share("32.3")])
