"""The help pages: one Markdown text per kind of user and language, in docs/help/, for repository and product.

Raw HTML is off; headings carry the anchor of the English heading at the same place, so that a page of
headquarters can point to one whatever language its reader has; links out of Observer are marked.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from PIL import Image

FOLDER: Path = settings.BASE_DIR / "docs" / "help"
PICTURES: Path = settings.BASE_DIR / "static" / "help"
SOURCE_LANGUAGE = "en"
_PAGE = re.compile(r"^(\w+)\.md$")
_PICTURE = re.compile(r"^(?:\.\./)+static/help/([\w-]+\.webp)$")


class Kind(enum.StrEnum):
    """Who a page is for; the value names its file and its address."""

    OBSERVER = "observer"
    COORDINATOR = "coordinator"
    ANALYST = "analyst"
    HEAD = "head"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed page: its title (the first heading), its other headings in order, and what stands below."""

    kind: Kind
    language: str
    title: str
    headings: tuple[Heading, ...]
    tokens: tuple[Token, ...]


@cache
def source(kind: Kind, language: str) -> Source:
    """The page of `kind` in `language`, in English where it is not translated. Raises nothing: all exist."""
    if not (path := FOLDER / language / f"{kind}.md").is_file():
        return source(kind, SOURCE_LANGUAGE)
    tokens = _MARKDOWN.parse(path.read_text(encoding="utf-8"))
    texts = _headings(tokens)
    if language == SOURCE_LANGUAGE:
        anchors = [slugify(text) for _place, text in texts]
    else:
        anchors = ["", *(heading.anchor for heading in source(kind, SOURCE_LANGUAGE).headings)]
    for anchor, (place, _text) in zip(anchors, texts, strict=True):
        tokens[place].attrSet("id", anchor)
    headings = tuple(Heading(anchor, text) for anchor, (_place, text) in zip(anchors, texts, strict=True))
    return Source(kind, language, texts[0][1], headings[1:], tuple(tokens[3:]))


def _headings(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """(where its opening token stands, its text) of every heading."""
    return [
        (place, tokens[place + 1].content)
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def page(kind: Kind) -> Source:
    """The page of `kind` in the language of the request."""
    return source(kind, (get_language() or SOURCE_LANGUAGE).split("-")[0])


def body(of: Source, *, address: Callable[[Kind], str], pictures: bool) -> SafeString:
    """The text below the title as HTML. `address` leads to another page; without `pictures` there are links
    to them, for a reader who pays for every kilobyte."""
    env: MutableMapping[str, Any] = {"address": address, "pictures": pictures}
    html: str = _MARKDOWN.renderer.render(of.tokens, _MARKDOWN.options, env)
    # The text is the project's own, and the renderer escapes whatever in it is not Markdown.
    return mark_safe(html)


@cache
def size(name: str) -> tuple[int, int]:
    """Width and height of a picture, in pixels."""
    with Image.open(PICTURES / name) as picture:
        return picture.size


def _image(
    _self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Mapping[str, Any]
) -> str:
    token = tokens[place]
    found = _PICTURE.match(str(token.attrGet("src")))
    if not found:
        raise ValueError(f"A picture of the help pages lies in static/help/: {token.attrGet('src')}")
    name, words = found.group(1), token.content
    if not env["pictures"]:
        return format_html(
            '<a class="guide__picture" href="{}">{}</a>',
            static(f"help/{name}"),
            gettext("Picture: %s") % words,
        )
    width, height = size(name)
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy"{}>',
        static(f"help/{name}"),
        words,
        width,
        height,
        mark_safe(' class="is-phone"') if width < height else "",
    )


def _link(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Mapping[str, Any]
) -> str:
    token = tokens[place]
    target = str(token.attrGet("href"))
    if found := _PAGE.match(target):
        return format_html('<a href="{}">', env["address"](Kind(found.group(1))))
    return format_html('<a href="{}" class="external" rel="external noopener noreferrer">', target)


def _commands(
    _self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, _env: Mapping[str, Any]
) -> str:
    """A box that scrolls, so the keyboard must reach it."""
    return format_html(
        '<pre tabindex="0" role="region" aria-label="{}"><code>{}</code></pre>',
        gettext("Commands"),
        tokens[place].content,
    )


def _table(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    label = gettext("Table")
    return format_html('<div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table>', label)


def _table_end(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    return "</table></div>"


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    rules = {
        "image": _image,
        "link_open": _link,
        "fence": _commands,
        "table_open": _table,
        "table_close": _table_end,
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


_MARKDOWN = _markdown()
