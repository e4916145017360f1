"""Verbs that change nothing: summary, card, catch-up, timeline, review, list, and help."""

from typing import Any

from bot import grammar as g
from bot.incident.errors import Refused
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.store.catalogue import Row

HANDLERS = Handlers()


@HANDLERS.answers(g.Summary)
async def _summary(context: Context, request: Request, intent: g.Summary) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    if intent.share is not None:
        raise Refused("not_there_yet", verb="summary … share", instead="`summary` shows it to you, to be copied.")
    at = await context.time_if_any(request, intent.at, past=True)
    return Reply(page=await context.documents.brief(row.number, at), incident=row.number)


@HANDLERS.answers(g.Card)
async def _card(context: Context, request: Request, intent: g.Card) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    return Reply(page=await context.documents.card(row.number), incident=row.number)


@HANDLERS.answers(g.Catchup)
async def _catchup(context: Context, request: Request, intent: g.Catchup) -> Reply:
    return await _card(context, request, g.Card(incident=intent.incident))


@HANDLERS.answers(g.Timeline)
async def _timeline(context: Context, request: Request, intent: g.Timeline) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    at = await context.time_if_any(request, intent.at, past=True)
    return Reply(page=await context.documents.timeline(row.number, at), incident=row.number)


@HANDLERS.answers(g.Review)
async def _review(context: Context, request: Request, intent: g.Review) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    return Reply(page=await context.documents.summary(row.number), incident=row.number)


@HANDLERS.answers(g.List)
async def _list(context: Context, request: Request, intent: g.List) -> Reply:
    if intent.which != "open":
        instead = "`list` shows the open ones, and `summary INC-42` and `review INC-42` any other."
        raise Refused("not_there_yet", verb=f"list {intent.which}", instead=instead)
    rows = [row for row in await context.desk.open_incidents() if await context.permissions.may_see(request, row)]
    return in_words("incidents", rows=[_listed(row) for row in rows])


def _listed(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "severity": row.severity,
        "status": row.status,
        "channel": row.channel,
        "since": row.opened_at,
        "drill": row.drill,
    }


@HANDLERS.answers(g.Help)
async def _help(context: Context, request: Request, intent: g.Help) -> Reply:
    here = await context.desk.in_channel(request.channel)
    verbs = [verb for verb in g.VERBS if verb.here and (intent.topic in {None, verb.name})]
    rows = [{"usage": verb.usage, "meaning": verb.meaning, "example": verb.example} for verb in verbs]
    return in_words("help", rows=rows, in_incident=here is not None)
