"""Every fault that Slack is known for, alone, in the same few minutes of an incident, and what came of it in words.

Law: both columns are worked out from what stands in Slack and in the record after the fault; nothing here is a promise.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.incident import facts as f
from tests.faults.morning import FAST, Morning, until

NOTE = "the owner was called"
Turn: TypeAlias = Callable[[Morning], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What people see and what the record says, each as one line of a table."""

    people: str
    record: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, how it begins and ends, and what came of it."""

    name: str
    begins: Turn
    ends: Turn
    seen: Seen


async def play(day: Morning, fault: Fault) -> Seen:
    """Ten minutes of an incident with the fault in their middle."""
    changed, doomed = (
        await day.says("ana", "orders are missing since ten"),
        await day.says("bo", "wrong channel, sorry"),
    )
    await day.after(minutes=1)
    await _do(fault.begins, day)
    await day.settle()
    answer = await day.types("leo", f"note {NOTE}")
    await people_go_on(day, changed, doomed)
    await day.after(minutes=3)
    await _do(fault.ends, day)
    await day.after(minutes=6)
    return Seen("; ".join(await what_people_see(day, answer)), "; ".join(await what_the_record_says(day)))


async def people_go_on(day: Morning, changed: str, doomed: str, *, at_length: str = "") -> None:
    """Write, answer in a thread, edit, pin, take a pin back, delete: all that the timeline is made of."""
    people, room = day.slack.people, day.room
    if room.archived or room.id not in day.slack.world.directory.channels:
        return
    new = await people.says("bo", f"the folder of March is empty{at_length}", room.id)
    await people.says("ana", f"and so is that of April{at_length}", room.id, thread=changed)
    await people.edits("ana", changed, f"orders are missing since half past nine{at_length}", room.id)
    await people.reacts("leo", "pushpin", changed, room.id)
    await people.reacts("leo", "pushpin", new, room.id)
    await people.unreacts("leo", "pushpin", new, room.id)
    await people.deletes("bo", doomed, room.id)
    await day.settle()


async def _do(turn: Turn, day: Morning) -> None:
    waiting = turn(day)
    if waiting is not None:
        await waiting


async def what_people_see(day: Morning, answer: str) -> list[str]:
    told = [_answer_in_words(answer)]
    told.append("each message of Sitrep once" if set(day.copies().values()) == {1} else "a message of Sitrep twice")
    if any("could not hear Slack" in m.body["text"] for m in day.own()):
        told.append("the channel reads from when to when Sitrep was deaf")
    for who, name in (("leo", "the lead"), ("ana", "the holder")):
        if any("no longer takes" in text for text in day.direct(who)):
            told.append(f"{name} reads in a direct message that the channel takes nothing any more")
        if any("was put out" in text for text in day.direct(who)):
            told.append(f"{name} reads in a direct message that Sitrep hears nothing there, and how to let it in again")
        if any("cannot reach" in text for text in day.direct(who)):
            told.append(f"{name} reads in a direct message who cannot be reached")
    return told


def _answer_in_words(answer: str) -> str:
    if "was not kept" in answer:
        return "the command is answered with a sentence: it was not kept, give it again"
    return "the command fails before their eyes" if "failed" in answer else "the command is answered"


async def what_the_record_says(day: Morning) -> list[str]:
    noted = [entry for entry in await day.entries(f.Noted) if _is_the_note(entry.fact)]
    told = ["the note, once" if len(noted) == 1 else f"the note {len(noted)} times" if noted else "no note"]
    told.append("every message, edit, pin and deletion" if await day.heard() == day.said() else "not every message")
    late = await day.learnt_late()
    if late:
        told.append(f"{late} wording{'s' if late > 1 else ''} marked as learnt late")
    gaps = await day.entries(f.Deafened)
    if gaps:
        told.append("the gap" if len(gaps) == 1 else f"{len(gaps)} gaps")
    lost = {entry.fact.reason for entry in await day.entries(f.Undelivered) if isinstance(entry.fact, f.Undelivered)}
    told += [f"what could not be delivered, and `{reason}`" for reason in sorted(lost)]
    return told


def _is_the_note(fact: f.Fact) -> bool:
    return isinstance(fact, f.Noted) and fact.text.startswith(NOTE)


def _nothing(_: Morning) -> None:
    return None


ANSWERED, ONCE = "the command is answered", "each message of Sitrep once"
WHOLE = "the note, once; every message, edit, pin and deletion"
AS_EVER = Seen(f"{ANSWERED}; {ONCE}", WHOLE)
DEAF = Seen(
    f"the command fails before their eyes; {ONCE}; the channel reads from when to when Sitrep was deaf",
    "no note; every message, edit, pin and deletion; 3 wordings marked as learnt late; the gap",
)
DEAF_FOR_SECONDS = Seen(
    f"the command fails before their eyes; {ONCE}", "no note; every message, edit, pin and deletion"
)
DEAF_FOR_A_MINUTE = Seen(DEAF.people, "no note; every message, edit, pin and deletion; the gap")
SHUT = f"{ANSWERED}; {ONCE}; the lead reads in a direct message that the channel takes nothing any more"


def _shut(*errors: str) -> Seen:
    return Seen(SHUT, "; ".join([WHOLE, *(f"what could not be delivered, and `{error}`" for error in errors)]))


def _all_calls(error: str) -> Turn:
    return lambda day: day.faults.error("*", error=error, times=3)


def _status(status: int) -> Turn:
    return lambda day: day.faults.status("*", status=status, times=3)


def _refused(day: Morning) -> None:
    day.faults.refuse_handshake(times=2)
    day.faults.cut()


def _revoked(day: Morning) -> None:
    day.faults.error("chat.postMessage", error="token_revoked", times=2)
    day.faults.error("chat.update", error="token_revoked", times=2)


def _mended(day: Morning) -> None:
    day.faults.clear()


async def _half_open(day: Morning) -> None:
    """TCP calls the sockets open, and nothing comes through them; the fault ends before the day goes on."""
    await day.stops()
    await day.starts_again(FAST)
    day.faults.deaf()
    await until(lambda: not day.app.listeners.connected)
    day.faults.deaf(on=False)
    await day.after(minutes=0.4)
    await until(lambda: day.app.listeners.connected)


async def _sixteen_hours(day: Morning) -> None:
    await day.after(minutes=16 * 60)
    day.faults.clear()
    await day.says("ana", "do you hear me again?")


async def _off_before_on(day: Morning) -> None:
    ts = await day.says("ana", "the folder of May is full")
    day.faults.delay(s=60)
    await day.slack.people.reacts("leo", "pushpin", ts, day.room.id)
    await day.slack.people.unreacts("leo", "pushpin", ts, day.room.id)


async def _edit_after_delete(day: Morning) -> None:
    ts = await day.says("ana", "the folder of May is full")
    day.faults.delay(s=60)
    await day.slack.people.edits("ana", ts, "the folder of June is full", day.room.id)
    await day.slack.people.deletes("ana", ts, day.room.id)


async def _let_in(day: Morning) -> None:
    await day.slack.people.invites("leo", day.slack.world.bot.handle, day.room.id)
    await day.settle()


async def _renamed(day: Morning) -> None:
    await day.slack.people.renames("leo", day.room.id, "docs-inc-1-missing")


async def gone_before_invited(day: Morning) -> None:
    """Eve is still here when she is named, her invitation has to wait, and that she was deactivated is never heard."""
    day.faults.status("conversations.invite", status=429, retry_after_s=20)
    await day.types("leo", f"role code <@{day.stage.user_id('eve')}>")
    day.faults.drop()
    await day.slack.people.deactivates("eve")


FAULTS = (
    Fault("no fault at all, to compare with", _nothing, _nothing, AS_EVER),
    Fault(
        "the answer to a post is lost after Slack took it",
        lambda day: day.faults.answer_lost("chat.postMessage"),
        _nothing,
        AS_EVER,
    ),
    Fault(
        "the answers of any three calls are lost", lambda day: day.faults.answer_lost("*", times=3), _nothing, AS_EVER
    ),
    Fault(
        "429 with Retry-After for posts, five times",
        lambda day: day.faults.status("chat.postMessage", status=429, times=5, retry_after_s=20),
        _nothing,
        AS_EVER,
    ),
    Fault("429 for every method", lambda day: day.faults.status("*", status=429, times=20), _nothing, AS_EVER),
    Fault("HTTP 500", _status(500), _nothing, AS_EVER),
    Fault("HTTP 502", _status(502), _nothing, AS_EVER),
    Fault("HTTP 504", _status(504), _nothing, AS_EVER),
    Fault("`internal_error`", _all_calls("internal_error"), _nothing, AS_EVER),
    Fault("`fatal_error`", _all_calls("fatal_error"), _nothing, AS_EVER),
    Fault("both sockets are cut", lambda day: day.faults.cut(), _nothing, AS_EVER),
    Fault("Slack asks to reconnect", lambda day: day.faults.disconnect(), _nothing, AS_EVER),
    Fault("the handshake is refused, twice", _refused, _nothing, DEAF_FOR_SECONDS),
    Fault(
        "Socket Mode is switched off and on",
        lambda day: day.faults.disconnect(reason="link_disabled"),
        _nothing,
        DEAF_FOR_A_MINUTE,
    ),
    Fault(
        "too many sockets are open",
        lambda day: day.faults.disconnect(reason="too_many_websockets"),
        _nothing,
        DEAF_FOR_A_MINUTE,
    ),
    Fault(
        "Slack is away and forgets what happened", lambda day: day.faults.outage(), lambda day: day.faults.over(), DEAF
    ),
    Fault("events arrive twice", lambda day: day.faults.duplicate(times=20), _nothing, AS_EVER),
    Fault("events change places", lambda day: day.faults.reorder(times=8), _nothing, AS_EVER),
    Fault("events come two minutes late", lambda day: day.faults.delay(s=110, times=20), _nothing, AS_EVER),
    Fault(
        "events stop although the sockets answer",
        lambda day: day.faults.drop(times=1000),
        lambda day: day.faults.clear(),
        Seen(
            f"{ANSWERED}; {ONCE}; the channel reads from when to when Sitrep was deaf",
            f"{WHOLE}; 3 wordings marked as learnt late; the gap",
        ),
    ),
    Fault("a reaction comes off before it came on", _off_before_on, _nothing, AS_EVER),
    Fault("an edit comes after the deletion", _edit_after_delete, _nothing, AS_EVER),
    Fault("both sockets are half open, and are replaced", _half_open, _nothing, AS_EVER),
    Fault(
        "no event comes for sixteen hours, and none is sent again",
        lambda day: day.faults.drop(times=100_000),
        _sixteen_hours,
        Seen(
            f"{ANSWERED}; {ONCE}; the channel reads from when to when Sitrep was deaf",
            f"{WHOLE}; 3 wordings marked as learnt late; the gap",
        ),
    ),
    Fault("Sitrep is not running", Morning.stops, Morning.starts_again, DEAF),
    Fault("the token is refused, then accepted again", _revoked, _mended, AS_EVER),
    Fault(
        "a person archives the channel",
        lambda day: day.faults.archive(day.room.id),
        _nothing,
        _shut("is_archived", "is_inactive"),
    ),
    Fault(
        "a person deletes the channel", lambda day: day.faults.delete(day.room.id), _nothing, _shut("channel_not_found")
    ),
    Fault(
        "a person puts Sitrep out of the channel",
        lambda day: day.faults.kick_bot(day.room.id),
        _let_in,
        Seen(
            f"{ANSWERED}; {ONCE}; the lead reads in a direct message that Sitrep hears nothing there, "
            "and how to let it in again",
            f"{WHOLE}; 3 wordings marked as learnt late; what could not be delivered, and `not_in_channel`",
        ),
    ),
    Fault("a person renames the channel", _renamed, _nothing, AS_EVER),
    Fault(
        "somebody is deactivated, unheard, before the invitation to a role goes out",
        gone_before_invited,
        _nothing,
        Seen(
            f"{ANSWERED}; {ONCE}; the lead reads in a direct message who cannot be reached",
            f"{WHOLE}; what could not be delivered, and `cant_invite`",
        ),
    ),
)
