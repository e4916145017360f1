"""Reports that were written elsewhere, read; all of them of our own invention."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.story.recall.past import DeadEnd, Past
from bot.story.recall.reports import REPORT_CHARS_MAX, Unreadable, read

WITH_HEADINGS = """\
# Ferry tickets could not be printed

On a Sunday in May no ticket was printed for two hours.

## Impact
* 300 passengers waited, see [the photo](https://example.com/p.jpg)

## Root Cause(s)

The printers' **driver** was updated.

### How it spread

By the nightly job.

## What didn't work
- Restarting the printers (15 min)
- New paper for 20 minutes

## Resolution and recovery
The old driver was put back.

## Lessons learned
Print a test ticket.
"""
READ = Past(
    name="ferry",
    title="Ferry tickets could not be printed",
    summary="On a Sunday in May no ticket was printed for two hours.",
    symptom="300 passengers waited, see the photo",
    cause="The printers' driver was updated.\n\n\nBy the nightly job.",
    fix="The old driver was put back.",
    dead_ends=(DeadEnd("Restarting the printers", 15), DeadEnd("New paper for 20 minutes")),
    other="Print a test ticket.",
    imported=True,
)


def one(text: str, **how: Any) -> Past:
    (past,) = read(text, stem="ferry", **how)
    return past


def test_headings_say_which_part_follows() -> None:
    assert READ == one(WITH_HEADINGS)


def test_underlined_headings_and_labels_do_as_well() -> None:
    text = "Ferry stands still\n===\n\n**Impact:** nobody sails\n\nFix\n---\nNew rope\n"

    past = one(text)

    assert ("Ferry stands still", "nobody sails", "New rope") == (past.title, past.symptom, past.fix)


def test_front_matter_goes_before_headings() -> None:
    text = (
        '---\nid: F-7\ntitle: "Ferry: late"\ndate: 2025-05-04\nroot cause: fog\n'
        "dead ends:\n  - radar (10 min)\n  - bell\n"
        "minutes_to_cause: 40\n---\n# Another title\n\nIt was late.\n"
    )

    past = one(text)

    assert ("F-7", "Ferry: late", "2025-05-04", "fog", 40) == (
        past.name,
        past.title,
        past.happened_on,
        past.cause,
        past.minutes_to_cause,
    )
    assert (DeadEnd("radar", 10), DeadEnd("bell")) == past.dead_ends
    assert "It was late." in past.summary


@pytest.mark.parametrize("title", ["Ferry service down after the fix", "The impact of fog", "Date of sailing wrong"])
def test_the_first_heading_is_the_title_whatever_it_speaks_of(title: str) -> None:
    past = one(f"# {title}\n\nLate.\n\n## Cause\nFog\n")

    assert (title, "Late.", "Fog") == (past.title, past.summary, past.cause)


def test_a_part_may_stand_first_where_the_title_is_said_elsewhere() -> None:
    past = one("---\ntitle: Ferry late\n---\n## Impact\nNobody sails\n")

    assert ("Ferry late", "Nobody sails") == (past.title, past.symptom)


def test_a_long_heading_that_only_mentions_a_part_is_none() -> None:
    past = one(
        "# Ferry late\n\n## Cause\nFog\n\n## How we came to think that the service was not to be trusted\nLong story\n"
    )

    assert ("", "Long story") == (past.system, past.other)


def test_what_looks_like_a_heading_in_code_is_none() -> None:
    past = one("# Ferry\n\n## Fix\n```sh\n# cause of nothing\nmake sail\n```\nthen wait\n")

    assert ("", "# cause of nothing\nmake sail\nthen wait") == (past.cause, past.fix)


def test_a_report_without_any_part_is_one_summary() -> None:
    past = one("# Ferry\n\n## Sunday\n\nIt was late.\n")

    assert ("It was late.", "") == (past.summary, past.other)


def test_nothing_is_made_up_for_what_it_does_not_say() -> None:
    past = one("# Ferry\n\nLate.\n")

    assert ("", "", "", (), None, "") == (
        past.symptom,
        past.cause,
        past.fix,
        past.dead_ends,
        past.minutes_to_cause,
        past.happened_on,
    )


OBJECT = {"id": "F-8", "area": "harbour", "title": "Late", "symptom": "s", "cause": "c", "fix": "f", "dead_ends": ["d"]}
FROM_OBJECT = Past(
    name="F-8",
    title="Late",
    symptom="s",
    cause="c",
    fix="f",
    dead_ends=(DeadEnd("d"),),
    system="harbour",
    imported=True,
)


@pytest.mark.parametrize("text", [json.dumps(OBJECT), json.dumps([OBJECT]), f"{json.dumps(OBJECT)}\n"])
def test_json_is_read_by_its_keys(text: str) -> None:
    assert FROM_OBJECT == one(text, is_json=True)


def test_json_lines_are_many_reports() -> None:
    text = "\n".join(json.dumps({"title": title}) for title in ("a", "b"))

    assert ["x-1", "x-2"] == [past.name for past in read(text, stem="x", is_json=True)]


def test_what_stands_within_a_part_is_of_that_part() -> None:
    text = json.dumps(
        {"title": "t", "fix": {"failed": ["bell"], "title": "rope"}, "dead_ends": [{"text": "x", "minutes": 5}]}
    )

    past = one(text, is_json=True)

    assert ("bell\nrope", (DeadEnd("x", 5),)) == (past.fix, past.dead_ends)


@pytest.mark.parametrize(
    ("text", "is_json", "line", "why"),
    [
        ("", False, 1, "no title"),
        ("words alone", False, 1, "no title"),
        ("---\ntitle: x\n", False, 1, "never ends"),
        ("---\nid: INC-4\ntitle: x\n---\n", False, 5, "Sitrep's own"),
        (f"---\nid: {'x' * 101}\ntitle: x\n---\n", False, 5, "100 characters"),
        ("x" * (REPORT_CHARS_MAX + 1), False, 1, "split it"),
        ('{"title": "a"}\n{"title": ', True, 2, "no JSON"),
        ('{\n "title": "a",\n}', True, 3, "no JSON"),
        ("[1]", True, 1, "no object"),
        ('{"cause": "x"}', True, 1, "no title"),
        ("", True, 1, "empty"),
        ("[" * 100_000, True, 1, "nested"),
        ('{"title": "a", "x": ' + '{"a":' * 50 + "1" + "}" * 50 + "}", True, 1, "nested"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, is_json: bool, line: int, why: str) -> None:  # noqa: FBT001
    with pytest.raises(Unreadable, match=why) as told:
        read(text, stem="x", is_json=is_json)

    assert line == told.value.line


PIECES = st.sampled_from(
    ["---\n", "# ", "## Cause\n", "title: x\n", "- ", "**Fix:** ", "```\n", "===\n", "\r", "\u2028", "id:"]
)


@given(st.lists(PIECES | st.text(max_size=20)).map("".join), st.booleans())
def test_any_text_is_read_or_refused_with_a_line(text: str, is_json: bool) -> None:  # noqa: FBT001
    assert is_read_or_refused(text, is_json=is_json)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "title", "cause", "dead_ends", "minutes"]), inner)
    ),
)


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    assert is_read_or_refused(json.dumps(value), is_json=True)


def is_read_or_refused(text: str, *, is_json: bool) -> bool:
    try:
        pasts = read(text, stem="x", is_json=is_json)
    except Unreadable as told:
        return told.line >= 1
    return all(past.title and past.name and past.imported for past in pasts)
