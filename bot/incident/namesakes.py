"""Customers of one name: whether two spellings are one name, and whom else a name may mean.

Law: case, spaces and hyphens make no other customer. A name that only begins as another does may be either, and is
asked about: neither are two customers made one in silence, nor one two.
"""

import re
from collections.abc import Iterable

from bot.incident.parts import Customer

_APART = re.compile(r"[\s\-‐‑–—_]+")


def words_of(name: str) -> list[str]:
    """The words of a name, as they are compared."""
    return [word for word in _APART.split(name.casefold()) if word.strip(".,;:")]


def is_same(one: str, other: str) -> bool:
    return words_of(one) == words_of(other)


def alike(name: str, customers: Iterable[Customer]) -> list[Customer]:
    """Those whose name begins with all of these words, or is all that these begin with, and is not the same."""
    return [customer for customer in customers if _begins(name, customer.name) or _begins(customer.name, name)]


def begun_by(name: str, customers: Iterable[Customer]) -> list[Customer]:
    """Those whose name begins with all of these words and goes on."""
    return [customer for customer in customers if _begins(name, customer.name)]


def _begins(short: str, long: str) -> bool:
    head, whole = words_of(short), words_of(long)
    return 0 < len(head) < len(whole) and whole[: len(head)] == head
