"""Pieces of a typed line that many commands share: clean text, and clauses that stand at its end behind a keyword.

Law: what does not parse as its clause stays text. "Deleted by accident" has no deadline, "/var/log" no likelihood.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)
First = TypeVar("First")
Second = TypeVar("Second")


class Clause(Protocol[Value_co]):
    """Takes a clause off the end of a text: the text without it, and its value; or the text as it was, and None."""

    def __call__(self, text: str, /) -> tuple[str, Value_co | None]: ...


# PostgreSQL refuses NUL, UTF-8 refuses lone surrogates, and a terminal obeys control characters; those that are blanks
# become one.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BLANK = re.compile("[^\\S\n]|[\u200b\u2060\ufeff]")  # NBSP and its kin, and the zero-width spaces
_WEB_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^<>]*)?>")
_MAIL_LINK = re.compile(r"<(?:mailto|tel):([^|>\s]+)(?:\|[^<>]*)?>")
# Joiners and direction marks belong to emoji and right-to-left words, so they are only taken from around a keyword.
INVISIBLE = "\u00ad\u061c\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SEPARATORS = " \t\n,;|"
_ENTITIES = ("&lt", "&gt", "&amp")  # Slack escapes these three characters, and no others
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“”", "‘": "’", "«": "»", "»": "«", "`": "`"}

# ICD 203, Analytic Standards (2015), D.6.e.2: seven steps with one synonym each; "even" is what hurried people type.
LIKELIHOODS = (
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even",
    "likely",
    "very likely",
    "almost certain",
)
_LIKELIHOOD_WORDS = {word: word for word in LIKELIHOODS} | {
    "remote": "almost no chance",
    "highly improbable": "very unlikely",
    "improbable": "unlikely",
    "even": "roughly even",
    "roughly even odds": "roughly even",
    "probable": "likely",
    "highly probable": "very likely",
    "nearly certain": "almost certain",
}
LIKELIHOOD_MAX_CHARS = 40
"""Longer than " / almost no chance."; only so much of the end is searched."""

_FINAL_SLASH = re.compile(  # "odd/even" is text
    rf"(?:(?:(?<!\S)/\s*|/\s+)(?P<behind>[a-z][a-z ]*?)|\((?P<inside>{'|'.join(LIKELIHOODS)})\))[.!]?$", re.IGNORECASE
)


def clean(text: str) -> str:
    """The text as every store can keep it: odd spaces made plain, links reduced to their address, no more."""
    text = _BLANK.sub(" ", _UNSTORABLE.sub("\ufffd", text)).replace("\u2028", "\n").replace("\u2029", "\n")
    text = _MAIL_LINK.sub(r"\1", _WEB_LINK.sub(r"\1", text))
    return text.strip()


ARROW = r"(?:->|-&gt;|=>|=&gt;|→)"  # Slack escapes the second character
# Between a word of the grammar and what follows it; the colon that begins an emoji (":fire:") belongs to that.
COLON = r"[:：](?!(?-i:[bd-mo-z]|[a-z_+-][a-z0-9_+'-]+):)"
BETWEEN = rf"(?:[\s,;–—-]|{COLON}|\.(?=\s|$))*"


def one_line(text: str) -> str:
    return " ".join(text.split())


def unquoted(text: str) -> str:
    """The text without one pair of quotes around it, straight or typographic; quotes inside stay."""
    text = text.strip()
    closing = _QUOTES.get(text[:1], "")
    if len(text) > 1 and text[-1] in closing and not any(mark in text[1:-1] for mark in closing):
        return text[1:-1].strip()
    return text


_BETWEEN = re.compile(rf"\A{BETWEEN}")
_SAYS_NO_WHY = re.compile(
    r"(?:[!?.,;:*_~=+()\[\]…–—\s-]|(?<!\w)(?:please|pls|plz|bitte|thanks|thank you|thx|now|asap)(?!\w))*", re.IGNORECASE
)


def without_lead_in(why: str) -> str:
    """What follows a state or an id, without the colon or dash people put between: ": db is back" -> "db is back"."""
    return _BETWEEN.sub("", why, count=1).rstrip()


def reason_in(typed: str) -> str:
    """The same of a reason: punctuation and courtesy alone ("sev1!!", "sev 1 now please") are none."""
    why = without_lead_in(typed)
    return "" if _SAYS_NO_WHY.fullmatch(why) else why


TIME_MAX_CHARS = 60
"""Longer than any time people type; it keeps reading a pasted page as fast as reading a line."""

KEYWORD_MAX_CHARS = 40
"""Longer than any keyword of a clause with the blanks around it."""

COURTESY_MAX_CHARS = 30
"""Longer than " at the latest, please"."""

_POLITE_BEHIND = re.compile(
    r"[\s,]+(?:please|pls|plz|thanks|thank you|thx|ty|at the latest|latest|sharp|if possible)$", re.IGNORECASE
)


def tidy(text: str) -> str:
    """One line for the readers of times, without what ends a sentence politely; "" when it is too long to be a time."""
    text = " ".join(text[: TIME_MAX_CHARS * 2].split()).strip(" ,;") if len(text) <= TIME_MAX_CHARS * 2 else ""
    while (shorter := _POLITE_BEHIND.sub("", text.rstrip("?!,;) ")).removesuffix(".")) != text:
        text = shorter
    return text if len(text) <= TIME_MAX_CHARS else ""


def without_courtesy_behind(text: str) -> str:
    """The line without "please", "thanks" and the full stop at its end, where it holds no free words."""
    text = text.rstrip(" .!,;\n")
    end = len(text) - min(len(text), COURTESY_MAX_CHARS)
    return text[:end] + _POLITE_BEHIND.sub("", text[end:]).rstrip(" .!,;\n")


def trimmed(text: str) -> str:
    """The text without the blanks and commas that separated it from its neighbours; the ";" of "&gt;" stays."""
    text = text.lstrip(_SEPARATORS)
    end = text.rstrip(_SEPARATORS)
    return f"{end};" if end.endswith(_ENTITIES) and text[len(end) :].startswith(";") else end


def words(text: str) -> str | None:
    """Reads a clause that may be any words, but not none."""
    return trimmed(text) or None


def behind(keywords: str, read: Callable[[str], Value | None], *, value_max_chars: int | None = None) -> Clause[Value]:
    """The clause that stands behind one of the keywords (a regex) up to the end; the last that can be read wins.

    `value_max_chars` is the longest value that can be read, so that no more than the end is searched; None for words.
    """
    keyword = re.compile(rf"(?<!\S)(?:{keywords})(?:\s*:\s*|\s+)", re.IGNORECASE)

    def take(text: str) -> tuple[str, Value | None]:
        text = text.rstrip()
        begin = 0 if value_max_chars is None else max(0, len(text) - value_max_chars - KEYWORD_MAX_CHARS)
        for found in reversed(list(keyword.finditer(text, begin))):
            value = read(text[found.end() :])
            if value is not None:
                return trimmed(text[: found.start()]), value
        return text, None

    return take


def in_any_order(text: str, one: Clause[First], other: Clause[Second]) -> tuple[str, First | None, Second | None]:
    """Takes two clauses off the end, whichever stands last."""
    text, first = one(text)
    text, second = other(text)
    if first is None:
        text, first = one(text)
    return text, first, second


def taken_off(text: str, *clauses: Clause[Any]) -> tuple[str, list[Any]]:
    """Takes each of the clauses off the end once, always the one that begins last; None for one that is not there."""
    values: list[Any] = [None] * len(clauses)
    while True:
        found = [(place, *clause(text)) for place, clause in enumerate(clauses) if values[place] is None]
        there = [(len(rest), place, rest, value) for place, rest, value in found if value is not None]
        if not there:
            return text, values
        _, place, text, values[place] = max(there, key=lambda one: one[0])


def likelihood_word(typed: str) -> str | None:
    """The one of LIKELIHOODS that was typed, be it by a synonym."""
    return _LIKELIHOOD_WORDS.get(one_line(typed).lower())


def likelihood(text: str) -> tuple[str, str | None]:
    """Takes a likelihood off the end, behind a final slash: "the rename job lost it / likely".

    In brackets only in its own words, for "the replica (remote)" is elsewhere.
    """
    found = _FINAL_SLASH.search(text[-LIKELIHOOD_MAX_CHARS:])
    word = likelihood_word(found["behind"] or found["inside"]) if found else None
    if found is None or word is None:
        return text, None
    return text[: len(text) - min(len(text), LIKELIHOOD_MAX_CHARS) + found.start()].rstrip(), word


source = behind("source", words)
because = behind("because|’cause|'cause", words)
cannot = behind("cannot|can not|can['’‘`´]t|cant|(?:is |are )?(?:unable|not able) to|(?:kann|können) nicht", words)
