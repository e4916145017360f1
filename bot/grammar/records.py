"""Reads the verbs that record what is known: hypotheses, decisions, unknowns, needs, plans, notes and key times."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Literal, get_args

from bot.grammar.clauses import (
    ARROW,
    BETWEEN,
    COLON,
    Clause,
    because,
    in_any_order,
    likelihood,
    likelihood_word,
    reason_in,
    source,
    unquoted,
    without_lead_in,
)
from bot.grammar.estimates import ETA, estimate, start
from bot.grammar.input import Input, needed, nothing_more
from bot.grammar.intents import (
    AnswerUnknown,
    Confirm,
    Decide,
    Fix,
    KeyMoment,
    KeyTime,
    Need,
    Note,
    Plan,
    Redact,
    Risk,
    RuleOut,
    StepPlan,
    Think,
    Undo,
    Unknown,
)
from bot.grammar.misread import Misread
from bot.grammar.owners import owner_before_a_time
from bot.grammar.people import name_behind
from bot.grammar.resolve_times import is_rather_ahead, resolve
from bot.grammar.times import (
    BY,
    ROUGHLY,
    SPAN,
    STRUCK,
    ClockTime,
    InMinutes,
    When,
    by,
    looks_like_a_time,
    read_due,
    read_when,
    time_behind,
    unread,
    unread_in,
    unread_in_front,
    when_in_front,
)
from bot.incident.reports import states_any

NOTES_MAX = 50
"""Lines with a time of their own in one command; as many as a message of Slack has blocks to repeat them in."""

NOTE_LOOKS_BACK = timedelta(hours=16)
"""A note that begins with 18:00 at 14:00 speaks of tonight; one with 22:40 at 11:00 speaks of last night."""

_HYPOTHESIS = re.compile(r"(?:h|hypothesis) ?#?(\d{1,4})(?!\w)" + BETWEEN, re.IGNORECASE | re.ASCII)
_UNKNOWN = re.compile(
    r"(?:(?:the )?(?:unknown|question) ?#?(?P<number>\d{1,4})|(?P<bare>\d{1,3})(?=\s?:\s)"
    r"|#?(?P<id>u ?\d{1,4}|[a-z]\d{1,4}))(?!\w)\s*(?:is|=)?" + f"{ARROW}?" + BETWEEN,
    re.IGNORECASE | re.ASCII,
)
_JUDGED = re.compile(
    r"(?:h|hypothesis) ?#?(?P<number>\d{1,4})(?:\s*[/:,–-]\s*|\s+(?:is |now |looks |seems ){0,2}|(?=\())"
    r"(?P<bracket>\()?(?P<word>[a-z][a-z ]{0,30})(?(bracket)\))[.!]?",
    re.IGNORECASE | re.ASCII,
)
_BEHIND_RECORD = rf"(?!\w|[.:]\d)(?:\s*(?:{ARROW}|[:,=–-]|(?:should )?(?:be|read|is)\b|to\b(?: (?:be|read)\b)?))?\s*"
_OF_KIND = (
    r"(?:(?:the|my|note|hypothesis|decision|unknown|question|risk|need|impact|money|customer|record|entry|line)\s+)"
)
_RECORD = re.compile(rf"{_OF_KIND}{{0,2}}#?([a-z]{{0,3}}[- ]?\d{{1,6}}){_BEHIND_RECORD}", re.IGNORECASE | re.ASCII)
# Behind "correction:" a number alone is a figure ("15 documents, not 14"), and no line of the timeline.
_RECORD_OF_A_CORRECTION = re.compile(
    rf"{_OF_KIND}{{0,2}}?(?:#|(?:note|record|entry|line|number)\s+|(?=[a-z])|(?=\d{{1,6}}\s*(?:{ARROW}|[:=](?!\d))))"
    rf"([a-z]{{0,3}}[- ]?\d{{1,6}}){_BEHIND_RECORD}",
    re.IGNORECASE | re.ASCII,
)
_EXECUTIVE = re.compile(r"(?:from )?(?:the )?(?:execs?|executives?|ceo)(?![\w'’-])" + BETWEEN, re.IGNORECASE)
_NEEDED_BY = f"{BY}|before|within|due"
_TILL = f"{BY}|until|till|before"
_needed_by: Clause[When] = time_behind(_NEEDED_BY, read_due)
_PLAN = re.compile(rf"([ab])(?:\s*(?:{COLON}|[).=](?=\s|$))\s*|\s+|$)", re.IGNORECASE)
_OTHER_PLAN = re.compile(r"[c-z](?=[:：)](?:\s|$))", re.IGNORECASE)
_BEGINS_WITH_A_TIME = re.compile(
    r"(?:at|@|um)\s*(?=(?:\d{1,2}(?:[:h]\d{2}| ?[ap]\.?m\b| uhr\b)|noon\b|midday\b)[^\n]*?\s\S)", re.IGNORECASE
)
_GOES_ON = re.compile(r"(?i:or|and|if|unless|oder|und|falls)\b|[A-Z]|[\w/]+ time\b")
_IS_TO = re.compile(r"\A(?:is|was|would be) to\s+(?=\S)", re.IGNORECASE)
# "plan b is ready" says something about a plan that stands, and would stand in its place.
_SAYS = r"is|was|has|had|did|does|would|could|can|cannot|failed"
_SAYS_OF_A_PLAN = re.compile(rf"(?:{_SAYS})(?![\w:-])", re.IGNORECASE)
# Behind the letter these are verbs as well; behind "plan" alone they may name what it is: "plan works council first".
_SAYS_OF_A_LETTER = re.compile(
    rf"(?:{_SAYS}|works?|worked|fails|helps|helped|seems|looks|needs|needed)(?![\w:-])", re.IGNORECASE
)
_DASH_IN_FRONT = re.compile(r"\A[–—-]\s+")
_STAGES: dict[Literal["begun", "later", "not needed", "done"], str] = {
    "begun": "begun",
    "done": "done",
    "not needed": "dropped",
    "later": "later",
}
_STAGE = re.compile(
    r"(?:is |has |was |has been )?(?:"
    r"(?P<begun>begun|began|started|starts?(?: now)?|begins?(?: now)?|running|under ?way)"
    r"|(?P<done>done|finished|completed?|carried out)"
    r"|(?P<dropped>not needed(?: any ?more)?|no longer needed|dropped|cancelled|canceled)"
    r"|(?P<later>not yet|postponed|put off|later(?= until| till|$))"
    r")(?:[\s:,]+(?:until|till|to|for|by|at|since)?\s*(?P<time>.{1,40}))?[.!]?",
    re.IGNORECASE,
)
_IS_TO_COME = re.compile(r"(?:is )?(?:starts?|begins?)\b", re.IGNORECASE)  # "starts at 15:30" speaks of what is ahead
_PLAN_B = {"planb", "plan-b", "plan b", "contingency", "fallback"}
# What a leading time of a note looks like: more than a number, for "14 documents" and "1430 documents" are none.
_NOTE_TIME = re.compile(
    r"(?:at |um |@ ?)?\d{1,2}(?:[:.]\d{2}|h\d{2}(?=:| ?-| ?–)|:\d{2}:\d{2}| ?[ap]\.?m\b)"
    r"|(?:at )?(?:noon|midday|midnight)\b"
    r"|[^.;!?\n]{1,30} ago\b|just now\b|(?:yesterday|today|last night|this (?:morning|afternoon|evening)|tonight|on)\b"
    r"|(?:last )?(?:mon|tue|wed|thu|fri|sat|sun)|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th|\.)? ?[a-z]{3}"
    r"|[a-z]{3,9}\.? \d{1,2}"
    r"|(?:am )?\d{1,2}\.\d{1,2}\.(?:\d{4}| )|(?:at )?(?:quarter|half|ten|five|twenty|a quarter) (?:past|to)\b",
    re.IGNORECASE | re.ASCII,
)
_DAY_ALONE = re.compile(
    r"(yesterday|last night|this (?:morning|afternoon|evening)|earlier today|(?:vor)?gestern|heute"
    r"|\d{1,2}\.\d{1,2}\.(?=[ ,:]))(?!['’])(?=[\s:,]|$)",
    re.IGNORECASE | re.ASCII,
)
_LIST_MARK = re.compile(r"\A\s*(?:[-*•–]|\d{1,2}[.)](?= ))\s+")
_BRACKETED = re.compile(r"[\[(]([^\[\]()]{1,40})[\])][\s:,–-]*")
_STRUCK_TIME = re.compile(STRUCK, re.IGNORECASE | re.ASCII)
_SPAN_OR_ROUGHLY = re.compile(rf"(?:{SPAN}|{ROUGHLY})", re.IGNORECASE | re.ASCII)
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


_SEVERAL = re.compile(
    r"(?:h|hypothesis) ?#?\d{1,4}\s*(?:,|&|&amp;|\+|/|\band\b)\s*(?:h|hypothesis) ?#?\d{1,4}"
    r"(?=\s*(?:$|[,:&+]|because\b|and\b|(?:is|are|were|both)\b))",
    re.IGNORECASE | re.ASCII,
)


def is_judged(text: str) -> bool:
    """Whether a line that begins with the id of a hypothesis says how likely that is."""
    judged = _JUDGED.fullmatch(text.strip())
    return judged is not None and likelihood_word(judged["word"]) is not None


def _stated(text: str, missing: str) -> str:
    """The words that are needed; raises Misread (states_nothing) for "none" and its like."""
    words = needed(text, missing)
    if not states_any(words):
        raise Misread("states_nothing", typed=words)
    return words


def think(said: Input) -> Think:
    """`<hypothesis> [/ likely]`; the id of one with a likelihood behind it judges that one: "H2 is unlikely"."""
    text = said.text.strip()
    judged = _JUDGED.fullmatch(text)
    if judged and (how_likely := likelihood_word(judged["word"])):
        return Think("", how_likely, int(judged["number"]))
    if re.fullmatch(r"(?:h|hypothesis) ?#?\d{1,4}[\s/.:]*", text, re.IGNORECASE | re.ASCII):
        raise Misread("incomplete", missing="likelihood")
    text, how_likely = likelihood(text)
    return Think(_stated(unquoted(text), "hypothesis"), how_likely)


def confirm(said: Input) -> Confirm:
    number, evidence = _hypothesis(said)
    return Confirm(number, evidence)


def rule_out(said: Input) -> RuleOut:
    number, evidence = _hypothesis(said)
    return RuleOut(number, evidence)


def _hypothesis(said: Input) -> tuple[int | None, str]:
    text = said.text.strip()
    if several := _SEVERAL.match(text):
        raise Misread("one_hypothesis", typed=several[0])
    found = _HYPOTHESIS.match(text)
    evidence = needed(text[found.end() :] if found else text, "evidence")
    return (int(found[1]) if found else None), evidence


def decide(said: Input) -> Decide:
    text, why = because(said.text.strip())
    return Decide(needed(text, "decision"), why or "")


def unknown(said: Input) -> Unknown:
    """`<what> [@owner] [by 14:30]`. A name before what may be a time owns the question, be the time read or not."""
    text, due, owner = in_any_order(said.text.strip(), by, name_behind)
    if owner is None and (found := owner_before_a_time(text)):
        return Unknown(needed(found.text, "what"), found.owner, due or found.at, unread="" if due else found.unread)
    return Unknown(_stated(text, "what"), owner, due, unread="" if due else unread(text, _TILL) or unread_in(text))


def answer(said: Input) -> AnswerUnknown:
    """`[U1] <what is known>`; another id is kept as it is typed, for the answer that there is no such unknown."""
    text = said.text.strip()
    found = _UNKNOWN.match(text)
    if found is None:
        return AnswerUnknown(None, unquoted(text))
    called = found["id"] or f"U{found['number'] or found['bare']}"
    return AnswerUnknown(called.replace(" ", "").upper(), unquoted(text[found.end() :].strip()))


def risk(said: Input) -> Risk:
    return Risk(_stated(said.text, "risk"))


def need(said: Input) -> Need:
    text, due = _needed_by(said.text.strip())
    tagged = _EXECUTIVE.match(text)
    what = needed(text[tagged.end() :] if tagged else text, "what")
    if not states_any(what):
        raise Misread("nothing_needed", typed=what)
    missed = "" if due else unread(text, f"{_NEEDED_BY}|until|till") or unread_in(text)
    return Need(what, tagged is not None, due, unread=missed)


def plan(said: Input) -> Plan | StepPlan:
    """`[a|b][:] <what> [eta 20-40m [because …]] [at 15:30]`; without a letter it is plan A.

    `b begun` says how far it is; a new estimate may be all that is said of one that stands.
    """
    text = said.text.strip()
    which: Literal["a", "b"] = "b" if said.typed in _PLAN_B else "a"
    letter = _PLAN.match(text) if said.typed == "plan" else None
    if letter:
        which = "b" if letter[1].lower() == "b" else "a"
        text = text[letter.end() :]
    text = _IS_TO.sub("", _DASH_IN_FRONT.sub("", text))
    if step := _step(which, text.strip()):
        return step
    if other := _OTHER_PLAN.match(text) if letter is None else None:
        raise Misread("unknown_plan", typed=other[0])
    typed = text
    text, takes = estimate(text)
    if (_SAYS_OF_A_LETTER if letter or which == "b" else _SAYS_OF_A_PLAN).match(text):
        raise Misread("about_a_plan", typed=typed, plan=which)
    text, begins = (text, takes.at) if takes and takes.at else start(text)
    missed = ""
    if begins is None and (lead := _BEGINS_WITH_A_TIME.match(text)):
        begins, text = _begins_in_front(text, lead.end())
        missed = "" if begins else _told_in_front(text, lead.end())
    missed = "" if begins else unread(text, f"at|in|from|{_TILL}") or missed
    if takes is None:
        unread_eta = unread(text, ETA)
        missed = "" if unread_eta.endswith(missed) else missed
        return Plan(which, needed(text, "what"), None, None, begins, unread=missed, unread_eta=unread_eta)
    return Plan(which, text, takes.low_min, takes.high_min, begins, takes.basis, unread=missed)


def _begins_in_front(text: str, at: int) -> tuple[When | None, str]:
    """The time that stands there with the words behind it; no time where it may go on: "5pm or 6pm", "17:00 Berlin"."""
    when, rest = when_in_front(text[at:])
    ends = text[: len(text) - len(rest)].rstrip().endswith((":", "-", "–", "—"))
    return (when, rest) if when is not None and (ends or not _GOES_ON.match(rest)) else (None, text)


def _told_in_front(text: str, at: int) -> str:
    """What looks like a time there, with all that stands behind it where that is short."""
    return text if looks_like_a_time(text[at:]) else unread_in_front(text, "at|@|um")


def _step(which: Literal["a", "b"], text: str) -> StepPlan | None:
    """How far a plan is, and since when, where nothing else is said of it."""
    found = _STAGE.fullmatch(text)
    if found is None:
        return None
    stage = next(stage for stage, words in _STAGES.items() if found[words] is not None)
    typed = (found["time"] or "").strip()
    time = read_when(typed) if typed else None
    if typed and time is None:
        if stage != "later":
            return None
        raise Misread("time_unclear", typed=typed)
    if time is not None and stage == "begun" and _IS_TO_COME.match(text):
        stage = "later"
    return StepPlan(which, stage, time)


_FENCE = "```"


def note(said: Input) -> Note:
    """`[13:40] <text>`; a line further down that begins with a time is a note of its own, but not in a code block."""
    entries: list[list[str]] = []
    text, fences = needed(said.text, "text"), 0
    is_closed = text.count(_FENCE) % 2 == 0
    for line in text.splitlines():
        listed = _LIST_MARK.sub("", line)
        is_code = is_closed and fences % 2 == 1
        fences += line.count(_FENCE)
        if not is_code and _timed(listed) is not None:
            entries.append([listed])
        elif entries:
            entries[-1].append(line)
        else:
            entries.append([line])
        if len(entries) > NOTES_MAX:
            raise Misread("too_many_notes", limit=str(NOTES_MAX))
    first, *others = (_one_note("\n".join(lines).strip()) for lines in entries)
    return replace(first, more=tuple(others))


def _one_note(typed: str) -> Note:
    timed = _timed(typed)
    if timed is not None:
        return Note(timed[1], timed[0], typed)
    day = _DAY_ALONE.match(typed)
    return Note(typed, None, typed, unread=day[0] if day else "")


def _timed(line: str) -> tuple[When, str] | None:
    """The time that a line begins with and the words behind it; None for a line without, or with nothing behind it.

    Of a span, and of a time that is only about so, the words keep what no single time can say.
    """
    if struck := _STRUCK_TIME.match(line):
        return _timed(line[struck.end() :])
    if len(line.split(maxsplit=1)) < 2:  # noqa: PLR2004  # a time and a word
        return None
    if (loose := _SPAN_OR_ROUGHLY.match(line)) and (begun := read_when(loose["begins"] or loose["roughly"])):
        return (begun, line) if line[loose.end() :].strip(" \t:,–-") else None
    bracket = _BRACKETED.match(line)
    if bracket and (when := read_when(bracket[1])) and line[bracket.end() :]:
        return when, line[bracket.end() :]
    when, rest = when_in_front(line) if _NOTE_TIME.match(line) else (None, line)
    is_moment = when.minutes <= 0 if isinstance(when, InMinutes) else getattr(when, "hour", None) is not None
    return (when, rest) if when is not None and is_moment and rest else None


def placed(note: Note, *, now: datetime, zone: str) -> tuple[datetime | None, str]:
    """The instant a note belongs to, in UTC, and its text; a leading time that is still to come is part of the text.

    Raises Misread (unknown_zone, day_unclear).
    """
    if note.at is None:
        return None, note.text
    last = resolve(note.at, now=now, zone=zone, past=True)
    is_long_ago = isinstance(note.at, ClockTime) and now - last > NOTE_LOOKS_BACK
    if last > now or is_long_ago or is_rather_ahead(note.at, last, now=now):
        return None, note.typed
    return last, note.text


def time_in_front(note: Note) -> str:
    """The time that a note begins with, as it was typed."""
    loose = _SPAN_OR_ROUGHLY.match(note.text)
    return (loose[0] if loose else note.typed.removesuffix(note.text)).strip(" \n:,-–—[]()")


def key_time(said: Input) -> KeyTime:
    """`detected|impact-start|… 13:20 [source …]`."""
    text, told_by = source(needed(said.text, "key_time"))
    which, rest = _key_moment(needed(text, "key_time"))
    when = read_when(needed(rest, "time"))
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


_THE_LAST = re.compile(r"\A\s*(?:that|this|it|(?:the |my )?last(?: one| thing)?)(?=[\s.,!]|$)", re.IGNORECASE)


def undo(said: Input) -> Undo:
    nothing_more(_THE_LAST.sub("", said.text))
    return Undo()


def redact(said: Input) -> Redact:
    found = _RECORD.match(needed(said.text, "record"))
    if found is None:
        raise Misread("incomplete", missing="record")
    return Redact(found[1].upper(), needed(reason_in(said.text.strip()[found.end() :]), "why"))


def fix(said: Input) -> Fix:
    """`<id> [new words]`; by number alone only behind "fix" itself."""
    pattern = _RECORD if said.typed == "fix" and not said.apart else _RECORD_OF_A_CORRECTION
    found = pattern.match(needed(said.text, "record"))
    if found is None:
        raise Misread("incomplete", missing="record")
    return Fix(found[1].upper(), without_lead_in(said.text.strip()[found.end() :]).strip())
