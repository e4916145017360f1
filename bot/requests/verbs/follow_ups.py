"""Follow-ups: work for afterwards, what becomes of it, and the list of it over all incidents that somebody may see.

Law: nothing that is left out keeps a follow-up from being recorded: who does it and by when is asked afterwards.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import grammar as g
from bot.incident import filing, follow_ups
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.parts import FollowUp
from bot.incident.state import Case, Incident
from bot.render.plain import one_line
from bot.requests import actions, forms
from bot.requests.actions import AnswerFollowUp, AssignFollowUp, FileFollowUp, SayAgain
from bot.requests.context import Context, Handlers
from bot.requests.offering import following, prefilled
from bot.requests.reply import Choice, Reply
from bot.requests.request import Request
from bot.requests.targets import NoOnePerson
from bot.requests.wording import Wording
from bot.store.catalogue import Row

LIST_PAGE = 10  # each with a row of buttons; Slack takes fifty blocks
LIST_WORDS_CHARS_MAX = 200
LIST_TITLE_CHARS_MAX = 60
IN_WORDS: frozenset[actions.FollowUpAnswer] = frozenset({"will not do", "move"})

HANDLERS = Handlers()


# ---- raised, given to somebody, ended --------------------------------------------------------------


@HANDLERS.answers(g.FollowUp)
async def _raise(context: Context, request: Request, intent: g.FollowUp) -> Reply:
    """A name that is not clear delays nothing: it is told, and whoever typed it picks."""
    request = request.about(intent.incident)
    row = await context.targets.to_change(request)
    if intent.number is not None:
        return await _changed(context, request, intent, row)
    due_on = await context.day(request, intent.by) if intent.by else None
    owner, unclear = await _owner(context, request, intent.owner, row)
    if not intent.text:
        filled = {"owner": owner or "", "by": prefilled.day(due_on)}
        blank = forms.KindBlank(forms.FOLLOW_UP, await context.desk.read(row.number), filled)
        return Reply(form=blank, incident=row.number)
    reply = await context.act(request, follow_ups.raise_, text=intent.text, owner=owner, due_on=due_on)
    return replace(reply, lines=[*reply.lines, *unclear])


async def _changed(context: Context, request: Request, intent: g.FollowUp, row: Row) -> Reply:
    """One that is on record: its end, or who does it by when; a name that is not clear changes nothing."""
    name = f"F{intent.number}"
    if intent.files:
        return await _file(context, request, FileFollowUp(name))
    if intent.ends:
        return await context.act(request, follow_ups.end, id=name, how=intent.ends, words=intent.text)
    due_on = await context.day(request, intent.by) if intent.by else None
    owner = request.user if _is_caller(intent.owner) else None
    if intent.owner is not None and owner is None:
        owner = (await context.targets.newcomer(request, intent.owner, private=row.private)).id
    return await context.act(request, follow_ups.assign, id=name, owner=owner, due_on=due_on)


def _is_caller(name: g.Name | None) -> bool:
    return name is not None and not name.user_id and name.handle.lower() in {"me", "myself"}


async def _owner(context: Context, request: Request, name: g.Name | None, row: Row) -> tuple[str | None, list[Wording]]:
    if name is None:
        return None, []
    if _is_caller(name):
        return request.user, []
    try:
        known = {one.owner for one in (await context.desk.read(row.number)).follow_ups}
        private = row.private and name.user_id not in known
        return (await context.targets.newcomer(request, name, private=private)).id, []
    except Refused as no:
        people = await context.targets.of_group(no.typed) if isinstance(no, NoOnePerson) else None
        return None, [Wording("asked/unclear_owner", {"name": name.handle, "is_group": people is not None})]


@HANDLERS.answers(AssignFollowUp)
async def _assign(context: Context, request: Request, tap: AssignFollowUp) -> Reply:
    owner = (await context.targets.person(g.Name(tap.owner, ""))).id if tap.owner else None
    return await context.act(request, follow_ups.assign, id=tap.follow_up, owner=owner, due_on=tap.due_on)


@HANDLERS.answers(AnswerFollowUp)
async def _answer(context: Context, request: Request, tap: AnswerFollowUp) -> Reply:
    """What needs words is asked for them, unless it would be refused anyway."""
    if tap.answer not in IN_WORDS:
        return await context.act(request, _ended, tap=tap, words="")
    row = await context.targets.to_change(request)
    _ended(await context.case(request, row), tap=replace(tap, answer="will not do"), words=tap.answer)
    return Reply(form=forms.WordsBlank(await context.desk.read(row.number), tap), incident=row.number)


async def in_words(context: Context, request: Request, tap: AnswerFollowUp, words: str) -> Reply:
    """The words that went with it: why it will not be done, or the new day. Unfilled for one that is none."""
    if tap.answer != "move":
        return await context.act(request, _ended, tap=tap, words=words)
    when = g.read_when(words.strip()) or g.read_week(words.strip())
    if when is None:
        raise forms.unfilled("words", "day")
    try:
        due_on = await context.day(request, when)
    except (Refused, g.Misread) as no:
        raise forms.Unfilled({"words": Wording(f"refused/{no.code}", no.values)}) from None
    return await context.act(request, follow_ups.assign, id=tap.follow_up, due_on=due_on)


def _ended(case: Case, *, tap: AnswerFollowUp, words: str) -> list[Saying]:
    if tap.answer == "move":
        raise Refused("button_gone")
    return follow_ups.end(case, id=tap.follow_up, how=tap.answer, words=words)


@HANDLERS.answers(FileFollowUp)
async def _file(context: Context, request: Request, tap: FileFollowUp) -> Reply:
    """What will leave the house is said first, to whoever may let it out."""
    tracker = context.desk.policy.tracker
    if tap.is_agreed:
        return await context.act(
            request, filing.ask, id=tap.follow_up, tracker=tracker, knows_private=tap.knows_private
        )
    row = await context.targets.to_change(request)
    one = filing.require_may_file(await context.case(request, row), id=tap.follow_up, tracker=tracker)
    told = {"incident": f"INC-{row.number}", "id": one.id, "text": one.text, "private": row.private, "tracker": tracker}
    agreed = FileFollowUp(one.id, is_agreed=True, knows_private=row.private)
    choices = [Choice(label="File it", means=agreed, incident=row.number)]
    return Reply(lines=[Wording("filing", told)], choices=choices, incident=row.number)


# ---- the list --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listed:
    incident: Incident
    one: FollowUp
    may_change: bool


@HANDLERS.answers(g.FollowUps)
async def _list(context: Context, request: Request, intent: g.FollowUps) -> Reply:
    """What is outstanding, the most pressing first; of one incident that was named, what was ended as well."""
    today = await context.today(request)
    found = [one for row in await _rows(context, request, intent.incident) for one in await _of(context, request, row)]
    if intent.mine:
        found = [each for each in found if each.one.owner == request.user]
    waiting = sorted((each for each in found if each.one.is_outstanding), key=_pressing)
    over = [each for each in found if not each.one.is_outstanding] if intent.incident is not None else []
    begin = (intent.page - 1) * LIST_PAGE
    page, more = waiting[begin : begin + LIST_PAGE], max(len(waiting) - begin - LIST_PAGE, 0)
    onward = _onward(intent)
    values = {
        "rows": [_told(each, today) for each in page],
        "over": [_told(each, today) for each in over],
        "mine": intent.mine,
        "incident": f"INC-{intent.incident}" if intent.incident is not None else "",
        "before": min(begin, len(waiting)),
        "outstanding": len(waiting),
        "overdue": sum(follow_ups.state_of(each.one, today) == "overdue" for each in waiting),
        "more": more,
        "onward": onward,
    }
    for person in {each.one.owner for each in page} | {each.one.ended_by for each in over}:
        await context.directory.get(person or "")  # where a name stands and no mention, it must be known
    may_file = bool(context.desk.policy.tracker)
    choices = [
        choice
        for each in page
        if each.may_change
        for choice in following.of_one(each.incident, each.one, may_file=may_file)
    ]
    pages = [Choice(label=f"Show {min(more, LIST_PAGE)} more", means=SayAgain(onward))] if more else []
    said = await _only_said(context, request, intent)
    return Reply(
        lines=[Wording("follow_ups", values), *said.lines],
        choices=[*choices, *pages, *said.choices],
        incident=intent.incident,
    )


def _pressing(each: _Listed) -> tuple[Any, ...]:
    due_on = each.one.due_on
    return due_on is None, due_on or date.max, each.incident.number, each.one.seq


def _onward(intent: g.FollowUps) -> str:
    words = ["followups", *(["mine"] if intent.mine else []), *([f"INC-{intent.incident}"] if intent.incident else [])]
    return " ".join([*words, f"page {intent.page + 1}"])


async def _rows(context: Context, request: Request, named: int | None) -> list[Row]:
    """The incidents that the caller may see, and that may hold any."""
    if named is not None:
        return [await context.targets.incident(request, named)]
    return await context.permissions.seen(request, await context.desk.with_duties())


async def _of(context: Context, request: Request, row: Row) -> list[_Listed]:
    incident = await context.desk.read(row.number)
    if not incident.follow_ups:
        return []
    may_change = await context.permissions.may_change(request, row)
    return [_Listed(incident, one, may_change) for one in incident.follow_ups]


def _told(each: _Listed, today: date) -> dict[str, Any]:
    one = each.one
    return {
        "incident": each.incident.name,
        "title": one_line(each.incident.title, LIST_TITLE_CHARS_MAX),
        "drill": each.incident.drill,
        "id": one.id,
        "text": one_line(one.text, LIST_WORDS_CHARS_MAX),
        "owner": one.owner,
        "due_on": one.due_on,
        "state": follow_ups.state_of(one, today),
        "why": one_line(one.words, LIST_WORDS_CHARS_MAX),
        "ended_at": one.ended_at,
        "ended_by": one.ended_by,
        "ended_there_by": one.ended_there_by,
        **_filed(one),
    }


def _filed(one: FollowUp) -> dict[str, str]:
    issue = one.issue
    if issue is None or not (issue.name or one.is_outstanding):
        return {"stands_as": "", "stands_url": "", "filing": ""}
    return {"stands_as": issue.name, "stands_url": issue.url, "filing": "failed" if issue.failed_at else "soon"}


async def _only_said(context: Context, request: Request, intent: g.FollowUps) -> Reply:
    """What was only said and may be meant so, for whoever is inside the incident that is looked at."""
    number = intent.incident
    if number is None:
        here = await context.desk.in_channel(request.channel)
        number = here.number if here is not None else None
    row = await context.desk.row(number) if number is not None else None
    if row is None or intent.mine or intent.page > 1 or not await context.permissions.may_change(request, row):
        return Reply()
    known = {one.text for one in (await context.desk.read(row.number)).follow_ups}
    offered = (await context.documents.lines(row.number)).offered("afterwards")
    lines = [line for line in offered if line.quote.words not in known]
    if not lines:
        return Reply()
    said, choices = following.may_be(row.number, lines)
    return Reply(lines=[said], choices=choices)
