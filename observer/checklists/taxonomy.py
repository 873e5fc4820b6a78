"""The kinds of violations, V01 to V28: names, severity, phases and the standards they touch. Data only.

`severities` is the range a person may choose from, lightest first; `severity` is what stands until somebody
chooses: the lightest, because raising is a decision and lowering looks like hiding. `phases` is where a form
offers the category first (our judgement); nothing forbids it elsewhere. `standards` are short references,
resolved and checked against their texts by the findings room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observer.checklists.definition.shapes import Words

UNKNOWN_CATEGORY_SEVERITY = "serious"

_DAY = ("opening", "voting", "closing", "counting", "tabulation")
_POLLING = ("opening", "voting", "closing")
_ALWAYS = (*_DAY, "long_term")


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    names: Words
    severities: tuple[str, ...]
    phases: tuple[str, ...]
    standards: tuple[str, ...]

    @property
    def severity(self) -> str:
        return self.severities[0]


def _kind(
    code: str,
    severities: str,
    phases: tuple[str, ...],
    standards: str,
    english: str,
    russian: str,
    kazakh: str,
) -> Kind:
    """`severities`: two letters at most of P, S and C, as the taxonomy's table writes them."""
    letters = {"P": "procedural", "S": "serious", "C": "critical"}
    scale = tuple(letters)
    first, last = severities[0], severities[-1]
    span = scale[scale.index(first) : scale.index(last) + 1]
    return Kind(
        code,
        {"en": english, "ru": russian, "kk": kazakh},
        tuple(letters[letter] for letter in span),
        phases,
        tuple(standards.split("; ")),
    )


TAXONOMY: tuple[Kind, ...] = (
    _kind(
        "V01",
        "C",
        ("voting", "closing", "counting"),
        "Cop 7.4; GC25 §20; ICCPR 25(b)",
        "Ballot-box stuffing",
        "Вброс бюллетеней",
        "Бюллетеньдерді топтап салу",
    ),
    _kind(
        "V02",
        "S-C",
        ("voting",),
        "Cop 7.3; Cop 7.4; GC25 §21",
        "Multiple voting, voting for others, seemingly identical signatures",
        "Неоднократное голосование, голосование за других, явно одинаковые подписи",
        "Бірнеше рет дауыс беру, басқалар үшін дауыс беру, анық ұқсас қолдар",
    ),
    _kind(
        "V03",
        "S",
        ("voting",),
        "Cop 7.4; GC25 §20",
        "Proxy voting where the law bars it",
        "Голосование по доверенности, запрещённое законом",
        "Заңмен тыйым салынған сенімхатпен дауыс беру",
    ),
    _kind(
        "V04",
        "P-S",
        ("voting",),
        "Cop 5.1; Cop 7.4; ICCPR 25(b); CEDAW 7(a); CRPD 29(a)(ii)",
        "Group or family voting, secrecy broken, voters made to show their ballot",
        "Групповое или семейное голосование, нарушение тайны, принуждение показать бюллетень",
        "Топпен немесе отбасымен дауыс беру, құпиялықтың бұзылуы, бюллетеньді көрсетуге мәжбүрлеу",
    ),
    _kind(
        "V05",
        "S",
        ("voting",),
        "GC25 §20; CRPD 29(a)(iii)",
        "Improper assistance, one helper for many voters, help refused",
        "Ненадлежащая помощь избирателю, один помощник для многих, отказ в помощи",
        "Сайлаушыға тиісті емес көмек, көпшілікке бір көмекші, көмектен бас тарту",
    ),
    _kind(
        "V06",
        "C",
        _ALWAYS,
        "Cop 7.7; GC25 §11; GC25 §19; ICCPR 9; ICCPR 25(b)",
        "Intimidation, violence, pressure on voters or staff, retaliation",
        "Запугивание, насилие, давление на избирателей или членов комиссии, преследование",
        "Сайлаушыларды немесе комиссия мүшелерін қорқыту, зорлық, қысым, қудалау",
    ),
    _kind(
        "V07",
        "S",
        ("voting", "long_term"),
        "Cop 5.4; Cop 7.7; GC25 §19; UNCAC",
        "Vote buying, inducement, bussing, state employees mobilised",
        "Подкуп, поощрение, организованный подвоз, мобилизация работников госучреждений",
        "Дауыс сатып алу, ынталандыру, ұйымдасқан түрде тасу, мемлекеттік қызметкерлерді жұмылдыру",
    ),
    _kind(
        "V08",
        "P",
        _POLLING,
        "Cop 7.7; GC25 §19",
        "Campaigning or campaign materials at the station, silence broken",
        "Агитация или агитационные материалы на участке, нарушение тишины",
        "Учаскедегі үгіт немесе үгіт материалдары, тыныштықтың бұзылуы",
    ),
    _kind(
        "V09",
        "S",
        _DAY,
        "GC25 §20; Cop 5.4",
        "Unauthorised persons present; officials or police directing the work",
        "Посторонние лица; работой руководят чиновники или полиция",
        "Бөгде адамдар; жұмысты шенеуніктер немесе полиция басқарады",
    ),
    _kind(
        "V10",
        "S-C",
        _ALWAYS,
        "Cop 8; DoP 12; GC25 §20",
        "Observers or agents refused, restricted, expelled, copies refused",
        "Наблюдателям или представителям отказано, их ограничивают, удаляют, не дают копий",
        "Бақылаушыларға немесе өкілдерге рұқсат бермеу, шектеу, шығарып жіберу, көшірме бермеу",
    ),
    _kind(
        "V11",
        "S-C",
        ("opening", "voting", "closing", "counting"),
        "GC25 §20; Cop 7.4",
        "Box unsealed, seals missing or tampered with, box not shown empty",
        "Урна не опечатана, пломб нет или они повреждены, урна не показана пустой",
        "Жәшік мөрленбеген, пломбалар жоқ немесе бұзылған, жәшіктің бос екені көрсетілмеген",
    ),
    _kind(
        "V12",
        "S",
        ("voting", "long_term"),
        "ICCPR 25(b); GC25 §11; Cop 7.3",
        "Errors in the list, voters missing or turned away",
        "Ошибки в списке, избирателей нет в списке или им отказано",
        "Тізімдегі қателер, сайлаушылардың тізімде болмауы немесе оларға рұқсат бермеу",
    ),
    _kind(
        "V13",
        "P-S",
        ("voting",),
        "GC25 §20; Cop 7.3",
        "Identity not checked, voting without a document, a safeguard not applied",
        "Личность не проверена, голосование без документа, мера защиты не применена",
        "Жеке басын тексермеу, құжатсыз дауыс беру, қорғау шарасын қолданбау",
    ),
    _kind(
        "V14",
        "P-C",
        _POLLING,
        "ICCPR 25(b); GC25 §11",
        "Late opening, early closing, station not opened, voting suspended",
        "Позднее открытие, раннее закрытие, участок не открыт, голосование прервано",
        "Кеш ашылу, ерте жабылу, учаскенің ашылмауы, дауыс берудің үзілуі",
    ),
    _kind(
        "V15",
        "P-S",
        _POLLING,
        "GC25 §20",
        "Materials missing or wrong; ballots short, unstamped or unsigned",
        "Материалов нет или они не те; бюллетеней не хватает, нет печати или подписи",
        "Материалдар жоқ немесе дұрыс емес; бюллетеньдер жетіспейді, мөрі немесе қолы жоқ",
    ),
    _kind(
        "V16",
        "S",
        ("voting",),
        "GC25 §20; Cop 7.4",
        "Irregularities in mobile voting",
        "Нарушения при голосовании вне помещения",
        "Учаскеден тыс дауыс берудегі бұзушылықтар",
    ),
    _kind(
        "V17",
        "P-S",
        _POLLING,
        "CRPD 29(a)(i); GC25 §12; Cop 7.3; Cop 31-35",
        "Station not accessible, no version in the voter's language",
        "Участок недоступен для людей с инвалидностью, нет материалов на языке избирателя",
        "Учаскенің мүгедектігі бар адамдарға қолжетімсіздігі, сайлаушы тіліндегі материалдардың болмауы",
    ),
    _kind(
        "V18",
        "S",
        ("counting",),
        "GC25 §20; Cop 7.4",
        "Steps of the count skipped, count not transparent, ballots not shown",
        "Этапы подсчёта пропущены, подсчёт непрозрачен, бюллетени не показывают",
        "Дауыс санау кезеңдерінің өткізіп жіберілуі, ашық болмауы, бюллетеньдердің көрсетілмеуі",
    ),
    _kind(
        "V19",
        "S",
        ("counting",),
        "Cop 7.4; GC25 §20",
        "Ballots wrongly counted as valid or invalid",
        "Бюллетени неверно признаны действительными или недействительными",
        "Бюллетеньдерді қате жарамды немесе жарамсыз деп тану",
    ),
    _kind(
        "V20",
        "S-C",
        ("counting", "tabulation"),
        "Cop 7.4; EOS results posted",
        "Protocol signed in advance, blank, altered, not posted, or copy refused",
        "Протокол подписан заранее, пуст, изменён, не вывешен или копия не выдана",
        "Хаттамаға алдын ала қол қою, бос, өзгертілген, ілінбеген хаттама немесе көшірме бермеу",
    ),
    _kind(
        "V21",
        "C",
        ("tabulation",),
        "Cop 7.4; GC25 §20",
        "Tabulation: figures changed, protocols sent back, closed doors",
        "Сведение итогов: цифры изменены, протоколы возвращены, двери закрыты",
        "Қорытындыларды жинақтау: сандарды өзгерту, хаттамаларды қайтару, жабық есік",
    ),
    _kind(
        "V22",
        "C",
        _DAY,
        "GC25 §20",
        "Ballots or materials destroyed, seized or moved",
        "Бюллетени или материалы уничтожены, изъяты или вывезены",
        "Бюллетеньдерді немесе материалдарды жою, тартып алу, алып кету",
    ),
    _kind(
        "V23",
        "S",
        _ALWAYS,
        "ICCPR 2(3); Cop 5.10; GC25 §20",
        "Complaint refused, no remedy",
        "Жалобу не приняли, нет средств защиты",
        "Шағымды қабылдамау, қорғану құралының болмауы",
    ),
    _kind(
        "V24",
        "S-C",
        _ALWAYS,
        "ICCPR 19; Cop 7.8; GC25 §25",
        "Media and online: false results, network shutdown, jamming",
        "СМИ и интернет: ложные результаты, отключение сети, глушение связи",
        "БАҚ және интернет: жалған нәтижелер, желіні өшіру, сигналды бөгеу",
    ),
    _kind(
        "V25",
        "S",
        _ALWAYS,
        "CEDAW 7; ICCPR 3; ICCPR 25",
        "Harassment because of gender, women pressed in their vote",
        "Преследование по признаку пола, давление на женщин при голосовании",
        "Жынысына байланысты қудалау, әйелдерге дауыс беруде қысым көрсету",
    ),
    _kind(
        "V26",
        "C",
        ("long_term",),
        "Cop 7.5; Cop 7.6; ICCPR 22; ICCPR 25(b); GC25 §§15-17",
        "Parties or candidates excluded or de-registered before the election",
        "Партии или кандидаты не допущены или сняты до выборов",
        "Сайлауға дейін партияларды немесе кандидаттарды жібермеу не тіркеуден шығару",
    ),
    _kind(
        "V27",
        "C",
        _ALWAYS,
        "DoP 12; ICCPR 9",
        "Safety of observers: threat, detention, phone seized",
        "Безопасность наблюдателей: угроза, задержание, изъятие телефона",
        "Бақылаушылардың қауіпсіздігі: қоқан-лоққы, ұстау, телефонын тартып алу",
    ),
    _kind(
        "V28",
        "S",
        ("counting", "tabulation"),
        "Cop 7.4; GC25 §20",
        "Protocol does not reconcile",
        "Цифры протокола не сходятся",
        "Хаттама сандары сәйкес келмейді",
    ),
)

BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in TAXONOMY}


def usual_severity(category: str) -> str:
    """The severity that stands until a person chooses; serious for a category of the mission's own."""
    kind = BY_CODE.get(category)
    return kind.severity if kind else UNKNOWN_CATEGORY_SEVERITY
