"""Small checklists for tests, as the JSON documents `checklists.definition.read` takes. English only."""

from __future__ import annotations

from typing import Any

from observer.checklists.identities import KAZAKHSTAN, in_languages


def question(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "labels": {"en": f"Question {code}"}, **more}


def choices(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "labels": {"en": code.replace("_", " ")}} for code in codes]


def rule(expression: str, category: str, severity: str, evidence: str = "seen") -> list[dict[str, Any]]:
    return [{"expression": expression, "category": category, "severity": severity, "evidence": evidence}]


def document(code: str, phase: str, questions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "phase": phase,
        "languages": ["en"],
        "default_language": "en",
        "titles": {"en": f"Checklist {code}"},
        "sections": [{"code": "all", "titles": {"en": "All"}, "questions": questions}],
        **more,
    }


# Every kind of question once; A1 and A7 show violations, A10 has bounds, A3 is asked after a late opening.
OPENING = document(
    "opening",
    "opening",
    [
        question("A0", "time", fills="arrival"),
        question("A1", "yes_no", required=True, violation_when=rule(". = 'no'", "V10", "serious")),
        question(
            "A2",
            "one_of",
            choices=choices("on_time", "late", "not_opened"),
            violation_when=rule(". = 'not_opened'", "V14", "critical"),
        ),
        question("A3", "text", show_when="${A2} = 'late'", max_length=200),
        question("A4", "many_of", choices=choices("lists", "ballots", "seals")),
        question("A7", "yes_no_not_observed", violation_when=rule(". = 'no'", "V11", "serious")),
        question("A10", "integer", maximum=30),
        question("A14", "rating"),
        question("A16", "photo"),
    ],
)

# Every number of a protocol, with the identities K1 to K8.
COUNTING = document(
    "counting",
    "counting",
    [
        *[
            question(f"P_{field}", "integer", protocol=field)
            for field in ("R", "A", "B", "U", "S", "I_in", "I_mob", "I_adv", "G", "X_st", "X_mob", "V", "N")
        ],
        question("P_Q_mob", "integer", protocol="Q_mob"),
        question("C1", "integer", protocol="c:alder"),
        question("C2", "integer", protocol="c:birch"),
    ],
    identities=in_languages(KAZAKHSTAN, ["en"]),
)

INCIDENT = document(
    "incident",
    "incident",
    [
        question(
            "category", "one_of", fills="category", required=True, choices=choices("V01", "V06", "V10", "V15")
        ),
        question(
            "severity",
            "one_of",
            fills="severity",
            choices=choices("critical", "serious", "procedural", "note"),
        ),
        question("basis", "one_of", fills="evidence", choices=choices("seen", "told")),
        question(
            "where",
            "one_of",
            fills="place",
            choices=choices("this_station", "station", "commission", "region", "none"),
        ),
        question("place_code", "text", fills="place_code", max_length=64),
        question("happened_at", "time", fills="happened_at"),
        question("narrative", "text", fills="narrative", max_length=4000),
        question("photos", "photo", fills="photos"),
    ],
)
