"""The one refusal of the expression language."""

from __future__ import annotations


class ExpressionError(ValueError):
    """An expression that cannot be accepted.

    `code` names what is wrong, `position` is the offset in the source of the first character at fault
    (counted from 0) and `arguments` fill the sentence (`observer.checklists.wording` has the words).
    """

    def __init__(self, code: str, position: int = 0, **arguments: str) -> None:
        super().__init__(code, position, arguments)
        self.code = code
        self.position = position
        self.arguments = arguments

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.code} at character {self.position + 1}" + (f" ({details})" if details else "")
