"""Reads one line, typed behind `/incident` or `@Sitrep`, into what the person wants.

Law: any text gives an intent or a Misread, never another error, and never silence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from bot.grammar.clauses import INVISIBLE, clean
from bot.grammar.input import Input
from bot.grammar.intents import About, Card, Help, Intent
from bot.grammar.misread import Misread
from bot.grammar.people import NAME, role_pattern
from bot.grammar.verbs import Verb, every_word, verb_named

DEFAULT_ROLES = ("lead", "logs", "code", "customers")

_ADDRESS = re.compile(r"inc(?:ident)?[ -]?#?(\d{1,9})(?!\w|[.:]\d)[\s:,;–—-]*", re.IGNORECASE | re.ASCII)
_ADDRESS_INSIDE = re.compile(r"(?<!\S)(?:inc(?:ident)?[ -]?#?|#)(\d{1,9})(?!\w)", re.IGNORECASE | re.ASCII)
_BARE_NUMBER = re.compile(r"(\d{1,9})(?:\s+|$)", re.ASCII)
# These take no free text, so an incident's number may stand anywhere in them; elsewhere "duplicate of INC-41" is text.
_NUMBER_ANYWHERE = {"summary", "card", "timeline", "catchup", "review", "export", "similar", "followups"}
_COMMAND_ITSELF = re.compile(r"/incident(?:\s+|$)", re.IGNORECASE)
_GLUED_SEVERITY = re.compile(r"sev(?:erity)?-?(?=\d)", re.IGNORECASE | re.ASCII)
_VERB = re.compile(
    "({})(?=[\\s:,!]|$)\\s*:?\\s*".format(
        "|".join(re.sub(r"(?:\\ |\\-)", r"[\\s_-]+", re.escape(word)) for word in sorted(every_word(), key=len)[::-1])
    ),
    re.IGNORECASE,
)


def parse(text: str, *, roles: Sequence[str] = DEFAULT_ROLES) -> Intent:
    """What the text asks for; an empty one asks for help. Raises Misread, which the door shows to the one who typed."""
    text = _without_lead_in(clean(text))
    address = _ADDRESS.match(text)
    text = text[address.end() :] if address else text
    if not text:
        return Card(incident=int(address[1])) if address else Help()
    verb, said = _verb(text, tuple(roles))
    try:
        return _read(verb, said, address)
    except Misread as wrong:
        raise wrong.within(verb=verb.name, usage=verb.usage, example=verb.example) from None


def _without_lead_in(text: str) -> str:
    """The text from its first word on, that word without marks nobody can see."""
    text = text.lstrip(INVISIBLE + " \n,:")
    text = text[command.end() :] if (command := _COMMAND_ITSELF.match(text)) else text
    first = re.match(r"\S+", text)
    seen = re.sub(f"[{INVISIBLE}]", "", first[0]) if first else ""
    return (seen + text[len(first[0]) :]).strip() if first else ""


def _verb(text: str, roles: tuple[str, ...]) -> tuple[Verb, Input]:
    """The row of the table, and what was typed behind its name; raises Misread (unknown_verb)."""
    text = _GLUED_SEVERITY.sub("sev ", text, count=1) if _GLUED_SEVERITY.match(text) else text
    role = re.match(rf"({role_pattern(roles)})(?:\s*(:)|(?=\s|$))\s*", text, re.IGNORECASE)
    found = _VERB.match(text)
    spoken = role is not None and role[2] is not None and not re.match(NAME, text[role.end() :])
    if role and _is_no_verb(role[1]) and spoken:
        return _row("report"), Input("report", text, roles)
    if found:
        typed = " ".join(found[1].lower().split())
        return _row(typed), Input(typed, text[found.end() :], roles)
    if role and re.fullmatch(rf"(?:{NAME}|none|nobody|me)?", text[role.end() :], re.IGNORECASE):
        return _row("role"), Input("role", text, roles)
    raise _unknown(text)


def _is_no_verb(word: str) -> bool:
    """Whether the word names no row of its own: "customer: Northwind" is the verb, "logs: all quiet" the role."""
    verb = verb_named(word)
    return verb is None or verb.name != word.lower()


def _row(word: str) -> Verb:
    verb = verb_named(word)
    if verb is None:
        raise _unknown(word)
    return verb


def _unknown(text: str) -> Misread:
    typed = text.split(maxsplit=1)[0].rstrip(":,!?.")
    near = get_close_matches(typed.lower()[:40], every_word(), n=1)
    return Misread("unknown_verb", typed=typed, did_you_mean=near[0] if near else "")


def _read(verb: Verb, said: Input, address: re.Match[str] | None) -> Intent:
    number = int(address[1]) if address else None
    if verb.name in _NUMBER_ANYWHERE:
        inside = _BARE_NUMBER.match(said.text) or _ADDRESS_INSIDE.search(said.text)
        if inside:
            number = int(inside[1])
            said = replace(said, text=f"{said.text[: inside.start()]} {said.text[inside.end() :]}".strip())
    intent = verb.read(said)
    if isinstance(intent, Help) and intent.topic is not None:
        return Help(_row(intent.topic).name)
    if number is None:
        return intent
    if not isinstance(intent, About):
        raise Misread("not_about_one_incident", typed=f"INC-{number}")
    return replace(intent, incident=number)
