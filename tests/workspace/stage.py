"""A workspace in which every method finds what it needs: channels of each kind, messages, files, forms, groups."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from workspace.server import LocalSlack
from workspace.state import conversations, posts, views
from workspace.state.records import Canvas, File, Message, User, UserGroup
from workspace.state.world import Scheduled

MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
HOME = {"type": "home", "blocks": []}
NEXT_HOUR_S = 3_600


class Stage:
    """Each property makes the thing that it names, and answers how a call names it."""

    def __init__(self, slack: LocalSlack) -> None:
        self.world = slack.world
        self.tokens = slack.world.tokens
        self._bot = slack.world.bot
        self.leo_user = slack.world.directory.handles["leo"]
        self.leo, self.ana, self.bo = (slack.world.directory.handles[who].id for who in ("leo", "ana", "bo"))
        self.email = self.leo_user.email
        self.bot_id, self.team = slack.bot_id, slack.team_id
        self.room_made = self._room("inc-1", "channel")
        self.room = self.room_made.id

    def resolved(self, args: dict[str, Any]) -> dict[str, str]:
        """Arguments as a form carries them; "$name" stands for what this stage calls so."""
        known = {
            name: getattr(self, value[1:]) if isinstance(value, str) and value.startswith("$") else value
            for name, value in args.items()
        }
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in known.items()}

    def _room(self, name: str, kind: Any, *, members: tuple[User, ...] = ()) -> Any:
        people = self.world.directory.users
        return conversations.make(
            self.world, name=name, kind=kind, creator=self._bot, members=members or (people[self.leo], people[self.ana])
        )

    @property
    def private(self) -> str:
        return self._room("secret", "group").id

    @property
    def im(self) -> str:
        return conversations.direct(self.world, [self._bot, self.leo_user]).id

    @property
    def mpim(self) -> str:
        users = self.world.directory.users
        return conversations.direct(self.world, [self._bot, users[self.leo], users[self.ana]]).id

    @property
    def archived(self) -> str:
        room = self._room("old", "channel")
        conversations.archive(self.world, room, self._bot)
        return room.id

    def _said(self, text: str = "hello", **more: Any) -> Message:
        return posts.post(self.world, self.room_made, self._bot, posts.Draft(text, **more))

    @property
    def message(self) -> str:
        return self._said().ts

    @property
    def linking(self) -> str:
        return self._said("https://example.com/a").ts

    @property
    def pinned(self) -> str:
        message = self._said()
        posts.pin(self.world, self.room_made, message, self._bot)
        return message.ts

    @property
    def reacted(self) -> str:
        message = self._said()
        posts.react(self.world, self.room_made, message, self._bot, "eyes")
        return message.ts

    @property
    def stream(self) -> str:
        return self._said(more={"streaming_state": "in_progress"}).ts

    @property
    def post_at(self) -> str:
        return str(self.world.now_s() + NEXT_HOUR_S)

    @property
    def scheduled(self) -> str:
        return self.schedules(1)

    def schedules(self, number: int) -> str:
        """So many messages wait for the next hour."""
        for _ in range(number):
            scheduled_id = self.world.ids.slack_id("Q")
            post_at = int(self.post_at)
            known = Scheduled(scheduled_id, self.room, post_at, self.world.now_s(), {"text": "later"})
            self.world.scheduled[scheduled_id] = known
        return scheduled_id

    @property
    def bookmark(self) -> str:
        self.room_made.bookmarks["Bk1"] = {"id": "Bk1", "title": "Board", "link": "https://example.com"}
        return "Bk1"

    @property
    def trigger(self) -> str:
        return views.trigger(self.world, self.leo)

    def trigger_aged(self, *, s: int) -> str:
        """A trigger that was handed out so many seconds ago."""
        trigger_id = self.trigger
        self.world.triggers[trigger_id].issued_at -= timedelta(seconds=s)
        return trigger_id

    @property
    def trigger_in_form(self) -> str:
        return self.trigger_above(1)

    def trigger_above(self, forms: int) -> str:
        """A trigger of somebody who has so many forms open, one on the other."""
        views.open_modal(self.world, self.trigger, MODAL)
        for _ in range(forms - 1):
            views.push_for(self.world, self.leo, MODAL)
        return self.trigger

    @property
    def view(self) -> str:
        return views.open_modal(self.world, self.trigger, MODAL).id

    @property
    def group(self) -> str:
        self.world.directory.groups["S0ONCALL1"] = UserGroup("S0ONCALL1", "oncall", "On call", [self.leo], 0)
        return "S0ONCALL1"

    def _file(self, *, completed: bool) -> str:
        file = File("F0NOTES01", "a.txt", "a", self._bot.id, 0, 1, b"x", uploaded=True, completed=completed)
        self.world.directory.files[file.id] = file
        return file.id

    @property
    def file(self) -> str:
        return self._file(completed=True)

    @property
    def uploads(self) -> list[dict[str, str]]:
        return [{"id": self._file(completed=False)}]

    @property
    def canvas(self) -> str:
        notes = Canvas("F0CANVAS1", "Notes", "", self._bot.id, sections={"s": "text"})
        self.world.directory.canvases[notes.id] = notes
        return "F0CANVAS1"

    def crowd(self, number: int) -> str:
        """So many people who are in no channel yet, comma-joined."""
        ids = [f"U0CROWD{n:03}" for n in range(number)]
        for user_id in ids:
            self.world.directory.add_user(User(user_id, user_id.lower(), user_id))
        return ",".join(ids)

    def pins(self, number: int) -> dict[str, Any]:
        """So many messages are pinned already."""
        self.room_made.pins |= {f"{n}": {"created": 0, "created_by": self.leo} for n in range(number)}
        return {}

    def bookmarks(self, number: int) -> dict[str, Any]:
        self.room_made.bookmarks |= {f"Bk{n}": {"id": f"Bk{n}"} for n in range(number)}
        return {}

    def emoji(self, number: int, *, own: bool) -> dict[str, Any]:
        """A message under which so many different emoji stand, by the app or by somebody else."""
        message = self._said()
        author = self._bot if own else self.leo_user
        for n in range(number):
            posts.react(self.world, self.room_made, message, author, f"emoji{n}")
        return {"timestamp": message.ts}

    def rooms(self, number: int) -> str:
        """So many channels that the app is in, comma-joined."""
        return ",".join(self._room(f"room-{n}", "channel").id for n in range(number))


Build = Callable[[Stage, int], dict[str, Any]]
