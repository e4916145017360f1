"""The timeline: every happening once, in the order in which it was so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.incident import facts as f
from bot.incident.logbook import Entry, MessageRef
from bot.incident.replay import replay
from bot.incident.vocabulary import row_of
from bot.render.words import Words
from bot.story import timeline
from bot.story.timeline import Line, PinnedMessage, at_of
from tests.examples import EXAMPLES, name, typing
from tests.slack import drawn
from tests.story.carta import ANA, BO, CHANNEL, CLEO, DURING, LEO, OPENED, clock, reader, told


def ts(hhmm: str, micros: int = 0) -> str:
    return f"{int(clock(hhmm).timestamp())}.{micros:06}"


FOUND = PinnedMessage(CHANNEL, ts("13:40"), "", ANA, "two of the fourteen are there", None, None, LEO, clock("13:45"))


def shown(lines: tuple[Line, ...]) -> str:
    return Words().markdown("timeline", reader=reader(), incident=told(OPENED), lines=lines, folded={})


def test_a_ts_is_read_to_the_microsecond() -> None:
    assert datetime(2026, 5, 14, 11, 40, 0, 123456, tzinfo=UTC) == at_of("1778758800.123456")


def test_a_pinned_message_stands_where_it_was_said_and_not_where_it_was_pinned() -> None:
    incident = told(OPENED, ("13:30", ANA, f.Noted(text="first")), ("13:43", ANA, f.Noted(text="last")))

    assert ["opened", "noted", "message", "noted"] == [line.words_id for line in timeline.lines(incident, [FOUND])]


def test_a_message_pinned_by_two_people_is_told_once() -> None:
    lines = timeline.lines(told(OPENED), [FOUND, replace(FOUND, pinned_by=BO)])

    assert 1 == sum(line.words_id == "message" for line in lines)


def test_two_messages_of_one_second_keep_their_order() -> None:
    later, sooner = replace(FOUND, ts=ts("13:40", 2), text="later"), replace(FOUND, ts=ts("13:40", 1), text="sooner")
    lines = timeline.lines(told(OPENED), [later, sooner])

    assert ["sooner", "later"] == [line.values["text"] for line in lines if line.words_id == "message"]


def test_a_deleted_message_keeps_its_line_and_loses_its_words() -> None:
    text = shown(timeline.lines(told(OPENED), [replace(FOUND, deleted_at=clock("14:20"))]))

    assert "a message, deleted by its author at 14:20" in text
    assert "fourteen" not in text


def test_an_edited_message_shows_its_last_words_and_that_they_are_new() -> None:
    edited = replace(FOUND, text="three of the fourteen are there", edited_at=clock("13:42"))

    assert "said “three of the fourteen are there” (edited at 13:42)" in shown(timeline.lines(told(OPENED), [edited]))


def test_a_message_in_a_thread_links_into_the_thread() -> None:
    reply = replace(FOUND, thread_ts=ts("13:39"))

    assert f"?thread_ts={ts('13:39')}&cid={CHANNEL}" in shown(timeline.lines(told(OPENED), [reply]))


def test_a_note_whose_message_is_pinned_stays_the_note_with_its_hour() -> None:
    at = clock("13:20")
    note = Entry(2, at, clock("13:40"), LEO, "msg", f.Noted(text="the index holds all"), MessageRef(CHANNEL, FOUND.ts))
    opened = told(OPENED).entries[0]

    lines = timeline.lines(replay(42, [opened, note]), [FOUND])

    assert [(at, "the index holds all")] == [(line.at, line.values["text"]) for line in lines if "text" in line.values]


def test_a_report_taken_from_a_pinned_message_is_told_once() -> None:
    report = f.Reported(role="logs", conditions="two of the fourteen are there")
    entry = Entry(2, FOUND.said_at, clock("13:45"), ANA, "pin", report, MessageRef(CHANNEL, FOUND.ts))
    opened = told(OPENED).entries[0]

    assert ["opened", "reported"] == [line.words_id for line in timeline.lines(replay(42, [opened, entry]), [FOUND])]


def test_a_corrected_record_keeps_its_words_and_its_hour_and_the_correction_is_a_line_of_its_own() -> None:
    first = ("13:30", ANA, f.ImpactStated(id="I1", figure="exact", what="accounts", low=80))
    second = ("14:01", BO, f.ImpactStated(id="I1", figure="exact", what="accounts", low=55))
    text = shown(timeline.lines(told(OPENED, first, second)))

    assert "| 11:30 | Ana Lima | stated the impact: 80 accounts · corrected at 14:01 by Bo Chen |" in text
    assert "| 12:01 | Bo Chen | stated the impact: 55 accounts |" in text


def test_a_reader_in_utc_reads_each_time_once() -> None:
    text = Words().markdown(
        "timeline",
        reader=replace(reader(), zone="UTC"),
        incident=told(OPENED),
        lines=timeline.lines(told(OPENED), [FOUND]),
        folded={},
    )

    assert f"| [11:40][m1] | Ana Lima | said “{FOUND.text}” |" in text


def test_a_figure_that_is_confirmed_is_a_line_of_its_own() -> None:
    figure = f.ImpactStated(id="I1", figure="exact", what="accounts", low=80)
    lines = timeline.lines(told(OPENED, ("13:30", ANA, figure), ("14:01", BO, replace(figure, source="Finance"))))

    assert [None, None] == [line.corrected_at for line in lines if line.words_id == "impact_stated"]


def test_a_struck_record_is_not_told() -> None:
    incident = told(OPENED, ("13:30", ANA, f.Noted(text="wrong channel")), ("13:31", ANA, f.Struck(seq=2)))

    assert ["opened"] == [line.words_id for line in timeline.lines(incident)]


def test_what_we_learnt_late_says_when_we_learnt_it() -> None:
    late = ("13:50", ANA, f.TimeSet(which="impact start", time=clock("11:40"), source="the customer's call"))
    first = timeline.lines(told(OPENED, late))[0]

    assert ("time_set", clock("13:50")) == (first.words_id, first.learnt_at)


def test_every_line_is_told_once_and_forward() -> None:
    lines = timeline.lines(told(*DURING), [FOUND])

    assert sorted(line.at for line in lines) == [line.at for line in lines]
    assert len(lines) == len({(line.seq, line.message) for line in lines})


def test_each_line_has_the_readers_time_and_utc() -> None:
    assert f"| [13:40][m1] | 11:40 | Ana Lima | said “{FOUND.text}” |" in shown(timeline.lines(told(OPENED), [FOUND]))


@pytest.mark.parametrize("fact", EXAMPLES, ids=name)
def test_every_fact_is_told_if_it_is_worth_a_line(fact: f.Fact) -> None:
    book = drawn.busy().says(45, CLEO, fact)
    lines = timeline.lines(book.incident, whole=True)
    news = tuple(line for line in lines if line.seq == book.entries[-1].seq)

    assert [line.words_id for line in news] == ([name(fact)] if row_of(fact).has_line or row_of(fact).folded_as else [])
    assert "None" not in shown(news)


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if row_of(fact).has_line and row_of(fact).typed], ids=name)
def test_what_people_typed_stays_text_in_every_line(fact: f.Fact) -> None:
    book = drawn.busy().says(45, CLEO, typing(fact, "<!channel> | **bold** [x](javascript:1)"))
    lines = timeline.lines(book.incident)

    assert "&lt;!channel> \\| \\*\\*bold\\*\\* \\[x\\](javascript:1)" in shown(lines)
    assert "<!channel>" not in shown(lines)
    assert "&lt;!channel&gt;" in Words().slack(
        "timeline", reader=reader(), incident=book.incident, lines=lines, folded={}, earlier=()
    )


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if row_of(fact).subject], ids=name)
def test_said_again_about_the_same_it_puts_the_first_right(fact: f.Fact) -> None:
    """The first keeps its words and says when it was put right; a new plan follows the old one and corrects nothing."""
    other: f.Fact = typing(fact, "put right")
    match fact:
        case f.TimeSet():
            other = replace(fact, time=clock("13:00"))
        case f.ImpactStated():
            other = replace(fact, figure="exact", low=99)
        case f.MoneyStated():
            other = replace(fact, low=7, high=7, words="")
        case f.Noted():
            other = replace(fact, text="put right", corrects=2)
    lines = [line for line in timeline.lines(told(OPENED, ("13:30", ANA, fact), ("14:01", BO, other))) if line.seq != 1]

    put_right_at = None if row_of(fact).keeps_lines else clock("14:01")
    assert {2: put_right_at, 3: None} == {line.seq: line.corrected_at for line in lines}


def test_hostile_words_stay_words() -> None:
    hostile = replace(FOUND, text="<!channel> | **bold** [x](javascript:1)\n# head \u202e reversed")
    lines = timeline.lines(told(OPENED), [hostile])

    expected = "said “&lt;!channel> \\| \\*\\*bold\\*\\* \\[x\\](javascript:1)<br># head reversed”"
    assert expected in shown(lines)
    assert "&lt;!channel&gt;" in Words().slack(
        "timeline", reader=reader(), incident=told(OPENED), lines=lines, folded={}, earlier=()
    )


HOUSE = (
    ("13:22", LEO, f.RoleOffered(role="logs", person=ANA)),
    ("13:23", ANA, f.RoleTaken(role="logs", person=ANA)),
    ("13:24", BO, f.Joined(person=BO)),
    ("13:30", "bot", f.Reminded(roles=("logs",), person=ANA, rung="due", due_at=clock("13:30"))),
    ("13:30", "bot", f.ReminderDelivered(reminder_seq=5, channel="D1", ts="9.0")),
    ("13:31", ANA, f.NothingNew(role="logs")),
    ("13:32", ANA, f.NothingNew(role="logs")),
    ("13:40", BO, f.Left(person=BO)),
)


@pytest.mark.parametrize("form", ["slack", "markdown", "text"])
def test_what_keeps_the_house_is_counted_in_the_last_line(form: str) -> None:
    incident = told(OPENED, *HOUSE, ("13:45", ANA, f.Noted(text="two are there")))
    say = getattr(Words(), form)
    text = say(
        "timeline",
        reader=reader(),
        incident=incident,
        lines=timeline.lines(incident),
        folded=timeline.folded(incident),
        earlier=(),
    )

    assert ["opened", "noted"] == [line.words_id for line in timeline.lines(incident)]
    assert (
        "And 1 role change, 1 step of role offers, 1 reminder, 2 reports of nothing new, 1 person who joined and "
        "1 person who left: " in text
    )
    assert "/incident timeline all INC-42" in text.partition("And 1 role")[2]


def test_all_of_it_is_told_when_it_is_wanted() -> None:
    incident = told(OPENED, *HOUSE)
    text = shown(timeline.lines(incident, whole=True))

    for words in (
        "offered the role logs to Ana Lima",
        "| Ana Lima (logs) | took the role logs |",
        "| Bo Chen | joined the channel |",
        "| Sitrep | reminded Ana Lima of logs |",
        "reported as logs: nothing new",
        "left the channel",
    ):
        assert words in text


def test_where_nothing_is_folded_nothing_is_said_of_it() -> None:
    assert {} == timeline.folded(told(OPENED, ("13:30", ANA, f.Noted(text="first"))))
