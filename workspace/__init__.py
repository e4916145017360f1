"""A local Slack for trying any Slack app: a real server with Slack's rules, people, faults and a clock of its own.

Law: it never knows the app that runs on it.
"""

from workspace.clock import Clock, HandClock, RealClock
from workspace.faults import Faults
from workspace.people import People
from workspace.server import LocalSlack, serve
from workspace.state import Call, Cannot
from workspace.world import Knobs

__all__ = ["Call", "Cannot", "Clock", "Faults", "HandClock", "Knobs", "LocalSlack", "People", "RealClock", "serve"]
