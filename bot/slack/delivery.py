"""Performs effects: what is wanted in Slack, done once.

Slack has no idempotency key, so every message of ours carries its parcel's id as the `block_id` of its first block.
A parcel that was tried before is first looked for in history, from a minute before its first attempt.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

from bot.incident import (
    announcing,
    checklists,
    due,
    effect_rules,
    follow_ups,
    looking_back,
    members,
    questions,
    reminders,
    reviews,
    roles,
    vocabulary,
)
from bot.incident import effects as e
from bot.incident import facts as f
from bot.incident.deliveries import Delivered, Impossible, Later, NotForUs
from bot.incident.effects import Surface
from bot.incident.logbook import BOT
from bot.incident.parts import Question, Reminder
from bot.incident.state import Case, Incident
from bot.incident.undelivered import BRIEF_SHARED
from bot.render.plain import instants
from bot.render.words import Words
from bot.requests.channel_names import CHANNEL_NAME_MAX_CHARS, channel_name
from bot.requests.documents import Documents
from bot.slack import moved_channels
from bot.slack.canvases import Canvases
from bot.slack.ground import SlackGround
from bot.slack.messages import card, matters, prompts
from bot.slack.messages import follow_ups as asked_afterwards
from bot.slack.messages import message as m
from bot.slack.messages import questions as asked
from bot.slack.messages.buttons import under_post
from bot.slack.messages.checklists import checklist
from bot.slack.messages.documents import brief_shared, catchup_told, drawn, summary_told
from bot.slack.messages.message import SlackMessage
from bot.slack.moved_channels import MovedChannels
from bot.slack.transport.rate_limits import MessageRate, OpeningRate
from bot.slack.transport.web_api import PAGE, SlackRefused, judged, next_cursor, ts_of
from bot.slack.transport.web_api_errors import NO_LONGER_OURS, NO_THREAD
from bot.store.outbox import Parcel

LOOK_BACK = timedelta(minutes=1)  # Slack's clock and ours
LOOK_AT_PAGES = 10
PAGES_AT_ONCE = 4  # of briefs that are shared; the database and its readers are there for others too
GROUP_WAITS_MAX = timedelta(minutes=1)  # for Slack to say who is in it; then those are asked whom it named
ASK_AGAIN_AFTER = timedelta(seconds=10)  # whether somebody can be heard by now

GONE_DEAF = vocabulary.name_of(f.GoneDeaf)
NOT_THEIRS = "it is no longer theirs to hear"

MayHear: TypeAlias = Callable[[Incident, str], Awaitable[bool]]
Show: TypeAlias = Callable[[Parcel, Incident, Surface], Awaitable[Delivered]]


class Delivery:
    """The courier's performer for everything that goes to Slack."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        ground: SlackGround,
        *,
        words: Words,
        documents: Documents,
        may_remind: Callable[[], bool],
        moved_channels: MovedChannels,
        may_hear: MayHear,
        canvases: Canvases,
        announce_channel: str = "",
    ) -> None:
        self.wire = ground.wire
        self._desk = ground.desk
        self._words = words
        self._directory = ground.directory
        self._users = ground.users
        self._documents = documents
        self._clock = ground.clock
        self._announce_channel = announce_channel
        self._rate = MessageRate(ground.clock)
        self._opening = OpeningRate(ground.clock)
        self._pages = asyncio.Semaphore(PAGES_AT_ONCE)
        self._liveness = ground.liveness
        self._may_remind = may_remind  # whether the answer would be heard, and was not given already
        self._moved_channels = moved_channels
        self._may_hear = may_hear
        self._canvases = canvases
        self._direct: dict[str, str] = {}  # person -> DM channel
        self._shows: Mapping[str, Show] = {
            e.CHANNEL: self._make_channel,
            e.INVITE: self._invite,
            e.CARD: self._show_card,
            e.PIN: self._pin_card,
            e.TOPIC: self._set_topic,
            e.OFFER: self._show_offer,
            e.GROUP: self._ask_group,
            e.ASKED: self._show_personal_offer,
            e.REMINDER: self._show_reminder,
            e.QUESTION: self._show_question,
            e.ANNOUNCEMENT: self._announce,
            e.CHECKLIST: self._show_checklist,
            e.SUMMARY: self._show_summary,
            e.CANVAS: self._show_canvas,
            e.REMOVED: self._show_without_words,
            e.ARCHIVE: self._archive,
            e.CATCHUP: self._catch_up,
            e.SUGGESTION: self._show_suggestion,
        }

    async def __call__(self, parcel: Parcel, incident: Incident) -> Delivered:
        """Perform the parcel; Later, Impossible and NotForUs say why not."""
        try:
            if parcel.kind == "post" and self._words.knows(parcel.name):
                return await self._post(parcel, incident)
            surface = Surface(parcel.name)
            if parcel.kind == "surface" and surface.kind in self._shows:
                return await self._shows[surface.kind](parcel, incident, surface)
        except SlackRefused as refusal:
            if refusal.error == moved_channels.UNKNOWN and await self._has_moved(incident):
                raise Later(timedelta(), "the channel has another id now") from refusal
            raise judged(refusal) from refusal
        raise NotForUs

    async def _has_moved(self, incident: Incident) -> bool:
        """Whether what Slack does not know any more goes on under another id."""
        try:
            return await self._moved_channels.look_for(incident.number, incident.channel, self.wire.call)
        except SlackRefused:
            return False

    async def direct_channel(self, person: str) -> str:
        """The DM channel between the bot and a person."""
        if person not in self._direct:
            answer = await self.wire.call("conversations.open", users=person)
            self._direct[person] = answer["channel"]["id"]
        return self._direct[person]

    async def _post(self, parcel: Parcel, incident: Incident) -> Delivered:
        outgoing = await self._worded(parcel.name, parcel.values, incident, key=parcel.id)
        if parcel.to.startswith(f"{e.TO_PLACE}:"):
            channel, thread = parcel.to.partition(":")[2], ""
        elif parcel.to.startswith(f"{e.TO_PERSON}:"):
            person = parcel.to.partition(":")[2]
            if parcel.name == GONE_DEAF and self._may_remind():
                return Delivered(dropped="it hears again")
            is_shared = parcel.name == BRIEF_SHARED  # with whom is its sharer's to decide
            if not is_shared and not await self._may_hear(incident, person):
                return Delivered(dropped=NOT_THEIRS)
            if is_shared and person not in self._direct:
                self._opening.take()
            channel, thread = await self.direct_channel(person), ""
        else:
            channel = incident.channel
            thread = incident.card_ts if parcel.to == e.TO_CARD else ""
        if await self._became_private(parcel, incident, channel=channel):
            raise Impossible("made private")
        return await self._say_in(parcel, outgoing, channel=channel, thread=thread)

    async def _became_private(self, parcel: Parcel, incident: Incident, *, channel: str) -> bool:
        """Whether it is a brief that nobody shared who knew that it is private, and that does not stand there yet."""
        if parcel.name != BRIEF_SHARED or not incident.private or parcel.values["private"]:
            return False
        return not (parcel.may_have_arrived and await self._find(parcel, channel, ""))

    async def _worded(self, name: str, values: Mapping[str, e.Json], incident: Incident, *, key: str) -> SlackMessage:
        """The post in words; a brief that is shared is the page as it was known when that was decided."""
        reader = self._directory.reader()
        if name != BRIEF_SHARED:
            widgets = under_post(name, values, incident)
            return m.post(self._words, name, values, reader=reader, key=key, widgets=widgets)
        as_of = datetime.fromisoformat(str(values["as_of"]))
        lead_in = self._words.slack(name, reader=reader, **instants(values))
        async with self._pages:  # it may go to many at once, and people are answered meanwhile
            page = await self._documents.brief(incident.number, as_of)
            return await asyncio.to_thread(brief_shared, page, lead_in, words=self._words, reader=reader, key=key)

    async def _say_in(self, parcel: Parcel, outgoing: SlackMessage, *, channel: str, thread: str) -> Delivered:
        """Post the message in the thread; in the channel, if the card was deleted and its thread with it."""
        try:
            return await self._say_once(parcel, outgoing, channel=channel, thread=thread)
        except SlackRefused as refusal:
            if not thread or refusal.error not in NO_THREAD:
                raise
            return await self._say_once(parcel, outgoing, channel=channel)

    async def _say_once(self, parcel: Parcel, outgoing: SlackMessage, *, channel: str, thread: str = "") -> Delivered:
        """Post the message unless an earlier attempt already did."""
        if parcel.may_have_arrived and (ts := await self._find(parcel, channel, thread)):
            return Delivered(channel=channel, ts=ts, thread_ts=thread)
        self._rate.take(channel)
        arguments: dict[str, Any] = {"channel": channel, "text": outgoing.text, "blocks": outgoing.blocks}
        if thread:
            arguments |= {"thread_ts": thread, "reply_broadcast": parcel.also_in_channel}
        said_at = self._clock.now()
        answer = await self.wire.call("chat.postMessage", **arguments, unfurl_links=False, unfurl_media=False)
        if channel != self._announce_channel:  # in which we may be no member, and then hear nothing
            self._liveness.spoken(said_at)
        return Delivered(channel=answer["channel"], ts=answer["ts"], thread_ts=thread)

    async def _find(self, parcel: Parcel, channel: str, thread: str) -> str:
        """The ts of our message with this parcel's key, or nothing."""
        since_at = (parcel.first_tried_at or self._clock.now()) - LOOK_BACK
        method, more = ("conversations.replies", {"ts": thread}) if thread else ("conversations.history", {})
        more |= {"channel": channel, "oldest": ts_of(since_at), "cursor": ""}
        for _ in range(LOOK_AT_PAGES):
            answer = await self.wire.call(method, **more, limit=PAGE)
            found = next((m["ts"] for m in answer["messages"] if key_of(m) == parcel.id), "")
            more["cursor"] = next_cursor(answer)
            if found or not more["cursor"]:
                return str(found)
        return ""  # a channel that talks this fast; a second copy is taken away once it is seen

    async def _show(self, parcel: Parcel, outgoing: SlackMessage, *, channel: str, ts: str) -> Delivered:
        """A message that is edited in place once it stands, and stands again when somebody deleted it."""
        stands = bool(ts) and await self._edit(outgoing, channel=channel, ts=ts)
        was_taken_away = bool(ts) and Surface(parcel.name).kind not in e.STANDING  # nobody wants it asked again
        if stands or was_taken_away:
            return Delivered(channel=channel, ts=ts)
        return await self._say_once(parcel, outgoing, channel=channel)

    async def _edit(self, outgoing: SlackMessage, *, channel: str, ts: str) -> bool:
        """A message of ours is edited where it stands; False for one that is gone."""
        try:
            await self.wire.call("chat.update", channel=channel, ts=ts, text=outgoing.text, blocks=outgoing.blocks)
        except SlackRefused as refusal:
            if refusal.error not in NO_LONGER_OURS:
                raise
            return False
        return True

    async def _make_channel(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        if incident.channel:
            return Delivered(channel=incident.channel, name=incident.channel_name)
        name = channel_name(incident, self._desk.policy)
        try:
            answer = await self.wire.call("conversations.create", name=name, is_private=incident.private)
        except SlackRefused as refusal:
            if refusal.error != "name_taken":
                raise
            return await self._adopt_or_rename(parcel, incident, name)
        return Delivered(channel=answer["channel"]["id"], name=answer["channel"]["name"])

    async def _adopt_or_rename(self, parcel: Parcel, incident: Incident, name: str) -> Delivered:
        """The name holds the incident's number: if we made such a channel since our first try, it is ours."""
        since_at = (parcel.first_tried_at or self._clock.now()) - LOOK_BACK
        kinds = "private_channel" if incident.private else "public_channel"
        cursor = ""
        while True:
            answer = await self.wire.call("users.conversations", types=kinds, limit=PAGE, cursor=cursor)
            for channel in answer["channels"]:
                if channel["name"] == name and await self._is_ours(channel, since_at):
                    return Delivered(channel=channel["id"], name=name)
            cursor = next_cursor(answer)
            if not cursor:
                break
        spare = f"{name[: CHANNEL_NAME_MAX_CHARS - 5]}-{parcel.id[-4:]}"
        made = await self.wire.call("conversations.create", name=spare, is_private=incident.private)
        return Delivered(channel=made["channel"]["id"], name=made["channel"]["name"])

    async def _is_ours(self, channel: Mapping[str, Any], since_at: datetime) -> bool:
        """Whether we made the channel since then, and no other incident lives in it."""
        made_by_us = channel.get("creator") == self._users.us
        lately = int(channel.get("created", 0)) >= int(since_at.timestamp())
        return made_by_us and lately and await self._desk.in_channel(channel["id"]) is None

    async def _invite(self, _: Parcel, incident: Incident, surface: Surface) -> Delivered:
        if not members.is_wanted_in(incident, surface.subject):
            return Delivered(dropped=NOT_THEIRS)
        await self.wire.call("conversations.invite", channel=incident.channel, users=surface.subject)
        return Delivered(channel=incident.channel)

    async def _show_card(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        page = await self._documents.card(incident.number)
        outgoing = drawn(page, words=self._words, reader=self._directory.reader(), key=parcel.id)
        return await self._show(parcel, outgoing, channel=incident.channel, ts=incident.card_ts)

    async def _pin_card(self, _: Parcel, incident: Incident, __: Surface) -> Delivered:
        await self.wire.call("pins.add", channel=incident.channel, timestamp=incident.card_ts)
        return Delivered(channel=incident.channel, ts=incident.card_ts)

    async def _set_topic(self, _: Parcel, incident: Incident, __: Surface) -> Delivered:
        await self._directory.get(incident.lead or "")  # a topic shows names, not mentions: ours must be known
        topic = card.topic(incident, words=self._words, reader=self._directory.reader())
        await self.wire.call("conversations.setTopic", channel=incident.channel, topic=topic)
        return Delivered(channel=incident.channel)

    async def _show_offer(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        offer = next(o for o in incident.offers if str(o.seq) == surface.subject)
        outgoing = prompts.offer(incident, offer, words=self._words, reader=self._directory.reader(), key=parcel.id)
        return await self._show(parcel, outgoing, channel=incident.channel, ts=offer.ts)

    async def _ask_group(self, _: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """Who is in it at this moment, and may hold the role. Waited for as long as somebody waits for an answer."""
        offer = next(o for o in incident.personal_offers if str(o.seq) == surface.subject)
        if offer.asked_at is not None or not offer.is_open:
            return Delivered(dropped="no longer offered")
        crew = await self._directory.crew(offer.ids)
        able = self._desk.policy.held_by.get(offer.role)
        keepers = await self._directory.crew(able) if able is not None else crew
        unread = {**crew.unread, **keepers.unread}
        if "not now" in unread.values() and self._clock.now() < offer.offered_at + GROUP_WAITS_MAX:
            raise Later(ASK_AGAIN_AFTER, "Slack does not say who is in the group")
        people = roles.could_take(incident, offer.role, [one for one in crew.people if one in keepers.people])
        asked = roles.whom_to_ask(incident, people)
        told = tuple(f"{group}: {why}" for group, why in unread.items())
        return Delivered(people=asked, more=len(people) - len(asked), unread=told)

    async def _show_personal_offer(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """Whoever is asked reads it once; it says what became of it in the same place."""
        seq, _, person = surface.subject.partition(":")
        offer = next(o for o in incident.personal_offers if str(o.seq) == seq)
        sent = offer.sent.get(person)
        if sent is None:
            self._require_hearing()
        is_told_of_it = sent is None or offer.asks(person)  # that it is over says less than what stands there
        if is_told_of_it and not await self._may_hear(incident, person):
            return Delivered(dropped=NOT_THEIRS)
        channel = sent.channel if sent else await self.direct_channel(person)
        if sent is None and not offer.asks(person):
            ts = await self._find(parcel, channel, "") if parcel.may_have_arrived else ""
            return Delivered(channel=channel, ts=ts) if ts else Delivered(dropped="no longer offered")
        outgoing = prompts.personal_offer(
            incident, offer, person, words=self._words, reader=self._directory.reader(person), key=parcel.id
        )
        return await self._show(parcel, outgoing, channel=channel, ts=sent.ts if sent else "")

    async def _show_reminder(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """Asked again just before it goes out: a reminder that is no longer true is dropped, not sent."""
        reminder = next(r for r in incident.reminders if str(r.seq) == surface.subject)
        if reminder.delivered_at is None:
            self._require_hearing()
        if reminder.person and not await self._may_hear(incident, reminder.person):
            return Delivered(dropped=NOT_THEIRS)
        if reminder.delivered_at is None and not due.still_true(await self._case(incident), reminder):
            return await self._drop(parcel, incident, reminder)
        if reminder.delivered_at is None and reminder.rung in reminders.WAITS_FOR_WORK:
            await self._wait_for_work(reminder)
        if reminder.rung == looking_back.RUNG and not await self._directory.is_full_member(reminder.person):
            return await self._drop(parcel, incident, reminder)  # a guest, or somebody who left
        channel = reminder.channel or await self._channel_of(incident, reminder)
        # Where a name stands and no mention, it must be known.
        await asyncio.gather(*(self._directory.get(person) for person in prompts.named_in(incident, reminder)))
        outgoing = await self._drawn(incident, reminder, key=parcel.id)
        if reminder.ts or reminder.person:
            return await self._show(parcel, outgoing, channel=channel, ts=reminder.ts)
        return await self._say_in(parcel, outgoing, channel=channel, thread=_thread_of(incident, reminder))

    async def _drawn(self, incident: Incident, reminder: Reminder, *, key: str) -> SlackMessage:
        """The message in words; a draft of the brief holds the page as it was known when that was decided."""
        reader = self._directory.reader(reminder.person)
        if reminder.rung == "brief":
            page = await self._documents.brief(incident.number, reminder.decided_at)
            return matters.brief_due(incident, reminder, page, words=self._words, reader=reader, key=key)
        draw = {**prompts.DRAWN, **matters.DRAWN, **asked_afterwards.DRAWN}.get(reminder.rung, prompts.reminder)
        return draw(incident, reminder, words=self._words, reader=reader, key=key)

    async def _wait_for_work(self, reminder: Reminder) -> None:
        """Raise Later outside the working hours of its person, whose zone Slack knows; a zone unknown is UTC."""
        await self._directory.get(reminder.person)
        now = self._clock.now()
        local = self._directory.reader(reminder.person).local(now)
        if reminder.rung in {*follow_ups.RUNGS, reviews.RUNG}:  # decided when its day begins anywhere on earth
            local = max(local, datetime.combine(follow_ups.day_of(reminder), time(0), tzinfo=local.tzinfo))
        if reminder.rung == looking_back.RUNG:
            ended = self._directory.reader(reminder.person).local(reminder.due_at)
            local = max(local, looking_back.morning(ended, self._desk.policy.working_hours))
        if (at := self._desk.policy.working_hours.next_time(local)) > now:
            raise Later(at - now, "it can wait until its reader is at work")

    async def _show_question(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """Asked again just before it goes out, as a reminder is."""
        question = next(q for q in incident.questions if str(q.seq) == surface.subject)
        if question.shown_at is None:
            self._require_hearing()
        if not await self._may_hear(incident, question.person):
            return Delivered(dropped=NOT_THEIRS)
        if question.shown_at is None and not questions.is_wanted(await self._case(incident), question):
            return await self._drop(parcel, incident, question)
        page = await self._documents.question(incident.number, question.seq)
        if question.shown_at is None and question.name in {"why", "task"} and not page.offered:
            return Delivered(dropped="its line is gone")
        outgoing = asked.question(
            page, words=self._words, reader=self._directory.reader(question.person), key=parcel.id
        )
        channel = question.channel or await self.direct_channel(question.person)
        return await self._show(parcel, outgoing, channel=channel, ts=question.ts)

    async def _channel_of(self, incident: Incident, asked: Reminder | Question) -> str:
        """Where the person is told something; nobody in particular, in the incident's channel or where it stands."""
        if asked.person:
            return await self.direct_channel(asked.person)
        return _announced_in(incident) if _is_for_all(asked) else incident.channel

    async def _drop(self, parcel: Parcel, incident: Incident, asked: Reminder | Question) -> Delivered:
        """Leave it unsaid, unless an earlier attempt said it: then it stands there and will be edited."""
        if parcel.may_have_arrived:
            channel = await self._channel_of(incident, asked)
            thread = _thread_of(incident, asked) if isinstance(asked, Reminder) else ""
            if ts := await self._find(parcel, channel, thread):
                return Delivered(channel=channel, ts=ts)
        return Delivered(dropped=asked.answer or "no longer due")

    async def _show_summary(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        page = await self._documents.summary(incident.number)
        reader = self._directory.reader()
        canvas_url = self._address_of_canvas(incident)
        outgoing = summary_told(page, words=self._words, reader=reader, key=parcel.id, canvas_url=canvas_url)
        return await self._show(parcel, outgoing, channel=incident.channel, ts=incident.summary_ts)

    async def _show_checklist(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """One message for all steps, edited as they are ticked; one that was taken back before it stood is not sent."""
        one = next(known for known in checklists.checklists(incident) if str(known.seq) == surface.subject)
        place = incident.shown.get(one.seq)
        ts = place.ts if place else await self._find(parcel, incident.channel, "") if parcel.may_have_arrived else ""
        if not ts and one.is_taken_back:
            return Delivered(dropped="taken back")
        for person in (one.by, *(step.by for step in one.lines)):
            await self._directory.get(person)  # where a name stands and no mention, it must be known
        reader = self._directory.reader()
        outgoing = checklist(incident, one, words=self._words, reader=reader, key=parcel.id)
        return await self._show(parcel, outgoing, channel=incident.channel, ts=ts)

    def _address_of_canvas(self, incident: Incident) -> str:
        """Where it is read, as `files.info` would give it; nothing where there is none, or the workspace is unknown."""
        stands = incident.canvas and not incident.canvas_lost
        team_url, team = self._directory.team_url, self._users.team
        return f"{team_url}/docs/{team}/{incident.canvas}" if stands and team_url and team else ""

    async def _show_canvas(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        return await self._canvases.show(parcel, incident)

    async def _archive(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        """Put the channel away once everything has been said in it; not if it was opened again meanwhile."""
        if not incident.archived or incident.is_open:
            return Delivered(dropped="reopened")
        if await self._desk.has_waiting(incident.number, besides=parcel.id):
            raise Later(ASK_AGAIN_AFTER, "something is still to be said in the channel")
        await self.wire.call("conversations.archive", channel=incident.channel)
        return Delivered(channel=incident.channel)

    async def _catch_up(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """Told once, to a person who is still there; an app that was added reads nothing."""
        if parcel.ts:
            return await self._catch_up_without_words(parcel, incident, surface.subject)
        page = await self._documents.catchup_for(incident.number, surface.subject)
        person = await self._directory.get(surface.subject) if page is not None else None
        if page is None or (person is not None and person.is_bot):
            return Delivered(dropped="nothing to tell")
        if not await self._may_hear(incident, surface.subject):
            return Delivered(dropped=NOT_THEIRS)
        reader = self._directory.reader(surface.subject)
        outgoing = catchup_told(page, channel=incident.channel, words=self._words, reader=reader, key=parcel.id)
        return await self._say_once(parcel, outgoing, channel=await self.direct_channel(surface.subject))

    async def _catch_up_without_words(self, parcel: Parcel, incident: Incident, person: str) -> Delivered:
        """What the person was told, told no newer, as words that were removed must not stand there either."""
        told_at = next(entry.recorded_at for entry, fact in incident.of(f.CaughtUp) if fact.person == person)
        page = await self._documents.catchup_as_told(incident.number, told_at)
        reader = self._directory.reader(person)
        outgoing = catchup_told(page, channel=incident.channel, words=self._words, reader=reader, key=parcel.id)
        return await self._put_in_place(outgoing, channel=parcel.channel, ts=parcel.ts)

    async def _show_suggestion(self, _: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """Our emoji stands under the message or not; where Slack will not have it, nobody misses it."""
        suggestion = next(s for s in incident.suggestions if str(s.seq) == surface.subject)
        method = "reactions.add" if suggestion.ended is None else "reactions.remove"
        with suppress(SlackRefused):  # the message may be gone, or the scope missing, which the health page shows
            await self.wire.call(method, channel=incident.channel, timestamp=suggestion.ts, name=suggestion.emoji)
        return Delivered()

    async def _show_without_words(self, parcel: Parcel, incident: Incident, surface: Surface) -> Delivered:
        """A message of ours says again what its entry says now; one that is gone holds no words."""
        entry = next(entry for entry in incident.logbook if str(entry.seq) == surface.subject)
        place = incident.shown[entry.seq]
        values = effect_rules.values_of(incident, entry)
        outgoing = await self._worded(vocabulary.name_of(type(entry.fact)), values, incident, key=parcel.id)
        return await self._put_in_place(outgoing, channel=place.channel, ts=place.ts)

    async def _put_in_place(self, outgoing: SlackMessage, *, channel: str, ts: str) -> Delivered:
        """A message of ours is edited where it stands; one that is gone stays gone."""
        await self._edit(outgoing, channel=channel, ts=ts)
        return Delivered(channel=channel, ts=ts)

    async def _announce(self, parcel: Parcel, incident: Incident, _: Surface) -> Delivered:
        policy = self._desk.policy
        by_itself = policy.announces(severity=incident.severity, drill=incident.drill)
        is_wanted = (by_itself or announcing.is_asked_for(incident)) and not incident.private
        if not self._announce_channel or (incident.announced is None and not is_wanted):
            return Delivered()  # what stands there is kept true, whatever it has become
        if incident.lead:
            await self._directory.get(incident.lead)
        outgoing = card.announcement(incident, words=self._words, reader=self._directory.reader(), key=parcel.id)
        known = incident.announced
        return await self._show(
            parcel, outgoing, channel=self._announce_channel, ts=known.ts if known is not None else ""
        )

    def _require_hearing(self) -> None:
        if not self._may_remind():
            raise Later(ASK_AGAIN_AFTER, "the answer may be there already, unread, or would not be heard")

    async def _case(self, incident: Incident) -> Case:
        activity = await self._desk.activity(incident.number)
        return Case(incident, self._clock.now(), BOT, activity)


def _thread_of(incident: Incident, reminder: Reminder) -> str:
    """The card's, for what the channel is told there instead of among all else."""
    is_here = not reminder.person and not _is_for_all(reminder)
    return incident.card_ts if is_here and reminders.is_aside(incident, reminder) else ""


def _is_for_all(asked: Reminder | Question) -> bool:
    """Whether whoever reads the announcements is told."""
    return isinstance(asked, Reminder) and not asked.person and asked.rung == "escalation"


def _announced_in(incident: Incident) -> str:
    return incident.announced.channel if incident.announced else incident.channel


def key_of(message: Mapping[str, Any]) -> str:
    """The key that our messages carry in their first block."""
    blocks = message.get("blocks") or [{}]
    return str(blocks[0].get("block_id", ""))
