"""The help pages: whole in every language, and true to the buttons, pictures and addresses they speak of."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from PIL import Image

from observer import guide
from observer.dashboard.guidance import EXPLAINED, KINDS, address
from observer.dashboard.navigation import AREAS, BELOW
from observer.guide import Kind
from observer.missions.roles import Role
from tests.factories import Ground, ground
from tests.people.accounts import browser_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PHONE, DESK = (360, 740), (1280, 800)
MOST_BYTES = 60 * 1024
BOLD = re.compile(r"\*\*([^*]+)\*\*")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")


def text(kind: Kind, language: str) -> str:
    return (guide.FOLDER / language / f"{kind}.md").read_text(encoding="utf-8")


def pages() -> Iterator[tuple[Kind, str]]:
    return ((kind, language) for language in LANGUAGES for kind in Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_with_the_same_headings(language: str) -> None:
    for kind in Kind:
        page, english = guide.source(kind, language), guide.source(kind, "en")
        anchors = [heading.anchor for heading in page.headings]
        assert page.language == language
        assert anchors == [heading.anchor for heading in english.headings]
        assert len(set(anchors)) == len(anchors) > 5
        assert all(anchors)


def test_every_picture_is_there_of_its_size_and_told_in_words() -> None:
    named = set()
    for kind, language in pages():
        for bang, words, target in LINK.findall(text(kind, language)):
            if bang:
                named.add(Path(target).name)
                assert len(words) > 10
                assert ((guide.FOLDER / language) / target).resolve().parent == guide.PICTURES
    stored = {path.name: path for path in guide.PICTURES.glob("*.webp")}
    assert named == set(stored)
    for name, path in stored.items():
        with Image.open(path) as picture:
            assert (name, picture.size) == (name, PHONE if name.startswith("observer-") else DESK)
        assert path.stat().st_size <= MOST_BYTES


def test_links_lead_to_pages_that_are_there_or_out_and_say_so() -> None:
    for kind, language in pages():
        targets = [target for bang, _words, target in LINK.findall(text(kind, language)) if not bang]
        assert kind != Kind.OBSERVER or targets == []
        body = guide.body(guide.source(kind, language), address=address, pictures=True)
        for target in targets:
            if target.startswith("https://"):
                assert f'<a href="{target}" class="external" rel="external noopener noreferrer">' in body
            else:
                assert (guide.FOLDER / language / target).is_file()
                assert f'<a href="{address(Kind(target.removesuffix(".md")))}">' in body


def texts_of_the_project() -> str:
    root = settings.BASE_DIR
    files = [*(root / "templates").rglob("*.html"), *(root / "observer").rglob("*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_what_stands_in_bold_is_a_text_of_the_pages() -> None:
    known = texts_of_the_project()
    said = {(kind.value, words) for kind in Kind for words in BOLD.findall(text(kind, "en"))}
    strange = {
        (kind, words)
        for kind, words in said
        if not any(quoted in known for quoted in (f'"{words}"', f"'{words}'", f"%}}{words}{{%"))
    }
    assert strange == set()


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_other_languages_name_buttons_as_their_catalogue_does(language: str) -> None:
    catalogue = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.mo"
    with catalogue.open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    for kind in Kind:
        english, other = (Counter(BOLD.findall(text(kind, one))) for one in ("en", language))
        wanted = {words.gettext(said): said for said in english if words.gettext(said) != said}
        assert (kind, [said for button, said in wanted.items() if button not in other]) == (kind, [])
        assert sum(other.values()) == sum(english.values())


def test_every_page_of_headquarters_points_to_a_heading() -> None:
    named = {page.name for area in AREAS for page in area.pages} | set(BELOW)
    assert named - set(EXPLAINED) == set()
    for kind, anchor in EXPLAINED.values():
        assert anchor in {heading.anchor for heading in guide.source(kind, "en").headings}
    assert set(KINDS) == set(Role)


def test_what_is_not_markdown_stays_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "head.md").write_text("# One\n\n<script>alert(1)</script>\n", encoding="utf-8")
    monkeypatch.setattr(guide, "FOLDER", tmp_path)
    page = guide.source.__wrapped__(Kind.HEAD, "en")
    body = guide.body(page, address=address, pictures=True)
    assert body == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phone_gets_a_light_page_without_pictures(language: str) -> None:
    with translation.override(language):
        answer = Client(headers={"Accept-Language": language}).get("/field/help/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert guide.source(Kind.OBSERVER, language).title in page
    assert "<img" not in page
    assert len(answer.content) < 30_000


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def test_help_opens_at_the_reader_s_own_page(alder: Ground) -> None:
    head, observer = (browser_of(member.user) for member in (alder.head, alder.observers[0]))
    for browser, title in ((head, "For the head of mission"), (observer, "For observers")):
        page = browser.get("/help/").content.decode()
        assert f"<h1>{title}</h1>" in page
        first = page.split("guide__kinds")[1].split("</a>")[0]
        assert first.endswith(title)
    assert head.get("/help/nobody/").status_code == 404


def test_a_page_of_headquarters_links_to_its_own_heading(alder: Ground) -> None:
    page = browser_of(alder.coordinator.user).get("/missions/alder/unplaced/").content.decode()
    assert 'href="/help/coordinator/#place-a-report"' in page
