"""The people of a workspace and what each of them can do.

Law: a person can do here what Slack's own window would let them do, and nothing else; otherwise Cannot says why.
The HTTP interface calls the very same methods.
"""

from workspace.people.moving import Moving
from workspace.people.pressing import Pressing
from workspace.people.talking import Talking

ACTS = frozenset(name for part in (Talking, Moving, Pressing) for name in vars(part) if not name.startswith("_"))


class People(Talking, Moving, Pressing):
    """Everybody's hands: each public method is an act, its first argument the person who does it."""
