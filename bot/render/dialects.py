"""How people, times and plain text are written in Slack, in a document and on a terminal; `words.py` chooses.

Law: whatever somebody typed comes out as text. `Markup` means "already in the dialect"; anything else is escaped.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.incident.logbook import BOT, NAMED
from bot.incident.policy import DEFAULT
from bot.render.emoji_names import with_characters
from bot.render.verbatim import PieceKind, pieces

# 14:05 · 14:05 CEST · 14 May 14:05 · 14:05 CEST, with the day if it is not today's · 14 May 2026
Style = Literal["clock", "zoned", "dated", "when", "date"]

SOMEBODY, AN_APP = "somebody", "an app"  # who has no name that we know
A_CHANNEL = "a channel"  # one whose name is not known, or is none of the readers' business

NAME_CHARS_MAX = 40  # of what is worth remembering how it is written: a name, a role, an hour

_TURNED_BACK = frozenset({21, 22, 23, 0, 1, 2, 3})  # the hours that come twice somewhere (tz 2025b); no other can
_OFFSET_NAME = re.compile(r"[+-]\d+")
# What marks nothing and moves the words around it: embeddings, overrides and isolates, of which one left open turns
# around all that follows on the line; and control characters but tab and line end, which a terminal obeys.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile(r"([\\`*\[\]|~]|(?<!\w)_|_(?!\w))")  # an underscore inside a word marks nothing in CommonMark
_BLANKS = re.compile(r"\s+")
_MORE_BLANKS = re.compile(r"(?<=\S)[ \t]{2,}")
_INDENT = re.compile(r"^ +(?=\S)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MENTION = re.compile("<[!@#]")  # docs.slack.dev/messaging/formatting-message-text
_LINE_START = re.compile(r"^([#+=>-]|\d{1,9}(?=[.)](?:\s|$)))")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom words are rendered.

    `people` are full names by Slack's user id, `zone` is the reader's IANA zone, `team_url` is such as
    `https://acme.slack.com`, `now` is when the reader reads, `titles` are the names of the roles as people say them,
    `severities` what each of them means in this house.
    """

    people: Mapping[str, str]
    zone: str
    team_url: str
    now: datetime
    titles: Mapping[str, str] = field(default_factory=lambda: DEFAULT.titles)
    severities: Mapping[int, str] = field(default_factory=lambda: DEFAULT.severity_meanings)

    def local(self, at: datetime) -> datetime:
        """The instant on the reader's wall clock; UTC when the zone is unknown to this machine."""
        return at.astimezone(zone_of(self.zone))

    def name(self, person: str) -> str:
        """How people call them; an app that took somebody's name is told apart."""
        if person == BOT:
            return "Sitrep"
        if not person.startswith(NAMED):
            return self.people.get(person, SOMEBODY)
        name = person.removeprefix(NAMED) or AN_APP
        return f"{name} (an app)" if name == "Sitrep" or name in self.people.values() else name


def permalink(team_url: str, channel: str, ts: str, thread_ts: str = "") -> str:
    """The address of a message, computed without asking Slack; one in a thread also names its root.

    Source: what `chat.getPermalink` answers, https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    address = f"{team_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread_ts}&cid={channel}" if thread_ts else address


class Dialect(Protocol):
    def literal(self, source: str) -> str:
        """A template's own words, which are written with Slack's marks."""

    def text(self, plain: str) -> Markup:
        """What somebody typed, made harmless, on one line."""

    def verbatim(self, plain: str) -> Markup:
        """The same line by line, as it looked in Slack; stands in a table's cell."""

    def person(self, person: str, reader: Reader) -> Markup: ...

    def channel(self, channel: str, name: str) -> Markup: ...

    def instant(self, at: datetime, style: Style, reader: Reader, url: str = "") -> Markup:
        """The instant; in Slack it leads to `url`. A document has numbers for that, and a terminal leads nowhere."""

    def link(self, label: str, url: str) -> Markup: ...


class SlackDialect:
    """mrkdwn. Times are date tokens, which every reader sees in their own zone; the fallback is the reader's."""

    _TOKENS: Mapping[Style, str] = {
        "clock": "{time}",
        "zoned": "{time}",
        "dated": "{date_short} {time}",
        "when": "{time}",
        "date": "{date_long}",
    }

    def literal(self, source: str) -> str:
        return source

    def text(self, plain: str) -> Markup:
        """Every further line of somebody's words stands behind a bar, lest it pass for a line of the bot's."""
        straight = _UNSEEN.sub("", plain)
        escaped = straight.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        parts = escaped.split("```")  # every second one is code, which is told apart by itself, unless it is not closed
        last = len(parts) - 1
        told = [part if place % 2 and place < last else _barred(part) for place, part in enumerate(parts)]
        return Markup("```".join(told))  # noqa: S704

    def verbatim(self, plain: str) -> Markup:
        """A fence that nobody closed would take what follows with it."""
        *closed, last = plain.split("```")
        return self.text("```".join(closed) + ("```" if len(closed) % 2 == 0 else "'''") + last if closed else last)

    def person(self, person: str, reader: Reader) -> Markup:  # Slack itself knows the name
        if person == BOT or person.startswith(NAMED):
            return self.text(reader.name(person))
        return Markup(f"<@{self.text(person)}>")  # noqa: S704

    def channel(self, channel: str, name: str) -> Markup:  # Slack itself knows the name
        return Markup(f"<#{self.text(channel)}>")  # noqa: S704

    def instant(self, at: datetime, style: Style, reader: Reader, url: str = "") -> Markup:
        # A token may lead somewhere: docs.slack.dev/messaging/formatting-message-text#date-formatting
        token = self._TOKENS[style]
        if style == "when" and reader.local(at).date() != reader.local(reader.now).date():
            token = self._TOKENS["dated"]
        link = f"^{self.text(url)}" if url else ""
        return Markup(f"<!date^{int(at.timestamp())}^{token}{link}|{spoken(at, style, reader)}>")  # noqa: S704

    def link(self, label: str, url: str) -> Markup:
        return Markup(f"<{_made(url, self)}|{_made(label, self)}>")  # noqa: S704


class MarkdownDialect:
    """CommonMark that stays readable as it is; people by full name, times in the reader's zone."""

    def literal(self, source: str) -> str:
        return source

    def text(self, plain: str) -> Markup:
        if plain.isalnum():
            return Markup(plain)  # noqa: S704 - letters and digits mark nothing
        return _known_in_markdown(plain) if len(plain) <= NAME_CHARS_MAX else _text_in_markdown(plain)

    def verbatim(self, plain: str) -> Markup:
        straight = _UNSEEN.sub("", plain).strip("\n")
        told = "".join(_MARKDOWN_OF[kind](piece) for kind, piece in pieces(straight))
        lines = [_INDENT.sub(_kept_blanks, line).rstrip() for line in told.split("\n")]
        return Markup("<br>".join(line for line in lines if line))  # noqa: S704

    def person(self, person: str, reader: Reader) -> Markup:
        return self.text(reader.name(person))

    def channel(self, channel: str, name: str) -> Markup:  # an id tells nobody anything
        return self.text(f"#{name}" if name else A_CHANNEL)

    def instant(self, at: datetime, style: Style, reader: Reader, url: str = "") -> Markup:
        return Markup(spoken(at, style, reader))  # noqa: S704 - digits and a zone

    def link(self, label: str, url: str) -> Markup:
        return Markup(f"[{_made(label, self)}](<{url.replace('<', '%3C').replace('>', '%3E')}>)")  # noqa: S704


class PlainDialect:
    """Plain text for a terminal: nothing is marked or escaped, so what people typed stands there letter by letter.

    Templates are written with Slack's marks; those go from the templates' own words, and from no others.
    """

    _MARKS = str.maketrans("", "", "*_")

    def literal(self, source: str) -> str:
        return html.unescape(source.translate(self._MARKS))

    def text(self, plain: str) -> Markup:
        return Markup(with_characters(_UNSEEN.sub("", plain)))  # noqa: S704 - nothing reads marks here

    def verbatim(self, plain: str) -> Markup:
        return self.text(plain)

    def person(self, person: str, reader: Reader) -> Markup:
        name = reader.name(person)
        return self.text(f"@{name}" if person in reader.people else name)

    def channel(self, channel: str, name: str) -> Markup:  # an id tells nobody anything
        return self.text(f"#{name}" if name else A_CHANNEL)

    def instant(self, at: datetime, style: Style, reader: Reader, url: str = "") -> Markup:
        return Markup(spoken(at, style, reader))  # noqa: S704 - digits and a zone

    def link(self, label: str, url: str) -> Markup:
        """The address behind the label; without a workspace there is none, only a path."""
        return self.text(f"{label} ({url})" if url.startswith("http") else label)


def _barred(escaped: str) -> str:
    return escaped.replace("\n", "\n> ")


def _text_in_markdown(plain: str) -> Markup:
    line = _BLANKS.sub(" ", _UNSEEN.sub("", plain))  # an edge may join two words, so it stays
    told = (_MARKDOWN_OF[kind](piece) for kind, piece in pieces(line, code=False))
    return Markup(_LINE_START.sub(_escaped_start, "".join(told)))  # noqa: S704


# Each line of a timeline names its author, their role and its zone: the same few, ten thousand times.
_known_in_markdown = lru_cache(maxsize=1024)(_text_in_markdown)


def _markdown_words(words: str) -> str:
    spaced = _MORE_BLANKS.sub(" ", with_characters(words))
    return _ENTITY.sub("&amp;", _MARKS.sub(r"\\\1", spaced)).replace("<", "&lt;")


def _markdown_code(code: str) -> str:
    """Each line as code, for a table's cell holds no block. Code knows no escapes: a bar in it would end the cell.

    Nor may it hold what Slack takes for a mention, which reads Markdown in its own way.
    """
    return "\n".join(f"`{line}`" if _is_code(line) else _markdown_words(line) for line in code.split("\n"))


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not set(line) & {"`", "|"} and not _MENTION.search(line)


def _markdown_address(address: str) -> str:
    return f"<{address}>"


# A block's marks are gone with its breaks, so in a line of its own it is code like any other.
_MARKDOWN_OF: Mapping[PieceKind, Callable[[str], str]] = MappingProxyType(
    {
        "words": _markdown_words,
        "code": _markdown_code,
        "block": lambda block: f"\n{_markdown_code(block)}\n",
        "address": _markdown_address,
    }
)


def _kept_blanks(found: re.Match[str]) -> str:
    return "\xa0" * len(found[0])


def _made(text: str, dialect: Dialect) -> Markup:
    """The text in the dialect, unless it is so already."""
    return text if isinstance(text, Markup) else dialect.text(text)


def _escaped_start(found: re.Match[str]) -> str:
    """A line that begins like a heading, list or rule; digits are kept, their dot is what makes the list."""
    return f"{found.group()}\\" if found.group().isdigit() else f"\\{found.group()}"


def spoken(at: datetime, style: Style, reader: Reader) -> str:
    """The instant as the reader says it, such as `14:05 CEST` or `13 May 09:10 CEST`."""
    local = reader.local(at)
    if style == "clock":
        clock = f"{local.hour:02}:{local.minute:02}"  # a third of what `%H:%M` takes, and on each line
        return f"{clock} {zone_word(local)}" if local.hour in _TURNED_BACK and _comes_twice(local) else clock
    if style == "zoned":
        return f"{local:%H:%M} {zone_word(local)}"
    if style == "date":
        return f"{local.day} {local:%B %Y}"
    now = reader.local(reader.now)
    day = f"{local.day} {local:%B}" + (f" {local:%Y}" if local.year != now.year else "")
    if style == "dated":
        return f"{day} {local:%H:%M}"
    other_day = "" if local.date() == now.date() else f"{day} "
    return f"{other_day}{local:%H:%M} {zone_word(local)}"


def _comes_twice(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def zone_word(local: datetime) -> str:
    """The zone of an aware time as people say it: `CEST`, or `UTC+3` where the zone has no letters."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if _OFFSET_NAME.fullmatch(name) else name


@lru_cache(maxsize=512)  # the world has some 400 zones
def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for one that is unknown, since a brief must not fail over a clock."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def span(duration: timedelta) -> str:
    """A duration in whole minutes as people say it: `25 min`, `3 h 55 min`, `2 days 4 h`."""
    minutes = max(0, int(duration.total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} {'day' if days == 1 else 'days'}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes} min" if minutes else "")
    return f"{minutes} min"
