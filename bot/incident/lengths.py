"""How long the words in a record may be: one limit for each kind of words, looked at before anything is written.

Law: what a table below allows, every page, index and comparison has to bear ten thousand times over.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from bot.incident.errors import Refused
from bot.incident.logbook import Saying, fact_of
from bot.incident.vocabulary import Row, row_of

WordsKind: TypeAlias = Literal["title", "name", "sentence"]

CHARS_MAX: Mapping[WordsKind, int] = {
    "title": 200,  # as `start` and `title` read it (bot/grammar/life.py)
    "name": 1000,  # as much as a line of a form takes (bot/slack/messages/forms.py), and an address of a call
    "sentence": 12_000,  # as much as Slack shows of a document (docs.slack.dev, markdown block); more is a file
}


def kept(sayings: Sequence[Saying]) -> Sequence[Saying]:
    """The sayings, none of whose words is too long to be kept. Refuses `words_too_long`."""
    for saying in sayings:
        fact = fact_of(saying)
        row = row_of(fact)
        for field in row.typed:
            chars, most = len(getattr(fact, field)), CHARS_MAX[kind_of(row, field)]
            if chars > most:
                raise Refused("words_too_long", chars=chars, most=most)
    return sayings


def kind_of(row: Row, field: str) -> WordsKind:
    """What kind of words a field of a fact holds."""
    if field == "title":
        return "title"
    return "name" if field in row.names else "sentence"
