"""Tasks: one thing asked of one person, and what they say of it."""

from bot import grammar as g
from bot.incident import tasks
from bot.incident.facts import TaskAsked
from bot.incident.logbook import Saying
from bot.incident.state import Case
from bot.render.plain import one_line
from bot.requests import actions, forms
from bot.requests.context import Context, Handlers
from bot.requests.reply import TAPPED_CHARS_MAX, WORDS_CHARS_MAX, Choice, Reply
from bot.requests.request import Request
from bot.requests.text import name_people
from bot.requests.wording import Wording

IN_WORDS = frozenset({"done", "blocked"})

HANDLERS = Handlers()


@HANDLERS.answers(g.Ask)
async def _ask(context: Context, request: Request, intent: g.Ask) -> Reply:
    request = request.about(intent.incident)
    row = await context.targets.to_change(request)
    is_known = intent.person.user_id in _asked(request)
    person = await context.targets.newcomer(request, intent.person, private=row.private and not is_known)
    due_at = await context.time_if_any(request, intent.by)
    return await context.act(
        request, tasks.ask, person=person.id, what=intent.task, minutes=intent.minutes, due_at=due_at
    )


def _asked(request: Request) -> set[str]:
    """Who was asked by what this puts right."""
    standing = request.corrects.entries if request.corrects else ()
    return {entry.fact.person for entry in standing if isinstance(entry.fact, TaskAsked)}


@HANDLERS.answers(actions.AnswerTask)
async def _answer(context: Context, request: Request, tap: actions.AnswerTask) -> Reply:
    """What needs a line of words is asked for it, unless it would be refused anyway."""
    if tap.answer not in IN_WORDS or tap.words:
        return await context.act(request, answered, tap=tap, words=tap.words)
    row = await context.targets.to_change(request)
    answered(await context.case(request, row), tap=tap, words=tap.answer)
    return Reply(form=forms.WordsBlank(await context.desk.read(row.number), tap), incident=row.number)


@HANDLERS.answers(actions.ReplyToTask)
async def _replied(context: Context, request: Request, reply: actions.ReplyToTask) -> Reply:
    """What its buttons say; of other words whoever says them tells which of those they mean."""
    words = name_people(request.text, {})
    if read := g.task_reply(words):
        answer, shown = read
        return await _answer(context, request, actions.AnswerTask(reply.task, answer, shown))
    number = (await context.targets.to_change(request)).number
    meant = (
        ("It is done", actions.AnswerTask(reply.task, "done", words)),
        ("It is blocked", actions.AnswerTask(reply.task, "blocked", words)),
        ("Add as a note", actions.SayAgain(f"note {words}", request.cause)),
    )
    tells = g.aside(words) is None and len(words) <= TAPPED_CHARS_MAX
    choices = [Choice(label=label, means=tap, incident=number) for label, tap in meant if tells]
    told = Wording("which_task", {"id": reply.task, "typed": one_line(words, WORDS_CHARS_MAX), "tells": tells})
    return Reply(lines=[told], choices=choices, is_refusal=True)


def answered(case: Case, *, tap: actions.AnswerTask, words: str) -> list[Saying]:
    """What a tap, and the words that went with it, put on record. Refused as the rules say."""
    match tap.answer:
        case "taken":
            return tasks.take(case, id=tap.task)
        case "declined":
            return tasks.decline(case, id=tap.task)
        case "more":
            return tasks.extend(case, id=tap.task)
        case "done" | "blocked" | "dropped" as how:
            return tasks.end(case, id=tap.task, how=how, words=words)
