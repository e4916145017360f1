"""Who is in the incident's channel: they may see it when it is private, and change it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.incident import checks, follow_ups, roles, tasks, unknowns
from bot.incident.effects import Json
from bot.incident.errors import Refused
from bot.incident.facts import (
    ChannelRenamed,
    DeclaredPrivate,
    FollowUpRaised,
    FoundThere,
    GoneWhy,
    HolderGone,
    Invited,
    Joined,
    Left,
    MadePrivate,
    OfferLapsed,
    Opened,
    RoleOffered,
    RoleReleased,
    RoleTaken,
    TaskAsked,
)
from bot.incident.logbook import Entry, Saying
from bot.incident.state import Case, Incident

_ASKS_IN = frozenset({"escalation", "help"})  # the rungs on which people are told who are not in the channel


def insiders(incident: Incident) -> frozenset[str]:
    """Who is in the incident's channel, and those on their way into it: declarer, invited, and asked for a role.

    Whoever was told from outside that a role is unattended, or that its holder needs help, may take it, or help, unless
    the incident is private; and whoever owns a follow-up says what became of it, also when they have left the channel
    of a public one.
    """
    gone = {fact.person: entry.seq for entry, fact in incident.of(Left)}
    asked = {person for role in incident.roles.values() for person in (role.holder, role.offered_to) if person}
    invited = {fact.person for _, fact in incident.of(Invited)}
    tasked = {task.person for task in incident.tasks if task.is_open}
    offered = {one for o in incident.personal_offers for one in o.people if o.asks(one)}
    asked_in = (r for r in incident.reminders if r.rung in _ASKS_IN and r.person and not r.dropped)
    told = {r.person for r in asked_in if r.seq > gone.get(r.person, 0)}
    owners = {one.owner for one in incident.follow_ups if one.is_outstanding and one.owner}
    from_outside = frozenset() if incident.private else frozenset(told | owners)
    on_their_way = asked | tasked | invited | offered | owners | ({incident.declarer} - {""})
    return incident.members | from_outside | (on_their_way - gone.keys())


def counted_on(incident: Incident) -> frozenset[str]:
    """Everybody who holds something here, or is to answer it: the insiders, and who may never have been near."""
    asked = {fact.owner for _, fact in unknowns.still_open(incident) if fact.owner}
    return insiders(incident) | asked | {one.owner for one in incident.customers if one.owner and not one.done}


def may_be_told(incident: Incident, person: str) -> bool:
    """Whether somebody whom the house named may hear of a silence here: of a private one, only who is inside."""
    return not incident.private or person in insiders(incident)


def can_answer(case: Case, person: str) -> bool:
    """Whether nothing is known against it: a guest whom the file names, or somebody who was deactivated, cannot."""
    return bool(case.groups.get(person, (person,)))


def is_wanted_in(incident: Incident, person: str) -> bool:
    """Whether somebody wants the person to be in since they last left: an invitation that is older brings nobody back.

    The bot's own invitation may have arrived without an answer, and the person been put out since.
    """
    left_seq = max((entry.seq for entry, fact in incident.of(Left) if fact.person == person), default=0)
    return any(entry.seq > left_seq and _wants_in(entry, person) for entry in incident.entries)


def _wants_in(entry: Entry, person: str) -> bool:
    match entry.fact:
        case Opened():
            return entry.by == person
        case Invited() | RoleOffered() | RoleTaken() | TaskAsked() as fact:
            return fact.person == person
        case FollowUpRaised(owner=owner):
            return owner == person
        case _:
            return False


def _channel_of(incident: Incident) -> dict[str, Json]:
    return {"incident": incident.name, "channel": incident.channel, "channel_name": incident.channel_name}


def let_in(case: Case) -> list[Saying]:
    """The caller wants to be in the channel. Who may see a private one is not asked here; refuses `already_in`."""
    if case.by in case.incident.members:
        raise Refused("already_in", **_channel_of(case.incident))
    return [Invited(person=case.by)]


def bring_in(case: Case, *, people: Sequence[str]) -> list[Saying]:
    """Whoever of these is not in the channel yet is invited by the caller; refuses `closed`."""
    checks.not_closed(case)
    checks.require(case, "invite")
    return [Invited(person=person) for person in dict.fromkeys(people) if person not in case.incident.members]


def joined(case: Case, *, person: str) -> list[Saying]:
    """Nothing new when the bot's own invitation brought them in."""
    return [] if person in case.incident.members else [Joined(person=person)]


def left(case: Case, *, person: str) -> list[Saying]:
    """Who left an open incident can neither report nor answer: what they held is free, and the lead is told.

    That they own a follow-up is told also when it is over.
    """
    if person not in insiders(case.incident):
        return []
    return [Left(person=person), *_freed(case.incident, person, why="left")]


def gone(case: Case, *, person: str, why: GoneWhy) -> list[Saying]:
    """The person is deactivated, or turned out to be none who can have a duty."""
    was_in = person in insiders(case.incident) and why == "deactivated"
    return [*([Left(person=person)] if was_in else []), *_freed(case.incident, person, why=why)]


def gone_meanwhile(incident: Incident) -> list[Saying]:
    """What those held who left while it was over, who kept it, for nobody had to answer: it is free when it goes on."""
    again = replace(incident, status="investigating")
    holders = dict.fromkeys(role.holder for role in again.roles.values() if role.holder)
    return [said for one in holders if one not in insiders(again) for said in _freed(again, one, why="left")]


def _freed(incident: Incident, person: str, *, why: GoneWhy) -> list[Saying]:
    held, offered = tuple(incident.held_by(person)), incident.offered_to(person)
    owned = follow_ups.returned(incident, person, why)
    if not incident.is_open:
        return owned
    given_back = [*tasks.returned(incident, person, why), *owned]
    cared_for = tuple(c.id for c in incident.customers if c.owner == person and not c.done and why != "left")
    if not (held or offered or cared_for or unknowns.left_by(incident, person, why)):
        return given_back
    freed: list[Saying] = [
        *given_back,
        *(RoleReleased(role=role, person=person) for role in held),
        *(OfferLapsed(role=role, person=person) for role in offered),
        *roles.offered_again(incident, held),
    ]
    return [*freed, HolderGone(person=person, why=why, roles=held, offered=offered, customers=cared_for)]


def is_to_catch_up(incident: Incident, person: str) -> bool:
    """Whether somebody in the channel came after the beginning, and was not told yet where it stands."""
    if not incident.is_open or person in incident.caught_up:
        return False
    opening = {entry.cause for entry, _ in incident.of(Opened)}
    at_first = {getattr(entry.fact, "person", "") for entry in incident.entries if entry.cause in opening}
    return person not in {*at_first, incident.declarer}


def made_private(case: Case) -> list[Saying]:
    """The public channel was made a private one, in Slack; that cannot be taken back there."""
    return [MadePrivate()] if _is_public_channel(case.incident) else []


def declare_private(case: Case) -> list[Saying]:
    """The caller takes it out of every public place, for good. A bot cannot make the channel private in Slack.

    Slack keeps that to people, and to administrators' apps (docs.slack.dev, admin.conversations.convertToPrivate).
    Refuses `already_so`, and `channel_still_public` to whoever asks again meanwhile.
    """
    incident = case.incident
    if incident.awaits_conversion:
        raise Refused("channel_still_public", **_channel_of(incident))
    if incident.private:
        raise Refused("already_so", what="private")
    checks.require(case, "private")
    return [DeclaredPrivate()]


def _is_public_channel(incident: Incident) -> bool:
    return not incident.private or incident.awaits_conversion


def reconciled(case: Case, *, people: frozenset[str], is_private: bool, name: str) -> list[Saying]:
    """What was missed of who came and went, and of what became of the channel; `people` are in it now."""
    known = case.incident.members
    went = [saying for person in sorted(known - people) for saying in left(case, person=person)]
    came: list[Saying] = [Joined(person=person) for person in sorted(people - known)]
    if case.incident.adopted and not case.incident.of(FoundThere):
        came = [FoundThere(people=tuple(sorted(people - known)))]
    renamed: list[Saying] = [ChannelRenamed(name=name)] if name != case.incident.channel_name else []
    return [*renamed, *(made_private(case) if is_private else []), *went, *came]


def differs(incident: Incident, *, people: frozenset[str], is_private: bool, name: str) -> bool:
    """Whether there is anything to reconcile."""
    is_news = is_private and _is_public_channel(incident)
    return incident.members != people or is_news or incident.channel_name != name
