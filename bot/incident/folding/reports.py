"""The duty to report: what was found, what was put off, and when it rests."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import answered, left_alone, settled
from bot.incident.logbook import Entry
from bot.incident.parts import Pause, Role
from bot.incident.state import Incident

NOT_PUT_OFF: Mapping[str, Any] = {"postponed_until": None, "snoozed_why": "", "snoozed_times": 0, "seen_at_work": ()}


ReportFact: TypeAlias = f.Reported | f.NothingNew | f.Postponed | f.Snoozed | f.SeenAtWork
PauseFact: TypeAlias = f.Paused | f.Resumed


def fold(incident: Incident, entry: Entry, fact: ReportFact) -> Incident:
    role = incident.role(fact.role)
    if isinstance(fact, f.SeenAtWork):
        seen = replace(role, seen_at_work=(*role.seen_at_work, fact))
        return replace(incident, roles={**incident.roles, role.name: seen})
    if isinstance(fact, f.Postponed | f.Snoozed):
        return _put_off(incident, entry, role, fact)
    role = replace(_with_finding(role, entry, fact), reports=role.reports + 1)
    if role.last_report_at is None or entry.at >= role.last_report_at:  # one that is heard late turns no clock back
        promised_at, in_a_row = None, role.nothing_new_in_a_row + 1
        if isinstance(fact, f.Reported):
            promised_at, in_a_row = fact.promised_at, 0
        role = replace(
            role,
            last_report_at=entry.at,
            nothing_new_in_a_row=in_a_row,
            promised_at=promised_at,
            **NOT_PUT_OFF,
        )
    answer = "reported" if isinstance(fact, f.Reported) else "nothing new"
    if isinstance(fact, f.Reported):
        incident = settled(incident, entry, "prompt", f"nothing-new {role.name}", "reported")
    return replace(answered(incident, entry, role.name, answer), roles={**incident.roles, role.name: role})


def _put_off(incident: Incident, entry: Entry, role: Role, fact: f.Postponed | f.Snoozed) -> Incident:
    role, answer = replace(role, postponed_until=fact.until), "postponed"
    if isinstance(fact, f.Snoozed):
        role = replace(role, snoozed_why=fact.why, snoozed_times=role.snoozed_times + 1)
    elif fact.looks_after:
        answer = "looked after"
    return replace(answered(incident, entry, role.name, answer), roles={**incident.roles, role.name: role})


def _with_finding(role: Role, entry: Entry, fact: f.Reported | f.NothingNew) -> Role:
    """What was found last is what was said last, in whatever order we heard it."""
    is_older = role.last_finding_at is not None and entry.at < role.last_finding_at
    if isinstance(fact, f.NothingNew) or is_older:
        return role
    return replace(role, last_finding=fact, last_finding_at=entry.at, last_finding_by=entry.by)


def fold_pauses(incident: Incident, entry: Entry, fact: PauseFact) -> Incident:
    if isinstance(fact, f.Resumed):
        return running_again(incident, entry)
    paused = Pause(entry.by, fact.until, fact.why)
    return replace(left_alone(incident, entry), paused=paused, clocks_from=fact.until)


def running_again(incident: Incident, entry: Entry) -> Incident:
    """However late it is heard that a pause is over: it never lasts longer than was said."""
    if incident.paused is None:
        return incident
    return replace(incident, paused=None, clocks_from=min(entry.at, incident.paused.until))
