"""Quiet by design: two hours of a SEV1 with everything that belongs to it, in at most twelve lines of the bot."""

from tests.scenarios.conftest import Scene

TOP_LEVEL_MAX = 12  # what the product promises for a two-hour severity 1, Slack's topic and pin lines counted

COURSE = [
    (1, "cleo", "/incident customer Northgate cannot file deadline 18:00"),
    (2, "leo", "/incident think the clean-up deleted them / unlikely"),
    (3, "ana", "/incident report C: 2 of 14 exist A: looking for twelve N: archive access"),
    (4, "bo", "/incident report C: three changes since Friday A: reading the job N: none"),
    (5, "cleo", "/incident report Northgate has called once, calm"),
    (6, "cleo", "/incident told C1 we are on it next 30m"),
    (8, "leo", "/incident think the rename filed them elsewhere / likely"),
    (10, "leo", "/incident impact 1-4 customers"),
    (12, "leo", "/incident plan a: file them again eta 20-40m"),
    (13, "leo", "/incident plan b: export by hand at 15:30"),
    (14, "leo", "/incident decide the rename stays off because it may hide more"),
    (30, "ana", "/incident report all 14 exist"),
    (31, "ana", "/incident rule out H1 every receipt has its paper"),
    (40, "bo", "/incident confirm H2 one paper was found on a copy"),
    (41, "leo", "/incident status identified the rename moved nothing"),
    (60, "bo", "/incident report 14 of 14 moved"),
    (70, "leo", "/incident status mitigated Northgate sees all"),
    (90, "cleo", "/incident told C1 filing received done"),
    (119, "leo", "/incident resolve the authority confirmed"),
]


async def test_a_two_hour_sev1_has_at_most_twelve_lines_of_the_bot(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo", customers="cleo")
    now_min = 0
    for minute, who, typed in COURSE:
        await scene.after(minute - now_min)
        await scene.types(who, typed)
        now_min = minute

    lines = [line for line in await scene.said_in_channel() if " reports · @" not in line]  # those are of people
    assert len(lines) <= TOP_LEVEL_MAX, "\n---\n".join(lines)
    assert len(scene.announcements()) == 2  # the incident, and once that nobody was at the code
    assert scene.errors() == []
