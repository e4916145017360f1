"""What an incident keeps of the house's policy: that under which it was opened, where it differs from the defaults.

Law: clocks, reminders and review name the same due times for ever, whatever the house chooses later.
"""

from collections.abc import Mapping
from datetime import time

from bot.incident.facts import CadenceTerms, PolicyAdopted, RoleTerms
from bot.incident.policy import (
    BRIEF_CADENCE_MIN,
    CONTACT_CADENCE_MIN,
    DEFAULT,
    SEVERITY_MEANINGS,
    Duty,
    Minutes,
    Policy,
)


def adopted(policy: Policy) -> list[PolicyAdopted]:
    """What has to be recorded of the house's policy when an incident is opened: nothing, where it is the default."""
    if policy == DEFAULT:  # as in most houses; to find out by what is recorded takes a hundred times as long
        return []
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
