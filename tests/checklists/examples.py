"""The definitions of the worked example, as their workbooks say them."""

from observer.operations.example.forms import FORMS as EXAMPLES
from observer.operations.example.forms import form_document as example

__all__ = ["EXAMPLES", "example"]
