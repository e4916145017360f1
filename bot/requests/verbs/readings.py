"""Verbs that change nothing: summary, card, catch-up, timeline, review, list, and help."""

from typing import Any

from bot import grammar as g
from bot.incident.errors import Refused
from bot.render.plain import one_line
from bot.requests.actions import SayAgain
from bot.requests.context import Context, Handlers
from bot.requests.reply import Choice, Reply, in_words
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.store.catalogue import Row

LIST_PAGE = 20  # of titles full of "&", which are sent as "&amp;", so many fit into Slack's 11,000 characters
LIST_TITLE_CHARS_MAX = 80

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
    """A page of the list, how many there are beyond it, and the way to those."""
    ended = [row for row in await context.desk.ended_incidents() if await context.permissions.may_see(request, row)]
    running = [row for row in await context.desk.open_incidents() if await context.permissions.may_see(request, row)]
    rows = {"open": running, "resolved": ended, "all": [*running, *ended]}[intent.which]
    begin = (intent.page - 1) * LIST_PAGE
    page, more = rows[begin : begin + LIST_PAGE], max(len(rows) - begin - LIST_PAGE, 0)
    onward = f"list {intent.which} page {intent.page + 1}"
    values = {
        "rows": [_listed(row, (await context.desk.read(row.number)).channel_name) for row in page],
        "which": intent.which,
        "before": min(begin, len(rows)),
        "more": more,
        "onward": onward,
        "ended": len(ended) if intent.which == "open" else 0,
    }
    choices = [Choice(label=f"Show {min(more, LIST_PAGE)} more", means=SayAgain(onward))] if more else []
    return Reply(lines=[Wording("incidents", values)], choices=choices)


def _listed(row: Row, channel_name: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": one_line(row.title, LIST_TITLE_CHARS_MAX),
        "severity": row.severity,
        "status": row.status,
        "channel": row.channel,
        "channel_name": channel_name,
        "opened_at": row.opened_at,
        "ended_at": None if row.is_open else row.resolved_at,
        "drill": row.drill,
    }


@HANDLERS.answers(g.Help)
async def _help(context: Context, request: Request, intent: g.Help) -> Reply:
    here = await context.desk.in_channel(request.channel)
    verbs = [verb for verb in g.VERBS if verb.here and (intent.topic in {None, verb.name})]
    rows = [{"usage": verb.usage, "meaning": verb.meaning, "example": verb.example} for verb in verbs]
    return in_words("help", rows=rows, in_incident=here is not None)
