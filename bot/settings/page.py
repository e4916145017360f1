"""docs/settings.md and docs/sitrep.toml, written from the table: they cannot promise a key that nothing reads."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from bot.incident.policy import DUTIES, LEAD, LOGS, Duty
from bot.settings.file import KeyPath
from bot.settings.keys import ANY, KEYS, SectionName, SettingKey, of_this_name
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
    "channels": ("Channels", "", ""),
    "working hours": (
        "Working hours",
        "Of whoever is asked, in their own zone. What still hurts never waits for them.\n",
        "",
    ),
    "severities": (
        "Severities and clocks",
        """\
The scale has four severities, of which 1 is the worst. An incident keeps the clocks that it was opened with, so that
what is due never changes behind anybody's back; a change counts from the next one on. Customers' deadlines and promises
go before any clock.
""",
        "",
    ),
    "night": (
        "At night",
        """\
Reports come as often at night as by day, unless this says otherwise. An incident keeps what it was opened with.
""",
        "",
    ),
    "briefs": ("The brief's clock", "", ""),
    "mail": (
        "E-mail",
        """\
For executives without Slack. `/incident summary share pat@example.com` sends the brief once it was asked and answered
with *Share*, and `briefs.to` may name addresses. Server, sender and domains belong together: without all three no mail
is sent. Whose certificate is not trusted, and who offers no TLS, is not spoken to.
""",
        """\
The address of the server is a secret as a whole, and stands in the environment alone. What the server does not take now
is tried again for an hour; what it refuses, and what nobody can know, is told to whoever sent it, and
[never sent twice](decisions/0037-mail-at-most-once.md).
""",
    ),
    "tracker": (
        "The issue tracker",
        """\
Follow-ups may stand in the house's issue tracker as well, with their words, their owner's name, their day, and the
title and channel of their incident. What is closed there is done here.
""",
        """\
The token is a secret, and stands in the environment alone. A tracker that is down delays nothing: what waits for it is
tried for a day, and then told to whoever had it filed. Whatever happens on the way, there is
[one issue a follow-up](decisions/0041-one-issue-a-follow-up.md).
""",
    ),
    "prompts": (
        "Prompts",
        "What the lead alone is asked now and then, once in ten minutes and twice an hour at most.\n",
        "",
    ),
    "groups": (
        "Groups of people",
        """\
Whoever is named in a setting is named by id, or by the name of a group that stands here (`[groups.oncall]`). A group
may hold people, user groups of Slack (paid plans have those; they are read with the scope `usergroups:read`) and other
groups. `NAME` stands for the group.
""",
        "",
    ),
    "glossary": (
        "Glossary",
        "`NAME` stands for the term as people write it; in the file, a term with a dot or a blank stands in quotes.\n",
        "",
    ),
    "ladder": (
        "Who hears of a silence",
        """\
A report that is missing is told to its holder when it is due; to the lead half an interval later, ten minutes at most;
to the channel after one interval; after two to whom this names. Each is told once, counted from when the one before was
reached, and nobody hears more than three reminders an hour from all incidents together. After that the holder is asked
again every half hour, or every interval where that is longer, eight times. Nobody who was told already, holds the
role, or may not know of a private incident is told. A change of the file counts from the next incident on, whether it
is read at `SIGHUP` or at a restart: one that is open keeps whom it was opened with, so that nobody hears of a silence
that was not theirs when it began. Who is in a user group is looked up every five minutes, and counts at once.
""",
        "",
    ),
    "roles": (
        "Roles",
        """\
The four roles of Sitrep are always there: `lead`, `logs`, `code` and `customers`. Each may get other words, and a table
with another name (`[roles.scribe]`) is one more role, ten in all, which is offered, taken, reported for and handed over
like the others. An incident keeps the roles that it was opened with, their duties, and whom they are offered to; who
may hold one, and what is typed for it, is read with the file as it is. `NAME` stands for the role.
""",
        "",
    ),
    "permissions": (
        "Who may do what",
        """\
Each act is open to whom its list names: `everyone` (in the incident's channel), `holders` (whoever holds a role in it),
`lead`, `declarer`, and people and groups as in `held_by`. Whoever is not known to be in a group is not in it. What
somebody saw is never kept out: reports, notes, thoughts, needs and times are open to everybody in the channel. Only
full members of the workspace open an incident, whatever stands here. The file counts as it is now, also for an incident
that is open.
""",
        "",
    ),
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
_HEAD = """\
# sitrep.toml: every key of Sitrep's configuration file, with its reason and its default. Nothing is required: keep
# only what you change. The page is docs/settings.md; `sitrep config` prints what holds.
"""


def settings_page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_OPENING, *(_section(name) for name in _SECTIONS)])


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
    cells = (_code(key.name.replace(ANY, "NAME")), _code(key.variable), default, key.meaning)
    return f"| {' | '.join(cells)} |"


def _code(name: str) -> str:
    return f"`{name}`" if name else NOTHING


def _table_of(name: SectionName) -> str:
    """The tables of a section, in the order of its keys; that of the roles once for each of Sitrep's."""
    keys = [(of_this_name(key.at), key) for key in _keys(name) if key.name]
    if name == "roles":
        keys = [(("roles", duty.name, *at[2:]), key) for duty in DUTIES for at, key in keys if _counts(duty, at)]
    found: list[str] = []
    for place, (at, key) in enumerate(keys):
        if place == 0 or at[:-1] != keys[place - 1][0][:-1]:
            found += ["", f"[{'.'.join(at[:-1])}]"]
        found += _lines(at, key)
    return "\n".join([*found[1:], ""]) if found else ""


def _counts(duty: Duty, at: KeyPath) -> bool:
    return duty.name != LEAD or "report_min" not in at


def _lines(at: KeyPath, key: SettingKey) -> Iterator[str]:
    duty = next((duty for duty in DUTIES if at[:2] == ("roles", duty.name)), None)
    default = key.default if duty is None else getattr(duty, at[2], None)
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", key.meaning)
    if duty is None or duty.name == (LOGS if "report_min" in at else LEAD):  # said once
        yield from textwrap.wrap(plain, LINE_CHARS, initial_indent="# ", subsequent_indent="# ")
    yield f"{at[-1]} = {toml(default)}" if default or key.default is not None else f"# {at[-1]} = {key.example}"
