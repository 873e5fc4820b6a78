from observer.checklists.definition import BASES, PHASES, SEVERITIES
from observer.checklists.models import Basis, Phase, Severity
from observer.checklists.taxonomy import BY_CODE, TAXONOMY, usual_severity


def test_the_taxonomy_has_28_kinds_named_in_three_languages() -> None:
    assert [kind.code for kind in TAXONOMY] == [f"V{number:02}" for number in range(1, 29)]
    assert all(sorted(kind.names) == ["en", "kk", "ru"] and all(kind.names.values()) for kind in TAXONOMY)


def test_severities_are_a_range_of_known_ones_lightest_first() -> None:
    assert BY_CODE["V14"].severities == ("procedural", "serious", "critical")
    assert BY_CODE["V01"].severities == ("critical",)
    for kind in TAXONOMY:
        places = [SEVERITIES.index(severity) for severity in kind.severities]
        assert places == list(range(places[0], places[-1] - 1, -1))


def test_the_usual_severity_is_the_lightest_and_serious_for_a_missions_own_kind() -> None:
    assert [usual_severity(code) for code in ("V04", "V10", "V28", "W01")] == [
        "procedural",
        "serious",
        "serious",
        "serious",
    ]


def test_kinds_belong_to_known_phases_and_name_their_standards() -> None:
    assert {phase for kind in TAXONOMY for phase in kind.phases} <= set(PHASES)
    assert all(kind.standards for kind in TAXONOMY)
    assert BY_CODE["V04"].standards == (
        "Cop 5.1",
        "Cop 7.4",
        "ICCPR 25(b)",
        "CEDAW 7(a)",
        "CRPD 29(a)(ii)",
    )


def test_the_pure_words_are_those_of_the_tables() -> None:
    assert tuple(Phase.values) == PHASES
    assert tuple(Severity.values) == SEVERITIES
    assert (*BASES, "unconfirmed") == tuple(Basis.values)
