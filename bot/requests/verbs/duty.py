"""Verbs of roles and of their duty to report: role, report."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot import grammar as g
from bot.incident import checks, reports, roles
from bot.incident.effects import Json
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.state import Case
from bot.requests.context import Clerk, Handlers
from bot.requests.request import Asked, Reply
from bot.slack.messages import forms

N = TypeVar("N", str, str | None)  # the name of a role; None for all that the caller holds

HANDLERS = Handlers()


@HANDLERS.answers(g.Role)
async def _role(clerk: Clerk, asked: Asked, intent: g.Role) -> Reply:
    asked = asked.about(intent.incident)
    intent = replace(intent, role=intent.role or await _only_role(clerk, asked))
    if intent.person == "me":
        return await clerk.act(asked, roles.take, role=intent.role)
    if intent.person == "nobody":
        return await clerk.act(asked, roles.release, role=intent.role)
    person = await clerk.meant.whom(intent.person)
    return await clerk.act(asked, roles.offer, role=intent.role, person=person.id)


async def _only_role(clerk: Clerk, asked: Asked) -> str:
    """The one role that the caller can hand over without naming it; Refused when there are several, or none."""
    row = await clerk.meant.incident(asked)
    await clerk.meant.may_change(asked, row)
    incident = await clerk.desk.read(row.number)
    held = incident.held_by(asked.user)
    if len(held) != 1:
        raise Refused("which_role", held=list(held), roles=[duty.name for duty in clerk.desk.policy.duties])
    return held[0]


@HANDLERS.answers(g.Report)
async def _report(clerk: Clerk, asked: Asked, intent: g.Report) -> Reply:
    asked = asked.about(intent.incident)
    if intent.is_empty:
        return await _report_form(clerk, asked, intent.role)
    return await report_of(clerk, asked, intent, [intent.role])


async def _report_form(clerk: Clerk, asked: Asked, role: str | None) -> Reply:
    """The form to report with: for one role, or for all that the caller holds."""
    row = await clerk.meant.incident(asked)
    await clerk.meant.may_change(asked, row)
    incident = await clerk.desk.read(row.number)
    held = [role] if role else incident.held_by(asked.user)
    if not held:
        raise Refused("no_role", free=checks.free_roles(Case(incident, clerk.clock.now(), asked.user)))
    carried: dict[str, Json] = {"incident": row.number, "channel": asked.channel, "thread": asked.thread}
    view = forms.report(incident, person=asked.user, role=role or "", policy=clerk.desk.policy, metadata=carried)
    await clerk.desk.note_form(row.number, asked.user)
    return await clerk.form(asked, view, row.number)


async def report_of(clerk: Clerk, asked: Asked, intent: g.Report, names: Sequence[str | None]) -> Reply:
    """The report of each role; None for all that the caller holds."""
    if intent.nothing_new:
        return await clerk.act(asked, for_each(names, _nothing_new))
    promised_min = await _promised_min(clerk, asked, intent)

    def reported(case: Case, role: str | None) -> list[Saying]:
        return reports.report(
            case,
            role=role,
            conditions=intent.conditions,
            actions=intent.actions,
            needs=intent.needs,
            promised_min=promised_min,
        )

    return await clerk.act(asked, for_each(names, reported))


async def _promised_min(clerk: Clerk, asked: Asked, intent: g.Report) -> int | None:
    """In how many minutes the next report is promised; a time is reached in its last minute."""
    if intent.next_at is None:
        return intent.next_min
    promised_at = await clerk.time(asked, intent.next_at)
    return math.ceil((promised_at - clerk.now(asked)) / timedelta(minutes=1))


def _nothing_new(case: Case, role: str | None) -> list[Saying]:
    return reports.nothing_new(case, role=role)


def for_each(names: Sequence[N], rule: Callable[[Case, N], list[Saying]]) -> Callable[[Case], list[Saying]]:
    """The rule asked about each role, as one happening."""
    return lambda case: [saying for name in names for saying in rule(case, name)]
