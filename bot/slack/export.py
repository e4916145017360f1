"""Slack's own export of a workspace: a zip with a list of channels, one of people, and a file a day for each channel.

Law: nothing is unpacked, and never is more than one day in memory. What is read here is what a reader of the channel
would have seen at the hour of the export; a file that is not as Slack writes it is named, and nothing is guessed.
Form: https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports; a message is that of the Web API.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeGuard
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.render.plain import storable
from bot.slack.directory import person_of
from bot.slack.inbound.message_words import Piece, author, is_somebodys, whose, words
from bot.slack.messages.mrkdwn import ids_in, plain
from bot.slack.names import A_PRIVATE_CHANNEL
from bot.store.people import Person
from bot.store.transcript import Reaction, Said

# A message has at most 40,000 characters (docs.slack.dev/reference/methods/chat.postMessage), written twice, as text
# and as blocks; a thousand of that length in one day fit, and so do fifty thousand as people write them.
FILE_BYTES_MAX = 128 * 1024 * 1024
NAMED_MAX = 30  # channels named to whoever asked for another
DAYS_MAX = 10_000  # Slack began in 2013
CHANNELS = "channels.json"
PEOPLE_LISTS = ("users.json", "org_users.json")  # the second in an export of an organisation
LISTS = ((CHANNELS, False), ("groups.json", True))  # of channels, and whether they are private
SECONDS_MAX = 253_402_300_799  # the last second of the year 9999, where Python's calendar ends

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json", re.ASCII)
_TS = re.compile(r"(\d{1,12})\.\d{1,6}", re.ASCII)
_CAME = frozenset({"channel_join", "group_join"})
_WENT = frozenset({"channel_leave", "group_leave"})

Marks: TypeAlias = Sequence[Reaction]


class NoExport(Exception):
    """It is no export, or something in it is not as Slack writes it; the text says where, and is for a person."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the export; `pins` are (ts of the message, seconds of the pinning)."""

    id: str
    name: str
    private: bool
    members: tuple[str, ...]
    pins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody came into the channel, or went."""

    person: str
    ts: str
    came: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of the channel with the marks under it, and the number of its files."""

    said: Said
    marks: Marks
    files: int


class WorkspaceExport:
    """An export that is open for reading. Raises NoExport for a file that is none, and so do its methods."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = ZipFile(path)
        except OSError as wrong:
            raise NoExport(f"it cannot be read ({wrong.strerror or wrong}).") from wrong
        except (BadZipFile, ValueError, NotImplementedError) as wrong:
            raise NoExport("it is no zip file, or only a part of one.") from wrong
        try:
            self._files = {info.filename: info for info in self._zip.infolist()}
            self._top = self._folder()
            self.people = self._people()
            self.channels = self._channels()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._zip.close()

    @property
    def team(self) -> str:
        """The workspace's id, as most of its people have it; empty where the export does not say."""
        teams = [one for _, one in self.people.values() if one]
        return max(sorted(set(teams)), key=teams.count, default="")

    def channel(self, name: str) -> Channel:
        """By its name or its id, with or without the #."""
        wanted = name.removeprefix("#").casefold()
        found = [one for one in self.channels if wanted in {one.name.casefold(), one.id.casefold()}]
        if not found:
            there = ", ".join(f"#{one.name}" for one in self.channels[:NAMED_MAX])
            more = f" and {len(self.channels) - NAMED_MAX} more" if len(self.channels) > NAMED_MAX else ""
            asked = f"it has no channel #{wanted}" if wanted else "say which channel with --channel"
            raise NoExport(f"{asked}. In it are: {there or 'none'}{more}.")
        if len(found) > 1:
            both = ", ".join(one.id for one in found)
            raise NoExport(f"it has several channels #{wanted}: name one by its id, {both}.")
        return found[0]

    def days(self, channel: Channel) -> Sequence[str]:
        """The files of the channel, the first day first; a folder has the channel's name, or its id."""
        folders = (f"{self._top}{channel.name}/", f"{self._top}{channel.id}/")
        days = sorted(
            name
            for name in self._files
            for folder in folders
            if name.startswith(folder) and _DAY.fullmatch(name[len(folder) :])
        )
        if len(days) > DAYS_MAX:
            raise NoExport(f"it has {len(days)} days of #{channel.name}; {DAYS_MAX} can be imported.")
        return days

    def read(self, day: str, channel: Channel, *, marks: Sequence[str], pin: str) -> Iterator[Spoken | Move]:
        """What was said and who came and went that day, as it happened; of the marks those of these names.

        `pin` is the name of the mark that Slack's own pins are kept as.
        """
        found = self._list(day)
        for message in sorted(found, key=lambda one: str(one.get("ts", ""))):
            ts = message.get("ts")
            if not _is_ts(ts):
                raise NoExport(f"{day}: a message has no time (`ts`).")
            try:
                yield from self._happened(message, channel, marks=marks, pin=pin)
            except (TypeError, AttributeError, KeyError, ValueError, RecursionError) as wrong:
                raise NoExport(f"{day}: the message {ts} is not as Slack writes one.") from wrong

    def _happened(self, message: Piece, channel: Channel, *, marks: Sequence[str], pin: str) -> Iterator[Spoken | Move]:
        kind = message.get("subtype") or ""
        if kind in _CAME | _WENT and message.get("user"):
            yield Move(storable(str(message["user"])), message["ts"], came=kind in _CAME)
        elif is_somebodys(message):
            yield self._line(message, channel, marks=marks, pin=pin)

    def _line(self, message: Piece, channel: Channel, *, marks: Sequence[str], pin: str) -> Spoken:
        ts, root, edited = message["ts"], message.get("thread_ts"), (message.get("edited") or {}).get("ts")
        writer = author(message)
        known, _ = self.people.get(writer.id, (None, ""))
        by, is_bot = whose(writer, known)
        text = words(message)
        names = {one: self._name(one, here=channel) for one in ids_in(text)}
        said = Said(
            channel=channel.id,
            ts=ts,
            thread_ts=root if _is_ts(root) and root != ts else "",
            author=storable(by),
            text=plain(text, {one: name for one, name in names.items() if name}),
            edited_ts=edited if _is_ts(edited) else "",
            is_bot=is_bot,
        )
        return Spoken(said, tuple(_marks(message, channel, names=marks, pin=pin)), len(message.get("files") or ()))

    def _name(self, mentioned: str, *, here: Channel) -> str:
        known, _ = self.people.get(mentioned, (None, ""))
        if known is not None:
            return known.handle or known.name
        found = next((one for one in self.channels if one.id == mentioned), None)
        if found is None:
            return ""
        return A_PRIVATE_CHANNEL if found.private and found.id != here.id else found.name

    def _folder(self) -> str:
        """Where the lists are: at the top, or in the one folder that some tool has put everything into."""
        tops = sorted(n.removesuffix(CHANNELS) for n in self._files if n == CHANNELS or n.endswith(f"/{CHANNELS}"))
        found = [top for top in tops if top.count("/") <= 1 and not top.startswith("__MACOSX")]
        if not found:
            raise NoExport(f"it is no export of a Slack workspace: it has no {CHANNELS}.")
        return min(found, key=len)

    def _people(self) -> Mapping[str, tuple[Person, str]]:
        """By their ids, with their workspace. Without a list of people, only those are known whom messages name."""
        listed = next((f"{self._top}{name}" for name in PEOPLE_LISTS if f"{self._top}{name}" in self._files), None)
        return {} if listed is None else dict(self._person(listed, one) for one in self._list(listed))

    def _person(self, listed: str, told: Piece) -> tuple[str, tuple[Person, str]]:
        try:
            team = str(told.get("team_id") or "")
            person = _storable(person_of(told, team=team))
        except (TypeError, AttributeError, KeyError, ValueError) as wrong:
            raise NoExport(f"{listed}: a person is not as Slack writes one.") from wrong
        return person.id, (person, team)

    def _channels(self) -> Sequence[Channel]:
        names = [(f"{self._top}{name}", private) for name, private in LISTS]
        there = [(name, private) for name, private in names if name in self._files]
        return [_channel(name, one, private=private) for name, private in there for one in self._list(name)]

    def _list(self, name: str) -> list[Mapping[str, Any]]:
        try:
            found = json.loads(self._bytes(self._files[name]))
        except (ValueError, RecursionError) as wrong:
            raise NoExport(f"{name} is no JSON.") from wrong
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise NoExport(f"{name} is no list, as Slack writes it.")
        return found

    def _bytes(self, info: ZipInfo) -> bytes:
        """What the file holds, whatever its head says of its size."""
        try:
            with self._zip.open(info) as file:
                raw = file.read(FILE_BYTES_MAX + 1)
        except (BadZipFile, EOFError, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError) as wrong:
            raise NoExport(f"{info.filename} cannot be read: it is damaged, or locked by a password.") from wrong
        if len(raw) > FILE_BYTES_MAX:
            most = FILE_BYTES_MAX // 1024 // 1024
            raise NoExport(f"{info.filename} is larger than {most} MB, which is more than Slack writes of a day.")
        return raw


def _is_ts(told: object) -> TypeGuard[str]:
    """Whether it is the time of a message, at which there is a calendar."""
    found = _TS.fullmatch(told) if isinstance(told, str) else None
    return found is not None and int(found[1]) <= SECONDS_MAX


def _storable(person: Person) -> Person:
    """Whether they are of our workspace is for the Slack of today to say."""
    return replace(
        person,
        id=storable(person.id),
        name=storable(person.name),
        display_name=storable(person.display_name),
        handle=storable(person.handle),
        tz=storable(person.tz),
        is_ours=None,
    )


def _channel(listed: str, told: Piece, *, private: bool) -> Channel:
    try:
        members = tuple(storable(str(one)) for one in told.get("members") or ())
        pins = {str(pin["id"]): str(int(pin.get("created") or 0)) for pin in told.get("pins") or ()}
        stood = {ts: at for ts, at in pins.items() if _is_ts(ts) and int(at) <= SECONDS_MAX}
        return Channel(storable(told["id"]), storable(told["name"]), private, members, stood)
    except (TypeError, AttributeError, KeyError, ValueError, OverflowError) as wrong:
        raise NoExport(f"{listed}: a channel is not as Slack writes one.") from wrong


def _marks(message: Piece, channel: Channel, *, names: Sequence[str], pin: str) -> Iterator[Reaction]:
    """Who put which mark under it. When, no export says: it counts from the message; of a pin the second is known."""
    ts = message["ts"]
    for shown in message.get("reactions") or ():
        if shown["name"] in names:
            for person in shown.get("users") or ():
                by = storable(str(person))
                yield Reaction(channel=channel.id, ts=ts, person=by, name=shown["name"], event_ts=ts, on=True)
    if ts in channel.pins:
        at = channel.pins[ts]
        yield Reaction(
            channel=channel.id, ts=ts, person="", name=pin, event_ts=f"{at}.000000" if int(at) else ts, on=True
        )
