"""What became of something that left the house, where it was not simply taken.

Law: whoever hands something over knows afterwards that it was taken, that it was not, or that nobody can know.
"""

from datetime import timedelta


class NotNow(Exception):
    """Certainly not taken, and it may be later: in `wait`, if the other side says when. The message is why."""

    def __init__(self, why: str, *, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Never(Exception):
    """Certainly not taken, for good. The message is the other side's own code and words, `status` the code of HTTP."""

    def __init__(self, why: str, *, status: int = 0) -> None:
        super().__init__(why)
        self.status = status


class Unsure(Exception):
    """It was handed over, and the other side did not say, or not clearly, what it makes of it."""
