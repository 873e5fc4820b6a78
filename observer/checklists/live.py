"""What a page is told so that it can follow the answers itself (`static/checklists/fill.js`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from observer.checklists.check import CompiledVersion
from observer.checklists.page_document import page_document
from observer.checklists.wording import page_sentences

if TYPE_CHECKING:
    from observer.checklists.form import ChecklistForm

# A list of more choices than this is fetched by itself, once for a version, and kept by the browser.
MAX_LISTED_CHOICES = 200
_documents: WeakKeyDictionary[CompiledVersion, dict[str, Any]] = WeakKeyDictionary()


def rules_for_filling(form: ChecklistForm) -> dict[str, Any]:
    """The document that `check.js` reads, the addresses of lists that are not in it, sentences by code."""
    long = _long_lists(form.version) if form.list_url else []
    return {
        "document": _without(_document(form.version), long),
        "lists": {name: form.list_url(name) for name in long} if form.list_url else {},
        "language": form.language,
        "sentences": page_sentences(form.language),
        # A correction starts from what was sent; nothing is put into what was left blank.
        "starts": not form.start,
    }


def _long_lists(version: CompiledVersion) -> list[str]:
    lists = version.definition.lists.items()
    return [name for name, listed in lists if len(listed.choices) > MAX_LISTED_CHOICES]


def _document(version: CompiledVersion) -> dict[str, Any]:
    if version not in _documents:
        _documents[version] = page_document(version.definition)
    return _documents[version]


def _without(document: dict[str, Any], long: list[str]) -> dict[str, Any]:
    lists = {name: listed for name, listed in document["lists"].items() if name not in long}
    return {**document, "lists": lists}
