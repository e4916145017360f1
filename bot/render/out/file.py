"""A document as a file that can be handed on: Markdown, a web page, a PDF or JSON, of one account."""

from dataclasses import dataclass

from bot.grammar.intents import ExportForm
from bot.render.out import html, json, pdf
from bot.render.out.markdown import without_references
from bot.render.words import Reader, Words
from bot.story.brief import Brief
from bot.story.read_aloud import Walkthrough
from bot.story.sheet import Sheet
from bot.story.summary import Summary


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The name ends as its kind of file is called: `INC-42-summary.pdf`."""

    name: str
    content: bytes


def exported(
    told: Brief | Sheet | Summary | Walkthrough, form: ExportForm, *, words: Words, reader: Reader
) -> DocumentFile:
    """The document as `reader` would read it; links lead to Slack where its address is known.

    Raises NoTypeSetter where a PDF is wanted and cannot be made.
    """
    name = f"{told.incident}-{type(told).__name__.lower()}"
    return DocumentFile(f"{name}.{form}", _content(told, form, words, reader))


def _content(told: Brief | Sheet | Summary | Walkthrough, form: ExportForm, words: Words, reader: Reader) -> bytes:
    if form == "json":
        return json.document(told).encode()
    markdown = words.document(told, reader=reader)
    if not reader.team_url:
        markdown = without_references(markdown)
    match form:
        case "html" if isinstance(told, Walkthrough):
            return html.step_by_step(markdown, told.incident).encode()
        case "html":
            return html.page(markdown, told.incident).encode()
        case "pdf":
            return pdf.document(markdown, told.incident, made_at=told.as_of)
        case "md":
            return f"{markdown.rstrip()}\n".encode()
