"""Roles, clocks and rules as the file has them, put together to the policy of the house."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.incident.acts import ACTS
from bot.incident.policy import (
    BRIEF_CADENCE_MIN,
    CONTACT_CADENCE_MIN,
    DEFAULT,
    DUTIES,
    LEAD,
    REPORT_CADENCE_MIN,
    SEVERITY_MEANINGS,
    Duty,
    Minutes,
    Policy,
)
from bot.incident.working_hours import WorkingHours
from bot.settings import groups, readers
from bot.settings.errors import SettingsError
from bot.settings.file import ConfigFile, KeyPath

ROLES_MAX = 10  # as many as a card shows (bot/render/card.py)
_BEGIN, _END = ("working_hours", "begin"), ("working_hours", "end")
_DEFAULTS: Mapping[str, Duty] = {duty.name: duty for duty in DUTIES}


def policy(told: Mapping[KeyPath, Any], file: ConfigFile) -> Policy:
    """The policy of what the file says by key; raises SettingsError with every role that cannot be."""
    names = [*_DEFAULTS, *(name for name in _named(file) if name not in _DEFAULTS)]
    wrong = [*_not_to_be(names, told, file)]
    duties = tuple(_duty(name, told) for name in names)
    wrong += _alike(duties, file)
    wrong += groups.refused(told, file)
    wrong += _not_reached(told, file)
    hours = DEFAULT.working_hours
    begins, ends = told.get(_BEGIN, hours.begins), told.get(_END, hours.ends)
    if begins == ends or (begins > ends and not {_BEGIN, _END} <= told.keys()):  # one alone is a slip, both a night
        place = file.place(_END if _END in told else _BEGIN)
        wrong.append(f'{place} leaves no time between {begins:%H:%M} and {ends:%H:%M}: set it to one like "18:00".')
    night = told.get(("night", "begin"), DEFAULT.night[0]), told.get(("night", "end"), DEFAULT.night[1])
    if night[0] == night[1]:
        place = file.place(("night", "end") if ("night", "end") in told else ("night", "begin"))
        wrong.append(f'{place} leaves no night, which begins at {night[0]:%H:%M}: set it to a time like "07:00".')
    wrong += _not_mailed(told, file)
    if wrong:
        raise SettingsError("\n".join(wrong))
    people = {at: groups.expanded(named, file.place(at), told, file) for at, named in told.items() if _is_list(at)}
    return Policy(
        duties=duties,
        report_cadence_min=_cadence("report_min", REPORT_CADENCE_MIN, told),
        brief_cadence_min=_cadence("brief_min", BRIEF_CADENCE_MIN, told),
        contact_cadence_min=_cadence("contact_min", CONTACT_CADENCE_MIN, told),
        brief_on_change=told.get(("briefs", "on_change"), DEFAULT.brief_on_change),
        brief_to=told.get(("briefs", "to"), DEFAULT.brief_to),
        mail_domains=told.get(("mail", "domains"), DEFAULT.mail_domains),
        prompts_off=told.get(("prompts", "off"), DEFAULT.prompts_off),
        severity_meanings={
            level: told.get(("severities", f"{level}", "meaning"), meaning)
            for level, meaning in SEVERITY_MEANINGS.items()
        },
        working_hours=WorkingHours(begins, ends, told.get(("working_hours", "days"), hours.days)),
        channel_name=told.get(("channels", "name"), DEFAULT.channel_name),
        drill_channel_name=told.get(("channels", "drill_name"), DEFAULT.drill_channel_name),
        archives_closed=told.get(("channels", "archive_when_closed"), DEFAULT.archives_closed),
        announced_severities=told.get(("announcements", "severities"), DEFAULT.announced_severities),
        announces_drills=told.get(("announcements", "drills"), DEFAULT.announces_drills),
        acts={
            act: ids
            for act, rule in ACTS.items()
            if (ids := people.get(("permissions", act), rule.open_to)) != rule.open_to
        },
        held_by={role: ids for role in names if (ids := people.get(("roles", role, "held_by"), ()))},
        offered_to={role: ids for role in names if (ids := people.get(("roles", role, "offered_to"), ()))},
        night_slower=told.get(("night", "slower"), DEFAULT.night_slower),
        night=night,
        escalate_to=people.get(("ladder", "escalate_to"), DEFAULT.escalate_to),
    )


def _cadence(key: str, default: Mapping[int, Minutes], told: Mapping[KeyPath, Any]) -> Mapping[int, Minutes]:
    chosen = {level: told.get(("severities", f"{level}", key), default.get(level, ())) for level in SEVERITY_MEANINGS}
    return {level: minutes for level, minutes in chosen.items() if minutes}


def _is_list(at: KeyPath) -> bool:
    """Whether people and groups are named there."""
    return at[0] in {"permissions", "ladder"} or (at[0] == "roles" and at[-1] in {"held_by", "offered_to"})


def _not_reached(told: Mapping[KeyPath, Any], file: ConfigFile) -> Iterator[str]:
    """A sentence for each list with a name that has nobody behind it."""
    for at, named in told.items():
        if not _is_list(at):
            continue
        try:
            groups.expanded(named, file.place(at), told, file)
        except SettingsError as error:
            yield str(error)


def _not_mailed(told: Mapping[KeyPath, Any], file: ConfigFile) -> Iterator[str]:
    """A sentence for each address that is to get briefs and to whose domain Sitrep may not write."""
    domains = told.get(("mail", "domains"), DEFAULT.mail_domains)
    for one in told.get(("briefs", "to"), DEFAULT.brief_to):
        domain = one.rpartition("@")[2]
        if "@" in one and domain not in domains:
            place = file.place(("briefs", "to"))
            yield f'{place} holds {one}, to which Sitrep may not write: add "{domain}" to mail.domains, or take it out.'


def _named(file: ConfigFile) -> Sequence[str]:
    """The roles that have a table, in the order of the file."""
    tables = file.told.get("roles", {})
    return [name for name, table in tables.items() if isinstance(table, dict)] if isinstance(tables, dict) else []


def _duty(name: str, told: Mapping[KeyPath, Any]) -> Duty:
    known = _DEFAULTS.get(name) or Duty(name, name, "")
    own = {
        at[2]: value
        for at, value in told.items()
        if at[:2] == ("roles", name) and len(at) == len(("roles", "*", "key"))
    }
    clocks = {int(at[3]): value for at, value in told.items() if at[:3] == ("roles", name, "report_min")}
    return Duty(
        name,
        own.get("title", known.title),
        own.get("duty", known.duty),
        own.get("aliases", known.aliases),
        own.get("reports", known.reports),
        own.get("briefing", known.briefing),
        clocks,
    )


def _not_to_be(names: Sequence[str], told: Mapping[KeyPath, Any], file: ConfigFile) -> Iterator[str]:
    """A sentence for each role that cannot be had so."""
    for name in names:
        at: KeyPath = ("roles", name)
        if name in _DEFAULTS:
            continue
        try:
            readers.role_name(file.place(at), name)
        except SettingsError as error:
            yield str(error)
        if (*at, "duty") not in told:
            near = difflib.get_close_matches(name, names[: len(_DEFAULTS)], n=1)
            meant = f"did you mean [roles.{near[0]}]? If not, set" if near else "set"
            yield f'{file.place(at)} is a role without a duty: {meant} duty = "writes down what happens".'
    if len(names) > ROLES_MAX:
        place = file.place(("roles", names[ROLES_MAX]))
        yield f"{place} is role {ROLES_MAX + 1}: keep at most {ROLES_MAX}, the {len(_DEFAULTS)} of Sitrep's included."
    clocks = [at for at in told if at[:3] == ("roles", LEAD, "report_min")]
    if clocks:
        yield f"{file.place(clocks[0])} has no effect, for the lead owes no clocked report: take it out."


def _alike(duties: Sequence[Duty], file: ConfigFile) -> Iterator[str]:
    """A sentence for each way to write a role that is another's already."""
    known: dict[str, str] = {}
    for duty in duties:
        for way in dict.fromkeys(word.lower() for word in (duty.name, duty.title, *duty.aliases)):
            other = known.setdefault(way, duty.name)
            if other != duty.name:
                yield (
                    f"{file.place(('roles', duty.name))} is called {way!r}, as {other} is already: "
                    "set title and aliases to words of its own."
                )
