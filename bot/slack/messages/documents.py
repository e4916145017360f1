"""Documents as Slack shows them: card, timeline, brief and summary, rendered for one reader from their values."""

from bot.render.out.markdown import without_references
from bot.render.words import Voice, Words
from bot.requests.documents import Card, Document, Page, Timeline
from bot.slack.messages import card
from bot.slack.messages import message as m
from bot.slack.messages.message import Face
from bot.story.brief import Brief
from bot.story.summary import Summary


def drawn(page: Page[Document], *, words: Words, voice: Voice, key: str = "") -> Face:
    """The page; where a newer version wrote what is not on it, it says so. `key` finds a card again in history."""
    shown = _drawn(page, words, voice, key)
    return m.below(shown, words.slack("unread", voice=voice, incident=page.unread_in)) if page.unread_in else shown


def _drawn(page: Page[Document], words: Words, voice: Voice, key: str) -> Face:
    match page.document:
        case Card(incident=incident, due=due, stale=stale):
            return card.card(incident, due=due, stale=stale, words=words, voice=voice, key=key)
        case Timeline(incident=incident, lines=lines):
            return m.document(words.slack("timeline", voice=voice, incident=incident, lines=lines))
        case Brief() as brief:
            return m.document(words.brief(brief, form="slack", voice=voice))
        case Summary() as summary:  # the whole of it, as far as a message holds it
            return m.markdown_document(without_references(words.document(summary, voice=voice)))


def summary_told(page: Page[Summary], *, words: Words, voice: Voice, key: str) -> Face:
    """What tells the channel that the summary is there: three sentences and what it holds."""
    text = words.slack("summary", voice=voice, summary=page.document)
    return m.face(text, key=key, foot=words.slack("summary/more", voice=voice))
