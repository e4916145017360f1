"""The reference page of all commands, written from the table: it cannot promise what the parser does not read."""

from bot.grammar.shapes import SHAPES
from bot.grammar.verbs import VERBS, Verb

_OPENING = """\
# Commands

Type `/incident` and one of these, or mention `@Sitrep` with the same words in a thread. This page is written by
`python -m bot.grammar > docs/commands.md` from the table that also reads what you type.

Words in `<…>` are yours, words in `[…]` may be left out. Names are picked or typed (`@ana`). Times are in your zone
unless you name another (`14:30`, `2:30pm`, `3pm ET`, `tomorrow 10:00`, `Friday 18:00`, `28 May`, `in 25m`, `10 min
ago`, `EOD`); the answer repeats the instant, and says so when it read none. Figures are as you write
them (`1,200`, `1 200`, `60k`); what is no whole number stays in your words (`0.5% of requests`, `one in three`,
`about 500`, `2k EUR per minute`). An incident is named by its number in front of a command (`INC-42 sev 1`); without
one it is the one whose channel you are in. From any other place only a command with the number changes an incident:
free words are as likely the title of a new one, so you are asked which you meant.
"""

_SHAPES = """\
## What is understood otherwise typed

The first row that fits counts.

| what it says | typed | understood |
| --- | --- | --- |"""


def commands_page() -> str:
    """The whole page as Markdown."""
    shapes = [f"| {shape.says} | `{shape.typed}` | `{shape.understood}` |" for shape in SHAPES]
    return "\n".join([_OPENING, "## The commands\n", *map(_entry, VERBS), _SHAPES, *shapes, ""])


def _entry(verb: Verb) -> str:
    lines = [f"### {verb.name}\n", f"`/incident {verb.usage}`\n", f"{verb.meaning}\n"]
    lines += [f"Example: `/incident {verb.example}`\n"]
    lines += [f"Also typed: {', '.join(f'`{alias}`' for alias in verb.aliases)}.\n"] if verb.aliases else []
    return "\n".join(lines)
