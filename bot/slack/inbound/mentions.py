"""What a message asks of us: anything in direct messages, elsewhere the words behind our name.

Law: the cause is the message's own identity, (channel, ts), so that what is heard and what is read is one happening.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.incident.logbook import MessageRef
from bot.incident.parts import Reminder
from bot.incident.questions import OWES
from bot.requests.request import Request
from bot.slack.inbound.message_words import SLACKBOT, is_somebodys
from bot.slack.messages.mrkdwn import decode_keeping_people, unmarked
from bot.store.transcript import instant_of
from bot.story import labels

Message: TypeAlias = Mapping[str, Any]

IN_WORDS = OWES | {"contact"}  # what whoever is asked may answer in words of their own
ASKING_WORDS_MIN = 3  # besides the name: "@ana ok?" asks for a nod
DIRECT = "D"  # Slack: how the id of a direct message with one person begins


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message, read in history, that asks something of us.

    `is_news`: it was never heard; `since`: the beginning of the time in which we heard nothing.
    """

    request: Request
    message: Message
    is_news: bool
    since: datetime

    @property
    def said_at(self) -> datetime:
        return instant_of(self.message["ts"])


def request_in(
    message: Message, *, channel: str, us: str, names: Mapping[str, str] = MappingProxyType({})
) -> Request | None:
    """What is asked of us in a message; None when it is a hook's, Slack's own, or not addressed to us.

    An app may post in a person's name: whether the author is a person, the message does not tell. `names` are those
    behind the ids in the text.
    """
    text = str(message.get("text", ""))
    if not is_somebodys(message) or message.get("user") in {None, "", us, SLACKBOT}:
        return None
    if is_direct(channel):
        begins_with_us = re.match(rf"\W*<@{us}\b", text)
        return _request(message, channel, _behind_name(text, us) if begins_with_us else text, names)
    if f"<@{us}" not in text:
        return None
    request = _request(message, channel, _behind_name(text, us), names)
    return replace(request, message=MessageRef(channel, message["ts"], request.thread))


def cause_of(channel: str, ts: str) -> str:
    """What a message is known by, once it has asked something of us."""
    return f"msg:{channel}:{ts}"


def thread_of(message: Message) -> str:
    """The root under which it was said; empty at the top level, where a root names itself once it is answered."""
    root = str(message.get("thread_ts", ""))
    return "" if root == message["ts"] else root


def is_direct(channel: str) -> bool:
    return channel.startswith(DIRECT)


def is_answered_by(reminder: Reminder, request: Request, *, since: datetime | None = None) -> bool:
    """In its thread a reminder is answered even after it was: somebody has more to say.

    Heard late, words answer what stood there when they were said; with `since`, also what was open at that time.
    """
    is_theirs = (reminder.person, reminder.channel) == (request.user, request.channel)
    if not is_theirs or reminder.rung not in IN_WORDS:
        return False
    if request.at is not None and instant_of(reminder.ts) > request.at:
        return False
    was_open = since is not None and reminder.answered_at is not None and reminder.answered_at >= since
    return reminder.ts == request.thread if request.thread else reminder.is_open or was_open


def _request(message: Message, channel: str, text: str, names: Mapping[str, str]) -> Request:
    return Request(
        user=message["user"],
        channel=channel,
        cause=cause_of(channel, message["ts"]),
        text=decode_keeping_people(unmarked(text), names),
        thread=thread_of(message),
        is_typed_there=True,
    )


def _behind_name(text: str, us: str) -> str:
    """What follows our name, wherever it stands in the message; what stands before it was said to others."""
    _, *behind = re.split(rf"<@{us}(?:\|[^>]*)?>", text, maxsplit=1)
    return "".join(behind).lstrip(" \n:,")


_PERSON = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def person_asked(text: str) -> str:
    """The one person whom a message (in Slack's markup) names and asks for something, by id; empty for any other.

    Whether it asks is told by how it begins and ends without the name.
    """
    named = {found["id"] for found in _PERSON.finditer(text)}
    words = " ".join(_PERSON.sub(" ", text).split()).strip(" ,:")
    is_asking = len(words.split()) >= ASKING_WORDS_MIN and (labels.is_request(words) or labels.is_question(words))
    return named.pop() if len(named) == 1 and is_asking else ""
