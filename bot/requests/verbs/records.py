"""Verbs that record what is known: hypotheses, decisions, unknowns, needs, plans, notes and key times."""

from dataclasses import replace
from typing import cast

from bot import grammar as g
from bot.incident import facts as f
from bot.incident import hypotheses, plans, records, redaction, taking_back, unknowns
from bot.incident.errors import Refused
from bot.requests.context import Context, Handlers
from bot.requests.forms import WordsBlank
from bot.requests.reply import Reply
from bot.requests.request import Request
from bot.requests.verbs import remembered
from bot.requests.wording import Wording
from bot.story.keytimes import out_of_order
from bot.story.recall.own import query_of

HANDLERS = Handlers()


@HANDLERS.answers(g.Think)
async def _think(context: Context, request: Request, intent: g.Think) -> Reply:
    likelihood = cast("f.Likelihood | None", intent.likelihood)
    if intent.hypothesis is not None and likelihood is not None:
        request, judged = request.about(intent.incident), _id(intent.hypothesis)
        return await context.act(request, hypotheses.judge, id=judged, likelihood=likelihood)
    request = request.about(intent.incident)
    reply = await context.act(request, hypotheses.think, text=intent.text, likelihood=likelihood)
    if reply.incident is None:
        return reply
    incident = await context.desk.read(reply.incident)
    found = await remembered.strongly(context, request, query_of(incident), but=remembered.not_now(incident))
    return remembered.with_hint(reply, found, incident)


@HANDLERS.answers(g.Confirm)
async def _confirm(context: Context, request: Request, intent: g.Confirm) -> Reply:
    request = request.about(intent.incident)
    return await context.act(request, hypotheses.confirm, id=_id(intent.hypothesis), evidence=intent.evidence)


@HANDLERS.answers(g.RuleOut)
async def _rule_out(context: Context, request: Request, intent: g.RuleOut) -> Reply:
    request = request.about(intent.incident)
    return await context.act(request, hypotheses.rule_out, id=_id(intent.hypothesis), evidence=intent.evidence)


def _id(hypothesis: int | None) -> str | None:
    return f"H{hypothesis}" if hypothesis is not None else None


@HANDLERS.answers(g.Decide)
async def _decide(context: Context, request: Request, intent: g.Decide) -> Reply:
    return await context.act(request.about(intent.incident), records.decide, what=intent.what, because=intent.because)


@HANDLERS.answers(g.Unknown)
async def _unknown(context: Context, request: Request, intent: g.Unknown) -> Reply:
    owner = (await context.targets.person(intent.owner)).id if intent.owner else None
    due_at = await context.time_if_any(request, intent.by)
    request = request.about(intent.incident)
    return await context.act(request, records.unknown, what=intent.what, owner=owner, due_at=due_at)


@HANDLERS.answers(g.AnswerUnknown)
async def _answer(context: Context, request: Request, intent: g.AnswerUnknown) -> Reply:
    """What is known now; whoever left the words out is asked for them, once it is clear which unknown is meant."""
    request = request.about(intent.incident)
    if intent.words:
        return await context.act(request, unknowns.answer, called=intent.unknown, words=intent.words)
    row = await context.targets.to_change(request)
    case = await context.case(request, row)
    called = unknowns.meant(case, intent.unknown)
    return Reply(form=WordsBlank(case.incident, replace(intent, unknown=called)), incident=row.number)


@HANDLERS.answers(g.Risk)
async def _risk(context: Context, request: Request, intent: g.Risk) -> Reply:
    return await context.act(request.about(intent.incident), records.risk, words=intent.words)


@HANDLERS.answers(g.Need)
async def _need(context: Context, request: Request, intent: g.Need) -> Reply:
    due_at = await context.time_if_any(request, intent.by)
    request = request.about(intent.incident)
    return await context.act(request, records.need, what=intent.what, executive=intent.executive, due_at=due_at)


@HANDLERS.answers(g.Plan)
async def _plan(context: Context, request: Request, intent: g.Plan) -> Reply:
    trigger_at = await context.time_if_any(request, intent.at)
    return await context.act(
        request.about(intent.incident),
        records.plan,
        plan=intent.which,
        what=intent.what,
        eta_low_min=intent.eta_low_min,
        eta_high_min=intent.eta_high_min,
        trigger_at=trigger_at,
        basis=intent.basis,
    )


@HANDLERS.answers(g.StepPlan)
async def _step_plan(context: Context, request: Request, intent: g.StepPlan) -> Reply:
    """How far it is now; whoever puts it off without a time is asked for one."""
    request = request.about(intent.incident)
    if intent.stage == "later":
        if intent.time is None:
            row = await context.targets.to_change(request)
            return Reply(form=WordsBlank(await context.desk.read(row.number), intent), incident=row.number)
        until = await context.time(request, intent.time)
        return await context.act(request, plans.step, plan=intent.which, stage=intent.stage, until=until)
    at = await context.time_if_any(request, intent.time, past=True)
    if at is not None and isinstance(intent.time, g.ClockTime) and context.now(request) - at > g.NOTE_LOOKS_BACK:
        raise Refused("not_past")  # "begun at 15:30", said at noon
    return await context.act(request, plans.step, plan=intent.which, stage=intent.stage, at=at)


@HANDLERS.answers(g.Note)
async def _note(context: Context, request: Request, intent: g.Note) -> Reply:
    now, zone = context.now(request), await context.zone(request)
    placed = [g.placed(note, now=now, zone=zone) for note in (intent, *intent.more)]
    return await context.act(request.about(intent.incident), records.notes, entries=[(text, at) for at, text in placed])


@HANDLERS.answers(g.KeyTime)
async def _key_time(context: Context, request: Request, intent: g.KeyTime) -> Reply:
    time = await context.time(request, intent.at, past=True)
    request = request.about(intent.incident)
    reply = await context.act(request, records.key_time, which=intent.which, time=time, source=intent.source)
    return await _with_order(context, reply, intent.which)


async def _with_order(context: Context, reply: Reply, which: f.KeyTime) -> Reply:
    """The reply, and each key time with which the one that was set cannot both be right."""
    if reply.incident is None:
        return reply
    clashes = [
        (first, second)
        for first, second in out_of_order(await context.desk.read(reply.incident))
        if which in {first.which, second.which}
    ]
    told = [
        Wording(
            "remark/times_out_of_order",
            {"first": first.which, "first_at": first.time, "second": second.which, "second_at": second.time},
        )
        for first, second in clashes
    ]
    return replace(reply, remarks=[*reply.remarks, *told])


@HANDLERS.answers(g.Redact)
async def _redact(context: Context, request: Request, intent: g.Redact) -> Reply:
    request = request.about(intent.incident)
    return await context.act(request, redaction.redact, called=intent.record, why=intent.why)


@HANDLERS.answers(g.Undo)
async def _undo(context: Context, request: Request, intent: g.Undo) -> Reply:
    return await context.act(request.about(intent.incident), taking_back.undo)
