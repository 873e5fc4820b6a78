"""Default protocol identities, to be copied into a checklist's definition and changed there if need be.

K1 to K8 for a Kazakh precinct, after the reconciliation table of the domain brief. K1's thresholds (more
than 1 % or more than 10 ballots is serious) are this project's choice. K8: the law allows a reserve of 1 %
of the voters of the precinct; we round it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_ABOVE_SERIOUS: Mapping[str, str] = {"severity": "serious", "direction": "above"}

KAZAKHSTAN: tuple[Mapping[str, Any], ...] = (
    {
        "code": "K1",
        "names": {
            "en": "Ballots received are accounted for: unused, spoiled and issued",
            "ru": "Полученные бюллетени учтены: неиспользованные, испорченные и выданные",
            "kk": "Алынған бюллетеньдер есепке алынған: пайдаланылмаған, бүлінген және берілген",
        },
        "formula": "${B} = ${U} + ${S} + ${I_in} + ${I_mob} + ${I_adv}",
        "category": "V28",
        "grades": [{"severity": "procedural"}, {"severity": "serious", "over": "10", "over_share": "0.01"}],
    },
    {
        "code": "K2",
        "names": {
            "en": "Ballots in the boxes match ballots issued",
            "ru": "Число бюллетеней в урнах совпадает с числом выданных",
            "kk": "Жәшіктердегі бюллетеньдер саны берілгендерге сәйкес",
        },
        "formula": "${X} = ${I}",
        "category": "V28",
        "grades": [_ABOVE_SERIOUS, {"severity": "procedural", "direction": "below"}],
    },
    {
        "code": "K3",
        "names": {
            "en": "No more ballots in the boxes than signatures on the lists",
            "ru": "Бюллетеней в урнах не больше, чем подписей в списках",
            "kk": "Жәшіктердегі бюллетеньдер тізімдердегі қолдардан көп емес",
        },
        "formula": "${X} <= ${G}",
        "category": "V28",
        "grades": [_ABOVE_SERIOUS],
    },
    {
        "code": "K4a",
        "names": {
            "en": "No more ballots in mobile boxes than issued for mobile voting",
            "ru": "Бюллетеней в переносных урнах не больше, чем выдано для голосования вне помещения",
            "kk": "Тасымалды жәшіктердегі бюллетеньдер учаскеден тыс дауыс беруге берілгеннен көп емес",
        },
        "formula": "${X_mob} <= ${I_mob}",
        "category": "V28",
        "grades": [_ABOVE_SERIOUS],
    },
    {
        "code": "K4b",
        "names": {
            "en": "No more ballots issued for mobile voting than written requests",
            "ru": "Бюллетеней для голосования вне помещения выдано не больше, чем подано заявлений",
            "kk": "Учаскеден тыс дауыс беруге берілген бюллетеньдер жазбаша өтініштерден көп емес",
        },
        "formula": "${I_mob} <= ${Q_mob}",
        "category": "V28",
        "grades": [_ABOVE_SERIOUS],
    },
    {
        "code": "K5",
        "names": {
            "en": "Valid and invalid ballots add up to the ballots in the boxes",
            "ru": "Действительные и недействительные бюллетени в сумме дают число бюллетеней в урнах",
            "kk": "Жарамды және жарамсыз бюллетеньдердің қосындысы жәшіктердегі бюллетеньдерге тең",
        },
        "formula": "${V} + ${N} = ${X}",
        "category": "V28",
        "grades": [{"severity": "serious"}],
    },
    {
        "code": "K6",
        "names": {
            "en": "Votes for all lists add up to the valid ballots",
            "ru": "Голоса за все списки в сумме дают число действительных бюллетеней",
            "kk": "Барлық дауыстардың қосындысы жарамды бюллетеньдер санына тең",
        },
        "formula": "${C} = ${V}",
        "category": "V28",
        "grades": [{"severity": "serious"}],
    },
    {
        "code": "K7",
        "names": {
            "en": "No more ballots in the boxes than voters on the lists",
            "ru": "Бюллетеней в урнах не больше, чем избирателей в списках",
            "kk": "Жәшіктердегі бюллетеньдер тізімдердегі сайлаушылардан көп емес",
        },
        "formula": "${X} <= ${R} + ${A}",
        "category": "V28",
        "grades": [_ABOVE_SERIOUS, {"severity": "note", "direction": "equal"}],
    },
    {
        "code": "K8",
        "names": {
            "en": "No more ballots received than voters and the 1 % reserve",
            "ru": "Бюллетеней получено не больше, чем избирателей с учётом резерва в 1 %",
            "kk": "Алынған бюллетеньдер сайлаушылар саны мен 1 % қордан көп емес",
        },
        "formula": "${B} <= ${R} * 1.01",
        "rounding": "up",
        "category": "V28",
        "grades": [{"severity": "procedural", "direction": "above"}],
    },
)


def in_languages(identities: Iterable[Mapping[str, Any]], languages: Iterable[str]) -> list[dict[str, Any]]:
    """The identities as a definition in these languages wants them; English where a name is missing."""
    wanted = list(languages)
    return [
        {**identity, "names": {code: identity["names"].get(code, identity["names"]["en"]) for code in wanted}}
        for identity in identities
    ]
