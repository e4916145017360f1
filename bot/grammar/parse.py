"""Reads one line, typed behind `/incident` or `@Sitrep`, into what the person wants.

Law: any text gives an intent or a Misread, never another error, and never silence.
"""

import re
from dataclasses import replace
from typing import get_args

from bot.grammar.clauses import clean, one_line
from bot.grammar.input import Input
from bot.grammar.intents import About, Card, Help, Intent, Report, Undo
from bot.grammar.lead_in import ADDRESS, behind_address, unmarked, without_courtesy, without_lead_in
from bot.grammar.meant import asks, question, unknown
from bot.grammar.misread import Misread
from bot.grammar.people import Roles, spellings
from bot.grammar.shapes import BEGINS_WITH_HYPOTHESIS, VERB, plain
from bot.grammar.verbs import VERBS, Verb, row_of, verb_named, verb_of
from bot.incident.facts import PlanName
from bot.incident.policy import DUTIES

DEFAULT_ROLES = spellings(DUTIES)

LINE_MAX_CHARS = 40_100
"""Slack cuts a message at 40,000 characters (https://docs.slack.dev/reference/methods/chat.postMessage); an answer to a
reminder is read with the word `report` in front."""

_ADDRESS_INSIDE = re.compile(r"(?<!\S)(?:inc(?:ident)?[ -]?#?|#)(\d{1,9})(?!\w)", re.IGNORECASE | re.ASCII)
_BARE_NUMBER = re.compile(r"(\d{1,9})(?:\s+|$)", re.ASCII)
_GREETING = re.compile(
    r"(?:hi|hey|hello|hallo|moin|servus|good (?:morning|afternoon|evening)|guten (?:morgen|tag|abend))"
    r"(?: (?:there|all|team|bot))?[\s!.,]*",
    re.IGNORECASE,
)
_ANOTHER_COMMAND = re.compile(r"\n[ ]*(/incident[ ]+\S[^\n]*)", re.IGNORECASE)
# By its own name, for "fixed by the rollback" and "duplicate of INC-3" are reasons, and so is "fix deployed".
_NAMED_VERB = re.compile(
    rf"(?:{'|'.join(re.escape(verb.name) for verb in VERBS if verb.name != 'fix')})(?=[\s:]\s*\S)", re.IGNORECASE
)
# "sev 1 and status mitigated": no reason begins so. "And search is down" is a reason.
_JOINED = re.compile(
    r"(?:and(?: then)?|then|&amp;|&|\+)\s+(?P<other>status[\s:]+[a-z]+(?=[:,;.!]|$)"
    r"|sev(?:erity)?[ -]?[1-4](?=[:,;.!]|$)|(?:note|report)\s?[:：]|(?:resolve|close|close anyway|approve)[.!]?$)",
    re.IGNORECASE,
)


def parse(text: str, *, roles: Roles = DEFAULT_ROLES) -> Intent:
    """What the text asks for; an empty one asks for help. Raises Misread, which the door shows to the one who typed."""
    if len(text) > LINE_MAX_CHARS:
        raise Misread("line_too_long", chars=str(len(text)), limit=str(LINE_MAX_CHARS))
    text = without_lead_in(unmarked(clean(text)))
    if another := _ANOTHER_COMMAND.search(text):
        raise Misread("two_commands", typed=another[1])
    address = ADDRESS.match(text)
    text = without_courtesy(text[address.end() :] if address else text)
    if not text or _GREETING.fullmatch(text):
        return Card(incident=int(address[1])) if address else Help(is_menu=True)
    verb, said = _verb(text, roles)
    try:
        return _alone(_read(verb, said, address), said)
    except Misread as wrong:
        raise wrong.within(verb=verb.name, usage=verb.usage, example=verb.example) from None


def _alone(intent: Intent, said: Input) -> Intent:
    """The intent; raises Misread (two_commands) where a part of its reason is a command of its own."""
    if other := _joined(getattr(intent, "why", ""), said):
        raise Misread("two_commands", typed=other)
    further = said.text.splitlines()[1:] if hasattr(intent, "why") else ()
    if another := next((line.strip() for line in further if _NAMED_VERB.match(line.strip())), ""):
        raise Misread("two_commands", typed=another)
    return intent


def _joined(why: str, said: Input) -> str:
    """The command that a reason consists of; behind a colon it is the reason all the same."""
    joined = _JOINED.match(why)
    if joined is None or said.apart or said.text.rstrip().removesuffix(why).rstrip().endswith((":", "：")):
        return ""
    other = why[joined.start("other") :]
    try:
        verb, rest = _verb(other, said.roles)
        read = _read(verb, rest, None)
    except Misread:
        return ""
    return "" if verb.name == "status" and isinstance(read, Report) else other


def asks_to_read(text: str) -> bool:
    """Whether one word is all that was said, and a command that shows something, opens the report form, or undoes.

    "resolved" is none: in answer to "what do you see?" it says what is seen.
    """
    word = text.strip().rstrip(".! ")
    if not word or len(word.split()) > 1:
        return False
    try:
        intent = parse(word)
    except Misread:
        return False
    return verb_of(intent).is_reading or isinstance(intent, Undo) or (isinstance(intent, Report) and intent.is_empty)


def verb_without_words(text: str, *, roles: Roles = DEFAULT_ROLES) -> tuple[Verb, str] | None:
    """The command of which only the name was typed, with that name as it was typed; a plan's letter belongs to it."""
    try:
        verb, said = _verb(without_courtesy(behind_address(text)), roles)
    except Misread:
        return None
    letter = said.text.strip(" :").lower()
    if not letter:
        return verb, said.typed
    return (verb, f"{verb.name} {letter}") if verb.name == "plan" and letter in get_args(PlanName) else None


def begins_with(intent: type[Intent], text: str) -> bool:
    """Whether the first words are this command's; whether they are meant so, only the whole line says."""
    found = VERB.match(text)
    return found is not None and row_of(found[1]).name == intent.verb


def _verb(text: str, roles: Roles) -> tuple[Verb, Input]:
    """The row of the table, and what was typed behind its name; raises Misread (unknown_verb)."""
    if asks(text):
        raise question(text)
    line = plain(text, roles)
    if line is None:
        raise Misread("not_judged", typed=text) if BEGINS_WITH_HYPOTHESIS.match(text) else unknown(text)
    found = VERB.match(line)
    if found is None:
        raise unknown(line)
    verb = row_of(found[1])
    if found[0].rstrip().endswith("=") and verb.is_grave and "<" not in verb.usage:  # "close = true"
        raise Misread("unknown_verb", typed=one_line(line), did_you_mean="")
    apart = bool(re.search(r"[:：.!]\s*$", found[0]))
    return verb, Input(" ".join(found[1].lower().split()), line[found.end() :], roles, apart)


def _read(verb: Verb, said: Input, address: re.Match[str] | None) -> Intent:
    """What the verb's row reads, about the incident that is named; raises Misread."""
    number = int(address[1]) if address else None
    is_alone = re.fullmatch(rf"{ADDRESS.pattern}|\d{{1,9}}", said.text.strip(), ADDRESS.flags)
    if verb.number == "anywhere" or (verb.number == "alone" and is_alone):
        inside = _BARE_NUMBER.match(said.text) or _ADDRESS_INSIDE.search(said.text)
        if inside:
            number = int(inside[1])
            said = replace(said, text=f"{said.text[: inside.start()]} {said.text[inside.end() :]}".strip())
    intent = verb.read(said)
    if isinstance(intent, Help) and intent.topic is not None:
        return Help(_topic(intent.topic).name)
    if number is None:
        return intent
    if not isinstance(intent, About):
        raise Misread("not_about_one_incident", typed=f"INC-{number}")
    return replace(intent, incident=number)


def _topic(asked: str) -> Verb:
    """The command that help is asked about, be it in the plural."""
    verb = verb_named(asked) or verb_named(asked.removesuffix("s"))
    if verb is None:
        raise unknown(asked)
    return verb
