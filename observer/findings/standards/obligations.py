"""The twenty-one obligations for elections, by level. Data only.

Named as by the Carter Center's Election Obligations and Standards project ("Introduction to Obligations").
"""

from __future__ import annotations

from collections.abc import Mapping

from observer.checklists.definition.shapes import Words

# code → names; the comment says the level.
OBLIGATIONS: Mapping[str, Words] = {
    # overarching
    "genuine_elections": {
        "en": "Genuine elections that reflect the free expression of the will of the people",
        "ru": "Подлинные выборы, отражающие свободное волеизъявление народа",
        "kk": "Халық еркінің еркін білдірілуін көрсететін шынайы сайлау",
    },
    # foundational
    "state_steps": {
        "en": "The state takes the necessary steps",
        "ru": "Государство принимает необходимые меры",
        "kk": "Мемлекет қажетті шараларды қабылдайды",
    },
    "rule_of_law": {"en": "Rule of law", "ru": "Верховенство права", "kk": "Құқық үстемдігі"},
    # of the process
    "periodic": {"en": "Periodic elections", "ru": "Периодические выборы", "kk": "Мерзімді сайлау"},
    "universal": {
        "en": "Universal suffrage",
        "ru": "Всеобщее избирательное право",
        "kk": "Жалпыға бірдей сайлау құқығы",
    },
    "equal": {
        "en": "Equal suffrage",
        "ru": "Равное избирательное право",
        "kk": "Тең сайлау құқығы",
    },
    "secret": {"en": "Secret ballot", "ru": "Тайное голосование", "kk": "Жасырын дауыс беру"},
    "corruption": {
        "en": "Prevention of corruption",
        "ru": "Предупреждение коррупции",
        "kk": "Сыбайлас жемқорлықтың алдын алу",
    },
    # of the individual
    "participate": {
        "en": "The right to take part in public affairs",
        "ru": "Право участвовать в ведении государственных дел",
        "kk": "Мемлекеттік істерге қатысу құқығы",
    },
    "vote": {"en": "The right to vote", "ru": "Право голосовать", "kk": "Дауыс беру құқығы"},
    "be_elected": {"en": "The right to be elected", "ru": "Право быть избранным", "kk": "Сайлану құқығы"},
    "women_and_men": {
        "en": "Equality of women and men",
        "ru": "Равенство женщин и мужчин",
        "kk": "Әйелдер мен ерлердің теңдігі",
    },
    "no_discrimination": {
        "en": "No discrimination, equality before the law",
        "ru": "Недискриминация и равенство перед законом",
        "kk": "Кемсітпеу және заң алдындағы теңдік",
    },
    "assembly": {"en": "Freedom of assembly", "ru": "Свобода собраний", "kk": "Жиналыс бостандығы"},
    "association": {"en": "Freedom of association", "ru": "Свобода объединений", "kk": "Бірлесу бостандығы"},
    "movement": {"en": "Freedom of movement", "ru": "Свобода передвижения", "kk": "Жүріп-тұру бостандығы"},
    "expression": {
        "en": "Freedom of opinion and expression",
        "ru": "Свобода мнений и их выражения",
        "kk": "Пікір және оны білдіру бостандығы",
    },
    "transparency": {
        "en": "Transparency and access to information",
        "ru": "Прозрачность и доступ к информации",
        "kk": "Ашықтық және ақпаратқа қол жеткізу",
    },
    "security": {
        "en": "Security of the person",
        "ru": "Личная безопасность",
        "kk": "Жеке басының қауіпсіздігі",
    },
    "remedy": {
        "en": "An effective remedy",
        "ru": "Эффективное средство правовой защиты",
        "kk": "Құқықты тиімді қорғау құралы",
    },
    "hearing": {
        "en": "A fair and public hearing",
        "ru": "Справедливое и публичное разбирательство",
        "kk": "Әділ әрі жария сот талқылауы",
    },
}
