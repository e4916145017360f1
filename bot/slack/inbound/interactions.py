"""Interactions: what Slack sends of buttons, forms and shortcuts, parsed into requests. What they mean is a value.

Law: a button's value names the incident; what a person is in the middle of typing travels with it, nothing else does.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from bot import grammar as g
from bot.incident.logbook import MessageRef
from bot.requests.actions import AddToTimeline, Newer, StartFrom
from bot.requests.request import Meaning, Request
from bot.slack.messages import submissions
from bot.slack.messages.buttons import meaning_of

Payload: TypeAlias = Mapping[str, Any]  # JSON that Slack defines, not we


def pressed(request: Request, action: Payload) -> Request:
    """A button or a choice in a message."""
    incident, meaning = meaning_of(action)
    return replace(request.about(incident), meaning=meaning)


def submitted(request: Request, view: Payload) -> Request:
    """A form; its place is the channel that it was opened for."""
    fields = submissions.metadata(view)
    channel, thread = fields.get("channel") or request.user, fields.get("thread") or ""
    number, meaning = fields.get("incident"), submissions.read(view)
    if number and not str(number).isdecimal():
        return replace(request, channel=channel, thread=thread, meaning=Newer())
    request = replace(request, channel=channel, thread=thread, meaning=meaning, message=_began_with(fields))
    return request.about(int(number)) if number is not None else request


def _began_with(fields: Mapping[str, Any]) -> MessageRef | None:
    """The message that a form was opened from; another version may have written it otherwise."""
    match fields.get("began_with"):
        case [str(channel), str(ts), str(thread_ts)]:
            return MessageRef(channel, ts, thread_ts)
        case _:
            return None


def shortcut(request: Request, body: Payload, said: str = "") -> Request:
    """A shortcut, global or of a message, of which `said` are the words."""
    kind, message = SHORTCUTS.get(body["callback_id"]), body.get("message")
    if kind is None:
        return replace(request, meaning=Newer())
    request = replace(request, meaning=kind(body, said))
    if message is None or isinstance(request.meaning, AddToTimeline):
        return request
    return replace(request, message=MessageRef(request.channel, message["ts"], message.get("thread_ts", "")))


def _declare(_: Payload, __: str) -> Meaning:
    return g.Start(title="")


def _add_to_timeline(body: Payload, _: str) -> Meaning:
    ts = body["message"]["ts"]
    return AddToTimeline(ts, body.get("action_ts") or ts)


def _record_as_report(_: Payload, said: str) -> Meaning:
    return g.Report(conditions=said)


def _raise_as_hypothesis(_: Payload, said: str) -> Meaning:
    return g.Think(text=said)


def _raise_as_follow_up(_: Payload, said: str) -> Meaning:
    return g.FollowUp(text=said)


def _start_from(_: Payload, said: str) -> Meaning:
    return StartFrom(said)


SHORTCUTS: Mapping[str, Callable[[Payload, str], Meaning]] = MappingProxyType(
    {
        "declare_incident": _declare,
        "add_to_timeline": _add_to_timeline,
        "record_as_report": _record_as_report,
        "raise_as_hypothesis": _raise_as_hypothesis,
        "raise_as_follow_up": _raise_as_follow_up,
        "start_from_message": _start_from,
    }
)
