"""Sitrep: coordinates an incident in Slack, from `/incident start` to the post-incident summary."""

__version__ = "0.1.0"
