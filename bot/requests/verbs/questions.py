"""Answers to questions: what was asked at the moment of typing, what was asked in a direct message, and the form."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, cast, get_args
from zoneinfo import ZoneInfo

from bot import grammar as g
from bot.incident import answers, hypotheses, looking_back, plans, questions, reports, roles, unknowns
from bot.incident import facts as f
from bot.incident.answers import Given, SummaryAnswers, TakenLine
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, Saying
from bot.incident.parts import Question
from bot.incident.state import Case, Incident
from bot.render.dialects import zone_of
from bot.render.plain import one_line
from bot.requests import actions, at_typing, forms
from bot.requests.context import Context, Handlers, RuleWith
from bot.requests.documents import QuestionPage
from bot.requests.reply import TAPPED_CHARS_MAX, WORDS_CHARS_MAX, Choice, Reply
from bot.requests.request import Request
from bot.requests.text import name_people
from bot.requests.verbs import asking_lead, fixing, follow_ups, tasks
from bot.requests.wording import Wording
from bot.story.asking import IN_FORM_MAX
from bot.story.brief import Brief, newest_quotes
from bot.story.labels import unlabelled
from bot.story.quotation import QUOTED_WORDS_MAX, REASON_WORDS_MAX, opening

P = ParamSpec("P")

MORNING_HOUR = 10  # of the next working day: the form is offered once more to whoever has not opened it
AS_TYPED = "%Y-%m-%d %H:%M"  # a time in a form, as one would type it
FRIDAY = 4  # of datetime.weekday
AS_IDEA: frozenset[f.QuestionAnswer] = frozenset({"confirmed", "likely", "idea"})
IN_WORDS: frozenset[f.QuestionAnswer] = frozenset({"words", "confirmed", "over for some", "added"})

# What people type instead of pressing the button that says so; with another line of words it may be something else.
TYPED: Mapping[f.QuestionName, Mapping[str, f.QuestionAnswer]] = {
    "harm": {"not known yet": "not known", "not known": "not known", "unknown": "not known"},
    "why": {"no": "another matter", "yes": "confirmed", "likely": "likely", "only an idea": "idea"},
    "over": {"no": "not over", "not over": "not over", "not yet": "not over"},
    "page": {"yes": "true", "true": "true", "true as it is": "true"},
    "task": {"no": "no task"},
}

HANDLERS = Handlers()


# ---- questions by direct message ------------------------------------------------------------------


@HANDLERS.answers(actions.AnswerQuestion)
async def _answer(context: Context, request: Request, tap: actions.AnswerQuestion) -> Reply:
    row = await context.targets.to_change(request)
    incident = await context.desk.read(row.number)
    if tap.answer in IN_WORDS or tap.answer == "filled":
        answers.waiting(Case(incident, context.clock.now(), request.user), tap.asked)
    if tap.answer in IN_WORDS:
        return Reply(form=forms.WordsBlank(incident, tap), incident=row.number)
    if tap.answer == "filled":
        return await _form(context, request, row.number, tap.asked)
    return await _answered(context, request, tap, "")


@HANDLERS.answers(actions.ReplyToQuestion)
async def _replied(context: Context, request: Request, reply: actions.ReplyToQuestion) -> Reply:
    row = await context.targets.to_change(request)
    if reply.asked not in {question.seq for question in (await context.desk.read(row.number)).questions}:
        raise Refused("button_gone")
    page = await context.documents.question(row.number, reply.asked)
    tap = _tapped(page, request.text)
    if tap is not None:
        return await _answer(context, request, tap)
    words = name_people(request.text, {})
    tells = g.yes_or_no(words) is None and g.aside(words) is None
    if page.question.name == "harm" and tells:
        return await _answered(context, request, actions.AnswerQuestion(reply.asked, "words"), words)
    note = actions.SayAgain(f"note {words}", request.cause)
    is_short = len(words) <= TAPPED_CHARS_MAX
    return Reply(
        lines=[Wording("no_answer", {"typed": one_line(words, WORDS_CHARS_MAX)})],
        choices=[Choice(label="Add as a note", means=note, incident=row.number)] if tells and is_short else [],
        incident=row.number,
        is_refusal=True,
    )


def _tapped(page: QuestionPage, text: str) -> actions.AnswerQuestion | None:
    """The button that says the same as these words, or that has this number; a yes and a no are those of a button."""
    seq, name, yes = page.question.seq, page.question.name, g.yes_or_no(text)
    said = {True: "yes", False: "no", None: " ".join(re.findall(r"\w+", text.casefold()))}[yes]
    if name == "over" and yes and page.over_at is not None:
        return actions.AnswerQuestion(seq, "over", time=page.over_at)
    if name == "harm" and said.isdecimal() and 0 < int(said) <= len(page.offered):
        return actions.AnswerQuestion(seq, "line", page.offered[int(said) - 1].ref)
    answer = TYPED.get(name, {}).get(said)
    return None if answer is None else actions.AnswerQuestion(seq, answer)


@HANDLERS.answers(actions.ConfirmCompiled)
async def _confirm(context: Context, request: Request, _: actions.ConfirmCompiled) -> Reply:
    row = await context.targets.to_change(request)
    return await _form(context, request, row.number, asked=0)


async def _form(context: Context, request: Request, number: int, asked: int) -> Reply:
    """The form with what is on offer now, on what people marked or stated; that somebody opened it is remembered."""
    lines, incident = await context.documents.lines(number), await context.desk.read(number)
    await context.desk.note_form(number, request.user)
    zone = zone_of(await context.zone(request))
    stated = {fact.which: fact.time.astimezone(zone).strftime(AS_TYPED) for _, fact in incident.of(f.TimeSet)}
    blank = forms.SummaryBlank(
        incident=incident,
        asked=asked,
        marked=lines.marked if incident.was_told_later else {},
        since=stated.get("impact start", "") if incident.was_told_later else "",
        until=stated.get("mitigated", "") if incident.was_told_later else "",
        harm=lines.offered("all_harm", most=IN_FORM_MAX),
        done=lines.offered("all_done", most=IN_FORM_MAX),
        why=lines.offered("all_why", most=IN_FORM_MAX),
        over=lines.offered("all_over", most=IN_FORM_MAX),
        left=lines.offered("left", most=IN_FORM_MAX),
    )
    return Reply(form=blank, incident=number)


@HANDLERS.answers(forms.WordsForm)
async def _in_words(context: Context, request: Request, form: forms.WordsForm) -> Reply:
    if isinstance(form.means, actions.AnswerQuestion):
        return await _answered(context, request, form.means, form.words)
    if isinstance(form.means, actions.AnswerTask):
        return await context.act(request, tasks.answered, tap=form.means, words=form.words)
    if isinstance(form.means, actions.AnswerFollowUp):
        return await follow_ups.in_words(context, request, form.means, form.words)
    if isinstance(form.means, g.AnswerUnknown):
        return await context.act(request, unknowns.answer, called=form.means.unknown, words=form.words)
    if isinstance(form.means, g.StepPlan):
        until = g.read_when(form.words.strip()) or g.read_week(form.words.strip())
        if until is None:
            raise Refused("time_unclear", typed=form.words)
        at = await context.time(request, until)
        return await context.act(request, plans.step, plan=form.means.which, stage=form.means.stage, until=at)
    if isinstance(form.means, g.Fix):
        return await fixing.in_words(context, request, form.means, form.words)
    if isinstance(form.means, actions.AskLead):
        return await asking_lead.asked(context, request, form.words)
    if isinstance(form.means, actions.SayBack):
        return await context.act(request, roles.read_back, role=form.means.role, words=form.words)
    assert not isinstance(form.means, actions.SayVerb)  # whose words are read as what was typed
    return await _clarified(context, request, form.means, form.words)


async def _answered(context: Context, request: Request, tap: actions.AnswerQuestion, words: str) -> Reply:
    row = await context.targets.to_change(request)
    question = _asked(await context.desk.read(row.number), tap.asked)
    line = await _line(context, row.number, tap.line or _line_of(question), as_idea=tap.answer in AS_IDEA)
    given = Given(line, words, tap.time)
    reply = await context.act(request, answers.answer, asked=tap.asked, answer=tap.answer, given=given)
    return _taken(
        reply, answer=tap.answer, words=words or (line.words if line else ""), records=tap.answer in answers.ANSWERS
    )


def _asked(incident: Incident, seq: int) -> Question | None:
    return next((q for q in incident.questions if q.seq == seq), None)


def _line_of(question: Question | None) -> str:
    """The line that a question is about, for an answer that names none."""
    if question is None or question.name not in {"why", "task"}:
        return ""
    return f"ts:{question.message.ts}" if question.message else str(question.line or "")


async def _line(context: Context, number: int, ref: str, *, as_idea: bool = False) -> TakenLine | None:
    """The line of this name in its present words; as an idea without the label of one. Refuses `line_gone`."""
    if not ref:
        return None
    line = (await context.documents.lines(number)).named(ref)
    if line is None:
        raise Refused("line_gone")
    quoted = opening(line.said, REASON_WORDS_MAX if as_idea else QUOTED_WORDS_MAX)[0] or line.said
    words = unlabelled(quoted) if as_idea else quoted
    return TakenLine(words, line.label, None) if isinstance(line.label, int) else TakenLine(words, None, line.message)


def _taken(reply: Reply, *, answer: str, words: str, records: bool) -> Reply:
    """What was understood of the answer, before what else it put on record, and how to take it back."""
    names = {line.name for line in reply.lines}
    needless = {"unchanged", "noted/ack", *({"hypothesis_raised/ack"} if "hypothesis_confirmed/ack" in names else ())}
    more = [line for line in reply.lines if line.name not in needless]
    said = Wording("line_taken", {"answer": answer, "words": words})
    return replace(reply, lines=[said, *more], foot=Wording("undoable") if records else reply.foot)


@HANDLERS.answers(forms.SummaryForm)
async def _filled(context: Context, request: Request, form: forms.SummaryForm) -> Reply:
    row = await context.targets.to_change(request)
    left = [await _given(context, row.number, ref, "") for ref in form.left]
    filled = SummaryAnswers(
        harm=await _given(context, row.number, form.harm, form.harm_words),
        done=await _given(context, row.number, form.done, form.done_words),
        why=await _given(context, row.number, form.why, form.why_words, as_idea=True),
        sure=form.sure,
        evidence=form.evidence,
        since_at=await _time(context, request, "since", form.since),
        until_at=await _time(context, request, "until", form.until),
        over=await _given(context, row.number, form.over, ""),
        left=(*left, *([Given(words=form.left_words)] if form.left_words else [])),
    )
    if form.asked:
        reply = await context.act(request, answers.fill, asked=form.asked, filled=filled)
    else:
        reply = await context.act(request, answers.confirm, filled=filled)
    return _taken(reply, answer="filled", words="", records=len(reply.lines) > 0)


async def _given(context: Context, number: int, ref: str, words: str, *, as_idea: bool = False) -> Given:
    """Own words come before a line that was chosen beside them."""
    return Given(words=words) if words else Given(await _line(context, number, ref, as_idea=as_idea))


async def _time(context: Context, request: Request, line: str, typed: str) -> datetime | None:
    when = g.read_when(typed) if typed else None
    if typed and when is None:
        raise forms.unfilled(line, "time")
    return await context.time_if_any(request, when, past=True)


@HANDLERS.answers(g.LookBack)
async def _look_back(context: Context, request: Request, intent: g.LookBack) -> Reply:
    request = request.about(intent.incident)
    if intent.skip:
        return await context.act(request, looking_back.skip)
    if intent.topic is not None:
        return await context.act(request, looking_back.answer, answers={intent.topic: intent.words})
    row = await context.targets.to_change(request)
    case = await context.case(request, row)
    looking_back.require_over(case)
    topics = looking_back.to_fill_in(case.incident, request.user)
    return Reply(form=forms.LookBackBlank(case.incident, topics), incident=row.number)


@HANDLERS.answers(forms.LookBackForm)
async def _looked_back(context: Context, request: Request, form: forms.LookBackForm) -> Reply:
    return await context.act(request, looking_back.answer, answers=dict(form.answers))


async def with_form(context: Context, request: Request, rule: RuleWith[P]) -> RuleWith[P]:
    """The rule, which may resolve the incident: then the form of the summary is offered."""
    again_at = _next_morning(context.now(request), await context.zone(request))

    def resolving(case: Case, /, *args: P.args, **kwargs: P.kwargs) -> list[Saying]:
        sayings = rule(case, *args, **kwargs)
        is_resolved = any(isinstance(one, f.StatusSet) and one.status == "resolved" for one in sayings)
        return [*sayings, *(questions.form(case, again_at=again_at) if is_resolved else [])]

    return resolving


def _next_morning(now: datetime, zone: str) -> datetime:
    """Ten o'clock of the next working day there; holidays are nobody's to know."""
    local = now.astimezone(ZoneInfo(zone))
    days = 3 if local.weekday() == FRIDAY else 2 if local.weekday() == FRIDAY + 1 else 1
    morning = (local + timedelta(days=days)).replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
    return morning.astimezone(now.tzinfo)


async def ask_of_page(context: Context, request: Request, number: int, page: Brief) -> None:
    """The lead hears that somebody without a role read a page without news. Raises Unavailable."""
    case = Case(await context.desk.read(number), page.as_of, request.user)
    newest = newest_quotes(page, 1)
    interval = reports.phase_interval(case)
    if not newest or interval is None or page.as_of - newest[0].at <= interval:
        return
    if not questions.page(replace(case, activity=await context.desk.activity(number)), reader=request.user):
        return
    with suppress(Refused):
        rule = partial(questions.page, reader=request.user)
        await context.desk.act(number, rule, by=BOT, cause=f"{request.cause}:page")


# ---- what was asked at the moment of typing --------------------------------------------------------


@HANDLERS.answers(actions.Clarify)
async def _clarify(context: Context, request: Request, tap: actions.Clarify) -> Reply:
    row = await context.targets.to_change(request)
    if tap.how == "explains":
        return Reply(form=forms.WordsBlank(await context.desk.read(row.number), tap), incident=row.number)
    if tap.how == "nothing more":
        return Reply(lines=[Wording("line_taken", {"answer": tap.how, "words": ""})], incident=row.number)
    return await _clarified(context, request, tap, "")


async def _clarified(context: Context, request: Request, tap: actions.Clarify, words: str) -> Reply:
    row = await context.targets.to_change(request)
    line = await _line(context, row.number, tap.line, as_idea=tap.how == "explains")
    if tap.how == "follow up":
        return await context.act(request, answers.follow_up, line=answers.line_of(Given(line)))
    if tap.how in get_args(f.Likelihood):
        likelihood = cast("f.Likelihood", tap.how)
        return await context.act(request, hypotheses.judge, id=tap.about, likelihood=likelihood)
    reply = await context.act(request, _meant, how=tap.how, about=tap.about, given=Given(line, words))
    taken = _taken(reply, answer=tap.how, words=line.words if line else "", records=True)
    if tap.how != "ended it":
        return taken
    more = await at_typing.who_saw(context, request, await context.desk.read(row.number))
    return taken if more is None else at_typing.with_question(taken, more)


def _meant(case: Case, *, how: actions.Clarification, about: str, given: Given) -> list[Saying]:
    match how:
        case "a question":
            return answers.was_question(case, hypothesis=about)
        case "decided" | "proposed":
            return answers.settle(case, decision=about, proposed=how == "proposed")
        case "agreed":
            return answers.agree(case, decision=about, line=answers.line_of(given))
        case "explains":
            return answers.explain(case, line=given.line, evidence=given.words, hypothesis=about)
        case "replaces":
            report, _, by_report = about.partition(":")
            return answers.correct(case, report=int(report), by_report=int(by_report))
        case "ended it":
            return answers.mark(case, means="done", line=answers.line_of(given))
        case "saw the end":
            return answers.end_seen(case, person=about)
        case _:
            raise Refused("button_gone")
