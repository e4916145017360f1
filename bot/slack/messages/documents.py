"""Documents as Slack shows them: card, timeline, brief and summary, rendered for one reader from their values."""

from bisect import bisect_left
from dataclasses import replace

from bot.render.out.markdown import without_references
from bot.render.words import Reader, Words
from bot.requests.documents import CardPage, Document, Page, TimelinePage
from bot.slack.messages import blocks as b
from bot.slack.messages import card
from bot.slack.messages import message as m
from bot.slack.messages.message import SlackMessage
from bot.story.brief import Brief
from bot.story.catchup import Catchup
from bot.story.glance import Glance
from bot.story.read_aloud import Walkthrough
from bot.story.sheet import Sheet, shorter
from bot.story.summary import Summary

LINES_MAX = 220  # of a timeline; none has fewer than 50 characters with its hour, its author and its link
ROWS_MAX = m.MARKDOWN_CHARS_MAX // 16  # of a summary's timeline; a row is no shorter than "| 11:00 | L | x |"


def drawn(page: Page[Document], *, words: Words, reader: Reader, key: str = "") -> SlackMessage:
    """The page; where a newer version wrote what is not on it, it says so. `key` finds a card again in history."""
    shown = _drawn(page, words, reader, key)
    return m.below(shown, words.slack("unread", reader=reader, incident=page.unread_in)) if page.unread_in else shown


def _drawn(page: Page[Document], words: Words, reader: Reader, key: str) -> SlackMessage:
    match page.document:
        case CardPage(incident=incident, due=due, stale=stale):
            return card.card(incident, due=due, stale=stale, words=words, reader=reader, key=key)
        case TimelinePage() as timeline:
            return m.document(_newest(timeline, words, reader))
        case Brief() as brief:
            return m.document(words.brief(brief, form="slack", reader=reader))
        case Sheet() as sheet:
            return m.document(_whole_answers(sheet, words, reader))
        case Catchup() as catchup:
            return m.document(words.catchup(catchup, form="slack", reader=reader))
        case Walkthrough() as walkthrough:
            return m.markdown_document(words.document(walkthrough, reader=reader))
        case Summary() as summary:  # the whole of it, as far as a message holds it
            held = replace(summary, lines=summary.lines[:ROWS_MAX])
            return m.markdown_document(without_references(words.document(held, reader=reader)))
        case Glance() as glance:
            return m.markdown_document(words.document(glance, reader=reader))


def _whole_answers(sheet: Sheet, words: Words, reader: Reader) -> str:
    """As many of the answers as a message holds, so that what is to be left unsaid is never cut off."""

    def told(count: int) -> str:
        return words.sheet(shorter(sheet, count), form="slack", reader=reader)

    counts = range(len(sheet.answers), -1, -1)
    return next((text for text in map(told, counts) if m.fits(text)), told(0))


def _newest(page: TimelinePage, words: Words, reader: Reader) -> str:
    """As many of the newest lines as a message holds, and from when to when the others are."""

    def told(count: int) -> str:
        begin = len(page.lines) - count
        values = {"incident": page.incident, "lines": page.lines[begin:], "folded": page.folded}
        return words.slack("timeline", reader=reader, earlier=page.lines[:begin], **values)

    counts = range(1, min(len(page.lines), LINES_MAX) + 1)
    return told(max(bisect_left(counts, 1, key=lambda count: not m.fits(told(count))), 1) if counts else 0)


def catchup_told(page: Page[Catchup], *, channel: str, words: Words, reader: Reader, key: str) -> SlackMessage:
    """What somebody who joined the channel is told once and unasked."""
    return m.outgoing(words.catchup(page.document, form="slack", reader=reader, joined=channel), key=key)


def summary_told(page: Page[Summary], *, words: Words, reader: Reader, key: str, canvas_url: str = "") -> SlackMessage:
    """What tells the channel that the summary is there: three sentences and what it holds."""
    text = words.slack("summary", reader=reader, summary=page.document)
    number = int(page.document.incident.removeprefix("INC-"))
    raise_one = b.button("Follow-up…", b.action_id(b.FORM, "follow-up"), {"incident": number, "text": "follow-up"})
    make = b.button("Playbook…", b.action_id(b.FORM, "write playbook"), {"incident": number, "text": "write playbook"})
    foot = words.slack("summary/more", reader=reader, canvas_url=canvas_url)
    return m.outgoing(text, key=key, widgets=[b.actions([raise_one, make])], foot=foot)


def brief_shared(page: Page[Brief], lead_in: str, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """The brief for others to read, under a line that says who shares it and that it stays as it is."""
    shown = drawn(page, words=words, reader=reader)
    return m.keyed(m.above(shown, lead_in), key)
