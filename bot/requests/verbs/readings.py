"""Verbs that change nothing: summary, card, catch-up, timeline, review, list, and help."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from bot import grammar as g
from bot.incident import ask_lead, checklists
from bot.incident.errors import Refused
from bot.incident.state import Case
from bot.render.plain import one_line, severity_word
from bot.render.words import Told
from bot.requests.actions import AskLead, SayAgain
from bot.requests.context import Context, Handlers
from bot.requests.documents import Page
from bot.requests.fitting import Situation, fits
from bot.requests.offering import pressable
from bot.requests.reply import Choice, Reply, in_words
from bot.requests.request import Request
from bot.requests.targets import NoOnePerson
from bot.requests.verbs import remembered, sharing
from bot.requests.verbs.questions import ask_of_page
from bot.requests.wording import Wording
from bot.store.catalogue import Row
from bot.store.engine import Unavailable
from bot.story import unconfirmed, unnamed
from bot.story.brief import Brief
from bot.story.glance import Glance
from bot.story.read_aloud import Walkthrough
from bot.story.recall.own import query_of
from bot.story.recall.ranking import STRONG
from bot.story.sheet import Sheet
from bot.story.summary import Summary
from bot.story.unnamed import Unnamed

LIST_PAGE = 20  # of titles full of "&", which are sent as "&amp;", so many fit into Slack's 11,000 characters
LIST_TITLE_CHARS_MAX = 80

HANDLERS = Handlers()


@HANDLERS.answers(g.Summary)
async def _summary(context: Context, request: Request, intent: g.Summary) -> Reply:
    if intent.share is not None:
        return await sharing.asked(context, request, intent, intent.share)
    row = await context.targets.incident(request, intent.incident)
    at = await context.time_if_any(request, intent.at, past=True)
    page = await context.documents.brief(row.number, at, reader=request.user)
    prepare = Choice(label="Prepare", means=SayAgain(f"prepare{_as_of(at)}"), incident=row.number)
    ask = Choice(label="Ask the lead", means=AskLead(), incident=row.number)
    is_offered = at is None and ask_lead.offers(await context.case(request, row))
    choices = [prepare, ask] if is_offered else [prepare]
    if at is None and await context.permissions.may_change(request, row):
        compiled = pressable.of_compiled(await context.desk.read(row.number), "Confirm what was compiled…")
        choices = [*compiled, *choices]
    return Reply(page=page, is_newest=at is None, choices=choices, incident=row.number)


async def note_brief_read(context: Context, request: Request, number: int, brief: Brief) -> None:
    """Somebody read it as it stands: their next one tells what is new, and the lead may be told that this was old."""
    with suppress(Unavailable):  # then their next one tells more than is new
        await ask_of_page(context, request, number, brief)
        await context.desk.note_brief_read(number, request.user, brief.as_of)


def _as_of(at: datetime | None) -> str:
    """The time as it is typed, to the minute and in UTC."""
    return f" at {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else ""


@HANDLERS.answers(g.Prepare)
async def _prepare(context: Context, request: Request, intent: g.Prepare) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    at = await context.time_if_any(request, intent.at, past=True)
    return Reply(page=await _sheet(context, request, row, at), incident=row.number)


async def _sheet(
    context: Context, request: Request, row: Row, at: datetime | None = None, *, who: Unnamed | None = None
) -> Page[Sheet]:
    """The sheet, and what is like it in the past that whoever asks may see."""
    incident = await context.desk.read(row.number)
    found = await remembered.first(context.desk, context.permissions, request, query_of(incident), but=incident.name)
    alike = [one.past for one in found if one.strength >= STRONG]
    if who is not None:
        alike = [unnamed.past_without(past, who, unnamed.stand_in(incident, who)) for past in alike]
    return await context.documents.sheet(row.number, at, alike=alike)


@HANDLERS.answers(g.Card)
async def _card(context: Context, request: Request, intent: g.Card) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    return Reply(page=await context.documents.card(row.number), incident=row.number)


@HANDLERS.answers(g.Hypotheses)
async def _hypotheses(context: Context, request: Request, intent: g.Hypotheses) -> Reply:
    """The board, the newest last; whoever is inside can press what becomes of each that is open."""
    row = await context.targets.incident(request, intent.incident)
    case = await context.case(request, row)
    choices = pressable.of_board(case) if await context.permissions.may_change(request, row) else []
    still_open = sum(1 for known in case.incident.hypotheses if known.outcome == "open")
    values = {
        "incident": case.incident.name,
        "hypotheses": case.incident.hypotheses,
        "without_buttons": max(0, still_open - pressable.ROWS_MAX) if choices else 0,
    }
    return Reply(lines=[Wording("hypotheses", values)], choices=choices, incident=row.number)


@HANDLERS.answers(g.Catchup)
async def _catchup(context: Context, request: Request, intent: g.Catchup) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    return Reply(page=await context.documents.catchup(row.number), incident=row.number)


@HANDLERS.answers(g.Timeline)
async def _timeline(context: Context, request: Request, intent: g.Timeline) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    at = await context.time_if_any(request, intent.at, past=True)
    return Reply(page=await context.documents.timeline(row.number, at, whole=intent.whole), incident=row.number)


@HANDLERS.answers(g.Review)
async def _review(context: Context, request: Request, intent: g.Review) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    page = await context.documents.summary(row.number)
    may_change = await context.permissions.may_change(request, row)
    if not may_change:
        return Reply(page=page, incident=row.number)
    case = await context.case(request, row)
    asked = [Wording("playbook/asked", {"one": one}) for one in checklists.asked_of(case)]
    return Reply(page=page, remarks=asked, choices=pressable.of_review(case), incident=row.number)


@HANDLERS.answers(g.Export)
async def _export(context: Context, request: Request, intent: g.Export) -> Reply:
    row = await context.targets.incident(request, intent.incident)
    who = None if intent.without is None else await _whom(context, intent.without)
    if who is not None:
        context = replace(context, documents=context.documents.leaving_out(who))
    page = await _page_of(context, request, row, intent.document, who)
    if intent.confirmed_only:
        page = _confirmed(page)
    drawn = await _glance_of(context, row, page.document) if intent.form in _DRAWN else None
    if intent.confirmed_only and drawn is not None:
        drawn = unconfirmed.pictured(drawn)
    instead = unnamed.stand_in(await context.desk.read(row.number), who) if who else ""
    told = {
        "incident": page.document.incident,
        "private": page.document.private,
        "document": intent.document,
        "form": intent.form,
        "confirmed_only": intent.confirmed_only,
        "without": who.person if who else "",
        "stand_in": instead,
    }
    return Reply(
        lines=[Wording("exported", told)],
        page=page,
        file=intent.form,
        glance=drawn,
        stand_in=instead,
        choices=await _distilling(context, request, row, intent.document),
        incident=row.number,
    )


async def _distilling(context: Context, request: Request, row: Row, document: g.Exported) -> list[Choice]:
    """Under the walkthrough, the form that makes steps of it."""
    if document != "walkthrough" or not await context.permissions.may_change(request, row):
        return []
    return pressable.of_playbook(await context.desk.read(row.number))


async def _page_of(
    context: Context, request: Request, row: Row, document: g.Exported, who: Unnamed | None
) -> "_Exported":
    match document:
        case "summary":
            return await context.documents.summary(row.number)
        case "brief":
            return await context.documents.brief(row.number)
        case "sheet":
            return await _sheet(context, request, row, who=who)
        case "walkthrough":
            return await context.documents.walkthrough(row.number)
        case "glance":
            return await context.documents.glance(row.number)


async def _whom(context: Context, name: g.Name) -> Unnamed:
    """Who is to be left out, also somebody who is no longer here. Refused: nobody of that name, or several."""
    picked = await context.directory.picked(name.user_id, name.handle) if name.user_id else None
    found = [picked] if picked else context.directory.names.called(name.handle)
    if not found:
        raise NoOnePerson("nobody_called", name, name.handle)
    if len(found) > 1:
        raise Refused("several_called", name=name.handle, people=[person.id for person in found])
    [one] = found
    shown = context.directory.reader().people.get(one.id, "")
    return unnamed.unnamed(one.id, (one.name, one.display_name, one.handle, shown))


_Exported: TypeAlias = Page[Brief] | Page[Sheet] | Page[Summary] | Page[Walkthrough] | Page[Glance]


def _confirmed(page: _Exported) -> _Exported:
    """The page without what nobody has confirmed; of the others the grammar lets nobody ask that."""
    match page.document:
        case Brief() as told:
            return Page(unconfirmed.without(told), page.unread_in, page.is_long)
        case Summary() as account:
            return Page(unconfirmed.without(account), page.unread_in, page.is_long)
        case _:
            return page


_DRAWN = frozenset({"html", "pdf"})


async def _glance_of(context: Context, row: Row, page: Told) -> Glance | None:
    """The picture for a page that has a place for it, of the very record that the page tells."""
    if not isinstance(page, Brief | Summary):
        return None
    return (await context.documents.glance(row.number, page.as_of)).document


@HANDLERS.answers(g.List)
async def _list(context: Context, request: Request, intent: g.List) -> Reply:
    """A page of the list, how many there are beyond it, and the way to those."""
    ended = await context.permissions.seen(request, await context.desk.ended_incidents())
    running = await context.permissions.seen(request, await context.desk.open_incidents())
    rows = {"open": running, "resolved": ended, "all": [*running, *ended]}[intent.which]
    begin = (intent.page - 1) * LIST_PAGE
    page, more = rows[begin : begin + LIST_PAGE], max(len(rows) - begin - LIST_PAGE, 0)
    onward = f"list {intent.which} page {intent.page + 1}"
    values = {
        "rows": [await _listed(context, request, row) for row in page],
        "which": intent.which,
        "before": min(begin, len(rows)),
        "more": more,
        "onward": onward,
        "ended": len(ended) if intent.which == "open" else 0,
    }
    choices = [Choice(label=f"Show {min(more, LIST_PAGE)} more", means=SayAgain(onward))] if more else []
    return Reply(lines=[Wording("incidents", values)], choices=choices)


async def _listed(context: Context, request: Request, row: Row) -> dict[str, Any]:
    incident = await context.desk.read(row.number)
    doubled = None if incident.duplicate_of is None else await context.desk.row(incident.duplicate_of)
    is_seen = doubled is not None and await context.permissions.may_see(request, doubled)
    return {
        "number": row.number,
        "title": one_line(row.title, LIST_TITLE_CHARS_MAX),
        "severity": row.severity,
        "status": row.status,
        "channel": row.channel,
        "channel_name": incident.channel_name,
        "opened_at": row.opened_at,
        "ended_at": None if row.is_open else row.resolved_at,
        "heard_until": incident.imported.until_at if incident.imported and incident.was_told_later else None,
        "drill": row.drill,
        "duplicate_of": incident.duplicate_of if is_seen else None,
    }


MENU = {
    "start": "Start an incident",
    "report": "Report",
    "hypotheses": "Hypotheses",
    "summary": "Summary",
    "list": "List",
    "help": "Help",
}


@HANDLERS.answers(g.Help)
async def _help(context: Context, request: Request, intent: g.Help) -> Reply:
    """One command in full; else what fits here and now: as buttons when nothing was typed, else with examples."""
    if intent.topic is not None:
        return _about(next(verb for verb in g.VERBS if verb.name == intent.topic))
    situation = await _situation(context, request)
    fitting = [verb for verb in g.VERBS if fits(verb, situation)]
    incident = situation.incident.name if situation.incident else ""
    if intent.is_menu:
        names = {verb.name for verb in fitting}
        choices = [Choice(label=label, means=SayAgain(name)) for name, label in MENU.items() if name in names]
        moves = _moves(situation, context.now(request))
        return Reply(lines=[Wording("menu", {"incident": incident})], choices=[*moves, *choices])
    shown = [verb for verb in fitting if verb.is_everyday or intent.all]
    rows = [{"meaning": verb.meaning, "example": verb.example} for verb in shown]
    others = [verb.name for verb in fitting if verb not in shown]
    return in_words("help", rows=rows, others=others, incident=incident, inside=situation.inside)


def _moves(situation: Situation, now: datetime) -> list[Choice]:
    """What whoever is inside can set: severity and status in a menu each, and the end in one tap."""
    incident = situation.incident
    if incident is None or not situation.inside:
        return []
    case = Case(incident, now, situation.person)
    statuses = pressable.of_status(case, menu=f"Status: {incident.status}")
    ending = [choice for choice in pressable.of_status(case) if choice.label == "Resolve"]
    severities = pressable.of_severity(case, menu=f"Severity: {severity_word(incident.severity)}")
    return [replace(choice, row="life") for choice in (*severities, *statuses, *ending)]


def _about(verb: g.Verb) -> Reply:
    row = {"usage": verb.usage, "meaning": verb.meaning, "example": verb.example}
    return in_words("help_with", **row, aliases=", ".join(verb.aliases))


async def _situation(context: Context, request: Request) -> Situation:
    may_start = await context.permissions.may_start(request)
    try:
        row = await context.targets.incident(request)
    except Refused:  # none, or several: which one is asked when it matters
        return Situation(person=request.user, may_start=may_start)
    inside = await context.permissions.may_change(request, row)
    incident = await context.desk.read(row.number)
    return Situation(person=request.user, incident=incident, inside=inside, may_start=may_start)
