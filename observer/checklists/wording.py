"""Problems as sentences, in the language of the person who reads them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.checklists.checked import AnswerProblem
from observer.checklists.definition import DefinitionProblem

Sentences = Mapping[str, str | Promise]

ANSWERS: Sentences = {
    "bad-file": _("This file could not be recognised. Please add it again."),
    "bad-photo": _("This photo could not be recognised. Please add it again."),
    "both": _("Please either answer or choose “Not observed”, not both."),
    "choice-not-offered": _("“%(found)s” is not among the choices that your other answers leave."),
    "constraint": _("This answer does not fit the rule of the question."),
    "does-not-reconcile": _(
        "Please check these figures. If the protocol says so, tick the box to keep them."
    ),
    "exclusive": _("This choice cannot stand beside others. Please leave only one or the other."),
    "opened": _("Your other answers opened this question. Please look at it and send again."),
    "not-a-number": _("Please write a number such as 12 or 0.5."),
    "not-a-date": _("Please write a date such as 2012-01-15."),
    "not-a-moment": _("Please write a date and a time, such as 2012-01-15 07:15."),
    "not-a-place": _("Please give a place as latitude and longitude, such as 51.128 71.430."),
    "not-a-time": _("Please write a time from 00:00 to 23:59, such as 07:15."),
    "not-all-ranked": _("Please put every choice in order; %(count)s are missing."),
    "not-an-object": _("The answers could not be read."),
    "not-observed-not-allowed": _("“Not observed” is not an answer to this question."),
    "not-relevant": _("This question was not asked; the answer was kept apart."),
    "not-whole": _("Please write a whole number in digits, such as 12."),
    "not-rows": _("The rows of this part could not be read."),
    "off-step": _("Please write a number in steps of %(step)s."),
    "out-of-range": _("Please write a number from %(minimum)s to %(maximum)s."),
    "out-of-range-above": _("Please write a number not above %(maximum)s."),
    "out-of-range-below": _("Please write a number not below %(minimum)s."),
    "required": _("Please answer this question."),
    "tied": _("Two choices have the same place. Please give each a place of its own."),
    "too-large": _("This number has more than %(digits)s digits."),
    "too-long": _("This text is longer than %(limit)s characters. Please shorten it."),
    "too-many-files": _("Please send no more than %(limit)s files here."),
    "too-many-photos": _("Please send no more than %(limit)s photos here."),
    "too-many-rows": _("There are more than %(limit)s rows here; the others were kept apart."),
    "too-much-work": _(
        "The form works out more than can be done for one report; some of its results are blank."
    ),
    "too-many-unknown": _("%(count)s answers belong to no question of this form."),
    "unknown-choice": _("“%(found)s” is not one of the choices."),
    "unknown-question": _("This form has no such question."),
    "wrong-type": _("This answer has the wrong form."),
}

EXPRESSIONS: Sentences = {
    "bad-pattern": _("The pattern cannot be used: %(reason)s."),
    "bad-reference": _("A question is named like this: ${A1}."),
    "bare-name": _("“%(name)s” means nothing here. A question is named ${%(name)s}, a text '%(name)s'."),
    "circle": _("These questions wait for one another: %(circle)s."),
    "curly-quote": _("Texts stand between straight quotes ('), not %(found)s."),
    "empty": _("There is no expression here."),
    "name-not-text": _("“%(name)s” asks for a name between quotes here."),
    "no-position": _("“%(name)s()” has a meaning only inside brackets."),
    "no-predicate": _("Only rows, choices and answers can be narrowed down in brackets."),
    "not-in-repeat": _("“%(name)s” asks for a question of a repeat, then for that repeat and a number."),
    "not-nodes": _("Here a question, a repeat or a list must be named, not a value."),
    "no-self": _("“.” (the own answer) has no meaning here."),
    "path": _("Paths are not part of this language (“%(found)s”). Name the question: ${A1}."),
    "path-to-group": _("“%(name)s” is a group and has no answer. Name one of its questions."),
    "path-to-list": _("Name what to take from the list: instance('…')/root/item[…]/label."),
    "path-unsupported": _("“%(found)s” cannot be used in a path here."),
    "pattern-not-text": _("The pattern must be written out as a text."),
    "too-deep": _("There are too many parentheses within one another."),
    "too-long": _("The expression is too long."),
    "unclosed": _("This parenthesis is not closed."),
    "unclosed-text": _("This text has no closing quote."),
    "unexpected": _("“%(found)s” was not expected here."),
    "unfinished": _("The expression ends too early."),
    "unknown-column": _("The list “%(list)s” has no column “%(name)s”."),
    "unknown-function": _("There is no function “%(name)s”."),
    "unknown-list": _("There is no list “%(name)s”."),
    "unknown-name": _("There is no question “%(name)s”."),
    "unknown-path": _("The path leads nowhere: there is no “%(name)s” at this place."),
    "wrong-count": _("“%(name)s” takes %(expected)s values."),
}

DEFINITIONS: Sentences = {
    "bad-category": _("“%(found)s” is no category code, such as V01."),
    "bad-choice-code": _("“%(found)s” is no code of a choice: letters, digits, _, - or ."),
    "bad-code": _("“%(found)s” is no code: a letter, then letters, digits, _ or -."),
    "bad-file-name": _("“%(found)s” is no file name."),
    "bad-sms-tag": _("A tag for SMS is one to three capital letters, such as AB."),
    "bare-code": _("Questions outside any group stand in a section called %(found)s."),
    "bare-has-no-rule": _("Questions outside any group have no title, help or rule of their own."),
    "bare-twice": _("Two sections without a group cannot follow each other."),
    "group-apart": _("The questions of the group “%(found)s” do not stand together."),
    "group-empty": _("There is no question in the group “%(found)s”."),
    "bad-language": _("“%(found)s” is no language code, such as en or kk."),
    "below-minimum": _("The largest value is below the smallest."),
    "choices-twice": _("A question has choices of its own or a list, not both."),
    "contest-without-protocol": _("Only a protocol’s number, photo or tick “as written” has a contest."),
    "default-twice": _("Only one of these can fill an answer: a default, a dynamic default, a calculation."),
    "exclusive-only-for-many": _("Only a question with several choices has choices that exclude others."),
    "filter-without-list": _("A filter chooses among the choices of a shared list."),
    "language-missing": _("The text in “%(language)s” is missing."),
    "language-not-declared": _("“%(language)s” is not a language of this checklist."),
    "missing": _("This is missing."),
    "needed-for-this-type": _("A question with “not observed” must allow it."),
    "negative": _("This cannot be below zero."),
    "not-a-comparison-of-sums": _("An identity compares two sums of protocol fields with =, <= or >=."),
    "not-a-list": _("This must be a list."),
    "not-a-number": _("“%(found)s” is not a number."),
    "not-a-text": _("This must be a text."),
    "not-above-zero": _("This must be above zero."),
    "not-an-expression": _("This must be an expression."),
    "not-an-object": _("This must be an object with named fields."),
    "not-for-this-type": _("This has no meaning for a question of the type “%(type)s”."),
    "not-in-a-repeat": _("This belongs to the report as a whole and cannot stand in a repeat."),
    "not-one-of": _("“%(found)s” is not one of: %(options)s."),
    "not-required": _("A message for a missing answer needs a question that must be answered."),
    "not-true-or-false": _("This must be true or false."),
    "not-whole-between": _("This must be a whole number from %(least)s to %(most)s."),
    "not-words": _("This must give a text for each language."),
    "rapid-not-first": _("Only the first section can be the rapid one."),
    "required-twice": _("A question is required always or under a rule, not both."),
    "reserved-code": _("The code “%(found)s” is reserved. Please choose another."),
    "skip-must-be-free": _("The question that skips a section is neither required nor hidden."),
    "skip-not-first": _("The question that skips a section must be the first of it."),
    "too-deep": _("Repeats stand at most %(limit)s deep within one another."),
    "too-long": _("This text is longer than %(limit)s characters."),
    "too-many": _("There are more than %(limit)s of these."),
    "tree-differs": _("The stored form of this expression is not what its text says."),
    "twice": _("“%(found)s” is used twice."),
    "unknown-column": _("The list has no column “%(found)s”."),
    "unknown-field": _("There is no such field."),
    "unknown-group": _("The section has no group “%(found)s” before this."),
    "unknown-list": _("There is no list of choices “%(found)s”."),
    "unknown-version": _("This was written for version %(found)s; this software reads version %(known)s."),
}


# What a page finds by itself while it is filled in; the rest only the server tells.
_ON_THE_PAGE = (
    "both", "choice-not-offered", "constraint", "exclusive", "not-a-date", "not-a-moment", "not-a-number",
    "not-a-place", "not-a-time", "not-all-ranked", "not-whole", "off-step", "out-of-range",
    "out-of-range-above", "out-of-range-below", "required", "too-large", "too-long", "too-many-files",
    "too-many-photos", "too-many-rows", "unknown-choice",
)  # fmt: skip


def page_sentences(language: str) -> dict[str, str]:
    """The sentences for what a page tells itself; their arguments stand in them as `%(name)s`."""
    return {code: _say(ANSWERS[code], {}, language) for code in _ON_THE_PAGE if code in ANSWERS}


def describe(problem: AnswerProblem, language: str) -> str:
    """One sentence for the person who answered; the checklist author's own where a constraint broke."""
    if problem.message:
        own = problem.message.get(language) or problem.message.get(language.partition("-")[0])
        return own or next(iter(problem.message.values()))
    code = problem.code
    if code == "out-of-range" and "maximum" not in problem.arguments:
        code = "out-of-range-below"
    elif code == "out-of-range" and "minimum" not in problem.arguments:
        code = "out-of-range-above"
    return _say(ANSWERS[code], problem.arguments, language)


def describe_definition(problem: DefinitionProblem, language: str) -> str:
    """Where and what, for the person who writes the checklist; in an expression, at which character."""
    place = " · ".join(part for part in (problem.section, problem.question, problem.field) if part)
    expression = problem.code.removeprefix("expression-")
    sentences = EXPRESSIONS if expression != problem.code else DEFINITIONS
    sentence = _say(sentences[expression], problem.arguments, language)
    if problem.position is not None:
        sentence = _say(
            _("%(sentence)s (character %(number)s of: %(source)s)"),
            {
                "sentence": sentence,
                "number": str(problem.position + 1),
                "source": problem.arguments.get("source", ""),
            },
            language,
        )
    return f"{place}: {sentence}" if place else sentence


def _say(sentence: str | Promise, arguments: Mapping[str, str], language: str) -> str:
    with translation.override(language):
        return str(sentence) % arguments if arguments else str(sentence)
