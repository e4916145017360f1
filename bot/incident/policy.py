"""The house's policy: which roles there are, how often each reports, and what a severity means.

Values, with the defaults of the product. An incident keeps the policy under which it was opened: one that differs from
the defaults is recorded then (`PolicyAdopted`), so that clocks, reminders and review name the same due times for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import TypeAlias

from bot.incident.acts import HouseAct
from bot.incident.facts import CadenceTerms, PolicyAdopted, RoleTerms
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
CONTACT_CADENCE_MIN: Mapping[int, Minutes] = {1: (5, 20, 30, 60), 2: (15, 30, 30, 60)}  # else as promised
SEVERITY_MEANINGS: Mapping[int, str] = {  # 1 is the worst
    1: "A vital customer, or many, cannot work",
    2: "Some cannot work, or all with difficulty",
    3: "A nuisance with a way around it",
    4: "Nobody is hurt yet",
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


def adopted(policy: Policy) -> list[PolicyAdopted]:
    """What has to be recorded of the house's policy when an incident is opened: nothing, where it is the default."""
    told = _recorded(policy)
    return [] if told == _recorded(DEFAULT) else [told]


def _recorded(policy: Policy) -> PolicyAdopted:
    """Without what counts only while words are read or a severity is chosen."""
    own = [("", policy.report_cadence_min), *((duty.name, duty.report_cadence_min) for duty in policy.duties)]
    return PolicyAdopted(
        roles=tuple(
            RoleTerms(
                name=d.name,
                title=d.title,
                duty=d.duty,
                reports=d.reports,
                briefing=d.briefing,
                offered_to=policy.offered_to.get(d.name, ()),
            )
            for d in policy.duties
        ),
        cadence=tuple(
            CadenceTerms(role=role, severity=severity, minutes=minutes)
            for role, clocks in own
            for severity, minutes in sorted(clocks.items())
            if minutes or role
        ),
        briefs=_terms(policy.brief_cadence_min),
        contacts=_terms(policy.contact_cadence_min),
        brief_on_change=policy.brief_on_change,
        brief_to=policy.brief_to,
        prompts_off=policy.prompts_off,
        escalate_to=policy.escalate_to,
        night_slower=policy.night_slower,
        night_begins=f"{policy.night[0]:%H:%M}" if policy.night_slower > 1 else "",
        night_ends=f"{policy.night[1]:%H:%M}" if policy.night_slower > 1 else "",
    )


def _terms(cadence: Mapping[int, Minutes]) -> tuple[CadenceTerms, ...]:
    """Every severity is named, so that "on demand" is told from a record that is older than this clock."""
    return tuple(CadenceTerms(severity=level, minutes=cadence.get(level, ())) for level in SEVERITY_MEANINGS)


def _cadence(told: tuple[CadenceTerms, ...], default: Mapping[int, Minutes]) -> Mapping[int, Minutes]:
    return {terms.severity: terms.minutes for terms in told if terms.minutes} if told else default


def of_record(told: PolicyAdopted) -> Policy:
    """The policy that was recorded so."""
    clocks: dict[str, dict[int, Minutes]] = {}
    for terms in told.cadence:
        clocks.setdefault(terms.role, {})[terms.severity] = terms.minutes
    return Policy(
        duties=tuple(
            Duty(t.name, t.title, t.duty, (), t.reports, t.briefing, clocks.get(t.name, {})) for t in told.roles
        ),
        report_cadence_min=clocks.get("", {}),
        brief_cadence_min=_cadence(told.briefs, BRIEF_CADENCE_MIN),
        contact_cadence_min=_cadence(told.contacts, CONTACT_CADENCE_MIN),
        brief_on_change=told.brief_on_change,
        brief_to=told.brief_to,
        prompts_off=told.prompts_off,
        escalate_to=told.escalate_to,
        night_slower=told.night_slower,
        night=_night(told),
        offered_to={terms.name: terms.offered_to for terms in told.roles if terms.offered_to},
    )


def _night(told: PolicyAdopted) -> tuple[time, time]:
    if not (told.night_begins and told.night_ends):
        return DEFAULT.night
    return time.fromisoformat(told.night_begins), time.fromisoformat(told.night_ends)


def is_group(named: str) -> bool:
    """Whether this is the id of a user group (docs.slack.dev/reference/objects/usergroup-object), not of a person."""
    return named.startswith("S")
