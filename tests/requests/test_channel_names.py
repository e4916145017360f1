"""The name of a channel is the title in lower-case Latin letters, which Slack takes, and never misspelt."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.requests.channel_names import CHANNEL_NAME_MAX_CHARS, channel_name


def named(title: str, *, drill: bool = False) -> str:
    return channel_name(replace(Incident(7), title=title, drill=drill))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Straße gesperrt", "inc-7-strasse-gesperrt"),
        ("Øresund link down", "inc-7-oresund-link-down"),
        ("Łódź", "inc-7-lodz"),
        ("Ærø færge", "inc-7-aero-faerge"),
        ("Fußgänger & Größe", "inc-7-fussganger-grosse"),
        ("İstanbul girişi", "inc-7-istanbul-girisi"),
        ("naïve café", "inc-7-naive-cafe"),
        ("Сбой оплаты", "inc-7-sboy-oplaty"),
        ("Οι πληρωμές", "inc-7-oi-pliromes"),
        ("ログインできない", "inc-7-roguindekinai"),
        ("People can’t log in", "inc-7-people-cant-log-in"),
        ("50 % of requests", "inc-7-50-of-requests"),
        ("!!!", "inc-7"),
    ],
)
def test_a_title_in_any_script_is_readable_in_latin_letters(title: str, expected: str) -> None:
    assert expected == named(title)


def test_a_house_may_name_its_channels_otherwise() -> None:
    house = Policy(channel_name="war_{number}", drill_channel_name="x{number}-{title}")

    assert "war_7" == channel_name(replace(Incident(7), title="Disk full"), house)
    assert "x7-disk-full" == channel_name(replace(Incident(7), title="Disk full", drill=True), house)


def test_a_drill_is_named_as_one() -> None:
    assert "drill-7-disk-full" == named("Disk full", drill=True)


@pytest.mark.parametrize("title", ["支払い障害", "المستندات مفقودة", "결제 오류"])
def test_two_scripts_that_write_no_such_letters_still_give_more_than_the_number(title: str) -> None:
    assert re.fullmatch(r"inc-7(-[a-z]{3,})+", named(title))


@given(st.text())
def test_slack_takes_the_name_whatever_was_typed(title: str) -> None:
    name = named(title)

    assert re.fullmatch(r"inc-7(-[a-z0-9]+)*", name)
    assert len(name) <= CHANNEL_NAME_MAX_CHARS
