"""Verbs that move an incident through its life: start, sev, status and its end, title."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from bot import grammar as g
from bot.desk import Rule, Started
from bot.incident import checklists, duplicates, members, reviews, standing
from bot.incident import lifecycle as rules
from bot.incident.errors import Refused
from bot.incident.facts import GroupOffered, Invited
from bot.incident.follow_ups import outstanding
from bot.incident.logbook import BOT, MessageRef
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.plain import TITLE_CHARS_MAX, one_line, severity_word
from bot.requests import forms
from bot.requests.actions import Entrust, Join, OpenAnyway, SayAgain
from bot.requests.channel_names import channel_name
from bot.requests.context import Context, Handlers
from bot.requests.offering import groups, pressable
from bot.requests.people.adoption import AdoptablePlace
from bot.requests.people.directory import NotYet
from bot.requests.reply import TAPPED_CHARS_MAX, Choice, Reply
from bot.requests.request import Request
from bot.requests.verbs import fixing, remembered
from bot.requests.verbs.questions import with_form
from bot.requests.wording import Wording
from bot.store.catalogue import Row
from bot.store.engine import Unavailable
from bot.store.people import Person

Pairs: TypeAlias = list[tuple[str, str]]
InDoubt: TypeAlias = g.Sev | g.Status | g.Resolve | g.Cancel | g.Close

INVITED_MAX = 100  # Slack: so many people one call of conversations.invite takes

NAMED_MAX = 20  # Slack: usergroups.list is tier 2, twenty a minute, and each name may be a group's

HANDLERS = Handlers()


@HANDLERS.answers(g.Start)
async def _start(context: Context, request: Request, intent: g.Start) -> Reply:
    """Open an incident. What is unclear about its people is asked afterwards: nothing delays the start."""
    await context.permissions.require_start(request)
    if not intent.title:
        return Reply(form=forms.StartBlank(replace(intent, offers=await _found(context, request, intent))))
    return await open_as_said(context, request, intent)


async def open_as_said(
    context: Context, request: Request, intent: g.Start, *, place: AdoptablePlace | None = None
) -> Reply:
    """Open it, in a channel of its own or in this place; what was understood, what was not, and what is like it."""
    intent, over = await _when_over(context, request, intent)
    offers, unclear, kept = await _offers(context, request, intent)
    rule = partial(
        rules.open_incident,
        title=intent.title,
        severity=intent.severity,
        private=intent.private,
        drill=intent.drill,
        offers=offers,
        over=over,
        place=(place.id, place.name) if place is not None else None,
    )

    async def opened(ruled: Rule) -> Started:
        return await context.desk.start(
            ruled,
            title=intent.title,
            by=request.user,
            cause=request.cause,
            anyway=request.anyway,
            channel=place.id if place else "",
            message=_began_with(request),
            room=partial(rules.require_room, severity=intent.severity),
        )

    # Looked for while it is opened: behind that, the courier's calls for all who declare at once would come first.
    seen_before = asyncio.ensure_future(remembered.strongly(context, request, intent.title))
    try:
        started = await context.as_the_house_lets(request, rule, opened)
        await _tell_the_other(context, request, started)
        found = await seen_before
    finally:
        seen_before.cancel()
    members = await _members(context, intent.offers, {name for name, _ in unclear})
    reply = told(started, unclear, text=request.text, policy=context.desk.policy, members=members, over=over)
    reply = replace(reply, lines=[*reply.lines, *kept])
    return reply if started.joined else remembered.with_hint(reply, found, started.outcome.incident)


async def _when_over(
    context: Context, request: Request, intent: g.Start
) -> tuple[g.Start, tuple[datetime, datetime] | None]:
    """From when to when it lasted, if that is past; of one that goes on, the words are its title's."""
    if intent.over is None:
        return intent, None
    over = g.resolve_stretch(intent.over, now=context.now(request), zone=await context.zone(request))
    if over is None and isinstance(request.meaning, forms.StartForm) and request.meaning.over:
        raise Refused("not_past")
    if over is None:
        return replace(intent, title=f"{intent.title} {intent.over.typed}", over=None), None
    return intent, over


def _began_with(request: Request) -> MessageRef | None:
    """The message from which it was started; of a thread its root, which is what the thread is about."""
    said = request.message
    return MessageRef(said.channel, said.thread_ts) if said is not None and said.thread_ts else said


async def _tell_the_other(context: Context, request: Request, started: Started) -> None:
    """Whoever opened the same before hears of it, unless the new one is private. It is open already, told or not."""
    opened = started.outcome.incident
    if started.twin is None or opened.private:
        return
    rule = partial(rules.alike_opened, number=opened.number, person=request.user)
    with suppress(Refused, Unavailable):
        await context.desk.act(started.twin, rule, by=BOT, cause=f"{request.cause}:alike")


async def _found(context: Context, request: Request, intent: g.Start) -> tuple[g.Offer, ...]:
    """The offers with the ids of those whose name is clear."""
    found = []
    for offer in intent.offers:
        person = offer.person
        with suppress(Refused):
            known = await context.targets.newcomer(request, person, private=intent.private)
            person = replace(person, user_id=known.id)
        found.append(replace(offer, person=person))
    return tuple(found)


async def _offers(context: Context, request: Request, intent: g.Start) -> tuple[Pairs, Pairs, list[Wording]]:
    """(person, role) pairs that are clear, (typed name, role) pairs for a picker, and why others may not be asked."""
    clear: Pairs = []
    unclear: Pairs = []
    kept: list[Wording] = []
    for offer in intent.offers:
        shown = _typed(offer)
        if offer.role is None:
            unclear.append((shown, offer.typed))
            continue
        try:
            person = await context.targets.newcomer(request, offer.person, private=intent.private)
            await context.require_may_hold(offer.role, person.id)
            clear.append((person.id, offer.role))
        except Refused as no:
            if no.code == "may_not_hold":
                kept.append(Wording("refused/may_not_hold", no.values))
            else:
                unclear.append((shown, offer.role))
    return clear, unclear, kept


def _typed(offer: g.Offer) -> str:
    return offer.person.handle or offer.person.user_id or ""


async def _members(
    context: Context, offers: tuple[g.Offer, ...], unclear: Collection[str]
) -> dict[str, Sequence[Person]]:
    """Who is in those of the unclear names that are user groups. It is open already, so nobody waits for this."""
    found = {_typed(one): await context.targets.of_group(one.person) for one in offers if _typed(one) in unclear}
    return {name: people for name, people in found.items() if people is not None}


def told(  # noqa: PLR0913 - what was done, and what of it was not clear
    started: Started,
    unclear: Pairs,
    *,
    text: str,
    policy: Policy,
    members: Mapping[str, Sequence[Person]] = MappingProxyType({}),
    over: tuple[datetime, datetime] | None = None,
) -> Reply:
    """What was understood, the names that are not clear, and what looks the same.

    `unclear` are (typed name, typed role); each whose role there is gets a picker, or the `members` of the group of
    that name. `text` is what was typed.
    """
    incident = started.outcome.incident
    values = {
        "severity": incident.severity,
        "private": incident.private,
        "drill": incident.drill,
        "title": one_line(incident.title, TITLE_CHARS_MAX),
        "name": incident.name,
        "channel": incident.channel,
        "channel_name": incident.channel_name or channel_name(incident, policy),
        "opened_at": incident.opened_at,
        "offered": [(role.name, role.offered_to) for role in incident.roles.values() if role.offered_to],
        "to_groups": [fact.role for fact in started.outcome.facts if isinstance(fact, GroupOffered)],
        "joined": started.joined,
        "over": over if incident.put_down_later else None,
        "adopted": incident.adopted,
        "invited": [fact.person for fact in started.outcome.facts if isinstance(fact, Invited)],
        "alike": started.alike,
        "unclear": [{"typed": typed, "role": role, "is_group": typed in members} for typed, role in unclear],
    }
    people = [(typed, role) for typed, role in unclear if typed not in members]
    choices = [
        *_pickers(incident.number, people, policy),
        *_of_groups(incident, unclear, members, policy),
        *_other_ways(started, text),
        *pressable.of_compiled(incident, "Put down what is known…"),
    ]
    return Reply(lines=[Wording("started", values)], choices=choices, incident=incident.number)


def _of_groups(
    incident: Incident, unclear: Pairs, members: Mapping[str, Sequence[Person]], policy: Policy
) -> list[Choice]:
    """The people of each group that was named for a role."""
    duties = [(policy.duty(role), members[typed]) for typed, role in unclear if typed in members]
    return [
        choice
        for duty, people in duties
        if duty is not None
        for choice in groups.for_role(incident, duty.name, duty.title, people, prefix=f"{duty.title}: ")
    ]


def _pickers(number: int, unclear: Pairs, policy: Policy) -> list[Choice]:
    """A person to be picked per role whose name was not clear."""
    titles = {duty.name: duty.title for duty in policy.duties}
    known = dict.fromkeys(role for _, role in unclear if role in titles)
    return [
        Choice(label=f"Who takes {titles[role]}?", means=Entrust(role, ""), incident=number, picks_person=True)
        for role in known
    ]


def _other_ways(started: Started, text: str) -> list[Choice]:
    if started.joined:
        return [Choice(label="Open another anyway", means=OpenAnyway(text), incident=started.outcome.incident.number)]
    if started.alike is not None:
        return [Choice(label=f"Join INC-{started.alike}", means=Join(), incident=started.alike)]
    return []


@HANDLERS.answers(g.Invite)
async def _invite(context: Context, request: Request, intent: g.Invite) -> Reply:
    """Invite whom the bot may; of everybody else it is said why not."""
    request = request.about(intent.incident)
    row = await context.targets.incident(request)
    people, not_found = await _meant(context, request, row, intent.names)
    if len(people) > INVITED_MAX:
        raise Refused("too_many_to_invite", number=len(people), most=INVITED_MAX)
    known = {person: await context.directory.get(person) for person in people}
    guests = [person for person, who in known.items() if who is not None and who.is_guest]
    gone = [person for person, who in known.items() if who is None or who.deleted or who.is_bot]
    welcome = [person for person in people if person not in {*guests, *gone}]
    here = (await context.desk.read(row.number)).members
    reply = await context.act(request.about(row.number), members.bring_in, people=welcome)
    told = {
        "incident": f"INC-{row.number}",
        "channel": row.channel,
        "invited": [person for person in welcome if person not in here],
        "already": [person for person in welcome if person in here],
        "guests": guests,
        "gone": gone,
        "unknown": [name for name, why in not_found if why == "nobody_called"],
        "left": [name for name, why in not_found if why != "nobody_called"],
    }
    return replace(reply, lines=[Wording("brought_in", told)])


async def _meant(context: Context, request: Request, row: Row, names: tuple[g.Name, ...]) -> tuple[list[str], Pairs]:
    """The ids of the people meant, those in the groups with them, and (name, code of the refusal) of the others."""
    if len(names) > NAMED_MAX:
        raise Refused("too_many_named", number=len(names), most=NAMED_MAX)
    people: list[str] = []
    not_found: Pairs = []
    for name in names:
        try:
            people.extend(await _of(context, request, row, name))
        except Refused as no:
            if no.code not in {"nobody_called", "person_left", "is_a_bot"}:
                raise
            not_found.append((name.handle or name.user_id or "", no.code))
    return list(dict.fromkeys(people)), not_found


async def _of(context: Context, request: Request, row: Row, name: g.Name) -> tuple[str, ...]:
    """One person, or a whole group: Slack's ids of groups begin with S; a handle is a person's before a group's."""
    if name.user_id and not name.user_id.startswith("S"):
        return ((await context.targets.trusted(request, name)).id if row.private else name.user_id,)
    try:
        if not name.user_id:
            with suppress(Refused):
                return ((await context.targets.newcomer(request, name, private=row.private)).id,)
        group = await context.directory.group(name.user_id or name.handle)
    except NotYet:
        raise Refused("group_not_read", name=name.handle or "") from None
    if group is None:
        name = g.Name(None, name.handle)
        return ((await context.targets.newcomer(request, name, private=row.private)).id,)
    return group


@HANDLERS.answers(g.Sev)
async def _sev(context: Context, request: Request, intent: g.Sev) -> Reply:
    if intent.level is None:
        return await which(context, request.about(intent.incident), standing.SEVERITY)
    if intent.in_doubt:
        return await _did_you_mean(context, request, intent, f"sev {intent.level}")
    return await context.act(request.about(intent.incident), rules.set_severity, severity=intent.level, why=intent.why)


async def _did_you_mean(context: Context, request: Request, intent: InDoubt, command: str) -> Reply:
    """Words behind a command that may be a sentence with it: it is carried out with them, or all is kept as a note."""
    case = await context.case(request, await context.targets.to_change(request, intent.incident))
    note, incident, said = f"note {g.behind_address(request.text)}", case.incident, f"{command}: {intent.why}"
    choices = [
        *pressable.in_doubt(case, said),
        Choice(label="Add as a note", means=SayAgain(note, request.cause), incident=incident.number),
    ]
    told = {"incident": incident.name, "why": intent.why, "said": said, "words": g.behind_address(request.text)}
    short = choices if len(request.text) <= TAPPED_CHARS_MAX else []
    return Reply(lines=[Wording("did_you_mean", told)], choices=short, is_refusal=True)


async def which(context: Context, request: Request, subject: str) -> Reply:
    """The question which severity or status it should have, with those that the caller may set as buttons."""
    case = await context.case(request, await context.targets.to_change(request))
    incident, choices = case.incident, pressable.of_subject(case, subject)
    values = {
        "incident": incident.name,
        "severity": incident.severity,
        "status": incident.status,
        "since": incident.status_since,
        "severities": [
            {"word": severity_word(level), "meaning": meaning}
            for level, meaning in context.desk.policy.severity_meanings.items()
        ],
        "choices": bool(choices),
    }
    return Reply(lines=[Wording(f"which_{subject}", values)], choices=choices, incident=incident.number)


@HANDLERS.answers(g.Status)
async def _status(context: Context, request: Request, intent: g.Status) -> Reply:
    if intent.in_doubt:
        return await _did_you_mean(context, request, intent, f"status {intent.state}")
    rule = await with_form(context, request, rules.set_status)
    return await context.act(request.about(intent.incident), rule, status=intent.state, why=intent.why)


@HANDLERS.answers(g.Resolve)
async def _resolve(context: Context, request: Request, intent: g.Resolve) -> Reply:
    if intent.in_doubt:
        return await _did_you_mean(context, request, intent, "resolve")
    rule = await with_form(context, request, rules.resolve)
    return await context.act(request.about(intent.incident), rule, why=intent.why)


@HANDLERS.answers(g.Reopen)
async def _reopen(context: Context, request: Request, intent: g.Reopen) -> Reply:
    """What was the duplicate of another is one of its own again, on both sides."""
    row = await context.targets.to_change(request, intent.incident)
    original = (await context.desk.read(row.number)).duplicate_of
    if original is None:
        return await context.act(request.about(row.number), rules.reopen, why=intent.why)
    rule = partial(rules.reopen, why=intent.why)
    return await context.act_on_both(
        request, row.number, rule, other=original, other_rule=partial(duplicates.released, number=row.number)
    )


@HANDLERS.answers(g.Cancel)
async def _cancel(context: Context, request: Request, intent: g.Cancel) -> Reply:
    if intent.in_doubt:
        return await _did_you_mean(context, request, intent, "cancel")
    if intent.duplicate_of is None:
        return await context.act(request.about(intent.incident), rules.cancel, why=intent.why)
    row = await context.targets.to_change(request, intent.incident)
    other = await context.targets.incident(request, intent.duplicate_of)
    original, duplicate = await context.desk.read(other.number), await context.desk.read(row.number)
    rule = partial(duplicates.mark, original=original, why=intent.why)
    if original.number == duplicate.number:
        return await context.act(request.about(row.number), duplicates.mark, original=original, why=intent.why)
    return await context.act_on_both(
        request, row.number, rule, other=original.number, other_rule=partial(duplicates.found, duplicate=duplicate)
    )


@HANDLERS.answers(g.Close)
async def _close(context: Context, request: Request, intent: g.Close) -> Reply:
    if intent.in_doubt:
        return await _did_you_mean(context, request, intent, "close")
    archives = context.desk.policy.archives_closed
    reply = await context.act(
        request.about(intent.incident), rules.close, why=intent.why, anyway=intent.anyway, archives=archives
    )
    left = outstanding(await context.desk.read(reply.incident)) if reply.incident is not None else ()
    if not left:
        return reply
    goes_on = Wording("follow_ups/goes_on", {"incident": f"INC-{reply.incident}", "count": len(left)})
    return replace(reply, lines=[*reply.lines, goes_on])


@HANDLERS.answers(g.Private)
async def _private(context: Context, request: Request, intent: g.Private) -> Reply:
    """What others copied of it while it was public is theirs, and is named to whoever can see it."""
    reply = await context.act(request.about(intent.incident), members.declare_private)
    used = [
        await _uses(context, request, number, f"INC-{reply.incident}")
        for number in await context.desk.with_checklists()
    ]
    stays = [Wording("playbook/stays", {"incident": name, "seq": seq}) for found in used for name, seq in found]
    return replace(reply, lines=[*reply.lines, *stays])


async def _uses(context: Context, request: Request, number: int, past: str) -> list[tuple[str, int]]:
    """As `checklists.uses`; nothing of an incident that the caller may not see."""
    row = await context.desk.row(number)
    if row is None or not await context.permissions.may_see(request, row):
        return []
    return checklists.uses(await context.desk.read(number), past)


@HANDLERS.answers(g.Reviewer)
async def _reviewer(context: Context, request: Request, intent: g.Reviewer) -> Reply:
    request = request.about(intent.incident)
    row = await context.targets.to_change(request)
    today = await context.today(request)
    due_on = await context.day(request, intent.by) if intent.by else None
    owner = request.user if intent.mine else None
    if intent.owner is not None:
        owner = (await context.targets.newcomer(request, intent.owner, private=row.private)).id
    return await context.act(request, reviews.assign, owner=owner, due_on=due_on, today=today)


@HANDLERS.answers(g.Approve)
async def _approve(context: Context, request: Request, intent: g.Approve) -> Reply:
    """Before it stays as it reads, whoever may approve it sees which words on record judge; nothing stops them."""
    request = request.about(intent.incident)
    if not intent.anyway:
        row = await context.targets.to_change(request)
        case = await context.case(request, row)
        reviews.approve(case)
        fixing.require_told(case.incident)
    return await context.act(request, reviews.approve)


@HANDLERS.answers(g.Archive)
async def _archive(context: Context, request: Request, intent: g.Archive) -> Reply:
    return await context.act(request.about(intent.incident), rules.archive)


@HANDLERS.answers(g.Bridge)
async def _bridge(context: Context, request: Request, intent: g.Bridge) -> Reply:
    return await context.act(request.about(intent.incident), rules.set_bridge, url=intent.url)


@HANDLERS.answers(g.Title)
async def _title(context: Context, request: Request, intent: g.Title) -> Reply:
    return await context.act(request.about(intent.incident), rules.set_title, title=intent.title)
