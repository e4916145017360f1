"""Verbs of roles and of their duty to report: role, report."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot import grammar as g
from bot.incident import checks, reports, roles
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
    if intent.person == "me":
        return await context.act(request, roles.take, role=intent.role)
    if intent.person == "nobody":
        return await context.act(request, roles.release, role=intent.role)
    person = await context.targets.person(intent.person)
    return await context.act(request, roles.offer, role=intent.role, person=person.id)


@HANDLERS.answers(g.Report)
async def _report(context: Context, request: Request, intent: g.Report) -> Reply:
    request = request.about(intent.incident)
    if intent.is_empty:
        return await _report_form(context, request, intent.role)
    return await _report_of(context, request, intent, [intent.role])


async def _report_form(context: Context, request: Request, role: str | None) -> Reply:
    """The form to report with: for one role, or for all that the caller holds."""
    row = await context.targets.incident(request)
    await context.permissions.require_change(request, row)
    incident = await context.desk.read(row.number)
    held = [role] if role else incident.held_by(request.user)
    if not held:
        raise Refused("no_role", free=checks.free_roles(Case(incident, context.clock.now(), request.user)))
    await context.desk.note_form(row.number, request.user)
    return Reply(form=forms.ReportBlank(incident, request.user, role or ""), incident=row.number)


@HANDLERS.answers(actions.ReportFor)
async def _report_for(context: Context, request: Request, meaning: actions.ReportFor) -> Reply:
    return await _report_of(context, request, meaning.report, meaning.roles)


async def _report_of(context: Context, request: Request, intent: g.Report, names: Sequence[str | None]) -> Reply:
    """The report of each role; None for all that the caller holds."""
    if intent.nothing_new:
        return await context.act(request, for_each(names, nothing_new))

    def reported(case: Case, role: str | None) -> list[Saying]:
        return reports.report(
            case,
            role=role,
            conditions=intent.conditions,
            actions=intent.actions,
            needs=intent.needs,
            promised_min=intent.next_min,
        )

    return await context.act(request, for_each(names, reported))


def nothing_new(case: Case, role: str | None) -> list[Saying]:
    return reports.nothing_new(case, role=role)


def for_each(names: Sequence[N], rule: Callable[[Case, N], list[Saying]]) -> Callable[[Case], list[Saying]]:
    """The rule asked about each role, as one happening."""
    return lambda case: [saying for name in names for saying in rule(case, name)]
