"""A checklist's typed definition: read whole (`read`), written canonically (`canonical`), hashed."""

from observer.checklists.definition.canonical import canonical, content_hash, rules_document
from observer.checklists.definition.read import DefinitionInvalid, DefinitionProblem, read, with_rules
from observer.checklists.definition.reserved import reserved_codes
from observer.checklists.definition.shapes import (
    BASES,
    PHASES,
    PROTOCOL_FIELDS,
    SEVERITIES,
    Choice,
    ChoiceList,
    Definition,
    Grade,
    Group,
    Identity,
    Question,
    Rule,
    Section,
    Words,
)

__all__ = [
    "BASES",
    "PHASES",
    "PROTOCOL_FIELDS",
    "SEVERITIES",
    "Choice",
    "ChoiceList",
    "Definition",
    "DefinitionInvalid",
    "DefinitionProblem",
    "Grade",
    "Group",
    "Identity",
    "Question",
    "Rule",
    "Section",
    "Words",
    "canonical",
    "content_hash",
    "read",
    "reserved_codes",
    "rules_document",
    "with_rules",
]
