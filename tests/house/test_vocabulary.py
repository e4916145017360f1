"""Every fact is answered for: it has a row, an example, and the words that its row promises; every verb has a handler.

Each of these says which file to open next. What the type checker can name, it names; `test_recipe.py` plants all of it.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from bot import grammar as g
from bot.incident import facts as f
from bot.incident.page import facts_page, line_of
from bot.incident.vocabulary import ROWS, Row, name_of
from bot.requests.dispatch import HANDLERS
from tests.examples import EXAMPLES

ROOT = Path(__file__).parents[2]
TABLE = "bot/incident/vocabulary.py"
# What a field of a person's fact may hold that nobody typed as words: ids, names of the house's own, and codes.
NO_WORDS = {
    "id",
    "role",
    "person",
    "owner",
    "currency",
    "channel",
    "place",
    "question",
    "rest",
    "looks_after",
    "zone",
    "prompt",
    "past",  # as recall calls it
    "author",
    "used_in",  # an incident, by its name
}

SAY = {"Wording", "in_words", "slack", "text"}  # what renders the message of a name


def macros(template: str) -> set[str]:
    return set(re.findall(r"{% macro (\w+)\(", (ROOT / "templates" / template).read_text(encoding="utf-8")))


def gaps(wanted: Iterable[str], there: Iterable[str], *, missing: str, needless: str) -> list[str]:
    """A sentence for each that is wanted and not there, and for each that is there and not wanted."""
    wanted, there = set(wanted), set(there)
    return [missing.format(one) for one in sorted(wanted - there)] + [
        needless.format(one) for one in sorted(there - wanted)
    ]


def kinds(named: Iterable[type]) -> set[str]:
    return {kind.__name__ for kind in named}


def names_with(template: str) -> set[str]:
    """The facts for which there is such a template."""
    return {row.name for row in ROWS if (ROOT / "templates" / row.name / template).exists()}


def test_every_fact_has_one_row() -> None:
    assert len(ROWS) == len({row.kind for row in ROWS})
    assert [] == gaps(
        kinds(get_args(f.Fact)),
        kinds(row.kind for row in ROWS),
        missing=f"{TABLE} has no row for {{}}",
        needless=f"{TABLE} has a row for {{}}, which is not in the union `Fact` of bot/incident/facts.py",
    )


def test_every_fact_has_an_example() -> None:
    assert [] == gaps(
        kinds(get_args(f.Fact)),
        kinds(type(fact) for fact in EXAMPLES),
        missing="tests/examples.py has no example of {}",
        needless="tests/examples.py has an example of {}, which is no fact",
    )


def test_every_fact_that_is_posted_has_words_and_no_other() -> None:
    assert [] == gaps(
        {row.name for row in ROWS if row.posted_to},
        names_with("slack.j2"),
        missing="templates/{}/slack.j2 is missing",
        needless=f"templates/{{}}/slack.j2 is never said: {TABLE} posts that fact nowhere",
    )


def test_every_doing_of_a_person_has_an_acknowledgement_and_no_other() -> None:
    assert [] == gaps(
        {row.name for row in ROWS if row.is_acknowledged},
        names_with("ack/slack.j2"),
        missing="templates/{}/ack/slack.j2 is missing",
        needless=f"templates/{{}}/ack/slack.j2 is never said: {TABLE} has that fact acknowledged otherwise or not",
    )


def test_what_answers_a_fact_instead_is_there() -> None:
    answers = [row.answered_as for row in ROWS if row.answered_as]

    assert [] == [name for name in answers if not (ROOT / "templates" / name / "slack.j2").exists()]


def test_every_line_of_the_timeline_has_its_macro_and_no_other() -> None:
    of_no_fact = {"why", "according_to", "message", "message_deleted", "aside", "who", "counted", "closing"}

    assert [] == gaps(
        {row.name for row in ROWS if row.has_line or row.folded_as},
        macros("timeline/lines.j2") - of_no_fact,
        missing="templates/timeline/lines.j2 has no macro {}",
        needless=f"templates/timeline/lines.j2 has a macro {{}}, and {TABLE} no such line",
    )


def test_undo_has_a_name_for_all_that_it_takes_back_and_no_other() -> None:
    assert [] == gaps(
        {row.name for row in ROWS if row.is_record or row.is_undone},
        macros("struck/records.j2"),
        missing="templates/struck/records.j2 has no macro {}",
        needless=f"templates/struck/records.j2 has a macro {{}}, and {TABLE} no such record",
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_speaks_of_fields_that_its_fact_has(row: Row) -> None:
    there = {field.name for field in fields(row.kind)}
    spoken_of = {*row.typed, *([row.subject] if row.subject else [])}

    assert set() == spoken_of - there


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_whatever_people_can_type_into_a_fact_is_named_as_theirs(row: Row) -> None:
    texts = {name for name, hint in get_type_hints(row.kind).items() if hint is str}

    assert (texts - NO_WORDS if row.by == "person" else set()) == set(row.typed), f"{TABLE}: words, names of {row.name}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_so_of_a_fact_goes_together(row: Row) -> None:
    assert row.by == "person" or not row.is_record, "only what a person said can be struck by its author"
    assert (row.has_line and row.words) or not row.statement, "a statement is a line of the timeline that has words"
    assert row.has_line or not row.read_on_card, "a line is what somebody wants to read"
    assert row.has_line or not row.subject, "what is put right stands where it was first said"
    assert row.subject or not row.keeps_lines, "two lines are kept of something that both are about"
    assert row.posted_to or not (row.in_channel_too or row.tells_time), "only a message is in the channel or has a time"


def test_the_page_of_facts_says_what_the_table_says() -> None:
    """When red: read what changed, then `python -m bot.incident > docs/facts.md`."""
    assert facts_page() == (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")


OTHER: dict[str, Any] = {
    "by": "bot",
    "posted_to": "channel",
    "words": ("text",),
    "names": ("text",),
    "surfaces": ("card",),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Row) if field.name != "kind"])
def test_the_page_leaves_nothing_out_that_a_row_says(name: str) -> None:
    plain = Row(kind=f.Noted, by="person")
    default = next(field.default for field in fields(Row) if field.name == name)
    changed = OTHER.get(name, True if default in {False, MISSING} else "text")

    assert line_of(plain) != line_of(replace(plain, **{name: changed}))


def test_every_verb_has_a_handler() -> None:
    answered = {kind.verb for kind in get_args(g.Intent) if kind in HANDLERS.by_kind}
    missing = [verb.name for verb in g.VERBS if verb.name not in answered]

    assert [] == [f"no handler for the verb {name}: bot/requests/verbs/" for name in missing]


def test_every_name_in_snake_case_is_one_of_its_own() -> None:
    assert len(ROWS) == len({name_of(row.kind) for row in ROWS})


def said_by_name() -> dict[str, Path]:
    """The message folders that the code names itself, each with a file that does."""
    said = {}
    for path in (ROOT / "bot").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and getattr(call.func, "id", getattr(call.func, "attr", "")) in SAY
                and call.args
            ):
                match call.args[0]:
                    case ast.Constant(value=str(name)):
                        said[name.partition("/")[0]] = path
    return said


def test_no_message_takes_the_folder_of_a_fact() -> None:
    """One of them would stand where the other one is read: the words of `help` were once those of a fact."""
    said = said_by_name()

    assert {"help", "refused", "started"} <= said.keys()
    assert {} == {row.name: str(said[row.name]) for row in ROWS if row.name in said}
