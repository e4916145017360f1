"""What people do with conversations and with themselves: join, leave, invite, make, archive; move house, go."""

from collections.abc import Sequence
from typing import Any

from workspace.people import visibility
from workspace.people.actor import Actor
from workspace.state import conversations, groups
from workspace.state.refusals import Cannot
from workspace.state.serializers import user_json

_CHANGEABLE = frozenset({"name", "tz", "email", "deleted", "guest", "presence", "admin", "display_name", "legacy_name"})


class Moving(Actor):
    """Acts on channels and on people; `channel` is a name or an id."""

    async def joins(self, who: str, channel: str) -> str:
        user = self._person(who)
        place = visibility.channel_of(self._world, user, channel)
        if place.archived:
            raise Cannot(f"#{place.name} is archived.")
        conversations.join(self._world, place, user)
        return ""

    async def leaves(self, who: str, channel: str) -> str:
        user = self._person(who)
        place = visibility.channel_of(self._world, user, channel)
        if place.general:
            raise Cannot(f"Nobody can leave #{place.name}.")
        self._must_be_in(user, place)
        conversations.leave(self._world, place, user)
        return ""

    async def invites(self, who: str, guest: str, channel: str) -> str:
        """Brings somebody, or the app, into a channel."""
        user, invited = self._person(who), self._person(guest)
        place = visibility.joined(self._world, user, channel)
        if invited.id in place.members:
            raise Cannot(f"{invited.handle} is in #{place.name} already.")
        if invited.single_channel and any(each.name for each in self._world.directory.seen_by(invited.id)):
            raise Cannot(f"{invited.handle} is a guest of one channel.")
        conversations.join(self._world, place, invited, inviter=user)
        return ""

    async def removes(self, who: str, member: str, channel: str) -> str:
        """Puts somebody, or the app, out of a channel."""
        user, removed = self._person(who), self._anybody(member)
        place = visibility.joined(self._world, user, channel)
        if removed.id not in place.members or place.general:
            raise Cannot(f"{removed.handle} cannot be put out of #{place.name}.")
        conversations.leave(self._world, place, removed, remover=user)
        return ""

    async def creates(self, who: str, name: str, *, private: bool = False) -> str:
        """The id of the new channel."""
        user = self._person(who)
        if user.guest or name in self._world.directory.names:
            raise Cannot(f"{user.handle} cannot make #{name}.")
        return conversations.make(self._world, name=name, kind="group" if private else "channel", creator=user).id

    async def renames(self, who: str, channel: str, name: str) -> str:
        user = self._person(who)
        place = visibility.joined(self._world, user, channel)
        if name in self._world.directory.names or (place.creator != user.id and not user.admin):
            raise Cannot(f"{user.handle} cannot call #{place.name} {name!r}.")
        conversations.rename(self._world, place, user, name)
        return ""

    async def archives(self, who: str, channel: str) -> str:
        user = self._person(who)
        place = visibility.joined(self._world, user, channel)
        if place.general or user.guest:
            raise Cannot(f"#{place.name} cannot be archived by {user.handle}.")
        conversations.archive(self._world, place, user)
        return ""

    async def unarchives(self, who: str, channel: str) -> str:
        user = self._person(who)
        place = visibility.channel_of(self._world, user, channel)
        if not place.archived:
            raise Cannot(f"#{place.name} is not archived.")
        conversations.unarchive(self._world, place, user)
        return ""

    async def converts(self, who: str, channel: str) -> str:
        """Makes a public channel private; the one who does it is an administrator."""
        user = self._person(who)
        place = visibility.joined(self._world, user, channel)
        if place.kind != "channel" or place.general or not user.admin:
            raise Cannot(f"{user.handle} cannot make #{place.name} private.")
        conversations.convert_to_private(self._world, place, user)
        return ""

    async def sets_topic(self, who: str, channel: str, topic: str) -> str:
        user = self._person(who)
        conversations.set_topic(self._world, visibility.joined(self._world, user, channel), user, topic)
        return ""

    async def makes_group(self, who: str, handle: str, name: str, members: Sequence[str] = ()) -> str:
        """The id of a user group, which can be mentioned as @handle."""
        maker = self._person(who)
        if any(group.handle == handle for group in self._world.directory.groups.values()):
            raise Cannot(f"There is a group @{handle} already.")
        made = groups.make(self._world, handle=handle, name=name, by=maker)
        if members:
            groups.fill(self._world, made, [self._person(member).id for member in members])
        return made.id

    async def fills_group(self, who: str, handle: str, members: Sequence[str]) -> str:
        """These people are the group from now on."""
        self._person(who)
        group = next((each for each in self._world.directory.groups.values() if each.handle == handle), None)
        if group is None or not members:
            raise Cannot(f"There is no group @{handle} that could be filled so.")
        groups.fill(self._world, group, [self._person(member).id for member in members])
        return ""

    async def changes(self, who: str, **facts: Any) -> str:
        """A person changes, or an administrator changes them: any of the names above."""
        user = self._anybody(who)
        if unknown := facts.keys() - _CHANGEABLE:
            raise Cannot(f"{', '.join(sorted(unknown))} cannot be changed; {', '.join(sorted(_CHANGEABLE))} can.")
        for name, value in facts.items():
            setattr(user, name, value)
        user.updated_at = self._world.now_s()
        shape = user_json(user, self._world.directory.team.id, with_email=False, at=self._world.clock.now())
        more = {"has_2fa": False, "is_invited_user": False, "is_workflow_bot": False, "is_stranger": user.is_stranger}
        event = {"type": "user_change", "user": shape | more, "cache_ts": self._world.now_s()}
        self._world.tell(("user_change",), event | {"event_ts": self._world.event_ts()})
        return ""

    async def deactivates(self, who: str) -> str:
        return await self.changes(who, deleted=True)
