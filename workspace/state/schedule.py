"""What happens by itself at its second of the workspace's clock: scheduled messages, previews of links."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from workspace.state import posts
from workspace.state.world import Preview, Scheduled, World


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    at: datetime
    id: str


class Schedule:
    """Sleeps until the next thing is due, or until another one is due before it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._moved = asyncio.Event()
        world.on_move.append(self._moved.set)

    async def run(self) -> None:
        """Never returns; to be cancelled."""
        while True:
            self._moved.clear()
            due = min(self._all_due(), key=lambda pair: pair[0], default=None)
            if due is None:
                await self._moved.wait()
            else:
                await self._until(*due)

    def _all_due(self) -> Iterator[tuple[_Due, Scheduled | Preview]]:
        for scheduled in self._world.scheduled.values():
            yield _Due(datetime.fromtimestamp(scheduled.post_at, UTC), scheduled.id), scheduled
        for preview in self._world.previews:
            yield _Due(preview.due_at, preview.ts), preview

    async def _until(self, due: _Due, what: Scheduled | Preview) -> None:
        waits = [
            asyncio.ensure_future(self._world.clock.sleep_until(due.at)),
            asyncio.ensure_future(self._moved.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._world.clock.now() >= due.at:
            if isinstance(what, Preview):
                self._unfurl(what)
            else:
                self._post(what)

    def _unfurl(self, due: Preview) -> None:
        """Under the message, if it is still there."""
        if due not in self._world.previews:
            return
        self._world.previews.remove(due)
        channel = self._world.directory.channels.get(due.channel_id)
        message = channel.messages.get(due.ts) if channel else None
        if channel is not None and message is not None:
            posts.unfurl(self._world, channel, message)

    def _post(self, due: Scheduled) -> None:
        """Into the channel, if it still takes messages; one with metadata vanishes, as it does at Slack."""
        if self._world.scheduled.pop(due.id, None) is None or "metadata" in due.content:
            return
        channel = self._world.directory.channels.get(due.channel_id)
        if channel is not None and not channel.archived:
            more = {key: value for key, value in due.content.items() if key != "text"}
            posts.post(self._world, channel, self._world.bot, posts.Draft(due.content["text"], more))
