"""What every act of a person needs: who they are, what their composer picks, what Slack itself whispers to them."""

from workspace.people.screen import reader_of, words_of
from workspace.state import posts
from workspace.state.records import Channel, Json, User
from workspace.state.refusals import Cannot
from workspace.state.rich_text import as_listed
from workspace.state.text import Composer, escape
from workspace.state.world import World
from workspace.wire.interactions import Interactions


class Actor:
    """Everybody. `who` is always a handle, a user id, or a full name."""

    def __init__(self, world: World, interactions: Interactions) -> None:
        self._world = world
        self._interactions = interactions

    def _person(self, who: str) -> User:
        """Somebody who can still sign in."""
        found = self._anybody(who)
        if found.deleted:
            raise Cannot(f"{found.handle} is deactivated.")
        return found

    def _anybody(self, who: str) -> User:
        found = self._world.directory.person(who)
        if found is None:
            raise Cannot(f"There is nobody called {who!r} here.")
        return found

    def _must_be_of_here(self, user: User) -> None:
        """Another company has not installed the app: its people press and mention, and have no commands."""
        if user.is_stranger:
            raise Cannot(f"{user.handle} is of another company, which has no such app.")

    def _must_be_in(self, user: User, place: Channel) -> None:
        if user.id not in place.members:
            raise Cannot(f"{user.handle} is not in #{place.name}.")

    def _composed(self, user: User, text: str, *, picks: bool) -> str:
        """A message as Slack's composer sends it."""
        listed = as_listed(text) if self._world.knobs.unknowns.message_box_makes_lists else text
        return self._composer(user).pick(listed, labels=False, space_after=False) if picks else escape(listed)

    def _composed_command(self, user: User, text: str, *, picks: bool) -> str:
        """What stands behind a slash command with `should_escape`: picked names carry a label and a blank."""
        return self._composer(user).pick(text, labels=True, space_after=True) if picks else escape(text)

    def _composer(self, user: User) -> Composer:
        directory = self._world.directory
        users = [each for each in directory.users.values() if not each.deleted and each.id != "USLACKBOT"]
        channels = [(c.name, c.id) for c in directory.names.values() if not c.is_private or user.id in c.members]
        return Composer(users, channels, [(group.handle, group.id) for group in directory.groups.values()])

    def _reads(self, user: User, body: Json) -> str:
        return "\n".join(words_of(body, reader_of(self._world, user)))

    def _whisper(self, user: User, place: Channel, text: str) -> str:
        """A line from Slack itself that only this person sees."""
        slackbot = self._world.directory.users["USLACKBOT"]
        posts.show_only_to(self._world, place, slackbot, user, posts.Draft(text))
        return text
