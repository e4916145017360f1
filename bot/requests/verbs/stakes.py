"""Verbs about who is hurt and what is owed to them: impact, impact money, customer, told."""

from datetime import timedelta

from bot import grammar as g
from bot.incident import customers, records
from bot.incident import facts as f
from bot.requests.context import Clerk, Handlers
from bot.requests.request import Asked, Reply

HANDLERS = Handlers()


@HANDLERS.answers(g.Impact)
async def _impact(clerk: Clerk, asked: Asked, intent: g.Impact) -> Reply:
    figure, low, high, words = _figure(intent.figure)
    return await clerk.act(
        asked.about(intent.incident),
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
async def _money(clerk: Clerk, asked: Asked, intent: g.ImpactMoney) -> Reply:
    return await clerk.act(
        asked.about(intent.incident),
        records.money,
        kind=intent.kind,
        low=intent.low,
        high=intent.high,
        currency=intent.currency,
        what=intent.what,
        source=intent.source,
        words=intent.words,
    )


@HANDLERS.answers(g.Customer)
async def _customer(clerk: Clerk, asked: Asked, intent: g.Customer) -> Reply:
    deadline_at = await clerk.time_if_any(asked, intent.deadline)
    asked = asked.about(intent.incident)
    return await clerk.act(asked, customers.affected, name=intent.name, cannot=intent.cannot, deadline_at=deadline_at)


@HANDLERS.answers(g.Told)
async def _told(clerk: Clerk, asked: Asked, intent: g.Told) -> Reply:
    promised_at = await clerk.time_if_any(asked, intent.next_at)
    if intent.next_min:
        promised_at = clerk.now(asked) + timedelta(minutes=intent.next_min)
    return await clerk.act(
        asked.about(intent.incident),
        customers.told,
        customer=intent.customer,
        what=intent.what,
        promised_at=promised_at,
        done=intent.done,
    )
