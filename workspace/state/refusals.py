"""The two ways of saying no: Slack's error for a call, and a sentence about what a person could not do.

Law: both are answers, so neither is an error of the program, and each carries all that its reader gets.
"""

from typing import Any


class Refusal(Exception):
    """The Web API says no; `error` is Slack's name for it, `more` goes into the body beside it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Cannot(Exception):
    """A person could not do this in Slack; the message says why."""


def invalid(*messages: str) -> Refusal:
    """`invalid_arguments` with Slack's line for each fault."""
    return Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {line}" for line in messages]})
