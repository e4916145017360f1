"""A playbook from a file: what is read, what is said to be left out, and that what was written reads the same."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.incident.playbooks import LINES_MAX, PlaybookText, count_steps, lines_of
from bot.story.recall.past import PastPlaybook
from bot.story.recall.playbook_files import LeftOut, ReadPlaybook, is_one, read, written
from bot.story.recall.reports import Unreadable

HEADINGS = """# Documents missing after a rename

## When to use

Their folder is *empty*,
and the old one is there.

## Steps

1. Ask the index for the old owner
   and write it down
2. Give them back:
   - [ ] first the **small** folders
   - [x] then [the rest](https://wiki.example/rest)
3. Start it again:

   ```sh
   # no heading
   jobs restart --all
   ```

- Not this: restart the search

Do not hurry.

## Contacts

Ana knows.
"""
FRONT = """---
id: rename-2
title: "Documents missing: after a rename"
symptom: their folder is empty
link: https://wiki.example/rename
severity: 2
steps:
  - Ask the index
    for the old owner
  - 'Not this: restart the search'
  - Give them back
---
"""


def steps(text: str) -> list[str]:
    return of(text).steps.splitlines()


def of(text: str, *, stem: str = "playbook") -> PastPlaybook:
    known = read(text, stem=stem).past.playbook
    assert known is not None
    return known


def test_headings_say_when_and_the_items_of_a_list_are_the_steps_with_all_that_stands_below_them() -> None:
    told = read(HEADINGS, stem="rename")
    known = of(HEADINGS)

    assert ("rename", False, 1) == (told.past.name, told.is_named, known.version)
    assert ("Documents missing after a rename", "Their folder is *empty*,\nand the old one is there.") == (
        *(known.title, known.looks_like),
    )
    assert [
        "Ask the index for the old owner and write it down",
        "Give them back:",
        "first the small folders",
        "then the rest (https://wiki.example/rest)",
        "Start it again: `# no heading` `jobs restart --all`",
        "Not this: restart the search",
    ] == known.steps.splitlines()
    assert (LeftOut(24, "Do not hurry."), LeftOut(26, "Contacts")) == told.left_out


def test_front_matter_says_the_same() -> None:
    told = read(FRONT, stem="x")
    known = of(FRONT)

    assert ("rename-2", True) == (told.past.name, told.is_named)
    assert ("their folder is empty", "https://wiki.example/rename") == (known.looks_like, known.link)
    assert ["Ask the index for the old owner", "Not this: restart the search", "Give them back"] == steps(FRONT)
    assert (LeftOut(6, "severity: 2"),) == told.left_out


def test_headings_below_that_of_the_steps_are_steps() -> None:
    text = "# Rename\n## Procedure\n### Step 1: ask\nin the index\n\nfirst\n### Step 2: give back\n- all\n"

    assert ["Step 1: ask in the index first", "Step 2: give back", "all"] == steps(text)


def test_a_list_below_the_title_is_the_steps_where_nothing_else_is() -> None:
    known = of("Rename\n======\nIt is empty.\n\n1) ask\n2) give back\n")

    assert ("Rename", "It is empty.", "ask\ngive back") == (known.title, known.looks_like, known.steps)


@pytest.mark.parametrize(
    ("text", "stem", "expected"),
    [
        (HEADINGS, "notes", True),
        ("# Rename\n1. ask\n", "rename-playbook", True),
        ("# Runbook: rename\n1. ask\n", "x", True),
        ("---\nkind: playbook\n---\n# Rename\n1. ask\n", "x", True),
        ("---\nkind: report\n---\n# Rename\n## Steps\n1. ask\n", "x", False),
        ("# Lost\n## Root cause\nthe job\n## Steps\n1. ask\n", "x", False),
        ("# Lost\n## Next steps\n1. ask\n", "x", False),
        ("# Lost\nAll was lost.\n```\nnever closed", "x", False),
        ("", "x", False),
    ],
)
def test_a_playbook_is_told_from_a_report(text: str, stem: str, expected: bool) -> None:  # noqa: FBT001
    assert expected == is_one(text, stem=stem)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "no title"),
        ("## Steps\n1. ask", 1, "no title"),
        ("# Rename\n\nask", 1, "no steps"),
        ("# Rename\n## Steps\n- not this: wait", 3, "no steps"),
        ("# Rename\n## Steps\n" + "- ask\n" * (LINES_MAX + 1), LINES_MAX + 3, f"{LINES_MAX + 1} steps"),
        (f"# Rename\n- {'x' * 1001}", 2, "1,000"),
        (f"# {'x' * 201}\n- ask", 1, "200"),
        ("# Rename\n- ask\n```\nx", 3, "never ends"),
        ("---\ntitle: x", 1, "never ends"),
        ("---\nid: INC-7\n---\n# Rename\n- ask", 2, "inc-7"),
        ("---\nid: after inc-7\n---\n# Rename\n- ask", 2, "names no incident"),
    ],
)
def test_what_is_no_playbook_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as wrong:
        read(text, stem="x")
    assert line == wrong.value.line


def test_a_file_from_elsewhere_reads_the_same_with_other_ends_of_lines_and_a_mark_in_front() -> None:
    assert of(HEADINGS) == of("\ufeff" + HEADINGS.replace("\n", "\r\n"))


LINE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=40).map(str.strip)
LINES = st.lists(LINE, max_size=5).map("\n".join).map(str.strip)
ODD = st.sampled_from(
    ["[x](y)", "## a", "```", "---", "===", "**b**", "`c` \\", "C#", "[ ] d", "not this: e", "_f_", "<!-- g"]
)


@example("one\u2028two", "", ["ask"], "wiki\u2029\x85page")
@given(LINE.filter(bool), st.one_of(LINES, ODD), st.lists(st.one_of(LINE, ODD), min_size=1, max_size=6), LINE)
def test_what_was_written_is_read_back_to_the_letter(title: str, looks_like: str, lines: list[str], link: str) -> None:
    text = "\n".join(lines_of("\n".join(lines)))
    if not count_steps(text):
        return
    known = PlaybookText(title=title, looks_like=looks_like, steps=text, link=link)
    told: ReadPlaybook = read(written(known), stem="x")

    assert () == told.left_out
    assert is_one(written(known), stem="x")
    assert replace(of(written(known)), version=1) == PastPlaybook(title, looks_like, text, 1, link)
