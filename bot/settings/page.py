"""docs/settings.md and docs/sitrep.toml, written from the table: they cannot promise a key that nothing reads."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from bot.settings.keys import KEYS, SectionName, SettingKey
from bot.settings.readers import toml

LINE_CHARS = 118
NOTHING = "–"

_OPENING = """\
# Settings

Nothing but Slack's tokens is required. What is set in the environment wins over the file `sitrep.toml`, and what is in
neither has its default. The file is the one named by `--config` or `SITREP_CONFIG`, else the `sitrep.toml` beside the
SQLite database (with PostgreSQL, in the folder in which Sitrep is started). [sitrep.toml](sitrep.toml) has every key
with its reason, set to its default.

`sitrep config` prints what holds and where it comes from; `sitrep doctor` tries it against the real thing. What cannot
be used stops the start with one sentence that names the variable, or file, line and key, and what to set instead. An
empty variable, or an empty text in the file, counts as not set. A variable that begins with `SITREP_` and that nothing
reads is named by the log and by `doctor`; a key that nothing reads is refused.

The file is read when Sitrep starts, and again at `SIGHUP` (`kill -HUP`, `systemctl reload`): a file that can be used is
taken as a restart takes it, within seconds; of one that cannot, the log says why, and what held still holds. A bot that
runs in a terminal ends with it, as it always did.

This page is written by `python -m bot.settings > docs/settings.md` from the table that all of this asks,
`bot/settings/keys.py`; the example by `python -m bot.settings example > docs/sitrep.toml`.
"""
# What is said above the table of a section, and below it.
_SECTIONS: Mapping[SectionName, tuple[str, str, str]] = {
    "connection": (
        "Connection",
        "",
        """\
Tokens, the signing secret and the database's password are secrets: they are printed nowhere, not even in refusals, and
struck from whatever a library says. They stand in the environment alone, so that the file can be shared. Of the
database, the place is told. In a password, write `%40` for `@`, `%3A` for `:`, `%2F` for `/`, `%3F` for `?`, `%23` for
`#` and `%25` for `%`; an address that can be read in two ways is refused.
""",
    ),
    "announcements": ("Who hears what", "", ""),
    "marks": (
        "Marks",
        """\
Which emoji under a message say what it is. Of several the first is suggested and all count; a mark without any (`[]`)
is not used. Who changes one keeps the old emoji beside the new: what was marked with another counts no longer.
""",
        "",
    ),
    "process": ("Process", "", ""),
}
_CLOCKS = """\
## Reporting clocks

Minutes until a role's first report, and between reports while the incident is investigated, identified and mitigated:

| severity | first | investigating | identified | mitigated |
| --- | --- | --- | --- | --- |
| 1 | 5 | 10 | 15 | 30 |
| 2 (also while nobody has judged it) | 10 | 15 | 30 | 60 |
| 3 | 15 | 30 | 60 | 120 |
| 4 | on demand | on demand | on demand | on demand |

They live in `bot/incident/policy.py`.
"""
_HEAD = """\
# sitrep.toml: every key of Sitrep's configuration file, with its reason and its default. Nothing is required: keep
# only what you change. The page is docs/settings.md; `sitrep config` prints what holds.
"""


def settings_page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_OPENING, *(_section(name) for name in _SECTIONS), _CLOCKS])


def example_file() -> str:
    """A file with every key: set to its default, or behind a `#` where nothing is set until somebody does."""
    return "\n".join([_HEAD, *(text for name in _SECTIONS if (text := _table_of(name)))])


def _section(name: SectionName) -> str:
    title, above, below = _SECTIONS[name]
    rows = [_row(key) for key in _keys(name)]
    table = ["| in the file | in the environment | default | meaning |", "| --- | --- | --- | --- |", *rows, ""]
    return "\n".join([f"## {title}", "", *([above] if above else []), *table, *([below] if below else [])])


def _keys(name: SectionName) -> Sequence[SettingKey]:
    return [key for key in KEYS if key.section == name]


def _row(key: SettingKey) -> str:
    default = key.shown or (f"`{toml(key.default)}`" if key.default not in (None, "") else NOTHING)
    cells = (_code(key.name), _code(key.variable), default, key.meaning)
    return f"| {' | '.join(cells)} |"


def _code(name: str) -> str:
    return f"`{name}`" if name else NOTHING


def _table_of(name: SectionName) -> str:
    """The tables of a section, in the order of its keys."""
    found: list[str] = []
    table: tuple[str, ...] = ()
    for key in _keys(name):
        if not key.name:
            continue
        if key.at[:-1] != table:
            table = key.at[:-1]
            found += [f"[{'.'.join(table)}]"]
        found += _lines(key)
    return "\n".join([*found, ""]) if found else ""


def _lines(key: SettingKey) -> Iterator[str]:
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", key.meaning)
    yield from textwrap.wrap(plain, LINE_CHARS, initial_indent="# ", subsequent_indent="# ")
    yield f"{key.at[-1]} = {toml(key.default)}" if key.default is not None else f"# {key.at[-1]} = {key.example}"
