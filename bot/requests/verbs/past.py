"""Verbs that look back: what was like this one, and where something was said before."""

from bot import grammar as g
from bot.incident.errors import Refused
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.requests.verbs import remembered
from bot.story.recall.own import as_past, query_of
from bot.story.recall.ranking import Index
from bot.story.recall.wanted import Wanted

FOUND_MAX = 10

HANDLERS = Handlers()


@HANDLERS.answers(g.Similar)
async def _similar(context: Context, request: Request, intent: g.Similar) -> Reply:
    """By the words, or by what is known of the incident by now."""
    here = await context.desk.in_channel(request.channel)
    if intent.words:
        but = f"INC-{here.number}" if here is not None else ""
        return await _like(context, request, intent.words, but=but)
    row = await context.targets.incident(request, intent.incident)
    incident = await context.desk.read(row.number)
    return await _like(context, request, query_of(incident), but=incident.name)


async def _like(context: Context, request: Request, query: str, *, but: str) -> Reply:
    found = await remembered.first(context.desk, context.permissions, request, query, but=but)
    if not found:
        raise Refused("nothing_alike")
    return in_words("similar", found=remembered.all_of(found))


@HANDLERS.answers(g.Search)
async def _search(context: Context, request: Request, intent: g.Search) -> Reply:
    """Everything that the caller may see: the open ones in which all of it is said first, then what is past."""
    wanted = Wanted.of(intent.words)
    if wanted.is_empty:
        raise Refused("nothing_to_search", typed=intent.words)
    running = [row for row in await context.desk.open_incidents() if await context.permissions.may_see(request, row)]
    told = [as_past(await context.desk.read(row.number)) for row in running]
    standing = Index(past for past in told if wanted.is_met_by(past)).first(intent.words, limit=FOUND_MAX)
    over = await remembered.first(
        context.desk, context.permissions, request, intent.words, limit=FOUND_MAX, to_help=False, wanted=wanted
    )
    if not standing and not over:
        raise Refused("nothing_found", words=intent.words)
    return in_words("searched", words=intent.words, standing=remembered.all_of(standing), over=remembered.all_of(over))
