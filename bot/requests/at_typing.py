"""What is asked at the moment of typing, of whoever just typed, in the same answer: one question, one tap, no wait.

Law: nothing that was typed waits for it. It is asked once, is no message of its own, and silence leaves the record as
it is. What makes a line worth asking about is a label at its beginning or end, never what it speaks of.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from bot import grammar as g
from bot.incident import facts as f
from bot.incident.facts import Likelihood
from bot.incident.logbook import Entry
from bot.incident.state import Incident
from bot.render.dialects import zone_of
from bot.render.plain import one_line
from bot.requests.actions import AssignFollowUp, Clarification, Clarify, ReportFor
from bot.requests.context import Context
from bot.requests.offering import following
from bot.requests.reply import Choice, Reply
from bot.requests.request import Meaning, Request
from bot.requests.wording import Wording
from bot.story import labels
from bot.story.asking import Offered

F = TypeVar("F", bound=f.Fact)
TypedQuestionRule: TypeAlias = Callable[[Context, Request, Incident], Awaitable["TypedQuestion | None"]]
TypedQuestion: TypeAlias = tuple[Wording, list[Choice]]

WORDS_TO_CHOOSE: tuple[Likelihood, ...] = ("unlikely", "roughly even", "likely", "very likely")
IDEAS_MAX = 4
PEOPLE_MAX = 3
LABEL_CHARS_MAX = 60  # of a line on a button; its whole quotation stands above
NUMBERS = "①②③④⑤⑥"


async def asked(context: Context, request: Request, meaning: Meaning, reply: Reply) -> Reply:
    """The answer with the one question that what was typed leaves, if it leaves one."""
    asking = ASKS.get(type(meaning))
    if asking is None or reply.incident is None or reply.is_refusal or reply.form or request.corrects is not None:
        return reply
    found = await asking(context, request, await context.desk.read(reply.incident))
    return reply if found is None else with_question(reply, found)


def with_question(reply: Reply, question: TypedQuestion) -> Reply:
    wording, choices = question
    return replace(reply, lines=[*reply.lines, wording], choices=[*reply.choices, *choices])


def _written(incident: Incident, request: Request, kind: type[F]) -> list[tuple[Entry, F]]:
    return [(entry, fact) for entry, fact in incident.of(kind) if entry.cause == request.cause]


def _choice(label: str, incident: Incident, how: Clarification, about: str = "", line: str = "") -> Choice:
    return Choice(label=label, means=Clarify(how, about, line), incident=incident.number)


async def _likelihood(_: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    raised = _written(incident, request, f.HypothesisRaised)
    if not raised or raised[0][1].likelihood is not None:
        return None
    fact = raised[0][1]
    choices = [_choice(word.capitalize(), incident, word, fact.id) for word in WORDS_TO_CHOOSE]
    if labels.is_question(fact.text):
        choices.append(_choice("It is a question", incident, "a question", fact.id))
    return Wording("asked/likelihood"), choices


async def _decision(context: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    made = _written(incident, request, f.Decided)
    if not made:
        return None
    entry, fact = made[0]
    if labels.is_bare(fact.what):
        offered = [one for one in await _offered(context, incident, "before") if one.ref != str(entry.seq)]
        choices = [_choice(line_label(n, one), incident, "agreed", fact.id, one.ref) for n, one in enumerate(offered)]
        return (Wording("asked/yes_to_what", {"lines": offered, "what": fact.what}), choices) if offered else None
    if not labels.is_proposal(fact.what):
        return None
    return Wording("asked/decided"), [
        _choice("Decided", incident, "decided", fact.id),
        _choice("Only proposed", incident, "proposed", fact.id),
    ]


async def _report(_: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    made = _written(incident, request, f.Reported)
    if not made:
        return None
    entry, fact = made[0]
    if labels.says_confirmed(fact.conditions):
        line = str(entry.seq)
        ideas = [h for h in incident.hypotheses if h.outcome == "open"][-PEOPLE_MAX:]
        return Wording("asked/is_why", {"ideas": ideas}), [
            *(_choice(f"Yes, {h.id} {one_line(h.text, LABEL_CHARS_MAX)}", incident, "explains", h.id) for h in ideas),
            _choice("Yes, new", incident, "explains", line=line),
            _choice("No, another matter", incident, "nothing more"),
        ]
    before = [old for old, other in incident.of(f.Reported) if other.role == fact.role and old.by == entry.by]
    earlier = [old for old in before if old.seq < entry.seq]
    if not labels.is_correction(fact.conditions) or not earlier:
        return None
    return Wording("asked/replaces", {"at": earlier[-1].at}), [
        _choice("Yes", incident, "replaces", f"{earlier[-1].seq}:{entry.seq}"),
        _choice("No, both hold", incident, "nothing more"),
    ]


async def _follow_up(context: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    """Who does it, and by when, as far as that was left out; a change of either asks for the other."""
    made = _written(incident, request, f.FollowUpRaised)
    one = incident.follow_up(made[-1][1].id) if made else None
    if one is None:
        return None
    local = context.now(request).astimezone(zone_of(await context.zone(request)))
    return following.asks(incident, one, by=request.user, today=local.date())


async def _status(context: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    moved = _written(incident, request, f.StatusSet)
    match moved[-1][1].status if moved else "":
        case "mitigated":
            return await _ended_by(context, request, incident)
        case "identified":
            return _which(incident)
        case _:
            return None


async def _ended_by(context: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    offered = await _offered(context, incident, "done")
    if not offered or any(fact.means == "done" for _, fact in incident.of(f.Marked)):
        return await who_saw(context, request, incident)
    choices = [_choice(line_label(n, one), incident, "ended it", line=one.ref) for n, one in enumerate(offered)]
    return Wording("asked/ended_by", {"lines": offered}), [*choices, _choice("None of these", incident, "nothing more")]


async def who_saw(context: Context, request: Request, incident: Incident) -> TypedQuestion | None:
    """Who saw that it is over? People who spoke last, without the one who says so."""
    said = (await context.documents.lines(incident.number)).heard.said
    seen = dict.fromkeys(line.by for line in reversed(said) if line.by != request.user and not line.is_machine)
    people = [person for person in [*seen][:PEOPLE_MAX] if await context.directory.get(person)]
    if not people or incident.of(f.EndSeen):
        return None
    names = [(person, known.shown) for person in people if (known := await context.directory.get(person))]
    return Wording("asked/who_saw"), [
        *(_choice(name, incident, "saw the end", person) for person, name in names),
        _choice("Nobody yet", incident, "nothing more"),
    ]


def _which(incident: Incident) -> TypedQuestion | None:
    """Which idea was identified, where none was judged."""
    ideas = [h for h in incident.hypotheses if h.outcome == "open" and h.likelihood is None]
    if not ideas or any(h.outcome == "confirmed" for h in incident.hypotheses):
        return None
    choices = [_choice(f"{h.id} {h.text}", incident, "likely", h.id) for h in ideas[-IDEAS_MAX:]]
    return Wording("asked/which"), [*choices, _choice("None of these", incident, "nothing more")]


async def _offered(context: Context, incident: Incident, topic: str) -> Sequence[Offered]:
    lines = await context.documents.lines(incident.number)
    return lines.offered("done" if topic == "done" else "before")


def line_label(place: int, line: Offered) -> str:
    return f"{NUMBERS[place]} {one_line(line.quote.words, LABEL_CHARS_MAX)}"


ASKS: Mapping[type, TypedQuestionRule] = {
    g.Think: _likelihood,
    g.Decide: _decision,
    g.Report: _report,
    ReportFor: _report,
    g.Status: _status,
    g.FollowUp: _follow_up,
    AssignFollowUp: _follow_up,
    Clarify: _follow_up,
}
