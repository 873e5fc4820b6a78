"""Reading one JSON object field by field, noting every fault instead of stopping at the first."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from observer.checklists.definition.outline import Ground
from observer.checklists.definition.shapes import ChoiceList
from observer.checklists.expressions import Expression, ExpressionError, Place, parse
from observer.checklists.storable import storable_text

MAX_WORDS_CHARACTERS = 2_000
# As long as the columns that questions and their rules are kept in.
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_NAMED_ANSWER = re.compile(r"\$\{([^}]*)\}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@dataclasses.dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One fault: where (any of section, question, field may be ""), which, and what fills its sentence.

    `field` may lead further in: "choices.2.labels". In an expression, `position` is the character (from 0).
    """

    section: str
    question: str
    field: str
    code: str
    position: int | None = None
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True)
class Fields:
    """An object being read. All faults of a whole document go into one shared list, `problems`."""

    document: Mapping[str, Any]
    problems: list[DefinitionProblem]
    languages: tuple[str, ...] = ()
    answer_labels: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    lists: Mapping[str, ChoiceList] = dataclasses.field(default_factory=dict)
    # What `${…}` may name in words: questions and repeats, wherever they stand.
    names: Collection[str] = frozenset()
    # Where everything of the form stands, and what is being read just now: paths start there.
    ground: Ground = dataclasses.field(default_factory=Ground)
    place: Place | None = None
    section: str = ""
    question: str = ""
    prefix: str = ""
    seen: set[str] = dataclasses.field(default_factory=set)

    def wrong(self, name: str, code: str, position: int | None = None, /, **arguments: str) -> None:
        where = f"{self.prefix}{name}"
        self.problems.append(DefinitionProblem(self.section, self.question, where, code, position, arguments))

    def get(self, name: str) -> Any:
        self.seen.add(name)
        return self.document.get(name)

    def close(self) -> None:
        """Note every field that nobody asked for: a misspelt rule must not be lost in silence."""
        for name in self.document:
            if name not in self.seen:
                self.wrong(storable_text(str(name), 60), "unknown-field")

    def code(self, name: str = "code") -> str:
        value = self.get(name)
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        self.wrong(name, "missing" if value is None else "bad-code", found=_shown(value))
        return ""

    def one_of(self, name: str, options: Collection[str], default: str | None = None) -> str:
        value = self.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in options:
            return value
        self.wrong(
            name,
            "missing" if value is None else "not-one-of",
            found=_shown(value),
            options=", ".join(options),
        )
        return next(iter(options))

    def matching(self, name: str, pattern: re.Pattern[str], code: str) -> str:
        value = self.get(name)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.wrong(name, "missing" if value is None else code, found=_shown(value))
        return ""

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong(name, "not-true-or-false", found=_shown(value))
        return default

    def words(
        self, name: str, required: bool = True, default: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """A text in every language of the checklist; {} when it may be, and is, absent.

        `default` fills in the languages that are not given.
        """
        value = self.get(name)
        if default is not None and (value is None or isinstance(value, Mapping)):
            value = {**{code: default[code] for code in self.languages if code in default}, **(value or {})}
        if value is None and not required:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(name, "missing" if value is None else "not-words", found=_shown(value))
            return {}
        for language in value:
            if language not in self.languages:
                self.wrong(name, "language-not-declared", language=storable_text(str(language), 20))
        return {language: self._word(name, language, value.get(language)) for language in self.languages}

    def _word(self, name: str, language: str, value: Any) -> str:
        text = storable_text(value).strip() if isinstance(value, str) else ""
        if not text:
            self.wrong(name, "language-missing", language=language)
        elif len(text) > MAX_WORDS_CHARACTERS:
            self.wrong(name, "too-long", limit=str(MAX_WORDS_CHARACTERS))
        for named in _NAMED_ANSWER.findall(text):
            if named.strip() not in self.names:
                self.wrong(name, "expression-unknown-name", name=storable_text(named, 60))
        return text

    def text(self, name: str, most: int = 200) -> str:
        """A short text without a language: an appearance, a fixed default."""
        value = self.get(name)
        if value is None:
            return ""
        if isinstance(value, str) and len(value) <= most:
            return storable_text(value).strip()
        self.wrong(name, "too-long" if isinstance(value, str) else "not-a-text", limit=str(most))
        return ""

    def texts(self, name: str) -> list[str]:
        """A list of short texts."""
        value = self.get(name)
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(one, str) and 0 < len(one) <= 200 for one in value):
            return [storable_text(one) for one in value]
        self.wrong(name, "not-a-list")
        return []

    def number(self, name: str, default: Decimal | None = None) -> Decimal | None:
        """A decimal, written as a number or as text."""
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            try:
                number = Decimal(str(value))
            except (InvalidOperation, ValueError):
                number = Decimal("NaN")
            if number.is_finite() and abs(number.adjusted()) < 15:
                return number
        self.wrong(name, "not-a-number", found=_shown(value))
        return default

    def whole(self, name: str, least: int, most: int) -> int | None:
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(name, "not-whole-between", found=_shown(value), least=str(least), most=str(most))
        return None

    def items(self, name: str, most: int, required: bool = False) -> list[Fields]:
        """The objects of a list, each ready to be read in its turn."""
        value = self.get(name)
        if value is None and not required:
            return []
        if not isinstance(value, Sequence) or isinstance(value, str) or (required and not value):
            self.wrong(name, "missing" if not value else "not-a-list", found=_shown(value))
            return []
        if len(value) > most:
            self.wrong(name, "too-many", limit=str(most))
        found: list[Fields] = []
        for number, item in enumerate(value[:most], start=1):
            if isinstance(item, Mapping):
                found.append(self.within(item, f"{self.prefix}{name}.{number}."))
            else:
                self.wrong(f"{name}.{number}", "not-an-object", found=_shown(item))
        return found

    def within(self, document: Mapping[str, Any], prefix: str) -> Fields:
        return dataclasses.replace(self, document=document, prefix=prefix, seen=set())

    def expression(
        self,
        name: str,
        *,
        names: Collection[str] | None = None,
        has_self: bool = True,
        columns: Collection[str] | None = None,
    ) -> Expression | None:
        """Source text, or the frozen {"source": …, "tree": …}, whose tree must be what the source means.

        `names` that it may ask for, unless all of the form; bare `columns` have a meaning in a choice filter.
        """
        value = self.get(name)
        if value is None:
            return None
        frozen = value if isinstance(value, Mapping) else {"source": value}
        source = frozen.get("source")
        if isinstance(value, str):
            # As a cell of a spreadsheet has it; what is frozen stays as it is.
            source = value.strip()
        if not isinstance(source, str):
            self.wrong(name, "not-an-expression", found=_shown(source))
            return None
        try:
            expression = parse(
                storable_text(source),
                names=self.names if names is None else names,
                has_self=has_self,
                place=self.place if names is None else None,
                columns=columns,
            )
        except ExpressionError as error:
            self.wrong(
                name,
                f"expression-{error.code}",
                error.position,
                source=storable_text(source),
                **error.arguments,
            )
            return None
        if "tree" in frozen and frozen["tree"] != expression.tree:
            self.wrong(name, "tree-differs")
        return expression


def _shown(value: Any) -> str:
    """A wrong value, short enough for a sentence."""
    return (
        storable_text(str(value), 60) if isinstance(value, (str, int, float, bool)) else type(value).__name__
    )
