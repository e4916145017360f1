"""What somebody means a message to be, by a reaction under it."""

from typing import Literal, TypeAlias

# The harm, why it happened, what was done, that it is over, what others were told.
Mark: TypeAlias = Literal["harm", "why", "done", "over", "told"]
Suggestible: TypeAlias = Literal[Mark, "pin"]  # or that it belongs on the timeline, and nothing more
