"""Buttons, forms and shortcuts: each leads to the same rules as a typed command.

Law: a button's value names the incident; what a person is in the middle of typing travels with it, nothing else does.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from bot import grammar as g
from bot.desk import Desk
from bot.incident import lifecycle, reports, roles
from bot.incident.errors import Refused
from bot.incident.logbook import MessageRef
from bot.render.words import Words
from bot.requests.dispatch import Commands
from bot.requests.people import People
from bot.requests.request import Asked, Reply
from bot.requests.verbs.duty import for_each
from bot.slack.messages import blocks as b
from bot.slack.messages import forms, submissions
from bot.slack.messages.mrkdwn import plain

Press: TypeAlias = Callable[[Asked, Mapping[str, Any], Mapping[str, Any]], Awaitable[Reply]]
Shortcut: TypeAlias = Callable[[Asked, Mapping[str, Any]], Awaitable[Reply]]

POSTPONE_MIN = 10


class Presses:
    """One method per button, form and shortcut, each found in a table."""

    def __init__(self, *, desk: Desk, commands: Commands, people: People, words: Words) -> None:
        self._desk = desk
        self._commands = commands
        self._people = people
        self._words = words
        self._buttons: Mapping[str, Press] = {
            b.ACCEPT: self._accept,
            b.DECLINE: self._decline,
            b.TAKE: self._take,
            b.REPORT: self._report,
            b.NOTHING_NEW: self._nothing_new,
            b.POSTPONE: self._postpone,
            b.HELP: self._report,  # what is needed has its line in the form of a report
            b.HAND_OVER: self._hand_over,
            b.REASSIGN: self._hand_over,
            b.ASK: self._ask,
            b.RECORD: self._record,
            b.BRIEF: self._brief,
            b.JOIN: self._join,
            b.OPEN_ANYWAY: self._open_anyway,
            b.PICK_HYPOTHESIS: self._pick_hypothesis,
            b.PICK_INCIDENT: self._again,
            b.PICK_PERSON: self._pick_person,
            b.RESOLVE_UNDO: self._undo_resolve,
            b.CALL: self._call,
            b.SEVERITY: self._severity,
            b.FORM: self._again,
        }
        self._shortcuts: Mapping[str, Shortcut] = {
            "declare_incident": self._declare,
            "add_to_timeline": self._add_to_timeline,
            "record_as_report": self._record_as_report,
            "raise_as_hypothesis": self._raise_as_hypothesis,
        }

    async def pressed(self, asked: Asked, action: Mapping[str, Any]) -> Reply:
        """Answer a button or a choice in a message."""
        return await self._commands.spoken(asked, self._pressed(asked, action))

    async def _pressed(self, asked: Asked, action: Mapping[str, Any]) -> Reply:
        fields = b.unpacked(action.get("value") or (action.get("selected_option") or {}).get("value"))
        if "incident" in fields:
            asked = asked.about(_number_in(fields["incident"]))
        press = self._buttons.get(b.verb_of(action["action_id"]), self._gone)
        return await press(asked, fields, action)

    async def shortcut(self, asked: Asked, body: Mapping[str, Any]) -> Reply:
        shortcut = self._shortcuts.get(body["callback_id"])
        answer = shortcut(asked, body) if shortcut else self._gone(asked, {}, {})
        return await self._commands.spoken(asked, answer)

    def filled(self, asked: Asked, view: Mapping[str, Any]) -> tuple[Asked, Callable[[], Awaitable[Reply]]]:
        """Who asked for what with this form, and what answers; its place is the channel it was opened for."""
        fields = submissions.metadata(view)
        asked = replace(asked, channel=fields.get("channel") or asked.user, thread=fields.get("thread") or "")
        if str(fields.get("incident")).isdecimal():
            asked = asked.about(int(fields["incident"]))
        return asked, lambda: self._commands.spoken(asked, self._submitted(asked, view, fields))

    async def _gone(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        """A button or shortcut that is older than this version, or newer while an update is under way."""
        raise Refused("button_gone")

    async def _accept(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.act(asked, roles.accept)

    async def _decline(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.act(asked, roles.decline)

    async def _take(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.act(asked, roles.take, role=_needed(fields, "role"))

    async def _report(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        names = _roles(fields)
        return await self._commands.wanted(asked, g.Report(role=names[0] if len(names) == 1 else None))

    async def _nothing_new(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        names: list[str | None] = [*_roles(fields)] or [None]
        return await self._commands.act(asked, for_each(names, lambda case, role: reports.nothing_new(case, role=role)))

    async def _postpone(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        rule = for_each(_roles(fields), lambda case, role: reports.postpone(case, role=role, minutes=POSTPONE_MIN))
        return await self._commands.act(asked, rule)

    async def _hand_over(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        incident = await self._desk.read(self._number(asked))
        held = _roles(fields) or list(incident.held_by(asked.user))
        if not held:
            raise Refused("no_role")
        view = forms.hand_over(held, self._desk.policy, metadata=_carried(asked))
        return Reply(form=view)

    async def _ask(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        """Asking the silent one again is done by a person, in words: that is what the lead is told."""
        incident = await self._desk.read(self._number(asked))
        silent = [{"role": name, "holder": incident.role(name).holder} for name in _roles(fields)]
        return Reply(await self._commands.refusal(asked.user, "ask_in_person", {"silent": silent}))

    async def _record(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return Reply(form=forms.record(metadata=_carried(asked)))

    async def _brief(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.wanted(asked, g.Summary(incident=asked.incident))

    async def _join(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.join(asked)

    async def _open_anyway(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.typed(replace(asked, incident=None, text=_needed(fields, "text"), anyway=True))

    async def _again(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        """A command that had to ask back, or could open no form then: it is answered again, with what is known now."""
        return await self._commands.typed(replace(asked, text=_needed(fields, "text")))

    async def _pick_hypothesis(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        """`confirm` or `rule out` without a number, answered with the one that was chosen."""
        intent = self._commands.read(_needed(fields, "text"))
        if not isinstance(intent, g.Confirm | g.RuleOut):
            raise Refused("button_gone")
        number = _number_in(_needed(fields, "hypothesis").removeprefix("H"))
        return await self._commands.wanted(asked, replace(intent, hypothesis=number))

    async def _pick_person(self, asked: Asked, fields: Mapping[str, Any], action: Mapping[str, Any]) -> Reply:
        """The person for a pair that `start` could not read; a picker's action_id names incident and role."""
        number, _, role = b.argument_of(action["action_id"]).partition(":")
        asked = asked.about(_number_in(number))
        return await self._commands.entrust(asked, roles.offer, role=role, person=action["selected_user"])

    async def _call(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.act(asked, roles.call, role=_needed(fields, "role"))

    async def _severity(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.act(asked, lifecycle.set_severity, severity=_number_in(_needed(fields, "severity")))

    async def _undo_resolve(self, asked: Asked, fields: Mapping[str, Any], _: Mapping[str, Any]) -> Reply:
        return await self._commands.act(asked, lifecycle.undo_resolve)

    async def _declare(self, asked: Asked, _: Mapping[str, Any]) -> Reply:
        return await self._commands.wanted(asked, g.Start(title=""))

    async def _add_to_timeline(self, asked: Asked, body: Mapping[str, Any]) -> Reply:
        """The same as putting 📌 under it, for those who prefer a menu."""
        message, channel = body["message"], asked.channel
        row = await self._desk.in_channel(channel)
        if row is None:
            raise Refused("no_incident_here")
        await self._desk.hear_reaction(
            channel=channel,
            ts=message["ts"],
            person=asked.user,
            name="pushpin",
            on=True,
            event_ts=body.get("action_ts") or message["ts"],
        )
        return Reply(await self._commands.refusal(asked.user, "added_to_timeline", {}))

    async def _record_as_report(self, asked: Asked, body: Mapping[str, Any]) -> Reply:
        return await self._commands.wanted(_of_message(asked, body), g.Report(conditions=_words_of(body)))

    async def _raise_as_hypothesis(self, asked: Asked, body: Mapping[str, Any]) -> Reply:
        return await self._commands.wanted(_of_message(asked, body), g.Think(text=_words_of(body)))

    async def _submitted(self, asked: Asked, view: Mapping[str, Any], fields: Mapping[str, Any]) -> Reply:
        if fields.get("incident") and asked.incident is None:
            raise Refused("button_gone")
        try:
            answers = submissions.read(view)
            if isinstance(answers, submissions.RecordForm):
                incident = await self._desk.read(self._number(asked))
                return Reply(form=forms.record_of(answers.kind, incident, metadata=dict(fields)))
            if isinstance(answers, submissions.HandOverForm):
                return await self._commands.entrust(asked, roles.hand_over, role=answers.role, person=answers.person)
            return await self._commands.wanted(asked, _intent(answers, fields))
        except submissions.Unfilled as unfilled:
            return Reply(errors=unfilled.errors)

    def _number(self, asked: Asked) -> int:
        if asked.incident is None:
            raise Refused("no_incident_here")
        return asked.incident


def _needed(fields: Mapping[str, Any], name: str) -> str:
    """What our own buttons carry; one of another version may not."""
    if name not in fields:
        raise Refused("button_gone")
    return str(fields[name])


def _number_in(value: object) -> int:
    if not str(value).isdecimal():
        raise Refused("button_gone")
    return int(str(value))


def _roles(fields: Mapping[str, Any]) -> list[str]:
    """The roles that a button is about: one on the card, those that are late on a reminder."""
    return [fields["role"]] if fields.get("role") else list(fields.get("roles") or ())


def _carried(asked: Asked) -> dict[str, Any]:
    """What a form remembers of where it was opened."""
    return {"incident": asked.incident, "channel": asked.channel, "thread": asked.thread}


def _of_message(asked: Asked, body: Mapping[str, Any]) -> Asked:
    message = body["message"]
    return replace(asked, message=MessageRef(asked.channel, message["ts"], message.get("thread_ts", "")))


def _words_of(body: Mapping[str, Any]) -> str:
    return plain(body["message"].get("text", ""), {})


def _intent(answers: submissions.Filled, fields: Mapping[str, Any]) -> g.Intent:
    """The intent that the same words would have been, typed in one line."""
    match answers:
        case submissions.StartForm():
            offers = tuple(g.Offer(g.Name(person, ""), role) for role, person in answers.people)
            return g.Start(
                title=answers.title,
                severity=answers.severity,
                private=answers.private,
                drill=answers.drill,
                offers=offers,
            )
        case submissions.ReportForm():
            return g.Report(
                role=answers.role or fields.get("role") or None,
                conditions=answers.conditions,
                actions=answers.actions,
                needs=answers.needs,
                next_min=answers.next_min,
            )
        case submissions.ThinkForm():
            return g.Think(text=answers.text, likelihood=answers.likelihood)
        case submissions.UnknownForm():
            owner = g.Name(answers.owner, "") if answers.owner else None
            return g.Unknown(what=answers.what, owner=owner, by=_when("by", answers.by))
        case submissions.CustomerForm():
            deadline = _when("deadline", answers.deadline)
            return g.Customer(name=answers.name, cannot=answers.cannot, deadline=deadline)
        case submissions.ImpactForm():
            return g.Impact(figure=_figure(answers.figure), what=answers.what, source=answers.source)
        case submissions.PlanForm():
            low, high = _span(answers.eta)
            at = _when("at", answers.at)
            return g.Plan(which=answers.plan, what=answers.what, eta_low_min=low, eta_high_min=high, at=at)
        case submissions.ToldForm():
            minutes = _minutes("next", answers.next)
            return g.Told(customer=answers.customer, what=answers.what, next_min=minutes, done=answers.done)
        case submissions.NoteForm():
            return g.Note(text=answers.text, at=_when("at", answers.at))
        case _:
            raise TypeError(type(answers).__name__)


def _when(name: str, typed: str) -> g.When | None:
    """A time from a line of a form; Unfilled tells beside that line how to write one."""
    if not typed:
        return None
    when = g.read_when(typed)
    if when is None:
        raise submissions.Unfilled({name: "I do not read that as a time. For example: 18:00, 18:00 UTC, in 25m."})
    return when


def _minutes(name: str, typed: str) -> int | None:
    if not typed:
        return None
    minutes = g.read_minutes(typed)
    if minutes is None:
        raise submissions.Unfilled({name: "I do not read that as minutes. For example: 20m, 1h30."})
    return minutes


def _span(typed: str) -> tuple[int | None, int | None]:
    if not typed:
        return None, None
    span = g.read_span(typed)
    if span is None:
        raise submissions.Unfilled({"eta": "I do not read that as a span. For example: 20-40m, 2h."})
    return span


def _figure(typed: str) -> g.Figure:
    try:
        read = g.read_figure(typed)
    except g.Misread:
        raise submissions.Unfilled({"figure": "14, 10-20, “about 500”, “0.5% of” or “none”."}) from None
    if read.rest:
        raise submissions.Unfilled({"figure": f"Only the figure here; “{read.rest}” belongs below."})
    return read.figure
