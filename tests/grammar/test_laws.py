"""What holds for any line: a time is read or said to be unread, nothing but a Misread comes out, and soon."""

import time
from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import (
    REMARKS,
    VERBS,
    Customer,
    Intent,
    Misread,
    Name,
    Need,
    Note,
    Unknown,
    parse,
    placed,
    remarks,
    resolve,
)
from bot.grammar.parse import LINE_MAX_CHARS

NOW = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)  # 02:40 in Berlin, before the hour that comes twice

clocks = st.builds("{:02}:{:02}".format, st.integers(0, 29), st.integers(0, 69)) | st.sampled_from(
    ["9am", "9.30pm", "noon", "midnight", "13pm", "1430", "quarter past ten", "half ten", "5", "EOD", "COB", "lunch"]
)
days = st.sampled_from(
    [
        "",
        "tomorrow",
        "yesterday",
        "today",
        "Friday",
        "next Tuesday",
        "last Mon",
        "28 May",
        "31 Feb",
        "2026-05-28",
        "tonight",
    ]
)
zones = st.sampled_from(["", "UTC", "CET", "CEST", "ET", "PT", "EST", "UTC+2", "Europe/Berlin", "XYZ"])
durations = st.builds(
    "{} {} {}".format,
    st.sampled_from(["in", "within", ""]),
    st.integers(0, 99),
    st.sampled_from(["m", "min", "hours", "days", "s"]),
) | st.sampled_from(["half an hour", "in an hour and a half", "20 min ago", "asap", "whenever", "a week", "next week"])
politeness = st.sampled_from(["", " please", "!", " pls", ", thanks", " at the latest", "?"])
phrases = st.builds(
    lambda parts, polite: " ".join(part for part in parts if part) + polite,
    st.tuples(days, clocks, zones) | st.tuples(clocks, zones) | st.tuples(clocks, days) | st.tuples(durations),
    politeness,
)


@given(phrases)
def test_a_phrase_with_a_time_is_read_or_said_to_be_unread_and_takes_no_owner_with_it(phrase: str) -> None:
    unknown = parse(f"unknown how many @ana by {phrase}")
    need = parse(f"need approval by {phrase}")
    customer = parse(f"customer Northwind cannot file deadline {phrase}")

    assert isinstance(unknown, Unknown)
    assert isinstance(need, Need)
    assert isinstance(customer, Customer)
    assert unknown.owner == Name(None, "ana")
    assert [bool(said.unread) for said in (unknown, need, customer)] == [
        said is None for said in (unknown.by, need.by, customer.deadline)
    ]
    assert all(_answer_speaks_of(said) for said in (unknown, need, customer) if said.unread)


def _answer_speaks_of(intent: Intent) -> bool:
    told = {said.code for said in remarks(intent, now=NOW, zone="Europe/Berlin")}
    return bool(told & {"unread_time", "half_unclear", "day_unclear", "time_in_words"})


@given(phrases, st.booleans(), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "no/where"]))
def test_whatever_is_read_is_an_instant_on_the_side_that_was_asked_or_is_refused_in_words(
    phrase: str,
    past: bool,  # noqa: FBT001  # drawn
    zone: str,
) -> None:
    unknown = parse(f"unknown how many by {phrase}")
    assert isinstance(unknown, Unknown)
    if unknown.by is None:
        return
    try:
        at = resolve(unknown.by, now=NOW, zone=zone, past=past)
    except Misread as refused:
        assert refused.code in {"unknown_zone", "day_unclear"}  # noqa: PT017  # both say what to type
    else:
        assert at.tzinfo is UTC


WORDS = (
    "by at next source deadline cannot / likely @ana <@U1|ana> @O'Brien : ： logs 14:30 H2 1,200 0.5% 60k - EUR per "
    "minute INC-42 share #ops please P0 SEV9 critical: :fire: EOD ET half an hour ago yesterday handover takes 👍 ' ` ~"
)
verbs = st.sampled_from([word for verb in VERBS for word in (verb.name, *verb.aliases)])
pieces = st.sampled_from(
    [*WORDS.split(), "28 May", "\n10:20", "\n- ", "one in three", "+private", "“", "”", "&gt;", "\u200d"]
)


@given(verbs | st.just(""), st.lists(pieces | st.text(max_size=8), max_size=12))
def test_no_line_ends_in_anything_but_an_intent_or_a_misread(verb: str, rest: list[str]) -> None:
    try:
        intent = parse(" ".join([verb, *rest]))
        said = remarks(intent, now=NOW, zone="Europe/Berlin")
        times = [placed(note, now=NOW, zone="Europe/Berlin") for note in _notes(intent)]
    except Misread as refused:
        assert "typed" not in refused.values or len(refused.values["typed"]) <= 80  # noqa: PT017  # one line
    else:
        assert {remark.code for remark in said} <= set(REMARKS)
        assert all(at is None or at <= NOW for at, _ in times)


def _notes(intent: Intent) -> tuple[Note, ...]:
    return (intent, *intent.more) if isinstance(intent, Note) else ()


HOSTILE = (
    *(
        "a",
        "1",
        " ",
        "\n",
        "-",
        "- ",
        ":",
        ".",
        "(",
        "'a",
        "/s",
        ":a:",
        "\u200d",
        "@a ",
        "<@",
        "<@U1|a> ",
        "@a by ",
        "by ",
    ),
    *("at 1 ", "next 1 ", "deadline ", "in an hour and ", "quarter past ", "€1 ", "1-", "of ", "\n10:20 a", "14:30\n"),
)
READ_WITHIN_S = 0.05


def test_a_line_as_long_as_slack_allows_is_read_at_once() -> None:
    """Behind each verb all of it in one line; `security/test_hostile_bodies.py` has each alone behind each, shorter."""
    each = [unit * LINE_MAX_CHARS for unit in HOSTILE]
    all_of_them = "".join(one[: LINE_MAX_CHARS // len(HOSTILE)] for one in each)
    lines = [*each, *(f"{verb.name} {all_of_them}" for verb in VERBS)]

    assert [] == [line[:40] for line in lines if not _is_read_at_once(line[: LINE_MAX_CHARS - 1] + "x")]


def _is_read_at_once(line: str) -> bool:
    """In the time of this process alone, once of a few times: a busy machine is no slow parser."""
    return any(_once(line) <= READ_WITHIN_S for _ in range(3))


def _once(line: str) -> float:
    began = time.process_time()
    with suppress(Misread):
        parse(line)
    return time.process_time() - began
