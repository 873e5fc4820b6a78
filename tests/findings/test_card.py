"""Who speaks: a mission states its facts, and what it does not state is said to be not stated."""

from observer.findings.card import MissionCard
from tests.findings.sample import card


def facts(mission: MissionCard) -> dict[str, str]:
    return {fact["key"]: fact["text"] for fact in mission.as_json()["facts"]}


def test_a_card_states_who_invited_paid_and_came() -> None:
    told = facts(card())
    assert told["inviting_body"] == "Central Election Commission"
    assert told["funders"] == "Members' own contributions, Fund for Open Counting (fictional)"
    assert (told["observers"], told["countries"], told["days"]) == ("212", "19", "9")
    assert told["regions_not_covered"] == "1: Mangystau"
    assert told["regions_covered"].startswith("15: Akmola, Aktobe, ")


def test_what_is_not_stated_is_said_to_be_so_and_nought_is_a_statement() -> None:
    bare = MissionCard(name="M", code="m", format="f", election="e", election_days="d", countries=0)
    told = facts(bare)
    assert [key for key, text in told.items() if text == "not stated"] == [
        "inviting_body",
        "accreditation",
        "sponsor",
        "funders",
        "money",
        "observers",
        "days",
        "regimes",
    ]
    assert told["countries"] == "0"
    assert told["regions_not_covered"] == "none"
