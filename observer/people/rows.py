"""Rows that are written once: the second line of defence behind the grants of the `app` role."""

from __future__ import annotations

import pgtrigger

# The retention role alone may delete; nobody may change. Table owners bypass grants, not this.
_REFUSE_CHANGE = """
    IF TG_OP = 'DELETE' AND current_user = 'observer_retention' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are written once: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
"""


def append_only_triggers() -> list[pgtrigger.Trigger]:
    """Triggers for `Meta.triggers` of a model whose rows are never changed nor deleted."""
    return [
        pgtrigger.Trigger(
            name="written_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=_REFUSE_CHANGE,
        ),
        pgtrigger.Trigger(
            name="never_truncated",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME;",
        ),
    ]
