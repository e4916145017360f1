"""`sitrep config`: every setting that holds, as the file would say it, and where it comes from.

Law: it looks and changes nothing, asks nobody, and prints no secret. What it prints can be the next `sitrep.toml`.
"""

import sys
from collections.abc import Iterator, Mapping

from bot.cli.hindrances import Exit
from bot.secrecy import Secrets
from bot.settings import KEYS, ConfigFile, SettingsReading, find, read, unread
from bot.settings.keys import SettingKey
from bot.settings.readers import toml

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
            value, origin = _holds(key, reading, file)
            yield f"{f'{key.name} = {toml(value)}':<{COLUMN}} # {origin}"
        elif any(given.key == key for given in reading.given):
            yield f"# {key.variable} is set in the environment"


def _holds(key: SettingKey, reading: SettingsReading, file: ConfigFile) -> tuple[object, str]:
    """What holds, and who says so: the environment, else the file, else nobody."""
    for given in reading.given:
        if given.key.field != key.field or given.at not in {(), key.at}:
            continue
        if given.at:
            return given.written, f"{file.path}:{given.line}"
        if given.key == key:
            return given.value, given.key.variable
        if key.at[-1] in given.value:
            return given.value[key.at[-1]], given.key.variable
    return key.default, "default"
