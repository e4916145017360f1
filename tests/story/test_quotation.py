"""Quotations: whole sentences from the beginning, marked as somebody's own, and never turned around by a cut."""

import pytest

from bot.incident import facts as f
from bot.incident.logbook import Entry, MessageRef
from bot.incident.replay import replay
from bot.story.labels import holds_a_figure
from bot.story.quotation import REASON_WORDS_MAX, opening, quoted, withdrawn, wordings
from bot.story.statements import Statement, statements
from bot.story.timeline import PinnedMessage
from tests.story.carta import ANA, CHANNEL, OPENED, clock, told

TWENTY = " ".join(f"word{n}" for n in range(20))


def said(text: str, at: str = "13:40", *, role: str = "logs") -> Statement:
    return Statement(clock(at), ANA, role, "message", text, "m1", MessageRef(CHANNEL, "1778758800.000100"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All are back.", "All are back."),
        ("  all are back\n", "all are back"),
        (f"{TWENTY}. Then five more words came. And more.", f"{TWENTY}. Then five more words came."),
        (f"All are back. {TWENTY} {TWENTY}.", "All are back."),
        (f"{TWENTY}\nfive more words on lines\nand more", f"{TWENTY}\nfive more words on lines"),
        ("is it back? yes! all of it", "is it back? yes! all of it"),
        (f"we waited... {TWENTY}", f"we waited... {TWENTY}"),
        (f"e.g. {TWENTY} with v. 2.5 of it", f"e.g. {TWENTY} with v. 2.5 of it"),
    ],
    ids=["one", "blanks", "whole ones", "not the long one", "lines", "marks", "no end", "abbreviations"],
)
def test_whole_sentences_are_quoted_as_far_as_they_fit(text: str, expected: str) -> None:
    assert (expected, False) == opening(text)


def test_a_single_long_sentence_ends_at_its_first_clause_and_says_so() -> None:
    head = "the disk of the label printer is full"

    assert (head, True) == opening(f"{head}: {TWENTY} and so on and so forth and on")


def test_a_greeting_is_not_quoted_without_the_sentence_behind_it() -> None:
    """The sentence behind it has room for ten words more; a longer one is not taken in."""
    greeted = f"Hello, Kim of the mill. {TWENTY} and five of the words. And more."

    assert (greeted.removesuffix(" And more."), False) == opening(greeted)
    assert ("Hello, Kim of the mill.", False) == opening(f"Hello, Kim of the mill. {TWENTY} {TWENTY}.")


ON_AND_ON = "and so on, " * 7 + "and on"
POLITE = f"Dear all,\nI am so sorry to write again, {ON_AND_ON}. Of our shops 41 cannot print since 08:50. More soon."


def test_what_is_quoted_for_its_figure_begins_with_the_sentence_that_holds_it() -> None:
    quote = quoted(said(POLITE), holding=holds_a_figure)

    assert ("Of our shops 41 cannot print since 08:50. More soon.", True) == (quote.words, quote.is_later)
    assert quoted(said(POLITE)).words.startswith("Dear all,")


def test_a_figure_is_not_quoted_without_what_announces_it() -> None:
    none_left = f"Good morning to all of you. {ON_AND_ON} {ON_AND_ON}. This is no longer so:\n41 shops cannot print."

    assert "This is no longer so:\n41 shops cannot print." == quoted(said(none_left), holding=holds_a_figure).words


@pytest.mark.parametrize("text", [f"41 shops cannot print. {POLITE}", f"Dear all, {ON_AND_ON}. None can print."])
def test_what_has_its_figure_in_front_or_none_is_quoted_from_its_beginning(text: str) -> None:
    assert quoted(said(text)) == quoted(said(text), holding=holds_a_figure)


def test_a_reason_is_quoted_up_to_forty_words() -> None:
    reason = f"the belt slips. {TWENTY}. so the mill turns too fast and stops by itself. {TWENTY}."

    assert f"the belt slips. {TWENTY}. so the mill turns too fast and stops by itself." == (
        quoted(said(reason), words_max=REASON_WORDS_MAX).words
    )


def test_a_few_words_that_announce_something_are_not_quoted_without_it() -> None:
    said = f"root of it, I think: {TWENTY}; and so on and so forth and on"

    assert (f"root of it, I think: {TWENTY}", True) == opening(said)


@pytest.mark.parametrize("turn", ["but not here", "unless it isn't", "only for two of them", "although we can't tell"])
def test_nothing_that_turns_a_sentence_around_is_cut_off(turn: str) -> None:
    whole = f"all of them are back; {TWENTY} {turn} and so on"

    assert (whole, False) == opening(whole)


@pytest.mark.parametrize(
    ("rest", "shorter"),
    [
        ("it runs again.", ["the belt is on since two, sewn by hand."]),
        ("but it slips.", []),
        ("", []),
    ],
)
def test_a_shorter_wording_ends_with_a_sentence_that_the_next_does_not_turn_around(
    rest: str, shorter: list[str]
) -> None:
    text = f"Good morning. the belt is on since two, sewn by hand. {rest}".strip()

    assert [text, *(f"Good morning. {one}" for one in shorter)] == wordings(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it only me? ```error 6 of 7```", "is it only me?"),
        ("It is the disk.\n```\ndf: 100 % of 40G\n```\n", "It is the disk."),
        ("Never closed. ```a b", "Never closed."),
        ("found in the log: ```disk full```", "found in the log: ```disk full```"),
        ("Look. ```disk full``` so it is the disk", "Look. ```disk full``` so it is the disk"),
        ("```disk full```", "```disk full```"),
        ("Look. ```a``` and ```b```", "Look. ```a``` and ```b```"),
        ("Look. ```a.``` and so on", "Look. ```a.``` and so on"),
        ("Look. ```a``` ```b```", "Look."),
    ],
)
def test_a_log_pasted_behind_a_sentence_is_not_among_the_words(text: str, expected: str) -> None:
    """Nor are its figures counted; what is said behind it, or announces it, is kept with it."""
    message = PinnedMessage(CHANNEL, "1778758800.900000", "", ANA, text, None, None, ANA, clock("13:41"))
    (line,) = statements(told(OPENED), [message])

    assert expected == line.said


def test_a_clock_time_is_no_clause() -> None:
    text = f"since 17:20 {TWENTY} and five more words here"

    assert (text, False) == opening(text)


def test_a_sentence_without_an_end_is_linked_and_not_quoted() -> None:
    assert ("", False) == opening(" ".join(["word"] * 61))


def test_a_clock_time_without_a_zone_is_marked_as_typed() -> None:
    assert [True, False, False] == [
        quoted(said(text)).as_typed for text in ("since 17:20 it fails", "since 17:20 UTC it fails", "ratio 17:205")
    ]


def test_a_withdrawn_figure_is_not_quoted_without_its_correction() -> None:
    first, again = said("80 accounts are hurt"), said("it is 55, not 80", "13:55")

    assert clock("13:55") == quoted(first, withdrawn([first, again])).corrected_at
    assert None is quoted(again, withdrawn([first, again])).corrected_at


@pytest.mark.parametrize(
    ("earlier", "at"),
    [("180 accounts are hurt", "13:40"), ("80.5 of them", "13:40"), ("80 accounts are hurt", "11:30")],
    ids=["part of another", "another decimal", "too long ago"],
)
def test_another_figure_is_not_corrected(earlier: str, at: str) -> None:
    taken_back = withdrawn([said("it is 55, not 80", "13:55")])

    assert None is quoted(said(earlier, at), taken_back).corrected_at


def test_a_message_and_what_is_typed_in_the_same_second_keep_the_order_in_which_people_write() -> None:
    """Slack times the message, we time the command when it reaches us."""
    typed = Entry(2, clock("13:40"), clock("13:40"), ANA, "cmd", f.Decided(id="D1", what="go back"))
    message = PinnedMessage(CHANNEL, "1778758800.900000", "", ANA, "shall we?", None, None, ANA, clock("13:41"))
    incident = replay(42, [*told(OPENED).entries, typed])

    assert ["shall we?", "go back"] == [s.said for s in statements(incident, [message])]
