"""The configuration file `sitrep.toml`: where it is found, what stands in it, and on which line.

Law: every text ends as a file that was read or as one sentence that names the line and what to write. `tomllib` of the
standard library decides what TOML is, and says no lines; tomlkit, which keeps every blank, does not say them either.
So the lines are found by giving `tomllib` one statement after the other: a statement ends with the first line at which
it parses, because whatever TOML leaves open (a bracket, three quotes) does not parse before it is closed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from bot.settings.errors import SettingsError

FILE_NAME = "sitrep.toml"
FILE_MAX_CHARS = 65_536  # ours: twenty roles with a page of briefing each
FILE_MAX_LINES = 2_000  # a statement is parsed once for each of its lines, so their number is what it costs
LINE_SHOWN_CHARS = 60
_AT_LINE = re.compile(r" ?\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
EXAMPLE = 'process.zone = "Europe/Berlin"'

KeyPath: TypeAlias = tuple[str, ...]  # where a value stands in the file: ("roles", "logs", "title")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What stands in the file at `path`, and the line of each table and key; empty when there is no file."""

    path: Path | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def place(self, at: KeyPath) -> str:
        """Where that stands, as every refusal begins: `/srv/sitrep.toml, line 3: zone`."""
        return f"{self.path}, line {self.line(at)}: {dotted(at)}"

    def line(self, at: KeyPath) -> int:
        """Its line, or that of the table around it."""
        found = (self.lines[at[:length]] for length in range(len(at), 0, -1) if at[:length] in self.lines)
        return next(found, 1)


NO_FILE = ConfigFile()


def read_file(path: Path) -> ConfigFile:
    """The file as it stands. Raises SettingsError when it cannot be read or is no TOML."""
    try:
        with path.open("rb") as opened:
            written = opened.read(4 * FILE_MAX_CHARS + 1)  # bytes of UTF-8 to a character
    except (OSError, ValueError) as wrong:  # ValueError: a path with a NUL in it
        why = (wrong.strerror if isinstance(wrong, OSError) else "") or str(wrong)
        raise SettingsError(
            f"{str(path)!r}, the configuration file, cannot be read ({why}): name one that can, or none."
        ) from None
    try:
        return parse(written.decode(), path)
    except UnicodeDecodeError as wrong:
        line = written[: wrong.start].count(b"\n") + 1
        raise SettingsError(f"{path}, line {line}: it is no UTF-8: save it as UTF-8, like {EXAMPLE}.") from None


def parse(text: str, path: Path) -> ConfigFile:
    """The same of its text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > FILE_MAX_CHARS or text.count("\n") > FILE_MAX_LINES:
        raise SettingsError(
            f"{path}, line 1: it has {len(text)} characters: keep it below {FILE_MAX_CHARS}, and below "
            f"{FILE_MAX_LINES} lines; docs/sitrep.toml is an example with every key."
        )
    try:
        return ConfigFile(path, tomllib.loads(text), dict(_lines(text)))
    except RecursionError:
        raise SettingsError(f"{path}, line 1: too many brackets in brackets: write keys like {EXAMPLE}.") from None
    except ValueError as wrong:  # TOMLDecodeError is one, and so is a number of five thousand digits
        raise _no_toml(text, path, str(wrong)) from None


def dotted(at: KeyPath) -> str:
    """The key as TOML writes it, on one line whatever it holds."""
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else repr(part) for part in at)


def _no_toml(text: str, path: Path, why: str) -> SettingsError:
    found = _AT_LINE.search(why)
    lines = text.split("\n")
    last = text.rstrip("\n").count("\n") + 1
    line = min(int(found["line"]), last) if found and found["line"] else last
    key = lines[line - 1].partition("=")[0].strip()[:LINE_SHOWN_CHARS]  # what follows may be a secret
    why = _AT_LINE.sub("", why)
    what = "it says something twice" if why.startswith("Cannot") else "it is no TOML"
    return SettingsError(
        f"{path}, line {line}: {what} ({why}), at {key!r}: write a key once, and text in quotes, like {EXAMPLE}."
    )


def _lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Where each table and key of a text that is TOML stands first."""
    table: KeyPath = ()
    known: set[KeyPath] = set()
    for line, statement in _statements(text):
        is_header = statement.lstrip().startswith("[")
        below = () if is_header else table
        for at in _keys(tomllib.loads(statement)):
            if below + at not in known:
                known.add(below + at)
                yield below + at, line
            table = at if is_header else table


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with the line on which it begins, the first being 1."""
    statement, begins = "", 1
    for number, line in enumerate(text.split("\n"), start=1):
        statement += f"{line}\n"
        try:
            tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        yield begins, statement
        statement, begins = "", number + 1


def _keys(told: object, above: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key from the outside in; the last one of a header is its table."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield (*above, name)
            yield from _keys(value, (*above, name))
