"""What is said: numbers frozen at a cut-off, what people say of them, and the documents made of both."""

from observer.findings.models.standard import ParagraphCheck
from observer.findings.models.statement import (
    Approval,
    ChosenIncident,
    Citation,
    Draft,
    DraftFinding,
    DraftStandard,
    Drop,
    Statement,
)
from observer.findings.models.summary import Edition, Release, Summary, SummaryApproval

__all__ = [
    "Approval",
    "ChosenIncident",
    "Citation",
    "Draft",
    "DraftFinding",
    "DraftStandard",
    "Drop",
    "Edition",
    "ParagraphCheck",
    "Release",
    "Statement",
    "Summary",
    "SummaryApproval",
]
