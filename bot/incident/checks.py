"""What every rule asks before it answers, so that the same nonsense is refused in the same words everywhere.

Law: a check looks and refuses; it never changes anything.
"""

from collections.abc import Collection
from dataclasses import fields
from datetime import timedelta

from bot.incident.acts import ACTS, BY_LEAD, DECLARER, EVERYONE, HOLDERS, LEAD_OR_DECLARER, TERMS, HouseAct
from bot.incident.errors import Refused
from bot.incident.facts import Fact
from bot.incident.policy import LEAD, Duty
from bot.incident.state import Case


def not_closed(case: Case) -> None:
    """Refuse `closed`: a closed incident is history, which can be put right but not go on without being reopened."""
    if case.incident.status == "closed" and not case.corrects:
        raise Refused("closed", incident=case.incident.name)


TWICE_WITHIN = timedelta(seconds=3)  # nobody answers the same thing again so soon, but a finger presses twice


def is_pressed_twice(case: Case, said: Fact, *, but: Collection[str] = ()) -> bool:
    """Whether the caller put the same on record a moment ago, but for these of its fields, as a finger does."""
    alike = {each.name for each in fields(said)} - {*but}
    just = ((entry, fact) for entry, fact in case.incident.of(type(said)) if entry.by == case.by)
    return any(
        case.now - entry.at < TWICE_WITHIN and all(getattr(fact, name) == getattr(said, name) for name in alike)
        for entry, fact in just
    )


def known_role(case: Case, role: str) -> Duty:
    """The duty of the role; refuses `unknown_role` with the names there are."""
    duty = case.policy.duty(role)
    if duty is None:
        known = ", ".join(known.name for known in case.policy.duties)
        raise Refused("unknown_role", typed=role, did_you_mean="", roles=known)
    return duty


def some_words(text: str, *, otherwise: str) -> str:
    """The text without its outer spaces; refuses with the code `otherwise` when nothing is left."""
    words = text.strip()
    if not words:
        raise Refused(otherwise)
    return words


def leads(case: Case) -> bool:
    return case.by == case.incident.lead


def may(case: Case, act: HouseAct) -> bool:
    """Whether the act is open to the caller."""
    incident, among = case.incident, {case.by, *case.say.among}
    standing = {
        EVERYONE: True,
        HOLDERS: bool(incident.held_by(case.by)),
        BY_LEAD: leads(case),
        DECLARER: case.by == incident.declarer,
    }
    return any(standing.get(one, one in among) for one in case.say.open_to(act))


def require(case: Case, act: HouseAct) -> None:
    """Refuse whoever may not do it: `lead_or_declarer_only`, or `not_open_to_you` where the house chose others."""
    if may(case, act):
        return
    told = {
        "what": ACTS[act].meaning,
        "lead": case.incident.lead or "",
        "declarer": case.incident.declarer,
    }
    open_to = case.say.open_to(act)
    if open_to == LEAD_OR_DECLARER:
        raise Refused("lead_or_declarer_only", **told)
    raise Refused(
        "not_open_to_you",
        **told,
        terms=[one for one in open_to if one in TERMS],
        people=[one for one in open_to if one[:1] in {"U", "W"}],
        has_groups=any(one.startswith("S") for one in open_to),
    )


def free_roles(case: Case) -> list[str]:
    """The roles that nobody holds, in the order of the policy; the lead is not among those to be picked up."""
    return [d.name for d in case.policy.duties if d.name != LEAD and case.incident.role(d.name).holder is None]
