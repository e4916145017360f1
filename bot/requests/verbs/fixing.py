"""`fix`: new words for a record that is named by its id, read and answered as those of a new one of its kind are."""

from collections.abc import Mapping
from dataclasses import replace

from bot import grammar as g
from bot.incident import corrections
from bot.incident import facts as f
from bot.requests.context import Context, Handlers
from bot.requests.reply import Reply
from bot.requests.request import Recorded, Request
from bot.requests.verbs import follow_ups, records, stakes, tasks

HANDLERS = Handlers()
VERB_OF: Mapping[type[f.Fact], str] = {
    f.HypothesisRaised: g.Think.verb,
    f.Decided: g.Decide.verb,
    f.UnknownRaised: g.Unknown.verb,
    f.UnknownAnswered: g.AnswerUnknown.verb,
    f.RiskStated: g.Risk.verb,
    f.NeedStated: g.Need.verb,
    f.TaskAsked: g.Ask.verb,
    f.FollowUpRaised: g.FollowUp.verb,
    f.ImpactStated: g.Impact.verb,
    f.MoneyStated: g.ImpactMoney.verb,
    f.CustomerAffected: g.Customer.verb,
    f.Noted: g.Note.verb,
}
_RECORDED = records.HANDLERS | stakes.HANDLERS | tasks.HANDLERS | follow_ups.HANDLERS


def _begun(fact: f.Fact) -> str:
    """How a command begins that puts this on record anew; whom a task is asked of, or what is answered, is given."""
    verb = f"{VERB_OF[type(fact)]}:"
    match fact:
        case f.TaskAsked(person=person):
            return f"{verb} <@{person}>"
        case f.UnknownAnswered(id=unknown):
            return f"{verb} {unknown}"
        case _:
            return verb


@HANDLERS.answers(g.Fix)
async def _fix(context: Context, request: Request, intent: g.Fix) -> Reply:
    """Put the record right by a new one of its kind, under its id."""
    row = await context.targets.to_change(request, intent.incident)
    entry = corrections.record_called(await context.desk.read(row.number), intent.record)
    meant = context.read(f"{_begun(entry.fact)} {intent.new}")
    corrected = replace(request.about(row.number), corrects=Recorded(row.number, (entry,), words_alone=True))
    reply = await _RECORDED.by_kind[type(meant)](context, corrected, meant)
    return await context.remarked(request, meant, reply)
