"""Scores of a final page: whether it quotes, where an executive looks for it, one of the lines that it should.

A line is there when the beginning of its first sentence stands in one of the sections. Pages are read as Markdown.
"""

import re
from collections.abc import Mapping, Sequence

from benchmarks.chats import KEYS, Chat
from benchmarks.chats.telling import REASON
from bot.render.emoji_names import with_characters
from bot.story.labels import unlabelled

SECTIONS = ("summary", "customers", "money", "cause", "fix", "prevention", "risk")  # as they are numbered on the page
WHERE = {
    "harm": ("summary", "customers"),
    "why": ("cause", "summary"),
    "done": ("fix", "summary"),
    "over": ("summary", "fix", "customers"),
}
NEVER = ("quotes", "denials", "unreasoned")
BEGINNING_CHARS = 48
QUOTED = re.compile(r"“([^”]{12,})”")
GAP = re.compile(
    r"not known|not on record|not entered|nobody|\bno (?:sum|number|plan|decision|estimate)\b|not been|not stated",
    re.IGNORECASE,
)

# A negative about the world in our own voice; that nobody has said or been asked is about the record.
DENIAL = re.compile(r"[Nn]obody (?!has said|has been asked|holds it|held)|Not known yet")

_HEADING = re.compile(r"\*\*(\d)\. [^*]+\*\*")
_LINK, _LABEL = re.compile(r"\[([^\]]*)\]\([^)]*\)"), re.compile(r"^\[\w+\]:.*$|\[m?\d+\]", re.MULTILINE)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s")


def score(chat: Chat, page: str) -> Mapping[str, int]:
    """1 or 0 for each key that there is, what no page may have, and the share of `gaps` in %.

    `quotes` are no piece of a message, `denials` are of what may be on record, and `unreasoned` is an end without the
    reason that was given for it.
    """
    told = _sections(page)
    there = {mark: " ".join(_words(told.get(section, "")) for section in sections) for mark, sections in WHERE.items()}
    hits: dict[str, int] = {
        mark: int(any(_is_told(chat.messages[n]["text"], there[mark]) for n in chat.keys[key]))
        for mark, key in KEYS.items()
        if chat.keys.get(key)
    }
    everything = " ".join(_words(message["text"]) for message in chat.messages)
    quotes = [quote for text in told.values() for quote in QUOTED.findall(text)]
    ours = QUOTED.sub("", page)  # what somebody typed stands in our voice, and is theirs all the same
    return {
        **hits,
        "quotes": sum(_words(quote.rstrip("….")) not in everything for quote in quotes),
        "denials": sum(_words(ours[found.start() :])[:20] not in everything for found in DENIAL.finditer(ours)),
        "unreasoned": int("· Resolved" in page and REASON not in page),
        "gaps": _gaps(told),
    }


def _is_told(text: str, told: str) -> bool:
    """With or without "Confirmed:" in front of it, which a page says in its own words."""
    return beginning(text) in told or beginning(unlabelled(text)) in told


def totals(scores: Sequence[Mapping[str, int]]) -> str:
    """As one line: of how many conversations the page has each, and what it should have nowhere."""
    counted = [(name, [one[name] for one in scores if name in one]) for name in WHERE]
    shares = ", ".join(f"{name} {sum(found)} of {len(found)}" for name, found in counted)
    gaps = sum(one["gaps"] for one in scores) / max(1, len(scores))
    broken = ", ".join(f"{name} {sum(one[name] for one in scores)}" for name in NEVER)
    return f"{shares}; {broken}; gaps {gaps:.0f} %"


def _sections(page: str) -> Mapping[str, str]:
    headings = list(_HEADING.finditer(page))
    ends = [*(heading.start() for heading in headings[1:]), len(page)]
    return {
        SECTIONS[int(heading[1]) - 1]: page[heading.end() : end].split("\n*", maxsplit=1)[0]
        for heading, end in zip(headings, ends, strict=True)
    }


def _gaps(told: Mapping[str, str]) -> int:
    body = " ".join(told.values())
    gaps = sum(len(s.split()) for s in _SENTENCE_ENDS.split(body) if GAP.search(s) and "“" not in s)
    return round(100 * gaps / max(1, len(body.split())))


def beginning(text: str) -> str:
    return _words(_SENTENCE_ENDS.split(_plain(text), maxsplit=1)[0])[:BEGINNING_CHARS].strip()


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", _plain(text).lower()).strip()


def _plain(text: str) -> str:
    """Without markup and links; an emoji is a character, as on the page, and not the name that Slack has for it."""
    unlinked = _LINK.sub(r"\1", _LABEL.sub(" ", text)).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return re.sub(r"\s+", " ", re.sub(r"[*_`\\~]", "", with_characters(unlinked))).strip()
