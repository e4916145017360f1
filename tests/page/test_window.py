"""What a window shows, and that what changed, put into what it had, is what is there."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.test_forms import field, form
from workspace.page.browser_view import BrowserView, WindowState
from workspace.page.changes import Changes
from workspace.server import LocalSlack
from workspace.state import views


class Tags(HTMLParser):
    """Which tags and attributes some HTML has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.attributes = set[str](), set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


class Window:
    """A window as the browser keeps it: messages by ts, brought up to date by what the server tells."""

    def __init__(self, slack: LocalSlack, who: str, where: str, thread: str = "") -> None:
        self._slack, self._user = slack, slack.world.directory.handles[who]
        self._changes = Changes(slack.world)
        self._where, self._thread = where, thread
        self.moves, self.shown = -1, dict[str, str]()
        self.look()

    def asked(self, **more: Any) -> Any:
        given = {"where": self._where, "thread": self._thread} | more
        return BrowserView(self._slack.world, self._changes, self._user).window(WindowState(**given))

    def look(self) -> dict[str, str]:
        told = self.asked(after=self.moves, oldest=min(self.shown, default=""))
        if told["full"]:
            self.shown = {}
        own = set(told.get("private", ()))
        gone = {ts for ts, html in self.shown.items() if "ephemeral" in html and ts not in own} | set(told["gone"])
        self.shown = {ts: html for ts, html in self.shown.items() if ts not in gone or told["full"]}
        self.shown |= {each["ts"]: each["html"] for each in told["messages"]}
        self.moves = told["moves"]
        return dict(sorted(self.shown.items()))

    def pages(self, which: str, edge: str, *, first: str) -> Iterator[list[str]]:
        """Page after page, as whoever scrolls asks for them."""
        at, more = first, True
        while more:
            view = BrowserView(self._slack.world, self._changes, self._user)
            told = getattr(view, which)(WindowState(where=self._where, **{edge: at}))
            found = [each["ts"] for each in told["messages"]]
            yield found
            at, more = found[0 if which == "older" else -1], told[which]

    def private(self) -> list[str]:
        return list(self._slack.world.directory.channels[self._where].ephemerals)

    def anew(self) -> dict[str, str]:
        return {each["ts"]: each["html"] for each in self.asked()["messages"]}


@pytest.fixture
def leo(slack: LocalSlack, room: str) -> Window:
    return Window(slack, "leo", room)


async def test_what_changed_put_into_what_was_there_is_what_is_there(
    slack: LocalSlack, web: AsyncWebClient, leo: Window, room: str
) -> None:
    people = slack.people
    first = await people.says("leo", "first", "inc-1")
    second = await people.says("ana", "second", "inc-1")
    acts: list[Any] = [
        lambda: people.reacts("ana", "eyes", first),
        lambda: people.edits("leo", first, "first, mended"),
        lambda: people.says("ana", "a reply", "inc-1", thread=first),
        lambda: people.says("leo", "to all", "inc-1", thread=first, broadcast=True),
        lambda: people.pins("leo", second),
        lambda: web.chat_postEphemeral(channel=room, user=slack.world.directory.handles["leo"].id, text="for you"),
        lambda: web.chat_postMessage(channel=room, text="from the app"),
        lambda: people.unpins("leo", second),
        lambda: people.unreacts("ana", "eyes", first),
        lambda: people.deletes("ana", second),
        lambda: people.deletes("leo", first),
        lambda: people.changes("ana", name="Ana Souza"),
        lambda: people.sets_topic("leo", "inc-1", "the topic"),
    ]
    for act in acts:
        await act()

        assert leo.anew() == leo.look()


async def test_nothing_is_sent_twice(slack: LocalSlack, leo: Window) -> None:
    await slack.people.says("leo", "hello", "inc-1")
    leo.look()

    assert [] == leo.asked(after=leo.moves, oldest=min(leo.shown))["messages"]


async def test_a_broadcast_reply_stands_in_the_channel_and_a_plain_one_does_not(slack: LocalSlack, leo: Window) -> None:
    root = await slack.people.says("leo", "the root", "inc-1")
    plain = await slack.people.says("ana", "plain", "inc-1", thread=root)
    loud = await slack.people.says("ana", "loud", "inc-1", thread=root, broadcast=True)
    seen = leo.look()

    assert (root in seen, plain in seen, loud in seen) == (True, False, True)
    assert "replied to a thread" in seen[loud]
    assert "2 replies" in seen[root]


async def test_a_thread_shows_its_root_and_every_reply(slack: LocalSlack, room: str) -> None:
    root = await slack.people.says("leo", "the root", "inc-1")
    reply = await slack.people.says("ana", "plain", "inc-1", thread=root)
    thread = Window(slack, "leo", room, root).asked()["thread"]

    assert [root, reply] == thread["all"] == [each["ts"] for each in thread["messages"]]


async def test_messages_stand_in_the_order_of_their_ts(slack: LocalSlack, web: AsyncWebClient, leo: Window) -> None:
    for number in range(120):
        await slack.people.says("leo", f"line {number}", "inc-1")
    newest = [each["ts"] for each in leo.asked()["messages"]]

    assert (len(newest), newest) == (50, sorted(newest))


async def test_who_scrolls_up_gets_the_rest(slack: LocalSlack, leo: Window, room: str) -> None:
    for number in range(70):
        await slack.people.says("leo", f"line {number}", "inc-1")
    newest = leo.asked()
    view = BrowserView(slack.world, Changes(slack.world), slack.world.directory.handles["leo"])
    rest = view.older(WindowState(where=room, before=newest["messages"][0]["ts"]))
    together = [each["ts"] for each in [*rest["messages"], *newest["messages"]]]

    assert list(slack.world.directory.channels[room].timeline) == together
    assert (newest["older"], rest["older"]) == (True, False)


async def test_an_ephemeral_message_is_for_one_pair_of_eyes(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    leo = slack.world.directory.handles["leo"].id
    await web.chat_postEphemeral(channel=room, user=leo, text="for you")
    seen = {who: "for you" in str(Window(slack, who, room).shown) for who in ("leo", "ana")}

    assert {"leo": True, "ana": False} == seen


async def test_what_is_unread_is_counted_until_it_is_read(slack: LocalSlack, leo: Window, room: str) -> None:
    await slack.people.reads("leo", "inc-1")
    await slack.people.says("ana", "look @leo", "inc-1")
    await slack.people.says("ana", "and again", "inc-1")
    before = leo.asked()
    await slack.people.reads("leo", "inc-1")

    assert (2, 0) == (before["unread"], leo.asked()["unread"])
    assert '<span class="badge">1<' in before["sidebar"]


async def test_what_somebody_wrote_is_text_wherever_it_stands(slack: LocalSlack, leo: Window) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    root = await slack.people.says("ana", hostile, "inc-1")
    await slack.people.says("ana", hostile, "inc-1", thread=root, broadcast=True)
    await slack.people.says("ana", "", "inc-1", files=[hostile])
    await slack.people.sets_topic("ana", "inc-1", hostile)
    await slack.people.pins("ana", root)
    await slack.people.changes("ana", name=hostile)
    await slack.apps.posts(
        hostile, "inc-1", hostile, attachments=[{"title": hostile, "text": hostile, "color": hostile}]
    )
    told = leo.asked()
    html = "".join([told["sidebar"], told["head"], *(each["html"] for each in told["messages"])])

    page = Tags()
    page.feed(html)

    assert "img" not in page.tags
    assert [] == [name for name in page.attributes if name.startswith("on")]
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


async def test_a_form_shows_what_is_wrong_beside_its_line(slack: LocalSlack, web: AsyncWebClient, leo: Window) -> None:
    leo_id = slack.world.directory.handles["leo"].id
    opened = await web.views_open(trigger_id=views.trigger(slack.world, leo_id), view=form(field("actions", "Actions")))
    slack.world.directory.views[opened["view"]["id"]].errors = {"actions": "Say <what> you do."}
    html = leo.asked()["form"]["html"]

    assert '<p class="error" id="k-form-' in html
    assert "Say &lt;what&gt; you do." in html


async def test_a_long_channel_read_page_by_page_is_all_of_it_once(
    slack: LocalSlack, web: AsyncWebClient, leo: Window, room: str
) -> None:
    for number in range(130):
        await slack.people.says("leo", f"{number}", "inc-1")
    root = await slack.people.says("ana", "root", "inc-1")
    await slack.people.says("ana", "a quiet reply", "inc-1", thread=root)
    await slack.people.says("ana", "a loud one", "inc-1", thread=root, broadcast=True)
    await web.chat_postEphemeral(channel=room, user=slack.world.directory.handles["leo"].id, text="for you")
    for number in range(130):
        await slack.people.says("leo", f"{number}", "inc-1")
    upwards = list(leo.pages("older", "before", first="9999999999"))
    downwards = list(leo.pages("newer", "behind", first="0"))
    standing = [ts for page in reversed(upwards) for ts in page]

    assert standing == [ts for page in downwards for ts in page]
    assert standing == sorted(set(standing))
    assert {*slack.world.directory.channels[room].timeline, *leo.private()} == set(standing)


async def test_what_is_for_one_alone_and_older_than_the_window_is_not_put_into_it(
    slack: LocalSlack, web: AsyncWebClient, leo: Window, room: str
) -> None:
    await web.chat_postEphemeral(channel=room, user=slack.world.directory.handles["leo"].id, text="for you")
    newer = await slack.people.says("leo", "first in the window", "inc-1")
    told = leo.asked(after=0, oldest=newer)

    assert [newer] == [each["ts"] for each in told["messages"]]
    assert 1 == len(told["private"])
