"""The Carta morning where others talk too: what apps and neighbours claim displaces nothing, and is told as no fact."""

from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.conftest import Played
from tests.scenarios.crowd import Json, entries, folded, missing, pages, played, words

CARTA = Path(__file__).parents[2] / "workspace" / "stories" / "carta-typed.yaml"

ROLLBACK = {"title": "deploy-bot", "text": "rename-job 118 → 117: done", "fallback": "rename-job 118 → 117: done"}
VISITORS: dict[str, Any] = {
    "probe": {"name": "Probe", "bot": True},
    "wheel": {"name": "Deploy Wheel", "bot": True},
    "kim": "Kim Aldana",
}
# Another app says that all is lost and that all is well, a neighbour guesses, is wrong, changes her mind and goes.
NOISE: tuple[Json, ...] = (
    {
        "at": "4m",
        "who": "probe",
        "says": "[FIRING] customer-files: 100 % of all customers affected, data lost",
        "as": "a",
    },
    {"at": "6m", "who": "kim", "joins": "the channel"},
    {"at": "6m", "who": "kim", "says": "the cause is the disk of archive 2, we lost 3,000,000 EUR", "as": "guess"},
    {"at": "7m", "who": "wheel", "says": {"attachments": [ROLLBACK]}, "as": "deploy"},
    {"at": "12m", "who": "kim", "edits": "guess", "says": "the cause is not the disk of archive 2, forget it"},
    {"at": "15m", "who": "kim", "uploads": "disk-of-archive-2.png", "says": "it is full though"},
    {"at": "20m", "who": "probe", "edits": "a", "says": "[RESOLVED] customer-files: all files back, incident resolved"},
    {"at": "26m", "who": "wheel", "says": "rename-job 117 → 118: failed", "in": "deploy"},
    {"at": "27m", "who": "kim", "leaves": "the channel"},
    {"at": "29m", "who": "wheel", "deletes": "deploy"},
    {
        "at": "45m",
        "who": "probe",
        "says": {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Down"}}]},
    },
    {"at": "68m", "who": "kim", "says": "who wants cake? all is fixed I hear"},
    {"at": "69m", "who": "kim", "leaves": "the channel"},
    {"at": "100m", "who": "probe", "says": "[FIRING] customer-files: 100 % of all customers affected again"},
)


@pytest.fixture(scope="module")
def quiet(play: Played) -> Path:
    return play(CARTA)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(CARTA, tmp_path_factory.mktemp("crowded"), beside=NOISE, visitors=VISITORS)


# What of this would be false on a page: nobody who holds a role said or marked it, and most of it was taken back.
FALSE = ("100 %", "data lost", "archive 2", "3,000,000", "incident resolved", "117", "cake", "Down")


def test_the_noise_was_heard(crowded: Path) -> None:
    channel = (crowded / "channel.txt").read_text("utf-8")

    assert "probe: [RESOLVED] customer-files" in channel
    assert "kim: @kim has left the channel" in channel
    assert "rename-job 118 → 117: done" in channel


def test_each_page_still_says_all_that_it_says_without_them(quiet: Path, crowded: Path) -> None:
    assert 4 == len(pages(quiet))
    assert [] == missing(quiet, crowded)


def test_of_what_the_timeline_folds_only_who_came_and_went_is_more(quiet: Path, crowded: Path) -> None:
    alone, beside = folded(pages(quiet)["summary.md"]), folded(pages(crowded)["summary.md"])

    assert ["4 people who joined"] == [kind for kind in alone if kind not in beside]
    assert ["6 people who joined", "2 people who left"] == [kind for kind in beside if kind not in alone]


def test_no_page_says_what_another_app_or_a_neighbour_claimed(crowded: Path) -> None:
    told = {name: words(page) for name, page in pages(crowded).items()}

    assert [] == [(name, claim) for name, page in told.items() for claim in FALSE if claim in page]


def test_no_reminder_was_held_back_or_sent_for_them(quiet: Path, crowded: Path) -> None:
    assert [entry for entry in entries(quiet) if entry["fact"] == "Reminded"] == [
        entry for entry in entries(crowded) if entry["fact"] == "Reminded"
    ]
