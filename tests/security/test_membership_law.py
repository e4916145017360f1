"""Whatever happens to a channel, heard in another order, twice, or never: who may read and is told is who is in it.

Of a private incident that holds at every moment, of a public one from the next gap on: until then, what Slack never
told about it (who came, that it was made private) nobody can know.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Literal, get_args

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot.cli.simulation import LOBBY, Stage
from tests.scenarios.conftest import CAST, MORNING, Scene
from workspace.state.refusals import Cannot, Refusal

PEOPLE = ("ana", "bo", "eva")
SECRET = "the auditor was called"
EVERYTHING = 99  # that Slack tells of one act


async def comes(scene: Scene, who: str, room: str) -> None:
    await scene.people.invites("leo", who, room)


async def is_put_out(scene: Scene, who: str, room: str) -> None:
    await scene.people.removes("leo", who, room)


async def goes(scene: Scene, who: str, room: str) -> None:
    await scene.people.leaves(who, room)


async def is_offered_a_role(scene: Scene, who: str, room: str) -> None:
    await scene.people.types("leo", f"/incident role logs @{who}", channel=room)


async def the_channel_is_made_private(scene: Scene, _: str, room: str) -> None:
    await scene.people.converts("leo", room)


Act = Callable[[Scene, str, str], Awaitable[None]]
ACTS: tuple[Act, ...] = (comes, is_put_out, goes, is_offered_a_role, the_channel_is_made_private)
Heard = Literal["as it happens", "behind the next", "twice", "never"]
Told = list[tuple[Act, str, Heard]]
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.sampled_from(get_args(Heard))), min_size=1, max_size=7
)


@asynccontextmanager
async def no_gap(_: Scene) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def the_process_is_gone(scene: Scene) -> AsyncIterator[None]:
    await scene.stops()
    yield
    await scene.starts_again()


@asynccontextmanager
async def slack_is_away(scene: Scene) -> AsyncIterator[None]:
    """Sockets are cut, and what happens meanwhile is never sent."""
    scene.stage.slack.faults.outage()
    yield
    scene.stage.slack.faults.over()


Gap = Callable[[Scene], AbstractAsyncContextManager[None]]
GAPS: tuple[Gap, ...] = (no_gap, the_process_is_gone, slack_is_away)


async def _happens(scene: Scene, told: Told, room: str) -> None:
    """As far as Slack lets people do it; close together, so that it can be heard in another order."""
    faults = scene.stage.slack.faults
    for act, who, heard in told:
        match heard:
            case "behind the next":
                faults.reorder()
            case "twice":
                faults.duplicate()
            case "never":
                faults.drop(times=EVERYTHING)
        with suppress(Cannot, Refusal):  # who is not in it cannot be put out
            await act(scene, who, room)
        faults.on.dropped = 0
    await scene.stage.settle()


async def _what_each_gets(private: str, before: Told, gap: Gap, during: Told, after: Told) -> None:
    async with Stage(people=CAST, opens_at=MORNING, seed=7) as stage:
        await stage.settle()
        scene = Scene(stage)
        await scene.start(f"sev1 Payroll leaked {private}")
        room = (await scene.channel(1)).id
        await _happens(scene, before, room)
        async with gap(scene):
            await _happens(scene, during, room)
        await _happens(scene, after, room)
        if not private and any(heard == "never" for _, _, heard in (*before, *during, *after)):
            async with slack_is_away(scene):
                pass
        await scene.after(2)  # whoever knows a minute's old list asks again
        is_private = scene.stage.slack.world.directory.channels[room].is_private
        inside = _inside(scene, room)
        reads = {who: await scene.types(who, "/incident summary INC-1", where=LOBBY) for who in PEOPLE}
        writes = {who: await scene.types(who, f"/incident INC-1 note {who} was here", where=LOBBY) for who in PEOPLE}
        await scene.types("leo", f"/incident report {SECRET}", where=room)
        await scene.after(45)
        told = {who for who in PEOPLE if SECRET in "".join(scene.dms(who))}
        sees = {who: scene.sees(who) for who in PEOPLE}
        brought_in = _inside(scene, room) - inside
        if scene._lives:
            await scene.stage.app.stop()

    assert _who(reads, "Payroll leaked") == (inside if is_private else set(PEOPLE))
    assert _who(writes, "In the timeline") == inside
    assert told <= inside or not is_private
    assert _who(sees, SECRET) == inside or not is_private
    assert set() == brought_in


def _inside(scene: Scene, room: str) -> set[str]:
    return {who for who in PEOPLE if scene.stage.is_member(room, who)}


def _who(answers: Mapping[str, str], said: str) -> set[str]:
    return {who for who, answer in answers.items() if said in answer}


UNHEARD: Told = [(comes, "ana", "never")]


# Each example is an hour of a whole workspace, so they are few here, the same every time, and not made smaller.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
@given(st.sampled_from(("+private", "")), steps, st.sampled_from(GAPS), steps | st.just([]), steps | st.just([]))
@example("+private", UNHEARD, no_gap, [], [])
@example("", [], slack_is_away, UNHEARD, [(is_put_out, "ana", "never")])
def test_what_people_get_is_what_slack_says_of_them(
    private: str, before: Told, gap: Gap, during: Told, after: Told
) -> None:
    asyncio.run(_what_each_gets(private, before, gap, during, after))
