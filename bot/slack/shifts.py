"""Who can have a duty of those whom the ladder and the roles name: looked up again and again, for shifts change.

Of a person who is named by id it may be nobody: a guest, or somebody who is gone since the file was written.
"""

import logging
from datetime import timedelta

from bot.incident.policy import is_group
from bot.slack.ground import SlackGround

LOOKED_UP_EVERY = timedelta(minutes=5)  # Slack: usergroups.users.list, twenty a minute

log = logging.getLogger(__name__)


class Shifts:
    """Tells the desk who can hear something as one who is named. What Slack does not say in time stays as it was."""

    def __init__(self, ground: SlackGround) -> None:
        self._desk = ground.desk
        self._directory = ground.directory
        self._clock = ground.clock

    async def run(self) -> None:
        """For as long as the bot runs; at once over where no group is named."""
        policy = self._desk.policy
        named = (*policy.escalate_to, *(one for ids in policy.offered_to.values() for one in ids))
        while named:
            for one in dict.fromkeys(named):
                await self._look_up(one)
            await self._clock.sleep_until(self._clock.now() + LOOKED_UP_EVERY)

    async def _look_up(self, named: str) -> None:
        found = await self._directory.crew([named])
        why = found.unread.get(named)
        if why == "not now" or (not is_group(named) and self._directory.known(named) is None):
            return
        if not found.people:
            log.warning("nobody can be told as %s: %s", named, why or "a guest, an app, or gone")
        self._desk.groups = {**self._desk.groups, named: found.people}
