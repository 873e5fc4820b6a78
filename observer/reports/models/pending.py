"""Work for the fold (`analysis.fold`): written by intake and headquarters' verbs, in their transaction.

It stands in this room because the rooms to the left of analysis write it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from observer.missions.wall import EvidenceRow, MissionForeignKey, inside


class Pending(EvidenceRow):
    """An event to fold: a report came, was corrected, withdrawn, reviewed, placed, held or let go.

    `violation` where a person moved evidence: one event for the violation it left, one for the one it joined.
    Both are empty when only the figures' surroundings changed (a deployment) and the version must move.
    """

    report = inside("reports.Report", null=True, blank=True, related_name="+")
    violation = inside("reports.Violation", null=True, blank=True, related_name="+")
    rule_set = inside("checklists.RuleSet", null=True, blank=True, related_name="+")
    engine_version = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(EvidenceRow.Meta):
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            MissionForeignKey(field="report", name="pending_of_report"),
            MissionForeignKey(field="violation", name="pending_of_violation"),
            MissionForeignKey(field="rule_set", name="pending_under_rule_set"),
        ]
