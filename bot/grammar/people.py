"""Names and roles as people type them: picked from Slack's list or not, in either order, with or without a colon.

Law: pairs are read from the end of the line, and what is not part of a pair is left in the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeAlias

from bot.grammar.clauses import trimmed
from bot.grammar.misread import Misread
from bot.incident.policy import Duty

# Every way to write a role, with the role's name: ("customer liaison", "customers").
Roles: TypeAlias = tuple[tuple[str, str], ...]


def spellings(duties: Iterable[Duty]) -> Roles:
    """How people may write these roles: by name, title or alias. Of two that are written alike, the first is meant."""
    meant: dict[str, str] = {}
    for duty in duties:
        for way in (duty.name, duty.title, *duty.aliases):
            meant.setdefault(way.lower(), duty.name)
    return tuple(meant.items())


NAME = r"(?:<@[A-Z0-9]+(?:\|[^<>|]*)?>|<!subteam\^[A-Z0-9]+(?:\|[^<>|]*)?>|@\w+(?:(?:[.\-]|['’](?!s\b))\w+)*)"
TAIL_MAX_CHARS = 160
"""Where a name and a time may stand: at the end of the line."""

PAIRS_MAX_CHARS = 1000
"""Where pairs of name and role may stand: at the end of the line. Ten of them, with names as long as Slack's (80)."""

_PARTS = re.compile(r"<(?:@|!subteam\^)(?P<id>[A-Z0-9]+)(?:\|@?(?P<label>[^<>|]*))?>|@?(?P<plain>\S+)")
_TRAILING_NAME = re.compile(rf"(?<!\S)({NAME})$")
_LEADING_NAME = re.compile(rf"({NAME})(?:\s*[:,]\s*|\s+|$)")
_AND = re.compile(r" (?:and|&amp;|&)$", re.IGNORECASE)  # "@ana:logs and @bo:code"
# As browsers take one in a form (html.spec.whatwg.org/#valid-e-mail-address), with a dot in its domain, and in front of
# it only between two words, as headers have it (RFC 5322, section 3.4.1); nothing in it ends a header or a command.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+", re.IGNORECASE | re.ASCII)
ADDRESS_MAX_CHARS = 254
"""RFC 5321, section 4.5.3.1.3: a path has 256 octets, and two of them are its angle brackets."""

_CHANNEL = re.compile(r"<#(?P<id>[A-Z0-9]+)(?:\|(?P<label>[^<>|]*))?>|#(?P<plain>[\w-]+)")


@dataclass(frozen=True)
class Name:
    """A person or user group as typed: `user_id` only if picked from Slack's list; `handle` "" if Slack sent none."""

    user_id: str | None
    handle: str


@dataclass(frozen=True)
class Channel:
    """A channel as typed; `channel_id` only when picked from Slack's list."""

    channel_id: str | None
    name: str


@dataclass(frozen=True)
class Address:
    """An e-mail address as typed, its domain in small letters."""

    address: str


@dataclass(frozen=True)
class Offer:
    """A role for a person. `role` is None when the word typed for it (`typed`) is no role; ask, but do not delay."""

    person: Name
    role: str | None
    typed: str = ""


def read_name(text: str) -> Name:
    """One name: `<@U1|ana>`, `<@U1>`, `<!subteam^S1|@x>`, `@ana` or `ana`."""
    parts = _PARTS.fullmatch(text.rstrip(" .,;!"))
    if parts is None:
        raise Misread("person_unclear", typed=text)
    return Name(parts["id"], parts["label"] or parts["plain"] or "")


def with_name(text: str, old: Name, new: str) -> str:
    """The text with another name wherever this one stands."""
    return re.sub(NAME, lambda found: new if read_name(found[0]) == old else found[0], text)


def read_channel(text: str) -> Channel | None:
    parts = _CHANNEL.fullmatch(text)
    return Channel(parts["id"], parts["label"] or parts["plain"] or "") if parts else None


def read_address(text: str) -> Address | None:
    """An e-mail address, as Slack's links and angle brackets leave it; None for anything else."""
    if not ADDRESS.fullmatch(text) or len(text) > ADDRESS_MAX_CHARS:
        return None
    local, _, domain = text.rpartition("@")
    return Address(f"{local}@{domain.lower()}")


_TWO_NAMES = rf"{NAME}(?:\s*(?:,|&amp;|&|\+|/)\s*|\s+(?:and|und|or)\s+){NAME}"
_TWO_IN_FRONT = re.compile(_TWO_NAMES, re.IGNORECASE)
_TWO_BEHIND = re.compile(rf"(?<!\S){_TWO_NAMES}$", re.IGNORECASE)


def name_behind(text: str) -> tuple[str, Name | None]:
    """Takes a name off the end of the text. Raises Misread (one_person)."""
    if two := _TWO_BEHIND.search(text, max(0, len(text) - TAIL_MAX_CHARS)):
        raise Misread("one_person", typed=two[0])
    found = _TRAILING_NAME.search(text)
    return (trimmed(text[: found.start()]), read_name(found[1])) if found else (text, None)


_BEFORE_A_TIME = re.compile(
    rf"(?<!\S)(?P<name>{NAME})[\s:,–-]+(?P<tail>\S.{{0,90}})$",
    re.IGNORECASE,
)


def name_before_a_time(text: str) -> tuple[str, Name | None, str]:
    """The last name with a few words behind it that may be a time: the text before it, the name, and those words."""
    at = max((found.start() for found in re.finditer(NAME, text[-TAIL_MAX_CHARS:])), default=None)
    found = _BEFORE_A_TIME.match(text, len(text) - min(len(text), TAIL_MAX_CHARS) + at) if at is not None else None
    return (trimmed(text[: found.start()]), read_name(found["name"]), found["tail"]) if found else (text, None, "")


def name_in_front(text: str) -> tuple[Name | None, str]:
    """Takes a name off the front of the text. Raises Misread (one_person)."""
    if two := _TWO_IN_FRONT.match(text):
        raise Misread("one_person", typed=two[0])
    found = _LEADING_NAME.match(text)
    return (read_name(found[1]), text[found.end() :]) if found else (None, text)


@lru_cache(maxsize=8)
def role_pattern(roles: Roles) -> str:
    """A regex for any way to write a role; two words before one, so that "customer liaison" is not "customer"."""
    longest_first = sorted(dict(roles), key=len, reverse=True)
    spelled = (r"[\s_-]+".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    return f"(?:{'|'.join(spelled)})"


def role_named(text: str, roles: Roles) -> str | None:
    """The configured role that the text names, be it by an alias."""
    return dict(roles).get(" ".join(re.split(r"[\s_-]+", text.strip().lower())))


def read_role(text: str, roles: Roles) -> str:
    role = role_named(text.rstrip(" .!,;"), roles)
    if role is None:
        near = get_close_matches(text.strip().lower(), dict(roles), n=1)
        names = ", ".join(dict.fromkeys(name for _, name in roles))
        raise Misread("unknown_role", typed=text.strip(), did_you_mean=near[0] if near else "", roles=names)
    return role


@lru_cache(maxsize=8)
def _pairs(roles: Roles) -> tuple[re.Pattern[str], ...]:
    """The shapes a pair may have at the end of a line, the surest first: a colon binds tighter than a space."""
    role, colon = f"(?P<role>{role_pattern(roles)})", " ?: ?"
    name = f"(?P<name>{NAME})"
    shapes = (
        f"{name}{colon}{role}",
        f"{role}{colon}{name}",
        f"{name}{colon}(?P<typed>[\\w-]+)",
        f"{name}{colon}{role_pattern(roles)} (?P<lone>{NAME})",
        f"{name} {role}",
        f"{role} {name}",
    )
    return tuple(re.compile(rf"(?<![^\s,;]){shape}$", re.IGNORECASE) for shape in shapes)


def _pair_at_the_end(text: str, roles: Roles) -> re.Match[str] | None:
    found: Iterator[re.Match[str] | None] = (shape.search(text) for shape in _pairs(roles))
    return next((match for match in found if match), None)


def _next(text: str, offers: Sequence[Offer]) -> str:
    """The text up to the next pair; an "and" is only taken off once it joined two of them."""
    return trimmed(_AND.sub("", trimmed(text))) if offers else trimmed(text)


def offers_behind(text: str, roles: Roles) -> tuple[str, tuple[Offer, ...]]:
    """Takes the pairs of name and role off the end of a one-line text, and returns them as they stood."""
    begin = _pairs_begin_at(text)
    head, text = text[:begin], text[begin:]
    offers: list[Offer] = []
    while found := _pair_at_the_end(text := _next(text, offers), roles):
        parts = found.groupdict()
        if lone := parts.get("lone"):
            offers.append(Offer(read_name(lone), None))
            text = text[: found.start("lone")]
            continue
        typed = parts.get("typed") or ""
        offers.append(Offer(read_name(found["name"]), None if typed else role_named(found["role"], roles), typed))
        text = text[: found.start()]
    return trimmed(f"{head}{text}") if head else text, tuple(reversed(offers))


def _pairs_begin_at(text: str) -> int:
    """Where a pair may stand at the earliest: no word is cut in two."""
    begin = max(0, len(text) - PAIRS_MAX_CHARS)
    blank = text.find(" ", begin) if begin else 0
    return blank if blank >= 0 else len(text)
