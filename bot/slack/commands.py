"""From an intent to the desk: each verb asks one rule and answers with what was written.

Law: no call to Slack here but one look-up of a person; what is answered is already committed.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias, cast

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk, Outcome
from bot.incident import checks, customers, hypotheses, members, reactions, records, reports, roles, start
from bot.incident import facts as f
from bot.incident.effects import Json
from bot.incident.errors import Refused
from bot.incident.logbook import Entry, Saying
from bot.incident.state import Case, Incident
from bot.slack import asks, faces, forms
from bot.slack.asked import Asked, Reply
from bot.slack.faces import Face
from bot.slack.gateway import channel_name
from bot.slack.meant import Meant, Several
from bot.slack.people import People
from bot.slack.readings import Readings
from bot.slack.text import decode_keeping_people, name_people
from bot.store.catalogue import Row
from bot.words import Words

Handler: TypeAlias = Callable[[Asked, Any], Awaitable[Reply]]
Rule: TypeAlias = Callable[..., list[Saying]]

_REPORT = re.compile(r"report(?=[\s:])", re.IGNORECASE)  # "Reports are empty" is no command


class Commands:
    """Answers intents. One instance, shared by commands, mentions, buttons and forms."""

    def __init__(self, *, desk: Desk, words: Words, people: People, clock: Clock, readings: Readings) -> None:
        self._desk = desk
        self._words = words
        self._people = people
        self._clock = clock
        self._readings = readings
        self._meant = Meant(desk=desk, people=people)
        self._verbs: Mapping[type, Handler] = {
            g.Start: self._start,
            g.Role: self._role,
            g.Report: self._report,
            g.Sev: self._sev,
            g.Status: self._status,
            g.Resolve: partial(self._move, "resolved"),
            g.Reopen: partial(self._move, "reopen"),
            g.Cancel: partial(self._move, "cancelled"),
            g.Close: partial(self._move, "closed"),
            g.Title: self._title,
            g.Think: self._think,
            g.Confirm: self._confirm,
            g.RuleOut: self._rule_out,
            g.Decide: self._decide,
            g.Unknown: self._unknown,
            g.Risk: self._risk,
            g.Need: self._need,
            g.Impact: self._impact,
            g.ImpactMoney: self._money,
            g.Customer: self._customer,
            g.Told: self._told,
            g.Plan: self._plan,
            g.Note: self._note,
            g.KeyTime: self._key_time,
            g.Undo: self._undo,
            g.Summary: self._summary,
            g.Card: self._card,
            g.Catchup: self._card,
            g.Timeline: self._timeline,
            g.Review: self._review,
            g.List: self._list,
            g.Help: self._help,
        }

    async def typed(self, asked: Asked) -> Reply:
        """Answer what somebody typed."""
        return await self.spoken(asked, self._typed(asked))

    async def _typed(self, asked: Asked) -> Reply:
        return await self.wanted(asked, self.read(asked.text))

    async def spoken(self, asked: Asked, answer: Awaitable[Reply]) -> Reply:
        """The answer; a misreading or a refusal is one too."""
        try:
            return await answer
        except g.Misread as misread:  # a time or a zone may be read only when it is resolved
            return Reply(await self.refusal(asked.user, misread.code, misread.values))
        except Refused as refused:
            return Reply(await self.refused(asked, refused))

    async def wanted(self, asked: Asked, intent: g.Intent) -> Reply:
        """Answer an intent, wherever it was read."""
        verb = g.verb_of(intent)
        handler = self._verbs.get(type(intent))
        if handler is None or not verb.here:
            return Reply(await self.refusal(asked.user, "not_there_yet", {"verb": verb.name, "instead": verb.instead}))
        return await self.spoken(asked, handler(asked, intent))

    async def refusal(self, user: str, code: str, values: Mapping[str, object]) -> Face:
        return faces.refusal(self._words, code, values, voice=await self._people.voice(user))

    async def act(self, asked: Asked, rule: Rule, **arguments: Any) -> Reply:
        """Ask a rule about the incident that was meant, and repeat what was understood."""
        row = await self._meant.incident(asked)
        await self._meant.may_change(asked, row)
        outcome = await self._desk.act(
            row.number,
            partial(rule, **arguments),
            by=asked.user,
            cause=asked.cause,
            message=asked.message,
            at=asked.at,
        )
        return Reply(await self._repeated(asked, outcome), incident=row.number)

    async def answered(self, asked: Asked, names: Sequence[str]) -> Reply:
        """The words that answer a reminder are the report of its roles, unless they name one themselves."""
        return await self.spoken(asked, self._answered(asked, names))

    async def _answered(self, asked: Asked, names: Sequence[str]) -> Reply:
        intent = self.read(asked.text if _REPORT.match(asked.text) else f"report {asked.text}")
        if not isinstance(intent, g.Report) or intent.is_empty or intent.role:
            return await self.wanted(asked, intent)
        return await self._reported(asked, intent, names)

    async def entrust(self, asked: Asked, rule: Rule, *, role: str, person: str) -> Reply:
        """A role for a person who was picked, by a rule that offers it."""
        known = await self._meant.whom(g.Name(person, ""))
        return await self.act(asked, rule, role=role, person=known.id)

    async def join(self, asked: Asked) -> Reply:
        """Let the caller into the channel of an incident that they may see."""
        row = await self._meant.incident(asked)
        outcome = await self._desk.act(row.number, members.let_in, by=asked.user, cause=asked.cause)
        return Reply(await self._repeated(asked, outcome), incident=row.number)

    def read(self, text: str) -> g.Intent:
        """The intent, its words plain: mentions that are not names of people stay as "@name"."""
        intent = g.parse(decode_keeping_people(text), roles=[duty.name for duty in self._desk.policy.duties])
        return cast("g.Intent", _plain(intent))

    async def _zone(self, user: str) -> str:
        person = await self._people.get(user)
        return person.tz if person else "UTC"

    async def _time(self, asked: Asked, when: g.When | None, *, past: bool = False) -> datetime | None:
        if when is None:
            return None
        return g.resolve(when, now=self._clock.now(), zone=await self._zone(asked.user), past=past)

    async def _repeated(self, asked: Asked, outcome: Outcome) -> Face:
        """Every acceptance repeats what was understood."""
        lines = [self._in_words(outcome.incident, entry) for entry in outcome.written]
        voice = await self._people.voice(asked.user)
        return faces.acks(self._words, lines, voice=voice, number=outcome.incident.number)

    def _in_words(self, incident: Incident, entry: Entry) -> tuple[str, Mapping[str, Json]]:
        """A fact by name, with what its words are filled from; whoever takes a role is told when it first reports."""
        values = reactions.values_of(incident, entry)
        if isinstance(entry.fact, f.RoleTaken):
            case = Case(incident, self._clock.now(), entry.by, policy=self._desk.policy)
            due_at = reports.due_at(case, role=entry.fact.role)
            values = {**values, "due_at": due_at.isoformat() if due_at else None}
        return reactions.message_of(entry.fact), values

    async def refused(self, asked: Asked, refused: Refused) -> Face:
        voice = await self._people.voice(asked.user)
        if isinstance(refused, Several):
            rows = [row for number in refused.numbers if (row := await self._desk.row(number))]
            choices = [(row.number, row.title) for row in rows]
            return faces.which_incident(self._words, choices, asked.text, voice=voice)
        if refused.code == "which_hypothesis":
            return faces.which_hypothesis(self._words, refused.values, asked.text, voice=voice)
        return faces.refusal(self._words, refused.code, refused.values, voice=voice)

    async def _form(self, asked: Asked, view: Mapping[str, Any], number: int | None = None) -> Reply:
        """A form where one can be opened; elsewhere a button that opens it, the typed text kept."""
        if asked.trigger_id:
            return Reply(form=view, incident=number)
        voice = await self._people.voice(asked.user)
        return Reply(faces.form_button(self._words, view, asked.text, voice=voice), incident=number)

    async def _start(self, asked: Asked, intent: g.Start) -> Reply:
        declarer = await self._people.get(asked.user)
        if declarer is not None and declarer.is_guest:
            raise Refused("full_members_only")
        if not intent.title:
            return await self._form(
                asked, forms.start(intent, policy=self._desk.policy, metadata={"channel": asked.channel})
            )
        offers, unclear = await self._offers(intent.offers)
        started = await self._desk.start(
            partial(
                start.open_incident,
                title=intent.title,
                severity=intent.severity,
                private=intent.private,
                drill=intent.drill,
                offers=offers,
            ),
            title=intent.title,
            by=asked.user,
            cause=asked.cause,
            anyway=asked.anyway,
        )
        incident = started.outcome.incident
        face = asks.started(
            incident,
            channel_name=incident.channel_name or channel_name(incident),
            joined=started.joined,
            alike=started.alike,
            unclear=unclear,
            text=asked.text,
            words=self._words,
            voice=await self._people.voice(asked.user),
        )
        return Reply(face, incident=incident.number)

    async def _offers(self, offers: tuple[g.Offer, ...]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """(person, role) pairs that are clear, and (typed name, role) pairs for a picker: none delays the start."""
        clear: list[tuple[str, str]] = []
        unclear: list[tuple[str, str]] = []
        for offer in offers:
            shown = offer.person.handle or offer.person.user_id or ""
            if offer.role is None:
                unclear.append((shown, offer.typed))
                continue
            try:
                clear.append(((await self._meant.whom(offer.person)).id, offer.role))
            except Refused:
                unclear.append((shown, offer.role))
        return clear, unclear

    async def _role(self, asked: Asked, intent: g.Role) -> Reply:
        asked = _about(asked, intent)
        if intent.person == "me":
            return await self.act(asked, roles.take, role=intent.role)
        if intent.person == "nobody":
            return await self.act(asked, roles.release, role=intent.role)
        person = await self._meant.whom(intent.person)
        return await self.act(asked, roles.offer, role=intent.role, person=person.id)

    async def _sev(self, asked: Asked, intent: g.Sev) -> Reply:
        return await self.act(_about(asked, intent), start.set_severity, severity=intent.level, why=intent.why)

    async def _status(self, asked: Asked, intent: g.Status) -> Reply:
        return await self._move(intent.state, asked, intent)

    async def _move(self, state: str, asked: Asked, intent: Any) -> Reply:
        asked = _about(asked, intent)
        moves: Mapping[str, Rule] = {
            "resolved": start.resolve,
            "reopen": start.reopen,
            "cancelled": start.cancel,
            "closed": start.close,
        }
        if state in moves:
            return await self.act(asked, moves[state], why=intent.why)
        return await self.act(asked, start.set_status, status=cast("f.Status", state), why=intent.why)

    async def _title(self, asked: Asked, intent: g.Title) -> Reply:
        return await self.act(_about(asked, intent), start.set_title, title=intent.title)

    async def _report(self, asked: Asked, intent: g.Report) -> Reply:
        asked = _about(asked, intent)
        if intent.is_empty:
            row = await self._meant.incident(asked)
            await self._meant.may_change(asked, row)
            incident = await self._desk.read(row.number)
            held = [intent.role] if intent.role else incident.held_by(asked.user)
            if not held:
                raise Refused("no_role", free=checks.free_roles(Case(incident, self._clock.now(), asked.user)))
            carried: dict[str, Json] = {"incident": row.number, "channel": asked.channel, "thread": asked.thread}
            view = forms.report(
                incident, person=asked.user, role=intent.role or "", policy=self._desk.policy, metadata=carried
            )
            await self._desk.note_form(row.number, asked.user)
            return await self._form(asked, view, row.number)
        return await self._reported(asked, intent, [intent.role])

    async def _reported(self, asked: Asked, intent: g.Report, names: Sequence[str | None]) -> Reply:
        """The report of each role; None for all that the caller holds."""
        if intent.nothing_new:
            return await self.act(asked, for_each(reports.nothing_new, names))
        return await self.act(
            asked,
            for_each(reports.report, names),
            conditions=intent.conditions,
            actions=intent.actions,
            needs=intent.needs,
            promised_min=intent.next_min,
        )

    async def _think(self, asked: Asked, intent: g.Think) -> Reply:
        likelihood = cast("f.Likelihood | None", intent.likelihood)
        return await self.act(_about(asked, intent), hypotheses.think, text=intent.text, likelihood=likelihood)

    async def _confirm(self, asked: Asked, intent: g.Confirm) -> Reply:
        return await self.act(
            _about(asked, intent), hypotheses.confirm, id=_id("H", intent.hypothesis), evidence=intent.evidence
        )

    async def _rule_out(self, asked: Asked, intent: g.RuleOut) -> Reply:
        return await self.act(
            _about(asked, intent), hypotheses.rule_out, id=_id("H", intent.hypothesis), evidence=intent.evidence
        )

    async def _decide(self, asked: Asked, intent: g.Decide) -> Reply:
        return await self.act(_about(asked, intent), records.decide, what=intent.what, because=intent.because)

    async def _unknown(self, asked: Asked, intent: g.Unknown) -> Reply:
        owner = (await self._meant.whom(intent.owner)).id if intent.owner else None
        due_at = await self._time(asked, intent.by)
        return await self.act(_about(asked, intent), records.unknown, what=intent.what, owner=owner, due_at=due_at)

    async def _risk(self, asked: Asked, intent: g.Risk) -> Reply:
        return await self.act(_about(asked, intent), records.risk, words=intent.words)

    async def _need(self, asked: Asked, intent: g.Need) -> Reply:
        due_at = await self._time(asked, intent.by)
        return await self.act(
            _about(asked, intent), records.need, what=intent.what, executive=intent.executive, due_at=due_at
        )

    async def _impact(self, asked: Asked, intent: g.Impact) -> Reply:
        kind, low, high = _figure(intent.figure)
        return await self.act(
            _about(asked, intent),
            records.impact,
            figure=kind,
            low=low,
            high=high,
            what=intent.what,
            source=intent.source,
        )

    async def _money(self, asked: Asked, intent: g.ImpactMoney) -> Reply:
        return await self.act(
            _about(asked, intent),
            records.money,
            kind=intent.kind,
            low=intent.low,
            high=intent.high,
            currency=intent.currency,
            what=intent.what,
            source=intent.source,
        )

    async def _customer(self, asked: Asked, intent: g.Customer) -> Reply:
        deadline_at = await self._time(asked, intent.deadline)
        return await self.act(
            _about(asked, intent),
            customers.affected,
            name=intent.name,
            cannot=intent.cannot,
            deadline_at=deadline_at,
        )

    async def _told(self, asked: Asked, intent: g.Told) -> Reply:
        promised_at = self._clock.now() + timedelta(minutes=intent.next_min) if intent.next_min else None
        return await self.act(
            _about(asked, intent),
            customers.told,
            customer=intent.customer,
            what=intent.what,
            promised_at=promised_at,
            done=intent.done,
        )

    async def _plan(self, asked: Asked, intent: g.Plan) -> Reply:
        trigger_at = await self._time(asked, intent.at)
        return await self.act(
            _about(asked, intent),
            records.plan,
            plan=intent.which,
            what=intent.what,
            eta_low_min=intent.eta_low_min,
            eta_high_min=intent.eta_high_min,
            trigger_at=trigger_at,
        )

    async def _note(self, asked: Asked, intent: g.Note) -> Reply:
        at, text = g.placed(intent, now=self._clock.now(), zone=await self._zone(asked.user))
        return await self.act(_about(asked, intent), records.note, text=text, at=at)

    async def _key_time(self, asked: Asked, intent: g.KeyTime) -> Reply:
        time = await self._time(asked, intent.at, past=True)
        asked = _about(asked, intent)
        return await self.act(asked, records.key_time, which=intent.which, time=time, source=intent.source)

    async def _undo(self, asked: Asked, intent: g.Undo) -> Reply:
        return await self.act(_about(asked, intent), records.undo)

    async def _summary(self, asked: Asked, intent: g.Summary) -> Reply:
        row = await self._meant.incident(asked, intent.incident)
        if intent.share is not None:
            raise Refused("not_there_yet", verb="summary … share", instead="`summary` shows it to you, to be copied.")
        at = await self._time(asked, intent.at, past=True)
        return Reply(await self._readings.brief(row.number, reader=asked.user, at=at), incident=row.number)

    async def _card(self, asked: Asked, intent: Any) -> Reply:
        row = await self._meant.incident(asked, intent.incident)
        return Reply(await self._readings.card(row.number, reader=asked.user), incident=row.number)

    async def _timeline(self, asked: Asked, intent: g.Timeline) -> Reply:
        row = await self._meant.incident(asked, intent.incident)
        at = await self._time(asked, intent.at, past=True)
        return Reply(await self._readings.timeline(row.number, reader=asked.user, at=at), incident=row.number)

    async def _review(self, asked: Asked, intent: g.Review) -> Reply:
        row = await self._meant.incident(asked, intent.incident)
        return Reply(await self._readings.review(row.number, reader=asked.user), incident=row.number)

    async def _list(self, asked: Asked, _: g.List) -> Reply:
        rows = [row for row in await self._desk.open_incidents() if await self._meant.may_see(asked, row)]
        voice = await self._people.voice(asked.user)
        return Reply(faces.incidents(self._words, [_listed(row) for row in rows], voice=voice))

    async def _help(self, asked: Asked, intent: g.Help) -> Reply:
        here = await self._desk.in_channel(asked.channel)
        verbs = [verb for verb in g.VERBS if verb.here and (intent.topic in {None, verb.name})]
        rows = [(verb.usage, verb.meaning, verb.example) for verb in verbs]
        voice = await self._people.voice(asked.user)
        return Reply(faces.help(self._words, rows, in_incident=here is not None, voice=voice))


def for_each(rule: Rule, names: Sequence[str | None]) -> Rule:
    """The rule asked about each role, as one happening."""

    def together(case: Case, **arguments: Any) -> list[Saying]:
        return [saying for name in names for saying in rule(case, role=name, **arguments)]

    return together


def _about(asked: Asked, intent: g.About) -> Asked:
    return asked.about(intent.incident) if intent.incident is not None else asked


def _id(letter: str, number: int | None) -> str | None:
    return f"{letter}{number}" if number is not None else None


def _figure(figure: g.Figure) -> tuple[f.FigureKind, int | None, int | None]:
    match figure:
        case g.Exact(n):
            return "exact", n, n
        case g.Between(low, high):
            return "range", low, high
        case g.AtLeast(n):
            return "at least", n, None
        case _:
            return "none", None, None


def _listed(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "severity": row.severity,
        "status": row.status,
        "channel": row.channel,
        "since": row.opened_at.isoformat() if row.opened_at else None,
        "drill": row.drill,
    }


def _plain(value: Any) -> Any:
    """The value with every text in it made plain; people who were picked stay with their id in `Name`."""
    if isinstance(value, str):
        return name_people(value, {})
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return value
