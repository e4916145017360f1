"""Words: what somebody typed comes out as text, and for whom it is said decides how."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from bot.incident.logbook import NAMED
from bot.render.words import Worded, Words, fit, permalink, resource, words_in
from bot.story.sentences import MUST
from tests.story.carta import ANA, LEO, TEAM_URL, clock, reader

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """Renders a template of one expression, as `form`, for a reader in Amsterdam at 14:05."""

    numbers = itertools.count()

    def _say(expression: str, *, form: str = "slack", zone: str = "Europe/Amsterdam", **values: object) -> str:
        root = tmp_path / str(next(numbers))
        (root / "it").mkdir(parents=True)
        (root / "it" / f"{form}.j2").write_text(expression, encoding="utf-8")
        rendered: str = getattr(Words(root=root), form)("it", reader=replace(reader(), zone=zone), **values)
        return rendered

    return _say


def test_slack_markup_that_somebody_typed_is_text(say: Say) -> None:
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" == say("{{ text }}", text="<!channel> & <@U1>")


@pytest.mark.parametrize("form", ["markdown", "text"])
def test_a_channel_is_told_by_its_name_where_nobody_can_read_an_id(say: Say, form: str) -> None:
    assert "#inc-42" == say("{{ 'C042' | channel('inc-42') }}", form=form).replace("\\", "")
    assert "a channel" == say("{{ 'C042' | channel }}", form=form)


@pytest.mark.parametrize("form", ["markdown", "text"])
def test_in_the_hour_that_comes_twice_each_time_has_its_zone(say: Say, form: str) -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert "02:30 CEST, 02:30 CET" == say("{{ a | clock }}, {{ b | clock }}", form=form, a=first, b=second)
    assert "01:30" == say("{{ a | clock }}", form=form, a=first - timedelta(hours=1))


def test_quotes_are_not_escaped_for_slack(say: Say) -> None:
    assert 'it\'s "fine"' == say("{{ text }}", text='it\'s "fine"')


@pytest.mark.parametrize("said", ["quote", "verbatim"])
@pytest.mark.parametrize("form", ["slack", "markdown", "text"])
def test_nobody_ends_the_quotation_that_they_stand_in(say: Say, form: str, said: str) -> None:
    words = "over.” The harm ended at 15:10. “so"

    assert "“over.’ The harm ended at 15:10. ‘so”" == say(f"{{{{ words | {said} }}}}", form=form, words=words)


def test_words_are_escaped_once_through_macros_and_filters(say: Say) -> None:
    template = "{% macro m(t) %}{{ t | quote }}{% endmacro %}{{ m(text) }}"

    assert "“a &lt; b”" == say(template, text="a < b")


def test_markdown_that_somebody_typed_is_text(say: Say) -> None:
    typed = "# *a* [b](http://c) `d` | <e> &amp; _f_ g_h"

    expected = "\\# \\*a\\* \\[b\\](http://c) \\`d\\` \\| &lt;e> &amp;amp; \\_f\\_ g_h"
    assert expected == say("{{ text }}", form="markdown", text=typed)


@pytest.mark.parametrize(("typed", "said"), [("1. first", "1\\. first"), ("- a", "\\- a"), ("> a", "\\> a")])
def test_words_that_begin_like_a_list_begin_no_list(say: Say, typed: str, said: str) -> None:
    assert said == say("{{ text }}", form="markdown", text=typed)


@pytest.mark.parametrize("typed", ["0.5% of requests", "1.50 EUR"])
def test_a_figure_in_front_begins_no_list_and_stays_as_typed(say: Say, typed: str) -> None:
    assert typed == say("{{ text }}", form="markdown", text=typed)


def test_a_document_keeps_what_somebody_typed_on_one_line(say: Say) -> None:
    assert "one two" == say("{{ text }}", form="markdown", text="one\n\n  two")


def test_a_turned_direction_ends_with_nobody(say: Say) -> None:
    assert "ab" == say("{{ text }}", text="a\u202eb")


def test_what_a_template_is_not_given_is_an_error(say: Say) -> None:
    with pytest.raises(UndefinedError):
        say("{{ missing }}")


def test_a_person_is_a_mention_in_slack_and_a_name_in_a_document(say: Say) -> None:
    assert (f"<@{ANA}>", "Ana Lima") == (
        say("{{ who | person }}", who=ANA),
        say("{{ who | person }}", form="markdown", who=ANA),
    )


def test_a_person_without_a_name_is_somebody_and_no_id(say: Say) -> None:
    assert "somebody" == say("{{ who | person }}", form="markdown", who="U9")


def test_an_app_is_called_as_it_posts_and_not_taken_for_a_person(say: Say) -> None:
    assert ("Opsgenie", "Ana Lima (an app)", "an app") == (
        say("{{ who | name }}", who=f"{NAMED}Opsgenie"),
        say("{{ who | name }}", form="markdown", who=f"{NAMED}Ana Lima"),
        say("{{ who | person }}", who=NAMED),
    )


def test_a_name_rings_no_bell(say: Say) -> None:
    assert "Leo Torres" == say("{{ who | name }}", who=LEO)


def test_a_time_in_slack_is_a_token_with_a_readable_fallback(say: Say) -> None:
    at = clock("14:05")

    assert f"<!date^{int(at.timestamp())}^{{time}}|14:05 CEST>" == say("{{ at | when }}", at=at)


def test_a_time_of_another_day_names_the_day(say: Say) -> None:
    assert "13 May 09:10 CEST" == say("{{ at | when }}", form="markdown", at=clock("09:10", day=13))


def test_an_iso_string_is_a_time(say: Say) -> None:
    assert "14:05 CEST" == say("{{ at | when }}", form="markdown", at="2026-05-14T12:05:00+00:00")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "12:05 UTC"),
        ("America/New_York", "08:05 EDT"),
        ("Asia/Dubai", "16:05 UTC+04"),
        ("Nowhere/Land", "12:05 UTC"),
        ("../etc/passwd", "12:05 UTC"),
    ],
)
def test_a_time_is_the_readers(say: Say, zone: str, said: str) -> None:
    assert said == say("{{ at | when }}", form="markdown", zone=zone, at=clock("14:05"))


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"figure": "exact", "low": 1200, "high": None, "what": "accounts"}, "1,200 accounts"),
        ({"figure": "range", "low": 3, "high": 12, "what": "accounts"}, "between 3 and 12 accounts"),
        ({"figure": "at least", "low": 3, "high": None, "what": "accounts"}, "at least 3 accounts"),
        ({"figure": "none", "low": None, "high": None, "what": "accounts"}, "no accounts"),
    ],
)
def test_a_figure_says_how_certain_it_is(say: Say, stated: dict[str, object], said: str) -> None:
    assert said == say("{{ stated | figure }}", stated=stated)


@pytest.mark.parametrize(("low", "high", "said"), [(60, 180, "EUR 60 to 180"), (60, 60, "EUR 60"), (0, 0, "none")])
def test_money_names_its_currency(say: Say, low: int, high: int, said: str) -> None:
    assert said == say("{{ sum | money }}", sum={"low": low, "high": high, "currency": "EUR"})


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (timedelta(minutes=25), "25 min"),
        (timedelta(hours=3, minutes=55), "3 h 55 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=1, hours=4), "1 day 4 h"),
    ],
)
def test_a_duration_is_said_as_people_say_it(say: Say, duration: timedelta, said: str) -> None:
    assert said == say("{{ duration | span }}", duration=duration)


def test_a_long_text_is_cut_between_words(say: Say) -> None:
    assert "the documents…" == say("{{ text | short(16) }}", text="the documents were moved")


def test_a_role_is_called_as_people_call_it(say: Say) -> None:
    assert "customer liaison" == say("{{ 'customers' | role }}")


def test_a_refusal_says_why(tmp_path: Path) -> None:
    (tmp_path / "refused").mkdir()
    (tmp_path / "refused" / "role_free.j2").write_text("Nobody holds *{{ role }}* yet.")

    assert "Nobody holds *logs* yet." == Words(root=tmp_path).slack("refused/role_free", reader=reader(), role="logs")


def test_a_permalink_is_the_ts_without_its_dot() -> None:
    assert "https://acme.slack.com/archives/C42/p1778758800123456" == permalink(TEAM_URL, "C42", "1778758800.123456")


def test_a_permalink_into_a_thread_names_the_root() -> None:
    expected = "https://acme.slack.com/archives/C42/p2000?thread_ts=1.000&cid=C42"

    assert expected == permalink(f"{TEAM_URL}/", "C42", "2.000", "1.000")


def test_the_least_important_sentence_goes_first() -> None:
    sentences = [Worded("one two", (), 4), Worded("three four", (), 2), Worded("five six", (), MUST)]

    assert (sentences[0], sentences[2]) == fit(sentences, 4)


def test_of_two_alike_the_later_goes_first() -> None:
    sentences = [Worded("one two", (), 4), Worded("three four", (), 4), Worded("five six", (), MUST)]

    assert (sentences[0], sentences[2]) == fit(sentences, 4)


def test_what_must_be_said_is_said_however_long_it_is() -> None:
    sentences = [Worded("one two three", (), MUST), Worded("four five", (), 2)]

    assert (sentences[0],) == fit(sentences, 1)


def test_of_what_must_be_said_the_kind_of_which_there_is_most_gives_way_first() -> None:
    told = [
        Worded(text, (), MUST, kind=kind)
        for text, kind in (("one two", "a"), ("three", "b"), ("four", "b"), ("five", "b"), ("six", "c"), ("seven", "c"))
    ]

    assert ["one two", "three", "six", "seven"] == [sentence.text for sentence in fit(told, 5)]


def test_what_begins_a_section_stays_and_beside_it_goes_as_little_as_makes_room() -> None:
    told = [Worded("one", (), MUST, section="a"), Worded("two three", (), MUST, section="a")]
    told += [Worded("four five six", (), MUST, section="b"), Worded("seven", (), MUST, section="b")]

    assert (told[0], told[2], told[3]) == fit(told, 5)


def test_a_token_of_slack_counts_as_what_it_shows() -> None:
    assert 5 == words_in("due by <!date^1778760300^{time}|14:05 CEST>, at last · ") - 1


def test_the_words_are_found_beside_the_package() -> None:
    assert (resource("templates") / "brief").is_dir()


def test_a_missing_resource_says_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match="install Sitrep again"):
        resource("no such thing")


def test_a_terminal_reads_a_message_without_slacks_marks(say: Say) -> None:
    template = "*Resolved* by {{ who | person }} at {{ at | when }}. _Why_ `/incident resolve &lt;why&gt;`: {{ why }}"
    typed = "all *14* are_there <b> &amp; safe"

    expected = f"Resolved by @Ana Lima at 14:05 CEST. Why `/incident resolve <why>`: {typed}"
    assert expected == say(template, form="text", who=ANA, at=clock("14:05"), why=typed)


def test_a_link_without_a_workspace_is_its_label(say: Say) -> None:
    assert "Leo" == say("{{ 'Leo' | link('/archives/C1/p1') }}", form="text")
    assert "Leo (https://a.b/c)" == say("{{ 'Leo' | link('https://a.b/c') }}", form="text")


def test_a_terminal_is_told_what_slack_is_told_unless_it_has_words_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "slack.j2").write_text("*Press* the button")
    shared = Words(root=tmp_path).text("it", reader=reader())
    (tmp_path / "it" / "text.j2").write_text("Type it again")

    assert ("Press the button", "Type it again") == (shared, Words(root=tmp_path).text("it", reader=reader()))


def test_a_mark_in_a_template_is_around_words_and_never_within_one() -> None:
    """The dialect of a terminal drops every star and underscore that stands in a template itself."""
    lexer = Environment(trim_blocks=True, lstrip_blocks=True)
    told = [path for path in sorted(resource("templates").rglob("*.j2")) if path.name != "markdown.j2"]
    literals = [text for path in told for _, kind, text in lexer.lex(path.read_text("utf-8")) if kind == "data"]

    assert len(literals) > len(told)
    assert not [text for text in literals if re.search(r"\w[*_]\w|<[@#!]", text)]
