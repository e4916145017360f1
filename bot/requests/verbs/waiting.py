"""Words in a direct message that may answer several things that wait there: whoever said them says which they mean."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import grammar as g
from bot.incident.state import Incident
from bot.render.plain import TITLE_CHARS_MAX, one_line
from bot.requests.actions import (
    AnswerContact,
    AnswerOneOf,
    AnswerReminder,
    AskForHelp,
    HandOver,
    Postpone,
    SayAgain,
    Tap,
)
from bot.requests.context import Context, Handlers
from bot.requests.reply import TAPPED_CHARS_MAX, WORDS_CHARS_MAX, Choice, Reply
from bot.requests.request import Request
from bot.requests.text import name_people
from bot.requests.verbs.taps import POSTPONE_MIN
from bot.requests.wording import Wording

REPORTED = "It is my report"
MAY_BE_TOLD: frozenset[g.AsideKind] = frozenset({"elsewhere", "question"})

_REPORT = re.compile(r"report(?=[\s:])[\s:]*", re.IGNORECASE)  # "Reports are empty" is no command
_TOLD = re.compile(r"told(?=[\s:])", re.IGNORECASE)

HANDLERS = Handlers()


def as_report(text: str) -> str:
    """Words that answer a reminder, as the command that they stand for, in the incident that they name."""
    number = g.number_in(text)
    words = text if number is None else g.behind_address(text)
    said = words if _REPORT.match(words) or g.asks_to_read(words) else f"report {words}"
    return said if number is None else f"INC-{number} {said}"


def as_told(text: str, contact: AnswerContact) -> str | None:
    """Words that answer the question for a word to customers, as the command that they stand for; None if unclear."""
    if _TOLD.match(text) or _REPORT.match(text) or g.asks_to_read(text):
        return text
    is_clear = len(contact.customers) == 1 and not contact.roles and g.aside(text) is None
    return f"told {contact.customers[0]} {text}" if is_clear else None


@HANDLERS.answers(AnswerContact)
async def _who_was_told(context: Context, request: Request, meaning: AnswerContact) -> Reply:
    """Of words that answer the question about several customers, or beside a report that is due, it is asked which.

    A nod is nothing that anybody was told.
    """
    said = g.aside(request.text)
    if said is not None and said.kind not in MAY_BE_TOLD:
        typed = one_line(name_people(request.text, {}), WORDS_CHARS_MAX)
        return Reply(lines=[Wording("no_contact", {"typed": typed, "kind": said.kind})], is_refusal=True)
    incident = await context.desk.read((await context.targets.to_change(request)).number)
    choices = _said_as(request, incident, meaning)
    told = [choice for choice in choices if choice.label != REPORTED]
    asked = Wording("which_was_told", {"several": len(told) > 1, "owes": len(told) < len(choices)})
    return Reply(lines=[asked], choices=choices)


@HANDLERS.answers(AnswerOneOf)
async def _which_waits(context: Context, request: Request, meaning: AnswerOneOf) -> Reply:
    """Of words that answer what waits in several incidents it is asked in which; each can be answered once."""
    can_tap = len(request.text) <= TAPPED_CHARS_MAX
    choices: list[Choice] = []
    for number, one in meaning.waiting if can_tap else ():
        incident = await context.desk.read(number)
        name = f"INC-{number} {one_line(incident.title, TITLE_CHARS_MAX)}"
        if (wanted := _wanted(request.text, one.roles)) is not None:
            choices.append(Choice(label=name, means=wanted, incident=number))
            continue
        said = _said_as(request, incident, one)
        is_told = isinstance(one, AnswerContact)
        choices += [replace(each, label=f"{name}: {each.label}" if is_told else name) for each in said]
    return Reply(lines=[Wording("which_waits", {"can_tap": can_tap})], choices=choices, is_refusal=True)


def _wanted(text: str, roles: Sequence[str]) -> Tap | None:
    """What words do that put the report of these roles off, or ask for help with it; None for any others."""
    match g.aside(text) if roles else None:
        case g.Aside("later", minutes) if minutes in {None, POSTPONE_MIN}:
            return Postpone(tuple(roles))
        case g.Aside("later", minutes):
            return SayAgain(f"snooze {roles[0] if len(roles) == 1 else ''} {minutes}m {text}")
        case g.Aside("help"):
            return AskForHelp(tuple(roles))
        case g.Aside("hand over"):
            return HandOver(tuple(roles))
        case _:
            return None


def _said_as(request: Request, incident: Incident, meaning: AnswerContact | AnswerReminder) -> list[Choice]:
    """What the words may be in this incident: what one of the customers was told, and a report."""

    def choice(label: str, command: str, of: str) -> Choice:
        again = SayAgain(f"{command} {words}", f"{request.cause}:{incident.number}:{of}")
        return Choice(label=label, means=again, incident=incident.number)

    words = _REPORT.sub("", request.text)
    asked = meaning.customers if isinstance(meaning, AnswerContact) else ()
    told = [
        choice(f"{one.name} was told so", f"told {one.id}", one.id) for one in incident.customers if one.id in asked
    ]
    report = "report" if len(meaning.roles) > 1 else f"report {meaning.roles[0]}:" if meaning.roles else ""
    return [*told, choice(REPORTED, report, "report")] if report else told
