"""A command means the incident of its channel; elsewhere the only open one, the one chosen, or the last resolved."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_in_its_channel_that_one_is_meant_elsewhere_the_one_that_is_named_or_chosen_of_those_that_are_open(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing")
    first = (await scene.channel()).id
    await scene.start("sev1 Login broken +drill", where=LOBBY)
    await scene.types("leo", "/incident risk a fine", where=first)

    assert [type(e.fact) for e in await scene.stage.app.desk.entries(1)].count(f.RiskStated) == 1
    assert "INC-1 · Documents missing" in await scene.types("eva", "/incident summary INC-1", where=LOBBY)

    asked = await scene.types("leo", "/incident summary", where=LOBBY)
    answer = await scene.presses("leo", "INC-1 Documents missing")

    assert "Which one do you mean?" in asked
    assert "INC-1 · Documents missing" in answer

    await scene.start("sev3 Old thing", where=LOBBY)
    await scene.types("leo", "/incident INC-3 resolve done", where=LOBBY)
    listed = await scene.types("eva", "/incident list", where=LOBBY)

    assert "INC-1 · SEV2 · investigating" in listed
    assert "INC-2 · DRILL · SEV1" in listed
    assert "INC-3" not in listed


async def test_elsewhere_the_only_open_one_is_meant_and_with_none_open_the_last_one_resolved_within_a_week(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing")
    only = await scene.types("eva", "/incident summary", where=LOBBY)
    await scene.types("leo", "/incident resolve it works again")
    last = await scene.types("eva", "/incident summary", where=LOBBY)
    await scene.after(8 * 24 * 60)

    assert "INC-1 · Documents missing" in only
    assert "INC-1 · Documents missing" in last
    assert "No incident is open here" in await scene.types("eva", "/incident summary", where=LOBBY)


async def test_one_that_lasted_for_weeks_is_the_last_resolved_for_a_week_after_its_end(scene: Scene) -> None:
    await scene.start("sev4 Runners fill their disks")
    await scene.after(3 * 7 * 24 * 60)
    await scene.start("sev3 Login broken")
    for number in (2, 1):
        await scene.types("leo", f"/incident INC-{number} resolve it works again", where=LOBBY)
        await scene.after(1)

    assert "INC-1 · Runners fill their disks" in await scene.types("eva", "/incident summary", where=LOBBY)


async def test_who_is_not_in_the_channel_changes_nothing_until_they_join_and_once_they_leave(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    before = await scene.standing()
    answer = await scene.types("eva", "/incident INC-1 risk a fine", where=LOBBY)

    assert "Only people in its channel can change INC-1" in answer
    assert await scene.standing() == before

    channel = (await scene.channel()).id
    await scene.does("joins", "eva", channel)
    within = await scene.types("eva", "/incident INC-1 risk a fine", where=LOBBY)
    await scene.does("leaves", "eva", channel)

    assert "is a risk now" in within
    assert "Only people in its channel" in await scene.types("eva", "/incident INC-1 risk another", where=LOBBY)
