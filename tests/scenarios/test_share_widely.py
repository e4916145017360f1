"""A brief goes to fifty people within Slack's pace: each once, and nothing that is told meanwhile waits for it."""

from collections import Counter

from tests.scenarios.sharing_widely import REMINDER_WITHIN_S, shared_with_fifty


async def test_fifty_people_have_it_once_within_two_minutes_and_nobody_waits_behind_them() -> None:
    shared = await shared_with_fifty()

    assert Counter({1: 50}) == shared.copies
    assert shared.took_s <= 120
    assert 0 == shared.refused
    assert max(shared.reminder_late_s, shared.new_person_late_s, shared.report_late_s) <= REMINDER_WITHIN_S
