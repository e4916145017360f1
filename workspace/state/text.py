"""Slack's text: what a person's typing becomes, and what is kept of it.

Law: `<@U…>`, `<#C…>`, `<!here>`, `<url|label>` and the three escapes `&amp; &lt; &gt;` are the whole alphabet.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import emoji

from workspace.state.records import User

_BARE_URL = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"])")
_EMOJI_NAME = re.compile(r"(:[a-z0-9_+'-]+:)(?::skin-tone-([2-6]):)?")
_NAMED_OTHERWISE = {"👍": ":+1:", "👎": ":-1:"}  # where Slack and the library prefer another of an emoji's names
_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_TONE_1 = 0x1F3FB - 2  # Slack counts tones from 2
_REGIONAL_A = 0x1F1E6
_FLAG = re.compile(r"[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_NAME = re.compile(r":flag-([a-z]{2}):")
_CODE = re.compile(r"(```.+?```|`[^`\n]+`)", re.DOTALL)
_STAR = "\0"  # one that stands for bold already
_BOLDS = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), rf"{_STAR}\1{_STAR}"),
    (re.compile(r"__(?=\S)(.+?)(?<=\S)__"), rf"{_STAR}\1{_STAR}"),
)
_OTHER_SIGNS = (
    (re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])"), r"_\1_"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"~\1~"),
    (re.compile(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)"), r"<\2|\1>"),
)
BROADCASTS = ("here", "channel", "everyone")


def escape(text: str) -> str:
    """Typed text with Slack's three control characters made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def stored(text: str) -> str:
    """A message's text as Slack keeps it: web addresses as links, emoji by name."""
    return with_emoji_names(with_links(text))


def with_links(text: str) -> str:
    """Text in which bare web addresses have become `<address>`, as Slack stores them."""
    return _BARE_URL.sub(r"<\1>", text) if "://" in text else text


@lru_cache(maxsize=1024)  # a card is posted again and again with most of its lines as they were
def with_emoji_names(text: str) -> str:
    """Text in which emoji have become `:name:`, as messages carry them however they were typed or posted.

    Seen by many (hpsin/slack-libpurple#185), on no page. A sign that is an emoji only if one likes (©, ™) stays.
    """
    return text if _EMOJI_SIGNS.isdisjoint(text) else emoji.replace_emoji(text, _named)


def with_emoji(text: str) -> str:
    """The same text as Slack shows it; a name that Unicode does not know stays as it is."""
    return _EMOJI_NAME.sub(_shown, text) if ":" in text else text


def is_emoji_name(name: str) -> bool:
    """Whether Unicode has an emoji of this name, with a tone or without; a workspace here has none of its own."""
    return with_emoji(f":{name}:") != f":{name}:"


def _named(character: str, known: Any) -> str:
    if known["status"] != emoji.STATUS["fully_qualified"]:
        return character
    if flag := _FLAG.fullmatch(character):
        return f":flag-{''.join(chr(ord(letter) - _REGIONAL_A + ord('a')) for letter in flag[0])}:"
    tone = _TONE.search(character)
    bare = _BARE.get(_TONE.sub("", character).replace("\ufe0f", "")) if tone else character
    if bare is None or _CHARACTERS[_name(bare)] != bare:
        return character
    if tone is None:
        return _name(bare)
    is_of_one_tone = _toned(bare, tone[0]) == character
    return f"{_name(bare)}:skin-tone-{ord(tone[0]) - _TONE_1}:" if is_of_one_tone else character


def _name(character: str) -> str:
    known = emoji.EMOJI_DATA[character]
    return _NAMED_OTHERWISE.get(character) or next(iter(known.get("alias", ())), str(known["en"]).lower())


_WHOLE = [one for one, known in emoji.EMOJI_DATA.items() if known["status"] == emoji.STATUS["fully_qualified"]]
_BARE = {one.replace("\ufe0f", ""): one for one in _WHOLE}
_CHARACTERS = {_name(one): one for one in _WHOLE}
# Every emoji has one of these: what it begins with, or what makes one of a digit. The library goes through a text sign
# by sign, which takes it a hundred times as long, and leaves out the last two wherever they stand.
_EMOJI_SIGNS = {one[0] for one in emoji.EMOJI_DATA if not one[0].isascii()} | {"\u20e3", "\ufe0e", "\ufe0f"}


def _shown(found: re.Match[str]) -> str:
    name, tone = found.groups()
    if flag := _FLAG_NAME.fullmatch(name):
        return "".join(chr(ord(letter) - ord("a") + _REGIONAL_A) for letter in flag[1])
    character = _CHARACTERS.get(name) or emoji.emojize(name, language="alias")
    if character == name:
        return found[0]
    return _toned(character, chr(int(tone) + _TONE_1)) if tone else character


def _toned(character: str, tone: str) -> str:
    """The tone stands behind the person, before what they do."""
    toned = f"{character[0]}{tone}{character[1:].removeprefix(chr(0xFE0F))}"
    return toned if toned in emoji.EMOJI_DATA else f"{character}{tone}"


def from_markdown(text: str, *, bold_alone: bool) -> str:
    """What comes back as the text of a `markdown_text`: Slack's own signs in place of Markdown's, code untouched.

    Bold is asserted live by java-slack-sdk, in posts and updates; the others are an unknown.
    """
    signs = _BOLDS if bold_alone else (*_BOLDS, *_OTHER_SIGNS)
    said = _CODE.split(text)
    return "".join(part if number % 2 else _translated(part, signs) for number, part in enumerate(said))


def _translated(text: str, signs: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for sign, ours in signs:
        text = sign.sub(ours, text)
    return text.replace(_STAR, "*")


def mentioned(user_id: str, text: str) -> bool:
    return f"<@{user_id}>" in text or f"<@{user_id}|" in text


class Composer:
    """Slack's message box: typed names that are picked from its list become mentions."""

    def __init__(
        self, users: Iterable[User], channels: Iterable[tuple[str, str]], groups: Iterable[tuple[str, str]]
    ) -> None:
        names = {
            name.lower(): f"@{user.id}|{user.username}"
            for user in users
            for name in {user.handle, user.name, user.display_name}
            if name
        }
        names |= {handle.lower(): f"!subteam^{group_id}|@{handle}" for handle, group_id in groups}
        names |= {word: f"!{word}" for word in BROADCASTS}
        self._people = names
        self._channels = {name: f"#{channel_id}|{name}" for name, channel_id in channels}

    def pick(self, typed: str, *, labels: bool, space_after: bool) -> str:
        """The text as the app gets it, every name picked.

        With `labels` a mention carries its name (`<@U…|ana>`), as in slash commands; messages go without. With
        `space_after` the blank that the composer puts behind a picked name is there too.
        """
        out: list[str] = []
        at = 0
        while at < len(typed):
            sign = typed[at]
            at_word = sign in "@#" and (at == 0 or not (typed[at - 1].isalnum() or typed[at - 1] in "&/_"))
            found = self._longest(typed, at) if at_word else None
            if found is None:
                out.append(escape(sign))
                at += 1
                continue
            mention, at = found
            out.append(f"<{mention if labels or mention[0] in '#!' else mention.split('|')[0]}>")
            if space_after and at < len(typed) and not typed[at].isspace():
                out.append(" ")
        return "".join(out)

    def _longest(self, typed: str, at: int) -> tuple[str, int] | None:
        known = self._people if typed[at] == "@" else self._channels
        rest = typed[at + 1 :].lower()
        longest = max((name for name in known if _begins(rest, name)), key=len, default=None)
        return (known[longest], at + 1 + len(longest)) if longest else None


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not (
        len(rest) > len(name) and (rest[len(name)].isalnum() or rest[len(name)] == "_")
    )
