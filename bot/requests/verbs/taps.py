"""Taps: what each button, picker and shortcut does that is no typed command, and the forms that need another answer."""

from dataclasses import replace
from functools import partial

from bot import grammar as g
from bot.desk import Rule
from bot.incident import help, lifecycle, pauses, prompts, records, reminders, reports, roles, standing  # noqa: A004
from bot.incident.errors import Refused
from bot.render.plain import TITLE_CHARS_MAX, one_line
from bot.requests import actions, forms
from bot.requests.context import Context, Handlers
from bot.requests.marks import MENU_PIN
from bot.requests.reply import TAPPED_CHARS_MAX, WORDS_CHARS_MAX, Choice, Reply, in_words
from bot.requests.request import Request
from bot.requests.text import name_people
from bot.requests.verbs.duty import for_each, nothing_new
from bot.requests.verbs.life import which
from bot.requests.wording import Wording

POSTPONE_MIN = 10
MAY_BE_A_REPORT: frozenset[g.AsideKind] = frozenset({"hand over", "elsewhere", "question", "done"})

HANDLERS = Handlers()


@HANDLERS.answers(actions.Accept)
async def _accept(context: Context, request: Request, tap: actions.Accept) -> Reply:
    return await _answered(context, request, partial(roles.accept, offer=tap.offer), tap.offer)


@HANDLERS.answers(actions.Decline)
async def _decline(context: Context, request: Request, tap: actions.Decline) -> Reply:
    return await _answered(context, request, partial(roles.decline, offer=tap.offer), tap.offer)


async def _answered(context: Context, request: Request, rule: Rule, offer: int | None) -> Reply:
    """Whoever was asked from outside and is a moment late belongs to no channel; they hear what became of the offer."""
    try:
        return await context.act(request, rule)
    except Refused as no:
        if no.code == "not_in_its_channel":
            row = await context.targets.incident(request)
            roles.require_open(await context.case(request, row), offer)
        raise


@HANDLERS.answers(actions.ReportNothingNew)
async def _nothing_new(context: Context, request: Request, tap: actions.ReportNothingNew) -> Reply:
    names: list[str | None] = [*tap.roles] or [None]
    return await context.act(request, for_each(names, nothing_new))


@HANDLERS.answers(actions.Postpone)
async def _postpone(context: Context, request: Request, tap: actions.Postpone) -> Reply:
    postponed = partial(reports.postpone, minutes=POSTPONE_MIN)
    return await context.act(request, for_each(tap.roles, lambda case, role: postponed(case, role=role)))


@HANDLERS.answers(actions.InsteadOfReport)
async def _instead_of_report(context: Context, request: Request, said: actions.InsteadOfReport) -> Reply:
    """What the buttons of the reminder say is done; of anything else its author hears what can be a report."""
    typed = one_line(name_people(request.text, {}), WORDS_CHARS_MAX)
    match said.aside:
        case g.Aside("later", minutes) if minutes in {None, POSTPONE_MIN}:
            return await _postpone(context, request, actions.Postpone(said.roles))
        case g.Aside("later", int(minutes)):
            snoozed = partial(pauses.snooze, minutes=minutes, why=typed)
            return await context.act(request, for_each(said.roles, lambda case, role: snoozed(case, role=role)))
        case g.Aside("help"):
            return await _ask_for_help(context, request, actions.AskForHelp(said.roles))
    row = await context.targets.to_change(request)
    may_be = said.aside.kind in MAY_BE_A_REPORT and len(request.text) <= TAPPED_CHARS_MAX
    anyway = [
        Choice(
            label="It is my report",
            means=actions.SayAgain(f"report {role}: {request.text}", request.cause),
            incident=row.number,
        )
        for role in said.roles
        if may_be and len(said.roles) == 1
    ]
    if said.aside.kind == "hand over":
        return replace(await _hand_over(context, request, actions.HandOver(said.roles)), choices=anyway)
    told = Wording("no_report", {"kind": said.aside.kind, "typed": typed, "roles": said.roles})
    return Reply(lines=[told], choices=anyway, is_refusal=True)


@HANDLERS.answers(actions.LookAfter)
async def _look_after(context: Context, request: Request, tap: actions.LookAfter) -> Reply:
    return await context.act(request, for_each(tap.roles, lambda case, role: reminders.look_after(case, role=role)))


@HANDLERS.answers(actions.SayHere)
async def _say_here(context: Context, request: Request, _: actions.SayHere) -> Reply:
    return await context.act(request, reminders.is_here)


@HANDLERS.answers(actions.AskForHelp)
async def _ask_for_help(context: Context, request: Request, tap: actions.AskForHelp) -> Reply:
    return await context.act(request, records.ask_for_help, roles=tap.roles)


@HANDLERS.answers(actions.SwitchOff)
async def _switch_off(context: Context, request: Request, tap: actions.SwitchOff) -> Reply:
    return await context.act(request, prompts.switch_off, prompt=tap.prompt)


@HANDLERS.answers(actions.WeighPast)
async def _weigh_past(context: Context, request: Request, tap: actions.WeighPast) -> Reply:
    return await context.act(request, records.weigh_past, past=tap.past, helped=tap.helped)


@HANDLERS.answers(actions.SlowDown)
async def _slow_down(context: Context, request: Request, tap: actions.SlowDown) -> Reply:
    return await context.act(request, prompts.slow_down, times=tap.times)


@HANDLERS.answers(actions.AnswerHelp)
async def _answer_help(context: Context, request: Request, tap: actions.AnswerHelp) -> Reply:
    return await context.act(request, help.answer, need=tap.need, can=tap.can)


@HANDLERS.answers(actions.HandOver)
async def _hand_over(context: Context, request: Request, tap: actions.HandOver) -> Reply:
    incident = await context.desk.read((await context.targets.to_change(request)).number)
    held = tap.roles or tuple(incident.held_by(request.user))
    if not held:
        raise Refused("no_role")
    return Reply(form=forms.HandOverBlank(held))


@HANDLERS.answers(forms.HandOverForm)
async def _handed_over(context: Context, request: Request, form: forms.HandOverForm) -> Reply:
    known = await context.targets.person(g.Name(form.person, ""))
    return await context.act(request, roles.hand_over, role=form.role, person=known.id)


@HANDLERS.answers(actions.Entrust)
async def _entrust(context: Context, request: Request, tap: actions.Entrust) -> Reply:
    known = await context.targets.person(g.Name(tap.person, ""))
    return await context.act(request, roles.offer, role=tap.role, person=known.id)


@HANDLERS.answers(actions.AskGroup)
async def _ask_group(context: Context, request: Request, tap: actions.AskGroup) -> Reply:
    return await context.act(request, roles.offer_to_group, role=tap.role, ids=(tap.group,))


@HANDLERS.answers(actions.CallAgain)
async def _call(context: Context, request: Request, tap: actions.CallAgain) -> Reply:
    return await context.act(request, roles.call, role=tap.role)


@HANDLERS.answers(actions.SayBack)
async def _say_back(context: Context, request: Request, tap: actions.SayBack) -> Reply:
    row = await context.targets.to_change(request)
    case = await context.case(request, row)
    roles.read_back(case, role=tap.role, words=tap.role)  # refused before words are asked for
    return Reply(form=forms.WordsBlank(case.incident, tap), incident=row.number)


@HANDLERS.answers(actions.AskInPerson)
async def _ask_in_person(context: Context, request: Request, tap: actions.AskInPerson) -> Reply:
    incident = await context.desk.read((await context.targets.to_change(request)).number)
    silent = [{"role": name, "holder": incident.role(name).holder} for name in tap.roles]
    return in_words("refused/ask_in_person", silent=silent)


@HANDLERS.answers(actions.Settle)
async def _settle(context: Context, request: Request, tap: actions.Settle) -> Reply:
    case, subject = await context.case(request, await context.targets.to_change(request)), f"H{tap.hypothesis}"
    standing.require(case, subject=subject, seen_seq=tap.seen)
    known = case.incident.hypothesis(subject)
    if known is None:
        raise Refused("button_gone")
    return Reply(form=forms.SettleBlank(tap.verdict, tap.hypothesis, known.text, tap.seen))


@HANDLERS.answers(actions.AskWhich)
async def _ask_which(context: Context, request: Request, tap: actions.AskWhich) -> Reply:
    return await which(context, request, tap.subject)


@HANDLERS.answers(actions.Record)
async def _record(context: Context, request: Request, _: actions.Record) -> Reply:
    await context.targets.to_change(request)
    return Reply(form=forms.RecordBlank())


@HANDLERS.answers(forms.RecordForm)
async def _record_of(context: Context, request: Request, form: forms.RecordForm) -> Reply:
    incident = await context.desk.read((await context.targets.to_change(request)).number)
    return Reply(form=forms.KindBlank(form.kind, incident))


@HANDLERS.answers(actions.Join)
async def _join(context: Context, request: Request, _: actions.Join) -> Reply:
    return await context.join(request)


@HANDLERS.answers(actions.UndoResolve)
async def _undo_resolve(context: Context, request: Request, _: actions.UndoResolve) -> Reply:
    return await context.act(request, lifecycle.undo_resolve)


@HANDLERS.answers(actions.Strike)
async def _strike(context: Context, request: Request, tap: actions.Strike) -> Reply:
    return await context.act(request, records.strike, seqs=tap.seqs)


@HANDLERS.answers(actions.KeepOnRecord)
async def _keep(context: Context, request: Request, _: actions.KeepOnRecord) -> Reply:
    incident = await context.desk.read((await context.targets.to_change(request)).number)
    return in_words("kept_on_record", incident=incident.name)


@HANDLERS.answers(actions.AddToTimeline)
async def _add_to_timeline(context: Context, request: Request, tap: actions.AddToTimeline) -> Reply:
    """The same as a 📌 under it, for those who prefer a menu, which takes it out again as well."""
    row = await context.desk.in_channel(request.channel)
    if row is None:
        raise Refused("no_incident_here")
    await context.permissions.require_change(request, row)
    is_in = await context.desk.toggle_mark(
        channel=request.channel, ts=tap.ts, person=request.user, name=MENU_PIN, event_ts=tap.event_ts
    )
    return in_words("refused/added_to_timeline", is_in=is_in)


@HANDLERS.answers(actions.StartFrom)
async def _start_from(context: Context, request: Request, tap: actions.StartFrom) -> Reply:
    await context.permissions.require_start(request)
    return Reply(form=forms.StartBlank(g.Start(title=one_line(tap.words, TITLE_CHARS_MAX))))


@HANDLERS.answers(actions.Newer)
async def _newer(_: Context, __: Request, ___: actions.Newer) -> Reply:
    raise Refused("button_gone")
