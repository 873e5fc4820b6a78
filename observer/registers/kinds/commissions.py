"""Election commissions: a chain per contest, beside the administrative tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from observer.elections.models import Commission
from observer.missions.models import Membership
from observer.registers.columns import COMMISSIONS
from observer.registers.differences import Fault, Given, Line, Standing, Values
from observer.registers.kinds.base import (
    Kind,
    Written,
    delete,
    lacks_a_name,
    name_values,
    names_of,
    save,
    unknown,
)
from observer.registers.sheets import Sheet

TABLE = "elections.Commission"
FIELDS = ("level", "parent", "region", "names")


class Commissions(Kind):
    """Commissions by contest and code; without a contest they serve all of them."""

    columns = COMMISSIONS
    tables = (TABLE,)

    def __init__(self, by: Membership) -> None:
        super().__init__(by)
        # Key to parent of the rows in the file: a parent may come later than its children.
        self._coming: dict[str, Any] = {}

    def key_of(self, values: Values) -> str:
        contest = values.get("contest")
        return f"{contest}/{values['code']}" if contest else str(values["code"])

    @cached_property
    def _rows(self) -> dict[str, Commission]:
        rows = Commission.objects.filter(election=self.election).select_related("contest", "parent__contest")
        return {self._key(one): one for one in rows}

    @staticmethod
    def _key(one: Commission) -> str:
        return f"{one.contest.code}/{one.code}" if one.contest else one.code

    def standing(self) -> dict[str, Standing]:
        return {key: Standing(one.pk, self._values(one)) for key, one in self._rows.items()}

    def _values(self, one: Commission) -> Values:
        return {
            "contest": one.contest.code if one.contest else None,
            "code": one.code,
            "level": one.level,
            # A parent of another chain is told with its contest, as in the key.
            "parent": self._parent_code(one),
            "region": self.region_codes[one.region_id] if one.region_id else None,
            **name_values(one.names),
        }

    def _parent_code(self, one: Commission) -> str | None:
        if one.parent is None:
            return None
        return one.parent.code if one.parent.contest_id == one.contest_id else self._key(one.parent)

    def prepared(self, given: Sequence[Given], sheet: Sheet) -> list[Given]:
        self._coming = {one.key: one.values.get("parent") for one in given}
        return list(given)

    def judge(self, line: Line) -> Iterator[Fault]:
        yield from unknown(line, "contest", self.contests)
        yield from unknown(line, "region", self.regions)
        yield from lacks_a_name(line)
        parent = line.after["parent"]
        if parent and self._parent_key(line.after) not in {*self._rows, *self._coming}:
            yield Fault(line.row, "parent", "unknown", {"value": parent})
        elif parent and self._is_circle(line.key, line.after):
            yield Fault(line.row, "parent", "circle")

    def _parent_key(self, after: Values) -> str:
        """Of the same chain, else of the common one, else as it is written."""
        own = self.key_of({**after, "code": after["parent"]})
        known: Collection[str] = {*self._rows, *self._coming}
        return own if own in known else str(after["parent"])

    def _is_circle(self, key: str, after: Values) -> bool:
        """Whether the way up, as the file and the register tell it, comes back to where it began."""
        seen, at = {key}, self._parent_key(after)
        while at:
            if at in seen:
                return True
            seen.add(at)
            there = self._rows.get(at)
            above = self._coming.get(at) or (self._parent_code(there) if there else None)
            at = self._parent_key({**after, "parent": above}) if above else ""
        return False

    def write(self, lines: Sequence[Line]) -> list[Written]:
        made = {line.key: self._filled(self._rows.get(line.key), line.after) for line in lines}
        # Parents may come later in the file: rows first, then the chain between them.
        save(list(made.values()), FIELDS)
        known = {**self._rows, **made}
        for line in lines:
            made[line.key].parent = known[self._parent_key(line.after)] if line.after["parent"] else None
        save([one for one in made.values() if one.parent_id], FIELDS)
        return [Written(TABLE, made[line.key].pk, line.key, line.before, line.after) for line in lines]

    def _filled(self, there: Commission | None, after: Mapping[str, Any]) -> Commission:
        made = there or Commission(
            election=self.election,
            contest=self.contests[after["contest"]] if after["contest"] else None,
            code=after["code"],
            synthetic=self.election.synthetic or self.mission.synthetic,
        )
        made.parent = None
        made.level = after["level"]
        made.region = self.regions[after["region"]] if after["region"] else None
        made.names = names_of(after, made.names)
        return made

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        delete(Commission, rows)
