"""What is new in the threads that a person follows, as in Slack: they began it, replied in it, or were named in it."""

from bisect import bisect_right
from collections.abc import Mapping

from workspace.state.records import Channel, Message
from workspace.state.text import mentioned


def unread(channel: Channel, person: str) -> Mapping[str, int]:
    """By root, how many replies of others a member has not seen; threads without any are not in it."""
    if person not in channel.members:
        return {}
    roots = (message for message in channel.messages.values() if message.replies)
    counted = {root.ts: _unread_in(channel, root, person) for root in roots}
    return {root: count for root, count in counted.items() if count}


def _unread_in(channel: Channel, root: Message, person: str) -> int:
    after = bisect_right(root.replies, channel.thread_read_ts.get(root.ts, {}).get(person, ""))
    fresh = [channel.messages[ts] for ts in root.replies[after:]]
    follows = root.author == person or person in root.reply_users or mentioned(person, root.text)
    if not follows and not any(mentioned(person, reply.text) for reply in fresh):
        return 0
    return sum(reply.author != person for reply in fresh)
