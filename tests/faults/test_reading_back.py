"""Several processes and one channel to be read back: one of them reads, and when that dies another goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from bot.app import App
from bot.cli.groundwork import laid
from bot.cli.simulation import Stage
from bot.courier import LEASE
from bot.ids import Ids
from bot.incident import facts as f
from bot.slack.catchup.history import CALLS_PER_MIN
from tests.faults.morning import CAST, NINE, Morning, until
from workspace.state import conversations

PLACE = "payments-trouble"
THREADS = CALLS_PER_MIN + 5  # more than one process may read within a minute


async def test_whoever_dies_while_it_reads_is_followed_by_another_that_runs(postgres_url: str) -> None:
    async with Stage(people=CAST, opens_at=NINE) as stage:
        day = Morning(stage)
        await day.moves_to(postgres_url)
        reading = day.app
        async with another(reading, stage) as beside:
            said = await talked(stage)
            await stage.slack.people.types("leo", "/incident adopt Payments fail", PLACE)
            await stage.settle()
            begun = asked(stage)
            await passes(stage, beside, 4 * LEASE.lasts)
            waited = asked(stage)
            await stage.settle()
            await reading.stop()
            await passes(stage, beside, LEASE.lasts - timedelta(seconds=1))
            not_yet = asked(stage)
            await passes(stage, beside, timedelta(seconds=2))
            await passes(stage, beside, timedelta(minutes=1))
            history = (await beside.desk.read(1)).history
            heard = [await beside.desk.message(channel(stage), ts) for ts in said]

        assert (CALLS_PER_MIN, CALLS_PER_MIN, CALLS_PER_MIN) == (begun, waited, not_yet)
        assert isinstance(history, f.HistoryRead)
        assert len(said) == history.messages
        assert None not in heard
        assert CALLS_PER_MIN + THREADS == asked(stage)


@asynccontextmanager
async def another(first: App, stage: Stage) -> AsyncIterator[App]:
    """A second process beside it, to which Slack hands nothing: it hears of the work by the memory alone."""
    settings = replace(first._settings, slack_app_token="")
    app = (await laid(settings, clock=stage.clock, ids=Ids(2))).build()
    await app.start(ticking=False)
    try:
        yield app
    finally:
        await app.stop()


async def passes(stage: Stage, beside: App, span: timedelta) -> None:
    """Time, in steps of half a lease, in which the one beside has its ticks as well."""
    to = stage.clock.now() + span
    while stage.clock.now() < to:
        stage.clock.turn(min(to, stage.clock.now() + LEASE.lasts / 10))
        await beside.tick()
        await until(lambda: beside.attentive and not beside.courier.busy and stage.slack.idle())


async def talked(stage: Stage) -> list[str]:
    """So many threads of two messages, in a channel that nobody knows of."""
    world = stage.slack.world
    members = [world.directory.users[stage.user_id(who)] for who in ("leo", "ana")]
    conversations.make(world, name=PLACE, kind="channel", creator=members[0], members=members)
    roots = [await stage.slack.people.says("leo", f"attempt {number} fails", PLACE) for number in range(THREADS)]
    replies = [await stage.slack.people.says("ana", "I see it as well", PLACE, thread=root) for root in roots]
    stage.clock.turn(stage.clock.now() + timedelta(minutes=1))
    return [*roots, *replies]


def channel(stage: Stage) -> str:
    return stage.slack.world.directory.names[PLACE].id


def asked(stage: Stage) -> int:
    """How many threads were read."""
    return sum(call.method == "conversations.replies" for call in stage.slack.calls)
