"""What they sent: visits, reports and their revisions, and what was decided about them."""

from observer.reports.models.decision import (
    DoubleRuling,
    Hold,
    HoldRelease,
    Placement,
    Quarantine,
    Review,
    Withdrawal,
)
from observer.reports.models.event import Evidence, Incident, Violation
from observer.reports.models.pending import Pending
from observer.reports.models.report import (
    Attachment,
    Flag,
    Report,
    Revision,
    Thumbnail,
    Visit,
    VisitDeparture,
)

__all__ = [
    "Attachment",
    "DoubleRuling",
    "Evidence",
    "Flag",
    "Hold",
    "HoldRelease",
    "Incident",
    "Pending",
    "Placement",
    "Quarantine",
    "Report",
    "Review",
    "Revision",
    "Standing",
    "Thumbnail",
    "Violation",
    "Visit",
    "VisitDeparture",
    "Withdrawal",
]
