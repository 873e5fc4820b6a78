"""The language of rules: XLSForm's own expressions, parsed once, evaluated from a compiled form.

    source text ──parse──> tree (JSON, frozen in the version) ──compile_*──> closure ──> value

Nothing here imports Django, and nothing is ever handed to `eval`.
"""

from observer.checklists.expressions.calls import shuffled
from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.evaluate import compile_number, compile_truth, compile_value
from observer.checklists.expressions.nodesets import compile_filter
from observer.checklists.expressions.order import dependency_order
from observer.checklists.expressions.outline import Outline, Place
from observer.checklists.expressions.parse import Expression, parse
from observer.checklists.expressions.scope import Row, Scope, Table
from observer.checklists.expressions.tree import (
    LANGUAGE_VERSION,
    Tree,
    is_repeatable,
    is_tree,
    references,
    uses_self,
)

__all__ = [
    "LANGUAGE_VERSION",
    "Expression",
    "ExpressionError",
    "Outline",
    "Place",
    "Row",
    "Scope",
    "Table",
    "Tree",
    "compile_filter",
    "compile_number",
    "compile_truth",
    "compile_value",
    "dependency_order",
    "is_repeatable",
    "is_tree",
    "parse",
    "references",
    "shuffled",
    "uses_self",
]
