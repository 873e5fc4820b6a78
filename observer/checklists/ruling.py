"""The rules of a published version: which apply now, and the next ones, which supersede them.

The version itself stays as it was published; so does every earlier rule set.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.checklists.definition import (
    Definition,
    DefinitionInvalid,
    DefinitionProblem,
    content_hash,
    read,
    rules_document,
    with_rules,
)
from observer.checklists.models import Checklist, RuleSet, Version
from observer.checklists.publish import require_categories
from observer.checklists.wording import describe_definition
from observer.problems import INVALID, Problem


def newest_rules(version_id: int) -> RuleSet:
    """The rule set that applies to a version now; of its version the content hash is fetched with it."""
    sets = RuleSet.objects.select_related("version").defer("version__definition")
    return sets.filter(version=version_id).latest("number")


def definition_under(version: Version, rules: object) -> Definition:
    """The version's definition under other rules (`definition.rules_document` says in which form).

    Raises Problem INVALID naming every fault by its place in `rules` ("violation_when.A7.1.expression",
    "identities.2.formula"), and every category that the mission does not have.
    """
    try:
        definition = with_rules(read(version.definition), rules)
    except DefinitionInvalid as invalid:
        raise Problem(
            INVALID, _("These rules cannot be used yet."), errors=list(_told(invalid.problems))
        ) from invalid
    require_categories(version.mission_id, definition)
    return definition


def _told(problems: Iterable[DefinitionProblem]) -> Iterable[dict[str, str]]:
    for problem in problems:
        place = ".".join(filter(None, (problem.section, problem.question, problem.field)))
        sentence = describe_definition(problem, get_language() or "en")
        yield {"field": place, "code": problem.code, "detail": sentence}


def next_rule_set(version: Version, definition: Definition) -> RuleSet:
    """The rules of `definition` as the version's next rule set, in the caller's transaction.

    Raises Problem INVALID where they are the rules that apply already.
    """
    # Two who change rules at once take their turns; reports, which name the checklist, need not wait.
    Checklist.objects.select_for_update(no_key=True).get(pk=version.checklist_id)
    rules, before = rules_document(definition), newest_rules(version.pk)
    digest = content_hash(rules)
    if digest == bytes(before.content_hash):
        raise Problem(INVALID, _("These are the rules that apply already."))
    return RuleSet.objects.create(
        mission_id=version.mission_id,
        version=version,
        number=before.number + 1,
        rules=rules,
        content_hash=digest,
    )
