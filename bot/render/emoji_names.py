"""Emoji as characters where nobody shows their short names: documents and terminals. Slack shows them itself.

Slack's names are those of https://github.com/iamcal/emoji-data; the library knows them with underscores.
"""

import re
from functools import lru_cache

_NAME = re.compile(
    r"(?<![A-Za-z0-9]):([a-z0-9_+'-]{1,100}):(?::?skin-tone-([2-6]):)?"
)  # Slack: a name has 100 characters
# Without any of these there is no emoji in a text, and nothing to look for: all of Unicode's hold one.
_MAY_HOLD_ONE = re.compile("[\xa9\xae\u203c-\u33ff\ufe00-\ufe0f\U0001f000-\U0001ffff]")
_FLAG = re.compile(r"flag-([a-z]{2})")
_REGIONAL_A = 0x1F1E6
_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # skin-tone-2 to skin-tone-6


def with_characters(text: str) -> str:
    """The text with a character for every short name of Unicode's; a workspace's own emoji stay `:name:`."""
    return _NAME.sub(_character, text)


def with_names(text: str) -> str:
    """The text with `:name:` for every emoji: for print, whose fonts have none."""
    if not _MAY_HOLD_ONE.search(text):
        return text
    import emoji  # as below

    return emoji.demojize(text, language="alias")


def is_everywhere(name: str) -> bool:
    """Whether every workspace has an emoji of this name; others are a workspace's own."""
    return bool(_known(name))


def _character(found: re.Match[str]) -> str:
    known = _known(found[1])
    if not known:
        return found[0]
    if not found[2]:
        return known
    tone = _TONES[int(found[2]) - 2]
    return known[0] + tone + known[1:].lstrip("\ufe0f")  # a tone stands behind the person, before what they do


@lru_cache(maxsize=2048)
def _known(name: str) -> str:
    """Empty for a name that is not Unicode's."""
    if flag := _FLAG.fullmatch(name):
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in flag[1])
    import emoji  # the names of four thousand, which an idle bot does without

    spelled = (name, name.replace("-", "_"), name.removeprefix("large_"))
    shown = (emoji.emojize(f":{one}:", language="alias") for one in spelled)
    return next((found for found in shown if not found.startswith(":")), "")
