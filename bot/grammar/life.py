"""Reads the verbs that move an incident through its life: start, role, sev, status and its end, title, bridge."""

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import Literal, get_args

from bot.grammar.clauses import ARROW, INVISIBLE, one_line, reason_in, unquoted, without_courtesy_behind
from bot.grammar.duty import report
from bot.grammar.input import Input, needed, nothing_more
from bot.grammar.intents import (
    Adopt,
    Announce,
    Approve,
    Archive,
    Bridge,
    Cancel,
    Card,
    Close,
    Invite,
    Private,
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
from bot.grammar.people import NAME, Name, Offer, offers_behind, read_name, read_role, role_pattern
from bot.grammar.reasons import counts_things, is_sentence, leaves_trouble
from bot.grammar.severities import level_in_front, severity_behind, severity_in_front
from bot.grammar.stretches import stretch_behind

TITLE_MAX_CHARS = 200
"""A title stands in the topic (Slack: 250 characters) beside severity, status and lead."""

_FLAG = re.compile(r"(?<!\S)(?:\+ ?|--?|—|–)(private|drill)(?=[\s,;.]|$)[,;.]?", re.IGNORECASE)
_LIKE_A_FLAG = re.compile(r"(?<!\S)(?:\+|--|—|–)([a-z]{4,9})(?!\S)", re.IGNORECASE)
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
PARTLY_MAX_CHARS = 60
"""So near to the state stands what limits it."""

_PARTLY = re.compile(
    r"\s*\?|[^,.;:]*?\b(?:only|partly|partially|mostly|almost|nearly|except|apart from|not yet|not for|soon)\b"
    r"|\s+for (?!all|every|good|now|both|the time)|\s+in (?-i:[A-Z]{2,})\b|\s+in \d",
    re.IGNORECASE,
)
_NOBODY = {"none", "nobody", "no one", "release", "-"}
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&+]|\band\b)\s*|\s+", re.IGNORECASE)


def invite(said: Input) -> Invite:
    """`@person|@group …`, as many as one likes; words that are no name are refused, none is left out."""
    words = needed(without_courtesy_behind(said.text), "the person or group")
    typed = [word for word in _BETWEEN_NAMES.split(words) if word]
    unclear = next((word for word in typed if not re.fullmatch(NAME, word)), None)
    if unclear is not None:
        raise Misread("person_unclear", typed=unclear)
    return Invite(tuple(dict.fromkeys(read_name(word) for word in typed)))


def start(said: Input) -> Start:
    """`[sev1-4] <title> [yesterday 22:00-23:30] [@ana:logs …] [+private] [+drill]`: flags anywhere, pairs last.

    The severity stands at either end.
    """
    text, flags = _flags(one_line(said.text))
    text, last, typed_last = severity_behind(text)
    text, offers = offers_behind(text, said.roles)
    text, level, typed = severity_in_front(text)
    if level is None and not typed:
        level, typed = last, typed_last
    text, over = stretch_behind(text)
    if level is None and not typed:
        text, level, typed = severity_behind(text)
    text, named = _names_alone(text)
    return Start(_title(text), level, "private" in flags, "drill" in flags, (*named, *offers), typed, over)


_HERE = re.compile(r"\s*(?:this|the|our) channel(?: as)?(?!\S)", re.IGNORECASE)


def adopt(said: Input) -> Adopt:
    """What `start` takes, and "this channel" in front of it says nothing more."""
    named = _HERE.match(said.text)
    return Adopt(start(replace(said, text=said.text[named.end() :] if named else said.text)))


def _names_alone(text: str) -> tuple[str, tuple[Offer, ...]]:
    """Takes the text for people whose role was not said, if it is nothing but names."""
    words = [word for word in _BETWEEN_NAMES.split(text) if word]
    if not all(re.fullmatch(NAME, word) for word in words):
        return text, ()
    return "", tuple(Offer(name, None) for name in dict.fromkeys(read_name(word) for word in words))


def _flags(text: str) -> tuple[str, set[str]]:
    """Takes the flags out; a misspelt one is refused, for `+privat` must not open a public incident."""
    flags = {found[1].lower() for found in _FLAG.finditer(text)}
    text = one_line(_FLAG.sub(" ", text))
    for found in _LIKE_A_FLAG.finditer(text):
        if near := get_close_matches(found[1].lower(), ("private", "drill"), n=1, cutoff=0.7):
            raise Misread("unknown_flag", typed=found[0], did_you_mean=f"+{near[0]}")
    return text, flags


def _title(text: str) -> str:
    title = unquoted(one_line(text))
    if not title.strip(INVISIBLE + " "):
        return ""
    if len(title) > TITLE_MAX_CHARS:
        raise Misread("title_too_long", chars=str(len(title)), limit=str(TITLE_MAX_CHARS))
    return title


def title(said: Input) -> Title:
    return Title(needed(_title(said.text), "title"))


_SEVERITY_WORD = re.compile(r"\Asev(?:erity)?[\s-]+(?=\S)", re.IGNORECASE)


def sev(said: Input) -> Sev:
    text = said.text.strip()
    if not text:
        return Sev()
    level, typed, why = level_in_front(text)
    if level is None:
        raise Misread("severity_out_of_range", typed=_SEVERITY_WORD.sub("", text).split()[0].rstrip(".,!"))
    return Sev(level, reason_in(why), typed, in_doubt=typed.isalpha() and is_sentence(why, adjective=True))


_OVER: frozenset[State] = frozenset({"resolved", "closed", "cancelled"})


def status(said: Input) -> Status | Report | Card | Cancel:
    """A state with its reason; alone, the card; anything else is a report, for "fixed two of three" resolves nothing.

    Called by a state ("mitigated db back"), that is the first word of it; with a count behind it ("identified 3 disks")
    it is as likely a line of its own.
    """
    by_state = said.typed in {*_STATES, *_STATE_ALONE}
    text = f"{said.typed} {said.text}".strip() if by_state else said.text.strip()
    if not text:
        return Card()
    alone = _STATE_ALONE.get(text.lower().rstrip(".!"))
    if alone:
        return Status(alone)
    lead = re.match(rf"(?:(?:{ARROW}|is|now|=)\s+){{0,2}}", text, re.IGNORECASE)
    begin = lead.end() if lead else 0
    word = re.match(r"[a-z]+(?![\w'’-])", text[begin:], re.IGNORECASE | re.ASCII)
    state = _STATES.get(word[0].lower()) if word else None
    if word is not None and state is None and _is_alone(text[begin + word.end() :]):
        near = get_close_matches(word[0].lower(), (*_STATES, *_STATE_ALONE), n=1, cutoff=_MISSPELT)
        if near:
            raise Misread("state_unclear", typed=word[0], did_you_mean=near[0])
    why = text[begin + word.end() :] if word else ""
    if state is None or _is_partly(why) or (state in _OVER and leaves_trouble(why)):
        return report(replace(said, text=text))
    duplicate = _duplicate(why) if state in _OVER else None
    in_doubt = by_state and not said.apart and counts_things(why)
    return duplicate or Status(state, reason_in(why), in_doubt)


_MISSPELT = 0.8
"""How near a word is to a state that was meant for it: "mitigatd", "mitigate"."""


def _is_alone(behind: str) -> bool:
    """Whether a word stands where a state does: by itself, or set off from its reason."""
    return not behind.strip(" .!") or behind.lstrip()[:1] in {":", ",", ";"}


def _is_partly(why: str) -> bool:
    """Whether what stands behind a state takes it back: "resolved?", "resolved in EU only", "mitigated for some"."""
    return bool(_PARTLY.match(f" {why[:PARTLY_MAX_CHARS]}"))


def resolve(said: Input) -> Resolve | Report | Cancel:
    ended = Resolve(reason_in(said.text), in_doubt=_is_in_doubt(said, wants_reason=True))
    return _duplicate(said.text) or _partial(said) or ended


def _is_in_doubt(said: Input, *, wants_reason: bool = False) -> bool:
    is_one = not said.apart and is_sentence(said.text, adjective=said.typed in _STATES, wants_reason=wants_reason)
    return is_one or leaves_trouble(said.text)


def reopen(said: Input) -> Reopen:
    return Reopen(reason_in(said.text))


def cancel(said: Input) -> Cancel | Report:
    """`cancel [why]`; called by its reason ("duplicate of INC-41", "false alarm"), that is part of the reason."""
    by_reason = said.typed in {"false alarm", *_DUPLICATE_VERBS}
    reason = f"{said.typed} {said.text}" if by_reason else said.text
    in_doubt = not by_reason and _is_in_doubt(said)
    return _duplicate(reason) or _partial(said) or Cancel(reason_in(reason), in_doubt=in_doubt)


_DUPLICATE_VERBS = {"duplicate", "dup", "this is a duplicate", "is a duplicate", "it is a duplicate"}
_DUPLICATE = re.compile(
    r"[\s:–-]*(?:as |because )?(?:(?:this|it) )?(?:is )?(?:a |the )?(?:dup|dupe|duplicate)(?: of| to|:)?\s+"
    r"(?:inc(?:ident)?[ -]?#?(\d{1,9})|#(\d{1,9})|(\d{1,9})(?=\W*$))(?!\w)",
    re.IGNORECASE | re.ASCII,
)


def _duplicate(reason: str) -> Cancel | None:
    """The end of one that is another one, where that stands first: "not a duplicate of INC-1" ends it for itself."""
    found = _DUPLICATE.match(reason)
    if found is None:
        return None
    number = next(int(digits) for digits in found.groups() if digits)
    return Cancel(reason_in(reason).strip(), duplicate_of=number)


def _partial(said: Input) -> Report | None:
    """Said of a part ("resolved in EU only"), a participle is a report; the imperative ("resolve") stays an order."""
    partly = said.typed in _STATES and (_is_partly(said.text) or leaves_trouble(said.text))
    return report(replace(said, text=f"{said.typed} {said.text}")) if partly else None


def announce(said: Input) -> Announce:
    nothing_more(said.text)
    return Announce()


def approve(said: Input) -> Approve:
    """`[anyway] [why]`."""
    anyway, why = _anyway(said.text)
    return Approve(reason_in(why), anyway)


def close(said: Input) -> Close | Report | Cancel:
    """`[anyway] [why]`; one that doubles another is never closed, it is cancelled."""
    if duplicate := _duplicate(said.text):
        return duplicate
    anyway, why = _anyway(said.text)
    in_doubt = not anyway and _is_in_doubt(said)
    return _partial(said) or Close(reason_in(why), anyway, in_doubt)


def _anyway(text: str) -> tuple[bool, str]:
    """Whether it is meant in spite of what was shown, and the rest of the words."""
    found = re.match(r"(?:anyway|all the same)\b", text, re.IGNORECASE)
    return (True, text[found.end() :]) if found else (False, text)


_RELEASES = {"release", "drop", "leave", "step down", "step down from", "stand down"}
_HANDS_OVER = {"hand over", "handover", "hand-off", "handoff", "hand off", "transfer", "give", "pass"}
_AS = rf"(?:\s*(?:{ARROW}|[:=,])\s*|\s+(?:(?:as|to|on|for|is|the|takes|over)\s+){{0,3}})"


_MADE_PRIVATE = re.compile(
    r"(?:(?:it|this|this one|the channel|the incident|this incident) )?private[.!]?", re.IGNORECASE
)


_MADE_SEVERE = re.compile(
    r"(?:it|this|this one|the incident|this incident) (?:an? )?(?=(?:sev(?:erity)?[ -]?|p)[0-4](?!\w))", re.IGNORECASE
)


def role(said: Input) -> Role | Private | Sev:
    """`role logs`, `role logs @bo`, `assign @bo to logs`, `role logs none`; called by a role's own name, that role.

    `hand over @bo` without a role is about the one that the caller holds.
    """
    typed = re.sub(r"[\s_-]+", " ", said.typed)
    if typed == "make" and _MADE_PRIVATE.fullmatch(one_line(said.text)):
        return Private()
    if typed == "make" and (severe := _MADE_SEVERE.match(said.text)):
        return sev(replace(said, text=said.text[severe.end() :]))
    text = one_line(f"{_role_called(said)} {without_courtesy_behind(said.text)}")
    text = re.sub(rf"^(?:over |the |to (?={NAME}))+", "", text)
    if typed in {hands.replace("-", " ") for hands in _HANDS_OVER} and re.fullmatch(NAME, text):
        return Role("", read_name(text))
    if typed == "transfer of command" and (text == "" or re.fullmatch(NAME, text)):
        return Role("lead", _holder(text))
    needed(text, "role")
    person_first = re.fullmatch(rf"({NAME}){_AS}(.+?)(?: role| duty)?", text, re.IGNORECASE)
    if person_first:
        return Role(read_role(person_first[2], said.roles), read_name(person_first[1]))
    if re.fullmatch(NAME, text):
        raise Misread("incomplete", missing="role")
    named = re.match(rf"({role_pattern(said.roles)})(?![\w-])(?: role| duty)?", text, re.IGNORECASE)
    if named is None:
        return Role(read_role(text.split(" ")[0], said.roles))
    who = re.sub(rf"^{_AS}", "", text[named.end() :]).strip()
    return Role(read_role(named[1], said.roles), "nobody" if typed in _RELEASES else _holder(who))


def _role_called(said: Input) -> str:
    return said.typed if re.fullmatch(role_pattern(said.roles), said.typed, re.IGNORECASE) else ""


def _holder(text: str) -> Name | Literal["me", "nobody"]:
    if text.lower() in {"", "me", "myself"} or re.fullmatch(rf"from {NAME}", text, re.IGNORECASE):
        return "me"
    return "nobody" if text.lower() in _NOBODY else read_name(text)


def private(said: Input) -> Private:
    nothing_more(said.text)
    return Private()


def archive(said: Input) -> Archive:
    nothing_more(re.sub(r"^\s*(?:the |this |its )?channel\b", "", said.text, flags=re.IGNORECASE))
    return Archive()


def bridge(said: Input) -> Bridge:
    url = _URL.match(needed(said.text, "url"))
    if url is None:
        raise Misread("not_a_url", typed=said.text)
    nothing_more(said.text.strip()[url.end() :])
    return Bridge(url[0])
