"""What the administrator chose, read once from the environment when the process starts.

Law: only the composition root, `bot.__main__` and the doctor know this module; everybody else is handed what it needs.
Each refusal is one sentence that names the variable and what to set, for it is read by somebody who is installing; all
of them come at once, a line each.
"""

import difflib
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from bot.incident.facts import Mark
from bot.requests.marks import EMOJI, MARK_NAMES, PIN_NAMES, MarkNames

HTTP_PORT_MAX = 65_535  # RFC 6335, section 6: a port is sixteen bits
# Nobody's, and below the ports that systems hand out: IANA's list has 8712 to 8731 as unassigned
# (iana.org/assignments/service-names-port-numbers). 8080, which half of all servers take, was taken.
HTTP_PORT_DEFAULT = 8722
OURS = "SITREP_"
# Slack takes ten sockets an app (docs.slack.dev/apis/events-api/using-socket-mode). More than two to a bot help nobody.
SOCKETS_MAX = 2
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASE_URL_DEFAULT = "sqlite:///sitrep.db"
DATABASE_SCHEMES = ("sqlite", "postgresql")
# docs.slack.dev/interactivity/implementing-slash-commands: a slash, then lower case and no blank, 32 characters in all.
COMMAND_NAME = re.compile(r"/[a-z0-9_-]{1,31}")
EMOJI_NAME = re.compile(r"[a-z0-9_+'-]{1,100}")  # as in bot/render/emoji_names.py
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")  # docs.slack.dev/reference/objects/conversation-object
# docs.slack.dev/authentication/tokens. What follows goes into a header, so it is printable and has no blanks.
BOT_TOKEN, APP_TOKEN, SECRET = (
    re.compile(r"xoxb-[!-~]+"),
    re.compile(r"xapp-[!-~]+"),
    re.compile(r"(?!xox|xapp-)[!-~]+"),
)


class SettingsError(ValueError):
    """Settings are missing or cannot be used. The message has a line for each and never holds a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, with its default. Tokens and the database address, which may hold a password, are never printed.

    `slack_app_token` means Socket Mode, over `sockets` WebSockets at once; without it `slack_signing_secret` verifies
    requests over HTTP.
    `http_port` 0 means: serve no page. `zone` names the clock of documents that have no single reader.
    `command` is the slash command as the app's manifest calls it.
    """

    slack_bot_token: str = field(repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    sockets: int = SOCKETS_MAX
    database_url: str = field(default=DATABASE_URL_DEFAULT, repr=False)
    announce_channel: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = HTTP_PORT_DEFAULT
    log_level: str = "INFO"
    zone: str = "UTC"
    command: str = "/incident"
    marks: MarkNames = MARK_NAMES

    @property
    def is_called(self) -> bool:
        """Whether Slack calls us, over HTTP. With an app token we call Slack, and nobody else has to be let in."""
        return bool(self.slack_signing_secret) and not self.slack_app_token

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings that `environ` holds; raises SettingsError with all that cannot be used."""
        usable, wrong = read(environ)
        if wrong:
            raise SettingsError("\n".join(str(each) for each in wrong))
        return cls(**usable)


def read(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[SettingsError]]:
    """The settings that can be used, by their field in Settings, and what is wrong with the others."""
    typed = {name: environ.get(variable, "").strip() for name, (variable, _) in VARIABLES.items()}
    usable: dict[str, Any] = {}
    wrong = [*_missing(typed)]
    for name in filter(typed.get, typed):
        variable, reader = VARIABLES[name]
        try:
            usable[name] = reader(variable, typed[name])
        except SettingsError as error:
            wrong.append(error)
    if usable.get("http_port") == 0 and typed["slack_signing_secret"] and not typed["slack_app_token"]:
        wrong.append(
            SettingsError(
                "SITREP_HTTP_PORT is 0: set it to the port to which Slack's requests come, "
                "for without SLACK_APP_TOKEN there is no other way in."
            )
        )
    return usable, wrong


def unread(environ: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that looks like one of ours and that nothing reads, be it misspelt or outdated."""
    known = [variable for variable, _ in VARIABLES.values() if variable.startswith(OURS)]
    strangers = sorted(name for name in environ if name.startswith(OURS) and name not in known)
    return [f"{name} is set and nothing reads it: {_instead(name, known)}." for name in strangers]


def _instead(name: str, known: list[str]) -> str:
    alike = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
    return f"write {alike[0]}" if alike else "unset it; docs/settings.md has all that count"


def database_url(environ: Mapping[str, str]) -> str:
    """Read where the record lives, for commands that need no Slack; raises SettingsError."""
    typed = environ.get("DATABASE_URL", "").strip()
    return _database_url("DATABASE_URL", typed) if typed else DATABASE_URL_DEFAULT


def zone(environ: Mapping[str, str], *, chosen: str) -> str:
    """The zone `chosen` with --zone, else the one of documents, else nothing; raises SettingsError."""
    typed = environ.get("SITREP_ZONE", "").strip()
    return _zone("--zone", chosen) if chosen else _zone("SITREP_ZONE", typed) if typed else ""


def marks(environ: Mapping[str, str]) -> MarkNames:
    """Read which emoji mean what, for commands that need no Slack; raises SettingsError."""
    typed = environ.get("SITREP_MARKS", "").strip()
    return _marks("SITREP_MARKS", typed) if typed else MARK_NAMES


def _missing(typed: Mapping[str, str]) -> Iterator[SettingsError]:
    if not typed["slack_bot_token"]:
        yield SettingsError(
            "SLACK_BOT_TOKEN is not set: set it to the token that begins with xoxb-, "
            "on the app's page OAuth & Permissions."
        )
    if not typed["slack_app_token"] and not typed["slack_signing_secret"]:
        yield SettingsError(
            "SLACK_APP_TOKEN is not set: set it to an app-level token (xapp-…) with connections:write for Socket Mode, "
            "or set SLACK_SIGNING_SECRET to receive requests over HTTP."
        )


def _as_typed(_variable: str, typed: str) -> str:
    return typed


def _no_rotation(variable: str, typed: str) -> None:
    """Refuse a token that ends after twelve hours: docs.slack.dev/authentication/using-token-rotation."""
    if typed.startswith("xoxe"):
        raise SettingsError(
            f"{variable} comes from token rotation, which Slack does not switch off again: "
            "make the app anew from manifest.yaml, and set it to the token of that one."
        )


def _bot_token(variable: str, typed: str) -> str:
    _no_rotation(variable, typed)
    if not BOT_TOKEN.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no bot token: set it to the one that begins with xoxb-, "
            "on the app's page OAuth & Permissions."
        )
    return typed


def _app_token(variable: str, typed: str) -> str:
    _no_rotation(variable, typed)
    if not APP_TOKEN.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no app-level token: set it to the one that begins with xapp-, "
            "on the app's page Basic Information."
        )
    return typed


def _signing_secret(variable: str, typed: str) -> str:
    if not SECRET.fullmatch(typed):
        raise SettingsError(
            f"{variable} is no signing secret: set it to the one under App Credentials, "
            "on the app's page Basic Information."
        )
    return typed


def _api_url(variable: str, typed: str) -> str:
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


def _database_url(variable: str, typed: str) -> str:
    scheme = typed.partition("://")[0].partition("+")[0]
    if "://" not in typed or scheme not in DATABASE_SCHEMES:
        raise SettingsError(
            f"{variable} is no database that Sitrep knows: set it to sqlite:///sitrep.db or postgresql://user@host/name."
        )
    return typed


def _channel(variable: str, typed: str) -> str:
    if not CHANNEL_ID.fullmatch(typed):
        raise SettingsError(f"{variable} is {typed!r}, a name: set it to the channel's id, like C0123456789.")
    return typed


def _sockets(variable: str, typed: str) -> int:
    if typed not in {str(number) for number in range(1, SOCKETS_MAX + 1)}:
        raise SettingsError(f"{variable} is {typed!r}: set it to 1 or {SOCKETS_MAX}.")
    return int(typed)


def _port(variable: str, typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > HTTP_PORT_MAX:
        raise SettingsError(
            f"{variable} is {typed!r}: set it to a port between 1 and {HTTP_PORT_MAX}, or 0 for no page."
        )
    return int(typed)


def _log_level(variable: str, typed: str) -> str:
    if typed.upper() not in LOG_LEVELS:
        raise SettingsError(f"{variable} is {typed!r}: set it to one of {', '.join(LOG_LEVELS)}.")
    return typed.upper()


def _zone(variable: str, typed: str) -> str:
    try:
        ZoneInfo(typed)
    except (ValueError, OSError, KeyError):  # ZoneInfo: a bad key, a folder, or no such zone
        raise SettingsError(
            f"{variable} is {typed!r}, no time zone: set it to one like Europe/Berlin or UTC."
        ) from None
    return typed


def _command(variable: str, typed: str) -> str:
    if not COMMAND_NAME.fullmatch(typed):
        raise SettingsError(
            f"{variable} is {typed!r}: set it to the slash command of the app's manifest, like /incident; "
            "a slash, then at most 31 of a-z, 0-9, - and _."
        )
    return typed


def _marks(variable: str, typed: str) -> MarkNames:
    """Read `harm=boom why=mag_right,mag told=`: a mark not named keeps its emoji, and one without any is not used."""
    emoji: dict[Mark, tuple[str, ...]] = dict(EMOJI)
    for choice in typed.split():
        chosen, is_chosen, names = choice.partition("=")
        mark = next((known for known in EMOJI if known == chosen), None)
        if mark is None or not is_chosen:
            raise SettingsError(f"{variable} holds {choice!r}: set it to marks like harm=boom, of {', '.join(EMOJI)}.")
        emoji[mark] = tuple(name.strip(":") for name in names.split(",") if name.strip(":"))
    used = [*PIN_NAMES, *(name for names in emoji.values() for name in names)]
    wrong = next((name for name in used if not EMOJI_NAME.fullmatch(name) or used.count(name) > 1), None)
    if wrong is not None:
        why = "which is in use already" if EMOJI_NAME.fullmatch(wrong) else "which is no emoji's name"
        raise SettingsError(
            f"{variable} holds {wrong!r}, {why}: set it to emoji of its own for each mark, like harm=boom."
        )
    return MarkNames(emoji)


# Field -> the variable it comes from, and how that is read. docs/settings.md has a row for each.
VARIABLES: Mapping[str, tuple[str, Callable[[str, str], Any]]] = {
    "slack_bot_token": ("SLACK_BOT_TOKEN", _bot_token),
    "slack_app_token": ("SLACK_APP_TOKEN", _app_token),
    "slack_signing_secret": ("SLACK_SIGNING_SECRET", _signing_secret),
    "slack_api_url": ("SLACK_API_URL", _api_url),
    "sockets": ("SITREP_SOCKETS", _sockets),
    "database_url": ("DATABASE_URL", _database_url),
    "announce_channel": ("SITREP_ANNOUNCE_CHANNEL", _channel),
    "http_host": ("SITREP_HTTP_HOST", _as_typed),
    "http_port": ("SITREP_HTTP_PORT", _port),
    "log_level": ("SITREP_LOG_LEVEL", _log_level),
    "zone": ("SITREP_ZONE", _zone),
    "command": ("SITREP_COMMAND", _command),
    "marks": ("SITREP_MARKS", _marks),
}
