"""What a message asks of us, and which reminder it answers."""

import pytest

from bot.slack.inbound.mentions import request_in

US = "U0US"


@pytest.mark.parametrize(("thread_ts", "thread"), [("", ""), ("1.2", ""), ("1.1", "1.1")])
def test_a_direct_message_that_begins_a_thread_of_its_own_is_in_none(thread_ts: str, thread: str) -> None:
    """An app that somebody made an agent gets each direct message as a new thread; it answers a reminder as before."""
    message = {"user": "U0ANA", "text": "nothing new", "ts": "1.2", "thread_ts": thread_ts}
    asked = request_in(message, channel="D1", us=US)

    assert asked is not None
    assert thread == asked.thread


@pytest.mark.parametrize("who", ["USLACKBOT", US, "", None])
def test_slackbot_and_we_ourselves_ask_nothing(who: str | None) -> None:
    assert request_in({"user": who, "text": "report all fine", "ts": "1.2"}, channel="D1", us=US) is None


@pytest.mark.parametrize("person", ["U0ANA", "W0ANA"])
def test_a_person_of_an_enterprise_grid_is_a_person(person: str) -> None:
    asked = request_in({"user": person, "text": f"role logs <@{person}>", "ts": "1.2"}, channel="D1", us=US)

    assert asked is not None
    assert person in asked.text
