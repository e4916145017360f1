"""What people typed is read as they meant it, and what is too long is cut where Slack can still read it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.plain import one_line
from bot.requests.text import name_people
from bot.slack.messages import mrkdwn

NAMES = {"U1": "Ana Lima", "S1": "on-call", "C1": "general", "C2": "a private channel"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<@U1|ana> looks", "@ana looks"),
        ("<@U1> looks", "@Ana Lima looks"),
        ("<@U9> looks", "somebody looks"),
        ("<!subteam^S9> looks", "a group looks"),
        ("<#C9> and <#C9|>", "a channel and a channel"),
        ("<#C2> and <#C2|secret>", "a private channel and a private channel"),
        ("see <#C1|general> and <#C1>", "see #general and #general"),
        ("<!channel> <!here> <!everyone|@everyone>", "@channel @here @everyone"),
        ("<!subteam^S1|@on-call> <!subteam^S1>", "@on-call @on-call"),
        ("<!date^1778748300^{time}|10:45 CEST>", "10:45 CEST"),
        ("<!date^1778748300^{time}>", "2026-05-14 08:45 UTC"),
        ("<https://x.io/a?b=1&amp;c=2>", "https://x.io/a?b=1&c=2"),
        ("<https://x.io|the query>", "the query (https://x.io)"),
        ("<http://x.io|x.io> <mailto:a@x.io|a@x.io>", "x.io a@x.io"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<>", ""),
    ],
)
def test_slack_text_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert meant == mrkdwn.plain(typed, NAMES)


def test_what_a_database_refuses_becomes_a_replacement_character() -> None:
    assert "a\ufffdb\ufffdc" == mrkdwn.plain("a\x00b\ud800c", {})


def test_the_grammar_still_sees_who_was_meant() -> None:
    typed = "Q&amp;A <@U1|ana>:logs <!subteam^S1> in <#C1|general> <!here>"

    kept = mrkdwn.decode_keeping_people(typed)

    assert "Q&A <@U1|ana>:logs <!subteam^S1> in #general @here" == kept
    assert "Q&A @ana:logs @on-call in #general @here" == name_people(kept, NAMES)


@pytest.mark.parametrize(
    "typed",
    [
        "Q&amp;A &lt;b&gt; <@U1|ana>:logs <!subteam^S1|@ops>",
        "see <https://x.io/a?b=1&amp;c=2|the query> in <#C1|general>",
        "&amp;lt; stays as it was typed",
    ],
)
def test_what_travels_behind_a_button_comes_back_as_it_went(typed: str) -> None:
    text = mrkdwn.decode_keeping_people(typed)

    assert text == mrkdwn.decode_keeping_people(mrkdwn.encode_keeping_people(text))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("*report* logs: x", "report logs: x"),
        ("`report logs: x`", "report logs: x"),
        ("```report logs: x```", "report logs: x"),
        ("&gt; nothing new", "nothing new"),
        ("• nothing new", "nothing new"),
        ("*C:* two of three *A:* _restore_ started", "C: two of three A: restore started"),
        ("• C: two found\n• A: looking", "C: two found\nA: looking"),
        ("note seen:\n• a\n• b", "note seen:\n• a\n• b"),
        ("note `a *b* c` in snake_case_name, 2*3*4", "note `a *b* c` in snake_case_name, 2*3*4"),
        ("note <https://x.io/_a_|*b*>", "note <https://x.io/_a_|*b*>"),
        ("impact ~14~ 15 *documents*, ~_all_ of them~", "impact ~14~ 15 documents, ~_all_ of them~"),
        ("", ""),
    ],
)
def test_marks_of_the_message_box_are_no_words_of_a_command(typed: str, said: str) -> None:
    assert said == mrkdwn.unmarked(typed)


def test_a_person_who_was_picked_without_a_name_gets_it_and_keeps_the_id() -> None:
    assert "<@U1|Ana Lima> <!subteam^S1|on-call>" == mrkdwn.decode_keeping_people("<@U1> <!subteam^S1>", NAMES)


@pytest.mark.parametrize(("typed", "files"), [("x" * 40, 0), ("<https://x.io|here>", 0), ("", 1)])
def test_forty_characters_a_link_or_a_file_are_substance(typed: str, files: int) -> None:
    assert mrkdwn.substance(typed, files=files)


@pytest.mark.parametrize("typed", ["ok, looking", "x" * 39, "ok" + " " * 60, "&amp;" * 20])
def test_a_short_word_is_no_substance(typed: str) -> None:
    assert not mrkdwn.substance(typed)


def test_words_that_share_a_line_can_neither_break_it_nor_turn_it_around() -> None:
    assert "a b ''' c" == one_line("a\n\u202eb\n```\nc", 40)


def test_a_line_is_cut_with_an_ellipsis() -> None:
    assert "abcd…" == one_line("abcd efgh", 6)


@pytest.mark.parametrize(
    ("written", "linked"),
    [
        ("see https://x.io/a.", "see <https://x.io/a>."),
        ("(https://x.io/a?b=1&amp;c=2)", "(<https://x.io/a?b=1&amp;c=2>)"),
        ("&lt;https://x.io&gt;", "&lt;<https://x.io>&gt;"),
        ("<https://x.io|see https://x.io>", "<https://x.io|see https://x.io>"),
    ],
)
def test_bare_addresses_become_links_and_links_stay(written: str, linked: str) -> None:
    assert linked == mrkdwn.with_links(written)


def test_a_text_too_long_ends_before_the_token_that_does_not_fit() -> None:
    assert "ask …" != mrkdwn.cut("ask <@U0123456789> now", 12)
    assert "ask…" == mrkdwn.cut("ask <@U0123456789> now", 12)
    assert "R&amp;D…" == mrkdwn.cut("R&amp;D&amp;co", 8)


def test_long_text_breaks_at_line_ends_first() -> None:
    assert ["one two", "three"] == mrkdwn.parts("one two\nthree", 10)


def test_a_blank_inside_a_link_is_no_place_to_break() -> None:
    assert ["one", "<https://x.io|a b>"] == mrkdwn.parts("one <https://x.io|a b>", 19)


PIECES = st.lists(st.sampled_from(["word ", "x", "&amp;", "&lt;", "<@U12345678>", "\n", "é", "<https://x.io|a b>"]))


@given(PIECES, st.integers(min_value=20, max_value=60))
def test_no_part_is_too_long_and_no_token_or_entity_is_torn(pieces: list[str], chars_max: int) -> None:
    whole = "".join(pieces)

    parts = mrkdwn.parts(whole, chars_max)

    assert all(0 < len(part) <= chars_max for part in parts)
    assert re.findall(r"\S", whole) == re.findall(r"\S", "".join(parts))
    assert not any(re.search(r"<[^>]*$|&[a-z]*$|^[^<]*>", part) for part in parts)
    assert len(mrkdwn.cut(whole, chars_max)) <= chars_max


def test_what_is_escaped_and_decoded_is_what_was_typed() -> None:
    assert "<!channel> & <@U1>" == mrkdwn.plain(mrkdwn.escape("<!channel> & <@U1>"), {})
