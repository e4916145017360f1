"""Verbs that move an incident through its life: start, sev, status and its end, title."""

from contextlib import suppress
from functools import partial
from typing import TypeAlias

from bot import grammar as g
from bot.desk import Started
from bot.incident import lifecycle as rules
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.requests.context import Clerk, Handlers
from bot.requests.request import Asked, Reply
from bot.slack.delivery import channel_name
from bot.slack.messages import forms, prompts
from bot.store.engine import Unavailable

Pairs: TypeAlias = list[tuple[str, str]]

HANDLERS = Handlers()


@HANDLERS.answers(g.Start)
async def _start(clerk: Clerk, asked: Asked, intent: g.Start) -> Reply:
    """Open an incident. What is unclear about its people is asked afterwards: nothing delays the start."""
    await clerk.permissions.require_start(asked)
    if not intent.title:
        view = forms.start(intent, policy=clerk.desk.policy, metadata={"channel": asked.channel})
        return await clerk.form(asked, view)
    offers, unclear = await _offers(clerk, intent.offers)
    rule = partial(
        rules.open_incident,
        title=intent.title,
        severity=intent.severity,
        private=intent.private,
        drill=intent.drill,
        offers=offers,
    )
    started = await clerk.desk.start(rule, title=intent.title, by=asked.user, cause=asked.cause, anyway=asked.anyway)
    await _tell_the_other(clerk, asked, started)
    return await _told(clerk, asked, started, unclear)


async def _tell_the_other(clerk: Clerk, asked: Asked, started: Started) -> None:
    """Whoever opened the same before hears of it, unless the new one is private. It is open already, told or not."""
    opened = started.outcome.incident
    if started.twin is None or opened.private:
        return
    rule = partial(rules.alike_opened, number=opened.number, person=asked.user)
    with suppress(Refused, Unavailable):
        await clerk.desk.act(started.twin, rule, by=BOT, cause=f"{asked.cause}:alike")


async def _offers(clerk: Clerk, offers: tuple[g.Offer, ...]) -> tuple[Pairs, Pairs]:
    """(person, role) pairs that are clear, and (typed name, role) pairs for a picker."""
    clear: Pairs = []
    unclear: Pairs = []
    for offer in offers:
        shown = offer.person.handle or offer.person.user_id or ""
        if offer.role is None:
            unclear.append((shown, offer.typed))
            continue
        try:
            clear.append(((await clerk.targets.person(offer.person)).id, offer.role))
        except Refused:
            unclear.append((shown, offer.role))
    return clear, unclear


async def _told(clerk: Clerk, asked: Asked, started: Started, unclear: Pairs) -> Reply:
    incident = started.outcome.incident
    face = prompts.started(
        incident,
        channel_name=incident.channel_name or channel_name(incident),
        joined=started.joined,
        alike=started.alike,
        unclear=unclear,
        text=asked.text,
        words=clerk.words,
        voice=await clerk.voice(asked),
    )
    return Reply(face, incident=incident.number)


@HANDLERS.answers(g.Sev)
async def _sev(clerk: Clerk, asked: Asked, intent: g.Sev) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.set_severity, severity=intent.level, why=intent.why)


@HANDLERS.answers(g.Status)
async def _status(clerk: Clerk, asked: Asked, intent: g.Status) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.set_status, status=intent.state, why=intent.why)


@HANDLERS.answers(g.Resolve)
async def _resolve(clerk: Clerk, asked: Asked, intent: g.Resolve) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.resolve, why=intent.why)


@HANDLERS.answers(g.Reopen)
async def _reopen(clerk: Clerk, asked: Asked, intent: g.Reopen) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.reopen, why=intent.why)


@HANDLERS.answers(g.Cancel)
async def _cancel(clerk: Clerk, asked: Asked, intent: g.Cancel) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.cancel, why=intent.why)


@HANDLERS.answers(g.Close)
async def _close(clerk: Clerk, asked: Asked, intent: g.Close) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.close, why=intent.why)


@HANDLERS.answers(g.Title)
async def _title(clerk: Clerk, asked: Asked, intent: g.Title) -> Reply:
    return await clerk.act(asked.about(intent.incident), rules.set_title, title=intent.title)
