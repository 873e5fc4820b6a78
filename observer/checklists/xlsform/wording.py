"""Problems of a workbook as sentences: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.checklists.wording import DEFINITIONS, EXPRESSIONS
from observer.checklists.xlsform.problems import WorkbookProblem

WORKBOOKS: Mapping[str, str | Promise] = {
    # The file as a whole.
    "unreadable-empty": _("There is nothing in this file."),
    "unreadable-encoding": _(
        "The letters of this file cannot be read. "
        "Please save it again as a workbook (XLSX), or as CSV in UTF-8."
    ),
    "unreadable-format": _("This is no workbook that can be read. Please open it and save it again as XLSX."),
    "unreadable-password": _("This workbook has a password. Please save it without one."),
    "unreadable-too-large": _(
        "This file is larger than %(limit)s MB. A form is much smaller: "
        "please remove pictures and other sheets."
    ),
    "unreadable-too-much": _(
        "This workbook unpacks to more than can be read. Please copy the form into a new workbook."
    ),
    "no-survey": _("There is no sheet “survey” with questions in it. The sheets found: %(found)s."),
    "too-many-cells": _("This sheet has more than %(rows)s rows or %(columns)s columns."),
    "more-problems": _("There are %(count)s more problems. Please mend these first."),
    "pyxform": _("The XLSForm converter says: %(message)s"),
    # Headers.
    "column-twice": _("There are two columns “%(found)s”. Please remove or rename one."),
    "column-misspelt": _("There is no column “%(found)s”. Do you mean “%(known)s”?"),
    "unknown-language": _("“%(found)s” names no language. Please write it with its code: English (en)."),
    "merged-cells": _(
        "The cells %(found)s are merged, so that only one has the text. Please take them apart."
    ),
    # Rows.
    "answer-word-missing": _(
        "How this checklist says “%(word)s” in “%(language)s” is missing. "
        "Please add it to the sheet “answers”, or to the list of choices."
    ),
    "bad-parameters": _("“%(found)s” was not understood. Parameters are written like this: start=1 end=10."),
    "choice-without-list": _("This choice does not say to which list it belongs (list_name)."),
    "default-twice": _("Only one of default, initial and fixed_default can be given."),
    "empty-group": _("There is no question in “%(found)s”. Please add one or remove the group."),
    "ends-another": _(
        "This ends a %(kind)s, but the %(open)s “%(found)s” is still open. Please end it first."
    ),
    "ends-nothing": _("This ends a %(kind)s, but none was begun."),
    "file-missing": _(
        "The file %(found)s is needed. Please hand it over together with the workbook, as CSV in UTF-8."
    ),
    "fixed-list": _(
        "The choices of the list “%(found)s” must be called %(codes)s. Please rename them, or the list."
    ),
    "name-twice": _("“%(found)s” is the name of row %(row)s too. Please give each row a name of its own."),
    "no-room-for-other": _(
        "“or_other” adds a question “%(found)s”; that name is taken or too long. Please rename the question."
    ),
    "no-type": _("This row has a name or a label but no type. Please say what is asked."),
    "not-a-csv": _("“%(found)s” is no CSV file. Please save the list as CSV in UTF-8."),
    "not-ended": _("The %(kind)s “%(found)s” is not ended. Please add a row “end_%(kind)s”."),
    "not-yes-or-no": _("“%(found)s” is neither yes nor no."),
    "only-for-groups": _("“%(column)s” stands in the row that begins a group."),
    "only-for-questions": _("“%(column)s” means nothing for a group or repeat. Please clear this cell."),
    "unknown-list": _("There is no list “%(found)s” in the sheet “choices”."),
    "unknown-list-name": _("There is no list “%(found)s” in the sheet “choices”. There are: %(options)s."),
    "unknown-parameter": _("There is no parameter “%(found)s” for this type. There are: %(options)s."),
    "unknown-type": _("There is no type “%(found)s”. docs/xlsform.md lists them all."),
    # What other programs do and this one does not.
    "refused-attribute": _(
        "“%(found)s” sets an attribute of the XForm directly. Please use the column made for it, or clear it."
    ),
    "refused-audit": _("There is no audit log of the phone. Please remove this row."),
    "refused-background": _(
        "Nothing is recorded behind an observer’s back. Please ask for it with a geopoint or audio question."
    ),
    "refused-cascading": _("Please write this as select_one with a choice_filter."),
    "refused-encryption": _(
        "Forms encrypted with a key of their own cannot be read here. Please remove the public_key."
    ),
    "refused-entities": _("Entities are not supported. Please remove this and ask for the value itself."),
    "refused-external-choices": _(
        "Please write this as select_one_from_file with a CSV file, or as select_one with a choice_filter."
    ),
    "refused-geotrace": _("Lines and areas are not supported. Please ask for a point with geopoint."),
    "refused-guidance-hint": _("There is no second hint. Please move the text to the hint."),
    "refused-last-saved": _(
        "Answers of an earlier report are never put into this one (last-saved). Please remove it."
    ),
    "refused-loop": _("Please write this as begin_repeat, or ask each question on its own."),
    "refused-osm": _("OpenStreetMap questions are not supported. Please ask for a point with geopoint."),
    "refused-trigger": _(
        "A calculation cannot wait for a trigger. Please remove it: values are worked out whenever an answer "
        "changes."
    ),
    "refused-intent": _("No other app is started from a form. Please remove this."),
    "refused-xml-external": _("Please hand the data over as CSV and use csv-external."),
    # Warnings.
    "column-left-out": _("The column “%(found)s” was left out: it says nothing here."),
    "language-assumed": _(
        "The texts that name no language are taken to be in “%(language)s”. "
        "To say otherwise, fill in default_language in the sheet “settings”."
    ),
    "list-left-out": _("The list “%(found)s” was left out: no question uses it."),
    "like-a-formula": _("“%(found)s” begins like a formula. It was kept as text and is never calculated."),
    "no-settings": _("There is no sheet “settings”. The form was called “%(code)s” after its file."),
    "title-untranslated": _("The title is the same in %(languages)s. Columns like titles::ru translate it."),
    "type-left-out": _("The row of the type “%(found)s” was left out: nothing of that kind is recorded."),
}
# Said better for a workbook than for a document of the designer.
_INSTEAD: Mapping[str, str | Promise] = {
    "missing": _("This cell is empty and must not be."),
    "language-missing": _("The text in “%(language)s” is missing. Please translate it, or clear the others."),
}


def describe_workbook(problem: WorkbookProblem, language: str) -> str:
    """One sentence, without the place (`where` has it); in an expression, at which character."""
    expression = problem.code.removeprefix("expression-")
    if expression != problem.code:
        sentence = EXPRESSIONS[expression]
    else:
        sentence = _INSTEAD.get(problem.code) or WORKBOOKS.get(problem.code) or DEFINITIONS[problem.code]
    with translation.override(language):
        said = str(sentence) % problem.arguments if problem.arguments else str(sentence)
        if "position" not in problem.arguments:
            return said
        whole = _("%(sentence)s (character %(number)s of: %(source)s)")
        return str(whole) % {
            "sentence": said,
            "number": problem.arguments["position"],
            "source": problem.arguments.get("source", ""),
        }


def where(problem: WorkbookProblem) -> str:
    """The place as spreadsheets name it: "survey, C12"; "" for the file as a whole."""
    cell = f"{problem.column}{problem.row or ''}" if problem.row else ""
    return ", ".join(part for part in (problem.sheet, cell) if part)
