"""The people of a workspace and what each of them can do.

Law: a person can do here what Slack's own window would let them do, and nothing else; otherwise Cannot says why.
The HTTP interface calls the very same methods.
"""

from workspace.people.moving import Moving
from workspace.people.pressing import Pressing
from workspace.people.talking import Talking
from workspace.state.records import File

ACTS = frozenset(name for part in (Talking, Moving, Pressing) for name in vars(part) if not name.startswith("_"))


class People(Talking, Moving, Pressing):
    """Everybody's hands: each method of a part is an act, its first argument the person who does it."""

    def gives(self, who: str, name: str, content: bytes) -> str:
        """The id of a file, which nobody sees before a message carries it. No act, for its bytes are no JSON."""
        world, user = self._world, self._person(who)
        file = File(world.ids.slack_id("F"), name, name, user.id, world.now_s(), len(content), content, uploaded=True)
        world.directory.files[file.id] = file
        return file.id
