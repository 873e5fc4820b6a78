"""Changing the rules of a published version after reports came in: tried first, then applied.

Keyword-only and atomic verbs. They raise Problem: FORBIDDEN for whoever may not publish checklists; INVALID
naming every fault of the rules, or a missing reason; CONFLICT when the rules were changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.definition import content_hash, rules_document
from observer.checklists.expressions import references
from observer.checklists.models import Version
from observer.checklists.ruling import definition_under, newest_rules, next_rule_set
from observer.journal.jobs import queue
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.reports.apps import JUDGE_AGAIN, TRY_RULES
from observer.reports.models import RuleChange, RuleTrial
from observer.reports.secrecy import hidden_questions


@transaction.atomic
def try_rules(*, version: Version, rules: Any, by: Membership) -> RuleTrial:
    """Have the worker find out what these rules would say of the reports that are there; nothing changes."""
    require(by, Act.PUBLISH_CHECKLIST, mission_id=version.mission_id)
    written = rules_document(definition_under(version, rules))
    before = newest_rules(version.pk)
    _require_no_guessing(version, before.rules, written, by)
    if content_hash(written) == bytes(before.content_hash):
        raise Problem(INVALID, _("These are the rules that apply already."))
    job = queue(membership=by, kind=TRY_RULES, parameters={"version": version.pk})
    return RuleTrial.objects.create(
        mission_id=version.mission_id,
        version=version,
        based_on=before,
        rules=written,
        job=job,
        tried_by=by,
        tried_at=timezone.now(),
    )


@transaction.atomic
def apply_trial(*, trial: RuleTrial, by: Membership, reason: str) -> RuleChange:
    """Give the version the rules that were tried, if those they were compared with still apply."""
    require(by, Act.PUBLISH_CHECKLIST, mission_id=trial.mission_id)
    if trial.job.state != trial.job.State.DONE:
        raise Problem(CONFLICT, _("It is not yet known what these rules would change."))
    change = change_rules(version=trial.version, rules=trial.rules, by=by, reason=reason)
    if change.rule_set.number != trial.based_on.number + 1:
        raise Problem(CONFLICT, _("The rules were changed since this was tried. Look at them and try again."))
    return change


@transaction.atomic
def change_rules(*, version: Version, rules: Any, by: Membership, reason: str) -> RuleChange:
    """Give a published version its next rule set; stored reports are judged again by the worker.

    New reports are judged under it from now on. `rules` have the form of `definition.rules_document`.
    """
    require(by, Act.PUBLISH_CHECKLIST, mission_id=version.mission_id)
    if not reason.strip():
        detail = _("Say why.")
        raise Problem(INVALID, errors=[{"field": "reason", "code": "invalid", "detail": detail}])
    definition = definition_under(version, rules)
    _require_no_guessing(version, newest_rules(version.pk).rules, rules_document(definition), by)
    made = next_rule_set(version, definition)
    now = timezone.now()
    change = RuleChange.objects.create(
        mission_id=version.mission_id,
        rule_set=made,
        job=queue(membership=by, kind=JUDGE_AGAIN, parameters={"version": version.pk}),
        changed_by=by,
        changed_at=now,
        reason=reason.strip()[:300],
    )
    record(
        act="rules.changed",
        mission_id=version.mission_id,
        user_id=by.user_id,
        subject="rule_set",
        subject_id=made.pk,
        detail={"version": version.pk, "number": made.number, "hash": bytes(made.content_hash).hex()},
        at=now,
    )
    return change


def _require_no_guessing(version: Version, before: Any, rules: Any, by: Membership) -> None:
    """Raise Problem INVALID for new rules about votes that `by` may not read: tried on the reports that are
    there with one number after the other, they would tell each vote."""
    hidden = hidden_questions(by, version)
    known = {str(one["tree"]) for _place, _question, one in _expressions(before)}
    detail = _("Only those who may read votes write rules about them.")
    errors = [
        {"field": place, "code": "hidden-votes", "detail": detail}
        for place, question, one in _expressions(rules)
        if hidden and str(one["tree"]) not in known and _asks_for(hidden, question, one["tree"])
    ]
    if errors:
        raise Problem(INVALID, _("These rules cannot be used yet."), errors=errors)


def _expressions(rules: Any) -> Iterator[tuple[str, str, Any]]:
    """(place, question, expression) of each rule, and of each sum, which stands on no question."""
    for question, those in rules["violation_when"].items():
        for number, rule in enumerate(those, start=1):
            yield f"violation_when.{question}.{number}.expression", question, rule["expression"]
    for number, identity in enumerate(rules["identities"], start=1):
        yield f"identities.{number}.formula", "", identity["formula"]


def _asks_for(hidden: frozenset[str], question: str, tree: Any) -> bool:
    """Sums of the protocol name votes by their choice ("c:a"); the sum of them all tells none."""
    names = references(tree)
    return question in hidden or any(name in hidden or name.startswith("c:") for name in names)
