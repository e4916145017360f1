"""Plain words as every door needs them: storable, on one line, and times back from JSON."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from bot.incident.effects import Json
from bot.incident.playbooks import is_of_incident

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
TITLE_CHARS_MAX = 120  # of an incident, inside a sentence

# PostgreSQL refuses NUL, UTF-8 refuses half a surrogate pair: with either an event would come again for ever. Other
# control characters but tab and line end mean nothing in chat, and a terminal obeys them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")
# Embeddings, overrides and isolates: one left open turns around every word that follows on the line.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def storable(text: str) -> str:
    """Text that every database and encoding takes."""
    return _UNSTORABLE.sub(REPLACEMENT, _LINE_END.sub("\n", text))


def one_line(text: str, chars_max: int) -> str:
    """Plain words for a line that they share with others: no break, no code fence, no turned direction, not longer."""
    line = " ".join(_DIRECTIONS.sub("", text).replace("```", "'''").split())
    return line if len(line) <= chars_max else line[: chars_max - 1].rstrip() + "…"


def severity_word(level: int | None) -> str:
    """What nobody has judged is said so, and never guessed."""
    return "severity not set" if level is None else f"SEV{level}"


def day_words(day: date, today: date) -> str:
    """`Thu 28 May`, with the year where that is another one than today's."""
    return f"{day:%a} {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def instants(values: Mapping[str, Json]) -> dict[str, object]:
    """The values as templates take them: a fact's times and days, which travel as ISO 8601, as what they are again."""
    return {name: _instant(name, value) for name, value in values.items()}


def _instant(name: str, value: Json) -> object:
    if isinstance(value, dict):
        return instants(value)
    if name.endswith("_on") and isinstance(value, str):
        return date.fromisoformat(value)
    is_time = name.endswith("_at") or name in {"at", "time", "until", "since"}
    return datetime.fromisoformat(value) if is_time and isinstance(value, str) else value


def playbook_of(past: str) -> str:
    """A playbook by the incident that it came from, or by the name that its file gave it."""
    return f"playbook of {past}" if is_of_incident(past) else f"playbook {past}"
