"""Slack delivers late, twice and out of order: what people marked gives the same page all the same."""

import asyncio
from collections.abc import Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident import lifecycle
from bot.incident.policy import Policy
from bot.requests.documents import Documents
from bot.requests.marks import MARK_NAMES
from bot.store.engine import Store
from bot.store.tables import activity, messages, reactions, versions
from bot.store.transcript import Reaction, Said
from bot.story.brief import Brief
from tests.desk.conftest import NINE

ROOM, LEO, ANA = "C0ROOM", "U0LEO", "U0ANA"
SECONDS = int(NINE.timestamp())
MESSAGES = tuple(f"{SECONDS + 60 * minute}.000100" for minute in (1, 2, 3))
TIMES = tuple(f"{SECONDS + 240 + second}.000000" for second in range(4))
Happening: TypeAlias = tuple[str, dict[str, Any]]

heard = st.fixed_dictionaries({"ts": st.sampled_from(MESSAGES), "edited_ts": st.sampled_from(("", *TIMES))})
erased = st.fixed_dictionaries({"ts": st.sampled_from(MESSAGES), "event_ts": st.sampled_from(TIMES)})
reacted = st.fixed_dictionaries(
    {
        "ts": st.sampled_from(MESSAGES),
        "person": st.sampled_from((LEO, ANA)),
        "name": st.sampled_from(MARK_NAMES.all),
        "on": st.booleans(),
        "event_ts": st.sampled_from(TIMES),
    }
)
happenings = st.lists(
    st.tuples(st.just("heard"), heard)
    | st.tuples(st.just("reacted"), reacted)
    | st.tuples(st.just("reacted"), reacted | reacted)
    | st.tuples(st.just("erased"), erased),
    max_size=10,
)


@st.composite
def two_deliveries(draw: st.DrawFn) -> tuple[list[Happening], list[Happening]]:
    """The same happenings in two orders, each with some of them delivered twice."""
    happened = [("heard", {"ts": ts, "edited_ts": ""}) for ts in MESSAGES] + draw(happenings)
    twice = st.lists(st.sampled_from(happened), max_size=4)
    return draw(st.permutations(happened + draw(twice))), draw(st.permutations(happened + draw(twice)))


async def happens(desk: Desk, happening: Happening) -> None:
    match happening:
        case ("heard", {"ts": ts, "edited_ts": edited_ts}):
            text = f"words of {ts} as of {edited_ts or 'the beginning'}"
            said = Said(channel=ROOM, ts=ts, author=ANA, text=text, edited_ts=edited_ts)
            await desk.hear(said, number=1, substance=True)
        case ("erased", {"ts": ts, "event_ts": event_ts}):
            await desk.hear_deletion(ROOM, ts, event_ts=event_ts)
        case ("reacted", reaction):
            await desk.hear_reaction(Reaction(channel=ROOM, **reaction))


async def page(store: Store, desk: Desk, clock: HandClock, delivered: Sequence[Happening]) -> Brief:
    """The brief after these deliveries, into a channel of which nothing was heard before."""
    async with store.write("wipe") as tx:
        for table in (messages, versions, reactions, activity):
            await tx.run(sa.delete(table))
    for happening in delivered:
        await happens(desk, happening)
    return (await Documents(desk=desk, clock=clock).brief(1)).document


async def test_any_order_and_repetition_of_deliveries_gives_the_same_page(store: Store) -> None:
    clock = HandClock(NINE)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    await desk.start(
        lambda case: lifecycle.open_incident(case, title="Documents missing", offers=[]),
        title="Documents missing",
        by=LEO,
        cause="cmd:start",
    )
    await desk.act(1, lambda _: [f.ChannelReady(channel=ROOM, name="inc-1")], by=LEO, cause="effect:channel")
    clock.turn(NINE.replace(minute=10))
    loop = asyncio.get_running_loop()

    async def same(deliveries: tuple[list[Happening], list[Happening]]) -> None:
        one, other = deliveries
        assert await page(store, desk, clock, one) == await page(store, desk, clock, other)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(two_deliveries())
    def holds(deliveries: tuple[list[Happening], list[Happening]]) -> None:
        asyncio.run_coroutine_threadsafe(same(deliveries), loop).result()

    await asyncio.to_thread(holds)
