"""Deaf but able to speak: every socket is down, the Web API is not; the lead reads it once, and nobody is reminded."""

from tests.faults.morning import Morning

SAYS = "I cannot hear Slack since"


async def deaf(day: Morning) -> None:
    day.faults.status("apps.connections.open", status=503, times=10_000)
    day.faults.cut()


def told(day: Morning, who: str) -> list[str]:
    return [line for line in day.direct(who) if SAYS in line]


async def test_after_an_interval_the_lead_reads_once_since_when_nothing_is_heard(day: Morning) -> None:
    await deaf(day)
    await day.after(minutes=9)
    early = told(day, "leo")
    await day.after(minutes=13)
    (line,) = told(day, "leo")

    assert [] == early
    assert "I can still speak" in line
    assert [] == told(day, "ana")


async def test_while_another_process_hears_nothing_is_said_and_the_interval_counts_from_when_that_ends(
    day: Morning,
) -> None:
    await deaf(day)
    for _ in range(13):
        await day.after(minutes=1)
        await day.app.desk.note_hearing(day.stage.clock.now())
    meanwhile = told(day, "leo")
    await day.after(minutes=9)
    early = told(day, "leo")
    await day.after(minutes=2)

    assert ([], [], 1) == (meanwhile, early, len(told(day, "leo")))


async def test_nobody_is_reminded_of_a_report_meanwhile(day: Morning) -> None:
    before = day.duties("ana")
    await deaf(day)
    await day.after(minutes=30)

    assert before == [line for line in day.duties("ana") if SAYS not in line]


async def test_a_connection_that_comes_back_in_time_is_not_spoken_of(day: Morning) -> None:
    await deaf(day)
    await day.after(minutes=5)
    day.faults.clear()
    await day.after(minutes=13)

    assert [] == told(day, "leo")


async def test_after_everything_was_down_nothing_is_said_though_the_voice_is_back_a_moment_earlier(
    day: Morning,
) -> None:
    day.faults.outage()
    await day.after(minutes=13)
    day.faults.over()
    await deaf(day)
    await day.after(minutes=1)
    day.faults.clear()
    await day.after(minutes=13)

    assert [] == told(day, "leo")


async def test_after_everything_was_down_an_interval_counts_from_when_the_voice_was_back(day: Morning) -> None:
    day.faults.outage()
    await day.after(minutes=13)
    day.faults.over()
    await deaf(day)
    await day.after(minutes=9)
    early = told(day, "leo")
    await day.after(minutes=13)

    assert ([], 1) == (early, len(told(day, "leo")))


async def test_a_voice_that_fails_in_between_begins_anew(day: Morning) -> None:
    await deaf(day)
    await day.after(minutes=8)
    day.faults.outage()
    await day.after(minutes=4)
    day.faults.over()
    await day.after(minutes=7)
    early = told(day, "leo")
    await day.after(minutes=10)

    assert ([], 1) == (early, len(told(day, "leo")))
