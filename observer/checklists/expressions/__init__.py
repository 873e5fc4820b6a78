"""The language of rules: XLSForm's own expressions, parsed once, evaluated from a compiled form.

    source text ──parse──> tree (JSON, frozen in the version) ──compile_*──> closure ──> value

Nothing here imports Django, and nothing is ever handed to `eval`.
"""

from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.evaluate import compile_truth, compile_value
from observer.checklists.expressions.order import dependency_order
from observer.checklists.expressions.parse import Expression, parse
from observer.checklists.expressions.scope import Scope
from observer.checklists.expressions.tree import LANGUAGE_VERSION, Tree, is_tree, references, uses_self

__all__ = [
    "LANGUAGE_VERSION",
    "Expression",
    "ExpressionError",
    "Scope",
    "Tree",
    "compile_truth",
    "compile_value",
    "dependency_order",
    "is_tree",
    "parse",
    "references",
    "uses_self",
]
