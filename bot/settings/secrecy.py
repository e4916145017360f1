"""What must not be printed, and the one function that strikes it: every line for terminal, log or page passes here.

Law: whatever a driver or a library says is taken to repeat what it was given. What is struck are the tokens, the
signing secret, and all parts of the addresses of database and mail server but the place that they name; and by their
shape the tickets, tokens and response addresses that Slack hands out while the process runs.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Self
from urllib.parse import quote, quote_plus, unquote

STRUCK = "•••"
SECRET_VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SITREP_TRACKER_TOKEN")
ADDRESS_VARIABLES = ("DATABASE_URL", "SITREP_SMTP_URL")
# Shorter ones stand in every other word; whoever has one has no secret to keep.
SECRET_MIN_CHARS = 4
# docs.slack.dev/authentication/tokens; docs.slack.dev/apis/events-api/using-socket-mode, the address of a socket;
# docs.slack.dev/interactivity/handling-user-interaction, the response_url.
_SHAPES = re.compile(
    r"xox[a-z]?(?:\.xox[a-z])?-[\w.-]+|xapp-[\w-]+|(?<=ticket=)[^&\s'\"]+|(?<=hooks\.slack\.com/)[^\s'\"]+"
)
# As SQLAlchemy reads it, but for what bot/store/database/urls.py refuses.
_ADDRESS = re.compile(
    r"(?:(?P<user>[^:/@]*)(?::(?P<password>[^@]*))?@)?(?P<host>\[[^\]/?@]*\]|[^:/?@\[\]]*)(?::[0-9]*)?"
    r"(?:/(?P<name>[^?@]*))?(?:\?(?P<options>[^@]*))?"
)
_OPEN_OPTIONS = frozenset(
    {"host", "hostaddr", "port", "dbname", "sslmode"}
)  # they say where and how, and help to mend it
_DELIMITERS = re.compile(r"[:/@?#&=\s]")


class Secrets:
    """What this process was given and must not print."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        written = {form for word in words for form in _written(word) if len(form) >= SECRET_MIN_CHARS}
        longest_first = sorted(written, key=lambda form: (-len(form), form))
        self._words = re.compile("|".join(re.escape(form) for form in longest_first)) if longest_first else None

    @classmethod
    def of(cls, environ: Mapping[str, str], arguments: Iterable[str] = ()) -> Self:
        """Those of the settings, and those of addresses on the command line."""
        addresses = [
            *(environ.get(name, "") for name in ADDRESS_VARIABLES),
            *(word for word in arguments if "://" in word),
        ]
        tokens = [environ.get(name, "").strip() for name in SECRET_VARIABLES]
        return cls([*tokens, *(part for address in addresses for part in _parts(address.strip()))])

    def strike(self, text: str) -> str:
        """The text without them."""
        return _SHAPES.sub(STRUCK, self._words.sub(STRUCK, text) if self._words else text)


class StrikingFormatter(logging.Formatter):
    """Lines of a log, tracebacks included, without what must not be printed."""

    def __init__(self, layout: str, secrets: Secrets) -> None:
        super().__init__(layout)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return self._secrets.strike(super().format(record))


def _parts(address: str) -> Iterator[str]:
    """What could open a server's database; of an address that can be read in several ways, every piece of it."""
    scheme, _, rest = address.partition("://")
    is_file = scheme.partition("+")[0] == "sqlite"
    if not rest or (is_file and rest.startswith("/")):
        return
    yield address
    read = _ADDRESS.fullmatch(rest)
    if read is None or is_file:
        yield from _DELIMITERS.split(rest)
        return
    secret, public = read["password"] or "", {read["user"], read["host"], read["name"]}
    if secret not in public:  # who knows the place and the user knows such a password anyway
        yield from (secret, f"{read['user']}:{secret}")
    for option in (read["options"] or "").split("&"):
        name, _, value = option.partition("=")
        if name not in _OPEN_OPTIONS:
            yield value


def _written(word: str) -> set[str]:
    """The ways in which a library writes it: as it is, escaped for an address, out of one, for JSON, for Python."""
    plain = {word, unquote(word)}
    return {form for each in plain for form in (each, quote(each), quote(each, safe=""), quote_plus(each))} | {
        form[1:-1] for each in plain for form in (json.dumps(each), json.dumps(each, ensure_ascii=False), repr(each))
    }
