"""The house's policy: which roles there are, how often each reports, and what a severity means.

Values, with the defaults of the product. What an incident keeps of it is in `policy_record.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import TypeAlias

from bot.incident.acts import HouseAct
from bot.incident.working_hours import WorkingHours

LEAD = "lead"
LOGS = "logs"
CODE = "code"
CUSTOMERS = "customers"
DEPUTY = "deputy"  # a role that a house may have; who holds it is asked first when the lead is gone

Minutes: TypeAlias = tuple[int, ...]  # first / investigating / identified / mitigated; empty for "on demand"
REPORT_CADENCE_MIN: Mapping[int, Minutes] = {
    1: (5, 10, 15, 30),
    2: (10, 15, 30, 60),
    3: (15, 30, 60, 120),
}
BRIEF_CADENCE_MIN: Mapping[int, Minutes] = {1: (15, 30, 30, 60), 2: (30, 60, 60, 120)}
BRIEF_ON_CHANGE: tuple[int, ...] = (3,)  # without minutes of its own, its brief comes when what it says has changed
SPACED_AS = 2  # the severity as far apart as whose briefs those on change are at least
CONTACT_CADENCE_MIN: Mapping[int, Minutes] = {1: (5, 20, 30, 60), 2: (15, 30, 30, 60)}  # else as promised
SEVERITY_MEANINGS: Mapping[int, str] = {  # 1 is the worst
    1: "A vital customer, or many, cannot work",
    2: "Some cannot work, or all with difficulty",
    3: "A nuisance with a way around it",
    4: "Nobody is hurt yet",
}
# What the lead may be prompted of (bot/incident/prompts.py), by the name with which it is switched off: when it comes.
PROMPT_MEANINGS: Mapping[str, str] = {
    "no-logs": "nobody on logs for 12 minutes",
    "untested": "three ideas and none tested",
    "deadline": "a customer's deadline in 40 minutes",
    "no-change": "two hours without a change",
    "nothing-new": "three times *Nothing new* in a row from one role",
}
UNJUDGED_SEVERITY = 2  # without a severity the SEV2 column runs
SEVERITY_ASKED_AFTER_MIN = 5  # then the lead is asked for one, once
CLOSE_ASKED_AFTER_MIN = 24 * 60  # of a resolved one; asked within working hours, so after one day of work


@dataclass(frozen=True, slots=True)
class Duty:
    """A role: its name in commands, how people call it, and the one duty in a sentence that begins with a verb.

    `aliases`: what else people type for it. `reports`: what its report should say, asked of who has not reported yet.
    `briefing`: what whoever takes it is told, line by line, instead of Sitrep's own words. `report_cadence_min`: its
    own clock in these severities, where it differs from the others'.
    """

    name: str
    title: str
    duty: str
    aliases: tuple[str, ...] = ()
    reports: str = ""
    briefing: str = ""
    report_cadence_min: Mapping[int, Minutes] = field(default_factory=dict)


DUTIES = (
    Duty(
        LEAD,
        "lead",
        "coordinates and decides, does not repair",
        ("commander", "incident commander", "incident lead", "incident manager", "ic", "imoc"),
    ),
    Duty(LOGS, "logs", "looks at the evidence: what happened, how many, since when", ("log",)),
    Duty(CODE, "code", "looks at what changed, and how to undo it"),
    Duty(
        CUSTOMERS,
        "customer liaison",
        "is the one voice to the customer",
        ("customer", "liaison", "comms", "communications", "communications lead", "cmoc"),
    ),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an administrator may choose. Minutes everywhere; an absent severity means "on demand".

    Roles with `offered_to`, clocks, nights, and `escalate_to` are recorded with each incident; the rest holds for all
    as it is now.
    `brief_to`: ids of the people and channels, and e-mail addresses, who get the brief on its clock; for nobody, it has
    none. `mail_domains`: to which of them a brief may go by e-mail; none where the house sends no mail.
    `tracker`: what people call the house's issue tracker, empty where it has none; `files_all`: every follow-up goes
    there, and not only those of which somebody says so.
    """

    duties: tuple[Duty, ...] = DUTIES
    report_cadence_min: Mapping[int, Minutes] = field(default_factory=lambda: REPORT_CADENCE_MIN)
    brief_cadence_min: Mapping[int, Minutes] = field(default_factory=lambda: BRIEF_CADENCE_MIN)
    contact_cadence_min: Mapping[int, Minutes] = field(default_factory=lambda: CONTACT_CADENCE_MIN)
    brief_on_change: tuple[int, ...] = BRIEF_ON_CHANGE
    brief_to: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()
    tracker: str = ""
    files_all: bool = False
    prompts_off: tuple[str, ...] = ()
    severity_meanings: Mapping[int, str] = field(default_factory=lambda: SEVERITY_MEANINGS)
    working_hours: WorkingHours = field(default_factory=WorkingHours)
    channel_name: str = "inc-{number}-{title}"
    drill_channel_name: str = "drill-{number}-{title}"
    archives_closed: bool = False
    announced_severities: tuple[int, ...] = tuple(SEVERITY_MEANINGS)  # one that nobody judged counts as its clock
    announces_drills: bool = True
    acts: Mapping[HouseAct, tuple[str, ...]] = field(default_factory=dict)  # whom the house lets do what it names there
    # Of a role: who alone may hold it, and who is asked when nobody has it; people and user groups by their ids.
    held_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offered_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    night_slower: int = 1  # times the minutes between reports in a holder's own night; never in a SEV1
    night: tuple[time, time] = (time(22), time(7))  # from, to
    escalate_to: tuple[str, ...] = ()  # people and user groups by their ids: who hears of a role that is unattended

    def duty(self, role: str) -> Duty | None:
        return next((duty for duty in self.duties if duty.name == role), None)

    def minutes(self, severity: int | None, role: str = "") -> Minutes | None:
        """The minutes of a severity, for the role if it has its own; None for "on demand"."""
        level, duty = severity or UNJUDGED_SEVERITY, self.duty(role)
        own = duty.report_cadence_min if duty else {}
        return own.get(level, self.report_cadence_min.get(level)) or None

    def announces(self, *, severity: int | None, drill: bool) -> bool:
        """Whether such an incident gets a message in the announcement channel."""
        return (severity or UNJUDGED_SEVERITY) in self.announced_severities and (self.announces_drills or not drill)

    @property
    def titles(self) -> Mapping[str, str]:
        """How people call each role."""
        return {duty.name: duty.title for duty in self.duties}


DEFAULT = Policy()
AS_OPENED = Policy()  # stands for the policy under which the incident in question was opened


def is_group(named: str) -> bool:
    """Whether this is the id of a user group (docs.slack.dev/reference/objects/usergroup-object), not of a person."""
    return named.startswith("S")
