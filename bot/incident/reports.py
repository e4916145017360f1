"""The duty to report: what counts as a report, and the clock that every held role but the lead's runs on.

Law: the due time follows from the record alone, never from the present moment, so that the card, the reminder and the
review all name the same one.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.incident import checks, nights
from bot.incident.errors import Refused
from bot.incident.facts import NothingNew, Postponed, Reported
from bot.incident.logbook import Saying
from bot.incident.parts import Role
from bot.incident.policy import LEAD
from bot.incident.state import Case

DEADLINE_SHARE = 4  # between two reports passes at most a quarter of the time that a customer's deadline leaves
DEADLINE_GAP_MIN = 10  # but a deadline asks for no more than a report every ten minutes
PROMISE_MAX_MIN = 24 * 60  # "next 25m" is a promise; what is further away than a day is a follow-up
PATIENCE_MAX_MIN = 10  # the lead hears of a silence after half an interval, and never later than this
UNATTENDED_INTERVALS = 2  # after the due time
NO_NIGHT_SEVERITY = 1
POSTPONE_MAX_MIN = 60  # as long as a pause of all reminders may last

Staleness: TypeAlias = Literal["stale", "unattended"]

_NO_NEED = frozenset({"", "-", "–", "—", "no", "none", "nothing", "n/a"})  # these are an answer, and no need
# The column of the cadence table for a status; column 0 runs until the holder's first report.
FIRST = 0
COLUMN = {"investigating": 1, "identified": 2, "mitigated": 3}


def states_any(words: str) -> bool:
    """Whether a report's needs or actions are any: “none” is an answer, and nothing to be told as one."""
    return words.strip(" .!").casefold() not in _NO_NEED


@dataclass(frozen=True, slots=True)
class ReportClock:
    """A role's report is due at `due_at`, counted from `since`; `interval` is the n of the ladder."""

    since: datetime
    due_at: datetime
    interval: timedelta


def report(  # noqa: PLR0913 - as many as the form has fields
    case: Case,
    *,
    role: str | None = None,
    conditions: str,
    actions: str = "",
    needs: str = "",
    evidence: str = "",
    promised_min: int | None = None,
) -> list[Saying]:
    """The report of the named role, else of all roles that the caller holds (the lead's is the card's one sentence).

    The lead may also pass on what the holder of a role said. `promised_min` counts from now.
    Refuses `report_needs_words`, `promise_out_of_range`, `no_role`, `unknown_role`, `role_free`, `not_holder` and
    `closed`.
    """
    checks.not_closed(case)
    checks.some_words(conditions + actions + needs, otherwise="report_needs_words")
    if promised_min is not None and not 0 < promised_min <= PROMISE_MAX_MIN:
        raise Refused("promise_out_of_range", minutes=promised_min, max_minutes=PROMISE_MAX_MIN)
    promised_at = None if promised_min is None else case.now + timedelta(minutes=promised_min)
    return [
        Reported(
            role=name,
            conditions=conditions.strip(),
            actions=actions.strip(),
            needs=needs.strip(),
            promised_at=promised_at,
            evidence=evidence.strip(),
        )
        for name in _reporting(case, role)
    ]


def nothing_new(case: Case, *, role: str | None = None) -> list[Saying]:
    """The duty is met without a finding, for the named role, else for all of the caller's that have one already.

    Refuses `first_report_needs_words` when none has, `lead_owes_no_report`, `already_so` for a second press, and what
    `report` refuses about roles.
    """
    checks.not_closed(case)
    names = [name for name in _reporting(case, role) if name != LEAD]
    if not names:
        raise Refused("lead_owes_no_report")
    ready = [name for name in names if case.incident.role(name).reports]
    if not ready:
        raise Refused("first_report_needs_words", roles=names)
    said = [name for name in ready if not checks.is_pressed_twice(case, NothingNew(role=name))]
    if not said:
        raise Refused("already_so", what="nothing new")
    return [NothingNew(role=name) for name in said]


def postpone(case: Case, *, role: str, minutes: int) -> list[Saying]:
    """The holder or the lead moves the due time by so many minutes, from now when it is late already.

    Refuses what `put_off` does, and `already_so` for a second press.
    """
    name, until = put_off(case, role=role, minutes=minutes)
    if checks.is_pressed_twice(case, Postponed(role=name, until=until), but={"until"}):
        raise Refused("already_so", what="put off")
    return [Postponed(role=name, until=until)]


def put_off(case: Case, *, role: str, minutes: int) -> tuple[str, datetime]:
    """The role by its name, and when it reports next if its report is put off by so many minutes.

    Refuses `postpone_out_of_range`, `lead_owes_no_report`, `nothing_due`, and what `report` refuses about roles.
    """
    checks.not_closed(case)
    (name,) = _reporting(case, role)
    if name == LEAD:
        raise Refused("lead_owes_no_report")
    if not 0 < minutes <= POSTPONE_MAX_MIN:
        raise Refused("postpone_out_of_range", minutes=minutes, max_minutes=POSTPONE_MAX_MIN)
    due = due_at(case, name)
    if due is None:
        raise Refused("nothing_due", role=name)
    return name, max(due, case.now) + timedelta(minutes=minutes)


def _reporting(case: Case, role: str | None) -> tuple[str, ...]:
    """The roles that the caller may speak for: the named one, if it is theirs or they lead, else all they hold."""
    if role is None:
        held = tuple(name for name in case.incident.held_by(case.by) if _held_then(case, name))
        if not held:
            raise Refused("no_role", free=checks.free_roles(case))
        return held
    name = checks.known_role(case, role).name
    holder = case.incident.role(name).holder
    if holder is None:
        raise Refused("role_free", role=name)
    if case.by != holder and not checks.leads(case):
        raise Refused("not_holder", role=name, holder=holder)
    return (name,)


def _held_then(case: Case, name: str) -> bool:
    """A report that is heard late speaks for no role that was taken after it was said."""
    held_since = case.incident.role(name).held_since
    return held_since is None or held_since <= case.now


def due_at(case: Case, role: str) -> datetime | None:
    """When the role owes its next report; None when it owes none. Neither `case.now` nor `case.by` matters."""
    clock = clock_of(case, role)
    return None if clock is None else clock.due_at


def interval(case: Case, role: str) -> timedelta | None:
    """The n of the ladder: how long the interval is that runs for this role; None when nothing is due."""
    clock = clock_of(case, role)
    return None if clock is None else clock.interval


def patience(n: timedelta) -> timedelta:
    """How long only the holder is asked for a report that is due; then the lead hears. `n` is the interval of it."""
    return min(n / 2, timedelta(minutes=PATIENCE_MAX_MIN))


def staleness(case: Case, role: str) -> Staleness | None:
    """What is to be said of the picture that the role last gave; None for nothing.

    It is stale one whole interval after the due time, for it is the picture no longer; after two, nobody is at it.
    """
    clock = clock_of(case, role)
    if clock is None or case.now < clock.due_at + clock.interval:
        return None
    return "stale" if case.now < clock.due_at + UNATTENDED_INTERVALS * clock.interval else "unattended"


def is_stale(case: Case, role: str) -> bool:
    """True one whole interval after the due time."""
    return staleness(case, role) is not None


def clock_of(case: Case, role: str) -> ReportClock | None:
    """The running clock of a held role; None for the lead, a free role, an incident that is over, or "on demand".

    A postponement beats a promise, a promise beats the cadence and a customer's deadline: people said so. Signs of work
    put it off.
    """
    clock = _agreed_clock(case, role)
    if clock is None:
        return None
    seen = (one.until for one in case.incident.role(role).seen_at_work)
    return replace(clock, due_at=max([clock.due_at, *seen]))


def _agreed_clock(case: Case, role: str) -> ReportClock | None:
    held = case.incident.role(role)
    if role == LEAD or held.holder is None or held.held_since is None or not case.incident.is_open:
        return None
    since = _counted_from(case, held, held.held_since)
    cadence = _cadence(case, held, since)
    agreed_at = held.postponed_until or held.promised_at
    if agreed_at is not None and agreed_at > since and not _is_too_soon(case, since, agreed_at, cadence):
        promised = None if held.postponed_until else agreed_at - since
        return ReportClock(since, agreed_at, promised or cadence or agreed_at - since)
    dues = [since + cadence] if cadence else []
    dues += _deadline_dues(case, since)
    return ReportClock(since, min(dues), min(dues) - since) if dues else None


def _is_too_soon(case: Case, since: datetime, agreed_at: datetime, cadence: timedelta | None) -> bool:
    """After a pause there is a whole interval, whatever was agreed for a moment in it or right behind it."""
    return since == case.incident.clocks_from and cadence is not None and agreed_at < since + cadence


def _counted_from(case: Case, role: Role, held_since: datetime) -> datetime:
    """The last report, the taking of the role, the reopening or the end of a pause, whichever comes last."""
    incident = case.incident
    opened = [at for at in (incident.open_since, incident.clocks_from) if at]
    reported = [role.last_report_at] if role.last_report_at else []
    return max(held_since, *opened, *reported)


def _cadence(case: Case, role: Role, since: datetime) -> timedelta | None:
    """The interval from then on, by severity and status; longer in the holder's night, if the house wants it so.

    Never in a SEV1, nor for a first report, whose holder was awake to take the role.
    """
    policy, slower, severity = case.policy, case.incident.slower, case.incident.severity
    minutes = policy.minutes(severity, role.name)
    if minutes is None:
        return None
    agreed = minutes[COLUMN[case.incident.status] if role.reports else FIRST]
    plain = timedelta(minutes=agreed * slower)
    if severity == NO_NIGHT_SEVERITY or not (role.reports and role.zone) or policy.night_slower <= slower:
        return plain
    longer = timedelta(minutes=agreed * policy.night_slower)
    return nights.stretched(since, plain, longer, zone=role.zone, night=policy.night)


def _deadline_dues(case: Case, since: datetime) -> list[datetime]:
    """The due time that each customer's deadline asks for, counted from when we learnt of it if that was later."""
    dues = []
    for customer in case.incident.customers:
        if customer.done or customer.deadline_at is None or customer.deadline_known_at is None:
            continue
        start = max(since, customer.deadline_known_at)
        if start < customer.deadline_at:
            gap = max((customer.deadline_at - start) / DEADLINE_SHARE, timedelta(minutes=DEADLINE_GAP_MIN))
            dues.append(start + gap)
    return dues


def first_interval(case: Case) -> timedelta | None:
    """How long a fresh holder has for the first report, and an offer waits for its answer; None on demand."""
    minutes = case.policy.minutes(case.incident.severity)
    return None if minutes is None else timedelta(minutes=minutes[FIRST])


def phase_interval(case: Case) -> timedelta | None:
    """The cadence of the present status, without anybody's promise; None on demand or when the incident is over."""
    minutes = case.policy.minutes(case.incident.severity)
    column = COLUMN.get(case.incident.status)
    return None if minutes is None or column is None else timedelta(minutes=minutes[column] * case.incident.slower)
