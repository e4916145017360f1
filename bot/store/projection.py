"""How an incident is filed, as it follows from its logbook: its row in the catalogue, the place of its posts in line.

Law: whatever is filed can be thrown away and made anew from the logbook.
"""

import unicodedata
from functools import lru_cache

from bot.incident import due
from bot.incident.effects import CARD, CHANNEL, TO_CARD, TO_MAIL, TO_PERSON, TO_PLACE, Post
from bot.incident.facts import Opened
from bot.incident.logbook import BOT
from bot.incident.replay import replay
from bot.incident.state import Case
from bot.store import activity, logbook
from bot.store.catalogue import Row
from bot.store.outbox import Order
from bot.store.transactions import Reading

POST_PRIORITY = 3  # after the channel, the invitation and the card, before the topic


ALIKE_WORDS_MIN = 2  # a single word, such as the name of a service, has many incidents


def words_key(title: str) -> str:
    """The title as words to compare: case, spacing and punctuation do not make another incident."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    kept = "".join(char if char.isalnum() else " " for char in folded)
    return " ".join(kept.split()) or folded.strip()


def looks_alike(one: str, other: str) -> bool:
    """Whether two keys may be about the same: equal, or the words of one, two at least, are all among the other's.

    By words and not by letters: "checkout is down" looks like "checkout down", "search down" does not.
    """
    these, those = _words(one), _words(other)
    are_enough = min(len(these), len(those)) >= ALIKE_WORDS_MIN
    return one == other or (are_enough and (these <= those or those <= these))


@lru_cache(maxsize=1024)
def _words(key: str) -> frozenset[str]:
    """Kept, for of fifty who declare at once each key is compared with each."""
    return frozenset(key.split())


def row(case: Case, *, key: str, chain: str) -> Row:
    """The incident's row. `key` is of its first title; `chain` is the end of its logbook."""
    incident = case.incident
    ended_at = None if incident.is_open else incident.status_since
    return Row(
        number=incident.number,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        is_open=incident.is_open,
        private=incident.private,
        drill=incident.drill,
        declarer=incident.declarer,
        opened_at=incident.opened_at or case.now,
        resolved_at=ended_at,
        words_key=key,
        channel="" if incident.imported else incident.channel,  # it is read, and not listened to
        card_ts=incident.card_ts,
        nag_due_at=due.next_at(case),
        last_seq=incident.last_seq,
        last_chain=chain,
    )


async def following(tx: Reading, number: int) -> Row | None:
    """The row from the logbook alone; None for an empty logbook, or one that cannot be read here."""
    entries = await logbook.entries(tx, number)
    if not entries or logbook.unread(entries):
        return None
    signs = await activity.of(tx, number)
    # What is due follows from the record, not from the present; so any time will do, as long as it is the same.
    case = Case(replay(number, entries), entries[0].at, BOT, signs)
    title = next((entry.fact.title for entry in entries if isinstance(entry.fact, Opened)), "")
    _, chain = await logbook.end(tx, number)
    return row(case, key=words_key(title), chain=chain)


def in_line(post: Post, *, id: str, number: int) -> Order:  # noqa: A002 - its name in the outbox
    """A person's messages, and another channel's, stand in one line whatever they are about: here one per thread."""
    is_elsewhere = post.to.startswith((f"{TO_PERSON}:", f"{TO_PLACE}:", f"{TO_MAIL}:"))
    lane = post.to if is_elsewhere else f"{number}/{post.to}"
    waits_for = "" if is_elsewhere else CARD if post.to == TO_CARD else CHANNEL
    return Order(id=id, post=post, lane=lane, waits_for=waits_for, priority=POST_PRIORITY)
