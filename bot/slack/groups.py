"""Slack's user groups, read: who is in one, by its id or by how people write it.

Law: what was read is believed for a while, and no longer; what could not be read is nobody, with the reason.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.clock import Clock
from bot.incident.deliveries import Later
from bot.requests.people.crews import GroupUnread, WhyUnread
from bot.requests.people.directory import NotYet
from bot.slack.transport.web_api import SlackRefused, Wire

READ_WITHIN_S = 1.0  # of the 2.6 s that an answer may take (bot/slack/inbound/ack_deadline.py)
KNOWN_FOR = timedelta(minutes=1)  # as who is in a channel; somebody who was taken out of a group is out by then
# docs.slack.dev/reference/methods/usergroups.users.list, and the errors of every method; anything else may pass.
WHY: Mapping[str, WhyUnread] = MappingProxyType(
    {
        "missing_scope": "no scope",
        "not_allowed_token_type": "no scope",
        "no_permission": "no scope",
        "plan_upgrade_required": "no plan",
        "paid_teams_only": "no plan",
        "no_such_subteam": "no such group",
        "subteam_not_found": "no such group",
    }
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Seen:
    people: tuple[str, ...]
    at: datetime


class SlackGroups:
    """Asks Slack who is in a user group."""

    def __init__(self, wire: Wire, *, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    async def members(self, group: str) -> tuple[str, ...]:
        """Who is in the group of this id, as Slack lists them. Raises GroupUnread, also for one that is empty."""
        seen = self._seen.get(group)
        if seen is None or self._clock.now() >= seen.at + KNOWN_FOR:
            try:
                async with asyncio.timeout(READ_WITHIN_S):
                    listed = await self._listed(group)
            except SlackRefused as refused:
                log.warning("the group %s could not be read: %s", group, refused)
                raise GroupUnread(WHY.get(refused.error, "not now")) from refused
            except (TimeoutError, ConnectionError, Later) as late:
                raise GroupUnread("not now") from late
            seen = self._seen[group] = _Seen(listed, self._clock.now())
        if not seen.people:
            raise GroupUnread("empty")
        return seen.people

    async def called(self, named: str) -> tuple[str, ...] | None:
        """Who is in the user group of this id or handle; None when there is none for us. Raises NotYet."""
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                groups = (await self._wire.call("usergroups.list"))["usergroups"]
                ids = [one["id"] for one in groups if named in {one["id"], one.get("handle"), one.get("name")}]
                return await self._listed(ids[0]) if len(ids) == 1 else None
        except SlackRefused as refused:
            log.warning("the group %s could not be read: %s", named, refused)
            return None
        except (TimeoutError, ConnectionError, Later) as late:
            raise NotYet from late

    async def _listed(self, group: str) -> tuple[str, ...]:
        return tuple((await self._wire.call("usergroups.users.list", usergroup=group))["users"])
