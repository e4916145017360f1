"""What people do with words: type commands, say, edit, delete, react, pin, share files."""

from collections.abc import Sequence
from datetime import timedelta

from workspace.people import visibility
from workspace.people.actor import Actor
from workspace.state import posts
from workspace.state.records import Channel, File, Json, Message, User
from workspace.state.refusals import Cannot, Refusal
from workspace.state.serializers import file_json
from workspace.state.world import Preview
from workspace.wire import answers
from workspace.wire.socket import Answer

_UPLOAD_BYTES = 2_048  # as large as any file is of which a person says the name alone


class Talking(Actor):
    """Acts on messages. `where` is a channel's name or id, "dm" for the app, "@handle" for a person; `ts` a message."""

    async def types(self, who: str, text: str, channel: str = "general", *, picks: bool = True) -> str:
        """What the person reads in answer to a command; plain words are said and answer nothing."""
        user = self._person(who)
        if not text.startswith("/"):
            await self.says(who, text, channel, picks=picks)
            return ""
        self._must_be_of_here(user)
        place = visibility.joined(self._world, user, channel)
        name, _, typed = text.partition(" ")
        command = self._world.app.command(name)
        if command is None:
            raise Cannot(f"{name} is not a valid command.")
        typed = typed.strip()
        sent = self._composed_command(user, typed, picks=picks) if command.should_escape else typed
        answer, url = await self._interactions.command(user, place, name, sent)
        if answer.error:
            return self._whisper(user, place, f'{name} failed with the error "{answer.error}"')
        return self._answered(user, place, answer, url)

    async def says(  # noqa: PLR0913 -- these are the choices that Slack's message box offers
        self,
        who: str,
        text: str,
        channel: str = "general",
        *,
        thread: str | None = None,
        files: Sequence[str] = (),
        picks: bool = True,
        broadcast: bool = False,
    ) -> str:
        """The ts of the new message; `thread` is any ts of the thread it belongs to.

        `files` are names, or what `gives` answered for a file with its bytes.
        """
        user = self._person(who)
        place = visibility.joined(self._world, user, channel)
        if text.startswith("/"):
            raise Cannot("Slash commands do not work in threads." if thread else "This is a command: it is typed.")
        if place.kind == "im" and self._world.bot.id in place.members and self._world.app.messages_tab_read_only:
            raise Cannot("Nobody can write to this app: its messages tab is read-only.")
        root_ts = _root_ts(user, place, thread)
        more: Json = {"client_msg_id": self._world.ids.uuid("client_msg")}
        if files:
            more |= {"files": [self._file(user, place, name) for name in files], "subtype": "file_share"}
            more |= {"upload": False, "display_as_bot": False}
        composed = self._composed(user, text, picks=picks)
        more["blocks"] = posts.typed_blocks(self._world, composed)
        draft = posts.Draft(composed, more, root_ts, broadcast=broadcast and root_ts is not None)
        return self._posted(user, place, draft)

    async def uploads(self, who: str, name: str, channel: str = "general", *, thread: str | None = None) -> str:
        """The ts of the message that carries the file."""
        return await self.says(who, "", channel, thread=thread, files=[name])

    async def forwards(self, who: str, ts: str, to: str, text: str = "", channel: str | None = None) -> str:
        """The ts of the message that carries the forwarded one; `text` is what the person says to it, often nothing."""
        user = self._person(who)
        source, message = visibility.message_of(self._world, user, ts, channel)
        more = {"attachments": [posts.forwarded(self._world, source, message)]}
        draft = posts.Draft(self._composed(user, text, picks=True), more)
        return self._posted(user, visibility.joined(self._world, user, to), draft)

    async def edits(self, who: str, ts: str, text: str, channel: str | None = None, *, picks: bool = True) -> str:
        user, place, message = self._at(who, ts, channel)
        if message.author != user.id:
            raise Cannot(f"{user.handle} did not write this message.")
        composed = self._composed(user, text, picks=picks)
        changes = {"text": composed, "blocks": posts.typed_blocks(self._world, composed)}
        posts.change(self._world, place, message, changes, edited_by=user)
        return ""

    async def deletes(self, who: str, ts: str, channel: str | None = None) -> str:
        user, place, message = self._at(who, ts, channel)
        if message.author != user.id and not user.admin:
            raise Cannot(f"{user.handle} did not write this message.")
        posts.remove(self._world, place, message)
        return ""

    async def reads(self, who: str, channel: str, *, thread: str | None = None) -> str:
        """Has read a conversation to its end, or one thread in it; no app hears of it."""
        user = self._person(who)
        place = visibility.channel_of(self._world, user, channel)
        self._must_be_in(user, place)
        if thread is not None:
            if thread not in place.messages:
                raise Cannot(f"{user.handle} sees no thread {thread!r}.")
            self._read_thread(user, place, thread)
        elif place.timeline and place.read_ts.get(user.id, "") < place.timeline[-1]:
            place.read_ts[user.id] = place.timeline[-1]
            self._world.move()
        return ""

    async def reacts(self, who: str, name: str, ts: str, channel: str | None = None) -> str:
        user, place, message = self._at(who, ts, channel)
        emoji = name.strip(":")
        if user.id in message.reactions.get(emoji, ()):
            raise Cannot(f"{user.handle} has already reacted with :{emoji}:.")
        posts.react(self._world, place, message, user, emoji)
        return ""

    async def unreacts(self, who: str, name: str, ts: str, channel: str | None = None) -> str:
        user, place, message = self._at(who, ts, channel)
        emoji = name.strip(":")
        if user.id not in message.reactions.get(emoji, ()):
            raise Cannot(f"{user.handle} has not reacted with :{emoji}:.")
        posts.unreact(self._world, place, message, user, emoji)
        return ""

    async def pins(self, who: str, ts: str, channel: str | None = None) -> str:
        user, place, message = self._at(who, ts, channel)
        if ts in place.pins:
            raise Cannot("This message is pinned already.")
        posts.pin(self._world, place, message, user)
        return ""

    async def unpins(self, who: str, ts: str, channel: str | None = None) -> str:
        user, place, message = self._at(who, ts, channel)
        if ts not in place.pins:
            raise Cannot("This message is not pinned.")
        posts.unpin(self._world, place, message, user)
        return ""

    def _read_thread(self, user: User, place: Channel, root_ts: str) -> None:
        replies, read = place.messages[root_ts].replies, place.thread_read_ts.setdefault(root_ts, {})
        if replies and read.get(user.id, "") < replies[-1]:
            read[user.id] = replies[-1]
            self._world.move()

    def _posted(self, user: User, place: Channel, draft: posts.Draft) -> str:
        """The message's ts; what links in it lead to is shown a moment later."""
        message = posts.post(self._world, place, user, draft)
        if draft.root_ts:
            self._read_thread(user, place, draft.root_ts)
        after_s = self._world.knobs.preview_after_s
        if after_s is not None and posts.has_link(message):
            due_at = self._world.clock.now() + timedelta(seconds=after_s)
            self._world.previews.append(Preview(place.id, message.ts, due_at))
            self._world.move()
        return message.ts

    def _at(self, who: str, ts: str, channel: str | None) -> tuple[User, Channel, Message]:
        """The person, and a message they can do something with."""
        user = self._person(who)
        place, message = visibility.message_of(self._world, user, ts, channel)
        self._must_be_in(user, place)
        if place.archived:
            raise Cannot(f"#{place.name} is archived.")
        return user, place, message

    def _file(self, user: User, place: Channel, named: str) -> Json:
        world = self._world
        given = world.directory.files.get(named)
        if given is None or given.user != user.id or given.completed:
            given = File(world.ids.slack_id("F"), named, named, user.id, world.now_s(), size=_UPLOAD_BYTES)
            world.directory.files[given.id] = given
        given.uploaded = given.completed = True
        given.shares = [place.id]
        return file_json(given, world.origin, world.directory.team)

    def _answered(self, user: User, place: Channel, answer: Answer, url: str) -> str:
        """What an acknowledgement with a body shows to the person who typed."""
        if not answer.payload:
            return ""
        try:
            message = answers.apply(self._world, answers.target(self._world, url), answer.payload)
        except Refusal as refusal:
            return self._whisper(user, place, f'The answer was refused with the error "{refusal.error}"')
        return self._reads(user, message.body) if message else ""


def _root_ts(user: User, place: Channel, thread: str | None) -> str | None:
    if thread is None:
        return None
    found = place.messages.get(thread)
    if found is None:
        raise Cannot(f"{user.handle} sees no message {thread!r} in #{place.name}.")
    return found.root_ts or found.ts
