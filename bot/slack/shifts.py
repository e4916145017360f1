"""Who is in the user groups that the ladder and the roles name: looked up again and again, for shifts change."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.desk import Desk
from bot.incident.policy import is_group
from bot.requests.people.directory import Directory

LOOKED_UP_EVERY = timedelta(minutes=5)  # Slack: usergroups.users.list, twenty a minute

log = logging.getLogger(__name__)


class Shifts:
    """Tells the desk who can hear something as one of a group. What Slack does not say in time stays as it was."""

    def __init__(self, *, desk: Desk, directory: Directory, clock: Clock) -> None:
        self._desk = desk
        self._directory = directory
        self._clock = clock

    async def run(self) -> None:
        """For as long as the bot runs; at once over where no group is named."""
        policy = self._desk.policy
        named = (*policy.escalate_to, *(one for ids in policy.offered_to.values() for one in ids))
        groups = [one for one in dict.fromkeys(named) if is_group(one)]
        while groups:
            for group in groups:
                await self._look_up(group)
            await self._clock.sleep_until(self._clock.now() + LOOKED_UP_EVERY)

    async def _look_up(self, group: str) -> None:
        found = await self._directory.crew([group])
        why = found.unread.get(group)
        if why == "not now":
            return
        if why is not None:
            log.warning("nobody can be told as one of %s: %s", group, why)
        self._desk.groups = {**self._desk.groups, group: found.people}
