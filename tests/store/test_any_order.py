"""Slack delivers late, twice and out of order; the record of a channel does not depend on it."""

import itertools
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.store import transcript
from bot.store.engine import Store, Writing
from bot.store.transcript import Pinned, Said
from tests.store.examples import hear, latest, minutes
from tests.tries import tries

MESSAGES = ("1700000001.000000", "1700000002.000000")
NAMES = ("pushpin", "round_pushpin")
TIMES = tuple(f"17000001{second:02}.000000" for second in range(4))
_channels = itertools.count(1)


@dataclass(frozen=True)
class Heard:
    ts: str
    edited_ts: str

    async def happen(self, tx: Writing, channel: str, learnt_at: datetime) -> None:
        text = f"as of {self.edited_ts or 'the beginning'}"
        said = Said(channel=channel, ts=self.ts, author=f"author of {self.ts}", text=text, edited_ts=self.edited_ts)
        await hear(tx, said, learnt_at)


@dataclass(frozen=True)
class Erased:
    ts: str
    event_ts: str

    async def happen(self, tx: Writing, channel: str, learnt_at: datetime) -> None:
        await transcript.erase(tx, channel, self.ts, event_ts=self.event_ts, learnt_at=learnt_at)


@dataclass(frozen=True)
class Reacted:
    ts: str
    person: str
    name: str
    on: bool
    event_ts: str

    async def happen(self, tx: Writing, channel: str, learnt_at: datetime) -> None:
        await transcript.react(
            tx,
            channel=channel,
            ts=self.ts,
            person=self.person,
            name=self.name,
            on=self.on,
            event_ts=self.event_ts,
            learnt_at=learnt_at,
        )


Happening: TypeAlias = Heard | Erased | Reacted
Record: TypeAlias = tuple[tuple[Pinned, ...], tuple[Said | None, ...]]

heard = st.builds(Heard, st.sampled_from(MESSAGES), st.sampled_from(("", *TIMES)))
erased = st.builds(Erased, st.sampled_from(MESSAGES), st.sampled_from(TIMES))
reacted = st.builds(
    Reacted,
    st.sampled_from(MESSAGES),
    st.sampled_from(("U0ANA", "U0LEO")),
    st.sampled_from(NAMES),
    st.booleans(),
    st.sampled_from(TIMES),
)
happenings = st.lists(heard | heard | reacted | reacted | erased, max_size=8)


# Of marks that are read back Slack does not say when they were put, so they have one time.
TWO_AT_ONCE: list[Happening] = [
    Heard(MESSAGES[0], ""),
    *(Reacted(MESSAGES[0], "U0ANA", name, True, TIMES[0]) for name in NAMES),
]


@st.composite
def two_deliveries(draw: st.DrawFn) -> tuple[list[Happening], list[Happening]]:
    """The same happenings in two orders, each with some of them delivered twice."""
    happened = draw(happenings)
    twice = st.lists(st.sampled_from(happened), max_size=3) if happened else st.just([])
    return draw(st.permutations(happened + draw(twice))), draw(st.permutations(happened + draw(twice)))


async def record(store: Store, delivered: list[Happening]) -> Record:
    """What is known of a channel of its own after these deliveries; its name is left out, two records must compare."""
    channel = f"C{next(_channels)}"
    async with store.write("hear") as tx:
        for minute, happening in enumerate(delivered):
            await happening.happen(tx, channel, minutes(minute))
        pins = await transcript.pinned(tx, channel, names=NAMES)
        said = [await latest(tx, channel, ts) for ts in MESSAGES]
        pinned = await transcript.pinned_among(tx, [(channel, ts) for ts in MESSAGES], names=NAMES)
    assert {(channel, pin.ts) for pin in pins} == pinned  # of some messages the same is said as of all
    return (
        tuple(replace(pin, channel="") for pin in pins),
        tuple(one and replace(one, channel="") for one in said),
    )


@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(two_deliveries())
@example((TWO_AT_ONCE, TWO_AT_ONCE[::-1]))
async def test_any_order_of_arrival_gives_the_same_record(
    store: Store, deliveries: tuple[list[Happening], list[Happening]]
) -> None:
    one, other = deliveries

    assert await record(store, one) == await record(store, other)
