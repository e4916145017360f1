"""`fix`: new words for a record that is named by its id, read and answered as those of a new one of its kind are."""

from collections.abc import Mapping
from dataclasses import replace

from bot import grammar as g
from bot.incident import corrections, reviews
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Entry
from bot.incident.state import Incident
from bot.incident.vocabulary import row_of
from bot.requests.actions import SayAgain
from bot.requests.context import Context, Handlers
from bot.requests.forms import MONEY, KindBlank, WordsBlank
from bot.requests.offering import prefilled
from bot.requests.reply import Choice, Reply
from bot.requests.request import Recorded, Request
from bot.requests.verbs import follow_ups, records, stakes, tasks
from bot.story.language import unapproved

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
JUDGING_MAX = 5  # more are not reworded before a meeting; the summary lists them all
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


def _present(fact: f.Fact) -> str:
    """Its words as they stand; of a figure none, for it would not be read again from them."""
    names = row_of(fact).words
    return str(getattr(fact, names[0])) if names else ""


def require_told(incident: Incident) -> None:
    """Refuses `judging` where words that were put on record since the last approval judge instead of telling."""
    found = unapproved(incident)
    if not found:
        return
    at = {entry.seq: entry for entry in incident.entries}
    shown = [
        {"called": _called(at[one.seq]), "words": one.words, "text": one.text, "advice": one.advice}
        for one in found[:JUDGING_MAX]
    ]
    left_out = len(found) - len(shown)
    raise Refused("judging", incident=incident.name, number=incident.number, flags=shown, left_out=left_out)


def _called(entry: Entry) -> str:
    """How `fix` names it; empty for what can be put right by no command."""
    if type(entry.fact) not in VERB_OF:
        return ""
    return str(getattr(entry.fact, "id", f"#{getattr(entry.fact, 'corrects', None) or entry.seq}"))


async def in_words(context: Context, request: Request, intent: g.Fix, words: str) -> Reply:
    """The form came back; whoever may approve the summary, for which it may have been asked, can do so now."""
    reply = await _fix(context, request, replace(intent, new=words))
    if reply.is_refusal or reply.incident is None:
        return reply
    case = await context.case(request, await context.targets.incident(request, reply.incident))
    approve = [Choice(label="Approve the summary", means=SayAgain("approve"), incident=reply.incident)]
    return replace(reply, choices=[*reply.choices, *(approve if reviews.may_approve(case) else [])])


@HANDLERS.answers(g.Fix)
async def _fix(context: Context, request: Request, intent: g.Fix) -> Reply:
    """Put the record right by a new one of its kind, under its id; without words, in a form with the present ones."""
    row = await context.targets.to_change(request, intent.incident)
    incident = await context.desk.read(row.number)
    entry = corrections.record_called(incident, intent.record)
    if isinstance(entry.fact, f.MoneyStated) and not intent.new:
        return Reply(form=KindBlank(MONEY, incident, prefilled.of_sum(entry.fact)), incident=row.number)
    if not intent.new:
        return Reply(form=WordsBlank(incident, intent, _present(entry.fact)), incident=row.number)
    meant = context.read(f"{_begun(entry.fact)} {intent.new}")
    corrected = replace(request.about(row.number), corrects=Recorded(row.number, (entry,), words_alone=True))
    reply = await _RECORDED.by_kind[type(meant)](context, corrected, meant)
    return await context.remarked(request, meant, reply)
