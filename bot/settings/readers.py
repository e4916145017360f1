"""How each setting is read: a check of what somebody typed, and what to set it to instead.

Law: a refusal is one sentence that begins with where it stands (a variable, or file, line and key), says what was
typed there unless it may be a secret, and what to set it to.

The grammar is imported by what asks it alone: settings are read before Slack can reach us, and it takes its time.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from email.utils import parseaddr
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from bot.incident.acts import ACTS, BEFORE_THERE_IS_ONE, EVERYONE, TERMS, HouseAct
from bot.incident.meanings import Mark
from bot.incident.policy import PROMPT_MEANINGS, SEVERITY_MEANINGS, Minutes
from bot.incident.working_hours import DAYS
from bot.requests.marks import EMOJI, PIN_NAMES, MarkNames
from bot.settings.errors import SettingsError

HTTP_PORT_MAX = 65_535  # RFC 6335, section 6: a port is sixteen bits
# Nobody's, and below the ports that systems hand out: IANA's list has 8712 to 8731 as unassigned
# (iana.org/assignments/service-names-port-numbers). 8080, which half of all servers take, was taken.
HTTP_PORT_DEFAULT = 8722
# Slack takes ten sockets an app (docs.slack.dev/apis/events-api/using-socket-mode). More than two to a bot help nobody.
TRACKER_EVERY_MIN_DEFAULT = 15
TRACKER_EVERY_MIN_MAX = 1440  # a day
TOKEN_MIN_CHARS = 16  # GitHub's have forty and more; a secret that is shorter can be guessed by who sees what it signed
TOKEN = re.compile(rf"[!-~]{{{TOKEN_MIN_CHARS},500}}")
# GitHub's names of owners (39 letters, digits and hyphens) and of repositories (100).
REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}")
SOCKETS_MAX = 2
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASE_URL_DEFAULT = "sqlite:///sitrep.db"
DATABASE_SCHEMES = ("sqlite", "postgresql")
# docs.slack.dev/interactivity/implementing-slash-commands: a slash, then lower case and no blank, 32 characters in all.
COMMAND_NAME = re.compile(r"/[a-z0-9_-]{1,31}")
EMOJI_NAME = re.compile(r"[a-z0-9_+'-]{1,100}")  # as in bot/render/emoji_names.py
PLACE_ID = re.compile(r"[CGUW][A-Z0-9]{2,}")  # docs.slack.dev/reference/objects: channels, people
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")  # docs.slack.dev/reference/objects/conversation-object
# docs.slack.dev/authentication/tokens. What follows goes into a header, so it is printable and has no blanks.
BOT_TOKEN, APP_TOKEN, SECRET = (
    re.compile(r"xoxb-[!-~]+"),
    re.compile(r"xapp-[!-~]+"),
    re.compile(r"(?!xox|xapp-)[!-~]+"),
)

PHASES = ("first", "investigating", "identified", "mitigated")
REPORT_MAX_MIN = 24 * 60  # as a promise (bot/incident/reports.py): what comes less often than daily is on demand
ROLE_NAME_MAX_CHARS = 30
ROLE_NAME = re.compile(rf"[a-z][a-z0-9-]{{0,{ROLE_NAME_MAX_CHARS - 1}}}")
GROUP_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
# docs.slack.dev/reference/objects: ids of people begin with U or W, those of user groups with S.
SOMEBODY_ID = re.compile(r"[UWS][A-Z0-9]{2,}")
MEMBERS_EXAMPLE = '["U0123456789", "S0123456789"]'
MEMBERS_MAX = 100  # of one list; who are more are a user group of Slack's
ALIAS = re.compile(r"[^\W_][\w' -]{0,39}")
TITLE_MAX_CHARS = 40  # with "(you lead until they accept)" behind it, a label of a form
DUTY_MAX_CHARS = 150  # a sentence, to be read in an offer
MEANING_MAX_CHARS = 75  # of an option in a list of Slack's (bot/slack/messages/blocks.py)
BRIEFING_MAX_CHARS, BRIEFING_MAX_LINES = 1_000, 10  # what somebody reads who has just been given a role
CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
# Slack: conversations.create; the words of a pattern leave the title its room.
CHANNEL_PATTERN = re.compile(r"[a-z0-9_-]{0,20}\{number\}[a-z0-9_-]{0,20}(?:\{title\}[a-z0-9_-]{0,20})?")
_FOUR_MINUTES = f"set it to the minutes {', '.join(PHASES)}, like [5, 10, 15, 30]"
_ALIASES = '["database", "db lead"]'
SLOWER_MAX = 6  # of a SEV2 that is an hour and a half; more than that is "on demand"
SHOWN_CHARS = 60  # of a value in a refusal: enough to know it again
_OWN_EMOJI = "set it to emoji of its own for each mark, like harm=boom"


def as_typed(_variable: str, typed: str) -> str:
    return typed


def _no_rotation(variable: str, typed: str) -> None:
    """Refuse a token that ends after twelve hours: docs.slack.dev/authentication/using-token-rotation."""
    if typed.startswith("xoxe"):
        raise SettingsError(
            f"{variable} comes from token rotation, which Slack does not switch off again: "
            "make the app anew from manifest.yaml, and set it to the token of that one."
        )


def bot_token(variable: str, typed: str) -> str:
    _no_rotation(variable, typed)
    if not BOT_TOKEN.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no bot token: set it to the one that begins with xoxb-, "
            "on the app's page OAuth & Permissions."
        )
    return typed


def app_token(variable: str, typed: str) -> str:
    _no_rotation(variable, typed)
    if not APP_TOKEN.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no app-level token: set it to the one that begins with xapp-, "
            "on the app's page Basic Information."
        )
    return typed


def signing_secret(variable: str, typed: str) -> str:
    if not SECRET.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no signing secret: set it to the one under App Credentials, "
            "on the app's page Basic Information."
        )
    return typed


def api_url(variable: str, typed: str) -> str:
    """Read the address below which the methods stand; slack_sdk joins their names to it, so it ends in a slash."""
    try:
        parts = urlsplit(typed)
        is_usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # a bracket or a port that is none
        is_usable = False
    if not is_usable:
        raise SettingsError(f"{variable} is no web address: set it to something like https://slack.com/api/.")
    if parts.scheme == "http" and not _is_this_machine(parts):
        raise SettingsError(
            f"{variable} begins with http://, which would send the token in clear over the network: set it to an "
            "https:// address; only a Slack on this machine, such as http://127.0.0.1:9000/api/, needs none."
        )
    return typed if typed.endswith("/") else f"{typed}/"


def _is_this_machine(address: SplitResult) -> bool:
    """Whether it can only be a loopback address (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3)."""
    host = address.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def database_url(variable: str, typed: str) -> str:
    scheme = typed.partition("://")[0].partition("+")[0]
    if "://" not in typed or scheme not in DATABASE_SCHEMES:
        raise SettingsError(
            f"{variable} is no database that Sitrep knows: set it to sqlite:///sitrep.db or postgresql://user@host/name."
        )
    return typed


def smtp_url(variable: str, typed: str) -> str:
    """Read where the mail server is; nothing of it is repeated, for it may hold a password."""
    try:
        parts = urlsplit(typed)
        is_usable = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
        is_usable = is_usable and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:  # a bracket or a port that is none
        is_usable = False
    if not is_usable or bool(parts.username) != bool(parts.password):
        raise SettingsError(
            f"{variable} is no mail server: set it to smtp://user:password@host:587 or smtps://user:password@host:465, "
            "without user and password where the server wants none; in a password, write %40 for @ and %2F for /."
        )
    return typed


def mail_sender(place: str, typed: str) -> str:
    """In whose name Sitrep writes: an address, with or without a name before it."""
    name, address = parseaddr(typed)
    if _address(address) is None or not name.isprintable():
        raise SettingsError(f'{place} is {shown(typed)}: set it to an address, like "Sitrep <sitrep@example.com>".')
    return typed


def mail_domains(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Domains of e-mail, each once, as they stand behind the @."""
    from bot.grammar import ADDRESS

    lowered = tuple(one.lower() for one in typed)
    wrong = next((one for one in lowered if not ADDRESS.fullmatch(f"x@{one}") or lowered.count(one) > 1), None)
    if wrong is not None:
        raise SettingsError(
            f'{place} holds {shown(wrong)}: set it to what stands behind the @, each once, like ["example.com"]; '
            "it holds for that domain alone and not for those below it."
        )
    return lowered


def tracker_token(variable: str, typed: str) -> str:
    """Read what opens the tracker, or signs for it; nothing of it is repeated."""
    if not TOKEN.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no token: set it to what GitHub gave out, or for a webhook to a secret of at least "
            f"{TOKEN_MIN_CHARS} letters, digits and signs, without a blank."
        )
    return typed


def tracker_kind(place: str, typed: str) -> str:
    return _one_of(place, typed, ("github", "webhook"))


def tracker_file(place: str, typed: str) -> str:
    return _one_of(place, typed, ("asked", "all"))


def _one_of(place: str, typed: str, words: Sequence[str]) -> str:
    if typed not in words:
        raise SettingsError(f"{place} is {shown(typed)}: set it to {' or '.join(toml(word) for word in words)}.")
    return typed


def tracker_url(place: str, typed: str) -> str:
    """Read where the tracker is: an API of GitHub's, or a webhook."""
    try:
        parts = urlsplit(typed)
        is_usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # a bracket or a port that is none
        is_usable = False
    if not is_usable or not typed.isprintable() or " " in typed:
        raise SettingsError(f"{place} is no web address: set it to one like https://github.example.com/api/v3.")
    if parts.scheme == "http" and not _is_this_machine(parts):
        raise SettingsError(
            f"{place} begins with http://, which would send follow-ups and the token in clear over the network: set it "
            "to an https:// address."
        )
    return typed


def tracker_repository(place: str, typed: str) -> str:
    if not REPOSITORY.fullmatch(typed):
        raise SettingsError(f'{place} is {shown(typed)}: set it to owner and repository, like "example/follow-ups".')
    return typed


def tracker_every_min(place: str, typed: int) -> int:
    if not 1 <= typed <= TRACKER_EVERY_MIN_MAX:
        raise SettingsError(f"{place} is {typed}: set it to minutes between 1 and {TRACKER_EVERY_MIN_MAX}.")
    return typed


def channel(variable: str, typed: str) -> str:
    if not CHANNEL_ID.fullmatch(typed):
        raise SettingsError(f"{variable} is {typed!r}, a name: set it to the channel's id, like C0123456789.")
    return typed


def sockets(variable: str, typed: str) -> int:
    if typed not in {str(number) for number in range(1, SOCKETS_MAX + 1)}:
        raise SettingsError(f"{variable} is {typed!r}: set it to 1 or {SOCKETS_MAX}.")
    return int(typed)


def port(variable: str, typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > HTTP_PORT_MAX:
        raise SettingsError(
            f"{variable} is {typed!r}: set it to a port between 1 and {HTTP_PORT_MAX}, or 0 for no page."
        )
    return int(typed)


def log_level(variable: str, typed: str) -> str:
    if typed.upper() not in LOG_LEVELS:
        raise SettingsError(f"{variable} is {typed!r}: set it to one of {', '.join(LOG_LEVELS)}.")
    return typed.upper()


def zone(variable: str, typed: str) -> str:
    try:
        ZoneInfo(typed)
    except (ValueError, OSError, KeyError):  # ZoneInfo: a bad key, a folder, or no such zone
        raise SettingsError(
            f"{variable} is {typed!r}, no time zone: set it to one like Europe/Berlin or UTC."
        ) from None
    return typed


def command(variable: str, typed: str) -> str:
    if not COMMAND_NAME.fullmatch(typed):
        raise SettingsError(
            f"{variable} is {typed!r}: set it to the slash command of the app's manifest, like /incident; "
            "a slash, then at most 31 of a-z, 0-9, - and _."
        )
    return typed


def marks(variable: str, typed: str) -> Mapping[Mark, tuple[str, ...]]:
    """Read `harm=boom why=mag_right,mag told=`; one without any emoji is not used."""
    chosen: dict[Mark, tuple[str, ...]] = {}
    for choice in typed.split():
        named, is_chosen, names = choice.partition("=")
        mark = next((known for known in EMOJI if known == named), None)
        if mark is None or not is_chosen:
            raise SettingsError(f"{variable} holds {choice!r}: set it to marks like harm=boom, of {', '.join(EMOJI)}.")
        chosen[mark] = emoji_names(variable, names.split(","))
    return chosen


def emoji_names(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name.strip().strip(":") for name in typed if name.strip().strip(":"))
    wrong = next((name for name in names if not EMOJI_NAME.fullmatch(name)), None)
    if wrong is not None:
        raise SettingsError(f"{place} holds {wrong!r}, which is no emoji's name: {_OWN_EMOJI}.")
    return names


def told_apart(chosen: Mapping[Mark, tuple[str, ...]], places: Mapping[Mark, str]) -> MarkNames:
    """The marks, each with emoji of its own; one that is not `chosen` keeps its emoji."""
    emoji = {mark: chosen.get(mark, names) for mark, names in EMOJI.items()}
    used = [*PIN_NAMES]
    for mark, names in sorted(emoji.items(), key=lambda told: told[0] in chosen):
        twice = next((name for place, name in enumerate(names) if name in used or name in names[:place]), None)
        if twice is not None:
            raise SettingsError(f"{places[mark]} holds {twice!r}, which is in use already: {_OWN_EMOJI}.")
        used += names
    return MarkNames(emoji)


def minutes(place: str, typed: Sequence[int]) -> Minutes:
    """Four numbers of minutes, or none for "on demand"."""
    wrong = next((number for number in typed if not 0 < number <= REPORT_MAX_MIN), None)
    if wrong is not None:
        raise SettingsError(f"{place} holds {wrong}: {_FOUR_MINUTES}, each between 1 and {REPORT_MAX_MIN}.")
    if len(typed) not in {0, len(PHASES)}:
        raise SettingsError(f"{place} has {len(typed)} of {len(PHASES)} numbers: {_FOUR_MINUTES}; [] is on demand.")
    return tuple(typed)


def times_slower(place: str, typed: int) -> int:
    if not 1 <= typed <= SLOWER_MAX:
        raise SettingsError(f"{place} is {typed}: set it to a number from 1, which is never, to {SLOWER_MAX}, like 2.")
    return typed


def line_of(chars_max: int) -> Callable[[str, str], str]:
    """A reader of a text on one line of at most so many characters."""

    def read(place: str, typed: str) -> str:
        if len(typed) > chars_max or not typed.isprintable():
            cure = f"set it to one line of at most {chars_max} characters"
            raise SettingsError(f"{place} is {shown(typed)}, with {len(typed)} characters: {cure}.")
        return typed

    return read


def briefing(place: str, typed: str) -> str:
    lines = [line for line in typed.splitlines() if line.strip()]
    if len(typed) > BRIEFING_MAX_CHARS or len(lines) > BRIEFING_MAX_LINES:
        cure = f"set it to at most {BRIEFING_MAX_LINES} lines and {BRIEFING_MAX_CHARS} characters"
        raise SettingsError(f"{place} has {len(lines)} lines and {len(typed)} characters: {cure}.")
    return "\n".join(lines)


def aliases(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    words = tuple(" ".join(alias.split()) for alias in typed)
    wrong = next((alias for alias in words if not ALIAS.fullmatch(alias)), None)
    if wrong is not None:
        raise SettingsError(f"{place} holds {shown(wrong)}: set it to words that people type, like {_ALIASES}.")
    return words


def members(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Ids of people and of user groups, and names of groups of the file; a handle may be somebody else's tomorrow."""
    names = tuple(dict.fromkeys(name.strip() for name in typed))
    wrong = next((name for name in names if not (SOMEBODY_ID.fullmatch(name) or GROUP_NAME.fullmatch(name))), None)
    cure = f"set it to ids of people and of user groups, or names of [groups], like {MEMBERS_EXAMPLE}"
    if wrong is not None:
        raise SettingsError(f"{place} holds {shown(wrong)}: {cure}.")
    if len(names) > MEMBERS_MAX:
        raise SettingsError(f"{place} has {len(names)} members: {cure}, at most {MEMBERS_MAX}.")
    return names


def no_terms(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    """The same where somebody has to be named: a word such as "everyone" says nothing there."""
    names = members(place, typed)
    wrong = next((name for name in names if name in TERMS), None)
    if wrong is not None:
        raise SettingsError(f"{place} holds {shown(wrong)}: set it to people or groups, like {MEMBERS_EXAMPLE}.")
    return names


def open_to(act: HouseAct) -> Callable[[str, Sequence[str]], tuple[str, ...]]:
    """A reader of those to whom the act is open; of nobody nothing would be left of it."""

    def read(place: str, typed: Sequence[str]) -> tuple[str, ...]:
        cure = f"set it to some of {', '.join(TERMS)}, or to ids and groups, like {toml(list(ACTS[act].open_to))}"
        if not typed:
            raise SettingsError(f"{place} is []: {cure}.")
        names = members(place, typed)
        wrong = next((one for one in names if act in BEFORE_THERE_IS_ONE and one in TERMS and one != EVERYONE), None)
        if wrong is not None:
            raise SettingsError(f"{place} holds {shown(wrong)}, and nobody is that before there is one: {cure}.")
        return names

    return read


def some_members(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    """The same of a group, which is nothing without members."""
    if not typed:
        raise SettingsError(f"{place} is []: set it to members, like {MEMBERS_EXAMPLE}.")
    return no_terms(place, typed)


def clock_time(place: str, typed: str) -> time:
    found = CLOCK_TIME.fullmatch(typed)
    if found is None:
        raise SettingsError(f'{place} is {shown(typed)}: set it to a time of day with 24 hours, like "09:00".')
    return time(int(found[1]), int(found[2]))


def days(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    named = [day.strip().lower() for day in typed]
    wrong = next((day for day in named if day not in DAYS or named.count(day) > 1), None)
    if wrong is not None or not named:
        what = f"holds {shown(wrong)}" if named else "is []"
        raise SettingsError(f'{place} {what}: set it to days, each once, like ["monday", "tuesday"].')
    return tuple(day for day in DAYS if day in named)


def channel_pattern(place: str, typed: str) -> str:
    """The number makes the name the only one of its kind, and a long title is cut off behind it."""
    if not CHANNEL_PATTERN.fullmatch(typed):
        raise SettingsError(
            f"{place} is {shown(typed)}: set it to a name with {{number}} and, behind that, {{title}}, of a-z, 0-9, - "
            'and _, like "inc-{number}-{title}".'
        )
    return typed


def severities(place: str, typed: Sequence[int]) -> tuple[int, ...]:
    wrong = next((level for level in typed if level not in SEVERITY_MEANINGS or typed.count(level) > 1), None)
    if wrong is not None:
        raise SettingsError(f"{place} holds {wrong}: set it to severities from 1 to 4, each once, like [1, 2].")
    return tuple(sorted(typed))


def places(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Channels and people by their ids, and e-mail addresses, each once."""
    read = tuple(_address(one) or one for one in typed)
    wrong = next((one for one in read if not ("@" in one or PLACE_ID.fullmatch(one)) or read.count(one) > 1), None)
    wrong = next((one for one in read if "@" in one and _address(one) is None), wrong)
    if wrong is not None:
        raise SettingsError(
            f"{place} holds {shown(wrong)}: set it to ids of channels and people, or e-mail addresses, each once, "
            'like ["C0123456789", "U0123456789"]; an id stands at the foot of the details of a '
            "channel or profile."
        )
    return read


def _address(typed: str) -> str | None:
    """The e-mail address as it is kept; None for anything else."""
    if "@" not in typed:
        return None
    from bot.grammar import read_address

    known = read_address(typed)
    return known.address if known else None


def prompts(place: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Names of prompts, each once."""
    known = [*PROMPT_MEANINGS]
    wrong = next((one for one in typed if one not in known or typed.count(one) > 1), None)
    if wrong is not None:
        cure = f"set it to some of {', '.join(known)}, each once, like {toml(known[-1:])}"
        raise SettingsError(f"{place} holds {shown(wrong)}: {cure}.")
    return tuple(typed)


def role_name(place: str, typed: str) -> None:
    """Refuse a name that nobody could type: as `role <name>`, and in front of a report."""
    if not ROLE_NAME.fullmatch(typed):
        raise SettingsError(
            f"{place} cannot be typed as a role: write a name like [roles.scribe], of a-z, 0-9 and -, "
            f"at most {ROLE_NAME_MAX_CHARS} characters."
        )
    from bot.grammar import verb_named

    verb = verb_named(typed)
    if verb is not None:
        raise SettingsError(f"{place} is what people type for `{verb.name}`: write another name, like [roles.scribe].")


def toml(value: object) -> str:
    """The value as TOML writes it; JSON writes text, numbers and lists of them alike (toml.io/en/v1.0.0#string)."""
    return json.dumps(value, ensure_ascii=False)


def shown(value: object) -> str:
    """The beginning of a value as it stands in a file, on one line."""
    try:
        told = toml(value)
    except (TypeError, ValueError):  # a date, or a table with one
        told = str(value)
    line = " ".join(told.split())
    return line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}…"
