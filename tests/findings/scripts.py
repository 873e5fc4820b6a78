"""The sample in other scripts: what is set must be joined, ordered and tagged as its language asks."""

from typing import Any

from observer.findings.blocks import Column, Heading, MissionFacts, Paragraph, Row, Table
from observer.findings.document import Section
from observer.findings.values import Term
from tests.findings.sample import sample_json

KAZAKH = "Қазақстандағы сайлау: байқаушылар не көрді — ұқңғүһөі ӘҒҚҢӨҰҮҺІ"
RUSSIAN = "Досрочные выборы в Казахстане: что увидели наблюдатели — ёщъ №"
ARABIC = "الانتخابات البرلمانية المبكرة: ما شاهده المراقبون"
GEORGIAN = "საპარლამენტო არჩევნები"
ARMENIAN = "Խորհրդարանական ընտրություններ"
SCRIPTS = {"kk": KAZAKH, "ru": RUSSIAN, "ar": ARABIC, "ka": GEORGIAN, "hy": ARMENIAN}

ARABIC_LABELS = {
    "kind": "ملخص البعثة",
    "contents": "المحتويات",
    "table": "جدول",
    "chart": "رسم",
    "page_of": "صفحة {page} من {pages}",
    "cut_off": "الأرقام حتى",
    "figures_version": "إصدار الأرقام",
    "seal": "ختم السجل",
    "content_hash": "بصمة بيانات الوثيقة",
    "approved": "اعتمدها",
    "synthetic_mark": "بيانات مصطنعة",
    "synthetic_short": "بيانات مصطنعة",
    "synthetic_title": "أرقام هذه الوثيقة مصطنعة",
    "synthetic_text": "وضعت لعرض البرنامج وفحصه ولا تقول شيئا عن انتخابات حقيقية.",
    "made": "كيف صنع كل رقم",
    "limits": "ما ليست هذه الوثيقة",
    "check": "كيف تفحص هذه الوثيقة",
}


def many_scripts() -> dict[str, Any]:
    """An English document that quotes five other languages, in a sentence, a heading and cells."""
    rows = tuple(Row((Term(tag), Term(text, tag))) for tag, text in SCRIPTS.items())
    section = Section(
        "scripts",
        "Languages",
        (
            MissionFacts(),
            Heading(KAZAKH),
            *(
                Paragraph("In its own words: {words}.", {"words": Term(text, tag)})
                for tag, text in SCRIPTS.items()
            ),
            Table(
                "scripts",
                "Names",
                (Column("Language", numeric=False), Column("Name", numeric=False, width=1)),
                rows,
            ),
        ),
    )
    return sample_json(sections=(section,))


def right_to_left() -> dict[str, Any]:
    """The sample as an Arabic document: its own words in Arabic, what it quotes in English."""
    document = sample_json()
    document["sections"] = document["sections"][:4]
    document |= {"language": "ar", "right_to_left": True, "title": ARABIC, "subtitle": ARABIC}
    document["mission"]["name"] = "شبكة مراقبي السهوب"
    document["labels"] |= ARABIC_LABELS
    for section, title in zip(
        document["sections"], ("باختصار", "من راقب", "المنهج", "الافتتاح"), strict=False
    ):
        section["title"] = title
    return document
