"""Who is in the incident's channel: they may see it when it is private, and change it."""

from bot.incident.errors import Refused
from bot.incident.facts import Invited, Joined, Left, MadePrivate
from bot.incident.logbook import Saying
from bot.incident.state import Case, Incident


def let_in(case: Case) -> list[Saying]:
    """The caller wants to be in the channel. Who may see a private one is not asked here; refuses `already_in`."""
    if case.by in case.incident.members:
        raise Refused("already_in", incident=case.incident.name, channel=case.incident.channel)
    return [Invited(person=case.by)]


def joined(case: Case, *, person: str) -> list[Saying]:
    """Nothing new when the bot's own invitation brought them in."""
    return [] if person in case.incident.members else [Joined(person=person)]


def left(case: Case, *, person: str) -> list[Saying]:
    return [Left(person=person)] if person in case.incident.members else []


def made_private(case: Case) -> list[Saying]:
    """The public channel was made a private one, in Slack; that cannot be taken back there."""
    return [] if case.incident.private else [MadePrivate()]


def reconciled(case: Case, *, people: frozenset[str], is_private: bool) -> list[Saying]:
    """What was missed of who came and went, and of the channel becoming private; `people` are in it now."""
    known = case.incident.members
    went: list[Saying] = [Left(person=person) for person in sorted(known - people)]
    came: list[Saying] = [Joined(person=person) for person in sorted(people - known)]
    return [*(made_private(case) if is_private else []), *went, *came]


def differs(incident: Incident, *, people: frozenset[str], is_private: bool) -> bool:
    """Whether there is anything to reconcile."""
    return incident.members != people or (is_private and not incident.private)
