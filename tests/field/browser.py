"""A browser without JavaScript: it opens pages with the phone's cookie and sends the forms it finds there."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from observer.field.phone import COOKIE
from tests.factories import Phone


def holding(phone: Phone, **options: Any) -> Client:
    """A browser in which `phone` is enrolled."""
    client = Client(**options)
    client.cookies[COOKIE] = phone.token
    return client


class _Fields(HTMLParser):
    """The fields of the checklist form, with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.inside = False
        self.textarea = ""
        self.inert = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = "checklist" in (given.get("class") or "")
        self.inert += tag == "template"
        if not self.inside or self.inert:
            return
        name = given.get("name") or ""
        if tag == "textarea":
            self.textarea = name
            self.found.setdefault(name, []).append("")
        elif tag == "input" and given.get("type") != "file":
            ticked = given.get("type") not in {"radio", "checkbox"} or "checked" in given
            if ticked:
                self.found.setdefault(name, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.inert -= tag == "template"
        if tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.found[self.textarea][-1] += data.lstrip("\n")


def fields_of(page: HttpResponse) -> dict[str, list[str]]:
    """What a browser would send if nothing were changed."""
    parser = _Fields()
    parser.feed(page.content.decode())
    return parser.found


def filled(page: HttpResponse, files: Iterable[tuple[str, Any]] = (), **answers: Any) -> dict[str, Any]:
    """The fields of the page with these answers, `A1="yes"`, and files (question, file)."""
    fields: dict[str, Any] = dict(fields_of(page))
    fields |= {f"q-{question}": answer for question, answer in answers.items()}
    for question, file in files:
        fields.setdefault(f"q-{question}-new", []).append(file)
    return fields
