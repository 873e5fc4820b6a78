"""What they sent: visits, reports and their revisions, and what was decided about them."""

from observer.reports.models.decision import (
    ConflictRuling,
    DoubleRuling,
    Hold,
    HoldRelease,
    Placement,
    Quarantine,
    Review,
    Withdrawal,
)
from observer.reports.models.event import Evidence, EvidenceMove, Violation
from observer.reports.models.incident import Incident, IncidentAssignment, IncidentState, IncidentStep
from observer.reports.models.paper import PaperSheet, SheetReading, SheetReport
from observer.reports.models.pending import Pending
from observer.reports.models.release import ResultsRelease
from observer.reports.models.report import (
    Attachment,
    Flag,
    Report,
    Revision,
    Thumbnail,
    Visit,
    VisitDeparture,
)
from observer.reports.models.ruling import Judgement, RuleChange, RuleTrial
from observer.reports.models.text import TextArea, TextTag, WrittenText

__all__ = [
    "Attachment",
    "ConflictRuling",
    "DoubleRuling",
    "Evidence",
    "EvidenceMove",
    "Flag",
    "Hold",
    "HoldRelease",
    "Incident",
    "IncidentAssignment",
    "IncidentState",
    "IncidentStep",
    "Judgement",
    "PaperSheet",
    "Pending",
    "Placement",
    "Quarantine",
    "Report",
    "ResultsRelease",
    "Review",
    "Revision",
    "RuleChange",
    "RuleTrial",
    "SheetReading",
    "SheetReport",
    "Standing",
    "TextArea",
    "TextTag",
    "Thumbnail",
    "Violation",
    "Visit",
    "VisitDeparture",
    "Withdrawal",
    "WrittenText",
]
