"""Verbs about who is hurt and what is owed to them: impact, impact money, customer, told."""

from dataclasses import asdict
from datetime import timedelta

from bot import grammar as g
from bot.incident import customers, records
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.requests.context import Context, Handlers
from bot.requests.forms import MONEY, KindBlank
from bot.requests.offering import namesakes
from bot.requests.reply import Reply
from bot.requests.request import Request

HANDLERS = Handlers()


@HANDLERS.answers(g.Impact)
async def _impact(context: Context, request: Request, intent: g.Impact) -> Reply:
    figure, low, high, words = _figure(intent.figure)
    return await context.act(
        request.about(intent.incident),
        records.impact,
        figure=figure,
        low=low,
        high=high,
        what=intent.what,
        source=intent.source,
        words=words,
    )


def _figure(figure: g.Figure) -> tuple[f.FigureKind, int | None, int | None, str]:
    """The kind of figure, with its lower and upper end, or the words in which it was typed."""
    match figure:
        case g.Exact(n):
            return "exact", n, n, ""
        case g.Between(low, high):
            return "range", low, high, ""
        case g.AtLeast(n):
            return "at least", n, None, ""
        case g.InWords(words):
            return "in words", None, None, words
        case g.Nobody(words):
            return "none", None, None, words


@HANDLERS.answers(g.ImpactMoney)
async def _money(context: Context, request: Request, intent: g.ImpactMoney) -> Reply:
    return await context.act(
        request.about(intent.incident),
        records.money,
        kind=intent.kind,
        low=intent.low,
        high=intent.high,
        currency=intent.currency,
        what=intent.what,
        source=intent.source,
        words=intent.words,
        reckoned=f.Reckoned(**asdict(intent.product)) if intent.product else None,
        checked_by=records.FINANCE if intent.checked else "",
    )


@HANDLERS.answers(g.AskMoney)
async def _ask_money(context: Context, request: Request, intent: g.AskMoney) -> Reply:
    """The form for a sum, with what was typed of it."""
    row = await context.targets.to_change(request.about(intent.incident))
    filled = {"money": intent.kind or "", "source": intent.source}
    return Reply(form=KindBlank(MONEY, await context.desk.read(row.number), filled), incident=row.number)


@HANDLERS.answers(g.CheckMoney)
async def _checked(context: Context, request: Request, intent: g.CheckMoney) -> Reply:
    return await context.act(
        request.about(intent.incident), records.money_checked, which=intent.which, checked_by=intent.by
    )


@HANDLERS.answers(g.Customer)
async def _customer(context: Context, request: Request, intent: g.Customer) -> Reply:
    deadline_at = await context.time_if_any(request, intent.deadline)
    owner = (await context.targets.person(intent.owner)).id if intent.owner else None
    try:
        return await context.act(
            request.about(intent.incident),
            customers.affected,
            name=intent.name,
            cannot=intent.cannot,
            deadline_at=deadline_at,
            owner=owner,
            workaround=intent.workaround,
            exact=intent.exact,
            several=intent.several,
        )
    except Refused as no:
        if no.code not in {"which_customer", "several_customers"} or request.corrects is not None:
            raise
        ask = namesakes.how_many if no.code == "several_customers" else namesakes.asked
        return ask(request, no, line="name")


@HANDLERS.answers(g.Told)
async def _told(context: Context, request: Request, intent: g.Told) -> Reply:
    promised_at = await context.time_if_any(request, intent.next_at)
    if intent.next_min:
        promised_at = context.now(request) + timedelta(minutes=intent.next_min)
    try:
        return await context.act(
            request.about(intent.incident),
            customers.told,
            customer=intent.customer,
            what=intent.what,
            promised_at=promised_at,
            done=intent.done,
        )
    except Refused as no:
        if no.code != "which_customer" or request.meaning is not None:
            raise
        return namesakes.asked(request, no, line="customer")
