"""What every verb needs: asks a rule about the incident that was meant, and repeats what was understood.

Law: whoever may not see an incident, or changes it from outside its channel, does not get as far as its rule. What is
repeated is already committed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk, Outcome
from bot.incident import effect_rules, members, reports
from bot.incident import facts as f
from bot.incident.effects import Json
from bot.incident.logbook import Entry, Saying
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import name_of
from bot.render.words import Voice, Words
from bot.requests.directory import Directory
from bot.requests.permissions import Permissions
from bot.requests.request import Asked, Reply
from bot.requests.targets import Targets
from bot.slack.documents import Readings
from bot.slack.messages import message as m

P = ParamSpec("P")
I = TypeVar("I", bound=g.Intent)  # noqa: E741 - an intent

# A rule and what it is asked with: the type checker compares the two wherever a rule is handed on.
Rule: TypeAlias = Callable[Concatenate[Case, P], list[Saying]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Asks the desk on somebody's behalf. One instance, handed to every verb."""

    desk: Desk
    words: Words
    directory: Directory
    clock: Clock
    readings: Readings
    targets: Targets
    permissions: Permissions

    async def act(self, asked: Asked, rule: Rule[P], /, *args: P.args, **kwargs: P.kwargs) -> Reply:
        """Ask a rule about the incident that was meant, and repeat what was understood."""
        row = await self.targets.incident(asked)
        await self.permissions.require_change(asked, row)
        outcome = await self.desk.act(
            row.number,
            lambda case: rule(case, *args, **kwargs),
            by=asked.user,
            cause=asked.cause,
            message=asked.message,
            at=asked.at,
        )
        return await self._repeated(asked, outcome)

    async def join(self, asked: Asked) -> Reply:
        """Let the caller into the channel of an incident that they may see."""
        row = await self.targets.incident(asked)
        outcome = await self.desk.act(row.number, members.let_in, by=asked.user, cause=asked.cause)
        return await self._repeated(asked, outcome)

    def now(self, asked: Asked) -> datetime:
        """The time from which "in ten minutes" counts: when it was said."""
        return asked.at or self.clock.now()

    async def time(self, asked: Asked, when: g.When, *, past: bool = False) -> datetime:
        """The instant that was typed, in the caller's zone. Misread when the zone or the date does not allow it."""
        return g.resolve(when, now=self.now(asked), zone=await self.zone(asked), past=past)

    async def time_if_any(self, asked: Asked, when: g.When | None, *, past: bool = False) -> datetime | None:
        """The same of a time that may be left out."""
        return None if when is None else await self.time(asked, when, past=past)

    async def zone(self, asked: Asked) -> str:
        person = await self.directory.get(asked.user)
        return person.tz if person else "UTC"

    async def voice(self, asked: Asked) -> Voice:
        return self.directory.voice(asked.user)

    async def form(self, asked: Asked, view: Mapping[str, Any], number: int | None = None) -> Reply:
        """A form where one can be opened; elsewhere a button that opens it, the typed text kept."""
        if asked.trigger_id:
            return Reply(form=view, incident=number)
        face = m.form_button(self.words, view, asked.text, voice=await self.voice(asked))
        return Reply(face, incident=number)

    async def _repeated(self, asked: Asked, outcome: Outcome) -> Reply:
        """Every acceptance repeats what was understood."""
        number = outcome.incident.number
        lines = [self._in_words(outcome.incident, entry) for entry in outcome.written]
        return Reply(m.acks(self.words, lines, voice=await self.voice(asked), number=number), incident=number)

    def _in_words(self, incident: Incident, entry: Entry) -> tuple[str, Mapping[str, Json]]:
        """A fact by name, with what its words are filled from; whoever takes a role is told when it first reports."""
        values = effect_rules.values_of(incident, entry)
        if isinstance(entry.fact, f.RoleTaken):
            case = Case(incident, self.clock.now(), entry.by, policy=self.desk.policy)
            due_at = reports.due_at(case, role=entry.fact.role)
            values = {**values, "due_at": due_at.isoformat() if due_at else None}
        return name_of(type(entry.fact)), values


Handler: TypeAlias = Callable[[Clerk, Asked, I], Awaitable[Reply]]


@dataclass(frozen=True)
class Handlers:
    """Which function answers which intent. A function is registered for the intent that it takes, and for no other."""

    by_kind: dict[type, Handler[g.Intent]] = field(default_factory=dict)

    def answers(self, kind: type[I]) -> Callable[[Handler[I]], Handler[I]]:
        """Decorates the function that answers an intent of this kind."""

        def register(handler: Handler[I]) -> Handler[I]:
            async def answer(clerk: Clerk, asked: Asked, intent: g.Intent) -> Reply:
                assert isinstance(intent, kind)
                return await handler(clerk, asked, intent)

            self.by_kind[kind] = answer
            return handler

        return register

    def __or__(self, others: "Handlers") -> "Handlers":
        return Handlers(self.by_kind | others.by_kind)
