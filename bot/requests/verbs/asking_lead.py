"""*Ask the lead*, under the page: whoever may see an incident may ask, inside its channel or not."""

from functools import partial

from bot.incident import ask_lead
from bot.requests import actions, forms
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request

HANDLERS = Handlers()


@HANDLERS.answers(actions.AskLead)
async def _ask(context: Context, request: Request, tap: actions.AskLead) -> Reply:
    """The form, if there is somebody to ask and nothing of theirs waits already."""
    row = await context.targets.incident(request)
    case = await context.case(request, row)
    ask_lead.require(case)
    return Reply(form=forms.WordsBlank(case.incident, tap), incident=row.number)


async def asked(context: Context, request: Request, words: str) -> Reply:
    """Who was asked what, and how the answer comes. Refused as `ask_lead.ask` says."""
    row = await context.targets.incident(request)
    rule = partial(ask_lead.ask, words=words)
    outcome = await context.desk.act(row.number, rule, by=request.user, cause=request.cause)
    return in_words("asked_lead", incident=outcome.incident.name, lead=outcome.incident.lead, words=words.strip())
