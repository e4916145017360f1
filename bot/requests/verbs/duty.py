"""Verbs of roles and of their duty to report: role, report, snooze, pause, resume."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot import grammar as g
from bot.incident import checks, hypotheses, pauses, reports, roles
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.state import Case
from bot.requests import actions, forms
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply
from bot.requests.request import Request

N = TypeVar("N", str, str | None)  # the name of a role; None for all that the caller holds

HANDLERS = Handlers()


@HANDLERS.answers(g.Role)
async def _role(context: Context, request: Request, intent: g.Role) -> Reply:
    request = request.about(intent.incident)
    intent = replace(intent, role=intent.role or await _only_role(context, request))
    if intent.person == "me":
        return await context.act(request, roles.take, role=intent.role)
    if intent.person == "nobody":
        return await context.act(request, roles.release, role=intent.role)
    row = await context.targets.to_change(request)
    person = await context.targets.newcomer(request, intent.person, private=row.private)
    return await context.act(request, roles.offer, role=intent.role, person=person.id)


async def _only_role(context: Context, request: Request) -> str:
    """The one role that the caller can hand over without naming it; Refused when there are several, or none."""
    row = await context.targets.to_change(request)
    incident = await context.desk.read(row.number)
    held = incident.held_by(request.user)
    if len(held) != 1:
        raise Refused("which_role", held=list(held), roles=[duty.name for duty in incident.policy.duties])
    return held[0]


@HANDLERS.answers(g.Report)
async def _report(context: Context, request: Request, intent: g.Report) -> Reply:
    request = request.about(intent.incident)
    if intent.is_empty:
        return await _report_form(context, request, intent.role, intent.next_min)
    return await _report_of(context, request, intent, [intent.role])


async def _report_form(context: Context, request: Request, role: str | None, next_min: int | None = None) -> Reply:
    """The form to report with: for one role, or for all that the caller holds."""
    row = await context.targets.to_change(request)
    incident = await context.desk.read(row.number)
    held = [role] if role else incident.held_by(request.user)
    if not held:
        raise Refused("no_role", free=checks.free_roles(Case(incident, context.clock.now(), request.user)))
    await context.desk.note_form(row.number, request.user)
    filled = {"next_min": f"{next_min}" if next_min else ""}
    return Reply(form=forms.ReportBlank(incident, request.user, role or "", filled), incident=row.number)


@HANDLERS.answers(actions.ReportFor)
async def _report_for(context: Context, request: Request, meaning: actions.ReportFor) -> Reply:
    return await _report_of(context, request, meaning.report, meaning.roles)


async def _report_of(context: Context, request: Request, intent: g.Report, names: Sequence[str | None]) -> Reply:
    """The report of each role; None for all that the caller holds."""
    if intent.nothing_new:
        return await context.act(request, for_each(names, nothing_new))
    promised_min = await _promised_min(context, request, intent)

    def reported(case: Case, role: str | None) -> list[Saying]:
        return reports.report(
            case,
            role=role,
            conditions=intent.conditions,
            actions=intent.actions,
            needs=intent.needs,
            evidence=intent.evidence,
            promised_min=promised_min,
        )

    def with_belief(case: Case) -> list[Saying]:
        believed = hypotheses.believe(case, text=intent.belief, likelihood=intent.likelihood)
        return [*for_each(names, reported)(case), *believed]

    return await context.act(request, with_belief)


async def _promised_min(context: Context, request: Request, intent: g.Report) -> int | None:
    """In how many minutes the next report is promised; a time is reached in its last minute."""
    if intent.next_at is None:
        return intent.next_min
    promised_at = await context.time(request, intent.next_at)
    return math.ceil((promised_at - context.now(request)) / timedelta(minutes=1))


def nothing_new(case: Case, role: str | None) -> list[Saying]:
    return reports.nothing_new(case, role=role)


def for_each(names: Sequence[N], rule: Callable[[Case, N], list[Saying]]) -> Callable[[Case], list[Saying]]:
    """The rule asked about each role, as one happening."""
    return lambda case: [saying for name in names for saying in rule(case, name)]


@HANDLERS.answers(g.Snooze)
async def _snooze(context: Context, request: Request, intent: g.Snooze) -> Reply:
    request = request.about(intent.incident)
    return await context.act(request, pauses.snooze, role=intent.role, minutes=intent.minutes, why=intent.why)


@HANDLERS.answers(g.Pause)
async def _pause(context: Context, request: Request, intent: g.Pause) -> Reply:
    return await context.act(request.about(intent.incident), pauses.pause, why=intent.why)


@HANDLERS.answers(g.Resume)
async def _resume(context: Context, request: Request, intent: g.Resume) -> Reply:
    return await context.act(request.about(intent.incident), pauses.resume)
