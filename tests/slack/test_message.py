"""Every fact can be told in the channel and to the one who did it, and nothing people typed gets out of the text."""

import re
from typing import Any

import pytest

from bot import grammar as g
from bot.incident import facts as f
from bot.incident.effect_rules import values_of
from bot.incident.effects import TO_PERSON
from bot.incident.errors import Refused
from bot.incident.vocabulary import row_of
from bot.requests.acknowledgement import understood
from bot.requests.reply import in_words, refusal
from bot.requests.targets import Several
from bot.slack.messages import blocks as b
from bot.slack.messages import message as m
from bot.slack.messages.message import SlackMessage
from tests.examples import EXAMPLES, name, typing
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute
from tests.slack.drawn import WORDS, busy, faults, labels, reader, shown

SLACK_TAKES_CHARS = 4_000  # docs.slack.dev/reference/methods/chat.update: msg_too_long

POSTED = [fact for fact in EXAMPLES if row_of(fact).posted_to]
ANSWERED = [fact for fact in EXAMPLES if row_of(fact).is_acknowledged]


def told(fact: f.Fact, book: Book | None = None) -> tuple[str, dict[str, Any]]:
    """A fact as the record hands it on: its name and its values."""
    book = (book or busy()).says(45, CLEO, fact)
    return name(fact), dict(values_of(book.incident, book.entries[-1]))


def posted(fact: f.Fact) -> SlackMessage:
    message, values = told(fact)
    return m.post(WORDS, message, values, reader=reader(), key="post_1")


def acked(*facts: f.Fact) -> SlackMessage:
    return shown(understood([told(fact) for fact in facts], number=42))


@pytest.mark.parametrize("fact", POSTED, ids=name)
def test_every_fact_that_is_told_has_words(fact: f.Fact) -> None:
    outgoing = posted(fact)

    assert "post_1" == outgoing.blocks[0]["block_id"]
    assert not re.search(r"None| $", outgoing.text, re.MULTILINE)
    assert row_of(fact).posted_to == TO_PERSON or "\n\n" not in outgoing.text  # a reply of the thread has no paragraphs
    assert not faults(outgoing)


@pytest.mark.parametrize("fact", EXAMPLES, ids=name)
def test_what_somebody_did_is_repeated_to_them_and_nothing_else(fact: f.Fact) -> None:
    outgoing = acked(fact)

    assert outgoing.text.startswith("Nothing to change") != row_of(fact).is_acknowledged
    assert not re.search(r"None|\n\n| $", outgoing.text, re.MULTILINE)
    assert not faults(outgoing)


@pytest.mark.parametrize("fact", ANSWERED, ids=name)
def test_how_to_take_it_back_stands_below_what_its_author_can_strike(fact: f.Fact) -> None:
    assert ("/incident undo" in str(acked(fact).blocks[-1])) == row_of(fact).is_record


@pytest.mark.parametrize("fact", POSTED, ids=name)
def test_what_comes_late_says_when_it_was_said_unless_its_words_do(fact: f.Fact) -> None:
    message, values = told(fact)
    late = m.post(WORDS, message, values, reader=reader(at_min=48), key="")

    assert ("_Said at <!date" in str(late.blocks[-1])) != row_of(fact).tells_time


HOSTILE = "<!channel> <@U1> &lt; https://x.io/a?b=1&c=2 *x* ``` " + "&<>" * 300


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if row_of(fact).typed], ids=name)
def test_what_people_typed_comes_out_as_text(fact: f.Fact) -> None:
    row, hostile = row_of(fact), typing(fact, HOSTILE)
    faces = [*([posted(hostile)] if row.posted_to else []), *([acked(hostile)] if row.is_acknowledged else [])]
    for outgoing in faces:
        shown = "".join(block["text"]["text"] for block in outgoing.blocks if block["type"] == "section")
        tokens = re.findall(r"<[^>]*>", shown)
        ours = re.compile(rf"<@({LEO}|{ANA}|{BO}|{CLEO})>|<#C77>|<!date\^\d+\^[^<>]*>|<https://x\.io/a\?b=1&amp;c=2>")
        assert all(ours.fullmatch(token) for token in tokens), tokens
        assert not re.search(r"&(?!(amp|lt|gt);)", shown)
        assert not faults(outgoing)


def test_a_short_report_is_one_line() -> None:
    assert f"*logs reports* · <@{CLEO}>: 2 of 14" == posted(f.Reported(role="logs", conditions="2 of 14")).text


def test_an_acknowledgement_repeats_times_with_zone_and_distance() -> None:
    fact = f.CustomerAffected(id="C2", name="Fabrikam", cannot="send", deadline_at=minute(420))

    assert "deadline 18:00 CEST, in 6 h 15 min" in acked(fact).text


def test_a_time_of_another_day_says_which() -> None:
    fact = f.Postponed(role="logs", until=minute(24 * 60))

    assert "15 May 11:00 CEST" in acked(fact).text


def test_a_record_can_be_taken_back_and_says_how() -> None:
    assert "/incident undo" in str(acked(f.Noted(text="x")).blocks[-1])
    assert "/incident undo" not in str(acked(f.TitleSet(title="x")).blocks)


def test_a_resolution_can_be_taken_back_by_a_button() -> None:
    assert ["Undo: not resolved"] == labels(acked(f.StatusSet(status="resolved", why="all sent")))


def test_several_facts_are_acknowledged_together() -> None:
    outgoing = acked(f.NothingNew(role="logs"), f.NothingNew(role="code"))

    assert 2 == outgoing.text.count("nothing new")


def test_where_nothing_changed_that_is_said() -> None:
    assert shown(understood([], number=42)).text.startswith("Nothing to change")


def test_what_the_bot_did_by_the_way_is_not_told() -> None:
    assert "unfit" not in acked(f.Noted(text="x"), f.Joined(person="unfit")).text


def test_who_takes_a_role_reads_its_duty_and_when_to_report() -> None:
    message, values = told(f.RoleTaken(role="logs", person=CLEO))

    outgoing = shown(understood([(message, values | {"due_at": minute(50).isoformat()})], number=42))

    assert "I look at the evidence" in outgoing.text
    assert "First report due *11:50 CEST, in 5 min*" in outgoing.text


def test_of_forty_thousand_characters_as_many_are_posted_as_slack_takes() -> None:
    outgoing = posted(f.Noted(text="word " * 8000))
    shown = "".join(block["text"]["text"] for block in outgoing.blocks)

    assert b.MESSAGE_CHARS_MAX - b.SECTION_CHARS_MAX < len(shown) <= b.MESSAGE_CHARS_MAX
    assert shown.endswith("…")
    assert len(outgoing.text) <= SLACK_TAKES_CHARS
    assert not faults(outgoing)


def test_which_incident_asks_with_a_button_each_and_keeps_the_words() -> None:
    outgoing = shown(refusal(Several(((41, "Slow search"), (42, "x" * 200))), "sev 1"))

    assert "INC-41 Slow search" == labels(outgoing)[0]
    assert {"incident": 41, "text": "sev 1"} == b.unpacked(outgoing.blocks[1]["elements"][0]["value"])
    assert not faults(outgoing)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("confirm all 14 are there", "confirm H2 all 14 are there"),
        ("Ruled out the index is whole", "Ruled out H2 the index is whole"),
        ("dead end", "dead end H2"),
    ],
)
def test_which_hypothesis_types_the_command_again_with_the_id(typed: str, meant: str) -> None:
    which = Refused("which_hypothesis", hypotheses=[{"id": "H2", "text": "wrong owner"}])

    outgoing = shown(refusal(which, typed))

    assert ["H2 wrong owner"] == labels(outgoing)
    assert meant == b.unpacked(outgoing.blocks[1]["elements"][0]["value"])["text"]


def test_a_form_that_cannot_be_opened_waits_behind_a_button() -> None:
    view = {"callback_id": "report", "private_metadata": '{"incident":42}'}

    outgoing = m.form_button(WORDS, view, "report", reader=reader())

    fields = b.unpacked(outgoing.blocks[1]["elements"][0]["value"])
    assert {"incident": 42, "form": "report", "text": "report"} == fields


def test_a_fault_of_ours_has_a_number_and_no_blame() -> None:
    outgoing = shown(in_words("bug", error_id="E-1A2B"))

    assert "*E-1A2B*" in outgoing.text
    assert not faults(outgoing)


def test_help_gives_usage_meaning_and_an_example() -> None:
    row = {"usage": "note [13:40] <text>", "meaning": "Into the timeline.", "example": "note 13:40 job stopped"}

    outgoing = shown(in_words("help_with", **row, aliases=""))

    assert (
        "`/incident note [13:40] &lt;text&gt;`\nInto the timeline. _For example:_ `/incident note 13:40 job"
        in outgoing.text
    )
    assert not faults(outgoing)


def test_the_list_marks_drills_and_says_when_it_is_empty() -> None:
    row: dict[str, Any] = {
        "number": 41,
        "title": "Slow",
        "severity": None,
        "status": "investigating",
        "channel": "C41",
        "drill": True,
        "duplicate_of": None,
    }

    about = {"which": "open", "before": 0, "more": 0, "onward": "", "ended": 0}
    running = {**row, "opened_at": minute(0), "ended_at": None, "heard_until": None}
    listed = shown(in_words("incidents", rows=[running], **about))
    empty = shown(in_words("incidents", rows=[], **about))

    assert "*INC-41* · DRILL · severity not set · investigating · opened" in listed.text
    assert empty.text.startswith("No incident is open.")


def test_a_document_is_never_folded() -> None:
    assert all(block["expand"] for block in m.document("word\n" * 2000).blocks)


def test_a_markdown_document_is_within_what_slack_renders() -> None:
    outgoing = m.markdown_document("# Summary\n" + "word " * 9000)

    assert not faults(outgoing)
    assert len(outgoing.text) <= SLACK_TAKES_CHARS


def test_the_text_of_a_markdown_document_mentions_nobody() -> None:
    assert m.markdown_document("&lt;!channel> `<!here>` &amp;amp;").text == "&lt;!channel&gt; `&lt;!here&gt;` &amp;amp;"


@pytest.mark.parametrize("code", g.MISREADS)
def test_every_misreading_has_words_that_say_what_to_type(code: str) -> None:
    values = dict.fromkeys(g.MISREADS[code], "14 <x>") | {"usage": "note <text>", "example": "note x"}

    outgoing = shown(refusal(Refused(code, **values), ""))

    assert re.search(r"`[^`]+`|\b(list|Write|characters|digit)\b", outgoing.text)
    assert not re.search(r"<(?![@#!])", outgoing.text)
    assert not faults(outgoing)


DOORS: dict[str, dict[str, object]] = {
    "nobody_called": {"name": "anna"},
    "several_called": {"name": "bo", "people": [BO, CLEO]},
    "person_left": {"name": "dan"},
    "is_a_bot": {"name": "sitrep"},
    "is_a_group": {"name": "oncall", "people": 0},
    "is_an_outsider": {"name": "mal"},
    "no_such_incident": {"incident": 7},
    "no_incident_here": {},
    "not_in_its_channel": {"incident": 42, "channel": "C42", "channel_name": "inc-42", "archived": False},
    "ask_in_person": {"silent": [{"role": "logs", "holder": ANA}, {"role": "code", "holder": None}]},
    "added_to_timeline": {"is_in": True},
    "form_not_opened": {},
    "not_kept": {},
    "perhaps_kept": {},
    "kept_later": {},
    "author_missing": {},
    "author_unknown": {"who": "bob"},
    "author_unclear": {"who": "kim", "people": [(BO, "Kim One"), (CLEO, "Kim")]},
    "form_not_here": {"example": "start sev1 Documents missing."},
    "no_pdf": {},
}


@pytest.mark.parametrize("code", DOORS)
def test_what_the_door_refuses_it_refuses_in_words(code: str) -> None:
    outgoing = shown(refusal(Refused(code, **DOORS[code]), ""))

    assert re.fullmatch(r"[^\n]+[.?]", outgoing.text)
    assert not faults(outgoing)


def test_a_very_long_text_ends_where_slack_would_refuse_it() -> None:
    outgoing = m.outgoing("word " * 8000, foot="`undo` takes it back", key="post_1")

    assert b.chars(outgoing.blocks) <= b.MESSAGE_CHARS_MAX
    assert [outgoing.blocks[0]["block_id"], outgoing.blocks[-1]["type"]] == ["post_1", "context"]
    assert not faults(outgoing)
