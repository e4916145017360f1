"""For each event an act that causes it, and the app that hears it under the name it subscribed to."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from workspace.server import LocalSlack

Act = Callable[[LocalSlack], Awaitable[Any]]


async def _in_room(slack: LocalSlack) -> str:
    """A channel that leo made, with the app in it."""
    channel_id = await slack.people.creates("leo", "inc-1")
    await slack.people.invites("leo", slack.world.app.handle, "inc-1")
    return channel_id


async def _in_private(slack: LocalSlack) -> None:
    await slack.people.creates("leo", "secret", private=True)
    await slack.people.invites("leo", slack.world.app.handle, "secret")


async def _says(slack: LocalSlack, text: str = "hello") -> str:
    await _in_room(slack)
    return await slack.people.says("leo", text, "inc-1")


async def _says_in_private(slack: LocalSlack) -> None:
    await _in_private(slack)
    await slack.people.says("leo", "psst", "secret")


async def _reacts(slack: LocalSlack) -> str:
    ts = await _says(slack)
    await slack.people.reacts("leo", "eyes", ts, "inc-1")
    return ts


async def _takes_back(slack: LocalSlack) -> None:
    await slack.people.unreacts("leo", "eyes", await _reacts(slack), "inc-1")


async def _joins(slack: LocalSlack) -> None:
    await _in_room(slack)
    await slack.people.joins("ana", "inc-1")


async def _leaves(slack: LocalSlack) -> None:
    await _in_room(slack)
    await slack.people.leaves("leo", "inc-1")


async def _pins(slack: LocalSlack) -> str:
    ts = await _says(slack)
    await slack.people.pins("leo", ts, "inc-1")
    return ts


async def _unpins(slack: LocalSlack) -> None:
    await slack.people.unpins("leo", await _pins(slack), "inc-1")


async def _renames(slack: LocalSlack) -> None:
    await _in_room(slack)
    await slack.people.renames("leo", "inc-1", "inc-2")


async def _archives(slack: LocalSlack) -> None:
    await _in_room(slack)
    await slack.people.archives("leo", "inc-1")


async def _unarchives(slack: LocalSlack) -> None:
    await _archives(slack)
    await slack.people.unarchives("leo", "inc-1")


async def _changes_id(slack: LocalSlack) -> None:
    await _in_private(slack)
    slack.faults.change_id("secret")


async def _puts_out(slack: LocalSlack) -> None:
    await _in_room(slack)
    slack.faults.kick_bot("inc-1")


async def _puts_out_of_private(slack: LocalSlack) -> None:
    await _in_private(slack)
    slack.faults.kick_bot("secret")


async def _deletes(slack: LocalSlack) -> None:
    await _in_room(slack)
    slack.faults.delete("inc-1")


async def _revokes(slack: LocalSlack) -> None:
    slack.faults.revoke("bot")


HEARD: dict[str, Act] = {
    "app_mention": lambda slack: _says(slack, f"@{slack.world.app.handle} hello"),
    "message.channels": _says,
    "message.groups": _says_in_private,
    "message.im": lambda slack: slack.people.says("leo", "hello", "dm"),
    "reaction_added": _reacts,
    "reaction_removed": _takes_back,
    "member_joined_channel": _joins,
    "member_left_channel": _leaves,
    "user_change": lambda slack: slack.people.changes("ana", tz="Asia/Tokyo"),
    "app_home_opened": lambda slack: slack.people.opens_home("leo"),
    "pin_added": _pins,
    "pin_removed": _unpins,
    "channel_created": _in_room,
    "channel_rename": _renames,
    "channel_archive": _archives,
    "channel_unarchive": _unarchives,
    "channel_id_changed": _changes_id,
    "channel_left": _puts_out,
    "group_left": _puts_out_of_private,
    "channel_deleted": _deletes,
    "tokens_revoked": _revokes,
}


@pytest.mark.parametrize("name", HEARD)
async def test_an_event_is_heard_by_its_name(slack: LocalSlack, name: str) -> None:
    told: list[tuple[str, str]] = []
    slack.world.told.append(lambda names, event, _: told.extend((each, event["type"]) for each in names))
    await HEARD[name](slack)

    assert (name, name.partition(".")[0]) in told


@pytest.mark.parametrize("name", HEARD)
async def test_an_event_says_when_it_happened(slack: LocalSlack, name: str) -> None:
    told: list[tuple[str, bool]] = []
    slack.world.told.append(lambda _names, event, _channel: told.append((event["type"], "event_ts" in event)))
    await HEARD[name](slack)

    assert [] == [kind for kind, has_instant in told if not has_instant]
