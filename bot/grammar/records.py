"""Reads the verbs that record what is known: hypotheses, decisions, unknowns, needs, plans, notes and key times."""

import re
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Literal, get_args

from bot.grammar.clauses import because, in_any_order, likelihood, source, unquoted, without_lead_in
from bot.grammar.input import Input, needed, nothing_more
from bot.grammar.intents import (
    Confirm,
    Decide,
    Fix,
    KeyMoment,
    KeyTime,
    Need,
    Note,
    Plan,
    Risk,
    RuleOut,
    Think,
    Undo,
    Unknown,
)
from bot.grammar.misread import Misread
from bot.grammar.people import name_behind
from bot.grammar.resolve_times import resolve
from bot.grammar.times import ClockTime, at, by, eta, read_when, when_in_front

NOTE_LOOKS_BACK = timedelta(hours=12)
"""A note that begins with 18:00 at 14:00 speaks of tonight; one with 23:50 at 00:10 speaks of last night."""

_HYPOTHESIS = re.compile(r"(?:h|hypothesis) ?#?(\d{1,4})(?!\w)[\s:,;–—-]*", re.IGNORECASE | re.ASCII)
_RECORD = re.compile(r"#?([a-z]{0,3}-?\d{1,6})(?!\w)[\s:,]*", re.IGNORECASE | re.ASCII)
_EXECUTIVE = re.compile(r"(?:from )?(?:the )?(?:execs?|executives?|ceo)(?![\w'’-])[\s:,]*", re.IGNORECASE)
_PLAN = re.compile(r"([ab])(?:\s*:\s*|\s+|$)", re.IGNORECASE)
_PLAN_B = {"planb", "plan-b", "plan b", "contingency", "fallback"}
_NOTE_TIME = re.compile(r"\[?(\d{1,2}(?:[:h]\d{2}|:\d{2}:\d{2})?)", re.IGNORECASE | re.ASCII)
_BRACKETED = re.compile(r"\[([^\[\]]{1,40})\]\s*")
_KEY_MOMENTS: dict[str, KeyMoment] = {name: name for name in get_args(KeyMoment)} | {
    "impact began": "impact start",
    "started": "impact start",
    "began": "impact start",
    "start": "impact start",
    "impact": "impact start",
    "detection": "detected",
    "cause found": "cause identified",
    "cause": "cause identified",
    "identified": "cause identified",
    "fix": "fix applied",
    "fixed": "fix applied",
    "impact end": "mitigated",
    "ended": "mitigated",
}


def think(said: Input) -> Think:
    text, how_likely = likelihood(said.text.strip())
    return Think(needed(unquoted(text), "hypothesis"), how_likely)


def confirm(said: Input) -> Confirm:
    number, evidence = _hypothesis(said)
    return Confirm(number, evidence)


def rule_out(said: Input) -> RuleOut:
    number, evidence = _hypothesis(said)
    return RuleOut(number, evidence)


def _hypothesis(said: Input) -> tuple[int | None, str]:
    text = said.text.strip()
    found = _HYPOTHESIS.match(text)
    evidence = needed(text[found.end() :] if found else text, "evidence")
    return (int(found[1]) if found else None), evidence


def decide(said: Input) -> Decide:
    text, why = because(said.text.strip())
    return Decide(needed(text, "decision"), why or "")


def unknown(said: Input) -> Unknown:
    text, due, owner = in_any_order(said.text.strip(), by, name_behind)
    return Unknown(needed(text, "what"), owner, due)


def risk(said: Input) -> Risk:
    return Risk(needed(said.text, "risk"))


def need(said: Input) -> Need:
    text, due = by(said.text.strip())
    tagged = _EXECUTIVE.match(text)
    return Need(needed(text[tagged.end() :] if tagged else text, "what"), tagged is not None, due)


def plan(said: Input) -> Plan:
    """`[a|b][:] <what> [eta 20-40m] [at 15:30]`; without a letter it is plan A."""
    text = said.text.strip()
    which: Literal["a", "b"] = "b" if said.typed in _PLAN_B else "a"
    letter = _PLAN.match(text) if which == "a" else None
    if letter:
        which = "b" if letter[1].lower() == "b" else "a"
        text = text[letter.end() :]
    text, trigger, span = in_any_order(text, at, eta)
    low, high = span or (None, None)
    return Plan(which, needed(text, "what"), low, high, trigger)


def note(said: Input) -> Note:
    """`[13:40] <text>`; only what looks like a clock counts as a leading time, never a number of documents."""
    typed = needed(said.text, "text")
    bracket = _BRACKETED.match(typed)
    if bracket and (when := read_when(bracket[1])) and typed[bracket.end() :]:
        return Note(typed[bracket.end() :], when, typed)
    clock = _NOTE_TIME.match(typed)
    when, rest = when_in_front(typed) if clock and clock[1].strip("0123456789") else (None, typed)
    return Note(rest, when, typed) if when is not None and rest else Note(typed, None, typed)


def placed(note: Note, *, now: datetime, zone: str) -> tuple[datetime | None, str]:
    """The instant a note belongs to, in UTC, and its text; a leading time that is still to come is part of the text."""
    if note.at is None:
        return None, note.text
    last = resolve(note.at, now=now, zone=zone, past=True)
    if last > now or (isinstance(note.at, ClockTime) and now - last > NOTE_LOOKS_BACK):
        return None, note.typed
    return last, note.text


def key_time(said: Input) -> KeyTime:
    """`detected|impact-start|… 13:20 [source …]`."""
    text, told_by = source(needed(said.text, "key_time"))
    which, rest = _key_moment(needed(text, "key_time"))
    when = read_when(re.sub(r"^\s*(?:at|was|:|=)\s*", "", needed(rest, "time")))
    if when is None:
        raise Misread("time_unclear", typed=rest.strip())
    return KeyTime(which, when, told_by or "")


def _key_moment(text: str) -> tuple[KeyMoment, str]:
    two, one = (re.match(shape, text) for shape in (r"\S+\s+[a-zA-Z]+", r"[^\s:=]+"))
    for found in (two, one):
        name = " ".join(found[0].lower().replace("_", " ").replace("-", " ").split()) if found else ""
        if found and name in _KEY_MOMENTS:
            return _KEY_MOMENTS[name], text[found.end() :]
    typed = text.split(maxsplit=1)[0]
    near = get_close_matches(typed.lower(), _KEY_MOMENTS, n=1)
    known = ", ".join(get_args(KeyMoment))
    raise Misread("unknown_key_time", typed=typed, did_you_mean=near[0] if near else "", known=known)


def undo(said: Input) -> Undo:
    nothing_more(said.text)
    return Undo()


def fix(said: Input) -> Fix:
    found = _RECORD.match(needed(said.text, "record"))
    if found is None:
        raise Misread("incomplete", missing="record")
    return Fix(found[1].upper(), needed(without_lead_in(said.text.strip()[found.end() :]), "new"))
