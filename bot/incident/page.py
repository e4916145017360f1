"""The reference page of all facts, written from the table: it cannot promise what no reader of the table does."""

from collections.abc import Iterable

from bot.incident.effects import TO_CARD, TO_CHANNEL, TO_MAIL, TO_PERSON, TO_PLACE
from bot.incident.vocabulary import ROWS, Row

_OPENING = """\
# Facts

Everything that a logbook can hold, and what each fact is to those who read it. This page is written by
`python -m bot.incident > docs/facts.md` from the table that they all ask, `bot/incident/vocabulary.py`; what depends on
the case, such as who is invited, is a rule beside its reader. [The logbook](logbook.md) says what a fact is.

* **Whose**: a person's doing, repeated to them by an acknowledgement; or the bot's, also for what it heard from Slack.
* **Record**: said about the incident, so `undo` can strike it; *only undone*: that, although it says nothing about it.
* **Changes**: what Slack shows of the incident and is edited after it.
* **Told in**: the thread of the card, the channel, or to one person whom a rule chooses.
* **Timeline**: it has a line, or is *folded*: counted in the last line, and told when all is wanted; *quoted as*: a
  page may quote its first words as this; *on the card* it is read, if nowhere else.
* **Put right by**: a later one with the same value in this field, as the line of the first one says; *both told* where
  the later one follows the first instead of correcting it.
* **Words**: the fields that hold people's sentences; in brackets those that hold what else they typed.
"""
_PLACES = {
    "": "",
    TO_CARD: "thread",
    TO_CHANNEL: "channel",
    TO_PERSON: "one person",
    TO_PLACE: "a place that it names",
    TO_MAIL: "an e-mail",
}


def facts_page() -> str:
    """The whole page as Markdown."""
    heads = ("Fact", "Whose", "Record", "Changes", "Told in", "Timeline", "Put right by", "Words")
    return "\n".join([_OPENING, _line(heads), _line("---" for _ in heads), *(line_of(row) for row in ROWS), ""])


def line_of(row: Row) -> str:
    """The line of the table that says all that a row does."""
    place = _PLACES[row.posted_to]
    return _line(
        (
            f"`{row.kind.__name__}`",
            _joined(row.by, f"answered as `{row.answered_as}`" if row.answered_as else ""),
            _joined("yes" if row.is_record else "", "only undone" if row.is_undone else ""),
            _joined(*row.surfaces),
            _joined(place, "channel" if row.in_channel_too else "", "with its time" if row.tells_time else ""),
            _joined(
                "folded" if row.folded_as else "a line" if row.has_line else "",
                f"quoted as {row.statement}" if row.statement else "",
                "on the card" if row.read_on_card else "",
            ),
            _joined(f"`{row.subject}`" if row.subject else "", "both told" if row.keeps_lines else ""),
            _joined(*(f"`{name}`" for name in row.words), *(f"(`{name}`)" for name in row.names)),
        )
    )


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
