"""`summary … share`: who will read it is said first, privately; it is sent when that is answered with *Share*."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from bot import grammar as g
from bot.incident import briefs, sharing
from bot.incident.errors import Refused
from bot.incident.state import Case
from bot.requests import actions
from bot.requests.context import Context, Handlers
from bot.requests.people.audience import Audience
from bot.requests.people.directory import NotYet
from bot.requests.reply import Choice, Reply, in_words
from bot.requests.request import Request
from bot.requests.wording import Wording

HANDLERS = Handlers()


async def asked(context: Context, request: Request, intent: g.Summary, share: g.Name | g.Channel | g.Address) -> Reply:
    """Who will read it, with *Share* and *Not now*. Refused where the caller or the place may not have it."""
    row = await context.targets.to_change(request, intent.incident)
    incident = await context.desk.read(row.number)
    known_at = await context.time_if_any(request, intent.at, past=True)
    await context.documents.brief(row.number, known_at)  # refuses a time before it began
    case = Case(incident, context.clock.now(), request.user, say=await context.say(request))
    if isinstance(share, g.Address):
        sharing.require_may_mail(case, address=share.address, domains=context.desk.policy.mail_domains)
        told = {"incident": incident.name, "title": incident.title, "private": incident.private, "known_at": known_at}
        means = _means(request, share.address, known_at, is_private=False)
        return _question("mail_asked", {**told, "address": share.address}, means, row.number)
    audience = await _audience(context, request, share)
    sharing.require_may_share(case, is_private_place=audience.is_private)
    told = {
        "incident": incident.name,
        "title": incident.title,
        "private": incident.private,
        "place": audience.place,
        "name": audience.name,
        "is_private": audience.is_private,
        "people": len(audience.members),
        "guests": audience.guests,
        "known_at": known_at,
    }
    means = _means(request, audience.place, known_at, is_private=audience.is_private)
    return _question("share_asked", told, means, row.number)


def _means(request: Request, place: str, known_at: datetime | None, *, is_private: bool) -> actions.Share:
    return actions.Share(place, request.cause, known_at.isoformat() if known_at else "", is_private)


def _question(name: str, told: Mapping[str, object], means: actions.Share, number: int) -> Reply:
    choices = [
        Choice(label="Share", means=means, incident=number),
        Choice(label="Not now", means=actions.KeepToOneself(), incident=number),
    ]
    return Reply(lines=[Wording(name, told)], choices=choices, incident=number)


@HANDLERS.answers(actions.Share)
async def _share(context: Context, request: Request, tap: actions.Share) -> Reply:
    """Look once more who reads there: what is closed by now stays unsent."""
    known_at = datetime.fromisoformat(tap.known_at) if tap.known_at else None
    if "@" in tap.place:
        return await context.act(
            request,
            sharing.mail,
            address=tap.place,
            domains=context.desk.policy.mail_domains,
            question=tap.question,
            known_at=known_at,
        )
    is_person = tap.place[:1] in {"U", "W"}  # Slack: how the id of a person begins
    place = g.Name(tap.place, "") if is_person else g.Channel(tap.place, "")
    audience = await _audience(context, request, place)
    if audience.is_private != tap.is_private:
        raise Refused("place_changed", name=audience.name)
    return await context.act(
        request,
        sharing.share,
        place=audience.place,
        place_name="" if audience.is_private and not is_person else audience.name,
        is_private_place=audience.is_private,
        question=tap.question,
        known_at=known_at,
    )


@HANDLERS.answers(actions.SendBrief)
async def _send(context: Context, request: Request, tap: actions.SendBrief) -> Reply:
    """The draft as its reader saw it, to all whom the house named and who may have it."""
    row = await context.targets.to_change(request)
    named = (await context.desk.read(row.number)).policy.brief_to
    places = [(place, await _name_of(context, place)) for place in named]
    return await context.act(request, briefs.send, draft=tap.draft, places=places)


async def _name_of(context: Context, place: str) -> str:
    """How it is called; empty for a private channel, and where the bot is not, which the delivery will say."""
    if "@" in place:
        return ""
    if place[:1] in {"U", "W"}:
        person = await context.directory.get(place)
        return person.shown if person else ""
    with suppress(NotYet):
        audience = await context.directory.audience(place)
        return audience.name if audience is not None and not audience.is_private else ""
    return ""


@HANDLERS.answers(actions.KeepToOneself)
async def _keep(_: Context, __: Request, ___: actions.KeepToOneself) -> Reply:
    return in_words("not_shared")


async def _audience(context: Context, request: Request, share: g.Name | g.Channel) -> Audience:
    """Who reads there. Refused for a place that Sitrep or the caller is not in, and where others read along."""
    if isinstance(share, g.Name):
        person = await context.targets.person(share)
        return Audience(
            place=person.id,
            name=person.shown,
            is_private=True,
            members=frozenset({person.id}),
            guests=int(person.is_guest),
        )
    named = share.channel_id or share.name or request.channel
    try:
        audience = await context.directory.audience(named)
    except NotYet:
        raise Refused("place_not_read") from None
    if audience is None or (audience.is_private and request.user not in audience.members):
        raise Refused("not_in_that_place", name=share.name)
    if audience.is_closed_to_us:
        raise Refused("place_of_others", name=audience.name)
    return audience
