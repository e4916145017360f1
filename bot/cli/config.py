"""`sitrep config`: every setting that holds, as the file would say it, and where it comes from.

Law: it looks and changes nothing, asks nobody, and prints no secret. What it prints can be the next `sitrep.toml`.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence

from bot.cli.hindrances import Exit
from bot.incident.policy import DEFAULT, Policy
from bot.settings import KEYS, ConfigFile, SettingsReading, find, read, unread
from bot.settings.file import KeyPath, dotted
from bot.settings.keys import ANY, SettingKey
from bot.settings.readers import toml
from bot.settings.secrecy import Secrets

COLUMN = 60  # where the origin stands, if the value leaves it the room


def show(environ: Mapping[str, str], named: str, secrets: Secrets) -> int:
    """Print them; 0 when all of them can be used. Raises SettingsError for a file that cannot be read."""
    file = find(environ, named)
    reading = read(environ, file)
    for line in lines(reading, file):
        print(secrets.strike(line))
    for sentence in (*map(str, reading.wrong), *unread(environ)):
        print(secrets.strike(sentence), file=sys.stderr)
    return Exit.SETTING if reading.wrong else Exit.DONE


def lines(reading: SettingsReading, file: ConfigFile) -> Iterator[str]:
    """A line for each setting: its key, its value, and its origin behind a `#`."""
    yield f"# {file.path or 'no file, for none was named and none is beside the database'}"
    for key in KEYS:
        if key.name:
            yield from (_line(at, *held) for at in _places(key, reading) if (held := _holds(key, at, reading, file)))
        elif any(given.key == key for given in reading.given):
            yield f"# {key.variable} is set in the environment"


def _line(at: KeyPath, value: object, origin: str) -> str:
    return f"{f'{dotted(at)} = {toml(value)}':<{COLUMN}} # {origin}"


def _places(key: SettingKey, reading: SettingsReading) -> Sequence[KeyPath]:
    """Where the key stands: once for each role, if it is about roles, and for each group that was given."""
    if ANY not in key.at:
        return [key.at]
    if key.at[0] == "groups":
        return [given.at for given in reading.given if given.key == key]
    policy: Policy = reading.usable.get("policy", DEFAULT)
    return [tuple(duty.name if part == ANY else part for part in key.at) for duty in policy.duties]


def _holds(key: SettingKey, at: KeyPath, reading: SettingsReading, file: ConfigFile) -> tuple[object, str] | None:
    """What holds, and who says so: the environment, else the file, else nobody; None where there is no default."""
    for given in reading.given:
        if given.at == at:
            return given.written, f"{file.path}:{given.line}"
        if given.key == key and not given.at:
            return given.value, key.variable
        if given.key.field == key.field and not given.at and at[-1] in given.value:
            return given.value[at[-1]], given.key.variable
    duty = DEFAULT.duty(at[1]) if key.at[:1] == ("roles",) else None
    value = key.default if duty is None else getattr(duty, at[2], None)
    return None if value is None or (duty and not value) else (value, "default")
