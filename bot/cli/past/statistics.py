"""`sitrep stats`: figures over all incidents. Whoever asks here is nobody by name, so no private one is counted."""

from bot import grammar as g
from bot.cli.hindrances import Exit, Hindrance
from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.render.out import json as documents
from bot.render.words import Reader, Words
from bot.requests.verbs.statistics import over
from bot.store.engine import Store

UNCLEAR = "How far back is “{typed}”? Write days, weeks, months or years, such as: sitrep stats last 90 days"


async def statistics(  # noqa: PLR0913 - what was asked, how it is wanted, and where the record lives
    typed: str, *, as_json: bool, zone: str, database_url: str, clock: Clock, ids: Ids
) -> str:
    """The figures. Raises Hindrance for a period that is none, and as `Store.open_to_read` does."""
    period = g.read_period(typed)
    if period is None:
        raise Hindrance(Exit.FOUND, UNCLEAR.format(typed=typed))
    store = await Store.open_to_read(database_url)
    try:
        desk = Desk(store, clock=clock, ids=ids, policy=Policy())
        rows = (await desk.open_incidents(), await desk.ended_incidents())
        running, ended = ([row for row in some if not row.private] for some in rows)
        figures = await over(desk, (running, ended), period, with_reports=True, now=clock.now(), zone=zone)
    finally:
        await store.close()
    if as_json:
        return documents.document(figures).rstrip()
    reader = Reader(people={}, zone=zone, team_url="", now=clock.now())
    return Words().markdown("stats", reader=reader, stats=figures)
