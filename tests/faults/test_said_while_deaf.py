"""What people said to Sitrep while it was deaf is carried out as of then, or asked about; either is answered once."""

import re
from datetime import datetime, timedelta

from bot.incident import facts as f
from bot.incident.logbook import MessageRef
from tests.faults.morning import NINE, Morning
from workspace.state.records import Channel

DUE_MIN = 5  # the first report of a role in a severity 1


async def reminded(day: Morning) -> None:
    await day.after(minutes=DUE_MIN)


async def deaf_for(day: Morning, *, minutes: float) -> None:
    day.faults.outage()
    await day.after(minutes=minutes)


async def back(day: Morning) -> None:
    """A minute later Slack can be heard again."""
    await day.after(minutes=1)
    day.faults.over()
    await day.after(minutes=4)


async def tells_alone(day: Morning, who: str, text: str, *, thread: str | None = None) -> str:
    """Said to Sitrep in its direct messages."""
    ts = await day.slack.people.says(who, text, "dm", thread=thread)
    await day.settle()
    return ts


def alone_with(day: Morning, who: str) -> Channel:
    person = day.stage.user_id(who)
    rooms = day.slack.world.directory.channels.values()
    return next(c for c in rooms if c.kind == "im" and set(c.members) == {person, day.slack.bot_user_id})


def answers(day: Morning, who: str) -> list[str]:
    """What the person reads about words that were heard late, times as that person reads them."""
    told = [text for text in day.direct(who) if text.startswith("You wrote this")]
    return [re.sub(r"<!date[^|]*\|([^>]*)>", r"\1", text) for text in told]


async def back_and_slow(day: Morning) -> None:
    """Slack can be heard again, and lets nobody read for the next two minutes."""
    day.faults.status("conversations.history", status=429, retry_after_s=120)
    day.faults.over()
    await day.after(minutes=1.5)


def clock(at: datetime | None) -> str:
    return f"{at:%H:%M}" if at else ""


async def reports(day: Morning) -> list[tuple[str, str]]:
    """When each report was so, and what it said, in the order of the record."""
    return [(clock(entry.at), fact.conditions) for entry, fact in (await day.incident()).of(f.Reported)]


async def test_an_answer_to_a_reminder_is_the_report_of_when_it_was_said(day: Morning) -> None:
    await reminded(day)
    await deaf_for(day, minutes=1)
    ts = await tells_alone(day, "ana", "2 of 14 found")
    await day.after(minutes=8)
    await back(day)
    (entry,) = await day.entries(f.Reported)

    assert f"msg:{alone_with(day, 'ana').id}:{ts}" == entry.cause
    assert NINE + timedelta(minutes=6) == entry.at.replace(microsecond=0)
    assert NINE + timedelta(minutes=14) <= entry.recorded_at


async def test_an_answer_in_the_thread_of_the_reminder_counts_too(day: Morning) -> None:
    await reminded(day)
    (question,) = alone_with(day, "ana").timeline
    await deaf_for(day, minutes=3)
    await tells_alone(day, "ana", "2 of 14 found", thread=question)
    await back(day)

    assert [("09:08", "2 of 14 found")] == await reports(day)


async def test_whoever_answered_unheard_is_not_silent(day: Morning) -> None:
    await reminded(day)
    await deaf_for(day, minutes=1)
    await tells_alone(day, "ana", "2 of 14 found next 30m")
    await day.after(minutes=8)
    await back(day)

    assert [] == [line for line in day.duties("leo") if "No report" in line]
    assert "*logs*: reported" in day.direct("ana")[0]


async def test_whoever_answered_while_nobody_was_running_is_not_silent(day: Morning) -> None:
    await reminded(day)
    await day.stops()
    await tells_alone(day, "ana", "2 of 14 found next 30m")
    await day.after(minutes=9)
    await day.starts_again()
    await day.after(minutes=2)

    assert [("09:05", "2 of 14 found")] == await reports(day)
    assert [] == day.duties("leo")
    assert 2 == len(day.direct("ana"))  # the reminder, answered, and what became of the answer


async def test_a_mention_is_carried_out_late_with_its_message_behind_it(day: Morning) -> None:
    root = await day.says("bo", "two are there")
    await deaf_for(day, minutes=3)
    ts = await day.says("leo", "@Sitrep decide restore by hand because it is quick", thread=root)
    await back(day)
    (entry,) = await day.entries(f.Decided)

    assert MessageRef(day.room.id, ts, root) == entry.message
    assert "09:03" == clock(entry.at) < clock(entry.recorded_at)


async def test_times_are_understood_as_they_were_meant(day: Morning) -> None:
    await deaf_for(day, minutes=3)
    await day.says("ana", "@Sitrep report 2 of 14 found next 25m")
    await day.says("leo", "@Sitrep unknown who else is hurt by 11:10")
    await day.after(minutes=12)
    await back(day)
    incident = await day.incident()
    ((_, report),), ((_, unknown),) = incident.of(f.Reported), incident.of(f.UnknownRaised)

    assert ["09:28", "09:10"] == [clock(report.promised_at), clock(unknown.due_at)]


async def test_they_are_carried_out_in_the_order_in_which_they_were_said(day: Morning) -> None:
    await reminded(day)
    root = await day.says("bo", "two are there")
    await deaf_for(day, minutes=1)
    await day.says("ana", "@Sitrep report one found", thread=root)
    await day.after(minutes=1)
    await tells_alone(day, "ana", "two found")
    await day.after(minutes=1)
    await day.says("ana", "@Sitrep report three found")
    await back(day)

    assert [("09:06", "one found"), ("09:07", "two found"), ("09:08", "three found")] == await reports(day)


async def test_a_report_learnt_late_is_not_the_newest(day: Morning) -> None:
    await deaf_for(day, minutes=2)
    await day.says("ana", "@Sitrep report one found")
    await day.after(minutes=1)
    await back_and_slow(day)
    await day.types("ana", "report three found next 20m")
    await day.after(minutes=4)
    logs = (await day.incident()).role("logs")

    assert [("09:04", "three found"), ("09:02", "one found")] == await reports(day)
    assert logs.last_finding is not None
    assert ("three found", "09:04", 2) == (logs.last_finding.conditions, clock(logs.last_finding_at), logs.reports)
    assert "09:24" == clock(logs.promised_at)


async def test_the_room_reads_when_it_was_said(day: Morning) -> None:
    await deaf_for(day, minutes=2)
    await day.says("ana", "@Sitrep report one found")
    await day.after(minutes=5)
    await back(day)
    (shown,) = [message for message in day.own() if "logs reports" in message.body["text"]]

    assert "Said at" in str(shown.body["blocks"][-1])
    assert "|09:02 UTC>" in str(shown.body["blocks"][-1])


async def test_the_answer_names_both_times_and_what_was_understood(day: Morning) -> None:
    await deaf_for(day, minutes=3)
    await day.says("leo", "@Sitrep note the owner was called")
    await day.after(minutes=10)
    await back(day)
    (answer,) = answers(day, "leo")

    assert "said at 11:03 CEST, heard at 11:14 CEST" in answer
    assert "the owner was called" in answer


async def test_many_that_were_unheard_are_answered_in_one_message(day: Morning) -> None:
    await deaf_for(day, minutes=1)
    for number in range(20):
        await day.says("leo", f"@Sitrep note call {number}")
    await back(day)

    assert 20 == len(await day.entries(f.Noted))
    assert 1 == len(answers(day, "leo"))
    assert "10 more" in answers(day, "leo")[0]


SURPRISING = (
    "resolve it works again",
    "cancel false alarm",
    "sev 4",
    "status mitigated",
    "role logs @bo",
    "undo",
    "title Documents under the wrong owner",
    "customer Northgate cannot file deadline 11:45",
    "start sev1 Printer jammed",
    "summary",
)


async def test_what_would_surprise_by_now_is_asked_about(day: Morning) -> None:
    await day.types("leo", "note the owner was called")
    await deaf_for(day, minutes=3)
    before = len(await day.app.desk.entries(1))
    for command in SURPRISING:
        await day.says("leo", f"@Sitrep {command}")
    await back(day)
    written = [e for e in (await day.app.desk.entries(1))[before:] if e.cause.startswith("msg:")]
    (answer,) = answers(day, "leo")

    assert [] == written
    assert 1 == len(await day.app.desk.open_incidents())
    assert [] == [command for command in SURPRISING if f"“{command}” · said at 11:03" not in answer]
    assert len(SURPRISING) == answer.count("If it still holds")


async def test_what_still_holds_takes_one_tap(day: Morning) -> None:
    await deaf_for(day, minutes=3)
    await day.says("leo", "@Sitrep sev 3 only one customer")
    await back(day)
    await day.slack.people.presses("leo", "Do it now", channel="dm")
    await day.settle()
    ((entry, fact),) = (await day.incident()).of(f.SeveritySet)

    assert (3, "only one customer") == (fact.severity, fact.why)
    assert entry.recorded_at == entry.at


async def test_what_is_heard_at_once_is_done_whatever_it_is(day: Morning) -> None:
    await day.after(minutes=1)
    day.faults.drop(times=2)
    day.faults.cut()
    await day.says("leo", "@Sitrep resolve it works again")
    await day.after(minutes=1)

    assert "resolved" == (await day.incident()).status


async def test_after_hours_nothing_is_carried_out_any_more(day: Morning) -> None:
    await day.stops()
    await day.says("leo", "@Sitrep note the owner was called")
    await day.after(minutes=121)
    await day.starts_again()
    await day.after(minutes=4)
    (answer,) = answers(day, "leo")

    assert [] == await day.entries(f.Noted)
    assert "If it still holds" in answer


async def test_a_late_answer_to_a_reminder_takes_one_tap_as_well(day: Morning) -> None:
    await reminded(day)
    await day.stops()
    await day.after(minutes=1)
    await tells_alone(day, "ana", "2 of 14 found")
    await day.after(minutes=121)
    await day.starts_again()
    await day.after(minutes=5)
    before = await reports(day)
    await day.slack.people.presses("ana", "Do it now", channel="dm")
    await day.settle()

    assert [] == before
    assert [("11:12", "2 of 14 found")] == await reports(day)


async def test_after_a_short_gap_reminders_wait_for_a_quarter_of_it(day: Morning) -> None:
    """Slack lets nobody read for long; in four minutes few have answered, and those who have not are to be asked."""
    await day.after(minutes=0.8)
    await day.stops()
    await day.after(minutes=4)
    day.faults.status("conversations.history", status=429, retry_after_s=300)
    await day.starts_again()
    await day.after(minutes=0.8)
    before = day.direct("ana")
    await day.after(minutes=0.4)

    assert [] == before
    assert 1 == len(day.direct("ana"))


async def test_nobody_hears_of_what_is_over(day: Morning) -> None:
    await deaf_for(day, minutes=3)
    await day.says("bo", "@Sitrep sev 2")
    await back_and_slow(day)
    await day.types("leo", "resolve it works again")
    await day.after(minutes=4)

    assert [] == answers(day, "bo")


async def test_the_late_event_of_what_was_carried_out_changes_nothing(day: Morning) -> None:
    day.faults.delay(s=600, times=2)
    await day.says("leo", "@Sitrep note the owner was called")
    await deaf_for(day, minutes=2)
    await back(day)
    await day.after(minutes=10)

    assert 1 == len(await day.entries(f.Noted))
    assert 1 == len(answers(day, "leo"))


async def test_what_was_answered_before_a_restart_is_not_answered_again(day: Morning) -> None:
    await day.after(minutes=1)
    for said in ("note the owner was called", "help", "undo", "reprot 2 found"):
        await day.says("leo", f"@Sitrep {said}")
    await day.stops()
    await day.after(minutes=2)
    await day.starts_again()
    await day.after(minutes=2)

    assert [] == answers(day, "leo")


async def test_a_direct_message_that_was_answered_before_a_restart_is_not_answered_again(day: Morning) -> None:
    await reminded(day)
    await tells_alone(day, "ana", "2 of 14 found")
    await tells_alone(day, "ana", "help")
    await day.stops()
    await day.after(minutes=1)
    await day.starts_again()
    await day.after(minutes=1)

    assert 1 == len(await day.entries(f.Reported))
    assert 1 == len(day.direct("ana"))


async def test_a_mention_that_was_heard_only_as_a_message_is_carried_out(day: Morning) -> None:
    day.faults.reorder()  # its two events change places
    day.faults.drop()  # and the command is the one that is lost
    await day.says("leo", "@Sitrep note the owner was called")
    await deaf_for(day, minutes=2)
    await back(day)

    assert 1 == len(await day.entries(f.Noted))


async def test_words_of_direct_messages_are_not_kept(day: Morning) -> None:
    await reminded(day)
    heard = await tells_alone(day, "ana", "help")
    await deaf_for(day, minutes=1)
    late = await tells_alone(day, "ana", "2 of 14 found")
    await back(day)
    place = alone_with(day, "ana").id
    kept = [await day.app.desk.message(place, ts) for ts in (heard, late)]

    assert ["", ""] == [said.text for said in kept if said is not None]
