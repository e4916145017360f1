"""Reads the verbs of the duty to report, and of work that one person owes another: report, ask, snooze, follow-up."""

import re
from dataclasses import replace
from typing import get_args

from bot.grammar.clauses import COLON, Clause, reason_in, tidy, trimmed, without_courtesy_behind
from bot.grammar.durations import read_minutes
from bot.grammar.input import Input, needed, nothing_more
from bot.grammar.intents import (
    Ask,
    FollowUp,
    FollowUps,
    LookBack,
    Pause,
    Report,
    Resume,
    Reviewer,
    Snooze,
)
from bot.grammar.misread import Misread
from bot.grammar.owners import owner_before_a_time
from bot.grammar.people import name_behind, name_in_front, read_role, role_pattern
from bot.grammar.replies import ONLY_EMOJI
from bot.grammar.times import (
    BY,
    NEXT,
    InMinutes,
    When,
    looks_like_a_time,
    minutes_or_time,
    promise,
    promised_in_words,
    read_when,
    time_behind,
    unread,
    unread_in_front,
    when_in_front,
)
from bot.incident.facts import LookBackTopic
from bot.incident.reports import states_any

_NOTHING_NEW = re.compile(
    r"(?:still )?(?:nothing (?:new|changed|to report)|no (?:change|changes|news|updates?)|unchanged"
    r"|(?<=still )(?:the )?same|same (?:here|as (?:before|above|last time))|as (?:before|above)|ditto|nichts neues"
    r"|keine (?:änderung|aenderung|neuigkeiten)|noch nichts(?: neues)?|nothing(?= yet)|nada nuevo|sin novedades"
    r"|rien de nouveau"
    r"|(?:un|nicht )ver(?:ä|ae)ndert)"
    r"(?:,? (?:yet|so far|here|to report|for now|at the moment|since|from (?:me|my side)|on (?:my|this) (?:end|side)"
    r"|bisher|noch)){0,2}[.!]?",
    re.IGNORECASE,
)
_FIELDS = {"c": "conditions", "a": "actions", "n": "needs"}
# A colon makes a label, so "C. " is a sentence and "C:\temp" a path.
_LABEL = re.compile(r"(?<![^\s.;|])(c|a|n|conditions?|actions?|needs?)[ ]?[:：](?![\\/])", re.IGNORECASE)
# Behind text without a label "option a:" and "drive C:" are words, so only capital A and N and whole words count there.
# "Plan A:", "Option A:", "node N:" name a thing.
_LABEL_BEHIND_TEXT = re.compile(
    r"(?<![^\s.;|])(?<!(?i:plan) )(?<!(?i:option) )(?<!(?i:variant) )(?<!(?i:node|step|site|zone|team|disk|type) )"
    r"(?<!(?i:group|phase|drive|shard) )(A|N|(?i:actions|needs))[ ]?[:：](?![\\/])"
)
# A further line that is the command for it says what is needed too: "need a DBA", where "need to restart" is a plan.
_NEED_LINE = re.compile(r"\n[ ]*needs?[ ]?[:：]?[ ]+(?!to\b)(?=\S)", re.IGNORECASE)
_NEED_OF_EXEC = re.compile(r"\n[ ]*(need[ ]+exec(?:utives?)?[ ][^\n]*)", re.IGNORECASE)
_TIME_BOX = re.compile(
    r"(?:in |for )?(\d+(?: ?(?:minutes?|mins?|m|hours?|hrs?|h))(?:\d{1,2}m?)?)(?![\w-])[\s:,]*", re.IGNORECASE
)
# Of a bare number in front only what is set off is of minutes: "in 5 hosts" counts hosts.
_BARE_BOX = re.compile(r"(?:in |for )?(\d{1,3})\s*[:,](?!\d)\s*", re.IGNORECASE | re.ASCII)
_WORDS_BOX = re.compile(
    r"((?:in |within |for )(?:half an hour|an hour|(?:a )?quarter of an hour|[a-z]+ min(?:ute)?s?))\s*[:,]\s*",
    re.IGNORECASE,
)
_BARE_IN_FRONT = re.compile(r"in \d{1,3}(?= )", re.IGNORECASE | re.ASCII)
_IN_WORDS = re.compile(
    r"(?:for )?(?:half an hour|an hour|(?:a )?quarter of an hour|(?:five|ten|twenty|thirty) min(?:ute)?s?)(?!\w)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"^\s*(?:because|b/c)\s+(?=\S)", re.IGNORECASE)
_TO = re.compile(r"^\s*(?:to|please|pls)\s+(?=\S)", re.IGNORECASE)
BARE_MAX_DIGITS = 3
_UNTIL = f"{BY}|before|until|till"
_ASKED_BY = f"{_UNTIL}|within|in"
_asked_by: Clause[When] = time_behind(_UNTIL, read_when)


def _in_minutes(text: str) -> InMinutes | None:
    """At the end of a line a number counts nothing but minutes, unless it is as long as a year: "in 2024"."""
    bare = tidy(text)
    minutes = read_minutes(bare) if not bare.isdecimal() or len(bare) <= BARE_MAX_DIGITS else None
    return InMinutes(minutes) if minutes is not None else None


_asked_in: Clause[When] = time_behind("within|in", _in_minutes)


def says_nothing_new(text: str) -> bool:
    """Whether the whole text only says that there is nothing new."""
    return _NOTHING_NEW.fullmatch(text.strip()) is not None


def report(said: Input) -> Report:
    """`[role:] <text> [next 25m]`, the text split by `C: … A: … N: …` where it is, else all conditions."""
    role, text = _role_in_front(said)
    text, promised = promise(text)
    missed = "" if promised else unread(text, NEXT) or promised_in_words(text)
    next_min, next_at = minutes_or_time(promised)
    if _NOTHING_NEW.fullmatch(text.strip()):
        return Report(role, next_min=next_min, nothing_new=True, next_at=next_at, unread=missed)
    if text.strip() and not says_anything(text.strip()):
        raise Misread("only_emoji", typed=text.strip())
    if another := _NEED_OF_EXEC.search(text):
        raise Misread("two_commands", typed=another[1])
    part = _labelled(_NEED_LINE.sub("\nN: ", text.strip(), count=1))
    return Report(
        role,
        part.get("conditions", ""),
        part.get("actions", ""),
        part.get("needs", ""),
        next_min,
        next_at=next_at,
        unread=missed,
    )


def says_anything(text: str) -> bool:
    """Whether a report tells something: an emoji, a full stop or “n/a” does not."""
    return states_any(text) and re.search(r"\w", text) is not None and not ONLY_EMOJI.fullmatch(text)


def _role_in_front(said: Input) -> tuple[str | None, str]:
    text = said.text.strip()
    role = role_pattern(said.roles)
    found = re.match(
        rf"({role})(?:\s*{COLON}|\s+[-–—](?=\s)|\s*$|(?=\s+(?:[can]\s*:|nothing new)))\s*", text, re.IGNORECASE
    )
    return (read_role(found[1], said.roles), text[found.end() :]) if found else (None, text)


def _labelled(text: str) -> dict[str, str]:
    """Conditions, actions and needs; each label counts once, so that a second "C:" is a drive."""
    pattern = _LABEL if _LABEL.match(text) else _LABEL_BEHIND_TEXT
    parts: dict[str, str] = {}
    field, begin = "conditions", 0
    for label in pattern.finditer(text):
        named = _FIELDS[label[1][0].lower()]
        if named in parts or (named == field and label.start() > 0):
            continue
        if label.start() > 0:
            parts[field] = trimmed(text[begin : label.start()])
        field, begin = named, label.end()
    parts[field] = trimmed(text[begin:])
    return parts


def ask(said: Input) -> Ask:
    """`@bob 10m <task>`, the time box before or behind the name, or at the end: "@bob to look by 12:10"."""
    minutes, text = _time_box(needed(said.text, "person"))
    person, text = name_in_front(text)
    if person is None:
        raise Misread("person_unclear", typed=text.split(maxsplit=1)[0])
    if minutes is None:
        minutes, text = _time_box(text)
    if minutes is None and (bare := _BARE_BOX.match(text)):
        minutes, text = int(bare[1]), text[bare.end() :]
    if minutes is None and (said_so := _WORDS_BOX.match(text)) and (span := read_minutes(said_so[1])):
        minutes, text = span, text[said_so.end() :]
    text, due = (text, None) if minutes is not None else _asked_in(text)
    text, due = (text, due) if due is not None or minutes is not None else _asked_by(text)
    in_front = _BARE_IN_FRONT.match(text)
    missed = "" if due or minutes is not None else in_front[0] if in_front else unread(text, _ASKED_BY)
    in_min, at = minutes_or_time(due)
    task = needed(_TO.sub("", text, count=1), "task")
    return Ask(person, in_min if minutes is None else minutes, task, at, unread=missed)


def snooze(said: Input) -> Snooze:
    """`[role] 10m <why>`; a bare number in front is of minutes."""
    text = needed(said.text, "minutes").strip()
    named = re.match(rf"({role_pattern(said.roles)})(?:\s*{COLON}\s*|\s+|$)", text, re.IGNORECASE)
    role = read_role(named[1], said.roles) if named else None
    text = needed(text[named.end() :] if named else text, "minutes")
    minutes, why = _time_box(text)
    if minutes is None and (in_words := _IN_WORDS.match(text)):
        minutes, why = read_minutes(in_words[0]), text[in_words.end() :]
    if minutes is None:
        bare = re.match(r"\d+(?![\w.])", text)
        minutes, why = (read_minutes(bare[0]), text[bare.end() :]) if bare else (None, text)
    if minutes is None:
        raise Misread("minutes_unclear", typed=text)
    return Snooze(minutes, _reason(why), role)


def _time_box(text: str) -> tuple[int | None, str]:
    found = _TIME_BOX.match(text)
    minutes = read_minutes(found[1]) if found else None
    return (minutes, text[found.end() :]) if found and minutes is not None else (None, text)


def _reason(text: str) -> str:
    """Without the word that begins it, which every sentence that tells it again has of its own."""
    return needed(_BECAUSE.sub("", reason_in(text)), "why")


_UNTIL_WHEN = re.compile(r"(?:until|till|bis|to)\s+(.{1,40})", re.IGNORECASE)


def pause(said: Input) -> Pause:
    """`<why>`; how long it lasts is not said, so a length of time in front of the reason is told."""
    text = said.text.strip()
    box = _TIME_BOX.match(text)
    if box and not text[box.end() :].strip(" .!"):
        raise Misread("no_length", typed=box[1])
    if (until := _UNTIL_WHEN.fullmatch(text)) and looks_like_a_time(until[1]):
        raise Misread("no_length", typed=text)
    return Pause(_reason(said.text), unread=box[1] if box else "")


def resume(said: Input) -> Resume:
    nothing_more(said.text)
    return Resume()


_NUMBERED = re.compile(r"f ?(\d{1,4})(?=[\s:,–-]|$)[\s:,–-]*(?:to (?=<?@))?", re.IGNORECASE | re.ASCII)
_DONE = re.compile(r"(?:is |was |it's )?(?:done|finished|complete|completed)(?=[\s:,.!–-]|$)[\s:,.!–-]*", re.IGNORECASE)
_FILE = re.compile(
    r"(?:to be )?(?:file[ds]?|issue|ticket)(?: it| this)?(?: (?:in|into|to) .{1,40})?[.!]?", re.IGNORECASE
)
_NOT_DONE = re.compile(
    r"(?:not to be done|(?:is|will) not (?:to )?be done|will not do|won['’]?t (?:do|be done)|drop(?:ped)?)"
    r"(?=[\s:,.–-]|$)[\s:,.–-]*",
    re.IGNORECASE,
)


def follow_up(said: Input) -> FollowUp:
    """`@bob by 28 May <text>`; owner and date may also stand at the end, in either order. No words ask for a form.

    `F1 done`, `F1 not to be done: <why>`, `F1 file` and `F1 @ana by Friday` are about one that is on record.
    """
    numbered = _NUMBERED.match(said.text.strip())
    if numbered is None:
        return _follow_up(said.text)
    number, rest = int(numbered[1]), said.text.strip()[numbered.end() :]
    if found := _NOT_DONE.match(rest):
        return FollowUp(_BECAUSE.sub("", rest[found.end() :]).strip(), number=number, ends="will not do")
    if found := _DONE.match(rest):
        return FollowUp(rest[found.end() :].strip(), number=number, ends="done")
    if _FILE.fullmatch(rest):
        return FollowUp("", number=number, files=True)
    changed = _follow_up(rest)
    if changed.text and changed.text != changed.unread:
        return _follow_up(said.text)  # "F5 reloads the form twice"
    if changed.owner is None and changed.by is None:
        raise Misread("incomplete", missing="what")
    return replace(changed, text="", number=number)


def _follow_up(text: str) -> FollowUp:
    owner, text = name_in_front(text.strip())
    due, text = _due_in_front(text)
    if owner is None:
        owner, text = name_in_front(text)
    for _ in range(2):
        if owner is None:
            text, owner = name_behind(text)
        if due is None:
            text, due = _due_behind(text)
    if owner is None and (found := owner_before_a_time(text)):
        return FollowUp(found.text, found.owner, due or found.at, unread="" if due else found.unread)
    missed = "" if due else unread_in_front(text, _DUE) or unread(text, _DUE)
    return FollowUp(text.strip(), owner, due, unread=missed)


def _due_in_front(text: str) -> tuple[When | None, str]:
    """Behind "by", or set off by a comma or a colon: "Friday deploys" are no day."""
    found = _DUE_BY.match(text)
    due, rest = when_in_front(text[found.end() :] if found else text)
    is_set_off = found is not None or text[: len(text) - len(rest)].rstrip().endswith((",", ":"))
    return (due, rest) if due is not None and is_set_off else (None, text)


_DUE = f"{BY}|until|till|due(?: by| on)?"
_due_behind: Clause[When] = time_behind(_DUE, read_when)
_DUE_BY = re.compile(rf"(?:{_DUE})\s+", re.IGNORECASE)


def look_back(said: Input) -> LookBack:
    """`<topic>: <words>`, or `skip`; nothing asks for the form."""
    text = said.text.strip()
    if _SKIPS.fullmatch(text):
        return LookBack(skip=True)
    found = _TOPIC.match(text)
    if found is None:
        nothing_more(text)
        return LookBack()
    return LookBack(_TOPICS[found[1].lower()], needed(text[found.end() :], "what").strip())


_TOPICS: dict[str, LookBackTopic] = {topic: topic for topic in get_args(LookBackTopic)} | {
    "luck": "lucky",
    "factor": "factors",
    "surprise": "surprised",
    "faster": "quicker",
}
_TOPIC = re.compile(rf"({'|'.join(_TOPICS)})(?:\s*{COLON}\s*|\s+|$)", re.IGNORECASE)
_SKIPS = re.compile(r"(?:skip|nothing|no|none)[.!]?", re.IGNORECASE)


def reviewer(said: Input) -> Reviewer:
    """`[@ana|me] [by Friday]`, the owner before or behind the day."""
    text = said.text.strip()
    mine = _MINE.match(text)
    named = _follow_up(text[mine.end() :] if mine else text)
    nothing_more(named.text)
    return Reviewer(named.owner, named.by, mine=mine is not None)


_MINE = re.compile(r"(?:is |to )?(?:me|mine|myself|i do(?: it)?)(?=[\s,.!]|$)[\s,.!]*", re.IGNORECASE)
_PAGE = re.compile(r"\s*page\s+(\d{1,4})$", re.IGNORECASE | re.ASCII)
_WHOSE = {"": False, "all": False, "mine": True, "my": True, "me": True, "my own": True, "of mine": True}


def follow_ups(said: Input) -> FollowUps:
    """`[mine] [page 2]`."""
    typed = " ".join(without_courtesy_behind(said.text).lower().split())
    page = _PAGE.search(typed)
    whose = typed[: page.start()] if page else typed
    if whose not in _WHOSE:
        nothing_more(said.text)
    return FollowUps(_WHOSE.get(whose, False), max(1, int(page[1])) if page else 1)
