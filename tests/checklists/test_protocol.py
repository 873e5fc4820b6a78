from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.definition import Definition, Identity, read
from observer.checklists.identities import KAZAKHSTAN, in_languages
from observer.checklists.protocol import IdentityResult, evaluate, with_sums
from tests.documents import COUNTING, document, question

COUNT: Definition = read(COUNTING)

# A protocol that reconciles: 1,000 voters, 10 added; 1,005 ballots: 355 left over, 5 spoiled, 645 issued.
SOUND = {
    "R": 1000,
    "A": 10,
    "B": 1005,
    "U": 355,
    "S": 5,
    "I_in": 620,
    "I_mob": 20,
    "I_adv": 5,
    "G": 645,
    "X_st": 625,
    "X_mob": 20,
    "V": 640,
    "N": 5,
    "Q_mob": 22,
    "c:alder": 400,
    "c:birch": 240,
}
counts = st.integers(0, 10**12)


def results(**changes: int | None) -> dict[str, IdentityResult]:
    values: dict[str, int | None] = {**SOUND, **{name.replace("__", ":"): v for name, v in changes.items()}}
    return {result.code: result for result in evaluate(values, COUNT.identities)}


def failing(**changes: int | None) -> dict[str, str]:
    return {code: result.severity for code, result in results(**changes).items() if result.severity}


def identity(**fields: Any) -> Identity:
    given_fields = {
        "code": "K1",
        "names": {"en": "Test"},
        "formula": "${B} = ${U}",
        "category": "V28",
        "grades": [{"severity": "serious"}],
        **fields,
    }
    return read(document("c", "counting", [question("P", "integer")], identities=[given_fields])).identities[
        0
    ]


def test_a_sound_protocol_satisfies_every_identity() -> None:
    assert [(r.code, r.holds, r.severity) for r in results().values()] == [
        (code, True, None) for code in ("K1", "K2", "K3", "K4a", "K4b", "K5", "K6", "K7", "K8")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # K1: a mismatch is procedural; more than 10 ballots, or more than 1 % of those received, is serious.
        ({"U": 354}, {"K1": "procedural"}),
        ({"U": 365}, {"K1": "procedural"}),
        ({"U": 344}, {"K1": "serious"}),
        ({"U": 366}, {"K1": "serious"}),
        # K2: more in the boxes than issued is serious, fewer is procedural.
        ({"X_st": 624, "V": 639, "c__alder": 399}, {"K2": "procedural"}),
        ({"X_st": 626, "V": 641, "c__alder": 401, "G": 646}, {"K2": "serious"}),
        # K3: more in the boxes than signatures.
        ({"G": 644}, {"K3": "serious"}),
        ({"G": 700}, {}),
        # K4: mobile boxes against issued, issued against requests.
        ({"X_mob": 21, "X_st": 624}, {"K4a": "serious"}),
        ({"Q_mob": 19}, {"K4b": "serious"}),
        # K5 and K6: valid and invalid, votes.
        ({"N": 6}, {"K5": "serious"}),
        ({"c__birch": 239}, {"K6": "serious"}),
        # K7: above the list is serious, exactly all voters is worth a note.
        ({"R": 635}, {"K7": "note", "K8": "procedural"}),
        ({"R": 634}, {"K7": "serious", "K8": "procedural"}),
        # K8: 1 % reserve, rounded up: 995 voters may have 1,005 ballots, 994 may have 1,004.
        ({"R": 995}, {}),
        ({"R": 994}, {"K8": "procedural"}),
    ],
)
def test_each_identity_fails_as_the_table_says(changes: dict[str, int], expected: dict[str, str]) -> None:
    assert failing(**changes) == expected


def test_one_per_cent_of_a_small_number_is_serious_before_ten_ballots() -> None:
    small = identity(
        grades=[{"severity": "procedural"}, {"severity": "serious", "over": 10, "over_share": "0.01"}]
    )
    severity = {u: evaluate({"B": 300, "U": u}, [small])[0].severity for u in (300, 297, 296)}
    assert severity == {300: None, 297: "procedural", 296: "serious"}


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_blank_term_leaves_exactly_its_identities_unevaluated(name: str) -> None:
    before, after = results(), results(**{name.replace(":", "__"): None})
    for code, result in after.items():
        if result.missing:
            assert (result.evaluated, result.severity, result.difference) == (False, None, None)
        else:
            assert result == before[code]
    assert any(result.missing for result in after.values())


def test_a_blank_names_the_terms_that_are_missing() -> None:
    assert results(X_mob=None)["K2"].missing == ("X",)
    assert results(U=None, S=None)["K1"].missing == ("U", "S")


def test_nobody_on_the_list_and_nobody_voting_is_no_full_turnout() -> None:
    nothing = dict.fromkeys(SOUND, 0)
    assert {r.code: r.severity for r in evaluate(nothing, COUNT.identities)} == dict.fromkeys(results())


def test_the_difference_is_left_less_right_in_whole_ballots() -> None:
    result = results(U=354)["K1"]
    assert (result.left, result.right, result.difference) == (1005, 1004, 1)
    assert isinstance(result.difference, int)


@given(counts, counts, counts)
def test_arithmetic_is_exact_at_any_size(first: int, second: int, third: int) -> None:
    exact = identity(formula="${B} = ${U} + ${S} * 3 - ${G}")
    values = {"B": first + 3 * second - third, "U": first, "S": second, "G": third}
    assert evaluate(values, [exact])[0].holds
    assert evaluate({**values, "B": values["B"] + 1}, [exact])[0].difference == 1


@given(st.integers(0, 10**9))
def test_the_reserve_is_rounded_up_exactly(registered: int) -> None:
    allowed = -(-registered * 101 // 100)
    k8 = next(found for found in COUNT.identities if found.code == "K8")
    assert evaluate({"B": allowed, "R": registered}, [k8])[0].severity is None
    assert evaluate({"B": allowed + 1, "R": registered}, [k8])[0].severity == "procedural"


def test_rounding_and_division() -> None:
    thirds = {"B": 34, "R": 100}
    assert evaluate(thirds, [identity(formula="${B} = ${R} div 3")])[0].difference == Fraction(2, 3)
    assert evaluate(thirds, [identity(formula="${B} = ${R} div 3", rounding="up")])[0].difference == 0
    assert evaluate(thirds, [identity(formula="${B} = ${R} div 3", rounding="down")])[0].difference == 1
    assert evaluate(thirds, [identity(formula="${B} = ${R} div 0")])[0].evaluated is False
    assert evaluate(thirds, [identity(formula="${B} = -(-34)")])[0].holds


def test_a_difference_within_the_tolerance_is_none() -> None:
    tolerant = identity(tolerance=2)
    assert tolerant.tolerance == Decimal(2)
    verdicts = [evaluate({"B": 10, "U": u}, [tolerant])[0] for u in (10, 8, 12, 7)]
    assert [(found.holds, found.severity) for found in verdicts] == [
        (True, None),
        (True, None),
        (True, None),
        (False, "serious"),
    ]


def test_sums_are_made_only_of_complete_parts() -> None:
    sums = with_sums({"X_st": 5, "X_mob": 0, "I_in": 4, "I_mob": None, "I_adv": 1, "c:a": 2, "c:b": 3})
    assert (sums["X"], sums["I"], sums["C"]) == (5, None, 5)
    assert with_sums({})["C"] is None


def test_the_default_identities_speak_the_languages_of_the_checklist() -> None:
    spoken = in_languages(KAZAKHSTAN, ["ru", "kk"])
    assert {tuple(found["names"]) for found in spoken} == {("ru", "kk")}
    assert all(found["names"]["kk"] != found["names"]["ru"] for found in spoken)


def test_where_a_name_is_missing_the_default_identities_speak_english() -> None:
    assert [found["names"]["ky"] for found in in_languages(KAZAKHSTAN, ["ky"])] == [
        found["names"]["en"] for found in KAZAKHSTAN
    ]
