"""Sitrep's own part of an issue that people write in as well.

Law: what stands outside it is never changed, byte by byte; where it cannot be found, nothing is. The title is Sitrep's
for as long as it is the one that Sitrep gave.
"""

import hashlib
import re

from bot.outward.tracker.protocol import Ticket

DIGEST_CHARS = 16  # no secret: it tells two titles apart


def begins(key: str) -> str:
    """Where it begins: a comment of HTML, which a tracker keeps and does not show."""
    return f"<!-- sitrep {key} -->"


def of(ticket: Ticket) -> str:
    """The part, from where it begins to where it ends; there stands which title Sitrep gave the issue."""
    ends = f"<!-- sitrep {ticket.key} ends, title {_digest(ticket.title)} -->"
    return f"{begins(ticket.key)}\n{ticket.body.strip()}\n\n{ends}"


def changes(ticket: Ticket, *, title: str, body: str) -> dict[str, str]:
    """What of this issue reads otherwise than the ticket does, as it should read."""
    begin = re.escape(begins(ticket.key))  # the last one before the end: of a copy, what stands behind it is people's
    end = rf"<!-- sitrep {re.escape(ticket.key)} ends, title (\w+) -->"
    found = re.search(rf"{begin}(?:(?!{begin}).)*?{end}", body, re.DOTALL)
    if found is None:
        return {}
    part, changed = of(ticket), {}
    if found[0].replace("\r\n", "\n") != part:  # which an editor of the web writes
        changed["body"] = body[: found.start()] + part + body[found.end() :]
    if _digest(title) == found[1] != _digest(ticket.title):
        changed["title"] = ticket.title
    return changed


def _digest(title: str) -> str:
    """Of a title, however its blanks are kept."""
    return hashlib.sha256(" ".join(title.split()).encode()).hexdigest()[:DIGEST_CHARS]
