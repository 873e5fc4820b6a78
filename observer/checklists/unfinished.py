"""A checklist that is still being written, made whole enough to be tried: only its texts may be missing.

A mission tries the rules of a form long before its last translation is there. What a phone would show for a
missing text is the text in another language behind its mark, never a text that looks finished. No Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observer.checklists.definition.shapes import ANSWER_LABELS

# Fields that hold a text for each language.
WORDS = ("titles", "labels", "names", "help", "constraint_message", "required_message")
_ALWAYS_THERE = {"sections": "titles", "questions": "labels", "choices": "labels", "identities": "names"}


def with_all_texts(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with "⟨kk⟩ text in another language" wherever a text in kk is missing."""
    languages = [each for each in _listed(document.get("languages")) if isinstance(each, str)]
    default = str(document.get("default_language") or (languages[0] if languages else "en"))
    order = [default, *languages]
    filled = {name: _filled(value, languages, order) for name, value in document.items()}
    filled["titles"] = _words(document.get("titles"), languages, order)
    if isinstance(own := document.get("answer_labels"), Mapping):
        labels = {code: _words(words, languages, order, sparse=True) for code, words in own.items()}
        filled["answer_labels"] = {code: words for code, words in labels.items() if words}
    return with_answer_labels(filled, languages)


def with_answer_labels(document: dict[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Words for yes, no and the like in languages the software does not bring them in."""
    given = document.get("answer_labels")
    own: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {}
    for code, known in ANSWER_LABELS.items():
        words = own.get(code)
        lacking = {
            language: f"⟨{language}⟩ {known['en']}"
            for language in languages
            if language not in known and not (isinstance(words, Mapping) and words.get(language))
        }
        if lacking:
            own[code] = {**(words if isinstance(words, Mapping) else {}), **lacking}
    return {**document, "answer_labels": own} if own else document


def _filled(value: Any, languages: Sequence[str], order: Sequence[str], within: str = "") -> Any:
    if isinstance(value, Mapping):
        filled = {
            name: _words(one, languages, order)
            if name in WORDS and isinstance(one, Mapping) and one
            else _filled(one, languages, order, name)
            for name, one in value.items()
        }
        if (needed := _ALWAYS_THERE.get(within)) and not filled.get(needed):
            filled[needed] = _words({}, languages, order, code=str(value.get("code") or ""))
        return filled
    return [_filled(one, languages, order, within) for one in value] if isinstance(value, list) else value


def _words(
    words: Any, languages: Sequence[str], order: Sequence[str], *, code: str = "", sparse: bool = False
) -> dict[str, str]:
    given = (
        {language: text for language, text in words.items() if _says(text)}
        if isinstance(words, Mapping)
        else {}
    )
    if sparse:
        return given
    other = next((given[language] for language in order if language in given), code or "…")
    return {**given, **{language: f"⟨{language}⟩ {other}" for language in languages if language not in given}}


def _says(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
