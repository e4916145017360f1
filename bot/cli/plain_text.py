"""A reply as plain text for a terminal: its words without mark-up, and the choices that tell what to type instead."""

from bot.render import card
from bot.render.card import Clocks
from bot.render.out.markdown import without_references
from bot.render.words import Reader, Words
from bot.requests.actions import PickHypothesis, SayAgain
from bot.requests.documents import CardPage, Document, Page, TimelinePage
from bot.requests.reply import Reply
from bot.requests.wording import Wording
from bot.story.brief import Brief
from bot.story.catchup import Catchup
from bot.story.glance import Glance
from bot.story.read_aloud import Walkthrough
from bot.story.sheet import Sheet
from bot.story.summary import Summary

WIDTH_CHARS = 280  # of each text of people on the card, as where Slack shows it at its widest


def text_of(reply: Reply, *, words: Words, reader: Reader) -> str:
    """What to print. A choice that opens or does something is left out: here it is typed."""
    page = _page(reply.page, words, reader) if reply.page is not None else []
    said, remarks = (
        "\n".join(worded(line, words=words, reader=reader) for line in lines) for lines in (reply.lines, reply.remarks)
    )
    foot = worded(reply.foot, words=words, reader=reader) if reply.foot else ""
    told = [f"· {choice.label}" for choice in reply.choices if isinstance(choice.means, SayAgain | PickHypothesis)]
    return "\n\n".join(part for part in (*page, said, remarks, "\n".join(told), foot) if part)


def worded(wording: Wording, *, words: Words, reader: Reader) -> str:
    return words.text(wording.name, reader=reader, **wording.values)


def _page(page: Page[Document], words: Words, reader: Reader) -> list[str]:
    unread = [words.text("unread", reader=reader, incident=page.unread_in)] if page.unread_in else []
    return [*_document(page.document, words, reader), *unread]


def _document(document: Document, words: Words, reader: Reader) -> list[str]:
    match document:
        case CardPage(incident=incident, due=due, stale=stale):
            clocks = Clocks(due=due, stale=stale)
            names = card.role_names(incident)
            values = card.values(incident, clocks, names=names, width=WIDTH_CHARS)
            return [card.heading(incident), words.text("card", reader=reader, **values)]
        case TimelinePage(incident=incident, lines=lines, folded=folded):
            values = {"incident": incident, "lines": lines, "folded": folded}
            return [words.text("timeline", reader=reader, earlier=(), **values)]
        case Brief() as brief:
            return [words.brief(brief, form="text", reader=reader)]
        case Sheet() as sheet:
            return [words.sheet(sheet, form="text", reader=reader)]
        case Catchup() as catchup:
            return [words.catchup(catchup, form="text", reader=reader)]
        case Walkthrough() as walkthrough:
            return [words.document(walkthrough, reader=reader)]
        case Summary() as summary:
            return [without_references(words.document(summary, reader=reader))]
        case Glance() as glance:
            return [words.document(glance, reader=reader)]
