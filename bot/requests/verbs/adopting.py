"""`adopt`: the channel in which it is typed becomes an incident's. `announce`: one that is over is told of."""

from dataclasses import replace

from bot import grammar as g
from bot.incident import announcing
from bot.incident.errors import Refused
from bot.render.plain import TITLE_CHARS_MAX, one_line
from bot.requests.context import Context, Handlers
from bot.requests.people import adoption
from bot.requests.people.adoption import AdoptablePlace
from bot.requests.reply import Reply
from bot.requests.request import Request
from bot.requests.verbs import life

HANDLERS = Handlers()


@HANDLERS.answers(g.Adopt)
async def _adopt(context: Context, request: Request, intent: g.Adopt) -> Reply:
    """Without a title, the topic says what it is about, or the name does. Heard once more, it is answered as before."""
    await context.permissions.require_start(request)
    whose = await context.desk.in_channel(request.channel)
    if whose is not None and await context.desk.written_by(request.cause) is None:
        raise Refused("has_incident", incident=f"INC-{whose.number}", status=whose.status)
    place = await context.adoptable(request.channel, anyway=request.anyway)
    await _require_unread(context, place)
    if intent.opening.private and not place.is_private:
        raise adoption.refused("public")
    title = intent.opening.title or one_line(place.topic.strip() or place.name, TITLE_CHARS_MAX)
    opening = replace(intent.opening, title=title, private=place.is_private)
    return await life.open_as_said(context, request, opening, place=place)


async def _require_unread(context: Context, place: AdoptablePlace) -> None:
    """Refused for a channel that was imported: it is an incident already, and one that is over."""
    imported = await context.desk.written_by(f"import:{place.team}:{place.id}")
    if imported is not None:
        raise adoption.refused("imported", incident=f"INC-{imported[0]}")


@HANDLERS.answers(g.Announce)
async def _announce(context: Context, request: Request, intent: g.Announce) -> Reply:
    has_channel = context.has_announcements
    return await context.act(request.about(intent.incident), announcing.announce, has_channel=has_channel)
