"""What has become of a report, as its author is told; of what headquarters thinks of it, its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from observer.reports.models import Flag, Hold, Report, Review
from observer.reports.models.report import ReportQuerySet, Standing
from observer.reports.wording import NOTICES

WORDS: Mapping[str, str | Promise] = {
    "received": _("received"),
    "held": _("held apart"),
    "asked": _("headquarters asks"),
    "withdrawn": _("withdrawn"),
    "double": _("sent twice; another counts"),
}


def as_sent(reports: ReportQuerySet) -> QuerySet[Report]:
    """With all that a line of one's own list shows: a constant number of queries."""
    conflicts = Flag.objects.filter(
        revision__report=OuterRef("pk"), mission=OuterRef("mission"), kind=Flag.Kind.CONFLICT
    )
    related = reports.with_standing().select_related(
        "checklist", "station__region", "commission", "region", "current", "author"
    )
    return related.annotate(
        revisions_number=Count("revisions", distinct=True), is_in_conflict=Exists(conflicts)
    )


@dataclass(frozen=True, slots=True)
class SentReport:
    """A report of `as_sent`, and its state in a word and in sentences."""

    report: Report

    @property
    def state(self) -> str:
        """One of `WORDS`. That a report was kept out of figures is headquarters' affair, and not told."""
        standing = self.report.standing
        if standing == Standing.WITHDRAWN:
            return "withdrawn"
        if standing == Standing.DOUBLE:
            return "double"
        if self.question is not None:
            return "asked"
        return "held" if self.holds else "received"

    @property
    def word(self) -> str:
        return str(WORDS[self.state])

    @property
    def question(self) -> Review | None:
        """What headquarters asks; answered by a correction made after it."""
        newest = max(self.report.reviews.all(), key=lambda review: review.pk, default=None)
        if newest is None or newest.verdict != Review.Verdict.QUESTION:
            return None
        return newest if newest.revision_id == self.report.current_id else None

    @property
    def holds(self) -> list[Hold]:
        return [hold for hold in self.report.holds.all() if not hasattr(hold, "release")]

    @property
    def reasons(self) -> list[str]:
        """Why it is held apart, and that two corrections stand beside each other."""
        codes = [hold.reason for hold in self.holds if hold.reason in NOTICES]
        if getattr(self.report, "is_in_conflict", False):
            codes.append(Flag.Kind.CONFLICT.value)
        return [str(NOTICES[code]) for code in codes]

    @property
    def corrections(self) -> int:
        return max(getattr(self.report, "revisions_number", 1) - 1, 0)

    @property
    def may_change(self) -> bool:
        return self.state != "withdrawn" and self.report.current_id is not None
