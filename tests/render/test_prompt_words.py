"""Every prompt of the lead says, when it is no question any more, what it was about."""

from datetime import UTC, datetime

import pytest

from bot.incident.prompts import PROMPTS
from bot.render.words import Reader, Words

READER = Reader({}, "UTC", "https://example.slack.com", datetime(2026, 5, 14, 9, tzinfo=UTC))


@pytest.mark.parametrize("name", [rule.name for rule in PROMPTS])
def test_a_prompt_that_is_over_says_what_it_was_about(name: str) -> None:
    said = Words().slack("prompt", reader=READER, is_open=False, answer="resolved", prompt=name, incident="INC-1")

    assert said.endswith(": no longer a question. (INC-1)")
    assert not said.startswith(":")
