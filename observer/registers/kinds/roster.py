"""People and teams: accounts, roles, teams and, sealed, who they are.

What tells who somebody is never stands among a line's values: only a fingerprint does, which needs the
person's own key. The words themselves stay in memory between the file and the sealed record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from observer.missions.access import GRANTS, Act, may, roles_given
from observer.missions.dossiers import Dossier, dossiers, unsealed
from observer.missions.models import Membership, MembershipRegion, Team, TeamMember
from observer.missions.personal import Person, errors_of
from observer.missions.roles import HEADQUARTERS, Role
from observer.registers.columns import ROSTER
from observer.registers.differences import Fault, Given, Line, Standing, Values
from observer.registers.kinds import roster_rows
from observer.registers.kinds.base import Kind, Written, resting_on
from observer.registers.sheets import Sheet

MEMBER, TEAM = "missions.Membership", "missions.Team"
PRIVATE = ("name", "telephone", "email")
# What a member leaves behind who never did anything: it does not keep them.
LIGHT = ("missions.PersonalKey", "missions.PersonalRecord", "missions.Enrolment")


class Roster(Kind):
    """Members by code. Teams that are not there yet are made; nobody gives a role beyond their own."""

    columns = ROSTER
    tables = (MEMBER, TEAM)

    def __init__(self, by: Membership) -> None:
        super().__init__(by)
        self.people: dict[str, Person] = {}
        self.emails: dict[str, str] = {}
        # Where a team is at home: as the first row says that names it, and as each row says.
        self.bases: dict[str, str] = {}
        self._said: dict[str, str] = {}

    @property
    def blank(self) -> Values:
        return {"code": None, "role": None, "team": None, "regions": [], "person": None}

    def key_of(self, values: Values) -> str:
        return str(values["code"])

    @cached_property
    def members(self) -> dict[str, Membership]:
        """Members at work by code, each with `teams_now`."""
        now = TeamMember.objects.filter(until__isnull=True).select_related("team")
        rows = Membership.objects.filter(mission=self.mission, end__isnull=True).select_related("user")
        rows = rows.prefetch_related("own_regions", Prefetch("teams", now, to_attr="teams_now"))
        return {one.code: one for one in rows}

    @cached_property
    def dossiers(self) -> dict[int, Dossier]:
        return dossiers(self.mission.pk)

    @cached_property
    def teams(self) -> dict[str, Team]:
        rows = Team.objects.filter(mission=self.mission).select_related("base_region")
        return {one.code: one for one in rows}

    @cached_property
    def _former(self) -> set[str]:
        rows = Membership.objects.filter(mission=self.mission, end__isnull=False)
        return set(rows.values_list("code", flat=True))

    @cached_property
    def _emails_of_members(self) -> dict[str, str]:
        """Sign-in addresses of the mission's members, those who left included, to their codes."""
        rows = Membership.objects.filter(mission=self.mission, user__email__isnull=False)
        return {str(email).lower(): code for email, code in rows.values_list("user__email", "code")}

    def standing(self) -> dict[str, Standing]:
        return {code: Standing(one.pk, self._values(one)) for code, one in self.members.items()}

    def _values(self, one: Membership) -> Values:
        teams: list[TeamMember] = one.teams_now  # type: ignore[attr-defined]  # by the prefetch above
        stored = self.dossiers.get(one.pk)
        return {
            "code": one.code,
            "role": one.role,
            "team": teams[0].team.code if teams else None,
            "regions": sorted(self.region_codes[own.region_id] for own in one.own_regions.all()),
            "person": stored.fingerprint if stored else None,
        }

    def prepared(self, given: Sequence[Given], sheet: Sheet) -> list[Given]:
        """Rows without the words that tell who somebody is; those are kept here, by code."""
        return [Given(one.row, one.key, self._kept(one)) for one in given]

    def _kept(self, given: Given) -> Values:
        values = {code: value for code, value in given.values.items() if code not in (*PRIVATE, "base")}
        if base := given.values.get("base"):
            self._said[given.key] = base
            self.bases.setdefault(str(given.values.get("team") or ""), base)
        told = {code: given.values[code] or "" for code in PRIVATE if code in given.values}
        if told.get("email"):
            self.emails[given.key] = told["email"]
        there = self.members.get(given.key)
        if there and there.user.email and told.get("email", there.user.email) != there.user.email.lower():
            # Not changed by a file: the line is looked at, and refused.
            values["person"] = "new"
        stored = self.dossiers.get(there.pk) if there else None
        if not may(self.by, Act.WRITE_NAMES) or not (told if stored else {"name", "telephone"} & told.keys()):
            return values
        person = replace(stored.person if stored else Person(""), **told)
        if stored and person == stored.person:
            return values
        self.people[given.key] = person
        return {**values, "person": "new"}

    def faults(self, given: Sequence[Given], sheet: Sheet, matched: Collection[str]) -> Iterable[Fault]:
        if not may(self.by, Act.WRITE_NAMES):
            yield from (Fault(0, one, "names-not-yours") for one in ("name", "telephone") if one in matched)
        seen: dict[str, str] = {}
        for one in given:
            yield from self._judge_base(one)
            email = self.emails.get(one.key, "")
            if (
                email
                and one.values.get("role") in HEADQUARTERS
                and seen.setdefault(email, one.key) != one.key
            ):
                yield Fault(one.row, "email", "email-twice")

    def judge(self, line: Line) -> Iterator[Fault]:
        after = line.after
        role = Role(after["role"]) if after["role"] else None
        if line.before is None and line.key in self._former:
            yield Fault(line.row, "code", "code-of-former")
        if role is not None:
            yield from self._judge_role(line, role)
        yield from (Fault(line.row, "regions", "unknown", {"value": one}) for one in self._strange(after))
        if person := self.people.get(line.key):
            yield from self._judge_person(line, person)

    def _judge_role(self, line: Line, role: Role) -> Iterator[Fault]:
        given = roles_given(self.by)
        before = Role(line.before["role"]) if line.before else None
        if role not in given or (before and before not in given):
            yield Fault(line.row, "role", "role-not-yours")
        if before and (before in HEADQUARTERS) != (role in HEADQUARTERS):
            yield Fault(line.row, "role", "role-side")
        if line.after["team"] and Act.FILE_REPORT not in GRANTS[role]:
            yield Fault(line.row, "team", "no-team-for-role")
        if bool(line.after["regions"]) != (role == Role.REGIONAL_COORDINATOR):
            code = "no-regions-for-role" if line.after["regions"] else "needed"
            yield Fault(line.row, "regions", code)
        if role in HEADQUARTERS:
            yield from self._judge_email(line)

    def _judge_email(self, line: Line) -> Iterator[Fault]:
        email, there = self.emails.get(line.key), self.members.get(line.key)
        if there is None and not email:
            yield Fault(line.row, "email", "needed")
        elif there is None and email in self._emails_of_members:
            yield Fault(line.row, "email", "email-taken", {"value": self._emails_of_members[email]})
        elif there is not None and email and email != (there.user.email or "").lower():
            yield Fault(line.row, "email", "email-fixed")

    def _strange(self, after: Values) -> list[str]:
        return [one for one in after["regions"] if one not in self.regions]

    def _judge_base(self, given: Given) -> Iterator[Fault]:
        """A file gives new teams their home, one each, and moves no team."""
        team, base = given.values.get("team"), self._said.get(given.key)
        if not base:
            return
        there = self.teams[team].base_region if team in self.teams else None
        home = (there.code if there else "–") if team in self.teams else self.bases.get(team or "")
        if base not in self.regions:
            yield Fault(given.row, "base", "unknown", {"value": base})
        elif base != home:
            yield Fault(given.row, "base", "team-base", {"value": home})

    def _judge_person(self, line: Line, person: Person) -> Iterator[Fault]:
        codes = {"name": "name-first", "telephone": "not-a-telephone", "email": "too-long"}
        for error in errors_of(person):
            yield Fault(line.row, error["field"], codes[error["field"]], {"most": 200})

    def write(self, lines: Sequence[Line]) -> list[Written]:
        new_teams = roster_rows.make_teams(self, lines)
        before = {line.key: self.members.get(line.key) for line in lines}
        members = roster_rows.make_members(self, lines)
        roster_rows.place_in_teams(self, lines, members, new_teams)
        roster_rows.answer_for_regions(self, lines, members)
        prints = roster_rows.seal_people(self, lines, members)
        return [
            *(Written(TEAM, team.pk, code, None, {"code": code}) for code, team in new_teams.items()),
            *(self._written(line, before[line.key], members[line.key], prints) for line in lines),
        ]

    def _written(
        self, line: Line, before: Membership | None, member: Membership, prints: Mapping[int, str]
    ) -> Written:
        stored = self.dossiers.get(member.pk) if before else None
        after = {**line.after, "person": prints.get(member.pk, line.after["person"])}
        sealed = stored.sealed if stored and member.pk in prints else None
        return Written(MEMBER, member.pk, line.key, line.before, after, sealed)

    def restored(self, written: Written, standing: Standing) -> Line:
        """With the person as they stood before, unless they were erased since."""
        line = super().restored(written, standing)
        if written.sealed is None:
            return Line(
                0, line.key, line.subject_id, line.before, {**line.after, "person": standing.values["person"]}
            )
        for person in unsealed(self.mission.pk, {written.subject_id: written.sealed}).values():
            self.people[written.key] = person
        return line

    def resting(self, table: str, ids: Collection[int]) -> dict[int, str]:
        """After taking new people out of their teams and regions, and out of new teams who went on."""
        self._loosen(table, ids)
        model: Any = Membership if table == MEMBER else Team
        return resting_on(model, ids, except_for=LIGHT if table == MEMBER else ())

    @staticmethod
    def _loosen(table: str, ids: Collection[int]) -> None:
        if table == MEMBER:
            TeamMember.objects.filter(membership__in=list(ids)).delete()
            MembershipRegion.objects.filter(membership__in=list(ids)).delete()
        else:
            TeamMember.objects.filter(team__in=list(ids), until__isnull=False).delete()

    def is_as_left(self, written: Written, standing: Standing | None) -> bool:
        """Teams carry nothing that could have been changed."""
        return written.table == TEAM or super().is_as_left(written, standing)

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        """People end and free their code; what is sealed of them waits for erasure. New teams go."""
        if table == MEMBER:
            roster_rows.end_members(self, rows, reason)
        else:
            roster_rows.drop_teams(rows)
