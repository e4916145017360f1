"""The name of an incident's channel before there is one."""

import re

from anyascii import anyascii

from bot.incident.policy import DEFAULT, Policy
from bot.incident.state import Incident

CHANNEL_NAME_MAX_CHARS = 80  # Slack: conversations.create, `invalid_name_maxlength`


def channel_name(incident: Incident, policy: Policy = DEFAULT) -> str:
    """`inc-42-documents-missing`, or as the house has it, in lower-case Latin letters and at most 80 characters.

    Slack's page for conversations.create allows "lowercase letters, numbers, hyphens, and underscores" and does not say
    of which scripts, so every script is written in Latin letters; a title without any leaves the number alone. The
    title as it was typed stands in topic and card.
    """
    words = re.sub(r"[^a-z0-9]+", "-", _latin(incident.title)).strip("-")
    pattern = policy.drill_channel_name if incident.drill else policy.channel_name
    name = pattern.replace("{number}", f"{incident.number}").replace("{title}", words)
    return name[:CHANNEL_NAME_MAX_CHARS].strip("-")


def _latin(text: str) -> str:
    """The text letter by letter in lower-case ASCII, apostrophes left out lest they break words."""
    return re.sub(r"['`\"]", "", anyascii(text)).lower()
