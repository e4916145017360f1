"""Severities as people write them, on the scale from 1 (the worst) to 4 that Sitrep has.

Law: what is read as another number than was typed carries what was typed, so that the answer can say so.
"""

import re

from bot.grammar.clauses import ARROW, BETWEEN, COLON

WORST = 1
_LEVELS = {"0": WORST, "1": 1, "2": 2, "3": 3, "4": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_SAME = frozenset({"1", "2", "3", "4", "one", "two", "three", "four"})
# As Atlassian names its three (critical, major, minor) and Jira its five.
_WORDS = {
    **dict.fromkeys(("critical", "blocker", "crit", "highest"), 1),
    **dict.fromkeys(("major", "high"), 2),
    **dict.fromkeys(("minor", "medium", "moderate"), 3),
    **dict.fromkeys(("low", "lowest", "trivial", "cosmetic"), 4),
}
_NUMBER = r"\d{1,9}|one|two|three|four"
_WORD = "|".join(_WORDS)
_EMOJI = r"(?::[a-z0-9_+'-]+:|[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\u200d]*)"
LEADING_EMOJI = re.compile(rf"(?:{_EMOJI}\s*){{1,5}}")
# "S3" is first of all a storage service, so that one short form needs its colon; "low: disk" is a title.
_IN_FRONT = re.compile(
    rf"(?:an? )?(?P<typed>\[?(?:(?:sev(?:erity)?|prio(?:rity)?)[ .-]?[#:=]? ?(?P<number>{_NUMBER})"
    r"|[sp]-?(?P<short>[0124])"
    rf"|p-?(?P<other>[35-9])|s(?P<s3>3)(?=[:：])|(?P<word>critical|blocker|major|minor)(?=\]|{COLON})"
    rf"|(?:(?<=\[)(?P<bracketed>{_WORD})(?=\])|(?P<named>{_WORD})[ -](?:sev(?:erity)?|prio(?:rity)?)))\]?)"
    rf"(?![^\s:：,;.–—-]|\.\d){BETWEEN}",
    re.IGNORECASE | re.ASCII,
)
_BEHIND = re.compile(
    r"(?:^|[\s,;–—-]+)(?P<typed>\(?\+?(?:sev(?:erity)?[ -]?(?P<number>[0-9])|p(?P<short>[0-4]))\)?)[.!]?$",
    re.IGNORECASE | re.ASCII,
)
_BEHIND_MAX_CHARS = 40
_LEVEL = re.compile(
    rf"(?:(?:sev ?)?\d ?(?={ARROW}))?(?:(?:{ARROW}|is|now|to|up|down|=)\s*){{0,3}}"
    rf"(?:sev(?:erity)?[ -]?|[sp]-?)?(?P<typed>{_NUMBER}|{_WORD})(?!\w|\.\w)",
    re.IGNORECASE | re.ASCII,
)


def severity_in_front(text: str) -> tuple[str, int | None, str]:
    """Takes a severity off the front of a title, behind its emoji: title, level, and what was typed otherwise."""
    emoji = LEADING_EMOJI.match(text)
    lead = emoji[0] if emoji else ""
    found = _IN_FRONT.match(text, len(lead))
    if found is None:
        return text, None, ""
    names = ("number", "short", "other", "s3", "word", "bracketed", "named")
    level, typed = _read(next(found[name] for name in names if found[name]), found["typed"])
    return lead + text[found.end() :], level, typed


def severity_behind(text: str) -> tuple[str, int | None, str]:
    """The same at the end: "Documents missing, sev2"."""
    start = max(0, len(text) - _BEHIND_MAX_CHARS)
    found = _BEHIND.search(text, start)
    if found is None:
        return text, None, ""
    level, typed = _read(found["number"] or found["short"], found["typed"])
    return text[: found.start()].rstrip(), level, typed


def level_in_front(text: str) -> tuple[int | None, str, str]:
    """The level that a text begins with, what was typed otherwise, and the rest; None for none that there is."""
    found = _LEVEL.match(text)
    if found is None:
        return None, "", text
    level, typed = _read(found["typed"], found["typed"])
    return level, typed, text[found.end() :]


def _read(number: str, typed: str) -> tuple[int | None, str]:
    """The level, and what was typed where that is another number or a word; None for a number off the scale."""
    level = _LEVELS.get(number.lower()) or _WORDS.get(number.lower())
    return level, "" if number.lower() in _SAME else typed.strip("[]()+")
