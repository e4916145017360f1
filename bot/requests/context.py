"""What every handler is given: the desk, the clock, and who and what a request means.

Law: whoever may not see an incident, or changes it from outside its channel, does not get as far as its rule.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk, Rule
from bot.desk.writing import Outcome
from bot.incident import corrections, filing, members, standing
from bot.incident.acts import Say
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.policy import is_group
from bot.incident.state import Case
from bot.render.dialects import zone_of
from bot.requests import acknowledgement
from bot.requests.documents import Documents
from bot.requests.people import holders
from bot.requests.people.adoption import Adoptable
from bot.requests.people.crews import Crew
from bot.requests.people.directory import Directory
from bot.requests.permissions import Permissions
from bot.requests.reply import Reply
from bot.requests.request import Meaning, Recorded, Request
from bot.requests.targets import Targets
from bot.requests.wording import Wording
from bot.store.catalogue import Row

P = ParamSpec("P")
M = TypeVar("M", bound=Meaning)
T = TypeVar("T")

# A rule and what it is asked with: the type checker compares the two wherever a rule is handed on.
RuleWith: TypeAlias = Callable[Concatenate[Case, P], list[Saying]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Asks the desk on somebody's behalf. One instance, handed to every handler. `read` is how a line is understood."""

    desk: Desk
    directory: Directory
    clock: Clock
    documents: Documents
    targets: Targets
    permissions: Permissions
    read: Callable[[str], g.Intent]
    adoptable: Adoptable
    has_announcements: bool

    async def act(self, request: Request, rule: RuleWith[P], /, *args: P.args, **kwargs: P.kwargs) -> Reply:
        """Ask a rule about the incident that was meant, and repeat what was understood. Refused as the rule says."""
        row = await self.targets.to_change(request)

        def ruled(case: Case) -> list[Saying]:
            if request.under is not None:
                standing.require(case, subject=request.under.subject, seen_seq=request.under.seen)
            sayings = _put_right(case, request.corrects, lambda told: rule(told, *args, **kwargs))
            return filing.asked_with(case, sayings) if self.desk.policy.files_all else sayings

        async def acted(ruled: Rule) -> Outcome:
            return await self.desk.act(
                row.number, ruled, by=request.user, cause=request.cause, message=request.message, at=request.at
            )

        return acknowledgement.of(await self.as_the_house_lets(request, ruled, acted), now=self.clock.now())

    async def as_the_house_lets(self, request: Request, rule: Rule, do: Callable[[Rule], Awaitable[T]]) -> T:
        """What `do` does with the rule, if the house lets the caller do that, and those it names have such a role.

        Slack is asked who is in a user group only where that decides, and then it is asked again of the rule. Refused
        as `checks.require` and `holders.require` say.
        """
        say, crews = Say(self.desk.policy.acts), dict[str, Crew]()

        def let(case: Case) -> list[Saying]:
            sayings = rule(replace(case, say=say))
            holders.require(sayings, held_by=self.desk.policy.held_by, crews=crews)
            return sayings

        while True:
            try:
                return await do(let)
            except Refused as no:
                if no.code != "not_open_to_you" or not no.values["has_groups"] or say.among:
                    raise
                say = await self.say(request)
                if not say.among:
                    raise
            except holders.CrewWanted as wanted:
                crews[wanted.role] = await self.crew_for(wanted.role)

    async def say(self, request: Request) -> Say:
        """What the house lets whom do, and in which of the user groups named there the caller is."""
        chosen = self.desk.policy.acts
        groups = {one for ids in chosen.values() for one in ids if is_group(one)}
        return Say(chosen, await self.directory.groups_of(request.user, groups))

    async def require_may_hold(self, role: str, person: str) -> None:
        """Refused, `may_not_hold`, where the house keeps the role for others."""
        if role in self.desk.policy.held_by and person not in (crew := await self.crew_for(role)).people:
            raise holders.refused(role, person, crew)

    async def crew_for(self, role: str) -> Crew:
        """Who may hold the role; nobody is left out where the house says nothing."""
        return await self.directory.crew(self.desk.policy.held_by.get(role, ()))

    async def act_on_both(self, request: Request, number: int, rule: Rule, *, other: int, other_rule: Rule) -> Reply:
        """Ask the rules of two incidents at once; the caller may change the first and see the second."""

        async def acted(ruled: Rule) -> Outcome:
            return await self.desk.act_on_both(
                number, ruled, other=other, other_rule=other_rule, by=request.user, cause=request.cause
            )

        outcome = await self.as_the_house_lets(request, rule, acted)
        return acknowledgement.of(outcome, now=self.clock.now())

    async def case(self, request: Request, row: Row) -> Case:
        """The incident as it stands, for whoever asks, to see what a rule would say."""
        incident = await self.desk.read(row.number)
        return Case(incident, self.now(request), request.user, say=await self.say(request))

    async def join(self, request: Request) -> Reply:
        """Let the caller into the channel of an incident that they may see."""
        row = await self.targets.incident(request)
        outcome = await self.desk.act(row.number, members.let_in, by=request.user, cause=request.cause)
        return acknowledgement.of(outcome, now=self.clock.now())

    def now(self, request: Request) -> datetime:
        """The time from which "in ten minutes" counts: when it was said."""
        return request.at or self.clock.now()

    async def time(self, request: Request, when: g.When, *, past: bool = False) -> datetime:
        """The instant that was typed, in the caller's zone. Misread when the zone or the date does not allow it."""
        return g.resolve(when, now=self.now(request), zone=await self.zone(request), past=past)

    async def time_if_any(self, request: Request, when: g.When | None, *, past: bool = False) -> datetime | None:
        """The same of a time that may be left out."""
        return None if when is None else await self.time(request, when, past=past)

    async def day(self, request: Request, when: g.When) -> date:
        """The day that was typed, on the caller's calendar. Refused, `day_past`, for one that is over."""
        at = await self.time(request, when)
        zone = zone_of(await self.zone(request))
        typed = (at - timedelta(seconds=1)).astimezone(zone).date()  # the end of a day is its own
        if typed < await self.today(request):
            raise Refused("day_past", day=typed)
        return typed

    async def today(self, request: Request) -> date:
        """The date on the caller's wall clock."""
        return self.now(request).astimezone(zone_of(await self.zone(request))).date()

    async def remarked(self, request: Request, intent: g.Intent, reply: Reply) -> Reply:
        """The reply, and what has to be told of how the words were read."""
        remarks = g.remarks(intent, now=self.now(request), zone=await self.zone(request))
        told = [Wording(f"remark/{one.code}", dict(one.values)) for one in remarks]
        return replace(reply, remarks=[*told, *reply.remarks])

    async def zone(self, request: Request) -> str:
        person = await self.directory.get(request.user)
        return person.tz if person else "UTC"


def _put_right(case: Case, corrects: Recorded | None, rule: Callable[[Case], list[Saying]]) -> list[Saying]:
    """What the rule says, in place of what it corrects; an edit that names another incident corrects nothing."""
    if corrects is None:
        return rule(case)
    if corrects.number != case.incident.number:
        raise corrections.not_followed(case, ())
    sayings = rule(corrections.unsaid(replace(case, corrects=corrects.entries)))
    return corrections.instead(case, corrects.entries, sayings, words_alone=corrects.words_alone)


Handler: TypeAlias = Callable[[Context, Request, M], Awaitable[Reply]]


@dataclass(frozen=True)
class Handlers:
    """Which function answers which meaning. A function is registered for the kind that it takes, and for no other."""

    by_kind: dict[type, Callable[[Context, Request, Any], Awaitable[Reply]]] = field(default_factory=dict)

    def answers(self, kind: type[M]) -> Callable[[Handler[M]], Handler[M]]:
        """Decorates the function that answers a meaning of this kind."""

        def register(handler: Handler[M]) -> Handler[M]:
            self.by_kind[kind] = handler
            return handler

        return register

    def __or__(self, others: "Handlers") -> "Handlers":
        return Handlers(self.by_kind | others.by_kind)
