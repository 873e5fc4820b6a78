"""The code card of a form: what an observer writes into a text message, on one sheet, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from observer.checklists.models import Checklist
from observer.dashboard.pages import draw, mission_page
from observer.gateways.sms.book import Asked, Page
from observer.gateways.sms.shelf import page_of
from observer.missions.access import Act
from observer.missions.models import Membership

# A card is one sheet: of a longer list it shows how the codes look, and how many there are.
MOST_CHOICES = 60
FIRST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class CardLine:
    """`choices`: what to write, and what it says; `how`: what stands after them, or instead of them."""

    tag: str
    question: str
    choices: tuple[tuple[str, str], ...]
    how: str


@mission_page(Act.SEE_CHECKLISTS)
def code_card(request: HttpRequest, membership: Membership, checklist: str, language: str) -> HttpResponse:
    """To print and hand out. Raises Http404 where the form has no open version or not this language."""
    form = Checklist.objects.filter(mission=membership.mission_id, code=checklist).first()
    page = page_of(membership.mission, checklist) if form else None
    if page is None or language not in page.definition.languages:
        raise Http404
    with translation.override(language if language in dict(settings.LANGUAGES) else None):
        shown: dict[str, Any] = {
            "card": page,
            "title": words(page, page.definition.titles, language),
            "lines": [card_line(page, one, language) for one in page.asked],
            "example": f"STN4711 {page.tag} {' '.join(example(one) for one in page.asked[:3])}",
            "language": language,
            "languages": [
                (code, dict(settings.LANGUAGES).get(code, code)) for code in page.definition.languages
            ],
        }
        return draw(request, membership, "code_card", **shown)


def card_line(page: Page, asked: Asked, language: str) -> CardLine:
    options, how = asked.options, str(HOW.get(asked.question.type, ""))
    if len(options) > MOST_CHOICES:
        options, how = options[:FIRST_CHOICES], f"… {len(options)}"
    choices = tuple((one.written, words(page, one.labels, language)) for one in options)
    return CardLine(asked.tag, words(page, asked.question.labels, language), choices, how)


def words(page: Page, labels: Any, language: str) -> str:
    return page.definition.in_language(labels, language)[0]


HOW: Mapping[str, str | Promise] = {
    "many_of": gettext_lazy("several: 1,3"),
    "rank": gettext_lazy("in order: 3,1,2"),
    "integer": gettext_lazy("a number"),
    "range": gettext_lazy("a number"),
    "decimal": gettext_lazy("a number such as 0,5"),
    "time": gettext_lazy("a time: 0730"),
    "date": gettext_lazy("a day: 24.11.2026"),
    "datetime": gettext_lazy("day and time: 24.11.2026 14:30"),
    "geopoint": gettext_lazy("latitude and longitude"),
    "acknowledge": gettext_lazy("1 for yes"),
    "text": gettext_lazy("words, at the end of the message"),
    "barcode": gettext_lazy("the code, after a blank"),
}


def example(asked: Asked) -> str:
    """The first choice, or a plausible figure: an example, not an answer."""
    if asked.options:
        return f"{asked.tag}{asked.options[0].written}"
    figures = {"time": "0730", "date": "24.11.2026", "text": " …", "decimal": "0,5", "barcode": " …"}
    return f"{asked.tag}{figures.get(asked.question.type, '12')}"
