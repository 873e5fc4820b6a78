"""The forms that reports were made with, as they stand now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from observer.checklists.check import VERSIONS, CompiledVersion
from observer.checklists.definition import Definition, read, with_rules
from observer.checklists.models import RuleSet, Version
from observer.prepared import prepared


@dataclass(frozen=True, slots=True)
class Form:
    """A published version with the rules that apply now.

    `newer_since`: when the next version of its checklist was published; `closed_at`: when it was closed.
    """

    version_id: int
    checklist_id: int
    phase: str
    number: int
    rule_set_id: int
    compiled: CompiledVersion
    newer_since: datetime | None
    closed_at: datetime | None

    @property
    def is_incident(self) -> bool:
        return self.phase == "incident"


_FORMS = """
    SELECT version.content_hash, version.id, version.checklist_id, checklist.phase, version.number,
           rules.id, rules.number, rules.content_hash,
           (SELECT min(published_at) FROM checklists_version AS newer
             WHERE newer.checklist_id = version.checklist_id AND newer.number > version.number),
           (SELECT closed_at FROM checklists_versionclosure WHERE version_id = version.id)
      FROM checklists_version AS version
      JOIN checklists_checklist AS checklist ON checklist.id = version.checklist_id
      JOIN LATERAL (SELECT id, number, content_hash FROM checklists_ruleset
                     WHERE version_id = version.id ORDER BY number DESC LIMIT 1) AS rules ON true
     WHERE version.mission_id = %s AND version.content_hash = ANY(%s)
"""


def forms_of(mission_id: int, hashes: Iterable[bytes]) -> dict[bytes, Form]:
    """The mission's forms by content hash. One query, and two more for a form new to this process."""
    with prepared() as cursor:
        cursor.execute(_FORMS, [mission_id, sorted(set(hashes))])
        rows = cursor.fetchall()
    found = {}
    for content, version, checklist, phase, number, rules, rules_number, rules_hash, newer, closed in rows:
        key = bytes(content)
        compiled = _compiled(version, rules, key, bytes(rules_hash) if rules_number > 1 else b"")
        found[key] = Form(version, checklist, phase, number, rules, compiled, newer, closed)
    return found


def compiled_under(rules: RuleSet) -> CompiledVersion:
    """The rule set's version under its rules, for which its content hash must have been fetched."""
    changed = bytes(rules.content_hash) if rules.number > 1 else b""
    return _compiled(rules.version_id, rules.pk, bytes(rules.version.content_hash), changed)


def _compiled(version_id: int, rule_set_id: int, content: bytes, changed_rules: bytes) -> CompiledVersion:
    """Both are written once, so a process compiles each pair a single time."""

    def load() -> Definition:
        definition = read(Version.objects.values_list("definition", flat=True).get(pk=version_id))
        if not changed_rules:
            return definition
        return with_rules(definition, RuleSet.objects.values_list("rules", flat=True).get(pk=rule_set_id))

    return VERSIONS.get(content + changed_rules, load)
