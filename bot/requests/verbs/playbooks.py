"""Playbooks: shown, listed, written in a form that is filled from the record, used as a checklist, and ticked off.

Law: one of a private incident exists for whoever may see that incident, and is posted nowhere else.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot import grammar as g
from bot.incident import checklists, playbooks
from bot.incident.errors import Refused
from bot.incident.playbooks import PlaybookText, PlaybookVersion
from bot.incident.state import Incident
from bot.render.plain import one_line
from bot.requests import forms
from bot.requests.actions import SayAgain
from bot.requests.context import Context, Handlers
from bot.requests.offering import pressable
from bot.requests.reply import Choice, Reply, in_words
from bot.requests.request import Request
from bot.requests.verbs import remembered
from bot.requests.wording import Wording
from bot.store.catalogue import Row
from bot.story import playbook_draft
from bot.story.playbook_draft import DraftStep, StepKind
from bot.story.recall.own import as_past
from bot.story.recall.past import Past

LIST_PAGE = 20
TITLE_CHARS_MAX = 80
DRAFT_CHARS_MAX = 3000  # Slack: of a line of a form
IN_THE_STEPS = frozenset({"playbook_moved", "too_many_steps", "already_so", "no_step", "words_missing"})

MINUTE = timedelta(minutes=1)
LINE_CHARS_MAX = 300  # whoever works through steps reads a line or two of each
_LABELS: Mapping[StepKind, str] = {"check": "Check: ", "not this": "Not this: ", "do": ""}

HANDLERS = Handlers()


# ---- shown ----------------------------------------------------------------------------------------


@HANDLERS.answers(g.Playbook)
async def _playbook(context: Context, request: Request, intent: g.Playbook) -> Reply:
    """What is used here and how far it is, while it goes on; else what was distilled from it; or what was imported."""
    if intent.called:
        return await _imported(context, request, intent.called)
    row = await context.targets.incident(request, intent.incident)
    incident = await context.desk.read(row.number)
    may_change = await context.permissions.may_change(request, row)
    known, used = playbooks.playbook(incident), checklists.in_use(incident)
    choices = pressable.of_playbook(incident) if may_change else []
    if known is None and not used:
        values = {"incident": incident.name, "is_open": incident.is_open, "may_change": may_change}
        return Reply(lines=[Wording("playbook/none", values)], choices=choices, incident=row.number)
    told = [Wording("playbook/used", {"one": one}) for one in used]
    lines = [*told, *([Wording("playbook", values_of(incident, known))] if known is not None else [])]
    for person in {each.by for one in used for each in one.lines} | {known.author if known else ""}:
        await context.directory.get(person)
    use = await _use_here(context, request, known) if known is not None and not row.private else []
    return Reply(lines=lines, choices=[*use, *choices], incident=row.number)


async def _imported(context: Context, request: Request, called: str) -> Reply:
    known = await _called(context, request, called)
    values = {"known": known, "before": [], "private": False}
    return Reply(lines=[Wording("playbook", values)], choices=await _use_here(context, request, known))


async def _use_here(context: Context, request: Request, known: PlaybookVersion) -> list[Choice]:
    """To use it in the running incident in whose channel it is shown."""
    here = await context.desk.in_channel(request.channel)
    if here is None or known.past == f"INC-{here.number}" or not here.is_open:
        return []
    used = {one.past for one in checklists.in_use(await context.desk.read(here.number))}
    if known.past in used or not await context.permissions.may_change(request, here):
        return []
    say = SayAgain(f"use playbook {known.past}")
    return [Choice(label=remembered.use_label(known.past), means=say, incident=here.number)]


def values_of(incident: Incident, known: PlaybookVersion) -> dict[str, Any]:
    """What the message shows of it, with every version that was before."""
    before = [one for one in playbooks.versions(incident) if one.version != known.version]
    return {"known": known, "before": before, "private": incident.private}


@HANDLERS.answers(g.Playbooks)
async def _playbooks(context: Context, request: Request, intent: g.Playbooks) -> Reply:
    """A page of them, how many there are beyond it, and the way to those."""
    found = [(0, past) for past in await _all_imported(context, request)]
    for past, number in await context.desk.past.everything():
        row = None if past.playbook is None or number is None else await context.desk.row(number)
        if row is not None and await context.permissions.may_see(request, row):
            found.append((row.number, past))
    found.sort(key=lambda one: (-one[0], one[1].name))
    begin = (intent.page - 1) * LIST_PAGE
    page, more = found[begin : begin + LIST_PAGE], max(len(found) - begin - LIST_PAGE, 0)
    rows = [
        {
            "past": past.name,
            "title": one_line(past.playbook.title, TITLE_CHARS_MAX),
            "steps": playbooks.count_steps(past.playbook.steps),
            "happened_on": past.happened_on,
            "imported": past.is_playbook,
        }
        for _, past in page
        if past.playbook is not None
    ]
    onward = f"playbooks page {intent.page + 1}"
    choices = [Choice(label=f"Show {min(more, LIST_PAGE)} more", means=SayAgain(onward))] if more else []
    return replace(in_words("playbooks", rows=rows, more=more, onward=onward, all=len(found)), choices=choices)


async def _all_imported(context: Context, request: Request) -> list[Past]:
    """Those that were imported, for whom reports exist."""
    if not await context.permissions.may_see_reports(request):
        return []
    return [past for past, number in await context.desk.past.everything() if number is None and past.is_playbook]


async def _called(context: Context, request: Request, called: str) -> PlaybookVersion:
    """The one that was imported under this name. Refuses `no_such_playbook`."""
    for past in await _all_imported(context, request):
        if past.playbook is not None and past.name == called:
            told = past.playbook
            return PlaybookVersion(
                past=past.name,
                title=told.title,
                looks_like=told.looks_like,
                lines=playbooks.numbered(playbooks.lines_of(told.steps)),
                link=told.link,
                author="",
                at=None,
                version=told.version,
                seq=0,
            )
    raise Refused("no_such_playbook", called=called)


@HANDLERS.answers(g.ExportPlaybook)
async def _as_file(context: Context, request: Request, intent: g.ExportPlaybook) -> Reply:
    """The version that holds as a file, which `sitrep import` takes elsewhere. Refuses `no_playbook_yet`."""
    if intent.called:
        known, private, number = await _called(context, request, intent.called), False, None
    else:
        row = await context.targets.incident(request, intent.incident)
        own = playbooks.playbook(await context.desk.read(row.number))
        if own is None:
            raise Refused("no_playbook_yet", incident=f"INC-{row.number}")
        known, private, number = own, row.private, row.number
    told = {"past": known.past, "private": private}
    return Reply(lines=[Wording("exported/playbook", told)], playbook=known, file="md", incident=number)


# ---- written --------------------------------------------------------------------------------------


@HANDLERS.answers(g.WritePlaybook)
async def _write(context: Context, request: Request, intent: g.WritePlaybook) -> Reply:
    """The form with the version that holds, else with what the record suggests."""
    if intent.called:
        await _called(context, request, intent.called)
        raise Refused("playbook_from_file", called=intent.called)
    user = await _user_of(context, request, intent.incident)
    if user is not None and intent.incident is not None:
        return await _corrected(context, request, user, intent.incident)
    row = await context.targets.to_change(request, intent.incident)
    case = await context.case(request, row)
    playbooks.require_over(case)
    known = playbooks.playbook(case.incident)
    draft = playbooks.as_draft(known) if known is not None else await _suggested(context, case.incident)
    seen = known.version if known is not None else 0
    return Reply(form=forms.PlaybookBlank(case.incident, row.number, draft, seen), incident=row.number)


async def _user_of(context: Context, request: Request, of: int | None) -> Row | None:
    """The incident from which this is asked, if it is over and used that playbook; its people may put it right."""
    here = await (context.desk.row(request.incident) if request.incident else context.desk.in_channel(request.channel))
    if here is None or of is None or here.number == of or here.is_open:
        return None
    used = checklists.in_use(await context.desk.read(here.number))
    return here if any(one.past == f"INC-{of}" for one in used) else None


async def _corrected(context: Context, request: Request, user: Row, of: int) -> Reply:
    """The form with the steps that it has, and what was done where it was used, unless that is private."""
    await context.permissions.require_change(request, user)
    known = await _usable(context, request, of)
    incident = await context.desk.read(user.number)
    used = next(one for one in checklists.in_use(incident) if one.past == known.past)
    done = [] if user.private else await _lines(context, incident)
    more = [line for line in done if not _is_in(line, known)]
    added = more[: playbooks.LINES_MAX - len(known.lines)]
    draft = replace(playbooks.as_draft(known), steps=_whole_lines([*known.text.splitlines(), *added]))
    count = max(0, len(draft.steps.splitlines()) - len(known.lines))
    blank = forms.PlaybookBlank(incident, of, draft, known.version, not_ticked=used.left, added=count)
    return Reply(form=blank, incident=user.number)


def _is_in(line: str, known: PlaybookVersion) -> bool:
    said = line.casefold()
    return any(said in one.text.casefold() or one.text.casefold() in said for one in known.lines)


async def _suggested(context: Context, incident: Incident) -> PlaybookText:
    symptom = as_past(incident).symptom[:DRAFT_CHARS_MAX]
    return PlaybookText(title=incident.title, looks_like=symptom, steps=_whole_lines(await _lines(context, incident)))


async def _lines(context: Context, incident: Incident) -> list[str]:
    """What the record suggests, a step a line."""
    page = await context.documents.summary(incident.number)
    return [_line_of(step) for step in playbook_draft.of(page.document)]


def _line_of(step: DraftStep) -> str:
    """The step as a line to edit."""
    took = f" ({step.took // MINUTE} min)" if step.took else ""
    shown = f": {step.shown_by}" if step.shown_by else ""
    return one_line(f"{_LABELS[step.kind]}{step.words}{shown}{took}", LINE_CHARS_MAX)


def _whole_lines(lines: list[str]) -> str:
    """As many of the lines as a form takes."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > DRAFT_CHARS_MAX:
            break
        kept.append(line)
    return "\n".join(kept)


@HANDLERS.answers(forms.PlaybookForm)
async def _written(context: Context, request: Request, form: forms.PlaybookForm) -> Reply:
    draft = PlaybookText(title=form.title, looks_like=form.looks_like, steps=form.steps, link=form.link)
    try:
        row = await context.targets.to_change(request)
        if form.of not in {0, row.number}:
            return await _put_right(context, request, row, form, draft)
        return await context.act(request, playbooks.write, draft=draft, seen=form.seen)
    except Refused as no:
        if no.code in IN_THE_STEPS:
            raise forms.Unfilled({"steps": Wording(f"refused/{no.code}", no.values)}) from None
        raise


async def _put_right(
    context: Context, request: Request, user: Row, form: forms.PlaybookForm, draft: PlaybookText
) -> Reply:
    """Both incidents say so, or neither: that it was looked at where it was used, and the version where it belongs."""
    known = await _usable(context, request, form.of)
    used_in = "" if user.private else f"INC-{user.number}"  # of a private one no other says that it exists
    version = partial(playbooks.put_right, draft=draft, seen=form.seen, author=request.user, used_in=used_in)
    checked = partial(checklists.check, past=known.past, corrected=True)
    return await context.act_on_both(request, user.number, checked, other=form.of, other_rule=version)


async def _usable(context: Context, request: Request, of: int) -> PlaybookVersion:
    """The playbook of another incident, for whoever may see that one. Refuses `no_playbook`, `playbook_private`."""
    source = await context.targets.incident(request, of)
    incident = await context.desk.read(source.number)
    known = playbooks.playbook(incident)
    if known is None or incident.is_open:
        raise Refused("no_playbook", incident=incident.name)
    if incident.private:
        raise Refused("playbook_private", incident=incident.name)
    return known


@HANDLERS.answers(g.KeepPlaybook)
async def _keep(context: Context, request: Request, intent: g.KeepPlaybook) -> Reply:
    past = intent.called if intent.of is None else f"INC-{intent.of}"
    return await context.act(request.about(intent.incident), checklists.check, past=past, corrected=False)


# ---- used -----------------------------------------------------------------------------------------


@HANDLERS.answers(g.UsePlaybook)
async def _use(context: Context, request: Request, intent: g.UsePlaybook) -> Reply:
    """Found for whoever may see the incident that it came from; one of a private incident is not used elsewhere."""
    request = request.about(intent.incident)
    await context.targets.to_change(request)
    if intent.of is None:
        known = await _called(context, request, intent.called)
    else:
        known = await _usable(context, request, intent.of)
    return await context.act(request, checklists.use, known=known)


@HANDLERS.answers(g.TickSteps)
async def _tick(context: Context, request: Request, intent: g.TickSteps) -> Reply:
    request = request.about(intent.incident)
    return await context.act(request, checklists.tick, steps=intent.steps, words=intent.words)
