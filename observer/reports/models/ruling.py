"""When the rules of a form change after reports came in: who changed them, and what was judged again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from observer.missions.wall import BelowMission, EvidenceRow, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class Judgement(EvidenceRow):
    """A stored revision was judged again under a later rule set than the one it came in under.

    Its flags of that rule set are what counts from then on, also where there are none; the flags of earlier
    rule sets stay as history. Rule sets of a version are numbered under a lock, so the one with the highest
    id is the newest.
    """

    append_only = True

    revision = inside("reports.Revision", related_name="judgements")
    rule_set = inside("checklists.RuleSet", related_name="+")
    engine_version = models.PositiveSmallIntegerField()
    judged_at = models.DateTimeField()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            # The revision first: every flag that is read asks for the later judgements of its revision.
            models.UniqueConstraint(fields=["revision", "rule_set"], name="judged_once_under_a_rule_set"),
            MissionForeignKey(field="revision", name="judgement_of_revision"),
            MissionForeignKey(field="rule_set", name="judgement_under_rule_set"),
        ]


class RuleTrial(BelowMission):
    """Rules that somebody thinks of giving a version: what they would change is found out before they apply.

    `based_on` is the rule set they were written from. What came of it is the result of `job`.
    """

    append_only = True

    version = inside("checklists.Version", related_name="rule_trials", db_index=True)
    based_on = inside("checklists.RuleSet", related_name="+")
    # In the form of `checklists.definition.rules_document`.
    rules: Any = models.JSONField()
    job = models.OneToOneField("journal.Job", models.PROTECT, db_constraint=False, related_name="rule_trial")
    tried_by = inside("missions.Membership", related_name="+")
    tried_at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="version", name="rule_trial_of_version"),
            MissionForeignKey(field="based_on", name="rule_trial_based_on_rule_set"),
            MissionForeignKey(field="job", name="rule_trial_done_by_job"),
            MissionForeignKey(field="tried_by", name="rule_trial_by_member"),
        ]


class RuleChange(BelowMission):
    """Who gave a published version a later rule set, when and why. `job` judges the stored reports again."""

    append_only = True

    rule_set = models.OneToOneField(
        "checklists.RuleSet", models.PROTECT, db_constraint=False, related_name="change"
    )
    job = models.OneToOneField("journal.Job", models.PROTECT, db_constraint=False, related_name="rule_change")
    changed_by = inside("missions.Membership", related_name="+")
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="rule_change_has_a_reason", condition=~Q(reason="")),
            MissionForeignKey(field="rule_set", name="rule_change_of_rule_set"),
            MissionForeignKey(field="job", name="rule_change_done_by_job"),
            MissionForeignKey(field="changed_by", name="rule_change_by_member"),
        ]
