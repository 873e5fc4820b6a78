"""Mission is the wall: every row below a mission carries it, and no reference crosses it.

A reference between two such rows is a composite foreign key `(mission_id, x_id)` in the database, declared
by `MissionForeignKey` beside an ordinary `ForeignKey(db_constraint=False)`. A row of mission A can then
not point at a row of mission B, whatever code, form or import wrote it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.constraints import BaseConstraint


class MissionForeignKey(BaseConstraint):
    """`FOREIGN KEY (mission_id, <field>_id) REFERENCES <target> (mission_id, <column>)`.

    `to` and `to_column` name the other side where the field is not a `ForeignKey` (a category is known by
    its code). `deferred` checks at commit: for pairs of rows that name each other.
    """

    def __init__(
        self, *, field: str, name: str, to: str = "", to_column: str = "id", deferred: bool = False
    ) -> None:
        super().__init__(name=name)
        self.field = field
        self.to = to
        self.to_column = to_column
        self.deferred = deferred

    # Django's stubs let both arguments be None, which its schema editors never pass.
    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        target = model._meta.apps.get_model(self.to) if self.to else field.remote_field.model
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY (mission_id, {quote(field.column)}) "
            f"REFERENCES {quote(target._meta.db_table)} (mission_id, {quote(self.to_column)})"
            + (" DEFERRABLE INITIALLY DEFERRED" if self.deferred else "")
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """Nothing here: the database is the judge of references."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        kwargs["field"] = self.field
        if self.to:
            kwargs["to"] = self.to
        if self.to_column != "id":
            kwargs["to_column"] = self.to_column
        if self.deferred:
            kwargs["deferred"] = True
        return path, (), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MissionForeignKey) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


def inside(model: str, on_delete: Any = models.PROTECT, **options: Any) -> Any:
    """A reference to another row of the same mission; pair it with a `MissionForeignKey`.

    It has no single-column constraint, and no index unless asked for (`db_index=True`).
    """
    options.setdefault("db_index", False)
    return models.ForeignKey(model, on_delete, db_constraint=False, **options)


class BelowMission(models.Model):
    """A row below a mission. `(mission, id)` is unique so that composite keys can point here."""

    mission = models.ForeignKey("missions.Mission", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["mission", "id"], name="%(class)s_in_mission")]


class EvidenceRow(models.Model):
    """A row below a report, written on the road every report takes.

    Its mission is proved by the composite key to its parent. A second key to the mission row would make all
    reports of a mission lock that one row on their way in, so there is none.
    """

    mission = models.ForeignKey(
        "missions.Mission", models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["mission", "id"], name="%(class)s_in_mission")]
