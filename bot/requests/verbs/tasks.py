"""Tasks: one thing asked of one person, and what they say of it."""

from bot import grammar as g
from bot.incident import tasks
from bot.incident.facts import TaskAsked
from bot.incident.logbook import Saying
from bot.incident.state import Case
from bot.requests import actions, forms
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply
from bot.requests.request import Request

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
    if tap.answer not in IN_WORDS:
        return await context.act(request, answered, tap=tap, words="")
    row = await context.targets.to_change(request)
    answered(await context.case(request, row), tap=tap, words=tap.answer)
    return Reply(form=forms.WordsBlank(await context.desk.read(row.number), tap), incident=row.number)


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
