"""Verbs that record what is known: hypotheses, decisions, unknowns, needs, plans, notes and key times."""

from typing import cast

from bot import grammar as g
from bot.incident import facts as f
from bot.incident import hypotheses, records
from bot.requests.context import Clerk, Handlers
from bot.requests.request import Asked, Reply

HANDLERS = Handlers()


@HANDLERS.answers(g.Think)
async def _think(clerk: Clerk, asked: Asked, intent: g.Think) -> Reply:
    likelihood = cast("f.Likelihood | None", intent.likelihood)
    if intent.hypothesis is not None and likelihood is not None:
        asked, judged = asked.about(intent.incident), _id(intent.hypothesis)
        return await clerk.act(asked, hypotheses.judge, id=judged, likelihood=likelihood)
    return await clerk.act(asked.about(intent.incident), hypotheses.think, text=intent.text, likelihood=likelihood)


@HANDLERS.answers(g.Confirm)
async def _confirm(clerk: Clerk, asked: Asked, intent: g.Confirm) -> Reply:
    asked = asked.about(intent.incident)
    return await clerk.act(asked, hypotheses.confirm, id=_id(intent.hypothesis), evidence=intent.evidence)


@HANDLERS.answers(g.RuleOut)
async def _rule_out(clerk: Clerk, asked: Asked, intent: g.RuleOut) -> Reply:
    asked = asked.about(intent.incident)
    return await clerk.act(asked, hypotheses.rule_out, id=_id(intent.hypothesis), evidence=intent.evidence)


def _id(hypothesis: int | None) -> str | None:
    return f"H{hypothesis}" if hypothesis is not None else None


@HANDLERS.answers(g.Decide)
async def _decide(clerk: Clerk, asked: Asked, intent: g.Decide) -> Reply:
    return await clerk.act(asked.about(intent.incident), records.decide, what=intent.what, because=intent.because)


@HANDLERS.answers(g.Unknown)
async def _unknown(clerk: Clerk, asked: Asked, intent: g.Unknown) -> Reply:
    owner = (await clerk.meant.whom(intent.owner)).id if intent.owner else None
    due_at = await clerk.time_if_any(asked, intent.by)
    asked = asked.about(intent.incident)
    return await clerk.act(asked, records.unknown, what=intent.what, owner=owner, due_at=due_at)


@HANDLERS.answers(g.Risk)
async def _risk(clerk: Clerk, asked: Asked, intent: g.Risk) -> Reply:
    return await clerk.act(asked.about(intent.incident), records.risk, words=intent.words)


@HANDLERS.answers(g.Need)
async def _need(clerk: Clerk, asked: Asked, intent: g.Need) -> Reply:
    due_at = await clerk.time_if_any(asked, intent.by)
    asked = asked.about(intent.incident)
    return await clerk.act(asked, records.need, what=intent.what, executive=intent.executive, due_at=due_at)


@HANDLERS.answers(g.Plan)
async def _plan(clerk: Clerk, asked: Asked, intent: g.Plan) -> Reply:
    trigger_at = await clerk.time_if_any(asked, intent.at)
    return await clerk.act(
        asked.about(intent.incident),
        records.plan,
        plan=intent.which,
        what=intent.what,
        eta_low_min=intent.eta_low_min,
        eta_high_min=intent.eta_high_min,
        trigger_at=trigger_at,
    )


@HANDLERS.answers(g.Note)
async def _note(clerk: Clerk, asked: Asked, intent: g.Note) -> Reply:
    now, zone = clerk.now(asked), await clerk.zone(asked)
    placed = [g.placed(note, now=now, zone=zone) for note in (intent, *intent.more)]
    return await clerk.act(asked.about(intent.incident), records.notes, entries=[(text, at) for at, text in placed])


@HANDLERS.answers(g.KeyTime)
async def _key_time(clerk: Clerk, asked: Asked, intent: g.KeyTime) -> Reply:
    time = await clerk.time(asked, intent.at, past=True)
    asked = asked.about(intent.incident)
    return await clerk.act(asked, records.key_time, which=intent.which, time=time, source=intent.source)


@HANDLERS.answers(g.Undo)
async def _undo(clerk: Clerk, asked: Asked, intent: g.Undo) -> Reply:
    return await clerk.act(asked.about(intent.incident), records.undo)
