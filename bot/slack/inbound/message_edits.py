"""What becomes of a request when the message that it came in is edited or deleted.

Law: an edit puts right what its message put on record; a deletion strikes nothing, and its author is asked once.
"""

import hashlib
from dataclasses import replace

from bot.incident import corrections
from bot.incident.facts import CustomerTold, NothingNew, Reported
from bot.incident.state import Case
from bot.incident.vocabulary import RECORDS
from bot.requests.actions import AnswerContact, AnswerReminder, KeepOnRecord, Strike
from bot.requests.reply import Choice, Reply, refusal
from bot.requests.request import Recorded, Request
from bot.requests.wording import Wording
from bot.slack.ground import SlackGround
from bot.slack.inbound import mentions
from bot.slack.inbound.marks import Event, RunAfter
from bot.slack.inbound.mentions import is_direct
from bot.slack.inbound.message_requests import MessageRequests, Tell


class MessageEdits:
    """Follows edits and deletions. `tell` answers a person, `after` runs a task behind the acknowledgement."""

    def __init__(self, ground: SlackGround, *, requests: MessageRequests, tell: Tell, after: RunAfter) -> None:
        self._desk = ground.desk
        self._clock = ground.clock
        self._requests = requests
        self._tell = tell
        self._after = after

    async def correct(self, message: Event, *, channel: str, is_news: bool = True) -> None:
        """Follow an edit of what somebody asked of us: what was not carried out is now, what is on record is put right.

        An edit is a happening of its own, `edit:<channel>:<ts>:<time of the edit>:<digest>`, so that it counts once,
        whether we hear of it as an edit, as a mention, or when reading again, and in whichever process. An older
        version knew it without its digest. What is no news was answered when it was heard, and is told again only where
        it is carried out now.
        """
        edited_ts = (message.get("edited") or {}).get("ts", "")
        if not edited_ts:
            return
        request = await self._requests.request_in(message, channel=channel)
        known_as = await self._requests.first_id(channel)
        once = f"edit:{known_as}:{message['ts']}:{edited_ts}"
        cause = f"{once}:{_digest(str(message.get('text', '')))}"
        if await self._desk.written_by(cause) or await self._desk.written_by(once):
            return
        recorded = await self._recorded(mentions.cause_of(known_as, message["ts"]), known_as, message["ts"])
        if request is None:
            if is_news:
                await self._no_longer_asked(message, recorded, channel=channel, cause=cause)
        elif recorded is None:
            request = replace(request, cause=cause)
            await self._requests.answer(request, may_be_answer=is_direct(channel), is_news=is_news)
        else:
            await self._requests.answer(_put_right(replace(request, cause=cause), recorded), is_news=is_news)

    async def _no_longer_asked(self, message: Event, recorded: Recorded | None, *, channel: str, cause: str) -> None:
        """Our name is gone from the message: what it asked was carried out, and whoever wrote it is told so."""
        person = str(message.get("user", ""))
        if recorded is None or recorded.entries[0].by != person or not self._requests.first_time(cause):
            return
        case = Case(await self._desk.read(recorded.number), self._clock.now(), person)
        request = Request(user=person, channel=channel, cause=cause, thread=mentions.thread_of(message))
        self._after(self._tell(request, refusal(corrections.not_followed(case, recorded.entries), "")))

    async def _recorded(self, cause: str, channel: str, ts: str) -> Recorded | None:
        """What the message has written, in its latest wording that wrote anything, unless that was taken back."""
        found = await self._desk.written_by_edits(channel, ts) or await self._desk.written_by(cause)
        if found is None:
            return None
        number, written = found
        standing = {entry.seq for entry in (await self._desk.read(number)).entries}
        latest = tuple(entry for entry in written if entry.cause == written[-1].cause and entry.seq in standing)
        return Recorded(number, latest) if latest else None

    async def deleted(self, event: Event) -> None:
        """A message is gone. Whoever wrote it is asked once whether what it put on record still counts.

        Where Slack shows the message no more, the record knows who wrote it; they may be looking elsewhere by now.
        """
        channel, ts = event["channel"], event["deleted_ts"]
        is_news = await self._desk.hear_deletion(channel, ts, event_ts=event["event_ts"])
        known_as = await self._requests.first_id(channel)
        recorded = await self._recorded(mentions.cause_of(known_as, ts), known_as, ts) if is_news else None
        asked = await self._still_counts(recorded) if recorded is not None else None
        if recorded is None or asked is None:
            return
        before, author = event.get("previous_message") or {}, recorded.entries[0].by
        request = await self._requests.request_in(before, channel=channel) if before else None
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


def _digest(text: str) -> str:
    """Tells two edits within a second apart, which is as fine as Slack dates them; too short to tell any words by.

    It is of Slack's own text, which stays, and not of ours: a channel that is named in it may be renamed.
    """
    return hashlib.blake2s(text.encode(), digest_size=2).hexdigest()


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
