"""What every room of the door stands on: the record, who is who in Slack, the wire, and the time."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.desk import Desk
from bot.requests.people.directory import Directory
from bot.slack.directory import SlackUsers
from bot.slack.hearing.liveness import Liveness
from bot.slack.names import SlackNames
from bot.slack.transport.web_api import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackGround:
    """One for the whole door: each room takes from it what it needs, and is given by name only what is its own."""

    desk: Desk
    directory: Directory
    users: SlackUsers
    names: SlackNames
    wire: Wire
    liveness: Liveness
    clock: Clock
