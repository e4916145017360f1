"""Interactions: what Slack sends of buttons, forms and shortcuts, parsed into requests. What they mean is a value.

Law: a button's value names the incident; what a person is in the middle of typing travels with it, nothing else does.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from bot import grammar as g
from bot.incident.logbook import MessageRef
from bot.requests.actions import AddToTimeline, Newer
from bot.requests.request import Meaning, Request
from bot.slack.messages import submissions
from bot.slack.messages.buttons import meaning_of
from bot.slack.messages.mrkdwn import plain

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
    request = replace(request, channel=channel, thread=thread, meaning=meaning)
    return request.about(int(number)) if number is not None else request


def shortcut(request: Request, body: Payload) -> Request:
    """A shortcut, global or of a message."""
    kind, message = SHORTCUTS.get(body["callback_id"]), body.get("message")
    if kind is None:
        return replace(request, meaning=Newer())
    request = replace(request, meaning=kind(body))
    if message is None or isinstance(request.meaning, AddToTimeline):
        return request
    return replace(request, message=MessageRef(request.channel, message["ts"], message.get("thread_ts", "")))


def _declare(_: Payload) -> Meaning:
    return g.Start(title="")


def _add_to_timeline(body: Payload) -> Meaning:
    ts = body["message"]["ts"]
    return AddToTimeline(ts, body.get("action_ts") or ts)


def _record_as_report(body: Payload) -> Meaning:
    return g.Report(conditions=_words_of(body))


def _raise_as_hypothesis(body: Payload) -> Meaning:
    return g.Think(text=_words_of(body))


def _words_of(body: Payload) -> str:
    return plain(body["message"].get("text", ""), {})


SHORTCUTS: Mapping[str, Callable[[Payload], Meaning]] = MappingProxyType(
    {
        "declare_incident": _declare,
        "add_to_timeline": _add_to_timeline,
        "record_as_report": _record_as_report,
        "raise_as_hypothesis": _raise_as_hypothesis,
    }
)
