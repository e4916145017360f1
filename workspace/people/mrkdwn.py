"""Slack's text as a person reads it: names, channels, dates in the reader's zone, links, no markup.

Law: what is rendered here is what the screen shows; nothing else in the package turns markup into words.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from workspace.state.records import Directory, Json
from workspace.state.text import unescape, with_emoji

_TOKEN = re.compile(r"<([^<>]+)>")
# Strokes stay: "~two~ three" without them would say something else.
_EMPHASIS = re.compile(r"(?<![\w*_~`])([*_`])(?=\S)([^\n]+?)(?<=\S)\1(?![\w*_~`])")
_FIELD = re.compile(r"\{(\w+)\}")
_TEENS = range(11, 14)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes read (nobody's in particular when `user_id` is empty): their zone, and the instant they look."""

    directory: Directory
    zone: ZoneInfo
    now: datetime
    user_id: str = ""

    def plain(self, text: str) -> str:
        """Text with markup as words."""
        return self.with_names(_EMPHASIS.sub(r"\2", text))

    def with_names(self, text: str) -> str:
        """Text whose names, channels, dates and links are words, and whose stars and underscores still stand."""
        return with_emoji(unescape(_TOKEN.sub(self._token, text)))

    def handle(self, user_id: str) -> str:
        user = self.directory.users.get(user_id)
        return user.handle if user else user_id

    def time(self, ts: str) -> str:
        return datetime.fromtimestamp(float(ts), UTC).astimezone(self.zone).strftime("%H:%M")

    def date(self, at_s: int, form: str) -> str:
        """Slack's date formatting (docs.slack.dev/messaging/formatting-message-text#date-formatting)."""
        at = datetime.fromtimestamp(at_s, UTC).astimezone(self.zone)
        return _FIELD.sub(lambda found: self._field(at, found[1]) or found[0], form)

    def _token(self, found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        match target[:1]:
            case "@":
                return f"@{self.handle(target[1:])}"
            case "#":
                channel = self.directory.channels.get(target[1:])
                return f"#{label or (channel.name if channel else target[1:])}"
            case "!":
                return self._special(target[1:], label)
            case _:
                return f"{label} ({target})" if label and label != target else label or target

    def _special(self, target: str, label: str) -> str:
        if target.startswith("date^"):
            _, at_s, form, *_ = target.split("^")
            return self.date(int(at_s), form)
        if target.startswith("subteam^"):
            group = self.directory.groups.get(target.removeprefix("subteam^"))
            return f"@{group.handle}" if group else label
        return f"@{target}"

    def _field(self, at: datetime, name: str) -> str:
        near = self._near(at) if name.endswith("_pretty") else ""
        if near:
            return near
        match name.removesuffix("_pretty"):
            case "date":
                return f"{at:%B} {_ordinal(at.day)}, {at.year}"
            case "date_num":
                return f"{at:%Y-%m-%d}"
            case "date_slash":
                return f"{at:%m/%d/%Y}"
            case "date_short":
                return f"{at:%b} {at.day}, {at.year}"
            case "date_long":
                return f"{at:%A}, {at:%B} {_ordinal(at.day)}, {at.year}"
            case "time":
                return f"{at:%H:%M}"
            case "time_secs":
                return f"{at:%H:%M:%S}"
            case "ago":
                return self._ago(at)
            case _:
                return ""

    def _near(self, at: datetime) -> str:
        days = (at.date() - self.now.astimezone(self.zone).date()).days
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "")

    def _ago(self, at: datetime) -> str:
        minutes = round((self.now - at).total_seconds() / 60)
        return f"{minutes} minutes ago" if minutes >= 0 else f"in {-minutes} minutes"


def rich_text(block: Json, reader: Reader) -> str:
    """A rich_text block as lines."""
    return "\n".join(_rich(element, reader).removesuffix("\n") for element in block.get("elements", ()))


def _rich(element: Json, reader: Reader) -> str:
    match element["type"]:
        case "rich_text_list":
            ordered = element.get("style") == "ordered"
            items = enumerate(element["elements"], start=1)
            return "\n".join(f"{f'{number}.' if ordered else '•'} {_rich(item, reader)}" for number, item in items)
        case "rich_text_quote":
            said = "".join(_leaf(leaf, reader) for leaf in element["elements"])
            return "\n".join(f"> {line}" for line in said.split("\n"))
        case _:
            return "".join(_leaf(leaf, reader) for leaf in element.get("elements", ()))


def _leaf(leaf: Json, reader: Reader) -> str:
    kinds: dict[str, Any] = {
        "text": lambda: with_emoji(f"~{leaf['text']}~" if leaf.get("style", {}).get("strike") else leaf["text"]),
        "user": lambda: f"@{reader.handle(leaf['user_id'])}",
        "channel": lambda: reader.plain(f"<#{leaf['channel_id']}>"),
        "usergroup": lambda: reader.plain(f"<!subteam^{leaf['usergroup_id']}>"),
        "emoji": lambda: with_emoji(_emoji_name(leaf)),
        "link": lambda: reader.plain(f"<{leaf['url']}|{leaf.get('text', '')}>"),
        "broadcast": lambda: f"@{leaf['range']}",
        "date": lambda: reader.date(int(leaf["timestamp"]), leaf["format"]),
    }
    return str(kinds[leaf["type"]]()) if leaf["type"] in kinds else ""


def _emoji_name(leaf: Json) -> str:
    return f":{leaf['name']}:" + (f":skin-tone-{leaf['skin_tone']}:" if "skin_tone" in leaf else "")


def _ordinal(day: int) -> str:
    suffix = "th" if day in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"
