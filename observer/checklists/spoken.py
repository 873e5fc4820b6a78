"""Rules in words, for paper: who writes with a pen needs to know when a question is to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from observer.checklists.definition import Definition, Question
from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.checklists.expressions import Expression, Tree

_COMPARED = {
    "=": "{} = {}",
    "!=": "{} ≠ {}",
    "<": "{} < {}",
    "<=": "{} ≤ {}",
    ">": "{} > {}",
    ">=": "{} ≥ {}",
}


def condition(expression: Expression, definition: Definition, language: str) -> str:
    """The condition as people read it: "A2 = Late or A3 includes Ballots".

    Questions are named by their codes, choices by their words. What has no plain words stands as its author
    wrote it.
    """
    questions = {question.code: question for question in definition.all_questions()}
    said = _Saying(questions, lambda words: definition.in_language(words, language)[0]).say(expression.tree)
    return said or expression.source.replace("${", "").replace("}", "")


class _Saying:
    def __init__(self, questions: Mapping[str, Question], words: Callable[[Mapping[str, str]], str]) -> None:
        self.questions, self.words = questions, words

    def say(self, tree: Tree) -> str:
        """ "" where there are no plain words for it."""
        match tree:
            case ["and", left, right]:
                return self.joined(_("%(left)s and %(right)s"), left, right)
            case ["or", left, right]:
                return self.joined(_("%(left)s or %(right)s"), left, right)
            case ["call", "not", inner]:
                said = self.say(inner)
                return _("not (%(condition)s)") % {"condition": said} if said else ""
            case ["call", "selected", ["answer", code], ["text", choice]]:
                return _("%(question)s includes “%(choice)s”") % {
                    "question": code,
                    "choice": self.choice(code, choice),
                }
            case [("=" | "!=") as sign, ["answer", code], ["text", ""]]:
                return _("%(question)s is blank") % {"question": code} if sign == "=" else self.answered(code)
            case [sign, ["answer", code], ["text", choice]] if sign in _COMPARED:
                return _COMPARED[sign].format(code, self.choice(code, choice))
            case [sign, ["answer", code], ["number", number]] if sign in _COMPARED:
                return _COMPARED[sign].format(code, number)
        return ""

    def joined(self, sentence: str, left: Tree, right: Tree) -> str:
        first, second = self.say(left), self.say(right)
        return sentence % {"left": first, "right": second} if first and second else ""

    def answered(self, code: str) -> str:
        return _("%(question)s is answered") % {"question": code}

    def choice(self, code: str, choice: str) -> str:
        question = self.questions.get(code)
        for one in question.choices if question else ():
            if one.code == choice:
                return self.words(one.labels)
        return _("not observed") if choice == NOT_OBSERVED else choice
