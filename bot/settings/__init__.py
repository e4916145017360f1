"""What the administrator chose: the environment, then the file `sitrep.toml`, then the defaults of the product.

Law: only the composition root, `bot.__main__` and the commands know this package; everybody else is handed what it
needs. Each refusal is one sentence that names the variable, or file, line and key, and what to set, for it is read by
somebody who is installing; all of them come at once, a line each.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from bot.incident.meanings import Mark
from bot.incident.policy import DEFAULT, Policy
from bot.outward.mail.account import MailAccount, account_of
from bot.outward.tracker.account import GITHUB_API, TrackerAccount, TrackerKind
from bot.requests.marks import EMOJI, MARK_NAMES, MarkNames
from bot.settings import readers
from bot.settings.errors import SettingsError
from bot.settings.file import FILE_NAME, NO_FILE, ConfigFile, KeyPath, read_file
from bot.settings.house import policy
from bot.settings.keys import BY_VARIABLE, KEYS, SettingKey, checked, is_table, key_at, misplaced, unknown
from bot.settings.readers import DATABASE_URL_DEFAULT, HTTP_PORT_DEFAULT, SOCKETS_MAX, TRACKER_EVERY_MIN_DEFAULT

__all__ = [
    "BY_VARIABLE",
    "KEYS",
    "NO_FILE",
    "TRACKER_FIELDS",
    "ConfigFile",
    "Settings",
    "SettingsError",
    "SettingsReading",
    "database_url",
    "find",
    "read",
    "unread",
]

TRACKER_FIELDS = ("tracker_token", "tracker_kind", "tracker_url", "tracker_repository", "tracker_file")
TERMS_MAX = 200  # of the glossary: each is looked for in every sentence of a page
OURS = "SITREP_"
NAMES_FILE = "SITREP_CONFIG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, with its default. Tokens and the database address, which may hold a password, are never printed.

    `slack_app_token` means Socket Mode, over `sockets` WebSockets at once; without it `slack_signing_secret` verifies
    requests over HTTP.
    `http_port` 0 means: serve no page. `zone` names the clock of documents that have no single reader.
    `command` is the slash command as the app's manifest calls it. `policy` is what incidents are opened under.
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
    canvas: bool = False
    marks: MarkNames = MARK_NAMES
    policy: Policy = DEFAULT
    glossary: Mapping[str, str] = field(default_factory=dict)
    smtp_url: str = field(default="", repr=False)
    mail_sender: str = ""
    mail_starttls: bool = True
    tracker_kind: TrackerKind = "github"
    tracker_url: str = ""
    tracker_repository: str = ""
    tracker_token: str = field(default="", repr=False)
    tracker_file: Literal["asked", "all"] = "asked"
    tracker_close: bool = False
    tracker_every_min: int = TRACKER_EVERY_MIN_DEFAULT

    @property
    def tracker(self) -> TrackerAccount | None:
        """The issue tracker to which follow-ups go; None where the house has none."""
        if not self.tracker_token:
            return None
        return TrackerAccount(
            kind=self.tracker_kind,
            url=self.tracker_url or GITHUB_API,
            token=self.tracker_token,
            repository=self.tracker_repository if self.tracker_kind == "github" else "",
            closes=self.tracker_close,
            asked_every=timedelta(minutes=self.tracker_every_min),
        )

    @property
    def mail(self) -> MailAccount | None:
        """The account by which briefs go out by e-mail; None where the house sends none."""
        if not self.smtp_url:
            return None
        name, address = parseaddr(self.mail_sender)
        return account_of(self.smtp_url, sender=address, sender_name=name, starttls=self.mail_starttls)

    def with_tracker(self, policy: Policy) -> Policy:
        """The policy of a house that has this tracker, or none."""
        files_all = self.tracker is not None and self.tracker_file == "all"
        return replace(policy, tracker=self.tracker.name if self.tracker else "", files_all=files_all)

    @property
    def is_called(self) -> bool:
        """Whether Slack calls us, over HTTP. With an app token we call Slack, and nobody else has to be let in."""
        return bool(self.slack_signing_secret) and not self.slack_app_token

    @classmethod
    def from_env(cls, environ: Mapping[str, str], file: ConfigFile = NO_FILE) -> "Settings":
        """Read the settings of `environ`, and of the file; raises SettingsError with all that cannot be used."""
        reading = read(environ, file)
        _refuse((*reading.missing, *reading.wrong))
        return cls(**reading.usable)


def _refuse(errors: Sequence[SettingsError]) -> None:
    if errors:
        raise SettingsError("\n".join(str(each) for each in errors))


@dataclass(frozen=True, slots=True)
class GivenKey:
    """What somebody set for a key: `written` as they wrote it at `place`, `value` as it is read.

    `at` is where it stands in the file, on `line`; both are empty for a variable.
    """

    key: SettingKey
    place: str
    written: object
    value: Any = None
    at: KeyPath = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class SettingsReading:
    """The settings that can be used, by their field; what is wrong with the others; and what was given, where.

    `missing` is what only a bot that is connected to Slack cannot be without.
    """

    usable: Mapping[str, Any]
    missing: tuple[SettingsError, ...]
    wrong: tuple[SettingsError, ...]
    given: tuple[GivenKey, ...]

    def can_use(self, field: str) -> bool:
        """Whether it is well set, or left to its default."""
        return all(error.field != field for error in self.wrong)

    def offline(self, *needed: str) -> Settings:
        """These fields and defaults, for a command that calls no Slack.

        Raises SettingsError if one of them cannot be used, or a key of the file means nothing.
        """
        _refuse([error for error in self.wrong if error.field in {"", *needed}])
        return Settings(slack_bot_token="", **{name: self.usable[name] for name in needed if name in self.usable})


def find(environ: Mapping[str, str], named: str = "") -> ConfigFile:
    """The file that is `named`, else that of SITREP_CONFIG, else the one beside the database, if it is there.

    Raises SettingsError for one that is named and cannot be read, and for one that is no TOML.
    """
    chosen = named or _typed(environ, NAMES_FILE)
    if chosen:
        return read_file(Path(chosen).absolute())
    beside = (_folder_of(_typed(environ, "DATABASE_URL") or DATABASE_URL_DEFAULT) / FILE_NAME).absolute()
    try:
        is_there = beside.exists()
    except (OSError, ValueError):  # no folder that can be, as the database will tell
        is_there = False
    return read_file(beside) if is_there else NO_FILE


def _folder_of(url: str) -> Path:
    """Where a SQLite file lies; of a server, the folder in which Sitrep was started."""
    scheme, _, path = url.partition(":///")
    return Path(path.partition("?")[0]).parent if scheme.startswith("sqlite") else Path()


def read(environ: Mapping[str, str], file: ConfigFile = NO_FILE) -> SettingsReading:
    """What the environment and the file say, and what is wrong with it."""
    wrong: list[SettingsError] = []
    given: list[GivenKey] = []
    for one in _given(environ, file, wrong):
        try:
            given.append(replace(one, value=_value(one)))
        except SettingsError as error:
            wrong.append(SettingsError(str(error), field=one.key.field))
    usable = {one.key.field: one.value for one in given if one.key.field not in PARTS}
    for name, joined in PARTS.items():
        if any(error.field == name for error in wrong):
            continue
        try:
            usable[name] = joined([one for one in given if one.key.field == name], file)
        except SettingsError as error:
            wrong += [SettingsError(sentence, field=name) for sentence in str(error).splitlines()]
    called = _typed(environ, "SLACK_SIGNING_SECRET") and not _typed(environ, "SLACK_APP_TOKEN")
    if usable.get("http_port") == 0 and called:
        port = next(one for one in given if one.key.field == "http_port")
        wrong.append(
            SettingsError(
                f"{port.place} is 0: set it to the port to which Slack's requests come, "
                "for without SLACK_APP_TOKEN there is no other way in.",
                field="http_port",
            )
        )
    wrong += _mail_apart(usable, wrong)
    wrong += _tracker_apart(usable, wrong)
    return SettingsReading(usable, tuple(_missing(environ)), tuple(wrong), tuple(given))


def _mail_apart(usable: Mapping[str, Any], wrong: Sequence[SettingsError]) -> Iterator[SettingsError]:
    """What a mail server is set without; of what cannot be used by itself nothing more is said."""
    url = urlsplit(usable.get("smtp_url", ""))
    if not url.scheme or any(error.field in {"mail_sender", "policy"} for error in wrong):
        return
    policy: Policy = usable.get("policy", DEFAULT)
    wanted = {
        'mail.sender = "Sitrep <sitrep@example.com>"': usable.get("mail_sender"),
        'mail.domains = ["example.com"], to which Sitrep may write': policy.mail_domains,
    }
    for cure in (cure for cure, value in wanted.items() if not value):
        name = cure.partition(" ")[0]
        yield SettingsError(f"SITREP_SMTP_URL is set and {name} is not: set {cure}.", field="smtp_url")
    if url.password and url.scheme == "smtp" and not usable.get("mail_starttls", True):
        sentence = "mail.starttls is false, which would send the password of SITREP_SMTP_URL in clear: take it out."
        yield SettingsError(sentence, field="smtp_url")


def _tracker_apart(usable: Mapping[str, Any], wrong: Sequence[SettingsError]) -> Iterator[SettingsError]:
    """What a token is set without; of what cannot be used by itself nothing more is said."""
    if not usable.get("tracker_token") or any(error.field.startswith("tracker_") for error in wrong):
        return
    if usable.get("tracker_kind", "github") == "github" and not usable.get("tracker_repository"):
        cure = 'set tracker.repository = "example/follow-ups", in which its issues are'
        yield SettingsError(
            f"SITREP_TRACKER_TOKEN is set and tracker.repository is not: {cure}.", field="tracker_repository"
        )
    if usable.get("tracker_kind") == "webhook" and not usable.get("tracker_url"):
        cure = 'set tracker.url = "https://example.com/sitrep", to which follow-ups are posted'
        yield SettingsError(f'tracker.kind is "webhook" and tracker.url is not set: {cure}.', field="tracker_url")


def _given(environ: Mapping[str, str], file: ConfigFile, wrong: list[SettingsError]) -> Iterator[GivenKey]:
    """What was set, variable by variable and key by key; what is set in both places, only as the environment has it."""
    for variable, key in BY_VARIABLE.items():
        if typed := _typed(environ, variable):
            yield GivenKey(key, variable, typed)
    for at, value in _leaves(file.told):
        known, place = key_at(at), file.place(at)
        if known is None:
            wrong.append(misplaced(place, at, value) if is_table(at) else unknown(place, at))
        elif value != "" and not (known.variable and _typed(environ, known.variable)):
            yield GivenKey(known, place, value, at=at, line=file.line(at))


def _leaves(told: Mapping[str, Any], above: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value that is no table of ours."""
    for name, value in told.items():
        at = (*above, name)
        if isinstance(value, dict) and is_table(at):
            yield from _leaves(value, at)
        else:
            yield at, value


def _value(given: GivenKey) -> Any:
    return (
        checked(given.key, given.place, given.written) if given.at else given.key.read(given.place, str(given.written))
    )


def _marks(parts: Sequence[GivenKey], _: ConfigFile) -> MarkNames:
    """Of each mark the emoji that the environment names, else those of the file, else its own."""
    chosen: dict[Mark, tuple[str, ...]] = {}
    places: dict[Mark, str] = {}
    for given in sorted(parts, key=lambda one: not one.at):
        told = {mark: given.value for mark in EMOJI if mark == given.at[-1]} if given.at else given.value
        chosen |= told
        places |= dict.fromkeys(told, given.place)
    return readers.told_apart(chosen, places)


def _policy(parts: Sequence[GivenKey], file: ConfigFile) -> Policy:
    return policy({given.at: given.value for given in parts}, file)


def _glossary(parts: Sequence[GivenKey], _: ConfigFile) -> Mapping[str, str]:
    """By each term what it means."""
    if len(parts) > TERMS_MAX:
        raise SettingsError(f"{parts[TERMS_MAX].place} is term {TERMS_MAX + 1}: keep the {TERMS_MAX} that matter most.")
    return {given.at[-1]: given.value for given in parts}


# What is put together of several keys.
PARTS: Mapping[str, Callable[[Sequence[GivenKey], ConfigFile], Any]] = {
    "marks": _marks,
    "policy": _policy,
    "glossary": _glossary,
}


def unread(environ: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that looks like one of ours and that nothing reads, be it misspelt or outdated."""
    known = [variable for variable in (*BY_VARIABLE, NAMES_FILE) if variable.startswith(OURS)]
    strangers = sorted(name for name in environ if name.startswith(OURS) and name not in known)
    return [f"{name} is set and nothing reads it: {_instead(name, known)}." for name in strangers]


def _instead(name: str, known: list[str]) -> str:
    alike = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
    return f"write {alike[0]}" if alike else "unset it; docs/settings.md has all that count"


def database_url(environ: Mapping[str, str]) -> str:
    """Read where the record lives, for commands that need no Slack; raises SettingsError."""
    typed = _typed(environ, "DATABASE_URL")
    return readers.database_url("DATABASE_URL", typed) if typed else DATABASE_URL_DEFAULT


def _typed(environ: Mapping[str, str], variable: str) -> str:
    return environ.get(variable, "").strip()


def _missing(environ: Mapping[str, str]) -> Iterator[SettingsError]:
    if not _typed(environ, "SLACK_BOT_TOKEN"):
        yield SettingsError(
            "SLACK_BOT_TOKEN is not set: set it to the token that begins with xoxb-, "
            "on the app's page OAuth & Permissions.",
            field="slack_bot_token",
        )
    if not _typed(environ, "SLACK_APP_TOKEN") and not _typed(environ, "SLACK_SIGNING_SECRET"):
        yield SettingsError(
            "SLACK_APP_TOKEN is not set: set it to an app-level token (xapp-…) with connections:write for Socket Mode, "
            "or set SLACK_SIGNING_SECRET to receive requests over HTTP.",
            field="slack_app_token",
        )
