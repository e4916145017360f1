"""Which threads have something new for whom."""

import pytest

from workspace.page import threads
from workspace.server import LocalSlack

WHERE = "inc-1"


@pytest.fixture
async def root(slack: LocalSlack, room: str) -> str:
    await slack.people.joins("bo", WHERE)
    return await slack.people.says("leo", "the root", WHERE)


def unread(slack: LocalSlack, who: str) -> list[int]:
    directory = slack.world.directory
    return list(threads.unread(directory.names[WHERE], directory.handles[who].id).values())


async def test_whoever_began_a_thread_has_its_replies_to_read(slack: LocalSlack, root: str) -> None:
    await slack.people.says("ana", "one", WHERE, thread=root)
    await slack.people.says("ana", "two", WHERE, thread=root)

    assert ([2], [], []) == (unread(slack, "leo"), unread(slack, "ana"), unread(slack, "bo"))


async def test_whoever_replied_follows_from_there_on(slack: LocalSlack, root: str) -> None:
    await slack.people.says("ana", "before", WHERE, thread=root)
    await slack.people.says("bo", "my word", WHERE, thread=root)
    await slack.people.says("leo", "after", WHERE, thread=root)

    assert [1] == unread(slack, "bo")


async def test_whoever_is_named_hears_of_it(slack: LocalSlack, root: str) -> None:
    await slack.people.says("ana", "what does @bo say?", WHERE, thread=root)

    assert [1] == unread(slack, "bo")


async def test_what_was_read_is_not_new_and_what_comes_after_it_is(slack: LocalSlack, root: str) -> None:
    await slack.people.says("ana", "one", WHERE, thread=root)
    await slack.people.reads("leo", WHERE, thread=root)
    read = unread(slack, "leo")
    await slack.people.says("ana", "two", WHERE, thread=root)

    assert ([], [1]) == (read, unread(slack, "leo"))


async def test_a_reply_that_is_deleted_is_not_new(slack: LocalSlack, root: str) -> None:
    reply = await slack.people.says("ana", "one", WHERE, thread=root)
    await slack.people.deletes("ana", reply, WHERE)

    assert [] == unread(slack, "leo")


async def test_whoever_left_the_channel_has_nothing_to_read_there(slack: LocalSlack, root: str) -> None:
    await slack.people.says("ana", "one", WHERE, thread=root)
    await slack.people.leaves("leo", WHERE)

    assert [] == unread(slack, "leo")
