"""What the columns of a register are: our own header, the headers people use, and what a cell may hold.

Knows no Django. `choices` are our values with the words people write for them in English, Russian, Kazakh.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Sort(enum.Enum):
    """What a cell is read as."""

    CODE = "code"
    SLUG = "slug"
    TEXT = "text"
    WHOLE = "whole"
    PERCENT = "percent"
    CHOICE = "choice"
    DAY = "day"
    CLOCK = "clock"
    MOMENT = "moment"
    ZONE = "zone"
    TELEPHONE = "telephone"
    EMAIL = "email"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `code` is also its header in our own files.

    `key` columns are in every row; `needed` ones in every row that is new. `longest` is in characters.
    A `private` cell is never shown, kept or logged: it tells who somebody is.
    """

    code: str
    sort: Sort
    headers: tuple[str, ...] = ()
    key: bool = False
    needed: bool = False
    private: bool = False
    longest: int = 200
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NAMES = (
    Column("name_en", Sort.TEXT, ("name", "name en", "english name", "title", "название en")),
    Column("name_ru", Sort.TEXT, ("name ru", "russian name", "название", "наименование", "название ru")),
    Column("name_kk", Sort.TEXT, ("name kk", "kazakh name", "атауы", "аты", "название kk")),
)
REGION = Column(
    "region",
    Sort.SLUG,
    ("region code", "oblast", "district", "регион", "код региона", "область", "аймақ", "облыс", "өңір"),
    longest=64,
)
STATION = Column(
    "station",
    Sort.CODE,
    ("station code", "polling station", "precinct", "участок", "номер участка", "уик", "учаске"),
    longest=32,
)
CONTEST = Column("contest", Sort.SLUG, ("election", "race", "выборы", "вид выборов", "сайлау"), longest=64)
ZONE = Column("time_zone", Sort.ZONE, ("timezone", "zone", "часовой пояс", "уақыт белдеуі"), longest=64)
SOURCE = Column("source", Sort.TEXT, ("reference", "источник", "дереккөз"), needed=True, longest=300)
TEAM_HEADERS = ("team code", "команда", "группа", "экипаж", "топ", "команда коды")

STATIONS = (
    Column(
        "code",
        Sort.CODE,
        (
            *("station", "station code", "number", "polling station", "код", "номер", "участок"),
            *("номер участка", "уик", "коды", "нөмірі", "учаске", "учаске нөмірі"),
        ),
        key=True,
        longest=32,
    ),
    Column("region", Sort.SLUG, REGION.headers, needed=True, longest=64),
    Column(
        "settlement",
        Sort.CHOICE,
        ("urban rural", "type", "kind of settlement", "тип местности", "город село", "елді мекен"),
        needed=True,
        choices={
            "urban": ("city", "town", "город", "городской", "қала", "қалалық"),
            "rural": ("village", "село", "сельский", "ауыл", "ауылдық"),
            "abroad": ("за рубежом", "заграница", "шетел"),
        },
    ),
    *NAMES,
    Column(
        "commission",
        Sort.CODE,
        ("commission code", "tec", "комиссия", "код комиссии", "тик", "комиссия коды"),
        longest=64,
    ),
    Column("special", Sort.TEXT, ("special kind", "особый", "особый вид", "ерекше"), longest=32),
    Column(
        "registered_voters",
        Sort.WHOLE,
        (
            *("voters", "registered", "electors", "избиратели", "избирателей", "число избирателей"),
            *("сайлаушылар", "сайлаушылар саны"),
        ),
    ),
    ZONE,
)

STATION_CHANGES = (
    Column("station", Sort.CODE, STATION.headers, key=True, longest=32),
    Column(
        "change",
        Sort.CHOICE,
        ("what", "kind", "изменение", "что", "өзгеріс"),
        key=True,
        choices={
            "opened": ("открыт", "ашылды"),
            "moved": ("перенесён", "перенесен", "көшірілді"),
            "merged": ("объединён", "объединен", "біріктірілді"),
            "cancelled": ("canceled", "closed", "отменён", "отменен", "закрыт", "жойылды"),
            "restored": ("восстановлен", "қалпына келтірілді"),
        },
    ),
    Column("on", Sort.DAY, ("date", "day", "дата", "день", "күні"), key=True),
    Column("region", Sort.SLUG, ("to region", *REGION.headers), longest=64),
    Column("into", Sort.CODE, ("merged into", "into station", "в участок", "қай учаскеге"), longest=32),
    SOURCE,
)

COMMISSIONS = (
    Column("contest", CONTEST.sort, CONTEST.headers, longest=64),
    Column(
        "code",
        Sort.CODE,
        ("commission", "commission code", "код", "комиссия", "код комиссии", "коды", "комиссия коды"),
        key=True,
        longest=64,
    ),
    Column(
        "level",
        Sort.CHOICE,
        ("kind", "уровень", "деңгейі"),
        needed=True,
        choices={
            "central": ("cec", "центральная", "цик", "орталық"),
            "territorial": ("tec", "территориальная", "тик", "аумақтық"),
            "district": ("dec", "окружная", "окружная комиссия", "округтік"),
            "precinct": ("pec", "участковая", "уик", "учаскелік"),
        },
    ),
    Column(
        "parent",
        Sort.CODE,
        ("above", "parent commission", "вышестоящая", "вышестоящая комиссия", "жоғары тұрған"),
        longest=64,
    ),
    REGION,
    *NAMES,
)

REGIONS = (
    Column("code", Sort.SLUG, ("id", "region", "region code", "код", "регион", "коды"), key=True, longest=64),
    Column("parent", Sort.SLUG, ("above", "parent region", "выше", "жоғары"), longest=64),
    Column("level", Sort.SLUG, ("kind", "type", "уровень", "деңгейі"), needed=True, longest=32),
    *NAMES,
    ZONE,
    Column("source", Sort.TEXT, SOURCE.headers, longest=200),
)

ROSTER = (
    Column(
        "code",
        Sort.CODE,
        ("member", "member code", "observer", "код", "код участника", "наблюдатель", "коды", "байқаушы"),
        key=True,
        longest=32,
    ),
    Column(
        "role",
        Sort.CHOICE,
        ("function", "position", "роль", "должность", "рөлі", "қызметі"),
        needed=True,
        choices={
            "observer": ("sto", "lto", "наблюдатель", "байқаушы"),
            "regional_coordinator": (
                "regional coordinator",
                "региональный координатор",
                "өңірлік үйлестіруші",
            ),
            "coordinator": ("координатор", "үйлестіруші"),
            "clerk": ("data clerk", "оператор ввода", "оператор"),
            "analyst": ("аналитик", "талдаушы"),
            "legal_analyst": ("legal analyst", "юрист", "заңгер"),
            "head": ("head of mission", "глава миссии", "миссия басшысы"),
            "results_room": ("results room", "группа результатов"),
            "security": ("security focal point", "безопасность", "қауіпсіздік"),
            "administrator": ("admin", "администратор", "әкімші"),
            "auditor": ("аудитор",),
        },
    ),
    Column("team", Sort.CODE, TEAM_HEADERS, longest=32),
    Column(
        "base", Sort.SLUG, ("team region", "base region", "база", "регион команды", "база аймағы"), longest=64
    ),
    Column(
        "regions",
        Sort.CODES,
        ("own regions", "answers for", "регионы", "регион", "аймақтар", "region"),
        longest=1000,
    ),
    Column("name", Sort.TEXT, ("full name", "фио", "имя", "аты-жөні", "аты жөні"), private=True),
    Column("telephone", Sort.TELEPHONE, ("phone", "mobile", "телефон", "тел"), private=True),
    Column("email", Sort.EMAIL, ("e-mail", "mail", "почта", "эл почта", "электронная почта"), private=True),
)

DEPLOYMENT = (
    Column("team", Sort.CODE, TEAM_HEADERS, key=True, longest=32),
    Column("station", STATION.sort, STATION.headers, longest=32),
    REGION,
    Column(
        "phase",
        Sort.CHOICE,
        ("stage", "фаза", "этап", "кезең"),
        choices={
            "opening": ("открытие", "ашылу"),
            "voting": ("голосование", "дауыс беру"),
            "closing": ("закрытие", "жабылу"),
            "counting": ("count", "подсчёт", "подсчет", "дауыс санау"),
            "tabulation": ("сведение итогов", "табуляция", "жинақтау"),
        },
    ),
    Column(
        "regime",
        Sort.CHOICE,
        ("way", "mode", "режим", "способ", "тәсіл"),
        choices={
            "route": ("own route", "маршрут", "свой маршрут"),
            "assigned": ("назначен", "назначенные участки", "тағайындалған"),
            "sample": ("probability sample", "выборка", "іріктеме"),
        },
    ),
    Column("due_at", Sort.MOMENT, ("due", "deadline", "срок", "мерзімі")),
)

RESULTS = (
    Column("contest", CONTEST.sort, CONTEST.headers, key=True, longest=64),
    Column(
        "stage",
        Sort.CHOICE,
        ("stage of results", "стадия", "вид данных", "кезең"),
        key=True,
        choices={
            "reading": ("turnout reading", "явка", "turnout", "келу"),
            "preliminary": ("предварительные", "алдын ала"),
            "final": ("окончательные", "итоговые", "қорытынды"),
        },
    ),
    REGION,
    STATION,
    Column("choice", Sort.SLUG, ("party", "list", "candidate", "партия", "список", "кандидат"), longest=64),
    Column("field", Sort.CODE, ("letter", "protocol field", "поле", "строка протокола"), longest=8),
    Column("number", Sort.WHOLE, ("figure", "count", "число", "саны")),
    Column("local_time", Sort.CLOCK, ("time", "hour", "время", "час", "уақыты")),
    Column("votes", Sort.WHOLE, ("голоса", "голосов", "дауыстар")),
    Column("voters", Sort.WHOLE, ("voted", "проголосовало", "избирателей", "сайлаушылар")),
    Column("percent", Sort.PERCENT, ("per cent", "%", "процент", "доля", "пайыз")),
    Column("seats", Sort.WHOLE, ("mandates", "места", "мандаты", "орындар")),
    SOURCE,
)
