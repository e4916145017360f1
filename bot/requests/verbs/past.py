"""Verbs that look back: what was like this one, and where something was said before."""

from collections.abc import Sequence
from dataclasses import replace

from bot import grammar as g
from bot.incident.errors import Refused
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.requests.verbs import remembered
from bot.story.recall.own import as_past, query_of
from bot.story.recall.ranking import Index, Recalled
from bot.story.recall.wanted import Wanted

FOUND_MAX = 10

HANDLERS = Handlers()


@HANDLERS.answers(g.Similar)
async def _similar(context: Context, request: Request, intent: g.Similar) -> Reply:
    """By the words, or by what is known of the incident by now."""
    here = await context.desk.in_channel(request.channel)
    row = here if intent.words else await context.targets.incident(request, intent.incident)
    if row is None:
        found = await remembered.first(context.desk, context.permissions, request, intent.words)
        return _shown(found)
    incident = await context.desk.read(row.number)
    found = await remembered.first(
        context.desk,
        context.permissions,
        request,
        intent.words or query_of(incident),
        but=incident.name,
        not_now=() if intent.words else remembered.not_now(incident),
    )
    may_weigh = await context.permissions.may_change(request, row)
    return replace(_shown(found), choices=remembered.weighing(found, incident) if may_weigh else [])


def _shown(found: Sequence[Recalled]) -> Reply:
    if not found:
        raise Refused("nothing_alike")
    return in_words("similar", found=remembered.all_of(found))


@HANDLERS.answers(g.Search)
async def _search(context: Context, request: Request, intent: g.Search) -> Reply:
    """Everything that the caller may see: the open ones in which all of it is said first, then what is past."""
    wanted = Wanted.of(intent.words)
    if wanted.is_empty:
        raise Refused("nothing_to_search", typed=intent.words)
    running = await context.permissions.seen(request, await context.desk.open_incidents())
    told = [as_past(await context.desk.read(row.number)) for row in running]
    standing = Index(past for past in told if wanted.is_met_by(past)).first(intent.words, limit=FOUND_MAX)
    over = await remembered.first(
        context.desk, context.permissions, request, intent.words, limit=FOUND_MAX, to_help=False, wanted=wanted
    )
    if not standing and not over:
        raise Refused("nothing_found", words=intent.words)
    return in_words("searched", words=intent.words, standing=remembered.all_of(standing), over=remembered.all_of(over))
