"""Whatever happens to a channel, in whatever order it is heard of, and with gaps: who may read is who is in it.

What Slack never tells at all is another matter: see `tests/scenarios/test_membership.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.cli.simulation import LOBBY, Stage
from tests.scenarios.conftest import CAST, MORNING, Scene
from workspace.state.refusals import Cannot, Refusal

PEOPLE = ("ana", "bo", "eva")
SECRET = "the auditor was called"


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


async def what_comes_is_turned_around(scene: Scene, _: str, __: str) -> None:
    scene.stage.slack.faults.reorder(times=1)


Step = Callable[[Scene, str, str], Awaitable[None]]
STEPS: tuple[Step, ...] = (
    *(comes, is_put_out, goes, is_offered_a_role),
    *(the_channel_is_made_private, what_comes_is_turned_around),
)
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(PEOPLE)), min_size=1, max_size=7)


async def _happens(scene: Scene, told: list[tuple[Step, str]], room: str) -> None:
    """As far as Slack lets people do it; close together, so that it can be heard in another order."""
    for step, who in told:
        try:
            await step(scene, who, room)
        except (Cannot, Refusal):  # who is not in it cannot be put out
            continue
    await scene.stage.settle()


async def _what_each_gets(private: str, before: list[tuple[Step, str]], deaf: list[tuple[Step, str]]) -> None:
    async with Stage(people=CAST, opens_at=MORNING, seed=7) as stage:
        await stage.settle()
        scene = Scene(stage)
        await scene.start(f"sev1 Payroll leaked {private}")
        room = (await scene.channel(1)).id
        await _happens(scene, before, room)
        if deaf:
            await scene.stops()
            await _happens(scene, deaf, room)
            await scene.starts_again()
        await scene.after(2)  # whoever knows a minute's old list asks again
        is_private = scene.stage.slack.world.directory.channels[room].is_private
        inside = {who for who in PEOPLE if scene.stage.is_member(room, who)}
        reads = {who: await scene.types(who, "/incident summary INC-1", where=LOBBY) for who in PEOPLE}
        writes = {who: await scene.types(who, f"/incident INC-1 note {who} was here", where=LOBBY) for who in PEOPLE}
        await scene.types("leo", f"/incident report {SECRET}", where=room)
        await scene.after(45)
        told = {who for who in PEOPLE if SECRET in "".join(scene.dms(who))}
        if scene._lives:
            await scene.stage.app.stop()

    assert _who(reads, "Payroll leaked") == (inside if is_private else set(PEOPLE))
    assert _who(writes, "In the timeline") == inside
    assert told <= inside or not is_private


def _who(answers: Mapping[str, str], said: str) -> set[str]:
    return {who for who, answer in answers.items() if said in answer}


# Each example is an hour of a whole workspace, so they are few here, the same every time, and not made smaller.
@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(st.sampled_from(("+private", "")), steps, steps | st.just([]))
def test_what_people_get_is_what_slack_says_of_them(
    private: str, before: list[tuple[Step, str]], deaf: list[tuple[Step, str]]
) -> None:
    asyncio.run(_what_each_gets(private, before, deaf))
