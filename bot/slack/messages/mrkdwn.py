"""Slack's text on its way in and out: what people typed becomes plain words, long words become parts that Slack takes.

Law: inside Sitrep every text is plain; only at this door is it Slack's, and no token (`<@U1>`) or entity (`&amp;`)
is ever cut in two.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from bot.render.dialects import A_CHANNEL
from bot.render.plain import storable
from bot.requests.text import A_GROUP, PEOPLE, SOMEBODY

SUBSTANCE_CHARS = 40  # a message this long tells something; "ok, looking" does not
SECONDS_DIGITS_MAX = 11  # up to the year 5138; Python's calendar ends with 9999

_TOKEN = re.compile(r"<([^<>]*)>")
_BROADCASTS = frozenset({"channel", "here", "everyone"})
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)")
_ADDRESS = re.compile(r"https?://\S|<(?:mailto|tel):")
# "&" stands in escaped text only as an entity; a full stop or bracket behind an address is the sentence's.
_BARE_URL = r"(?<!\w)https?://(?:&amp;|[^\s<>|&])*(?:&amp;|[^\s<>|&.,;:!?)\]}'\"*_~`])"
_TOKEN_OR_URL = re.compile(rf"(<[^<>]*>)|{_BARE_URL}")
# The name that comes with a channel may be a private one's; with people and groups it is theirs.
_NAMELESS = re.compile(r"<#([A-Z0-9]+)(?:\|[^<>]*)?>|<(?:@|!subteam\^)([A-Z0-9]+)\|?>")
# Code and tokens are kept as they are: what stands in them marks nothing. Struck words say that they do not hold.
_MARKED = re.compile(
    r"(?P<kept>```.*?```|`[^`\n]+`|<[^<>]*>|(?<![\w*_~])~(?=\S)[^~`<>\n]*[^\s~`<>]~(?![\w*_~]))"
    r"|(?<![\w*_~])(?P<mark>[*_])(?P<words>(?=\S)[^*_~`<>\n]*[^\s*_~`<>])(?P=mark)(?![\w*_~])",
    re.DOTALL,
)
_WHOLLY_CODE = re.compile(r"\A(?:```\s*([^`]+?)\s*```|`([^`\n]+)`)\Z")
# A list of a command's parts: "• C: two found". The first words of a message are a list of one.
_BULLET_OF_A_LABEL = re.compile(
    r"(?:\A[ ]*|^[ ]*(?=(?:•|◦|▪|-|\d{1,2}\.) +(?i:[can]|conditions?|actions?|needs?) ?[:：]))(?:•|◦|▪|-|\d{1,2}\.) +",
    re.MULTILINE,
)
_UNCUTTABLE = re.compile(r"<[^<>\n]*>|&(?:amp|lt|gt);|.", re.DOTALL)


def plain(text: str, names: Mapping[str, str]) -> str:
    """What a person meant to read: mentions as names, links as "label (address)", nothing escaped.

    `names` gives the name behind an id of a person, a group or a channel; what has none is "somebody" or "a channel".
    Of a channel it may give words instead ("a private channel"), also where Slack sent its name along.
    """
    return _decoded(text, lambda inner: _as_words(inner, names))


def decode_keeping_people(text: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """As `plain`, but people and groups stay with their id (`<@U1|ana>`): the text of a request."""
    return _decoded(text, lambda inner: _with_name(inner, names) or _as_words(inner, names))


def ids_in(text: str) -> frozenset[str]:
    """The ids for which a name is wanted: of every channel, and of people and groups that came without."""
    return frozenset(found[1] or found[2] for found in _NAMELESS.finditer(text))


def unmarked(text: str) -> str:
    """Slack's text without what the message box adds while people type a command.

    Bold and italic words are the same words; a whole message in code or in a quote is no other message. Within the
    text, code, lists, quotes and what is struck stay, for they tell what is what.
    """
    bare = _MARKED.sub(lambda found: found[0] if found["kept"] else found["words"], text).strip()
    bare = _WHOLLY_CODE.sub(lambda found: found[1] or found[2], bare)
    if all(line.startswith("&gt;") for line in bare.split("\n")):
        bare = re.sub(r"^&gt; ?", "", bare, flags=re.MULTILINE)
    return _BULLET_OF_A_LABEL.sub("", bare)


def encode_keeping_people(text: str) -> str:
    """The text of a request as Slack's text, from which `decode_keeping_people` makes the same again."""
    done = 0
    out: list[str] = []
    for found in PEOPLE.finditer(text):
        out += [escape(text[done : found.start()]), found.group()]
        done = found.end()
    return "".join([*out, escape(text[done:])])


def substance(text: str, *, files: int = 0) -> bool:
    """Whether a message tells something: forty characters, a link or a file."""
    if files or _ADDRESS.search(text):
        return True
    return len(" ".join(plain(text, {}).split())) >= SUBSTANCE_CHARS


def escape(text: str) -> str:
    """Plain text as Slack's text: the three control characters made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def with_links(mrkdwn: str) -> str:
    """Bare web addresses as links; our blocks are `verbatim`, so that Slack does not turn "@here" into one."""
    return _TOKEN_OR_URL.sub(lambda found: found.group() if found.group(1) else f"<{found.group()}>", mrkdwn)


def cut(mrkdwn: str, chars_max: int) -> str:
    """At most so many characters of Slack's text, ended by "…" when something is missing."""
    if len(mrkdwn) <= chars_max:
        return mrkdwn
    return _head(mrkdwn, chars_max - 1).rstrip() + "…"


def parts(mrkdwn: str, chars_max: int) -> list[str]:
    """The whole text in pieces of at most `chars_max`, broken at a line end or else at a blank where there is one."""
    pieces: list[str] = []
    rest = mrkdwn.strip()
    while len(rest) > chars_max:
        piece = _head(rest, chars_max)
        break_at = _break(piece)
        pieces.append(piece[:break_at].rstrip())
        rest = rest[break_at:].lstrip()
    return [*pieces, rest] if rest else pieces


def _decoded(text: str, words: Callable[[str], str]) -> str:
    done = 0
    out: list[str] = []
    for found in _TOKEN.finditer(text):
        out += [_unescape(text[done : found.start()]), words(found.group(1))]
        done = found.end()
    return storable("".join([*out, _unescape(text[done:])]))


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_words(inner: str, names: Mapping[str, str]) -> str:
    target, _, label = inner.partition("|")
    label = _unescape(label)
    match target[:1]:
        case "@":
            name = label.removeprefix("@") or names.get(target[1:], "")
            return f"@{name}" if name else SOMEBODY
        case "#":
            name = names.get(target[1:], "") or label.removeprefix("#")
            return name if " " in name else f"#{name}" if name else A_CHANNEL  # Slack: no blank in a channel's name
        case "!":
            return _special(target[1:], label, names)
        case _:
            return _link(_unescape(target), label)


def _with_name(inner: str, names: Mapping[str, str]) -> str:
    """A person or a group with its id and a name, as far as there is one; empty for anything else."""
    found = PEOPLE.fullmatch(f"<{inner}>")
    if found is None:
        return ""
    label = re.sub(r"[<>|]", "", names.get(found[1], ""))
    return f"<{inner.partition('|')[0]}|{label}>" if label and not found[2] else f"<{inner}>"


def _special(target: str, label: str, names: Mapping[str, str]) -> str:
    kind, _, rest = target.partition("^")
    if kind == "subteam":
        name = label.removeprefix("@") or names.get(rest, "")
        return f"@{name}" if name else A_GROUP
    if kind == "date":
        return label or _date(rest)
    return f"@{kind}" if kind in _BROADCASTS else label or kind


def _date(rest: str) -> str:
    seconds = rest.partition("^")[0]
    known = seconds.isdecimal() and len(seconds) <= SECONDS_DIGITS_MAX
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%d %H:%M} UTC" if known else ""


def _link(url: str, label: str) -> str:
    """Slack makes a link of "example.com" by itself; then the label is all that was typed."""
    bare = _SCHEME.sub("", url)
    if not label or label == url:
        return url if label or url.startswith("http") else bare
    return label if label.rstrip("/") == bare.rstrip("/") else f"{label} ({url})"


def _head(mrkdwn: str, chars_max: int) -> str:
    """The longest beginning of at most `chars_max` that ends between two tokens."""
    end = 0
    for atom in _UNCUTTABLE.finditer(mrkdwn):
        if atom.end() > chars_max:
            break
        end = atom.end()
    # A token longer than the limit is no token of Slack's; it is cut like any text.
    return mrkdwn[: end or chars_max]


def _break(piece: str) -> int:
    """Where to break a full piece: at its last line end, else its last blank outside a token, else where it ends."""
    outside = _TOKEN.sub(lambda found: "x" * len(found.group()), piece)
    at = max(outside.rfind("\n"), -1)
    if at <= 0:
        at = outside.rfind(" ")
    return at if at > 0 else len(piece)
