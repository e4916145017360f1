"""Reads how long a plan takes, and what that is based on: "eta 30-60 min because the last import took 45".

Law: a span is an estimate behind `eta` and its like, or where it is set apart at the end. Anything else stays in the
words of the plan.
"""

import re
from dataclasses import dataclass

from bot.grammar.clauses import Clause, trimmed
from bot.grammar.durations import read_span
from bot.grammar.times import When, read_when, time_behind

LEADS_MAX = 40
"""Places at which an estimate may begin that are looked at, the last ones: reading a pasted page takes no longer."""

SPAN_MAX_CHARS = 100
"""A span with the time of the start behind it is shorter."""

_STARTS = r"(?:it )?(?:starts?|starting|begins?|beginning) (?:at|from)"
_TRIGGER = r"(?:(?<=[,;] )|[–—-] )trigger(?: at)?"  # what is not set apart may be a trigger that is worked on
start: Clause[When] = time_behind(rf"at|@|um|{_TRIGGER}|{_STARTS}", read_when)

ETA = r"eta|est\.|estimated?(?: at)?|takes?"
"""What somebody types before an estimate; what stands behind it and is none is told."""

_DASH = r"(?<!\S)[–—-](?=\s)"
_SET_APART = rf"(?:^|[,;.:(]|{_DASH})\s*"
_AN_HOUR = r" \d{1,2}(?:$|[ .,;)](?!m|h|d|w|-|–|to |or ))"  # "eta at 12" is no length of time
_NAMED = re.compile(
    rf"(?<![\w-])(?:eta|est\.|estimated?)(?: is| at(?!{_AN_HOUR}))?(?:\s*[:=]\s*|\s+)"
    rf"|{_SET_APART}(?:it |this |that )?(?:(?:should|will|would|may|might) )?takes?\s+",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:[,;(]|{_DASH})\s*(?=(?:about |around |roughly |some |ca\.? ?|~ ?|≈ ?)?\d)", re.IGNORECASE)
_ROUGHLY = re.compile(r"(?:about|around|roughly|approx(?:imately|\.)?|some|circa|ca\.?|~|≈)\s*", re.IGNORECASE)
_OR_SO = re.compile(r" (?:or so|roughly|approximately)$", re.IGNORECASE)


# What leads to a basis and is no part of it, and what is: "as last time" says nothing without its first word.
_LEADS_TO = r"because(?: of)?|['’]?cause|since|based (?:up)?on|on the basis of|basis(?: is)?|going by|judging by|from"
_BELONGS_TO = (
    r"as (?!soon|long|of\b|well|many|much|far|late|early)|like |same as |it took "
    r"|(?:the|our|my) (?:last|previous|first) "
)
_BASIS = re.compile(rf"(?:[\s,;.(–—-])(?:(?:{_LEADS_TO})(?:\s*:\s*|\s+)|(?={_BELONGS_TO}))(?=\S)", re.IGNORECASE)
_NOW = re.compile(r"now\b", re.IGNORECASE)
_WAS = re.compile(r"(?<!\w)(?:took|was|were|ran|did|had|needed|lasted|ended|finished)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Estimate:
    """Minutes from the start; `basis` as typed, "" if none was; `at` is the start, where it stood among them."""

    low_min: int
    high_min: int
    basis: str = ""
    at: When | None = None


def estimate(text: str) -> tuple[str, Estimate | None]:
    """Takes the estimate off the end of a plan; the last that is named as one wins over one that is only set apart."""
    text = text.rstrip()
    for lead in (_NAMED, _BARE):
        for found in reversed(list(lead.finditer(text))[-LEADS_MAX:]):
            in_brackets = "(" in found[0] or text[: found.start()].endswith("(")
            read = _read(text[found.end() :], in_brackets=in_brackets)
            if read is not None and (lead is _NAMED or _is_plain(read, found[0])):
                return trimmed(text[: found.start()].rstrip(" (-–—")), read
    return text, None


def read_estimate(text: str) -> Estimate | None:
    """The estimate that the whole text is, with or without its basis; None for anything else."""
    rest, read = estimate(f"eta {text}")
    return read if not rest else None


def _is_plain(read: Estimate, lead: str) -> bool:
    """Whether a span that nothing names can only be an estimate: it has its basis, two ends, or stands in brackets."""
    return bool(read.basis) or read.low_min != read.high_min or "(" in lead


def _read(tail: str, *, in_brackets: bool) -> Estimate | None:
    tail = tail.rstrip(" .")
    tail = tail.removesuffix(")") if in_brackets and tail.count(")") > tail.count("(") else tail
    if span := _span(tail):
        return span
    found = _BASIS.search(tail[: SPAN_MAX_CHARS * 2])
    span = _span(tail[: found.start()]) if found else None
    if found is None or span is None:
        return None
    return _with_basis(span, tail[found.end() :].strip())


def _span(typed: str) -> Estimate | None:
    """The span with the start behind it, if that is all there is."""
    if len(typed) > SPAN_MAX_CHARS:
        return None
    rest, at = start(typed)
    words = _OR_SO.sub("", _ROUGHLY.sub("", rest.strip(" ,;(–—-"), count=1))
    minutes = read_span(words)
    return Estimate(*minutes, at=at) if minutes else None


def _with_basis(span: Estimate, typed: str) -> Estimate | None:
    """What it is based on; a time behind it is that of the start, unless it tells when something was."""
    basis = typed.removesuffix(")").rstrip() if typed.count(")") > typed.count("(") else typed
    if read_when(basis) is not None or _NOW.match(basis):
        return None
    rest, at = start(basis)
    is_told = at is not None and rest and _WAS.search(rest) and basis[len(rest) : len(rest) + 1] not in set(",;")
    if at is None or is_told or not rest or span.at is not None:
        return Estimate(span.low_min, span.high_min, basis, span.at)
    return Estimate(span.low_min, span.high_min, rest.rstrip(" ,;."), at)
