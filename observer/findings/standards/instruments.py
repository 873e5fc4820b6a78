"""The instruments: their force, when they were adopted, since when they speak to which country. Data only.

A country that is not named is unknown. Kazakhstan joined the Convention on the Rights of Persons with
Disabilities only in 2015: nothing of 2012 is a breach of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from observer.findings.standards.force import EVERYWHERE, Day, Force, Instrument, Joined

_ALL = {EVERYWHERE: Joined(Day(date.min), "asks no joining")}
_OSCE_KZ = {"KZ": Joined(Day(date(1992, 1, 30)), "since 30 January 1992 (Kazinform, 30 January 2017)")}

_EVERY = (
    Instrument(
        "UDHR",
        {
            "en": "Universal Declaration of Human Rights",
            "ru": "Всеобщая декларация прав человека",
            "kk": "Адам құқықтарының жалпыға бірдей декларациясы",
        },
        Force.COMMITMENT,
        Day(date(1948, 12, 10)),
        _ALL,
    ),
    Instrument(
        "ICCPR",
        {
            "en": "International Covenant on Civil and Political Rights",
            "ru": "Международный пакт о гражданских и политических правах",
            "kk": "Азаматтық және саяси құқықтар туралы халықаралық пакт",
        },
        Force.TREATY,
        Day(date(1966, 12, 16)),
        {
            "KZ": Joined(
                Day(date(2006, 4, 24)),
                "Law No. 91 of 28 November 2005; in force 24 April 2006 "
                "(Bulletin of International Treaties 2006, No. 4, art. 30)",
            )
        },
    ),
    Instrument(
        "GC25",
        {
            "en": "Human Rights Committee, General Comment No. 25",
            "ru": "Комитет по правам человека, Замечание общего порядка № 25",
            "kk": "Адам құқықтары жөніндегі комитет, № 25 жалпы ескертпе",
        },
        Force.GOOD_PRACTICE,
        Day(date(1996, 7, 12)),
        reads="ICCPR",
    ),
    Instrument(
        "CEDAW",
        {
            "en": "Convention on the Elimination of All Forms of Discrimination against Women",
            "ru": "Конвенция о ликвидации всех форм дискриминации в отношении женщин",
            "kk": "Әйелдерге қатысты кемсітушіліктің барлық нысандарын жою туралы конвенция",
        },
        Force.TREATY,
        Day(date(1979, 12, 18)),
        {"KZ": Joined(Day.in_year(1998), "Law No. 248 of 29 June 1998")},
    ),
    Instrument(
        "ICERD",
        {
            "en": "International Convention on the Elimination of All Forms of Racial Discrimination",
            "ru": "Международная конвенция о ликвидации всех форм расовой дискриминации",
            "kk": "Нәсілдік кемсітушіліктің барлық нысандарын жою туралы халықаралық конвенция",
        },
        Force.TREATY,
        Day(date(1965, 12, 21)),
        {"KZ": Joined(Day.in_year(1998), "Law No. 245 of 29 June 1998")},
    ),
    Instrument(
        "CRPD",
        {
            "en": "Convention on the Rights of Persons with Disabilities",
            "ru": "Конвенция о правах инвалидов",
            "kk": "Мүгедектердің құқықтары туралы конвенция",
        },
        Force.TREATY,
        Day(date(2006, 12, 13)),
        {"KZ": Joined(Day.in_year(2015), "ratified in 2015")},
    ),
    Instrument(
        "UNCAC",
        {
            "en": "United Nations Convention against Corruption",
            "ru": "Конвенция ООН против коррупции",
            "kk": "БҰҰ Сыбайлас жемқорлыққа қарсы конвенциясы",
        },
        Force.TREATY,
        Day(date(2003, 10, 31)),
    ),
    Instrument(
        "Cop",
        {
            "en": "CSCE Copenhagen Document",
            "ru": "Копенгагенский документ СБСЕ",
            "kk": "ЕҚЫК Копенгаген құжаты",
        },
        Force.COMMITMENT,
        Day(date(1990, 6, 29)),
        _OSCE_KZ,
    ),
    Instrument(
        "Istanbul",
        {
            "en": "OSCE Istanbul Charter for European Security",
            "ru": "Стамбульская хартия европейской безопасности ОБСЕ",
            "kk": "ЕҚЫҰ Еуропалық қауіпсіздіктің Стамбұл хартиясы",
        },
        Force.COMMITMENT,
        Day(date(1999, 11, 19)),
        _OSCE_KZ,
    ),
    Instrument(
        "Existing commitments",
        {
            "en": "OSCE/ODIHR, Existing Commitments for Democratic Elections",
            "ru": "БДИПЧ ОБСЕ, Существующие обязательства по проведению демократических выборов",
            "kk": "ЕҚЫҰ/ДИАҚБ, Демократиялық сайлау жөніндегі қолданыстағы міндеттемелер",
        },
        Force.GOOD_PRACTICE,
        Day.in_year(2003),
        _ALL,
    ),
    Instrument(
        "Venice code",
        {
            "en": "Venice Commission, Code of Good Practice in Electoral Matters",
            "ru": "Венецианская комиссия, Свод рекомендуемых норм при проведении выборов",
            "kk": "Венеция комиссиясы, Сайлау мәселелеріндегі үздік тәжірибе кодексі",
        },
        Force.GOOD_PRACTICE,
        Day.in_year(2002),
        _ALL,
    ),
    Instrument(
        "Venice referendums",
        {
            "en": "Venice Commission, Code of Good Practice on Referendums",
            "ru": "Венецианская комиссия, Свод рекомендуемых норм при проведении референдумов",
            "kk": "Венеция комиссиясы, Референдумдар жөніндегі үздік тәжірибе кодексі",
        },
        Force.GOOD_PRACTICE,
        Day.in_year(2007),
        _ALL,
    ),
    Instrument(
        "DoP",
        {
            "en": "Declaration of Principles for International Election Observation",
            "ru": "Декларация принципов международного наблюдения за выборами",
            "kk": "Сайлауды халықаралық байқау қағидаттарының декларациясы",
        },
        Force.GOOD_PRACTICE,
        Day.in_year(2005),
        _ALL,
    ),
    Instrument(
        "DoGP",
        {
            "en": "Declaration of Global Principles for Non-partisan Election Observation",
            "ru": "Декларация глобальных принципов непартийного наблюдения за выборами",
            "kk": "Сайлауды бейтарап байқаудың жаһандық қағидаттары декларациясы",
        },
        Force.GOOD_PRACTICE,
        Day(date(2012, 4, 3)),
        _ALL,
    ),
    Instrument(
        "EOS",
        {
            "en": "Carter Center, Election Obligations and Standards",
            "ru": "Центр Картера, Обязательства и стандарты выборов",
            "kk": "Картер орталығы, Сайлау міндеттемелері мен стандарттары",
        },
        Force.GOOD_PRACTICE,
        Day.in_year(2010),
        _ALL,
    ),
    Instrument(
        "KZ elections",
        {
            "en": "Constitutional Act of the Republic of Kazakhstan on Elections",
            "ru": "Конституционный закон Республики Казахстан «О выборах в Республике Казахстан»",
            "kk": "«Қазақстан Республикасындағы сайлау туралы» Қазақстан Республикасының Конституциялық заңы",
        },
        Force.NATIONAL_LAW,
        Day(date(1995, 9, 28)),
        country="KZ",
    ),
)

INSTRUMENTS: Mapping[str, Instrument] = {instrument.code: instrument for instrument in _EVERY}
