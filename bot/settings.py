"""What the administrator chose, read once from the environment when the process starts.

Law: only the composition root, `bot.__main__` and the doctor know this module; everybody else is handed what it needs.
Each refusal is one sentence that names the variable and what to set, for it is read by somebody who is installing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.incident.facts import Mark
from bot.requests.marks import EMOJI, MARK_NAMES, PIN_NAMES, MarkNames

HTTP_PORT_MAX = 65_535  # RFC 6335, section 6: a port is sixteen bits
# Slack takes ten sockets an app (docs.slack.dev/apis/events-api/using-socket-mode). More than two to a bot help nobody.
SOCKETS_MAX = 2
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASE_URL_DEFAULT = "sqlite:///sitrep.db"
DATABASE_SCHEMES = ("sqlite", "postgresql")
# Ids as Slack writes them: docs.slack.dev/reference/objects, channels C or G, people U or W, user groups S.
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
# docs.slack.dev/interactivity/implementing-slash-commands: a slash, then lower case and no blank, 32 characters in all.
COMMAND_NAME = re.compile(r"/[a-z0-9_-]{1,31}")
EMOJI_NAME = re.compile(r"[a-z0-9_+'-]{1,100}")  # as in bot/render/emoji_names.py
AUDIENCE_ID = re.compile(r"[UWS][A-Z0-9]{2,}")


class SettingsError(ValueError):
    """A setting is missing or cannot be used. The message is for the administrator and never holds a secret."""


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
    escalate_to: tuple[str, ...] = ()
    http_host: str = "127.0.0.1"
    http_port: int = 8080
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
        """Read the settings that `environ` holds; raises SettingsError at the first that cannot be used."""
        typed = {name: environ.get(variable, "").strip() for name, (variable, _) in VARIABLES.items()}
        chosen: dict[str, Any] = {
            name: VARIABLES[name][1](VARIABLES[name][0], typed[name]) for name in typed if typed[name]
        }
        _require_a_way_in(chosen)
        settings = cls(**chosen)
        if settings.is_called and not settings.http_port:
            raise SettingsError(
                "SITREP_HTTP_PORT is 0: set it to the port to which Slack's requests come, "
                "for without SLACK_APP_TOKEN there is no other way in."
            )
        return settings


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


def _require_a_way_in(chosen: Mapping[str, Any]) -> None:
    if "slack_bot_token" not in chosen:
        raise SettingsError(
            "SLACK_BOT_TOKEN is not set: set it to the token that begins with xoxb-, "
            "on the app's page OAuth & Permissions."
        )
    if "slack_app_token" not in chosen and "slack_signing_secret" not in chosen:
        raise SettingsError(
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
    if not typed.startswith("xoxb-"):
        raise SettingsError(f"{variable} is no bot token: set it to the one that begins with xoxb-.")
    return typed


def _app_token(variable: str, typed: str) -> str:
    _no_rotation(variable, typed)
    if not typed.startswith("xapp-"):
        raise SettingsError(f"{variable} is no app-level token: set it to the one that begins with xapp-.")
    return typed


def _api_url(variable: str, typed: str) -> str:
    """Read the address below which the methods stand; slack_sdk joins their names to it, so it ends in a slash."""
    parts = urlsplit(typed)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise SettingsError(f"{variable} is no web address: set it to something like https://slack.com/api/.")
    return typed if typed.endswith("/") else f"{typed}/"


def _database_url(variable: str, typed: str) -> str:
    scheme = typed.partition("://")[0].partition("+")[0]
    if "://" not in typed or scheme not in DATABASE_SCHEMES:
        raise SettingsError(
            f"{variable} is no database that Sitrep knows: set it to sqlite:///sitrep.db or postgresql://user@host/name."
        )
    return typed


def _ids(variable: str, typed: str, *, shape: re.Pattern[str], wanted: str) -> tuple[str, ...]:
    """Read ids between commas, each once, in the order given."""
    ids = tuple(dict.fromkeys(part.strip() for part in typed.split(",") if part.strip()))
    unusable = next((one for one in ids if not shape.fullmatch(one)), None)
    if unusable is not None:
        raise SettingsError(f"{variable} holds {unusable!r}, which is no id: set it to {wanted}.")
    return ids


def _channel(variable: str, typed: str) -> str:
    if not CHANNEL_ID.fullmatch(typed):
        raise SettingsError(f"{variable} is {typed!r}, a name: set it to the channel's id, like C0123456789.")
    return typed


def _audience(variable: str, typed: str) -> tuple[str, ...]:
    return _ids(variable, typed, shape=AUDIENCE_ID, wanted="ids of people (U…) or user groups (S…) between commas")


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
    "slack_signing_secret": ("SLACK_SIGNING_SECRET", _as_typed),
    "slack_api_url": ("SLACK_API_URL", _api_url),
    "sockets": ("SITREP_SOCKETS", _sockets),
    "database_url": ("DATABASE_URL", _database_url),
    "announce_channel": ("SITREP_ANNOUNCE_CHANNEL", _channel),
    "escalate_to": ("SITREP_ESCALATE_TO", _audience),
    "http_host": ("SITREP_HTTP_HOST", _as_typed),
    "http_port": ("SITREP_HTTP_PORT", _port),
    "log_level": ("SITREP_LOG_LEVEL", _log_level),
    "zone": ("SITREP_ZONE", _zone),
    "command": ("SITREP_COMMAND", _command),
    "marks": ("SITREP_MARKS", _marks),
}
