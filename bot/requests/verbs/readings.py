"""Verbs that change nothing: summary, card, catch-up, timeline, review, list, and help."""

from typing import Any

from bot import grammar as g
from bot.incident.errors import Refused
from bot.requests.context import Clerk, Handlers
from bot.requests.request import Asked, Reply
from bot.slack.messages import message as m
from bot.store.catalogue import Row

HANDLERS = Handlers()


@HANDLERS.answers(g.Summary)
async def _summary(clerk: Clerk, asked: Asked, intent: g.Summary) -> Reply:
    row = await clerk.meant.incident(asked, intent.incident)
    if intent.share is not None:
        raise Refused("not_there_yet", verb="summary … share", instead="`summary` shows it to you, to be copied.")
    at = await clerk.time_if_any(asked, intent.at, past=True)
    return Reply(await clerk.readings.brief(row.number, reader=asked.user, at=at), incident=row.number)


@HANDLERS.answers(g.Card)
async def _card(clerk: Clerk, asked: Asked, intent: g.Card) -> Reply:
    row = await clerk.meant.incident(asked, intent.incident)
    return Reply(await clerk.readings.card(row.number, reader=asked.user), incident=row.number)


@HANDLERS.answers(g.Catchup)
async def _catchup(clerk: Clerk, asked: Asked, intent: g.Catchup) -> Reply:
    return await _card(clerk, asked, g.Card(incident=intent.incident))


@HANDLERS.answers(g.Timeline)
async def _timeline(clerk: Clerk, asked: Asked, intent: g.Timeline) -> Reply:
    row = await clerk.meant.incident(asked, intent.incident)
    at = await clerk.time_if_any(asked, intent.at, past=True)
    return Reply(await clerk.readings.timeline(row.number, reader=asked.user, at=at), incident=row.number)


@HANDLERS.answers(g.Review)
async def _review(clerk: Clerk, asked: Asked, intent: g.Review) -> Reply:
    row = await clerk.meant.incident(asked, intent.incident)
    return Reply(await clerk.readings.review(row.number, reader=asked.user), incident=row.number)


@HANDLERS.answers(g.List)
async def _list(clerk: Clerk, asked: Asked, intent: g.List) -> Reply:
    if intent.which != "open":
        instead = "`list` shows the open ones, and `summary INC-42` and `review INC-42` any other."
        raise Refused("not_there_yet", verb=f"list {intent.which}", instead=instead)
    rows = [row for row in await clerk.desk.open_incidents() if await clerk.meant.may_see(asked, row)]
    return Reply(m.incidents(clerk.words, [_listed(row) for row in rows], voice=await clerk.voice(asked)))


def _listed(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "severity": row.severity,
        "status": row.status,
        "channel": row.channel,
        "since": row.opened_at.isoformat() if row.opened_at else None,
        "drill": row.drill,
    }


@HANDLERS.answers(g.Help)
async def _help(clerk: Clerk, asked: Asked, intent: g.Help) -> Reply:
    here = await clerk.desk.in_channel(asked.channel)
    verbs = [verb for verb in g.VERBS if verb.here and (intent.topic in {None, verb.name})]
    rows = [(verb.usage, verb.meaning, verb.example) for verb in verbs]
    return Reply(m.help(clerk.words, rows, in_incident=here is not None, voice=await clerk.voice(asked)))
