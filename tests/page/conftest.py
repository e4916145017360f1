"""What the tests of the page share: the local Slack of tests/workspace, and one person's eyes."""

from tests.workspace.conftest import bolt, clock, http, post, room, slack, web

__all__ = ["bolt", "clock", "http", "post", "room", "slack", "web"]
