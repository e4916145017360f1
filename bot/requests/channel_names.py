"""The name of an incident's channel before there is one."""

import re
import unicodedata

from bot.incident.state import Incident

CHANNEL_NAME_MAX_CHARS = 80  # Slack: conversations.create, `invalid_name_maxlength`


def channel_name(incident: Incident) -> str:
    """`inc-42-documents-missing`: lower case, digits and dashes, at most 80 characters."""
    folded = unicodedata.normalize("NFKD", incident.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    kind = "drill" if incident.drill else "inc"
    return f"{kind}-{incident.number}-{words}"[:CHANNEL_NAME_MAX_CHARS].strip("-")
