"""What every kind of register can do; one class a kind, made for the member who brings a file in.

`Kind` reads what stands there in the columns of the file, so that one comparison serves every kind, and
writes lines back the same way: bringing in and taking back are one road.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import pghistory.models
from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from observer.elections.models import Commission, Contest, Region, Station
from observer.missions.models import Membership
from observer.problems import CONFLICT, Problem
from observer.registers.columns import Column
from observer.registers.differences import Fault, Given, Line, Standing, Values
from observer.registers.sheets import Sheet

# Rows a statement writes or names.
BATCH = 2_000
NAME_COLUMNS = {"name_en": "en", "name_ru": "ru", "name_kk": "kk"}


@dataclass(frozen=True, slots=True)
class Written:
    """What happened to one row of one table. `before` is None for a new one; `sealed` is its private part."""

    table: str
    subject_id: int
    key: str
    before: Values | None
    after: Values
    sealed: bytes | None = None


class Kind(ABC):
    """One kind of register for one member. Reads everything it refers to in a fixed number of queries."""

    columns: ClassVar[tuple[Column, ...]]
    # Labels of the tables it writes, in the order in which new rows are taken back.
    tables: ClassVar[tuple[str, ...]]

    def __init__(self, by: Membership) -> None:
        self.by = by
        self.mission = by.mission
        self.election = by.mission.election

    @property
    def blank(self) -> Values:
        """What a new row holds where the file says nothing."""
        return {column.code: None for column in self.columns}

    @abstractmethod
    def key_of(self, values: Values) -> str:
        """What tells one row of the register from another."""

    def prepared(self, given: Sequence[Given], sheet: Sheet) -> list[Given]:
        """The rows as they are compared; kinds that keep more than cells add it here."""
        return list(given)

    def faults(self, given: Sequence[Given], sheet: Sheet, matched: Collection[str]) -> Iterable[Fault]:
        """What is wrong with the file as a whole, beyond its cells."""
        return ()

    @abstractmethod
    def standing(self) -> dict[str, Standing]:
        """What is there now, by key."""

    @abstractmethod
    def judge(self, line: Line) -> Iterator[Fault]:
        """What is wrong with a line that would be written."""

    @abstractmethod
    def write(self, lines: Sequence[Line]) -> list[Written]:
        """Write new and changed lines, and tell what was done to which row of which table."""

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        """Take away new rows of a table (id to key) that nothing rests on. Raises Problem for what stays."""
        raise Problem(CONFLICT, _("What is written once stays: bring in a later line that corrects it."))

    def resting(self, table: str, ids: Collection[int]) -> dict[int, str]:
        """Which new rows of a table may not be taken back, each with the table that refers to it."""
        return resting_on(apps.get_model(table), ids)

    def is_as_left(self, written: Written, standing: Standing | None) -> bool:
        """Whether nobody has changed the row since it was brought in."""
        return standing is not None and (standing.subject_id, standing.values) == (
            written.subject_id,
            written.after,
        )

    def restored(self, written: Written, standing: Standing) -> Line:
        """The line that puts back what stood before."""
        return Line(0, written.key, written.subject_id, standing.values, written.before or {})

    # What rows refer to, each read once.
    @cached_property
    def regions(self) -> dict[str, Region]:
        rows = Region.objects.filter(election=self.election).defer("outline", "boundary")
        return {one.code: one for one in rows}

    @cached_property
    def region_codes(self) -> dict[int, str]:
        return {one.pk: code for code, one in self.regions.items()}

    @cached_property
    def contests(self) -> dict[str, Contest]:
        return {one.code: one for one in Contest.objects.filter(election=self.election)}

    @cached_property
    def stations(self) -> dict[str, tuple[int, int]]:
        """Code to the station's id and its region's."""
        rows = Station.objects.filter(election=self.election).values_list("code", "pk", "region_id")
        return {code: (pk, region_id) for code, pk, region_id in rows}

    @cached_property
    def commissions(self) -> dict[str, list[int]]:
        """Code to ids: two contests may each have a commission of one code."""
        found: dict[str, list[int]] = {}
        for code, pk in Commission.objects.filter(election=self.election).values_list("code", "pk"):
            found.setdefault(code, []).append(pk)
        return found


def unknown(line: Line, column: str, known: Collection[str]) -> Iterator[Fault]:
    """A fault when a line names something that is on no list."""
    named = line.after.get(column)
    if named and named not in known:
        yield Fault(line.row, column, "unknown", {"value": named})


def names_of(values: Values, there: Mapping[str, str] | None = None) -> dict[str, str]:
    """Names by language; languages the file has no column for stay as they are."""
    names = dict(there or {})
    for column, language in NAME_COLUMNS.items():
        if values.get(column):
            names[language] = values[column]
        else:
            names.pop(language, None)
    return names


def name_values(names: Mapping[str, str]) -> dict[str, Any]:
    return {column: names.get(language) for column, language in NAME_COLUMNS.items()}


def lacks_a_name(line: Line) -> Iterator[Fault]:
    if not any(line.after.get(column) for column in NAME_COLUMNS):
        yield Fault(line.row, "name_en", "needed")


def resting_on(
    model: type[models.Model], ids: Collection[int], *, except_for: Collection[str] = ()
) -> dict[int, str]:
    """Which of the rows others refer to, each with the label of one table that does.

    Asked of the registry of models, so that a table added tomorrow in any room is asked too. History and the
    tables in `except_for` do not count.
    """
    found: dict[int, str] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        at: Any = relation
        source: Any = at.related_model if relation.auto_created and not relation.concrete else None
        if source is None or at.many_to_many or not source._meta.managed:
            continue
        label = source._meta.label
        if issubclass(source, pghistory.models.Event) or label in except_for:
            continue
        field = at.field.name
        rows = source._base_manager.filter(**{f"{field}__in": list(ids)})
        if source is model:
            rows = rows.exclude(pk__in=list(ids))
        found |= dict.fromkeys(rows.order_by().values_list(field, flat=True).distinct(), label)
    return found


def save(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Add those without an id and change `fields` of the others: a statement for each some thousand rows.

    An upsert changes ten thousand rows in a second, where `bulk_update` builds a CASE of them.
    """
    model: Any = type(rows[0]) if rows else None
    new, there = [one for one in rows if one.pk is None], [one for one in rows if one.pk is not None]
    if new:
        model.objects.bulk_create(new, batch_size=BATCH)
    if there:
        model.objects.bulk_create(
            there, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )


def delete(model: type[models.Model], ids: Collection[int]) -> None:
    """Delete rows in one statement; the database's own keys refuse what is still referred to."""
    rows: Any = model._base_manager.filter(pk__in=list(ids))
    rows._raw_delete(rows.db)
