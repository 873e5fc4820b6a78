"""The wall between missions, read from the database itself."""

import pytest
from django.apps import apps
from django.db import connection

from observer.missions.models import Mission
from observer.missions.wall import MissionForeignKey


def mission_tables() -> dict[str, type]:
    """Tables whose rows carry a mission."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if any(field.name == "mission" and field.related_model is Mission for field in model._meta.fields)
    }


def foreign_keys() -> list[tuple[str, str, int]]:
    """(table, table it points at, number of columns) of every foreign key in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, cardinality(conkey)"
            " FROM pg_constraint WHERE contype = 'f'"
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_no_key_between_two_rows_of_a_mission_has_a_single_column() -> None:
    below = {table for table, model in mission_tables().items() if not table.endswith("event")}
    single = [key for key in foreign_keys() if key[0] in below and key[1] in below and key[2] == 1]
    assert single == []


@pytest.mark.django_db
def test_every_reference_inside_a_mission_has_its_composite_key() -> None:
    below = mission_tables()
    missing = []
    for model in below.values():
        # History events and derived sums are written by triggers and by the fold alone.
        is_tally = model._meta.app_label == "analysis" and "Tally" in model.__name__
        if is_tally or model.__name__.endswith("Event"):
            continue
        kept = {c.field for c in model._meta.constraints if isinstance(c, MissionForeignKey)}
        for field in model._meta.fields:
            target = field.related_model
            inside = target is not None and target._meta.db_table in below and not field.db_constraint
            if inside and field.name not in kept:
                missing.append(f"{model.__name__}.{field.name}")
    assert missing == []


@pytest.mark.django_db
def test_the_declared_keys_stand_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 2")
        standing = {name for (name,) in cursor.fetchall()}
    declared = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, MissionForeignKey)
    }
    assert declared == standing
