"""The post-incident summary as a canvas shows it: the whole of it under a line that says who keeps it."""

from dataclasses import dataclass, replace

from bot.render.out import canvas
from bot.render.words import Reader, Words
from bot.requests.documents import Page
from bot.story.summary import Summary


@dataclass(frozen=True, slots=True)
class CanvasPage:
    """What a canvas is made of. The title holds nobody's words, for it is never changed."""

    title: str
    markdown: str


def drawing(page: Page[Summary], *, words: Words, reader: Reader) -> CanvasPage:
    """As much of the timeline as a canvas holds, from its beginning; what is left out is said."""
    whole = held = page.document
    markdown = _told(held, 0, words, reader)
    while held.lines and (size := len(markdown.encode())) > canvas.MAX_BYTES:
        # As many as would fit if all were as long, and always fewer.
        held = replace(held, lines=held.lines[: min(len(held.lines) * canvas.MAX_BYTES // size, len(held.lines) - 1)])
        markdown = _told(held, len(whole.lines) - len(held.lines), words, reader)
    title = words.markdown("canvas/title", reader=reader, incident=whole.incident)
    return CanvasPage(title, markdown.encode()[: canvas.MAX_BYTES].decode(errors="ignore"))


def mark_of(incident: str, *, words: Words, reader: Reader) -> str:
    """What stands in the canvas of this incident and in no other."""
    return words.markdown("canvas/mark", reader=reader, incident=incident)


def _told(held: Summary, left_out: int, words: Words, reader: Reader) -> str:
    lead_in = words.markdown("canvas", reader=reader, incident=held.incident, left_out=left_out)
    return f"{lead_in}\n\n{canvas.of_document(words.document(held, reader=reader))}"
