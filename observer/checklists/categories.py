"""The mission's own categories of violations, beside V01 to V28 of the taxonomy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.definition.questions import CATEGORY
from observer.checklists.models import Category, Severity
from observer.checklists.storable import storable_text
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership, Mission
from observer.problems import CONFLICT, INVALID, Problem

# These belong to the taxonomy, also those it does not have yet.
_TAXONOMY = re.compile(r"V\d+")
MAX_NAME_CHARACTERS = 200


@transaction.atomic
def add_category(
    *, by: Membership, code: str, names: Mapping[str, str], severity: str, standards: Iterable[str] = ()
) -> Category:
    """A category of the mission's own, last of its list. `names` in every language of the mission.

    It stays: reports may name it from now on. Raises Problem: FORBIDDEN, INVALID naming every fault, CONFLICT
    where the code is taken.
    """
    require(by, Act.EDIT_CHECKLIST)
    languages = by.mission.languages or ["en"]
    given = {one: storable_text(names.get(one, ""), MAX_NAME_CHARACTERS).strip() for one in languages}
    cited = list(dict.fromkeys(standards))
    if faults := _faults(code, given, severity, cited):
        raise Problem(INVALID, _("The category could not be added."), errors=faults)
    # Two who add at once take their turns: positions come one after the other.
    Mission.objects.select_for_update(no_key=True).get(pk=by.mission_id)
    mine = Category.objects.filter(mission=by.mission_id)
    if mine.filter(code=code).exists():
        raise Problem(CONFLICT, _("The mission has a category %(code)s already.") % {"code": code})
    category = Category.objects.create(
        mission_id=by.mission_id,
        code=code,
        names=given,
        severity=severity,
        standards=cited,
        position=int(mine.aggregate(last=Max("position"))["last"] or 0) + 1,
        added_by=by,
        added_at=timezone.now(),
    )
    record(
        act="category.added",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="category",
        subject_id=category.pk,
        detail={"code": code, "severity": severity},
    )
    return category


def _faults(
    code: str, names: Mapping[str, str], severity: str, standards: Iterable[str]
) -> list[dict[str, str]]:
    own_code = CATEGORY.fullmatch(code) and not _TAXONOMY.fullmatch(code)
    found = [
        {"field": f"name-{language}", "code": "missing", "detail": _("Give a name in this language too.")}
        for language, name in names.items()
        if not name
    ]
    if not own_code:
        detail = _(
            "A code of your own: a capital letter, then letters or digits, at most 8; not V and a number."
        )
        found.insert(0, {"field": "code", "code": "bad-code", "detail": detail})
    if severity not in Severity.values:
        found.append({"field": "severity", "code": "unknown", "detail": _("Choose a severity.")})
    if any(len(one) > 64 or not one.isprintable() for one in standards):
        found.append({"field": "standards", "code": "unknown", "detail": _("This is no paragraph.")})
    return found
