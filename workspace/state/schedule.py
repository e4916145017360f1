"""Posts what was scheduled, each message at its second of the workspace's clock."""

import asyncio
from datetime import UTC, datetime

from workspace.state import posts
from workspace.state.world import Scheduled, World


class Schedule:
    """Sleeps until the next scheduled message is due, or until another one is due before it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._moved = asyncio.Event()
        world.on_move.append(self._moved.set)

    async def run(self) -> None:
        """Never returns; to be cancelled."""
        while True:
            self._moved.clear()
            due = min(self._world.scheduled.values(), key=lambda each: (each.post_at, each.id), default=None)
            if due is None:
                await self._moved.wait()
            else:
                await self._until(due)

    async def _until(self, due: Scheduled) -> None:
        due_at = datetime.fromtimestamp(due.post_at, UTC)
        waits = [
            asyncio.ensure_future(self._world.clock.sleep_until(due_at)),
            asyncio.ensure_future(self._moved.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._world.clock.now() >= due_at:
            self._post(due)

    def _post(self, due: Scheduled) -> None:
        """Into the channel, if it still takes messages; one with metadata vanishes, as it does at Slack."""
        if self._world.scheduled.pop(due.id, None) is None or "metadata" in due.content:
            return
        channel = self._world.directory.channels.get(due.channel_id)
        if channel is not None and not channel.archived:
            more = {key: value for key, value in due.content.items() if key != "text"}
            posts.post(self._world, channel, self._world.bot, posts.Draft(due.content["text"], more))
