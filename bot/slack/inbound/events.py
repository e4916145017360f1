"""What happens in Slack without being asked of the bot: messages, edits, deletions, reactions, people coming and going.

Stream and history come in by the same way, `desk.hear`, so a message heard twice is written once.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk
from bot.incident import corrections, customers, gaps, members, questions
from bot.incident.errors import Refused
from bot.incident.facts import CustomerTold, GoneWhy, NothingNew, Reported
from bot.incident.logbook import BOT, MessageRef
from bot.incident.parts import Reminder
from bot.incident.state import Incident
from bot.incident.vocabulary import RECORDS
from bot.requests.actions import AnswerContact, AnswerReminder, KeepOnRecord, Strike
from bot.requests.dispatch import Dispatcher
from bot.requests.marks import MarkNames
from bot.requests.people.directory import Directory
from bot.requests.reply import Choice, Reply, in_words
from bot.requests.request import Recorded, Request
from bot.requests.wording import Wording
from bot.slack.delivery import key_of
from bot.slack.directory import SlackUsers, person_of
from bot.slack.hearing.liveness import Liveness
from bot.slack.inbound import mentions
from bot.slack.inbound.marks import Event, Marking, RunAfter
from bot.slack.inbound.mentions import is_answered_by, is_direct
from bot.slack.inbound.message_words import author, is_somebodys, whose, words
from bot.slack.membership import Membership
from bot.slack.messages.mrkdwn import decode_keeping_people, plain, substance
from bot.slack.moved_channels import MovedChannels
from bot.slack.names import SlackNames
from bot.slack.transport.web_api import SlackRefused, Wire
from bot.slack.transport.web_api_errors import NO_THREAD
from bot.store.catalogue import Row
from bot.store.engine import Unavailable
from bot.store.outbox import Parcel
from bot.store.people import Person
from bot.store.transcript import Said, instant_of
from bot.story.labels import says_confirmed

MADE_PRIVATE = "channel_convert_to_private"  # docs.slack.dev/reference/events/message/channel_convert_to_private
ANSWERS_REMEMBERED = 1000
MOVES_REMEMBERED = 10_000  # (channel, person); what comes in the other order comes within seconds

log = logging.getLogger(__name__)

Tell: TypeAlias = Callable[[Request, Reply], Awaitable[None]]  # answers where no acknowledgement carries words


class Events:
    """One method per kind of event; `hear` finds it. `tell` answers a person, `after` runs a task behind the ack."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        desk: Desk,
        dispatcher: Dispatcher,
        directory: Directory,
        users: SlackUsers,
        names: SlackNames,
        wire: Wire,
        tell: Tell,
        after: RunAfter,
        liveness: Liveness,
        membership: Membership,
        moved_channels: MovedChannels,
        command: str,
        marks: MarkNames,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._dispatcher = dispatcher
        self._directory = directory
        self._users = users
        self._names = names
        self._wire = wire
        self._tell = tell
        self._after = after
        self._liveness = liveness
        self._membership = membership
        self._moved_channels = moved_channels
        self._command_itself = re.compile(rf"{re.escape(command)}(?:\s+|$)", re.IGNORECASE)
        self._marking = Marking(
            desk=desk,
            directory=directory,
            users=users,
            wire=wire,
            names=marks,
            clock=clock,
            keep=lambda message, channel: self.keep(message, channel=channel),
            after=after,
        )
        self._movers: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._answered: OrderedDict[str, None] = OrderedDict()
        self._kinds: Mapping[str, Callable[[Event], Awaitable[None]]] = {
            "message": self._message,
            "app_mention": self._mention,
            "reaction_added": partial(self._marking.reaction, on=True),
            "reaction_removed": partial(self._marking.reaction, on=False),
            "pin_added": partial(self._marking.pin, on=True),
            "pin_removed": partial(self._marking.pin, on=False),
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            "channel_left": self._put_out,
            "group_left": self._put_out,
            "channel_unarchive": self._put_out,
            "channel_id_changed": self._moved_on,
            "user_change": self._user_change,
        }

    async def hear(self, event: Event) -> None:
        """Whatever is not listened to is heard all the same: it needs its acknowledgement."""
        kind = self._kinds.get(event["type"])
        if kind is not None:
            await kind(event)

    async def _message(self, event: Event) -> None:
        subtype = event.get("subtype", "")
        if self.is_ours(event.get("message") or event):
            await self.recognise(event.get("message") or event, channel=event["channel"])
        elif subtype == "message_deleted":
            await self._deleted(event)
        elif subtype == "message_changed":
            await self._changed(event)
        elif subtype == MADE_PRIVATE:
            await self._made_private(event)
        elif is_somebodys(event):
            if event.get("channel_type") == "im":  # answered first: what is kept as heard is not read again
                await self._direct(event)
            said = await self.keep(event, channel=event["channel"])
            if said is not None and mentions.request_in(event, channel=said.channel, us=self._users.us) is None:
                self._after(self._marking.suggest(said))

    async def _changed(self, event: Event) -> None:
        """An edit; a root that is deleted under its replies arrives as one too, with a tombstone in its place."""
        message = event["message"]
        if message.get("subtype") == "tombstone":
            await self._desk.hear_deletion(event["channel"], message["ts"], event_ts=event["event_ts"])
        else:
            await self.keep(message, channel=event["channel"])
            if (event.get("previous_message") or {}).get("text") != message.get("text"):  # else Slack added a preview
                await self.correct(message, channel=event["channel"])

    async def correct(self, message: Event, *, channel: str) -> None:
        """Follow an edit of what somebody asked of us: what was not carried out is now, what is on record is put right.

        An edit is a happening of its own, `edit:<channel>:<ts>:<time of the edit>`, so that it counts once, whether we
        hear of it as an edit, as a mention, or when reading again, and in whichever process.
        """
        edited_ts = (message.get("edited") or {}).get("ts", "")
        request = await self.request_in(message, channel=channel)
        if not edited_ts or request is None:
            return
        known_as = await self._first_id(channel)
        edited = replace(request, cause=f"edit:{known_as}:{message['ts']}:{edited_ts}")
        if await self._desk.written_by(edited.cause) is not None:
            return
        recorded = await self._recorded(request.cause, known_as, message["ts"])
        if recorded is None:
            await self._answer(edited, may_be_report=is_direct(channel))
        else:
            await self._answer(_put_right(edited, recorded))

    async def _recorded(self, cause: str, channel: str, ts: str) -> Recorded | None:
        """What the message has written, in its latest wording that wrote anything, unless that was taken back."""
        found = await self._desk.written_by_edits(channel, ts) or await self._desk.written_by(cause)
        if found is None:
            return None
        number, written = found
        standing = {entry.seq for entry in (await self._desk.read(number)).entries}
        latest = tuple(entry for entry in written if entry.cause == written[-1].cause and entry.seq in standing)
        return Recorded(number, latest) if latest else None

    async def _deleted(self, event: Event) -> None:
        """A message is gone. Whoever wrote it is asked once whether what it put on record still counts.

        Where Slack shows the message no more, the record knows who wrote it; they may be looking elsewhere by now.
        """
        channel, ts = event["channel"], event["deleted_ts"]
        is_news = await self._desk.hear_deletion(channel, ts, event_ts=event["event_ts"])
        known_as = await self._first_id(channel)
        recorded = await self._recorded(mentions.cause_of(known_as, ts), known_as, ts) if is_news else None
        asked = await self._still_counts(recorded) if recorded is not None else None
        if recorded is None or asked is None:
            return
        before, author = event.get("previous_message") or {}, recorded.entries[0].by
        request = await self.request_in(before, channel=channel) if before else None
        self._after(self._tell(request or Request(user=author, channel=author, cause=f"gone:{channel}:{ts}"), asked))

    async def _still_counts(self, recorded: Recorded) -> Reply | None:
        """The question whether these records still count; None where there are none."""
        records = [entry for entry in recorded.entries if type(entry.fact) in RECORDS]
        if not records:
            return None
        incident = await self._desk.read(recorded.number)
        standing = [corrections.in_words(incident, entry) for entry in records]
        seqs = tuple(entry.seq for entry in records)
        return Reply(
            lines=[Wording("message_deleted", {"incident": incident.name, "standing": standing})],
            choices=[
                Choice(label="Strike it", means=Strike(seqs), incident=incident.number),
                Choice(label="Keep it", means=KeepOnRecord(), incident=incident.number),
            ],
        )

    def is_ours(self, message: Event) -> bool:
        return bool(message.get("user")) and message["user"] == self._users.us

    async def recognise(self, message: Event, *, channel: str) -> None:
        """One of our own messages stands there. A second copy, made because an answer was lost, is taken away."""
        key = key_of(message)
        effect = await self._desk.effect(key) if key else None
        if effect is not None and effect.ts and (effect.channel, effect.ts) != (channel, message["ts"]):
            self._after(self._take_away(effect, channel=channel, ts=message["ts"]))

    async def _take_away(self, effect: Parcel, *, channel: str, ts: str) -> None:
        """Delete a second copy, unless the first one is gone: then somebody deleted that, and this one replaces it."""
        if not await self._stands(effect.channel, effect.ts):
            return
        log.warning("%s of INC-%s stands twice; its second copy goes", effect.name, effect.number)
        await self._wire.call("chat.delete", channel=channel, ts=ts)

    async def _stands(self, channel: str, ts: str) -> bool:
        """Whether a message of ours is still there; a root that was deleted under its replies is ours no longer."""
        return any(self.is_ours(message) for message in await self._shown(channel, ts))

    async def is_shown(self, channel: str, ts: str) -> bool:
        """Whether Slack still shows a message, be it in a thread."""
        return any(message.get("subtype") != "tombstone" for message in await self._shown(channel, ts))

    async def _shown(self, channel: str, ts: str) -> list[Event]:
        """The message, as Slack shows it now; nothing for one that is gone."""
        try:
            answer = await self._wire.call(
                "conversations.replies", channel=channel, ts=ts, latest=ts, inclusive=True, limit=1
            )
        except SlackRefused as refusal:
            if refusal.error in NO_THREAD:
                return []
            raise
        return [message for message in answer["messages"] if message["ts"] == ts]

    async def keep(self, message: Event, *, channel: str) -> Said | None:
        """Keep a message of an incident's channel, from the stream or from history; what was said there, if it is news.

        Of a direct message is kept that it was heard, and none of its words; of any other channel nothing.
        """
        row = await self._desk.in_channel(channel)
        if not is_somebodys(message) or (row is None and not is_direct(channel)):
            return None
        said, text = await self.said_in(message, channel=channel), words(message)
        if row is None:
            said, text = replace(said, text=""), ""
        is_bot = said.is_bot
        files = len(message.get("files") or ())
        number = None if row is None else row.number
        is_news = await self._desk.hear(said, number=number, substance=substance(text, files=files))
        if number is not None and says_confirmed(said.text) and not is_bot:
            await self._ask_why(number, said)
        asked = "" if number is None or is_bot or not is_news else mentions.person_asked(text)
        if number is not None and asked not in {"", self._users.us}:
            await self._ask_whether_task(number, said, asked)
        return said if is_news and number is not None else None

    async def said_in(self, message: Event, *, channel: str) -> Said:
        """What somebody said, as the transcript keeps it."""
        by, is_bot = await self._author(message)
        return Said(
            channel=channel,
            ts=message["ts"],
            thread_ts=message.get("thread_ts", ""),
            author=by,
            text=await self.read(message, channel=channel),
            edited_ts=(message.get("edited") or {}).get("ts", ""),
            is_bot=is_bot,
        )

    async def _ask_why(self, number: int, said: Said) -> None:
        """Whoever wrote a line that is labelled as confirmed is asked whether it is why; not of one heard late."""
        message = MessageRef(said.channel, said.ts, said.thread_ts)
        rule = partial(questions.why, author=said.author, message=message, said_at=instant_of(said.ts))
        with suppress(Refused):
            await self._desk.act(number, rule, by=BOT, cause=f"why:{said.channel}:{said.ts}")

    async def _ask_whether_task(self, number: int, said: Said, person: str) -> None:
        """Whoever asked somebody for something, in passing, may have them held to it; not of a line heard late."""
        message = MessageRef(said.channel, said.ts, said.thread_ts)
        rule = partial(questions.task, author=said.author, person=person, message=message, said_at=instant_of(said.ts))
        with suppress(Refused):
            await self._desk.act(number, rule, by=BOT, cause=f"task:{said.channel}:{said.ts}")

    async def hear_marked(self, message: Event, *, channel: str) -> None:
        """A message that somebody points at for the timeline; we may never have heard it."""
        await self.keep(message, channel=channel)
        await self._marking.meet_author(channel, message["ts"])

    async def read(self, message: Event, *, channel: str) -> str:
        """The words of a message, plain."""
        said = words(message)
        return plain(said, await self._names.of(said, channel=channel))

    async def decoded(self, text: str, *, channel: str) -> str:
        """Slack's text as that of a request which is typed in this channel."""
        return decode_keeping_people(text, await self._names.of(text, channel=channel))

    async def _author(self, message: Event) -> tuple[str, bool]:
        """Who wrote it, and whether that is no person: their id, or the name under which an app posts."""
        by = author(message)
        if by.id == self._users.us:
            return BOT, True
        if not by.by_app and by.name:
            self._directory.hear_name(by.id, by.name)
        known = await self._directory.get(by.id) if by.by_app and by.id else None
        return whose(by, known)

    async def _is_person(self, user: str) -> bool:
        """Whether a message with an app's mark is a person's all the same; who is unknown is none."""
        person = await self._directory.get(user) if user else None
        return person is not None and not person.is_bot

    async def _mention(self, event: Event) -> None:
        """A command in words: `@Sitrep report …`, where a slash command cannot be typed."""
        if event.get("edited"):  # Slack tells of an edited mention once more, with the old `ts`
            await self.correct(event, channel=event["channel"])
            return
        request = await self.request_in(event, channel=event["channel"])
        if request is not None:
            await self._answer(request)

    async def request_in(self, message: Event, *, channel: str) -> Request | None:
        """What a person asks of us in a message; None when it is a bot's or not addressed to us."""
        us = self._users.us
        request = mentions.request_in(message, channel=channel, us=us)
        if request is None or (message.get("bot_id") and not await self._is_person(request.user)):
            return None
        names = await self._names.of(str(message.get("text", "")), channel=channel)
        asked = mentions.request_in(message, channel=channel, us=us, names=names)
        if asked is None:
            return None
        cause = mentions.cause_of(await self._first_id(channel), message["ts"])
        return replace(asked, text=self._without_command(asked.text), cause=cause)

    async def _first_id(self, channel: str) -> str:
        """The id by which what is said there is known, for a channel may have had another one when it was heard."""
        row = None if is_direct(channel) else await self._desk.in_channel(channel)
        return channel if row is None else (await self._desk.read(row.number)).first_channel

    def _without_command(self, text: str) -> str:
        """The words behind the slash command, which people also type behind our name."""
        found = self._command_itself.match(text)
        return text[found.end() :] if found else text

    def has_answered(self, cause: str) -> bool:
        return cause in self._answered

    def first_time(self, cause: str) -> bool:
        """Whether we have not answered this before: the desk writes once anyway, this keeps from answering twice."""
        if cause in self._answered:
            return False
        self._answered[cause] = None
        if len(self._answered) > ANSWERS_REMEMBERED:
            self._answered.popitem(last=False)
        return True

    async def _direct(self, event: Event) -> None:
        """A reply to a reminder is the report, or the word to a customer; anything else said here is a command."""
        request = await self.request_in(event, channel=event["channel"])
        if request is not None:
            await self._answer(request, may_be_report=True)

    async def _answer(self, request: Request, *, may_be_report: bool = False) -> None:
        """Answer once. While the database is away that is said, once too, and Slack's next delivery is answered."""
        if self.has_answered(request.cause):
            return
        try:
            meant = await self._as_report(request) if may_be_report else request
            reply = await self._dispatcher.answer(meant)
        except Unavailable:
            if self.first_time(f"away:{request.cause}"):
                self._after(self._tell(request, in_words("refused/kept_later")))
            raise
        if self.first_time(request.cause):
            self._after(self._tell(request, reply))

    async def _as_report(self, request: Request) -> Request:
        """The request as the answer to a reminder, if it is one."""
        reminded = await self.reminded(request)
        if reminded is None:
            return await self._of_follow_up(request)
        number, meaning = reminded
        return replace(request.about(number), meaning=meaning)

    async def _of_follow_up(self, request: Request) -> Request:
        """The request as what became of the follow-up that the DM asks of, if it says so: its end, or another day."""
        found: list[tuple[int, Reminder]] = []
        for row in await self._with_duties():
            incident = await self._desk.read(row.number)
            found += [(row.number, r) for r in incident.reminders if _asks_of_follow_up(r, request)]
        if not found:
            return request
        number, newest = max(found, key=lambda one: one[1].decided_at)
        said = f"by {request.text}" if g.read_when(request.text.strip()) else request.text
        command = f"follow-up {newest.pending[0]} {said}"
        with suppress(g.Misread):
            intent = self._dispatcher.read(command)
            if isinstance(intent, g.FollowUp) and intent.number is not None and len(newest.pending) == 1:
                return replace(request.about(number), text=command)
        return request

    async def reminded(
        self, request: Request, *, since: datetime | None = None
    ) -> tuple[int, AnswerReminder | AnswerContact] | None:
        """Incident and meaning of what this answers: the thread's reminder, else the newest open one in the DM.

        Where a report and a word to a customer of one incident are waited for, it may be either. Heard late, it may
        answer any that stood there when it was said and was open at `since`.
        """
        found: list[tuple[int, Reminder]] = []
        for row in await self._desk.open_incidents():
            incident = await self._desk.read(row.number)
            found += [(row.number, r) for r in incident.reminders if is_answered_by(r, request, since=since)]
        if not found:
            return None
        number, _ = max(found, key=lambda one: one[1].decided_at)
        asked = [reminder for of, reminder in found if of == number]
        return number, _meant(await self._desk.read(number), asked, request.text)

    async def _joined(self, event: Event) -> None:
        self._membership.moved(event["channel"])
        if event.get("inviter") == self._users.us:
            return  # our own invitation: its answer says so
        await self._moved(event, members.joined, "join")

    async def _left(self, event: Event) -> None:
        self._membership.moved(event["channel"])
        await self._moved(event, members.left, "leave")

    async def _moved(self, event: Event, rule: Callable[..., Any], what: str) -> None:
        """Who is in the incident's channel decides who may see and change it."""
        row = await self._desk.in_channel(event["channel"])
        if row is None:
            return
        if event["user"] == self._users.us:
            self._liveness.opened(row.number)  # what was said while we were out is read now
            cause = f"in:{event['channel']}:{event['event_ts']}"
            with suppress(Refused):
                await self._desk.act(row.number, gaps.returned, by=BOT, cause=cause)
            return
        cause = f"{what}:{event['channel']}:{event['user']}:{event['event_ts']}"
        with suppress(Refused):
            await self._desk.act(row.number, partial(rule, person=event["user"]), by=event["user"], cause=cause)
        if self._has_moved_before(event):  # Slack may deliver that somebody came after that they went
            self._after(self._membership.look_again(row))

    def _has_moved_before(self, event: Event) -> bool:
        who = (event["channel"], event["user"])
        is_known = who in self._movers
        self._movers[who] = None
        if len(self._movers) > MOVES_REMEMBERED:
            self._movers.popitem(last=False)
        return is_known

    async def _made_private(self, event: Event) -> None:
        row = await self._desk.in_channel(event["channel"])
        if row is not None:
            cause = f"private:{event['channel']}:{event['ts']}"
            await self._desk.act(row.number, members.made_private, by=BOT, cause=cause)

    async def _put_out(self, event: Event) -> None:
        """We are in the channel no longer, and say so elsewhere.

        Slack sends an app no `member_left_channel` about itself (bolt-js#1847). Archiving puts apps out in silence, and
        whoever opens the channel again has to let them in again (elastic/connectors#1972).
        """
        row = await self._desk.in_channel(event["channel"])
        if row is not None:
            await self._desk.act(row.number, gaps.put_out, by=BOT, cause=f"out:{event['channel']}:{event['event_ts']}")

    async def _moved_on(self, event: Event) -> None:
        row = await self._desk.in_channel(event["old_channel_id"])
        if row is not None:
            await self._moved_channels.follow(row.number, channel=event["new_channel_id"])

    async def _user_change(self, event: Event) -> None:
        await self.meet([person_of(event["user"], team=self._users.team)])

    async def meet(self, persons: Sequence[Person]) -> None:
        """Take over what is said of these people; whoever turns out to be gone is freed of what they held."""
        await self._directory.meet(persons)
        gone = {person.id: why for person in persons if (why := _why_gone(person))}
        for row in await self._with_duties() if gone else ():
            incident = await self._desk.read(row.number)
            for person in sorted(members.insiders(incident) & gone.keys()):
                rule = partial(members.gone, person=person, why=gone[person])
                cause = f"gone:{row.number}:{person}:{incident.last_seq}"
                with suppress(Refused):
                    await self._desk.act(row.number, rule, by=BOT, cause=cause)

    async def _with_duties(self) -> list[Row]:
        """The incidents in which anybody can owe anything: the open ones, and those with a follow-up outstanding."""
        ended = [await self._desk.row(number) for number in await self._desk.past.owing()]
        return [*await self._desk.open_incidents(), *(row for row in ended if row is not None and not row.is_open)]


def _meant(incident: Incident, asked: Sequence[Reminder], text: str) -> AnswerReminder | AnswerContact:
    """What words mean that answer these reminders of the incident: of each kind, the newest."""
    newest = {reminder.rung == "contact": reminder for reminder in sorted(asked, key=lambda one: one.decided_at)}
    report, contact = newest.get(False), newest.get(True)
    roles = (report.pending or report.roles) if report else ()
    if contact is None:
        return AnswerReminder(roles)
    waiting = [one for one in incident.customers if one.id in (contact.pending or contact.customers)]
    named = customers.begin(text, waiting)  # whoever names one of several has said which
    return AnswerContact(tuple(one.id for one in (named if len(named) == 1 else waiting)), () if named else roles)


def _asks_of_follow_up(reminder: Reminder, request: Request) -> bool:
    """Whether it stands in this DM and waits for an answer; in a thread, the one that it begins with."""
    is_here = reminder.channel == request.channel and request.thread in {"", reminder.ts}
    return reminder.rung == "follow-up" and reminder.is_open and bool(reminder.ts) and is_here


def _put_right(request: Request, recorded: Recorded) -> Request:
    """The request as a correction of what stands on record; the answer to a reminder stays one.

    What happened once keeps its hour, and a promise in it counts from then.
    """
    request = replace(request.about(recorded.number), corrects=recorded)
    once = [entry.at for entry in recorded.entries if isinstance(entry.fact, corrections.HAPPENED_ONCE)]
    if once:
        request = replace(request, at=once[0])
    if not is_direct(request.channel):
        return request
    facts = [entry.fact for entry in recorded.entries]
    roles = tuple(fact.role for fact in facts if isinstance(fact, Reported | NothingNew))
    told = tuple(fact.id for fact in facts if isinstance(fact, CustomerTold))
    if len(roles) == len(facts):
        return replace(request, meaning=AnswerReminder(roles))
    return replace(request, meaning=AnswerContact(told)) if len(told) == len(facts) else request


def _why_gone(person: Person) -> GoneWhy | None:
    """Why they can have no duty, for whom that is so."""
    if person.deleted:
        return "deactivated"
    return "nobody" if person.is_bot or person.is_ours is False else None
