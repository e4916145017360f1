"""*Add to timeline* is on record by itself: nothing that Slack shows or hides takes it back."""

from datetime import timedelta

import pytest

from tests.scenarios.conftest import Scene

WORDS = "the archive holds all of them"


@pytest.fixture
async def added(scene: Scene) -> Scene:
    await scene.staffed("sev2 Documents missing", logs="ana")
    room = (await scene.channel()).id
    ts = await scene.says("ana", WORDS, where=room)
    await scene.after(1)
    await scene.shortcut("leo", "add_to_timeline", ts)
    return scene


async def timeline(scene: Scene, at: str = "") -> str:
    return await scene.types("leo", f"/incident timeline{at and f' at {at}'}", where=(await scene.channel()).id)


async def test_it_survives_a_gap(added: Scene) -> None:
    await added.stops()
    added.stage.clock.turn(added.stage.clock.now() + timedelta(minutes=2))
    await added.starts_again()
    await added.after(2)

    assert WORDS in await timeline(added)
    assert WORDS in await timeline(added, "11:02")
    assert WORDS not in await timeline(added, "11:00")


async def test_a_pin_that_is_taken_off_leaves_it_there(added: Scene) -> None:
    room = await added.channel()
    ts = next(ts for ts, message in room.messages.items() if message.body.get("text") == WORDS)
    await added.does("reacts", "leo", "pushpin", ts, room.id)
    await added.does("unreacts", "leo", "pushpin", ts, room.id)

    assert WORDS in await timeline(added)


async def test_the_same_menu_takes_it_out_and_puts_it_back(added: Scene) -> None:
    room = await added.channel()
    ts = next(ts for ts, message in room.messages.items() if message.body.get("text") == WORDS)
    await added.after(1)
    out = await added.shortcut("leo", "add_to_timeline", ts)
    without = await timeline(added)
    await added.after(1)
    await added.shortcut("leo", "add_to_timeline", ts)

    assert "No longer in the timeline" in out
    assert WORDS not in without
    assert WORDS in await timeline(added)


async def test_whoever_only_looks_at_the_channel_adds_nothing(added: Scene) -> None:
    room = await added.channel()
    ts = await added.says("ana", "nobody is to add this", where=room.id)
    for name in ("add_to_timeline", "raise_as_hypothesis", "record_as_report"):
        await added.people.shortcut("eva", name, ts, room.id)
        await added.stage.settle()

    assert "nobody is to add this" not in await timeline(added)
    assert added.id("eva") not in {entry.by for entry in await added.entries()}
