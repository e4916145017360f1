"""A local Slack for trying any Slack app: a real server with Slack's rules, people, faults and a clock of its own.

Law: it never knows the app that runs on it.
"""

from workspace.people import People
from workspace.server import LocalSlack, serve
from workspace.state.clock import Clock, HandClock, RealClock
from workspace.state.records import Call
from workspace.state.refusals import Cannot
from workspace.state.world import Knobs
from workspace.wire.faults import Faults

__all__ = ["Call", "Cannot", "Clock", "Faults", "HandClock", "Knobs", "LocalSlack", "People", "RealClock", "serve"]
