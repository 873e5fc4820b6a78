"""What befalls synthetic reports on their way and afterwards: slips, doubles, wrong codes, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from observer.operations.example.answers.situation import Answers
from observer.operations.example.sent import (
    COUNTED,
    DOUBLE,
    KEPT_DOUBLE,
    LATE,
    PLACED,
    QUARANTINED,
    REPLACED,
    UNPLACED,
    WITHDRAWN,
    WITHOUT_RESULTS,
    Sent,
    Sync,
)
from observer.operations.example.truth import Truth

LATE_BY = timedelta(days=3)
IN_THE_REGION, NOWHERE = 0.05, 0.02
# How far headquarters has come with incidents: the states each goes through, and how often.
LIVES: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 30),
    (("following_up",), 22),
    (("following_up", "confirmed"), 20),
    (("confirmed",), 6),
    (("following_up", "not_confirmed"), 9),
    (("following_up", "confirmed", "closed"), 9),
    (("following_up", "not_confirmed", "closed"), 4),
)


@dataclass(slots=True)
class Fates:
    """`uuid` makes the next id for a moment; `made` counts every report made; `due`: whose turn it is."""

    random: Random
    truth: Truth
    uuid: Callable[[datetime], UUID]
    made: int = 0
    due: dict[str, float] = field(default_factory=dict)

    def syncs(self, team: int, heard: datetime, sent: Sequence[Sent]) -> Iterator[Sync]:
        """The reports of one stop as they arrive: at once, corrected, sent again by the partner, or late."""
        now: list[Sent] = []
        soon: list[Sent] = []
        late: list[Sent] = []
        partner: list[Sent] = []
        for report in sent:
            match self.befalls(report):
                case "late":
                    late.append(replace(report, fate=LATE))
                case "corrected":
                    original, correction = self.correct(report)
                    now.append(original)
                    soon.append(correction)
                case "double":
                    now.append(report)
                    partner.append(self.again(report))
                case fate:
                    now.append(self.judged(replace(report, fate=fate)))
        for reports, at, member in (
            (now, heard, 0),
            (partner, heard + timedelta(minutes=9), 1),
            (soon, heard + timedelta(minutes=20), 0),
            (late, heard + LATE_BY, 0),
        ):
            if reports:
                self.made += len(reports)
                yield Sync(team, at, tuple(reports), member)

    def befalls(self, report: Sent) -> str:
        if report.fate in (UNPLACED, PLACED):
            return report.fate
        if report.form == "counting" and self.strikes(WITHOUT_RESULTS, self.truth.without_results):
            return WITHOUT_RESULTS
        corrected = 0.0 if report.form == "incident" else self.truth.corrected
        for fate, share in (
            (LATE, self.truth.late),
            (WITHDRAWN, self.truth.withdrawn),
            (QUARANTINED, self.truth.quarantined),
            ("corrected", corrected),
            (DOUBLE, self.truth.double),
        ):
            if self.strikes(fate, share):
                return fate
        return COUNTED

    def strikes(self, fate: str, share: float) -> bool:
        """Whether it is this one's turn: evenly, as `share` has it, so that small missions meet it too."""
        self.due[fate] = self.due.get(fate, 0.5) + share
        if self.due[fate] < 1:
            return False
        self.due[fate] -= 1
        return True

    def judged(self, report: Sent) -> Sent:
        """With a review that moves no figure, where there is one."""
        if report.fate != COUNTED:
            return report
        for verdict, share in (("accept", self.truth.accepted), ("question", self.truth.questioned)):
            if self.strikes(verdict, share):
                return replace(report, verdict=verdict)
        return report

    def correct(self, report: Sent) -> tuple[Sent, Sent]:
        """The original with a slip in it, and the correction by which the observers mend it."""
        made = report.made_at + timedelta(minutes=12)
        slipped, reason = slip(report.form, report.answers)
        original = replace(report, answers=slipped, fate=REPLACED, photos=())
        correction = replace(
            report, client_id=self.uuid(made), made_at=made, replaces=report.client_id, reason=reason
        )
        return original, correction

    def again(self, report: Sent) -> Sent:
        """The same, sent by the other of the pair, who thinks nobody had: another id, another visit."""
        client_id = self.uuid(report.made_at)
        settled = DOUBLE if self.strikes("settled", 0.5) else KEPT_DOUBLE
        return replace(
            report,
            client_id=client_id,
            report_id=client_id,
            visit_id=self.uuid(report.arrived_at),
            member=1,
            fate=settled,
            original=report.client_id,
            photos=(),
        )

    def typed(self, sent: Sequence[Sent], code: str) -> list[Sent]:
        """The reports of one visit; now and then under a code that does not stand so in the register.

        Headquarters finds out where some of them belong.
        """
        if not self.strikes("wrong code", self.truth.unplaced):
            return list(sent)
        number = code.removeprefix("KZ-")
        zero = number.replace("0", "O", 1)
        # The third begins with a Cyrillic letter.
        wrong = (f"KZ {number}", number, f"КZ-{number}", f"KZ-{number}X", f"KZ-{zero}1")
        typed = self.random.choice(wrong)
        fate = PLACED if self.strikes(PLACED, self.truth.placed_by_headquarters) else UNPLACED
        return [
            replace(report, station_code=typed, fate=fate if report.place else report.fate) for report in sent
        ]

    def incident(
        self, during: Sent, client_id: UUID, made: datetime, answers: Answers, at_commission: bool
    ) -> Sent:
        life = self.random.choices([life for life, _often in LIVES], [often for _life, often in LIVES])[0]
        during, place = self.elsewhere(during, at_commission)
        return replace(
            during,
            client_id=client_id,
            report_id=client_id,
            form="incident",
            made_at=made,
            answers={**answers, **place},
            life=life,
            photos=(),
        )

    def elsewhere(self, during: Sent, at_commission: bool) -> tuple[Sent, Answers]:
        """Most incidents are met where the team is; some are heard of elsewhere, or tied to no place."""
        if at_commission:
            return during, {"where": "commission", "place_code": during.commission}
        chance = self.random.random()
        if chance < IN_THE_REGION:
            about: Answers = {"where": "region", "place_code": during.region}
            return replace(during, place="", fate=COUNTED), about
        if chance < IN_THE_REGION + NOWHERE:
            return replace(during, place="", region="", fate=COUNTED), {"where": "none"}
        return during, {}


def slip(form: str, answers: Answers) -> tuple[Answers, str]:
    """The answers as first sent, with a slip that a tired person makes, and why they are corrected."""
    slipped = dict(answers)
    match form:
        case "voting" if "B1" in answers:
            # A digit was left out: more had voted than were on the list.
            slipped["B1"] = str(int(str(answers["B1"])) // 10)
            return slipped, "Voters on the list: a digit was missing"
        case "counting" if "P_N" in answers:
            slipped["P_N"] = str(int(str(answers["P_N"])) + 9)
            return slipped, "Invalid ballots: wrong line of the protocol"
        case "opening":
            slipped["A10w"] = str(max(0, int(str(answers["A10w"])) - 1))
            return slipped, "One woman more on the commission"
    overall = {"voting": "B25", "counting": "C18", "tabulation": "E18"}[form]
    slipped[overall] = "good" if answers[overall] != "good" else "very_good"
    return slipped, "Overall rating: wrong line ticked"
