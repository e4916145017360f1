"""Reads the verbs that move an incident through its life: start, role, sev, status and its end, title, bridge."""

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Literal, get_args

from bot.grammar.clauses import INVISIBLE, one_line, trimmed, unquoted, without_lead_in
from bot.grammar.duty import report
from bot.grammar.input import Input, needed, nothing_more
from bot.grammar.intents import (
    Approve,
    Bridge,
    Cancel,
    Card,
    Close,
    Reopen,
    Report,
    Resolve,
    Role,
    Sev,
    Start,
    State,
    Status,
    Title,
)
from bot.grammar.misread import Misread
from bot.grammar.people import NAME, Name, offers_behind, read_name, read_role, role_pattern

TITLE_MAX_CHARS = 200
"""A title stands in the topic (Slack: 250 characters) beside severity, status and lead."""

_FLAG = re.compile(r"(?<!\S)(?:\+ ?|--?|—|–)(private|drill)(?=[\s,;.]|$)[,;.]?", re.IGNORECASE)
_LIKE_A_FLAG = re.compile(r"(?<!\S)(?:\+|--|—|–)([a-z]{4,9})(?!\S)", re.IGNORECASE)
# "S3" is first of all a storage service, so that one short form needs its colon.
_SEVERITY = re.compile(
    r"\[?(?:sev(?:erity)?[ -]?#?(\d+)|[sp]([124])|p(3)|s(3)(?=:))\]?(?![^\s:,;–—-])[\s:,;–—-]*",
    re.IGNORECASE | re.ASCII,
)
_SEVERITY_BEHIND = re.compile(r"(?<!\S)\+?sev-?([1-4])$", re.IGNORECASE | re.ASCII)
_LEVEL = re.compile(r"(?:sev-?|s|p)?(\d+)(?![\w.])|(\S+)", re.IGNORECASE | re.ASCII)
_STATE_ALONE: dict[str, State] = {
    "monitoring": "mitigated",
    "stable": "mitigated",
    "stabilised": "mitigated",
    "stabilized": "mitigated",
    "fixed": "resolved",
    "solved": "resolved",
    "done": "closed",
    "canceled": "cancelled",
    "false alarm": "cancelled",
}
_STATES: dict[str, State] = {state: state for state in get_args(State)} | {"canceled": "cancelled"}
_NOBODY = {"none", "nobody", "no one", "release", "-"}
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


def start(said: Input) -> Start:
    """`[sev1-4] <title> [@ana:logs …] [+private] [+drill]`: flags anywhere, pairs last, severity at either end."""
    text, flags = _flags(one_line(said.text))
    text, offers = offers_behind(text, said.roles)
    text, severity = _severity(text)
    return Start(_title(text), severity, "private" in flags, "drill" in flags, offers)


def _flags(text: str) -> tuple[str, set[str]]:
    """Takes the flags out; a misspelt one is refused, for `+privat` must not open a public incident."""
    flags = {found[1].lower() for found in _FLAG.finditer(text)}
    text = one_line(_FLAG.sub(" ", text))
    for found in _LIKE_A_FLAG.finditer(text):
        if near := get_close_matches(found[1].lower(), ("private", "drill"), n=1, cutoff=0.7):
            raise Misread("unknown_flag", typed=found[0], did_you_mean=f"+{near[0]}")
    return text, flags


def _severity(text: str) -> tuple[str, int | None]:
    found = _SEVERITY.match(text)
    if found:
        typed = next(digits for digits in found.groups() if digits)
        return text[found.end() :], _level(typed)
    behind = _SEVERITY_BEHIND.search(text)
    return (trimmed(text[: behind.start()]), int(behind[1])) if behind else (text, None)


def _level(typed: str) -> int:
    if typed not in {"1", "2", "3", "4"}:
        raise Misread("severity_out_of_range", typed=typed)
    return int(typed)


def _title(text: str) -> str:
    title = unquoted(one_line(text))
    if not title.strip(INVISIBLE + " "):
        return ""
    if len(title) > TITLE_MAX_CHARS:
        raise Misread("title_too_long", chars=str(len(title)), limit=str(TITLE_MAX_CHARS))
    return title


def title(said: Input) -> Title:
    return Title(needed(_title(said.text), "title"))


def sev(said: Input) -> Sev:
    text = needed(said.text, "severity")
    found = _LEVEL.match(text)
    if found is None or found[1] is None:
        raise Misread("severity_out_of_range", typed=text.split()[0])
    return Sev(_level(found[1]), without_lead_in(text[found.end() :]))


def status(said: Input) -> Status | Report | Card:
    """A state with its reason; alone, the card; anything else is a report, for "fixed two of three" resolves nothing.

    Called by a state ("mitigated db back"), that is the first word of it.
    """
    by_state = said.typed in {*_STATES, *_STATE_ALONE}
    text = f"{said.typed} {said.text}".strip() if by_state else said.text.strip()
    if not text:
        return Card()
    alone = _STATE_ALONE.get(text.lower().rstrip(".!"))
    if alone:
        return Status(alone)
    word = re.match(r"[a-z]+(?![\w'’-])", text, re.IGNORECASE | re.ASCII)
    state = _STATES.get(word[0].lower()) if word else None
    if word is None or state is None:
        return report(replace(said, text=text))
    return Status(state, without_lead_in(text[word.end() :]))


def resolve(said: Input) -> Resolve:
    return Resolve(without_lead_in(said.text))


def reopen(said: Input) -> Reopen:
    return Reopen(without_lead_in(said.text))


def cancel(said: Input) -> Cancel:
    """`cancel [why]`; called by its reason ("duplicate of INC-41", "false alarm"), that is part of the reason."""
    reason = f"{said.typed} {said.text}" if said.typed in {"duplicate", "false alarm"} else said.text
    return Cancel(without_lead_in(reason))


def approve(said: Input) -> Approve:
    return Approve(without_lead_in(said.text))


def close(said: Input) -> Close:
    return Close(without_lead_in(said.text))


def role(said: Input) -> Role:
    """`role logs`, `role logs @bo`, `role @bo logs`, `role logs none`; called by a role's own name, that role."""
    text = one_line(needed(f"{_role_called(said)} {said.text}", "role"))
    person_first = re.fullmatch(rf"({NAME})(?: ?: ?| as | )(.+)", text, re.IGNORECASE)
    if person_first:
        return Role(read_role(person_first[2], said.roles), read_name(person_first[1]))
    named = re.match(rf"({role_pattern(tuple(said.roles))})(?![\w-])(?: ?: ?| to | |$)", text, re.IGNORECASE)
    if named is None:
        return Role(read_role(text.split(" ")[0], said.roles))
    return Role(read_role(named[1], said.roles), _holder(text[named.end() :].strip()))


def _role_called(said: Input) -> str:
    return said.typed if re.fullmatch(role_pattern(tuple(said.roles)), said.typed, re.IGNORECASE) else ""


def _holder(text: str) -> Name | Literal["me", "nobody"]:
    if text.lower() in {"", "me", "myself"}:
        return "me"
    return "nobody" if text.lower() in _NOBODY else read_name(text.removeprefix("to "))


def bridge(said: Input) -> Bridge:
    url = _URL.match(needed(said.text, "url"))
    if url is None:
        raise Misread("not_a_url", typed=said.text)
    nothing_more(said.text.strip()[url.end() :])
    return Bridge(url[0])
