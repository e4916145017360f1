"""A published outage, retold, in a channel where everybody talks: the pages hold, and nobody is disturbed by it."""

from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.conftest import Played
from tests.scenarios.crowd import Json, entries, folded, missing, pages, played, read_alone, top_level, words
from tests.scenarios.test_quiet import TOP_LEVEL_MAX

BOOKING = Path(__file__).parent / "stories" / "booking.yaml"
PASSERS_BY = ("tove", "per")
VISITORS: dict[str, Any] = {
    "balancer": {"name": "Load Balancer", "bot": True},
    "pager": {"name": "Night Pager", "bot": True},
    "tove": "Tove Berg",
    "per": "Per Lie",
}
APPLIED = {"title": "terraform", "text": "4 proxies replaced, 0 errors", "fallback": "4 proxies replaced, 0 errors"}
# Apps that cry and rejoice; two who come, ask, guess, joke, change what they said, take it back and go again.
NOISE: tuple[Json, ...] = (
    {"at": "1m", "who": "balancer", "says": {"attachments": [APPLIED]}, "as": "applied"},
    {"at": "3m", "who": "tove", "joins": "the channel"},
    {"at": "3m", "who": "tove", "says": "is the coffee machine on the third floor down too?", "as": "coffee"},
    {"at": "5m", "who": "pager", "says": "[FIRING] all bookings of this year are lost, 9,000,000 EUR", "as": "alarm"},
    {"at": "6m", "who": "per", "joins": "the channel"},
    {"at": "7m", "who": "per", "says": "the cause is the firewall, I have seen it before", "as": "guess"},
    {"at": "8m", "who": "tove", "uploads": "coffee.png", "as": "picture"},
    {"at": "10m", "who": "per", "edits": "guess", "says": "the cause is the name server, I have seen it before"},
    {"at": "11m", "who": "per", "deletes": "guess"},
    {
        "at": "11m",
        "who": "tove",
        "edits": "coffee",
        "says": "never mind the coffee. we decide to fly home",
    },
    {"at": "14m", "who": "balancer", "edits": "applied", "says": "proxies: rolled back, incident resolved"},
    {"at": "16m", "who": "per", "leaves": "the channel"},
    {"at": "17m", "who": "pager", "deletes": "alarm"},
    {"at": "24m", "who": "tove", "says": "mitigated! resolved! cake at three", "in": "again"},
    {"at": "22m", "who": "pager", "says": "[RESOLVED] the firewall answers again"},
    {"at": "40m", "who": "per", "joins": "the channel"},
    {"at": "41m", "who": "per", "says": "- it was the firewall\n- I said so\n> nobody listens"},
    {"at": "60m", "who": "tove", "reacts": "eyes", "to": "back"},
    {"at": "75m", "who": "tove", "deletes": "picture"},
    {"at": "90m", "who": "per", "leaves": "the channel"},
    {"at": "91m", "who": "tove", "leaves": "the channel"},
    {"at": "110m", "who": "pager", "says": "[FIRING] 100 % of bookings fail again"},
)
# Nobody with a duty said or marked any of it, and most of it was taken back.
FALSE = ("coffee", "9,000,000", "of this year", "firewall", "name server", "fly home", "cake", "100 %", "4 proxies")


@pytest.fixture(scope="module")
def quiet(play: Played) -> Path:
    return play(BOOKING)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(BOOKING, tmp_path_factory.mktemp("crowded"), beside=NOISE, visitors=VISITORS)


def test_the_noise_was_heard(crowded: Path) -> None:
    channel = (crowded / "channel.txt").read_text("utf-8")

    assert "[FIRING] 100 % of bookings fail again" in channel
    assert "cake at three" in channel
    assert "@per has left the channel" in channel


def test_the_pages_hold_what_happened(crowded: Path) -> None:
    page = words(crowded / "summary.md")

    for told in (
        "we go back to the old proxy",
        "the new proxy drops the header",
        "All traffic runs through the old proxy again",
        "Bookings come in again",
        "the same certificate has been in place since March",
    ):
        assert told in page


def test_each_page_still_says_all_that_it_says_without_them(quiet: Path, crowded: Path) -> None:
    assert 3 == len(pages(quiet))
    assert [] == missing(quiet, crowded)


def test_no_page_says_what_another_app_or_a_passer_by_claimed(crowded: Path) -> None:
    told = {name: words(page) for name, page in pages(crowded).items()}

    assert [] == [(name, claim) for name, page in told.items() for claim in FALSE if claim in page]


def test_of_what_the_timeline_folds_only_who_came_and_went_is_more(quiet: Path, crowded: Path) -> None:
    alone, beside = folded(pages(quiet)["summary.md"]), folded(pages(crowded)["summary.md"])

    assert [] == [kind for kind in alone if kind not in beside and "joined" not in kind]
    assert [] == [kind for kind in beside if kind not in alone and "joined" not in kind and "left" not in kind]


def test_the_channel_has_no_line_more_of_the_bot_than_it_promises(quiet: Path, crowded: Path) -> None:
    assert len(top_level(crowded)) <= TOP_LEVEL_MAX
    assert len(top_level(quiet)) == len(top_level(crowded))


def test_who_passes_by_is_told_where_it_stands_once_and_nothing_else(crowded: Path) -> None:
    told = {who: read_alone(crowded, who) for who in PASSERS_BY}

    assert [1, 1] == [len(texts) for texts in told.values()]
    assert [] == [who for who, texts in told.items() if "Nobody can book online" not in texts[0]]


def test_whoever_works_on_it_reads_no_word_more_alone(quiet: Path, crowded: Path) -> None:
    working = ("mats", "odd", "bea", "sven")

    assert [len(read_alone(quiet, who)) for who in working] == [len(read_alone(crowded, who)) for who in working]


def test_words_from_outside_ask_whom_it_hurts_once_more_at_most(quiet: Path, crowded: Path) -> None:
    assert len(read_alone(crowded, "cora")) <= len(read_alone(quiet, "cora")) + 1


def test_no_reminder_was_held_back_or_sent_for_them(quiet: Path, crowded: Path) -> None:
    assert [entry for entry in entries(quiet) if entry["fact"] == "Reminded"] == [
        entry for entry in entries(crowded) if entry["fact"] == "Reminded"
    ]
