"""Channels that people rename, archive, or never let the bot into: the incident goes on, and somebody can repair it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import Scene

ANNOUNCED_AT = "incidents"


async def renamed(scene: Scene) -> str:
    """The incident's channel has another name from now on; its id."""
    channel = (await scene.incident()).channel
    await scene.does("renames", "leo", channel, "war-room")
    return channel


async def test_in_a_channel_that_was_renamed_everything_works_as_before(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    channel = await renamed(scene)
    ts = await scene.says("ana", "the owner was lost in March")
    await scene.does("reacts", "leo", "pushpin", ts, channel)
    taken = await scene.presses("leo", "Take code", where=channel)
    said = await scene.types("leo", "/incident note it is the archive")

    assert "You have code." in taken
    assert "it is the archive" in said
    assert "the owner was lost in March" in await scene.types("leo", "/incident timeline")
    for page in ("list", "card", "timeline", "summary", "review"):
        assert "Documents missing" in await scene.types("leo", f"/incident {page}"), page
    assert [] == scene.errors()


async def archived(scene: Scene) -> None:
    await scene.does("archives", "leo", ANNOUNCED_AT)


async def that_is_nowhere(scene: Scene) -> None:
    await with_announcements_in(scene, "C0NOWHERE")


async def private_without_us(scene: Scene) -> None:
    await with_announcements_in(scene, await scene.people.creates("leo", "board", private=True))


async def with_announcements_in(scene: Scene, channel: str) -> None:
    await scene.stops()
    scene.stage.app._settings = replace(scene.stage.app._settings, announce_channel=channel)
    await scene.starts_again()


@pytest.mark.parametrize("trouble", [archived, that_is_nowhere, private_without_us], ids=lambda one: one.__name__)
async def test_an_announcement_that_cannot_be_made_costs_nothing_else_and_is_told_once(
    scene: Scene, trouble: Callable[[Scene], Awaitable[None]]
) -> None:
    await trouble(scene)
    answer = await scene.start("sev2 Documents missing @ana:logs")
    await scene.presses("ana", "Accept")
    await scene.types("leo", "/incident sev 1 all of them")
    await scene.after(3)
    incident = await scene.incident()

    assert "SEV2 · public · real" in answer
    assert scene.id("ana") == incident.role("logs").holder
    assert "SEV1" in await scene.card()
    assert 1 == sum("announce" in line.lower() for line in scene.dms("leo")), scene.dms("leo")


async def test_one_who_cannot_be_asked_holds_up_nobody_else(scene: Scene) -> None:
    """A role for Leo himself, one for Ana who comes in by herself, one for a guest, one for somebody who has left."""
    await scene.start("sev2 Documents missing @leo:logs @ana:code @gus:customers @old:logs")
    channel = (await scene.incident()).channel
    await scene.does("joins", "ana", channel)
    await scene.presses("ana", "Accept")
    incident = await scene.incident()

    assert scene.id("ana") == incident.role("code").holder
    assert scene.id("leo") == incident.role("lead").holder
    assert "Documents missing" in await scene.card()
    assert scene.id("old") not in {offer.person for offer in await scene.facts(f.RoleOffered)}


async def test_a_channel_name_that_somebody_has_already_stops_no_start(scene: Scene) -> None:
    taken = ("inc-1-documents-missing", "inc-1")
    for name in taken:
        await scene.people.creates("eva", name)
    await scene.start("sev2 Documents missing")
    channel = await scene.channel()

    assert channel.name not in taken
    assert channel.name.startswith("inc-1-")
    assert "Documents missing" in await scene.card()
