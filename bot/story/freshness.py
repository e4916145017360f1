"""How old the picture of each role is: the foot of the brief, and what a gap can say about who is on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.incident import reports
from bot.incident.facts import NothingNew
from bot.incident.parts import Role
from bot.incident.state import Case
from bot.story.statements import Statement

# "stale" one whole interval after the due time, "unattended" two, as the ladder of reminders has it.
Freshness: TypeAlias = Literal["on time", "late", "stale", "unattended", "on demand", "vacant"]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a role last told: its newest finding, and how often it has said *Nothing new* since.

    `promised` says that the holder named the due time; else the cadence did.
    """

    role: str
    holder: str | None
    state: Freshness
    finding_at: datetime | None
    nothing_new_at: datetime | None
    nothing_new_count: int
    due_at: datetime | None
    promised: bool
    last_word_at: datetime | None = None  # of its holders on record, reported or not, if younger than their report

    @property
    def last_at(self) -> datetime | None:
        return self.nothing_new_at or self.finding_at

    @property
    def is_stale(self) -> bool:
        return self.state in {"stale", "unattended"}


def pictures(case: Case, due: Mapping[str, datetime | None], said: Sequence[Statement] = ()) -> tuple[Picture, ...]:
    """Every role of the house, in its order, then any other that somebody held or reported for; `said` is on record."""
    house = [duty.name for duty in case.policy.duties]
    others = [name for name, role in case.incident.roles.items() if role.holder or role.last_finding]
    words = {statement.role: statement.at for statement in said}
    roles = [case.incident.role(name) for name in dict.fromkeys([*house, *others])]
    return tuple(_picture(case, role, due.get(role.name), words.get(role.name)) for role in roles)


def _picture(case: Case, role: Role, due_at: datetime | None, last_word_at: datetime | None) -> Picture:
    quiet = [entry.at for entry, fact in case.incident.of(NothingNew) if fact.role == role.name]
    since_finding = [at for at in quiet if role.last_finding_at is None or at > role.last_finding_at]
    return Picture(
        role=role.name,
        holder=role.holder,
        state=_state(role, case.now, due_at, reports.interval(case, role=role.name)),
        finding_at=role.last_finding_at,
        nothing_new_at=max(since_finding, default=None),
        nothing_new_count=len(since_finding),
        due_at=due_at,
        promised=due_at is not None and role.promised_at == due_at,
        last_word_at=_younger(last_word_at, role.last_finding_at),
    )


def _younger(word_at: datetime | None, finding_at: datetime | None) -> datetime | None:
    return None if word_at is None or (finding_at is not None and word_at <= finding_at) else word_at


def _state(role: Role, now: datetime, due_at: datetime | None, interval: timedelta | None) -> Freshness:
    if role.holder is None:
        return "vacant"
    if due_at is None or interval is None:
        return "on demand"
    if now < due_at:
        return "on time"
    if now < due_at + interval:
        return "late"
    return "stale" if now < due_at + reports.UNATTENDED_INTERVALS * interval else "unattended"
